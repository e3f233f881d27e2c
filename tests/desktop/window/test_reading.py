"""Reading a conversation: pages, the reader's place, answers as they come, and what one can do with a message."""

from typing import cast

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from sync.core.ids import GroupId, MessageId
from sync.views import AnswerFailure, AnswerHost, AnswerStatus
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import Seeder, group_id_of, seeded_engine
from tests.support.fake_state import account_of, device_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
NOW = 1_800_000_000_000
BO = AnswerHost(device_of("Malo"), account_of("Malo"), "Malo")


class Reading:
    """Ana's window on Studio 4 with a long history."""

    def __init__(self, driver: WindowDriver, engine: FakeEngine) -> None:
        self.driver = driver
        self.engine = engine
        driver.app.conversations.choose(STUDIO)
        driver.wait(lambda: driver.value("timeline.name") == "Studio 4")
        driver.settle()

    @property
    def list(self) -> QQuickItem:
        """The view of the messages."""
        return self.driver.item("messages")

    def scroll(self, pixels: float) -> None:
        """Move the view."""
        self.list.setProperty("contentY", self.list.property("contentY") + pixels)
        self.driver.settle()

    def places(self) -> dict[str, int]:
        """Where each row in sight stands, by the message's id."""
        view = self.list
        rows = cast(QQuickItem, view.property("contentItem")).childItems()
        found = {str(row.property("messageId")): round(row.mapToItem(view, QPointF(0, 0)).y()) for row in rows}
        return {key: y for key, y in found.items() if key != "None" and 0 < y < view.height()}

    def say(self, text: str) -> None:
        """Let Inès write."""

        async def write(engine: object) -> None:
            state = self.engine.state
            state.put_message(state.compose(STUDIO, "Inès", text))

        self.driver.engine(write)
        self.driver.settle()

    def answer(self, text: str = "") -> MessageId:
        """Let an answer begin on Malo's machine."""
        trigger = self.engine.state.messages[STUDIO][-1].message_id

        async def begin(engine: object) -> MessageId:
            turn = self.engine.turns.begin(STUDIO, trigger, "Sage", BO, "compatible", "gemma")
            if text:
                await self.engine.turns.append(STUDIO, turn, text)
            return turn

        turn = self.driver.engine(begin)
        self.driver.settle()
        return turn

    def append(self, turn: MessageId, text: str) -> None:
        """Let it say more."""
        self.driver.engine(lambda engine: self.engine.turns.append(STUDIO, turn, text))
        self.driver.settle()

    def end(self, turn: MessageId, status: AnswerStatus, error: AnswerFailure | None = None) -> None:
        """Let it end."""
        self.driver.engine(lambda engine: self.engine.turns.finish(STUDIO, turn, status=status, error=error))
        self.driver.settle()


@pytest.fixture
def reading(open_window: OpenWindow) -> Reading:
    """Studio 4 with 200 older messages."""
    engine = seeded_engine()
    newest = engine.state.messages.pop(STUDIO)
    seed = Seeder(engine.state, NOW)
    for number in range(200):
        seed.say(STUDIO, "Malo" if number % 5 else "Ana", f"message {number} " + "word " * (number % 40), 900 - number)
    for message in newest:
        seed.say(STUDIO, message.author.name, message.text, 100)
    engine.state.groups[GroupId(STUDIO)] = engine.state.groups[STUDIO]
    seed.read_all(STUDIO, but=3)
    return Reading(open_window(engine), engine)


def test_the_unread_line_stands_where_reading_stopped(reading: Reading) -> None:
    """And what has been seen is marked read."""
    assert reading.driver.says("New messages")


def test_nothing_moves_under_the_readers_eye(reading: Reading) -> None:
    """Whether messages come, an answer grows, or older pages load."""
    reading.scroll(-500)
    before = reading.places()
    assert before
    reading.say("one\n\ntwo")
    turn = reading.answer("So:\n\n")
    for _ in range(6):
        reading.append(turn, "a whole paragraph of words\n\n")
    reading.end(turn, AnswerStatus.COMPLETE)
    assert {key: reading.places().get(key) for key in before} == before
    assert reading.driver.value("timeline.fresh") == 2
    reading.driver.click("newestButton")
    reading.driver.wait(lambda: reading.driver.value("timeline.fresh") == 0)


