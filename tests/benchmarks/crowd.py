"""Many engines in a few processes, which find each other by notes in a folder: multicast of so many on one machine
would be measured instead of them.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sync.changes import MessageAdded, Typing
from sync.core.discovery_tags import DiscoveryKey
from sync.core.ids import GroupId
from sync.engine import Engine, EngineConfig, Surroundings
from sync.net.discovery import OnFound, Sighting
from sync.net.tcp_link import TcpLink
from sync.views import GroupState
from tests.benchmarks.nodes import LOOPBACK, Stage
from tests.support.memory_keyring import MemoryKeyring

LOOK_SECONDS: Final = 0.2
STEP_SECONDS: Final = 0.05
PATIENCE: Final = 900.0


class NotedDiscovery:
    """Writes down where this device is and which keys it has, and reads what others wrote."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / f"{name}.json"
        self._keys: tuple[DiscoveryKey, ...] = ()
        self._older: tuple[DiscoveryKey, ...] = ()
        self._port = 0
        self._read: dict[Path, int] = {}
        self._looked = 0
        self._on_found: OnFound | None = None
        self._looking: asyncio.Task[None] | None = None

    async def start(
        self, port: int, keys: Sequence[DiscoveryKey], on_found: OnFound, older: Sequence[DiscoveryKey] = ()
    ) -> None:
        """Be found, and find."""
        self._port, self._on_found = port, on_found
        self.update(keys, older)
        self._looking = asyncio.create_task(self._look(), name="look for notes")

    def update(self, keys: Sequence[DiscoveryKey], older: Sequence[DiscoveryKey] = ()) -> None:
        """Use other keys."""
        self._keys, self._older = tuple(keys), tuple(older)
        self.refresh()
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps([f"127.0.0.1:{self._port}", [key.key.hex() for key in keys]]))
        draft.replace(self._file)

    def refresh(self) -> None:
        """Read everything again."""
        self._read.clear()
        self._looked = 0

    async def stop(self) -> None:
        """Vanish."""
        self._file.unlink(missing_ok=True)
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        while self._on_found is not None:
            changed = self._file.parent.stat().st_mtime_ns
            if changed != self._looked:
                self._looked = changed
                self._look_at_all()
            await asyncio.sleep(LOOK_SECONDS)

    def _look_at_all(self) -> None:
        for entry in os.scandir(self._file.parent):
            path = Path(entry.path)
            if path.suffix == ".json" and path != self._file:
                self._note(path, entry.stat().st_mtime_ns)

    def _note(self, path: Path, written: int) -> None:
        if self._on_found is None or self._read.get(path) == written:
            return
        self._read[path] = written
        address, theirs = json.loads(path.read_text())
        matched = tuple(key for key in (*self._keys, *self._older) if key.key.hex() in theirs)
        if matched:
            self._on_found(Sighting(path.name, (address,), matched))


@dataclass(slots=True)
class Counted:
    """Frames and bytes that were sent, by the number of the frame."""

    frames: Counter[int] = field(default_factory=Counter[int])
    bytes: Counter[int] = field(default_factory=Counter[int])


