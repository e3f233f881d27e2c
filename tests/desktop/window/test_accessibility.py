"""What a screen reader finds: every control has a name and a role, on every page and in every dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from sync.core.ids import InviteId
from tests.desktop.window.conftest import OpenWindow
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

Role = QAccessible.Role
CONTROLS = frozenset(
    {
        Role.Button,
        Role.CheckBox,
        Role.RadioButton,
        Role.EditableText,
        Role.ComboBox,
        Role.List,
        Role.ListItem,
        Role.Grouping,
        Role.Dialog,
        Role.Heading,
        Role.Graphic,
    }
)


def nameless(driver: WindowDriver) -> list[str]:
    """Return the paths of controls that a screen reader would not know what to call."""
    found: list[str] = []
    for node in driver.nodes():
        shell = node.object() is not None and node.object().metaObject().className() == "QQuickPopupItem"
        if node.role() in CONTROLS and not node.text(QAccessible.Text.Name).strip() and not shell:
            parent = node.parent()
            found.append(f"{node.role().name} in {parent.text(QAccessible.Text.Name) if parent else 'nothing'}")
    return found


def test_the_first_start(fresh: WindowDriver) -> None:
    """Page by page."""
    assert nameless(fresh) == []
    fresh.type("Ana")
    fresh.click("continueButton")
    fresh.click("openaiChoice")
    assert nameless(fresh) == []
    fresh.click("laterButton")
    fresh.item("newGroupChoice")
    assert nameless(fresh) == []


@pytest.mark.parametrize(
    "opener", ["inviteButton", "settingsButton", "searchButton", "leaveButton", "addButton", "renameAssistantButton"]
)
def test_the_main_window_and_its_dialogs(ana: WindowDriver, opener: str) -> None:
    """One after the other."""
    assert nameless(ana) == []
    ana.click(opener)
    assert nameless(ana) == []


def test_a_dialog_is_announced_with_its_title(ana: WindowDriver) -> None:
    """And closes by Escape."""
    ana.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    ana.wait(lambda: (Role.Dialog, "New group") in ana.read())
    ana.press(Qt.Key.Key_Escape)
    ana.wait(lambda: (Role.Dialog, "New group") not in ana.read())


def test_tab_goes_through_every_control_and_comes_round(ana: WindowDriver) -> None:
    """Nothing needs a mouse, nothing traps the keyboard."""
    seen: list[str] = []
    for _ in range(60):
        ana.press(Qt.Key.Key_Tab)
        seen.append(ana.focused())
        if len(seen) > 1 and seen[-1] == seen[0]:
            break
    wanted = ("New conversation", "Search conversations", "Garden weekend", "Settings", "Invite", "Search in this")
    for name in (*wanted, "Rename the assistant", "Mentioned", "Personality", "Invite people", "Leave group"):
        assert any(entry.startswith(name) for entry in seen), f"{name!r} is not reached: {seen}"
    assert seen[-1] == seen[0], "the keyboard is trapped"


def test_what_waits_to_be_read_and_answered(open_window: OpenWindow) -> None:
    """Newcomers, invites, notices and devices, in the window, in the settings and in the second questions."""
    engine = seeded_engine()
    engine.joins.ask(group_id_of("Garden weekend"), "Ben", 0, InviteId(b"?"))
    for group in (None, group_id_of("Garden weekend")):
        engine.notices.post("clone_detected", "Two copies write.", 0, group=group, account=account_of("Bo"))
    engine.devices.add("desk", connected=True, added_at=0, groups=1)
    driver = open_window(engine)
    driver.item("requestsBanner")
    assert nameless(driver) == []
    driver.click("turnAwayButton")
    assert nameless(driver) == []
    driver.click("refuseButton")
    driver.click("settingsButton")
    driver.click("revokeButton")
    assert nameless(driver) == []
