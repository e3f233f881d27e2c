"""The safety number: shown large, compared, kept, taken back, and loud when it has changed."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from sync.changes import MemberUpdated
from sync.core.ids import AccountId
from sync.errors import NoSuchMember
from sync.views import SafetyNumber
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.desktop.window.test_members import open_menu, row
from tests.support.fake_engine import FakeEngine
from tests.support.fake_people import digits_of
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

BO = account_of("Bo")
CY = account_of("Cy")
GARDEN = group_id_of("Garden weekend")


@pytest.fixture
def engine() -> FakeEngine:
    """What the window runs on."""
    return seeded_engine()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window, with Bo's safety number open."""
    driver = open_window(engine)
    open_menu(driver, "Bo")
    driver.click("verifyItem")
    driver.item("safetyDigits")
    return driver


def spaced(digits: str) -> str:
    """Return a number as it is read out: five digits by five."""
    return " ".join(digits[at : at + 5] for at in range(0, 60, 5))


def test_sixty_digits_in_twelve_groups_that_can_be_selected_and_copied(
    driver: WindowDriver, qapp: QGuiApplication
) -> None:
    """Read aloud as one number; shown in four lines of three."""
    shown = driver.item("safetyDigits")
    lines = shown.property("text").split("\n")
    assert [len(line.split()) for line in lines] == [3, 3, 3, 3]
    assert " ".join(lines) == spaced(digits_of(BO))
    assert driver.says(f"Safety number: {spaced(digits_of(BO))}")
    assert driver.says("The safety number as a QR code")
    assert shown.property("selectByMouse")
    assert nameless(driver) == []
    driver.click("copyNumberButton")
    assert qapp.clipboard().text() == spaced(digits_of(BO))
    qapp.clipboard().clear()


def test_a_number_that_takes_its_time_is_waited_for_in_sight(open_window: OpenWindow, engine: FakeEngine) -> None:
    """Not in an empty dialog."""
    come, read = asyncio.Event(), engine.contacts.safety_number

    async def late(account_id: AccountId) -> SafetyNumber:
        await come.wait()
        return await read(account_id)

    engine.contacts.safety_number = late  # type: ignore[method-assign]
    driver = open_window(engine)
    open_menu(driver, "Bo")
    driver.click("verifyItem")
    driver.wait(lambda: driver.says("Working"))
    assert driver.says("Verify safety number")

    async def let_it_come(_: object) -> None:
        come.set()

    driver.engine(let_it_come)
    driver.item("safetyDigits")
    assert not driver.says("Working")


def test_marking_as_verified_shows_everywhere_and_can_be_taken_back(driver: WindowDriver, engine: FakeEngine) -> None:
    """In the dialog at once, and in the members list."""
    driver.click("markVerifiedButton")
    driver.wait(lambda: driver.shown("verifiedBanner"))
    assert not driver.shown("markVerifiedButton")
    assert engine.state.verified == {BO}
    driver.wait(lambda: row(driver, "Bo").property("verified"))
    driver.click("unverifyButton")
    driver.wait(lambda: driver.shown("markVerifiedButton"))
    assert engine.state.verified == set()


@pytest.mark.parametrize("written", [spaced(digits_of(BO)), digits_of(BO), spaced(digits_of(BO)).replace(" ", "-")])
def test_the_same_number_is_recognised_however_it_is_written(driver: WindowDriver, written: str) -> None:
    """With or without spaces."""
    driver.type_into("compareField", written)
    driver.wait(lambda: driver.says("The numbers are the same."))
    driver.click("markVerifiedButton")
    driver.wait(lambda: driver.shown("verifiedBanner"))


def test_another_number_is_a_clear_warning_and_cannot_be_confirmed(driver: WindowDriver, engine: FakeEngine) -> None:
    """What was pasted stays; an unfinished one is not called wrong."""
    driver.type_into("compareField", digits_of(CY)[:12])
    driver.wait(lambda: driver.value("company.safety").verdict == "unfinished")
    assert not driver.shown("differentBanner")
    assert not driver.item("markVerifiedButton").isEnabled()
    driver.type(digits_of(CY)[12:])
    driver.wait(lambda: driver.shown("differentBanner"))
    assert driver.says("do not trust that this is \u2068Bo\u2069.")
    assert not driver.item("markVerifiedButton").isEnabled()
    assert driver.item("compareField").property("text") == digits_of(CY)
    assert engine.state.verified == set()


def test_a_device_added_since_is_loud(open_window: OpenWindow, engine: FakeEngine) -> None:
    """With what it means; comparing anew makes it good."""
    engine.state.verified.add(BO)
    engine.state.changed.add(BO)
    garden = engine.state.groups[GARDEN]
    members = tuple(replace(m, devices=2) if m.account_id == BO else m for m in garden.members)
    engine.state.groups[GARDEN] = replace(garden, members=members)
    driver = open_window(engine)
    driver.app.company.safety.show(BO.hex())
    driver.wait(lambda: driver.shown("changedBanner"))
    assert driver.says("The safety number with \u2068Bo\u2069 has changed.")
    assert not driver.shown("verifiedBanner")
    assert spaced(digits_of(BO, 2)).startswith(driver.item("safetyDigits").property("text").split("\n")[0])
    driver.click("markVerifiedButton")
    driver.wait(lambda: driver.shown("verifiedBanner") and not driver.shown("changedBanner"))


def test_a_number_that_changes_while_it_is_compared_is_never_taken_for_the_one_seen(
    driver: WindowDriver, engine: FakeEngine
) -> None:
    """Whichever comes first: the engine is told which number was on the screen."""
    garden = engine.state.groups[GARDEN]
    members = tuple(replace(m, devices=2) if m.account_id == BO else m for m in garden.members)
    engine.state.groups[GARDEN] = replace(garden, members=members)
    driver.click("markVerifiedButton")
    driver.wait(lambda: driver.says("This is another number than the one shown here."))
    assert engine.state.verified == set()

    async def tell(_: object) -> None:
        engine.publish(MemberUpdated(GARDEN, BO))

    driver.engine(tell)
    driver.wait(lambda: driver.value("company.safety").digits == spaced(digits_of(BO, 2)))
    driver.click("markVerifiedButton")
    driver.wait(lambda: driver.shown("verifiedBanner"))


def test_without_a_number_the_dialog_says_why(open_window: OpenWindow, engine: FakeEngine) -> None:
    """And offers nothing that could not work."""

    async def refuse(_: object) -> object:
        raise NoSuchMember("You share no group with this person.", "Meet them in a group first.")

    engine.contacts.safety_number = refuse  # type: ignore[method-assign, assignment]
    driver = open_window(engine)
    driver.app.company.safety.show(BO.hex())
    driver.wait(lambda: driver.says("You share no group with this person."))
    assert not driver.shown("markVerifiedButton")
    assert not driver.shown("safetyDigits")


def test_everything_in_it_can_be_reached_by_keyboard_in_the_smallest_window(driver: WindowDriver) -> None:
    """With the largest text it scrolls, and follows the keyboard."""
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.settle()
    seen: list[str] = []
    for _ in range(8):
        driver.press(Qt.Key.Key_Tab)
        seen.append(driver.focused())
        item = driver.main.window.activeFocusItem()
        assert item is not None
        assert 0 <= item.mapToScene(item.boundingRect().center()).y() < 480
    for name in ("Safety number: ", "Copy number", "The other’s safety number", "Mark as verified", "Close"):
        assert any(entry.startswith(name) for entry in seen), f"{name!r} is not reached: {seen}"
