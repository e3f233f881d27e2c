"""Who can do what: seen by everybody, changed by those who run the group, at once and with a way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sync.changes import MemberUpdated
from sync.errors import NotAllowed
from sync.views import GroupPolicy
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.desktop.window.test_dialogs import pill
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

GARDEN = group_id_of("Garden weekend")
STUDIO = group_id_of("Studio 4")


@pytest.fixture
def engine() -> FakeEngine:
    """What the window runs on."""
    return seeded_engine()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window on the group she owns."""
    return open_window(engine)


def policy(engine: FakeEngine) -> GroupPolicy:
    """Return what holds in Garden weekend."""
    return engine.state.groups[GARDEN].policy


@pytest.mark.parametrize(
    ("field", "chosen", "changed"),
    [
        ("history", "Only what follows", GroupPolicy(history="joining")),
        ("invite", "Admins", GroupPolicy(invite="admins")),
        ("settings", "Admins", GroupPolicy(settings="admins")),
    ],
)
def test_each_choice_is_saved_at_once_and_can_be_undone(
    driver: WindowDriver, engine: FakeEngine, field: str, chosen: str, changed: GroupPolicy
) -> None:
    """One word takes it back; nothing else is touched."""
    pill(driver, f"{field}Pills", chosen)
    driver.wait(lambda: policy(engine) == changed)
    driver.wait(lambda: driver.says("Changed."))
    driver.click(f"{field}Undo")
    driver.wait(lambda: policy(engine) == GroupPolicy())
    driver.wait(lambda: not driver.shown(f"{field}Undo"))


def test_undoing_leaves_what_somebody_else_changed_meanwhile(driver: WindowDriver, engine: FakeEngine) -> None:
    """Only the field itself goes back."""
    pill(driver, "historyPills", "Only what follows")
    driver.wait(lambda: driver.shown("historyUndo"))

    async def meanwhile(_: object) -> None:
        group = engine.state.groups[GARDEN]
        engine.state.put_group(replace(group, policy=replace(group.policy, invite="admins")))

    driver.engine(meanwhile)
    driver.click("historyUndo")
    driver.wait(lambda: policy(engine) == GroupPolicy(history="all", invite="admins"))


def test_a_refusal_is_said_beside_the_choice(driver: WindowDriver, engine: FakeEngine) -> None:
    """And what holds stays chosen."""
    engine.groups.refusal = NotAllowed("Only the group's admins can change its settings.")
    pill(driver, "invitePills", "Admins")
    driver.wait(lambda: driver.says("Only the group's admins can change its settings."))
    assert driver.value("company.policies").invite == "members"
    assert not driver.shown("inviteUndo")


def test_another_conversation_offers_no_undo_of_the_last_one(driver: WindowDriver) -> None:
    """What was changed in one group is no matter in another."""
    pill(driver, "historyPills", "Only what follows")
    driver.wait(lambda: driver.shown("historyUndo"))
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.value("details.name") == "Studio 4")
    driver.app.conversations.choose(GARDEN)
    driver.wait(lambda: driver.value("details.name") == "Garden weekend" and driver.shown("historyPills"))
    assert not driver.shown("historyUndo")


def test_ordinary_members_read_it_as_words(open_window: OpenWindow, engine: FakeEngine) -> None:
    """No control that would only refuse."""
    studio = engine.state.groups[STUDIO]
    engine.state.groups[STUDIO] = replace(studio, policy=GroupPolicy("joining", "admins", "admins"))
    driver = open_window(engine)
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.shown("historyWords"))
    assert not driver.shown("historyPills")
    assert [driver.item(f"{field}Words").property("text") for field in ("history", "invite", "settings")] == [
        "Only what follows",
        "Admins",
        "Admins",
    ]
    assert not driver.shown("inviteButton")
    assert not driver.shown("invitePeopleButton")
    assert not driver.shown("renameAssistantButton")
    assert driver.item("groupNameEdit").property("readOnly")
    assert nameless(driver) == []


def test_a_description_is_kept_when_the_field_is_left(driver: WindowDriver, engine: FakeEngine) -> None:
    """And a refused one is not lost."""
    driver.type_into("descriptionArea", "Planting and cooking")
    driver.press(Qt.Key.Key_Tab)
    driver.wait(lambda: engine.state.groups[GARDEN].description == "Planting and cooking")
    engine.groups.refusal = NotAllowed("Only the group's admins can change its settings.")
    driver.type_into("descriptionArea", "Something else")
    driver.press(Qt.Key.Key_Tab)
    driver.wait(lambda: driver.says("Only the group's admins can change its settings."))
    assert driver.item("descriptionArea").property("text") == "Something else"
    assert engine.state.groups[GARDEN].description == "Planting and cooking"


def test_what_is_being_typed_survives_whatever_happens_in_the_group(driver: WindowDriver, engine: FakeEngine) -> None:
    """Name, description and personality: somebody coming or going rewrites no field that has the keyboard."""

    async def meanwhile(_: object) -> None:
        engine.publish(MemberUpdated(GARDEN, account_of("Bo")))

    for field in ("groupNameEdit", "descriptionArea", "personalityArea"):
        driver.type_into(field, "Half a thought")
        driver.engine(meanwhile)
        driver.settle()
        assert driver.item(field).property("text") == "Half a thought", field


def test_the_choices_work_by_arrow_keys(driver: WindowDriver, engine: FakeEngine) -> None:
    """As pills do."""
    first = next(i for i in driver.items(driver.item("historyPills")) if i.property("text") == "Everything")
    first.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    driver.press(Qt.Key.Key_Right)
    driver.wait(lambda: policy(engine).history == "joining")
