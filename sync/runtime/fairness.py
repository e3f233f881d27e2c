"""What a session's frames cost its peer, and when they are handled (PROTOCOL.md, "Fairness")."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import nullcontext
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
SMALL_PORTION: Final = 50
"""Operations taken in at once while there is something that cannot wait."""


class Fairness:
    """One connection's frames: the peer's budget pays for them, and what others wait for goes first."""

    def __init__(self, context: Context, peer: PeerConnection) -> None:
        self._precedence = context.precedence
        self._peer = peer
        self._news = 0

    async def handle(self, frame: SessionFrame, work: Callable[[SessionFrame], Awaitable[None]]) -> None:
        """Do the work that a frame makes, in its turn, at the cost of its sender."""
        budget = self._peer.budget
        waits = not budget.modest or (isinstance(frame, Operations) and not frame.live)
        talk = not waits and isinstance(frame, Operations) and _content(frame)
        if waits:
            await self._precedence.after()
        self._news = 0
        measured = Measured(work(frame))
        try:
            with self._precedence.urgent() if talk else nullcontext():
                await measured
        finally:
            budget.draw(max(0.0, measured.seconds - self._news * FREE_SECONDS))

    def took_in(self, action: Ingest, operations: int) -> None:
        """Note how many operations of a batch were news."""
        if not action.live:
            self._news += operations

    async def portions(self, action: Ingest) -> AsyncIterator[tuple[bytes, ...]]:
        """Yield the operations to take in at once: few of what can wait while there is something that cannot."""
        size = len(action.operations)
        waits = not action.live or not self._peer.budget.modest
        if waits and self._precedence.talking and _content(action):
            size = SMALL_PORTION
        for start in range(0, len(action.operations), size):
            if start:
                await self._precedence.after()
            yield action.operations[start : start + size]


def _content(batch: Ingest | Operations) -> bool:
    """Whether operations are content: what control operations change is worked out for all of them together."""
    return bool(batch.operations) and log_kind(parse_operation(batch.operations[0]).header.log) is LogKind.CONTENT