class Crowd:
    """The engines of this process."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self.folder = folder
        self.names = names
        self.engines: list[Engine] = []
        self.sent = Counted()
        self._keyrings = {name: MemoryKeyring() for name in names}
        self._stack = AsyncExitStack()

    async def start(self) -> None:
        """Start all engines."""
        for name in self.names:
            surroundings = Surroundings(
                discovery=NotedDiscovery(self.folder / "notes", name), keyring=self._keyrings[name]
            )
            config = EngineConfig(self.folder / name, interfaces=LOOPBACK, state=self.folder / "state" / name)
            self.engines.append(await self._stack.enter_async_context(Engine(config, surroundings)))

    async def stop(self) -> None:
        """Stop all engines."""
        self.engines.clear()
        await self._stack.aclose()

    def count(self) -> None:
        """Count what is sent from now on."""
        plain, sent = TcpLink.send, self.sent

        async def counting(self: TcpLink, data: bytes) -> None:
            sent.frames[data[1]] += 1
            sent.bytes[data[1]] += len(data)
            await plain(self, data)

        TcpLink.send = counting


CROWD: Final = "crowd"


def crowd_of(stage: Stage) -> Crowd:
    """Return the engines of the process."""
    return stage.further[CROWD]


async def gather(stage: Stage, folder: Path, names: Sequence[str]) -> None:
    """Start engines with accounts of these names."""
    crowd = stage.further[CROWD] = Crowd(folder, names)
    stage.stack.push_async_callback(crowd.stop)
    crowd.count()
    await crowd.start()
    for engine, name in zip(crowd.engines, names, strict=True):
        await engine.accounts.create(name)


async def found(stage: Stage) -> tuple[GroupId, str]:
    """Found the group; return it and a code to join by."""
    engine = crowd_of(stage).engines[0]
    group = await engine.groups.create("Garden weekend")
    return group, (await engine.invites.create(group, max_uses=200)).code


async def join(stage: Stage, group: GroupId, code: str) -> None:
    """Have those join who are not in the group yet, one after the other."""
    for engine in crowd_of(stage).engines:
        if group not in {each.group_id for each in await engine.groups.list()}:
            await engine.invites.join(code)
        async with asyncio.timeout(PATIENCE):
            while (await engine.groups.get(group)).state is not GroupState.JOINED:  # noqa: ASYNC110 - only asked here
                await asyncio.sleep(STEP_SECONDS)


async def stop(stage: Stage) -> None:
    """Stop the engines."""
    await crowd_of(stage).stop()


async def start(stage: Stage) -> int:
    """Start the engines again; return when that began, in ns."""
    began = time.monotonic_ns()
    await crowd_of(stage).start()
    return began


async def complete(stage: Stage, group: GroupId, others: int) -> int:
    """Wait until every engine of the process reaches as many others; return when, in ns."""
    async with asyncio.timeout(PATIENCE):
        while not all(  # noqa: ASYNC110 - only asked here
            [await _reached(each, group) >= others for each in crowd_of(stage).engines]
        ):
            await asyncio.sleep(STEP_SECONDS)
    return time.monotonic_ns()


async def _reached(engine: Engine, group: GroupId) -> int:
    return (await engine.peers.sync_status(group)).peers


async def degrees(stage: Stage) -> list[int]:
    """Return how many connections each engine has."""
    listed = [await each.peers.list() for each in crowd_of(stage).engines]
    return [sum(peer.state == "connected" for peer in peers) for peers in listed]


async def sent(stage: Stage) -> Counted:
    """Return what was sent since this was asked last."""
    crowd = crowd_of(stage)
    counted = Counted(crowd.sent.frames.copy(), crowd.sent.bytes.copy())
    crowd.sent.frames.clear()
    crowd.sent.bytes.clear()
    return counted


async def listen(stage: Stage, messages: int) -> dict[bytes, list[int]]:
    """Return of as many messages when each engine of the process had it, in ns."""
    engines = crowd_of(stage).engines
    arrived: dict[bytes, list[int]] = {}

    async def one(engine: Engine) -> None:
        subscription = engine.subscribe(10_000)
        missing = messages
        async for change in subscription:
            if isinstance(change, MessageAdded):
                arrived.setdefault(bytes(change.message.message_id), []).append(time.monotonic_ns())
                missing -= 1
                if not missing:
                    break
        engine.unsubscribe(subscription)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(one(engine) for engine in engines))
    return arrived


async def typed(stage: Stage) -> list[int]:
    """Return when each engine of the process heard that somebody is typing, in ns; 0 for one that did not."""
    return await asyncio.gather(*(_typed(engine) for engine in crowd_of(stage).engines))


async def _typed(engine: Engine) -> int:
    subscription = engine.subscribe()
    try:
        async with asyncio.timeout(5.0):
            async for change in subscription:
                if isinstance(change, Typing):
                    return time.monotonic_ns()
    except TimeoutError:
        pass
    finally:
        engine.unsubscribe(subscription)
    return 0


async def type_once(stage: Stage, group: GroupId) -> int:
    """Have the first engine type; return when, in ns."""
    began = time.monotonic_ns()
    await crowd_of(stage).engines[0].peers.typing(group, active=True)
    return began


async def talk(stage: Stage, group: GroupId, texts: Iterable[str], pause: float) -> dict[bytes, int]:
    """Send messages, the engines taking turns; return when each was handed over, in ns."""
    engines = crowd_of(stage).engines
    began: dict[bytes, int] = {}
    for number, text in enumerate(texts):
        at = time.monotonic_ns()
        message = await engines[number % len(engines)].messages.send(group, text)
        began[bytes(message.message_id)] = at
        await asyncio.sleep(pause)
    return began
