"""What a session's frames cost its peer, and when they are handled (PROTOCOL.md, "Fairness")."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from sync.core.actions import Ingest
from sync.core.frames import Operations, SessionFrame
from sync.core.ids import LogKind, log_kind
from sync.core.signing import parse_operation
from sync.net.budget import Measured
from sync.net.peer import PeerConnection
from sync.runtime.context import Context

FREE_SECONDS: Final = 0.002
"""What an operation may cost that was asked for and is news: nobody pays for being caught up with."""
STORING_SECONDS: Final = 0.002
"""What it costs, in other threads, to store an operation that was pushed."""
SMALL_PORTION: Final = 32
"""Operations taken in at once, of those that can wait, while people talk."""

Work = Callable[[SessionFrame], Awaitable[None]]
"""Handles a frame."""


class Fairness:
    """One connection's frames: the peer's budget pays for them, and what others wait for goes first."""

    def __init__(self, context: Context, peer: PeerConnection) -> None:
        self._precedence = context.precedence
        self._peer = peer
        self._news = 0
        self._small = False

    async def handle(self, frame: SessionFrame, work: Work) -> None:
        """Do the work that a frame makes, in its turn, at the cost of its sender."""
        self._news = 0
        measured = Measured(self._in_turn(frame, work))
        try:
            await measured
        finally:
            cost = max(0.0, measured.seconds - self._news * FREE_SECONDS)
            self._peer.budget.draw(cost, waited=isinstance(frame, Operations))

    async def _in_turn(self, frame: SessionFrame, work: Work) -> None:
        if isinstance(frame, Operations) and frame.live and self._peer.budget.modest and _content(frame):
            self._precedence.talked()
            with self._precedence.urgent():
                await work(frame)
        else:
            await work(frame)

    def took_in(self, action: Ingest, operations: int) -> None:
        """Note how many operations of a batch were news: those that nobody asked for are paid for."""
        if action.live:
            self._peer.budget.draw(operations * STORING_SECONDS)
        else:
            self._news += operations

    async def stored(self, storing: "asyncio.Task[None]") -> None:
        """Wait, while people talk, until a portion is on the disk: what they write waits for one of them."""
        if self._small:
            await asyncio.wait([storing])

    async def portions(self, action: Ingest) -> AsyncIterator[tuple[bytes, ...]]:
        """Yield the operations to take in at once: few of what can wait while people talk, with pauses between."""
        self._small = False
        if action.live and self._peer.budget.modest:
            yield action.operations
            return
        left = action.operations
        while left:
            async with self._precedence.waiting():
                self._small = self._precedence.talking and _content(action)
                size = SMALL_PORTION if self._small else len(left)
                portion, left = left[:size], left[size:]
                yield portion


def _content(batch: Ingest | Operations) -> bool:
    """Whether operations are content: what control operations change is worked out for all of them together."""
    return bool(batch.operations) and log_kind(parse_operation(batch.operations[0]).header.log) is LogKind.CONTENT
