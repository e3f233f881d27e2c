"""Conversations of two, and what stands where the composer was once nothing can be written."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sync.changes import PeerDisconnected
from sync.errors import Blocked, DiskFull
from sync.views import GroupKind
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.desktop.window.test_members import open_menu
from tests.support.fake_engine import FakeEngine
from tests.support.fake_people import end
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of, device_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
WITH_INES = group_id_of("Inès")
INES = account_of("Inès")
NOON = 1_795_348_800_000


@pytest.fixture
def engine() -> FakeEngine:
    """What the window runs on."""
    return seeded_engine()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window."""
    return open_window(engine)


def show(driver: WindowDriver, name: str) -> None:
    """Open a conversation."""
    driver.app.conversations.choose(group_id_of(name))
    driver.wait(lambda: driver.value("timeline.name") == name and driver.value("details.name") == name)
    driver.settle()


def row_says(driver: WindowDriver, name: str) -> str:
    """Return how a conversation's row reads aloud."""
    rows = [item for item in driver.items() if item.objectName() == "conversationRow"]
    return next(item.property("spoken") for item in rows if item.property("name") == name)


def test_message_opens_a_conversation_of_two(driver: WindowDriver, engine: FakeEngine) -> None:
    """One that is there already, or a new one; and one can write at once."""
    show(driver, "Studio 4")
    open_menu(driver, "Inès")
    driver.click("messageItem")
    driver.wait(lambda: driver.app.conversations.selected == WITH_INES)
    show(driver, "Studio 4")
    open_menu(driver, "Malo")
    driver.click("messageItem")
    driver.wait(lambda: driver.value("details.name") == "Malo")
    assert engine.state.groups[driver.app.conversations.selected].kind is GroupKind.DIRECT
    driver.wait(lambda: driver.focused() == "Message \u2068Malo\u2069")
    driver.wait(lambda: driver.says("only you and Malo can read it"))


def test_message_from_the_sheet_closes_it(driver: WindowDriver) -> None:
    """The conversation is what was asked for."""
    driver.main.window.resize(900, 600)
    show(driver, "Studio 4")
    driver.click("detailsButton")
    open_menu(driver, "Malo")
    driver.click("messageItem")
    driver.wait(lambda: driver.value("details.name") == "Malo")
    driver.wait(lambda: not driver.shown("deleteButton"))


def test_who_cannot_be_written_to_is_said(driver: WindowDriver, engine: FakeEngine) -> None:
    """And nothing is opened."""

    async def refuse(_: object) -> object:
        raise Blocked("You blocked Malo.")

    engine.groups.open_direct = refuse  # type: ignore[method-assign, assignment]
    show(driver, "Studio 4")
    driver.app.company.actions.message(account_of("Malo").hex())
    driver.wait(lambda: driver.value("session.notice") == "You blocked Malo. Unblock them first.")
    assert driver.value("details.name") == "Studio 4"


def test_header_and_row_show_the_person(driver: WindowDriver, engine: FakeEngine) -> None:
    """Round, in their own colour, and whether they are here."""
    assert row_says(driver, "Inès").startswith("Inès, here, ")
    show(driver, "Inès")
    assert driver.value("details.line") == "here · end-to-end encrypted"
    assert not driver.shown("inviteButton")

    async def go(_: object) -> None:
        engine.state.peers[:] = [peer for peer in engine.state.peers if peer.account_id != INES]
        engine.publish(PeerDisconnected(device_of("Inès"), INES))

    driver.engine(go)
    driver.wait(lambda: not row_says(driver, "Inès").startswith("Inès, here"))


def test_the_details_are_about_the_person_and_nothing_else(driver: WindowDriver) -> None:
    """Verify, block, delete; no policy, no members, no assistant that is not there."""
    show(driver, "Inès")
    for name in ("verifyButton", "blockButton", "deleteButton"):
        assert driver.shown(name), name
    for name in ("policySection", "memberRow", "leaveButton", "groupNameEdit", "respondPills"):
        assert not driver.shown(name), name
    assert nameless(driver) == []


