"""In the settings: the doctor's sentences, the worst first, each with what to do."""

import pytest

from desktop.viewmodels.card_rows import CardRows
from sync.errors import InvalidInput
from sync.views import Finding, Grade
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_accessibility import nameless
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import seeded_engine
from tests.support.window_driver import WindowDriver

SILENT = Finding(Grade.WARNING, "multicast_silent", "Announcements leave, but nobody else was heard.", "Ask.")
CLOSED = Finding(Grade.PROBLEM, "port_unreachable", "Nothing comes through to 192.0.2.7:4040.", "Allow it.")


@pytest.fixture
def engine() -> FakeEngine:
    return seeded_engine()


@pytest.fixture
def driver(open_window: OpenWindow, engine: FakeEngine) -> WindowDriver:
    """Ana's window with the settings open."""
    driver = open_window(engine)
    driver.click("settingsButton")
    return driver


def texts(rows: CardRows) -> list[str]:
    (role,) = [role for role, name in rows.roleNames().items() if name.data() == b"text"]
    return [rows.data(rows.index(number, 0), role) for number in range(rows.count)]


def test_what_was_found_is_said_the_worst_first(driver: WindowDriver, engine: FakeEngine) -> None:
    """And again when somebody looks again."""
    engine.health.found = [*engine.health.found, SILENT, CLOSED]
    rows = driver.value("company.network").rows
    assert rows.count == 0
    driver.click("networkCheckButton")
    driver.wait(lambda: rows.count == 3)
    assert texts(rows) == [CLOSED.message, SILENT.message, "eth0 is used, with 192.0.2.7."]
    assert driver.says(f"Problem: {CLOSED.message} {CLOSED.hint}")
    assert nameless(driver) == []
    engine.health.found = []
    driver.click("networkCheckButton")
    driver.wait(lambda: rows.count == 0)


def test_why_it_could_not_look_is_said(
    driver: WindowDriver, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it can be tried again."""

    async def refuse() -> list[Finding]:
        raise InvalidInput("“eth0” is not an IP address of this machine.", "Name the interface by its address.")

    monkeypatch.setattr(engine.health, "examine", refuse)
    driver.click("networkCheckButton")
    driver.wait(lambda: driver.says("“eth0” is not an IP address of this machine."))
    assert not driver.value("company.network").busy
