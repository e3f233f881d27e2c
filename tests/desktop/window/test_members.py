"""The people of a group: who they are, and what can be done with each, by mouse, by keyboard, by screen reader."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from sync.errors import NotAllowed
from sync.views import Role
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, member, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

GARDEN = group_id_of("Garden weekend")
SHIFT = Qt.KeyboardModifier.ShiftModifier
EVERYTHING = {"Message", "Verify safety number", "Make admin", "Block", "Remove from group"}


def crowded() -> FakeEngine:
    """Ana's engine, with an admin and a latecomer in Garden weekend."""
    engine = seeded_engine()
    garden = engine.state.groups[GARDEN]
    admin = replace(member("Théo", Role.ADMIN, online=True), devices=3)
    engine.state.groups[GARDEN] = replace(garden, members=(*garden.members, member("Malo"), admin))
    engine.state.verified.add(account_of("Bo"))
    return engine


@pytest.fixture
def engine() -> FakeEngine:
    """What the window runs on."""
    return crowded()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window on a group with an owner, an admin and three others."""
    return open_window(engine)


def rows(driver: WindowDriver) -> list[QQuickItem]:
    """Return the rows of the members list."""
    driver.item("memberRow")
    return [item for item in driver.items() if item.objectName() == "memberRow"]


def row(driver: WindowDriver, name: str) -> QQuickItem:
    """Return somebody's row, waiting for it."""
    key = account_of(name).hex()

    def found() -> QQuickItem | None:
        return next((item for item in rows(driver) if item.property("key") == key), None)

    driver.wait(found)
    there = found()
    assert there is not None
    return there


def offered(driver: WindowDriver) -> set[str]:
    """Return what the open menu offers."""
    driver.item("verifyItem")
    driver.settle()
    return {name for role, name in driver.read() if role is QAccessible.Role.MenuItem}


def open_menu(driver: WindowDriver, name: str) -> None:
    """Open somebody's menu with the mouse."""
    driver.click_item(row(driver, name))
    driver.item("verifyItem")


def test_who_runs_the_group_comes_after_oneself(driver: WindowDriver) -> None:
    """Then who is here, then by name; each with role, devices and whether they were verified."""
    spoken = [item.property("spoken") for item in rows(driver)]
    assert spoken == [
        "\u2068Ana\u2069 (you), Owner",
        "Théo, Admin, here, 3 devices",
        "Bo, here, verified",
        "Cy, away",
        "Malo, away",
    ]
    assert [name for _, name in driver.read() if name in spoken] == spoken


@pytest.mark.parametrize("how", ["click", "right click", "Return", "Menu", "Shift+F10", "screen reader"])
def test_the_menu_opens_by_every_means(driver: WindowDriver, how: str) -> None:
    """And offers what the owner may do with an ordinary member."""
    bo = row(driver, "Bo")
    bo.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    match how:
        case "click":
            driver.click_item(bo)
        case "right click":
            middle = bo.mapToScene(bo.boundingRect().center()).toPoint()
            QTest.mouseClick(driver.main.window, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, middle)
        case "Return":
            driver.press(Qt.Key.Key_Return)
        case "Menu":
            driver.press(Qt.Key.Key_Menu)
        case "Shift+F10":
            driver.press(Qt.Key.Key_F10, SHIFT)
        case _:
            node = next(n for n in driver.nodes() if n.text(QAccessible.Text.Name).startswith("Bo, here"))
            node.actionInterface().doAction("Press")
    assert offered(driver) == EVERYTHING


def test_only_what_may_be_done_is_offered(open_window: OpenWindow) -> None:
    """An admin is made an ordinary member again; where one is only a member, nobody can be removed."""
    driver = open_window(crowded())
    open_menu(driver, "Théo")
    assert offered(driver) == EVERYTHING - {"Make admin"} | {"Make ordinary member"}
    driver.press(Qt.Key.Key_Escape)
    driver.app.conversations.choose(group_id_of("Studio 4"))
    driver.wait(lambda: driver.value("details.name") == "Studio 4")
    open_menu(driver, "Inès")
    assert offered(driver) == {"Message", "Verify safety number", "Block"}


def test_nothing_is_offered_for_oneself(driver: WindowDriver) -> None:
    """The row says who one is, and that is all."""
    driver.click_item(row(driver, "Ana"))
    assert not driver.shown("verifyItem")


def test_the_arrow_keys_go_through_members_and_menu(driver: WindowDriver) -> None:
    """Past what is not offered; Escape comes back to the row."""
    row(driver, "Ana").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        driver.press(Qt.Key.Key_Down)
    assert driver.focused() == "Bo, here, verified"
    driver.press(Qt.Key.Key_Return)
    driver.item("verifyItem")
    seen = [driver.focused()]
    for _ in range(4):
        driver.press(Qt.Key.Key_Down)
        seen.append(driver.focused())
    assert seen == ["Message", "Verify safety number", "Make admin", "Block", "Remove from group"]
    driver.press(Qt.Key.Key_Escape)
    driver.wait(lambda: driver.focused() == "Bo, here, verified")