def test_a_blocked_partner_leaves_a_way_back(driver: WindowDriver, engine: FakeEngine) -> None:
    """In place of the composer, with the keyboard on it."""
    show(driver, "Inès")
    driver.click("blockButton")
    driver.click("yesButton")
    driver.wait(lambda: driver.shown("barUnblockButton"))
    assert not driver.shown("messageField")
    assert driver.says(
        "You blocked \u2068Inès\u2069. You see nothing that \u2068Inès\u2069 writes, and cannot write here."
    )
    driver.wait(lambda: driver.focused() == "Unblock")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: engine.state.blocked == set())
    driver.wait(lambda: driver.shown("messageField"))


def test_deleting_says_what_is_lost_and_goes_on_to_another(driver: WindowDriver, engine: FakeEngine) -> None:
    """A failure stays in the dialog, and the conversation with it."""
    show(driver, "Inès")
    leave = engine.groups.leave

    async def fail(_: object) -> None:
        engine.groups.leave = leave
        raise DiskFull("There is no room left on the disk that holds this profile.")

    engine.groups.leave = fail  # type: ignore[method-assign, assignment]
    driver.click("deleteButton")
    driver.wait(lambda: driver.says("Delete the conversation with \u2068Inès\u2069?"))
    driver.click("yesButton")
    driver.wait(lambda: driver.says("There is no room left on the disk that holds this profile."))
    assert WITH_INES in engine.state.groups
    driver.click("yesButton")
    driver.wait(lambda: WITH_INES not in engine.state.groups)
    driver.wait(lambda: driver.value("details.name") != "Inès" and not driver.shown("yesButton"))


def test_a_partner_who_left_is_said(driver: WindowDriver, engine: FakeEngine) -> None:
    """Nobody would read what is written."""
    show(driver, "Inès")

    async def leave(_: object) -> None:
        group = engine.state.groups[WITH_INES]
        engine.state.put_group(replace(group, members=tuple(one for one in group.members if one.you)))

    driver.engine(leave)
    driver.wait(lambda: driver.says("\u2068Inès\u2069 has left this conversation."))
    assert driver.shown("barDeleteButton")
    assert not driver.shown("verifyButton")


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        ("Inès", "\u2068Inès\u2069 removed you on 22 November 2026 at "),
        ("", "You were removed on 22 November 2026 at "),
        ("Ana", "You left this group on 22 November 2026 at "),
    ],
)
def test_how_it_ended_stands_where_one_wrote(driver: WindowDriver, engine: FakeEngine, by: str, sentence: str) -> None:
    """By whom and when; what was said can be read, and taken off the list after a question."""
    show(driver, "Studio 4")
    before = driver.value("conversations.total")

    async def finish(_: object) -> None:
        end(engine.state, STUDIO, account_of(by), by, NOON)

    driver.engine(finish)
    driver.wait(lambda: driver.says(sentence))
    assert driver.says("You can still read what was here before.")
    assert driver.says("Printer is free until two.")
    assert not driver.shown("messageField")
    assert nameless(driver) == []
    driver.wait(lambda: driver.focused() == "Remove from list")
    driver.press(Qt.Key.Key_Return)
    driver.wait(lambda: driver.says("Remove \u2068Studio 4\u2069 from the list?"))
    driver.click("yesButton")
    driver.wait(lambda: driver.value("conversations.total") == before - 1)


def test_what_stands_where_one_wrote_fits_the_smallest_window(driver: WindowDriver, engine: FakeEngine) -> None:
    """With the largest text the way on stands below the words."""
    show(driver, "Studio 4")
    driver.main.window.resize(640, 480)
    driver.app.settings.setTextScale(2.0)

    async def finish(_: object) -> None:
        end(engine.state, STUDIO, INES, "Inès", NOON)

    driver.engine(finish)
    bar, way = driver.item("closedBar"), driver.item("forgetButton")
    driver.settle()
    assert way.mapToScene(way.boundingRect().bottomRight()).y() <= 480
    assert way.mapToItem(bar, way.boundingRect().bottomRight()).x() <= bar.width()


def test_what_was_done_is_told_at_once_and_gives_way_to_what_can_be_undone(driver: WindowDriver) -> None:
    """An offer to undo is of no use once it has waited in line."""
    show(driver, "Garden weekend")
    driver.app.company.actions.askPromote(account_of("Bo").hex())
    driver.click("yesButton")
    driver.wait(lambda: driver.value("session.notice") == "\u2068Bo\u2069 is an admin now.")
    driver.app.company.actions.askBlock(account_of("Cy").hex())
    driver.click("yesButton")
    driver.wait(lambda: driver.value("session.noticeOffer") == "Unblock")
