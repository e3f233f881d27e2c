"""The conversations list, the open conversation's header and details."""

from PySide6.QtCore import Qt

from sync.changes import Notice
from sync.core.ids import GroupId
from sync.errors import DiskFull
from sync.views import GroupState
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.window_driver import WindowDriver

CONTROL = Qt.KeyboardModifier.ControlModifier


def title(driver: WindowDriver) -> str:
    """Return the open conversation's name as shown."""
    return str(driver.item("conversationTitle").property("text"))


def test_the_newest_conversation_is_open(ana: WindowDriver) -> None:
    """And the list says what waits in the others."""
    assert title(ana) == "Garden weekend"
    assert ana.says("Studio 4, 3 unread messages, ")
    assert ana.value("conversations.unread") == 3


def test_keys_go_up_and_down_the_list(ana: WindowDriver) -> None:
    """Alt and an arrow from anywhere, plain arrows in the list; the ends hold."""
    ana.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    ana.wait(lambda: title(ana) == "Studio 4")
    ana.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    ana.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    ana.wait(lambda: title(ana) == "Garden weekend")


def test_search_filters_without_regard_to_accents(ana: WindowDriver) -> None:
    """Ctrl+K, type, Enter opens the first; Escape shows all again."""
    ana.press(Qt.Key.Key_K, CONTROL)
    ana.type("ines")
    ana.wait(lambda: ana.value("conversations.count") == 1)
    ana.press(Qt.Key.Key_Return)
    ana.wait(lambda: title(ana) == "Inès")
    assert ana.value("conversations.count") == 5


def test_a_search_without_result_says_so_and_offers_the_messages(ana: WindowDriver) -> None:
    """No dead end."""
    ana.press(Qt.Key.Key_K, CONTROL)
    ana.type("pendulum")
    ana.wait(lambda: ana.says("No conversation is called “pendulum”."))
    ana.click("searchMessagesButton")
    ana.wait(lambda: ana.says("How do we check the pendulum numbers?"))
    assert ana.value("conversations.count") == 5
    ana.press(Qt.Key.Key_Return)
    ana.wait(lambda: title(ana) == "Physics, group B")


def test_the_selection_survives_a_new_message_elsewhere(open_window: OpenWindow) -> None:
    """The list reorders; what is open stays open."""
    engine = seeded_engine()
    driver = open_window(engine)
    studio = group_id_of("Studio 4")

    async def arrive(_: object) -> None:
        engine.state.put_message(engine.state.compose(studio, "Malo", "Anybody there?", 2**42))

    driver.engine(arrive)
    driver.wait(lambda: driver.says("Studio 4, 4 unread messages"))
    assert title(driver) == "Garden weekend"
    assert driver.value("conversations.selectedIndex") == 1


def test_the_assistant_can_be_renamed_and_says_by_whom(ana: WindowDriver) -> None:
    """In the details, with the keyboard."""
    ana.click("renameAssistantButton")
    ana.press(Qt.Key.Key_A, CONTROL)
    ana.type("Basil")
    ana.press(Qt.Key.Key_Return)
    ana.wait(lambda: ana.value("details.assistant.name") == "Basil")
    ana.wait(lambda: ana.says("changed by you, today"))


def test_when_it_responds_is_one_click(ana: WindowDriver) -> None:
    """And the pill follows what the group's settings became, not the click."""
    pills = [item for item in ana.items(ana.item("respondPills")) if item.property("text") == "Off"]
    assert pills
    ana.click_item(pills[0])
    ana.wait(lambda: ana.value("details.assistant.respond") == "off")


def test_the_personality_is_kept_when_the_field_is_left(ana: WindowDriver) -> None:
    """Without a button."""
    ana.click("personalityArea")
    ana.press(Qt.Key.Key_A, CONTROL)
    ana.type("Kind, and brief.")
    ana.click("groupNameEdit")
    ana.wait(lambda: ana.value("details.assistant.instructions") == "Kind, and brief.")


def test_a_refused_change_is_explained_beside_the_field(ana: WindowDriver) -> None:
    """An assistant must be called something."""
    ana.click("renameAssistantButton")
    ana.press(Qt.Key.Key_A, CONTROL)
    ana.press(Qt.Key.Key_Delete)
    ana.press(Qt.Key.Key_Return)
    ana.wait(lambda: ana.says("The assistant needs a name."))
    assert ana.value("details.assistant.name") == "Sage"


def test_leaving_asks_first_and_can_be_tidied_away(ana: WindowDriver) -> None:
    """Then the conversation says so, and can be taken off the list."""
    ana.click("leaveButton")
    ana.click("yesButton")
    ana.wait(lambda: ana.value("details.standing") == GroupState.LEFT)
    assert ana.says("You left this group on ")
    ana.click("forgetButton")
    ana.click("yesButton")
    ana.wait(lambda: ana.value("conversations.total") == 4)
    ana.wait(lambda: title(ana) == "Studio 4")


def test_a_notice_shows_and_goes(open_window: OpenWindow) -> None:
    """The same notice twice is one."""
    engine = FakeEngine("Ana")
    driver = open_window(engine)
    notice = Notice("clone_detected", "Two devices use the same profile.")

    async def tell(_: object) -> None:
        engine.publish(notice, notice)

    driver.engine(tell)
    driver.wait(lambda: driver.says("Two devices use the same profile."))
    assert driver.value("session.noticeSerious")
    driver.click("dismissButton")
    driver.wait(lambda: not driver.says("Two devices use the same profile."))


def test_a_fault_in_the_engine_becomes_a_sentence(open_window: OpenWindow) -> None:
    """Not a trace, and the window goes on."""
    engine = seeded_engine()
    driver = open_window(engine)

    async def fail(_: GroupId) -> None:
        raise DiskFull("There is no room left on the disk that holds this profile.")

    engine.groups.leave = fail
    driver.click("leaveButton")
    driver.click("yesButton")
    driver.wait(lambda: driver.says("There is no room left on the disk that holds this profile."))
    assert driver.item("yesButton").isEnabled(), "one can try again"
    assert title(driver) == "Garden weekend"
