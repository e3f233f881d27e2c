"""What is on its way to one peer: frames, and operations read from the store when their turn comes."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from sync.core import limits
from sync.core.actions import Action, Send, Serve
from sync.core.file_frames import ChunkAsk, FileAsk
from sync.core.frames import Branches, Digest, Heads, Operations, SessionFrame, Vector
from sync.core.gossip_frames import Acknowledged
from sync.core.logs import run_tips
from sync.core.ops import Operation
from sync.core.signing import verify_operation
from sync.errors import CauserieError, HostileInput
from sync.net.links import LinkClosed
from sync.net.switchboard import PeerConnection
from sync.runtime.context import Context
from sync.runtime.intake import parsed
from sync.runtime.rooms import Rooms
from sync.runtime.waiting import Waiting
from sync.store import ops as op_store

log = logging.getLogger(__name__)

CLAIMS = (Digest, Vector, Heads, Branches, Acknowledged)
"""Frames that say what is stored here: no power cut may make them wrong (PROTOCOL.md, "Crash safety")."""
SMALL_BATCH = 100
"""Operations read and sent at once while people talk."""
MAX_FILE_ASKS = 4_000
"""What a peer may ask about files before it is answered: as many files as it may be told of, and their chunks."""

FileAsks: TypeAlias = FileAsk | ChunkAsk
Answer: TypeAlias = Callable[[FileAsks], Awaitable[SessionFrame]]


class Done(NamedTuple):
    """Everything has been said: close the connection."""


class Mark(NamedTuple):
    """Everything before this has been sent."""


class Idle(NamedTuple):
    """There may be something to send that gives way to everything else."""


class Outbox:
    """Sends one thing after the other; `trouble` hears when the store cannot be read."""

    def __init__(
        self,
        context: Context,
        peer: PeerConnection,
        rooms: Rooms,
        trouble: Callable[[CauserieError], None],
        answer: Answer,
    ) -> None:
        self.overrun = False
        """Whether the peer reads too slowly for what it is to be told."""
        self._context = context
        self._peer = peer
        self._rooms = rooms
        self._trouble = trouble
        self._answer = answer
        self._actions = Waiting[Action | Done | Idle | Mark]()
        self._file_asks: deque[FileAsks] = deque()
        self._pump: asyncio.Task[None] | None = None
        self._finished = False
        self._emptied = asyncio.Event()

    def start(self) -> None:
        """Begin to send."""
        self._pump = asyncio.create_task(self._send(), name="peer outbox")
        self._pump.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Drop what was not sent."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.gather(self._pump, return_exceptions=True)

    def finish(self) -> None:
        """Close the connection once everything that is queued was sent."""
        self.put(Done())

    async def emptied(self) -> None:
        """Return once everything that is queued was sent, or cannot be."""
        self.put(Mark())
        await self._emptied.wait()

    def put(self, action: Action | Done | Idle | Mark) -> None:
        """Queue a Send or a Serve; never blocks. Where there is too much the connection ends: the peer comes again."""
        if not self._actions.put(action) and not self.overrun:
            log.info("a peer reads too slowly; its connection ends")
            self.overrun = True
            self._peer.abort()

    def serve_file(self, ask: FileAsks) -> None:
        """Answer what a peer asks about a file when there is nothing else to send; raises HostileInput for too much."""
        if len(self._file_asks) >= MAX_FILE_ASKS:
            raise HostileInput("file: asked for too much at once")
        self._file_asks.append(ask)
        if not self._actions:
            self.put(Idle())

    async def _send(self) -> None:
        try:
            while True:
                if not self._actions and self._file_asks:
                    await self._peer.budget.settle()
                    await self._peer.budget.spend(self._send_of_file(self._file_asks.popleft()))
                    continue
                action = await self._actions.get()
                if isinstance(action, Send):
                    if isinstance(action.frame, CLAIMS):
                        await self._context.store.flush()
                    await self._peer.send(action.frame)
                elif isinstance(action, Serve):
                    await self._peer.budget.settle()
                    await self._peer.budget.spend(self._serve(action))
                elif isinstance(action, Mark):
                    self._emptied.set()
                elif isinstance(action, Done):
                    self._finished = True
                    await self._peer.close("parted")
                    return
        except LinkClosed:
            return

    async def _send_of_file(self, ask: FileAsks) -> None:
        await self._peer.send(await self._answer(ask))

    def _ended(self, pump: "asyncio.Task[None]") -> None:
        """End a connection on which nothing can be sent any more."""
        self._emptied.set()
        if pump.cancelled() or self._finished:
            return
        error = pump.exception()
        if isinstance(error, CauserieError):
            log.warning("what a peer asked for could not be read: %s", error.code)
            self._trouble(error)
        elif error is not None:
            log.error("sending to a peer failed", exc_info=error)
        self._peer.abort()

    async def _serve(self, request: Serve) -> None:
        """Answer a pull in batches; only to a device that belongs to a member."""
        group, first, skip = request.group, request.first, 0
        while True:
            live = self._rooms.find(group)
            allowed = live is not None and live.has_device(self._peer.device)
            async with self._context.precedence.waiting():
                raws = await self._read(request, first, skip) if allowed else []
            batch = await parsed(raws)
            seqs = [op.header.seq for op in batch]
            # Of a log with branches a position can have several operations: go on in the middle of it.
            branched = live is not None and request.log in live.branches
            last = not batch or (not branched and seqs[-1] >= request.last)
            if seqs:
                skip = seqs.count(seqs[-1]) + (skip if seqs[-1] == first else 0)
                first = seqs[-1]
            operations = tuple(op.raw for op in _vouched(batch))
            await self._peer.send(Operations(group=group, operations=operations, live=False, last=last))
            if last:
                return

    async def _read(self, request: Serve, first: int, skip: int) -> list[bytes]:
        most = SMALL_BATCH if self._context.precedence.talking else limits.BATCH_OPERATIONS
        return await self._context.store.read(
            lambda db: op_store.span(
                db, request.group, request.log, first, request.last, most, limits.BATCH_BYTES, skip=skip
            )
        )


def _vouched(batch: list[Operation]) -> list[Operation]:
    """Return what may leave: what we took on the word of another's tip we vouch for as a tip ourselves."""
    while batch:
        wrong = {op.raw for op in run_tips(batch) if not verify_operation(op)}
        if not wrong:
            break
        log.error("an operation in the store has a wrong signature and is not passed on")
        batch = [op for op in batch if op.raw not in wrong]
    return batch
