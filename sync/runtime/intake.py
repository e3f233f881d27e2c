"""Whose turn it is to change a group, and what is being written of it meanwhile.

Content that continues its logs is decided about while what came before it is still on its way to the disk: the store's
thread and the event loop's work at the same time. Everything else waits until the disk knows what the room knows.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Final, NamedTuple

from sync.core.ids import LogId, OpId
from sync.core.ops import Operation
from sync.core.received import Received
from sync.core.room import Room
from sync.core.signing import parse_operation

MOST_STORING: Final = 4
"""Batches on their way to the disk, of all groups together: bounds memory, and how long other writes wait."""

PORTION: Final = 100
"""Operations read at once, so that the loop is never busy with one peer's for long."""


class Taken(NamedTuple):
    """What a room made of a batch, and the task that stores it where it is under way."""

    received: Received
    storing: "asyncio.Task[None] | None" = None


async def parsed(raws: Sequence[bytes]) -> list[Operation]:
    """Return the operations in `raws`, letting others have their turn; raises HostileInput."""
    operations: list[Operation] = []
    for start in range(0, len(raws), PORTION):
        operations += map(parse_operation, raws[start : start + PORTION])
        if len(raws) > PORTION:
            await asyncio.sleep(0)
    return operations


async def let_in(room: Room, operations: Sequence[Operation]) -> Received:
    """Have a room take in operations, letting others have their turn; raises HostileInput before the room changes.

    Call under the group's lock: whoever looks at the room meanwhile sees a part of them.
    """
    received = Received()
    for _ in room.receiving(operations, received):
        await asyncio.sleep(0)
    return received


def plain(received: Received) -> bool:
    """Return whether a batch did nothing but continue logs of content."""
    return not (received.control_changed or received.waiting or received.opened or received.forks or received.beside)


def beginnings(operations: Iterable[Operation]) -> dict[LogId, OpId]:
    """Return of each log what the first of `operations` continues."""
    found: dict[LogId, OpId] = {}
    for op in operations:
        found.setdefault(op.header.log, op.header.prev)
    return found


class Intake:
    """The lock of a group. Entering puts right what a failed write left behind."""

    def __init__(self, gate: asyncio.Semaphore, mend: Callable[[], Awaitable[None]]) -> None:
        """`gate` bounds what is being stored; `mend` makes memory what the disk says, and is called under the lock."""
        self._gate = gate
        self._mend = mend
        self._lock = asyncio.Lock()
        self._storing: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self.quiet = Quiet(self)

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        try:
            if self._failure is not None:
                await self.mended()
        except BaseException:
            self._lock.release()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    @asynccontextmanager
    async def place(self, *, live: bool) -> AsyncGenerator["Place"]:
        """Wait until another batch may be stored; what is `live` has not to."""
        if not live:
            await self._gate.acquire()
        place = Place(self._begin, None if live else self._gate)
        try:
            yield place
        finally:
            if not place.taken:
                place.leave()

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work, name="store a batch")
        self._storing.add(task)
        task.add_done_callback(self._stored)
        return task

    async def settled(self) -> None:
        """Return when nothing is being stored; call under the lock, so that nothing more begins."""
        while self._storing:
            await asyncio.wait(self._storing)

    async def mended(self) -> None:
        """Return when memory is what the disk says; raises what keeps it from being read."""
        await self.settled()
        if self._failure is not None:
            await self._mend()
            self._failure = None

    @property
    def failure(self) -> BaseException | None:
        """Why something could not be stored that the room counts on, until that is mended."""
        return self._failure

    def _stored(self, task: "asyncio.Task[None]") -> None:
        self._storing.discard(task)
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        self._failure = self._failure or failure


class Place:
    """Room for one batch on its way to the disk."""

    def __init__(
        self, begin: "Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]", gate: asyncio.Semaphore | None
    ) -> None:
        self.taken = False
        self._begin = begin
        self._gate = gate

    def store(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Begin to store; the place is free again when that ends. Nobody has to wait for it."""
        self.taken = True
        task = self._begin(work)
        task.add_done_callback(lambda _: self.leave())
        return task

    def leave(self) -> None:
        """Let somebody else have it."""
        if self._gate is not None:
            self._gate.release()


class Quiet:
    """The same lock, entered when nothing is being stored any more."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    async def __aenter__(self) -> None:
        await self._intake.__aenter__()
        try:
            await self._intake.mended()
        except BaseException:
            await self._intake.__aexit__(None, None, None)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._intake.__aexit__(kind, error, trace)
