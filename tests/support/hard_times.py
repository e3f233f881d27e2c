"""A stage on which hours pass in no time, links break at random, and nobody may be told of a message twice."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from sync.changes import Change, MessageAdded, MessageRemoved, Overflow, Subscription
from sync.core.ids import GroupId, MessageId
from sync.engine import Engine
from sync.net.links import LinkClosed
from sync.views import MessageView
from tests.support.engines import Stage
from tests.support.memory_network import MemoryHub, MemoryLink, MemoryNetwork

KERNEL_SECONDS = 30.0
"""After so long the kernel gives up a connection whose other end is silent (`sync.net.transport`)."""
PATIENCE_SECONDS = 900.0
STEP_SECONDS = 0.5


class BadHub(MemoryHub):
    """A network whose links die: each frame breaks its link with the chance `breaks` instead of arriving."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        super().__init__(lambda: self.random.uniform(0.0, self.slowest))
        self.breaks = 0.0
        self.slowest = 0.0
        """The longest that a frame takes, in seconds; frames of different links overtake each other."""
        self.broken = 0
        self._networks: dict[str, MemoryNetwork] = {}

    def deliver(self, source: MemoryLink, target: MemoryLink, data: bytes | None) -> None:
        """Carry a frame, or break the link."""
        if data is not None and self.random.random() < self.breaks:
            self.broken += 1
            source.abort()
        else:
            super().deliver(source, target, data)

    def network(self, name: str, port: int = 4040) -> MemoryNetwork:
        """Return the network of a machine, and remember it for `give_up`."""
        self._networks[name] = super().network(name, port)
        return self._networks[name]

    def give_up(self, name: str) -> None:
        """Let the machine's kernel end every connection, without the other ends being told."""
        for link in self._networks[name].links:
            link.fail(LinkClosed("the other end is silent"), drop=True)

    async def pull(self, *sides: Sequence[str]) -> None:
        """Pull the cable between the sides, and return when the kernels have noticed."""
        self.partition(*sides, silent=True)
        await asyncio.sleep(KERNEL_SECONDS)
        self.partition(*sides)


class Ear:
    """What one run of an engine tells of messages; `twice` are those told as new while they were shown already."""

    def __init__(self, name: str, subscription: Subscription) -> None:
        self.name = name
        self.twice: list[str] = []
        self._shown: set[MessageId] = set()
        self._task = asyncio.get_running_loop().create_task(self._listen(subscription), name=f"listen to {name}")

    async def end(self) -> None:
        """Return when the engine has closed and everything is heard."""
        await self._task

    async def _listen(self, subscription: Subscription) -> None:
        async for change in subscription:
            self._hear(change)

    def _hear(self, change: Change) -> None:
        match change:
            case MessageAdded(message=message):
                if message.message_id in self._shown:
                    self.twice.append(message.text)
                self._shown.add(message.message_id)
            case MessageRemoved(message_id=message_id):
                self._shown.discard(message_id)
            case Overflow():  # whoever shows messages reads them again
                self._shown.clear()
            case _:
                pass


class HardTimes(Stage):
    """A stage whose clocks go with the loop's."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder)
        self.bad = BadHub(seed)
        self.hub = self.bad
        self.ears: list[Ear] = []

    def now(self, name: str) -> int:
        """The person's clock, in ms."""
        return super().now(name) + int(asyncio.get_running_loop().time() * 1000)

    async def start(self, name: str, *, account: bool = True) -> Engine:
        """Start the person's engine, and listen to what it tells."""
        engine = await super().start(name, account=account)
        self.ears.append(Ear(name, engine.subscribe(1_000_000)))
        return engine

    async def close(self) -> None:
        """Stop everybody; fails if anybody was told of a message twice."""
        await super().close()
        for ear in self.ears:
            await ear.end()
        twice = {ear.name: ear.twice for ear in self.ears if ear.twice}
        if twice:
            raise AssertionError(f"told as new again: {twice}")


@asynccontextmanager
async def hard_times(folder: Path, seed: int = 0) -> AsyncGenerator[HardTimes]:
    """Give such a stage; for use on the loop of `tests.support.hurry`."""
    scene = HardTimes(folder, seed)
    try:
        yield scene
    finally:
        await scene.close()


async def eventually(condition: Callable[[], Awaitable[bool]], what: str) -> float:
    """Wait until `condition` holds; returns how long it took. Fails after PATIENCE_SECONDS of the loop's time."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    while not await condition():
        if loop.time() - began > PATIENCE_SECONDS:
            raise AssertionError(f"never came true: {what}")
        await asyncio.sleep(STEP_SECONDS)
    return loop.time() - began


async def agreed(group: GroupId, texts: Sequence[str], *engines: Engine) -> float:
    """Wait until all show exactly these texts, in one order and with one digest; returns how long it took."""

    async def condition() -> bool:
        shown = [[message.text for message in await everything(engine, group)] for engine in engines]
        digests = {(await engine.groups.get(group)).digest for engine in engines}
        return sorted(shown[0]) == sorted(texts) and all(each == shown[0] for each in shown) and len(digests) == 1

    try:
        return await eventually(condition, "the same everywhere")
    except AssertionError:
        shown = [[message.text for message in await everything(engine, group)] for engine in engines]
        raise AssertionError(f"of {sorted(texts)}: {[sorted(set(texts) ^ set(each)) for each in shown]}") from None


async def everything(engine: Engine, group: GroupId) -> list[MessageView]:
    """Return all messages of a group, oldest first."""
    found: list[MessageView] = []
    while page := await engine.messages.list(group, before=found[0].message_id if found else None, limit=500):
        found = [*page, *found]
    return found
