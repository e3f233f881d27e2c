"""Writing in a conversation: the keyboard, replies, mentions, marks, drafts, and what goes wrong."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sync.core.limits import MAX_MESSAGE_CHARACTERS
from sync.errors import DiskFull
from sync.views import GroupState, MessageView
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Talk:
    """Ana's window on Studio 4, and the engine behind it."""

    def __init__(self, driver: WindowDriver, engine: FakeEngine) -> None:
        self.driver = driver
        self.engine = engine
        self.open("Studio 4")
        driver.item("messageField").forceActiveFocus()

    def open(self, name: str) -> None:
        """Go to another conversation."""
        self.driver.app.conversations.choose(group_id_of(name))
        self.driver.wait(lambda: self.driver.value("timeline.name") == name)
        self.driver.settle()

    @property
    def field(self) -> str:
        """What stands in the field."""
        return self.driver.item("messageField").property("text")

    @property
    def last(self) -> MessageView:
        """The newest message of Studio 4."""
        return self.engine.state.messages[STUDIO][-1]


@pytest.fixture
def talk(open_window: OpenWindow) -> Talk:
    """Studio 4, ready to write in."""
    engine = seeded_engine()
    return Talk(open_window(engine), engine)


def test_enter_sends_and_shift_enter_breaks_the_line(talk: Talk) -> None:
    """The field is empty afterwards, the message is in the timeline."""
    talk.driver.type("first")
    talk.driver.press(Qt.Key.Key_Return, SHIFT)
    talk.driver.type("second 😀")
    assert talk.field == "first\nsecond 😀"
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.last.text == "first\nsecond 😀")
    assert talk.field == ""
    talk.driver.wait(lambda: talk.driver.says("first second"))


def test_nothing_is_not_sent(talk: Talk) -> None:
    """Blanks stay where they are, and the button is off."""
    before = talk.last
    talk.driver.type("   ")
    talk.driver.press(Qt.Key.Key_Return)
    assert talk.last is before
    assert not talk.driver.item("sendButton").isEnabled()


def test_a_text_too_long_is_explained_and_kept(talk: Talk) -> None:
    """Nothing is cut off behind anybody's back."""
    text = "a" * (MAX_MESSAGE_CHARACTERS + 3)
    talk.driver.item("messageField").setProperty("text", text)
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.driver.says("This is 3 characters too long"))
    assert talk.field == text
    assert talk.last.text == "the new poster is in"


def test_a_failure_puts_the_text_back(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sentence, and what to do."""

    async def full(*args: object, **named: object) -> MessageView:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(talk.engine.messages, "send", full)
    talk.driver.type("precious words")
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.driver.says("The disk is full."))
    assert talk.field == "precious words"
    assert talk.driver.says("Your message is still here.")


def test_each_conversation_keeps_its_draft(talk: Talk) -> None:
    """Also over a restart, since it is written down."""
    talk.driver.type("half a thou")
    talk.open("Papa")
    assert talk.field == ""
    talk.driver.item("messageField").forceActiveFocus()
    talk.driver.type("dimanche")
    talk.open("Studio 4")
    talk.driver.wait(lambda: talk.field == "half a thou")
    talk.driver.wait(lambda: talk.engine.state.preferences.get(f"draft.{group_id_of('Papa').hex()}") == "dimanche")


def test_a_draft_ends_when_it_is_sent(talk: Talk) -> None:
    """It does not come back."""
    key = f"draft.{STUDIO.hex()}"
    talk.driver.type("done")
    talk.driver.wait(lambda: talk.engine.state.preferences.get(key) == "done")
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.engine.state.preferences.get(key) == "")


def test_a_name_is_completed_with_the_keyboard(talk: Talk) -> None:
    """Down, Enter, and go on typing."""
    talk.driver.type("😀 ask @")
    talk.driver.wait(lambda: talk.driver.says("Sage, assistant"))
    talk.driver.press(Qt.Key.Key_Down)
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.type("now")
    assert talk.field == "😀 ask @Inès now"
    talk.driver.type(" @s")
    talk.driver.press(Qt.Key.Key_Escape)
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.last.text == "😀 ask @Inès now @s")


def test_tab_goes_on_to_the_chips_and_back(talk: Talk) -> None:
    """It writes nothing."""
    talk.driver.type("x")
    talk.driver.press(Qt.Key.Key_Tab)
    assert talk.driver.focused() == "Attach files"
    talk.driver.press(Qt.Key.Key_Tab)
    assert talk.driver.focused().endswith("answers when mentioned")
    talk.driver.press(Qt.Key.Key_Tab)
    assert talk.driver.focused() == "Not for AI"
    talk.driver.press(Qt.Key.Key_Tab)
    assert talk.driver.focused() == "Send"
    for _ in range(4):
        talk.driver.press(Qt.Key.Key_Backtab, SHIFT)
    assert talk.driver.focused().startswith("Message")
    assert talk.field == "x"


def test_a_reply_quotes_and_can_be_cancelled(talk: Talk) -> None:
    """R on a message begins it, Escape lets go."""
    wanted = talk.last.message_id
    talk.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    talk.driver.press(Qt.Key.Key_R)
    talk.driver.wait(lambda: talk.driver.says("Replying to Inès: the new poster is in"))
    talk.driver.press(Qt.Key.Key_Escape)
    talk.driver.wait(lambda: not talk.driver.says("Replying to"))
    talk.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    talk.driver.press(Qt.Key.Key_R)
    talk.driver.type("lovely")
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.last.reply_to == wanted)
    talk.driver.wait(lambda: talk.driver.says("In reply to Inès: the new poster is in"))


def test_not_for_ai_holds_for_one_message(talk: Talk) -> None:
    """The mark goes with the message and is off again."""
    talk.driver.click("notForAiChip")
    talk.driver.item("messageField").forceActiveFocus()
    talk.driver.type("private")
    talk.driver.press(Qt.Key.Key_Return)
    talk.driver.wait(lambda: talk.last.text == "private")
    assert talk.last.not_for_ai
    assert not talk.driver.value("composer.notForAi")


def test_when_the_assistant_answers_stands_below(talk: Talk) -> None:
    """And follows the group's settings."""
    assert talk.driver.says("Sage\u2069 answers when mentioned")
    group = talk.engine.state.groups[STUDIO]

    async def switch_off(engine: object) -> None:
        talk.engine.state.put_group(replace(group, assistant=replace(group.assistant, enabled=False)))

    talk.driver.engine(switch_off)
    talk.driver.wait(lambda: not talk.driver.shown("assistantChip"))


@pytest.mark.parametrize("state", [GroupState.LEFT, GroupState.REMOVED])
def test_a_closed_group_cannot_be_written_in_but_read(talk: Talk, state: GroupState) -> None:
    """It says why."""

    async def close(engine: object) -> None:
        talk.engine.state.put_group(replace(talk.engine.state.groups[STUDIO], state=state))

    talk.driver.engine(close)
    talk.driver.wait(lambda: talk.driver.shown("closedBar"))
    assert not talk.driver.shown("messageField")
    assert talk.driver.says("You can still read what was here before.")
    assert talk.driver.says("the new poster is in")
