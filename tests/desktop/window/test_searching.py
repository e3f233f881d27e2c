"""Searching as one types: older hits come as one scrolls, and nobody waits for what was typed past."""

import asyncio
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt

from sync.core.ids import GroupId
from sync.views import SearchHit
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.test_reading import STUDIO
from tests.support.fake_seed import seeded_engine
from tests.support.window_driver import WindowDriver

CONTROL = Qt.KeyboardModifier.ControlModifier
HITS = 100


@pytest.fixture
def found(open_window: OpenWindow) -> WindowDriver:
    """Ana's window, and a hundred messages with one word."""
    engine = seeded_engine()
    for number in range(HITS):
        engine.state.put_message(engine.state.compose(STUDIO, "Inès", f"Needle {number}."))
    driver = open_window(engine)
    driver.value("conversations").choose(STUDIO)
    driver.wait(lambda: driver.value("timeline.name") == "Studio 4")
    driver.settle()
    return driver


def count(driver: WindowDriver) -> int:
    """How many hits are there."""
    return driver.value("searching").rowCount()


def test_older_hits_come_as_one_scrolls(found: WindowDriver) -> None:
    """What is read stays where it is."""
    found.press(Qt.Key.Key_F, CONTROL)
    found.item("messageSearchField")
    found.type("needle")
    found.wait(lambda: count(found) == 40)
    hits = found.item("hitList")
    assert found.says("Needle 99.")
    hits.setProperty("contentY", hits.property("contentHeight") - hits.height())
    found.wait(lambda: count(found) == 80)
    found.settle()  # the rows are there, and their heights known
    place = hits.property("contentY")
    assert place > 0
    hits.setProperty("contentY", hits.property("contentHeight") - hits.height())
    found.wait(lambda: count(found) == HITS)
    found.settle()
    assert count(found) == HITS


def test_a_slow_search_is_given_up_for_the_next(found: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine hears of it."""
    asked: list[str] = []
    given_up: list[str] = []

    async def search(query: str, *, group_id: GroupId | None = None, limit: int = 50) -> Sequence[SearchHit]:
        asked.append(query)
        if query == "nee":
            try:
                await asyncio.Event().wait()
            finally:
                given_up.append(query)
        return await ask(query, group_id=group_id, limit=limit)

    messages = found.do(found.main.bridge.read(lambda engine: engine.messages))
    ask = messages.search
    monkeypatch.setattr(messages, "search", search)
    searching = found.value("searching")
    searching.setQuery("nee")
    searching.begin(False)
    found.wait(lambda: asked == ["nee"])
    assert given_up == []
    searching.setQuery("needle")
    found.wait(lambda: count(found) == 40)
    assert given_up == ["nee"]