def test_removing_says_what_it_does_and_to_whom(driver: WindowDriver, engine: FakeEngine) -> None:
    """Cancel has the keyboard; yes removes."""
    open_menu(driver, "Bo")
    driver.click("removeItem")
    driver.wait(lambda: driver.says("Remove \u2068Bo\u2069 from \u2068Garden weekend\u2069?"))
    assert driver.says("What \u2068Bo\u2069 already has stays on \u2068Bo\u2069’s devices.")
    assert driver.focused() == "Cancel"
    assert nameless(driver) == []
    driver.press(Qt.Key.Key_Return)
    assert not driver.shown("yesButton")
    assert len(engine.state.groups[GARDEN].members) == 5
    open_menu(driver, "Bo")
    driver.click("removeItem")
    driver.click("yesButton")
    driver.wait(lambda: driver.says("\u2068Bo\u2069 is no longer in \u2068Garden weekend\u2069."))
    driver.wait(lambda: len(rows(driver)) == 4)
    assert account_of("Bo") not in {one.account_id for one in engine.state.groups[GARDEN].members}


def test_the_keyboard_goes_on_when_the_member_it_was_on_is_gone(driver: WindowDriver, engine: FakeEngine) -> None:
    """A dialog has nobody to give it back to."""
    open_menu(driver, "Théo")
    driver.click("removeItem")
    driver.item("yesButton")
    driver.engine(lambda _: engine.members.remove(GARDEN, account_of("Théo")))
    driver.wait(lambda: driver.value("details.memberCount") == 4)
    driver.press(Qt.Key.Key_Escape)
    driver.wait(lambda: driver.item("messageField").hasActiveFocus())


def test_what_cannot_be_done_is_said_where_it_was_asked(driver: WindowDriver, engine: FakeEngine) -> None:
    """The dialog stays, and trying again works."""
    engine.members.refusal = NotAllowed("You are no longer an admin of this group.", "Ask its owner.")
    open_menu(driver, "Cy")
    driver.click("removeItem")
    driver.click("yesButton")
    driver.wait(lambda: driver.says("You are no longer an admin of this group.") and driver.says("Ask its owner."))
    driver.click("yesButton")
    driver.wait(lambda: not driver.shown("yesButton"))
    driver.wait(lambda: len(rows(driver)) == 4)


def test_a_failure_after_the_dialog_was_closed_is_told_all_the_same(driver: WindowDriver, engine: FakeEngine) -> None:
    """As a notice."""
    confirmation = driver.value("company.confirmation")
    driver.app.company.actions.askRemove(account_of("Cy").hex())
    driver.item("yesButton")
    engine.members.refusal = NotAllowed("You are no longer an admin of this group.")
    confirmation.accept()
    confirmation.dismiss()
    driver.wait(lambda: "no longer an admin" in driver.value("session.notice"))


def test_an_admin_is_made_and_unmade(driver: WindowDriver, engine: FakeEngine) -> None:
    """Each time it is said what that means."""
    open_menu(driver, "Bo")
    driver.click("promoteItem")
    driver.wait(lambda: driver.says("As an admin of \u2068Garden weekend\u2069, \u2068Bo\u2069 can remove"))
    driver.click("yesButton")
    driver.wait(lambda: row(driver, "Bo").property("detail") == "Admin")
    open_menu(driver, "Bo")
    driver.click("demoteItem")
    driver.click("yesButton")
    driver.wait(lambda: row(driver, "Bo").property("detail") == "")
    roles = {one.name: one.role for one in engine.state.groups[GARDEN].members}
    assert roles["Bo"] is Role.MEMBER


def test_every_row_can_be_reached_in_the_smallest_window_with_the_largest_text(driver: WindowDriver) -> None:
    """The list follows the keyboard, in the sheet too."""
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)
    driver.click("detailsButton")
    last = rows(driver)[-1]
    rows(driver)[0].forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(4):
        driver.press(Qt.Key.Key_Down)
    driver.wait(lambda: driver.focused() == last.property("spoken"))
    middle = last.mapToScene(last.boundingRect().center()).y()
    assert 0 < middle < 480
    driver.press(Qt.Key.Key_Return)
    items = [item for item in driver.items() if item.objectName() in {"verifyItem", "messageItem", "promoteItem"}]
    assert items
    assert all(item.width() >= item.implicitWidth() for item in items), "nothing is cut"
