"""What is asked of a peer: ranges of its logs, in portions, a few at a time (PROTOCOL.md, "Synchronisation").

Of a long history the newest operations are asked for twice: first to be looked at, and in their turn to be kept.
"""

from collections import deque
from collections.abc import Iterable
from typing import Final

from sync.core.frames import Operations
from sync.core.ids import LogKind, log_kind
from sync.core.limits import BATCH_OPERATIONS
from sync.core.reconcile import Gap
from sync.errors import HostileInput

PULLS_IN_FLIGHT: Final = 4
GLIMPSE_OPERATIONS: Final = 240
"""Operations looked at before their turn: a few screenfuls."""
GLIMPSE_LOGS: Final = 24
"""Logs that these are of: of those the most is missing of."""


class Tail(Gap):
    """The newest operations of a log, to be looked at."""


def settle(pulls: deque[Gap], frame: Operations) -> Gap:
    """Return the oldest pull in flight, which the frame answers; raises HostileInput when nothing was asked for."""
    if not pulls:
        raise HostileInput("operations: nobody asked")
    return pulls.popleft() if frame.last else pulls[0]


def tails(gaps: Iterable[Gap]) -> list[Tail]:
    """Return what to look at first when these are missing; nothing where one answer brings all."""
    content = [gap for gap in gaps if log_kind(gap.log) == LogKind.CONTENT]
    if sum(map(_size, content)) <= BATCH_OPERATIONS:
        return []
    chosen = sorted(content, key=_size, reverse=True)[:GLIMPSE_LOGS]
    each = GLIMPSE_OPERATIONS // len(chosen)
    return [Tail(gap.log, max(gap.first, gap.last - each + 1), gap.last) for gap in chosen]


class Pulling:
    """The pulls of one group from one peer. `in_flight` is what was asked for, oldest first; it outlives this."""

    def __init__(self, in_flight: deque[Gap]) -> None:
        self._in_flight = in_flight
        self._foreign = len(in_flight)
        self._queue: deque[Gap] = deque()
        self._came = 0
        self._done = 0
        self._open = 0
        self._looked: list[bytes] = []

    @property
    def busy(self) -> bool:
        """Whether anything is asked for, or still to be."""
        return bool(self._in_flight or self._queue)

    @property
    def received(self) -> int:
        """How many of the operations asked for have come, or have turned out not to exist."""
        return self._done + min(self._came, self._open)

    @property
    def total(self) -> int:
        """How many operations were, or are to be, asked for."""
        return self._done + self._open

    def want(self, gaps: Iterable[Gap]) -> None:
        """Have ranges asked for after all others."""
        for gap in gaps:
            self._queue.append(gap)
            self._open += _size(gap)

    def look(self, gaps: Iterable[Tail]) -> None:
        """Have ranges asked for before all others, to be looked at."""
        self._queue.extendleft(gaps)

    def done(self) -> None:
        """Begin to count anew: everything that was asked for has come."""
        self._done = self._open = 0

    def next(self) -> list[Gap]:
        """Return what to ask for now: the next ranges, one log after the other."""
        pulls: list[Gap] = []
        while self._queue and len(self._in_flight) < PULLS_IN_FLIGHT:
            gap = self._queue.popleft()
            if not isinstance(gap, Tail) and _size(gap) > BATCH_OPERATIONS:
                self._queue.append(Gap(gap.log, gap.first + BATCH_OPERATIONS, gap.last))
                gap = Gap(gap.log, gap.first, gap.first + BATCH_OPERATIONS - 1)
            self._in_flight.append(gap)
            pulls.append(gap)
        return pulls

    def answered(self, frame: Operations) -> tuple[bytes, ...]:
        """Take what answers the oldest pull; returns the operations to keep. Raises HostileInput when nobody asked."""
        pull = settle(self._in_flight, frame)
        self._came += len(frame.operations)
        if isinstance(pull, Tail):
            self._looked += frame.operations
        if frame.last:
            self._close(pull)
        return () if isinstance(pull, Tail) else frame.operations

    def looked(self) -> tuple[bytes, ...]:
        """Return what came to be looked at, once, when all of it is there."""
        if not self._looked or any(isinstance(each, Tail) for each in (*self._in_flight, *self._queue)):
            return ()
        operations, self._looked = tuple(self._looked), []
        return operations

    def _close(self, pull: Gap) -> None:
        """Where there is nothing, there is nothing further on either, whatever the peer has told."""
        came, self._came = self._came, 0
        if self._foreign:
            self._foreign -= 1
            return
        if isinstance(pull, Tail):
            return
        self._done += _size(pull)
        self._open -= _size(pull)
        if not came:
            self._open -= sum(_size(gap) for gap in self._queue if gap.log == pull.log and not isinstance(gap, Tail))
            self._queue = deque(gap for gap in self._queue if gap.log != pull.log)


def _size(gap: Gap) -> int:
    return gap.last - gap.first + 1
