"""A timeline's window on a fake engine, without a thread or a view."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from PySide6.QtCore import QObject

from desktop.bridge import Bridge
from desktop.viewmodels.base import Context
from desktop.viewmodels.timeline_changes import Arrivals, TimelineChanges
from desktop.viewmodels.timeline_model import TimelineModel
from desktop.viewmodels.timeline_window import TimelineWindow
from sync.changes import Change
from sync.errors import CauserieError
from sync.views import AssistantSettings
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import Seeder, member

T = TypeVar("T")
NOW = 1_800_000_000_000


class DirectBridge:
    """Calls the engine on the loop that asks; `pause` makes a call wait until it is set."""

    def __init__(self, engine: FakeEngine) -> None:
        self.engine = engine
        self.pause: asyncio.Event | None = None

    async def call(self, work: Callable[[FakeEngine], Awaitable[T]]) -> T:
        """Run `work`."""
        await asyncio.sleep(0)
        result = await work(self.engine)
        if self.pause is not None:
            await self.pause.wait()
        return result


class Room:
    """Ana's window on a conversation with Bo."""

    def __init__(self, messages: int = 0) -> None:
        self.engine = FakeEngine("Ana")
        self.seed = Seeder(self.engine.state, NOW)
        people = (member("Ana", you=True, online=True), member("Bo", online=True))
        self.group = self.seed.group("Room", people, AssistantSettings())
        for number in range(messages):
            self.say(number)
        self.bridge = DirectBridge(self.engine)
        self.errors: list[CauserieError] = []
        self.parent = QObject()
        self.model = TimelineModel(self.parent)
        self.context = Context(cast(Bridge, self.bridge), self.errors.append)
        self.window = TimelineWindow(self.context, self.model, self.take)
        self.changes = TimelineChanges(self.window)
        self.subscription = self.engine.subscribe(100_000)
        self.arrivals = Arrivals()

    def say(self, number: int, text: str = "") -> None:
        """Add a message."""
        self.seed.say(self.group, "Bo" if number % 2 else "Ana", text or f"message {number}", 10_000 - number)

    def take(self, changes: Sequence[Change]) -> None:
        """What the timeline does with changes."""
        if changes and not self.window.hold(changes):
            self.arrivals = self.changes.apply(changes)

    def pump(self) -> None:
        """Give what the engine published to the window, as one frame's batch."""
        queue: Any = self.subscription._queue
        batch = list(queue)
        queue.clear()
        self.take(batch)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self.context.tasks._running:
            await asyncio.gather(*self.context.tasks._running)

    def texts(self) -> list[str]:
        """The texts in the window, oldest first."""
        return [row.view.text for row in reversed(self.model.rows)]