def test_the_end_stays_in_sight_for_who_is_there(reading: Reading) -> None:
    """New messages and growing answers push older ones up."""
    turn = reading.answer("Word")
    for _ in range(6):
        reading.append(turn, " and a whole paragraph of words.\n\n")
    reading.say("the very last")
    view = reading.list
    end = view.property("originY") + view.property("contentHeight")
    assert view.property("contentY") + view.height() >= end - 40
    assert reading.driver.says("the very last")


def test_older_pages_come_as_one_scrolls(reading: Reading) -> None:
    """Up to the first message."""
    reading.list.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    total = len(reading.engine.state.messages[STUDIO])
    for _ in range(total):
        if reading.list.property("count") == total:
            break
        reading.driver.press(Qt.Key.Key_PageUp)
    reading.driver.wait(lambda: reading.list.property("count") == total)


def test_an_answer_thinks_speaks_and_can_be_stopped(reading: Reading) -> None:
    """By anybody in the room."""
    turn = reading.answer()
    reading.driver.wait(lambda: reading.driver.says("Sage\u2069 is thinking"))
    reading.append(turn, "Dry from **noon**")
    reading.driver.wait(lambda: reading.driver.says("Dry from noon"))
    assert not reading.driver.says("is thinking")
    reading.driver.click("stopButton")
    reading.driver.wait(lambda: reading.driver.says("Stopped."))
    assert not reading.driver.shown("stopButton")


def test_a_failed_answer_says_why_and_can_be_tried_again(reading: Reading) -> None:
    """The sentence is the provider's, the way out is a button."""
    turn = reading.answer()
    reading.end(turn, AnswerStatus.FAILED, AnswerFailure("provider_auth", "The provider does not accept this key."))
    reading.driver.wait(lambda: reading.driver.says("The provider does not accept this key."))
    reading.driver.click("retryButton")
    reading.driver.wait(lambda: reading.driver.says("give them a stake each"))


def test_the_receipt_shows_exactly_what_left_the_room(reading: Reading) -> None:
    """Word for word."""
    reading.driver.app.conversations.choose(group_id_of("Physics, group B"))
    reading.driver.wait(lambda: reading.driver.value("timeline.name") == "Physics, group B")
    reading.driver.click("receiptButton")
    reading.driver.wait(lambda: reading.driver.says("Explain, never just solve."))
    assert reading.driver.says("How do we check the pendulum numbers?")
    assert reading.driver.says("compatible · http://127.0.0.1:11434/v1")


def test_code_is_copied_as_it_was_written(reading: Reading) -> None:
    """Without its colours."""
    turn = reading.answer("```python\ndef f():\n    return 1\n```")
    reading.end(turn, AnswerStatus.COMPLETE)
    reading.driver.click("copyCodeButton")
    assert QGuiApplication.clipboard().text() == "def f():\n    return 1"


def test_a_link_asks_before_it_opens_and_names_the_real_host(reading: Reading) -> None:
    """Whatever its words claim."""
    reading.driver.app.actions.askLink("https://bank.example@evil.example/login")
    reading.driver.wait(lambda: reading.driver.says("evil.example"))
    reading.driver.item("openLinkButton")
    reading.driver.click("cancelLinkButton")
    reading.driver.wait(lambda: not reading.driver.shown("openLinkButton"))
    reading.driver.app.actions.askLink("javascript:alert(1)")
    reading.driver.settle()
    assert not reading.driver.shown("openLinkButton")


def test_the_keyboard_walks_the_messages_and_opens_their_menu(reading: Reading) -> None:
    """Up, Enter, copy."""
    reading.list.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    reading.driver.press(Qt.Key.Key_Up)
    assert reading.driver.focused().startswith("Inès")
    assert "Found it." in reading.driver.focused()
    reading.driver.press(Qt.Key.Key_Return)
    reading.driver.wait(lambda: reading.driver.says("Copy as Markdown"))
    reading.driver.press(Qt.Key.Key_Escape)
    QTest.keyClick(reading.driver.main.window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Found it."


def test_a_quote_leads_to_what_it_quotes(reading: Reading) -> None:
    """Even beyond the pages that are loaded."""
    first = reading.engine.state.messages[STUDIO][0].message_id
    reading.driver.app.timeline.jumpTo(first.hex())
    reading.driver.wait(lambda: first.hex() in reading.places())
    assert reading.driver.value("timeline.hasNewer")
    reading.driver.click("newestButton")
    reading.driver.wait(lambda: not reading.driver.value("timeline.hasNewer"))
