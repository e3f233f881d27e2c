"""From nothing to the first answer, by clicking and typing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from sync.core.ids import GroupId
from sync.core.invites import InviteCode, encode_code
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_engine import FakeEngine
from tests.support.fake_state import fake_id
from tests.support.window_driver import WindowDriver


def real_code() -> str:
    """Return a code that is one."""
    return encode_code(InviteCode(GroupId(fake_id("group")), bytes(16), 2**31, bytes(6), ()))


def begin(driver: WindowDriver, name: str = "Ana") -> None:
    """Type a name and go on."""
    driver.type(name)
    driver.click("continueButton")


def test_first_start_to_first_answer(fresh: WindowDriver) -> None:
    """A name, the built-in model, a group, a question, an answer."""
    begin(fresh)
    fresh.click("builtinChoice")
    fresh.click("useButton")
    fresh.click("newGroupChoice")
    fresh.type_into("groupNameField", "Garden weekend")
    fresh.click("createGroupButton")
    fresh.wait(lambda: fresh.value("details.name") == "Garden weekend")
    fresh.wait(lambda: fresh.focused().startswith("Message "), "the composer has the keyboard")
    fresh.type("Sage, when do I plant tomatoes?")
    fresh.press(Qt.Key.Key_Return)
    fresh.wait(lambda: fresh.says("give them a stake each"))


def test_the_name_field_has_the_keyboard_and_enter_goes_on(fresh: WindowDriver) -> None:
    """No mouse is needed."""
    fresh.type("Ana")
    fresh.press(Qt.Key.Key_Return)
    fresh.wait(lambda: fresh.value("stage") == "assistant")
    assert fresh.value("session.name") == "Ana"


def test_an_impossible_name_is_explained_and_kept(fresh: WindowDriver) -> None:
    """Nothing typed is lost."""
    fresh.type("  ")
    assert not fresh.item("continueButton").isEnabled()
    fresh.press(Qt.Key.Key_Return)
    fresh.wait(lambda: fresh.says("A name needs at least one letter."))
    assert fresh.item("nameField").property("text") == "  "
    assert fresh.value("stage") == "name"


def test_a_wrong_key_is_explained_and_kept(fresh: WindowDriver) -> None:
    """Test says so, and the key stays to be corrected; the right one counts the models."""
    begin(fresh)
    fresh.click("openaiChoice")
    fresh.type_into("keyField", "bad")
    fresh.click("testKeyButton")
    fresh.wait(lambda: fresh.says("The provider does not accept this key."))
    assert fresh.item("keyField").property("text") == "bad"
    fresh.type_into("keyField", "good")
    fresh.click("testKeyButton")
    fresh.wait(lambda: fresh.says("Key works: 41 models"))
    fresh.click("useButton")
    fresh.wait(lambda: fresh.value("stage") == "main")


def test_later_leads_to_two_big_choices(fresh: WindowDriver) -> None:
    """Nothing has to be chosen."""
    begin(fresh)
    fresh.click("laterButton")
    fresh.item("newGroupChoice")
    fresh.click("joinChoice")
    fresh.item("joinCodeArea")


def test_a_code_on_the_clipboard_is_offered(open_window: OpenWindow, qapp: QGuiApplication) -> None:
    """One click takes it over, and it is checked at once."""
    qapp.clipboard().setText(f"Come and join us!\n{real_code()}\n")
    driver = open_window(FakeEngine("Ana"))
    driver.click("joinClipboardButton")
    driver.wait(lambda: driver.shown("joinCodeArea"))
    assert driver.value("joining.code") == real_code()
    qapp.clipboard().clear()
