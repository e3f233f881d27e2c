"""A question that nobody answered, as the reader meets it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from desktop.assistant.failures import NoModelHere
from sync.core.ids import GroupId, MessageId
from sync.views import MessageView
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import device_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
LINE = "Sage\u2069 did not answer."


class Asked:
    """Ana's window on Studio 4, where her question is the last word."""

    def __init__(self, open_window: OpenWindow, text: str = "@Sage which paper?") -> None:
        self.engine = seeded_engine()
        view = replace(self.engine.state.compose(STUDIO, "Ana", text), hosts=(device_of("Malo"),), turn_expires=1)
        self.question: MessageView = self.engine.state.put_message(view)
        self.driver: WindowDriver = open_window(self.engine)
        self.driver.app.conversations.choose(STUDIO)
        self.driver.wait(lambda: self.driver.value("timeline.name") == "Studio 4")
        self.driver.settle()

    def menu(self) -> None:
        """Open the newest message's menu with the keyboard."""
        self.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
        self.driver.press(Qt.Key.Key_Return)
        self.driver.wait(lambda: self.driver.says("Copy as Markdown"))


def test_a_click_asks_again_and_the_line_goes_with_the_answer(open_window: OpenWindow) -> None:
    asked = Asked(open_window)
    asked.driver.wait(lambda: asked.driver.says(LINE))
    asked.driver.click("askAgainButton")
    asked.driver.wait(lambda: asked.driver.says("give them a stake each"))
    assert not asked.driver.says(LINE)
    answer = asked.engine.state.messages[STUDIO][-1].assistant
    assert answer is not None
    assert answer.trigger == asked.question.message_id


def test_the_keyboard_reaches_it_and_a_refusal_is_said(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(assistant: FakeAssistant, group_id: GroupId, message_id: MessageId) -> None:
        raise NoModelHere

    monkeypatch.setattr(FakeAssistant, "retry", refuse)
    asked = Asked(open_window)
    asked.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    asked.driver.press(Qt.Key.Key_Tab)
    assert asked.driver.focused() == "Ask again"
    asked.driver.press(Qt.Key.Key_Return)
    asked.driver.wait(lambda: asked.driver.says(NoModelHere().message))
    assert asked.driver.says(LINE)
    assert asked.driver.item("askAgainButton").isEnabled()


def test_it_is_asked_once_however_often_it_is_pressed(open_window: OpenWindow) -> None:
    asked = Asked(open_window)
    for _ in range(3):
        asked.driver.app.actions.retry(asked.question.message_id.hex())
    asked.driver.wait(lambda: asked.driver.says("give them a stake each"))
    assert sum(message.assistant is not None for message in asked.engine.state.messages[STUDIO]) == 1


def test_the_menu_offers_it_for_what_mentions_the_assistant(open_window: OpenWindow) -> None:
    asked = Asked(open_window)
    asked.menu()
    assert [name for _, name in asked.driver.read()].count("Ask again") == 2


def test_the_menu_does_not_offer_it_for_anything_else(open_window: OpenWindow) -> None:
    asked = Asked(open_window, "which paper?")
    asked.menu()
    assert not asked.driver.says("Ask again")


def test_it_is_said_in_french(open_window: OpenWindow) -> None:
    asked = Asked(open_window)
    asked.driver.app.settings.setLanguage("fr")
    asked.driver.wait(lambda: asked.driver.says("Sage\u2069 n’a pas répondu."))
    assert asked.driver.says("Redemander")
