"""Blocking somebody: what it says, what disappears, and the three ways back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtQuick import QQuickItem

from sync.errors import DiskFull
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.desktop.window.test_members import open_menu, row
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of, seeded_engine
from tests.support.fake_state import account_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
INES = account_of("Inès")


@pytest.fixture
def engine() -> FakeEngine:
    """What the window runs on."""
    return seeded_engine()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window on Studio 4, where Inès writes."""
    driver = open_window(engine)
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.says("the new poster is in"))
    return driver


def in_sight(driver: WindowDriver, messages: QQuickItem, text: str) -> bool:
    """Return whether a message stands in the part of the list that is seen."""
    for item in driver.items(messages):
        if item.property("messageId") and text in str(item.property("spoken")):
            top = item.mapToItem(messages, QPointF(0, 0)).y()
            return 0 <= top <= messages.height()
    return False


def block(driver: WindowDriver) -> None:
    """Block Inès from the members list."""
    open_menu(driver, "Inès")
    driver.click("blockItem")
    driver.click("yesButton")
    driver.wait(lambda: row(driver, "Inès").property("standing") == "Blocked")


def test_it_is_said_what_blocking_does(driver: WindowDriver, engine: FakeEngine) -> None:
    """And nothing happens before one says yes."""
    open_menu(driver, "Inès")
    driver.click("blockItem")
    driver.wait(lambda: driver.says("Block \u2068Inès\u2069?"))
    assert driver.says(
        "You will no longer see what \u2068Inès\u2069 writes, in any group. \u2068Inès\u2069 is not told."
    )
    driver.press(Qt.Key.Key_Escape)
    assert engine.state.blocked == set()


def test_what_they_wrote_disappears_and_comes_back_with_the_offer(driver: WindowDriver) -> None:
    """The notice that tells of it takes it back."""
    block(driver)
    driver.wait(lambda: not driver.says("the new poster is in"))
    assert driver.says("Printer is free until two.")
    assert driver.says("You blocked \u2068Inès\u2069.")
    driver.click("offerButton")
    driver.wait(lambda: driver.says("the new poster is in"))
    assert row(driver, "Inès").property("standing") == "here"


def test_whoever_reads_further_up_stays_where_they_read(driver: WindowDriver, engine: FakeEngine) -> None:
    """What a blocked person wrote goes from between, and comes back to its place."""
    for number in range(60):
        for name in ("Malo", "Inès"):
            engine.state.messages[STUDIO].append(engine.state.compose(STUDIO, name, f"{name} says {number}"))
    driver.app.conversations.choose(group_id_of("Garden weekend"))
    driver.app.conversations.choose(STUDIO)
    driver.wait(lambda: driver.value("timeline.name") == "Studio 4" and driver.says("Malo says 59"))
    messages = driver.item("messages")
    wanted = next(m for m in engine.state.messages[STUDIO] if m.text == "Malo says 40")
    driver.app.timeline.jumpTo(wanted.message_id.hex())
    driver.wait(lambda: in_sight(driver, messages, "Malo says 40"))
    block(driver)
    driver.wait(lambda: not driver.says("Inès says 40"))
    driver.wait(lambda: in_sight(driver, messages, "Malo says 40"))
    driver.click("offerButton")
    driver.wait(lambda: driver.says("Inès says 40"))
    driver.wait(lambda: in_sight(driver, messages, "Malo says 40"))


def test_an_answer_to_what_they_wrote_quotes_nothing_of_it(driver: WindowDriver, engine: FakeEngine) -> None:
    """And the rest of the page is there."""
    quoted = engine.state.messages[STUDIO][-1]
    reply = replace(engine.state.compose(STUDIO, "Malo", "Which poster?"), reply_to=quoted.message_id)
    engine.state.messages[STUDIO].append(reply)
    block(driver)
    driver.wait(lambda: driver.says("In reply to a message that is not on this device"))
    assert driver.says("Which poster?")
    assert not driver.says("the new poster is in")


def test_the_offer_can_be_taken_while_the_sheet_is_open(driver: WindowDriver, engine: FakeEngine) -> None:
    """In a window without room for the details beside the messages."""
    driver.main.window.resize(900, 600)
    driver.click("detailsButton")
    block(driver)
    driver.click("offerButton")
    driver.wait(lambda: engine.state.blocked == set())
    driver.wait(lambda: row(driver, "Inès").property("standing") == "here")


def test_the_menu_of_somebody_blocked_unblocks(driver: WindowDriver, engine: FakeEngine) -> None:
    """And offers no messages to them."""
    block(driver)
    open_menu(driver, "Inès")
    assert not driver.shown("messageItem")
    assert not driver.shown("blockItem")
    driver.click("unblockItem")
    driver.wait(lambda: engine.state.blocked == set())


def test_the_settings_list_who_is_blocked(driver: WindowDriver, engine: FakeEngine) -> None:
    """Whoever was blocked anywhere; empty, it says so."""
    engine.state.blocked.update({INES, account_of("Papa")})
    driver.click("settingsButton")
    driver.wait(lambda: driver.value("company.blocked").rows.count == 2)
    assert driver.says("Unblock Inès")
    assert nameless(driver) == []
    driver.click("unblockListButton")
    driver.wait(lambda: driver.value("company.blocked").rows.count == 1)
    assert engine.state.blocked == {account_of("Papa")}
    driver.click("unblockListButton")
    driver.wait(lambda: driver.says("You have blocked nobody."))


def test_a_failure_in_the_settings_is_said_there(driver: WindowDriver, engine: FakeEngine) -> None:
    """And the list stays."""
    engine.state.blocked.add(INES)
    engine.contacts.refusal = DiskFull("There is no room left on the disk that holds this profile.")
    driver.click("settingsButton")
    driver.click("unblockListButton")
    driver.wait(lambda: driver.says("There is no room left on the disk that holds this profile."))
    driver.click("unblockListButton")
    driver.wait(lambda: engine.state.blocked == set())
