"""A long history arrives: how fast, how soon its newest can be read, how long anything else stalls meanwhile."""

import asyncio
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sync.changes import MessageAdded, MessagesAdded, PeerConnected
from sync.core.ids import GroupId
from tests.benchmarks import doing, floor_catch_up
from tests.benchmarks.figures import Figure
from tests.benchmarks.nodes import Node, Stage

MESSAGES: Final = 100_000
PATIENCE: Final = 300.0
TICK: Final = 0.002


@dataclass(frozen=True, slots=True)
class Caught:
    """When a newcomer met a member, could read the newest, and had everything, in ns; and the longest stalls, in ms."""

    connected: int
    newest: int
    complete: int
    thread_ms: float
    loop_ms: float


class _Stalls:
    """The longest time that another thread, and the event loop, were kept from running."""

    def __init__(self) -> None:
        self.thread = self.loop = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def begin(self) -> "asyncio.Task[None]":
        """Watch from now on."""
        self._thread.start()
        return asyncio.create_task(self._tick())

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.is_set():
            before = time.monotonic()
            time.sleep(TICK)
            self.thread = max(self.thread, time.monotonic() - before - TICK)

    async def _tick(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(TICK)
            self.loop = max(self.loop, time.monotonic() - before - TICK)


async def join(stage: Stage, code: str, messages: int) -> Caught:
    """Join by code and wait until so many messages are stored."""
    subscription, stalls = stage.engine.subscribe(), _Stalls()
    connected = newest = 0
    ticking = stalls.begin()
    try:
        group = await stage.engine.invites.join(code)
        async for change in subscription:
            match change:
                case PeerConnected() if not connected:
                    connected = time.monotonic_ns()
                case MessagesAdded() | MessageAdded() if not newest:
                    await stage.engine.messages.list(group)
                    newest = time.monotonic_ns()
                case _:
                    pass
            if newest and doing.stored(stage, group) >= messages:
                break
    finally:
        ticking.cancel()
        stalls.end()
        stage.engine.unsubscribe(subscription)
    return Caught(connected, newest, time.monotonic_ns(), stalls.thread * 1e3, stalls.loop * 1e3)


def measure(folder: Path, messages: int = MESSAGES) -> tuple[list[Figure], dict[str, Any]]:
    """Return what catching up with a long history is like, and the samples behind it."""
    folder = folder / "catching up"
    folder.mkdir()
    with Node(folder / "alice") as alice:
        alice.call(doing.make_account, "Alice")
        group: GroupId = alice.call(doing.found, "Garden weekend")
        alice.begin(doing.fill, group, 0, messages).result(PATIENCE)
        history = alice.call(doing.history, group, messages)
        floor = floor_catch_up.measure(folder, history.raws, history.secrets)
        code = alice.call(doing.invite, group, True)
        with Node(folder / "bob") as bob:
            bob.call(doing.make_account, "Bob")
            caught: Caught = bob.begin(join, code, messages).result(PATIENCE)
    seconds = (caught.complete - caught.connected) / 1e9
    figures = [
        Figure(
            f"catch-up of {messages:,} messages, stored and searchable", messages / seconds, "messages/s",
            messages / floor.seconds, "decode, hash, chain, AEAD, then SQLCipher and FTS5, in one process",
        ),
        Figure("newest screenful of them readable after", (caught.newest - caught.connected) / 1e6, "ms"),
        Figure("longest stall of another thread meanwhile", caught.thread_ms, "ms", note="one frame: 16.7 ms"),
        Figure("longest stall of the engine's loop meanwhile", caught.loop_ms, "ms"),
    ]  # fmt: skip
    return figures, asdict(caught)
