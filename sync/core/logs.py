"""Hash-chained logs: what continues them, what is missing, what contradicts them (PROTOCOL.md, "Logs").

A signature over the newest operation of a run vouches for the whole run, because each operation names the hash of the
one before it. Two operations at one position are proof that a log was written by two copies of a device: the log is
closed and both are kept. Of a closed control log every branch counts, so that its head in the state vector is a hash
over all of its operations; of a closed content log the position of the fork is its end.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from hashlib import sha256
from typing import Final, NamedTuple

from sync.core.ids import Head, LogId, LogKind, OpId, log_kind
from sync.core.ops import Operation
from sync.core.reconcile import Gap
from sync.core.signing import label, verify_operation
from sync.errors import HostileInput

_BRANCHES: Final = label("branches")


class Fork(NamedTuple):
    """Proof that a log was written twice at one position: the operation known there, and the other one.

    The other one may also lie one further, continuing something else than what is known at `seq`.
    """

    log: LogId
    seq: int
    known: OpId
    other: Operation


class Place(Enum):
    """Where an operation stands in relation to its log."""

    NEXT = auto()
    KNOWN = auto()
    BEYOND_GAP = auto()
    FORK = auto()
    CLOSED = auto()


def vouch(operations: Sequence[Operation]) -> None:
    """Check the signature of each run's tip and the chain behind it; raises HostileInput."""
    by_id = {op.id: op for op in operations}
    vouched: set[OpId] = set()
    for op in sorted(operations, key=lambda each: each.header.seq, reverse=True):
        if op.id not in vouched and not verify_operation(op):
            raise HostileInput("operation: wrong signature")
        before = by_id.get(op.header.prev)
        if before is not None:
            if before.header.log != op.header.log or before.header.seq + 1 != op.header.seq:
                raise HostileInput("operation: does not continue its log")
            vouched.add(before.id)


class Logs:
    """The heads of a group's logs."""

    def __init__(self, heads: Mapping[LogId, Head], closed: Iterable[LogId] = ()) -> None:
        self.heads: dict[LogId, Head] = dict(heads)
        self.closed: set[LogId] = set(closed)
        self._control: dict[LogId, list[OpId]] = {}
        self._branches: dict[LogId, set[OpId]] = {}

    def place(self, op: Operation) -> Place:
        """Return where a content operation stands."""
        header = op.header
        head = self.heads.get(header.log)
        if head is None:
            return Place.BEYOND_GAP if header.seq else Place.NEXT
        if header.log in self.closed:
            return Place.CLOSED if header.seq > head.seq else Place.KNOWN
        if header.seq > head.seq + 1:
            return Place.BEYOND_GAP
        if header.seq == head.seq + 1:
            return Place.NEXT if header.prev == head.id else Place.FORK
        return Place.FORK if header.seq == head.seq and op.id != head.id else Place.KNOWN

    def append(self, op: Operation) -> None:
        """Make a content operation that continues its log the log's head."""
        self.heads[op.header.log] = Head(op.header.seq, op.id)

    def fork(self, op: Operation) -> Fork:
        """Close the content log that an operation contradicts."""
        log, head = op.header.log, self.heads[op.header.log]
        self.closed.add(log)
        if op.header.seq == head.seq:
            # Whoever meets both chooses the same head, so that the fork is told once and not at each meeting.
            self.heads[log] = min(head, Head(op.header.seq, op.id))
        return Fork(log, head.seq, head.id, op)

    def add_control(self, op: Operation) -> Fork | None:
        """Take in a control operation whose predecessor is known; returns the proof if it is on a second branch."""
        log, seq = op.header.log, op.header.seq
        chain = self._control.setdefault(log, [])
        if seq == len(chain):
            chain.append(op.id)
            if log not in self.closed:
                self.heads[log] = Head(seq, op.id)
                return None
        first = log not in self.closed
        branches = self._branches.setdefault(log, set(chain))
        branches.add(op.id)
        self.closed.add(log)
        joint = OpId(sha256(_BRANCHES + b"".join(sorted(branches))).digest())
        self.heads[log] = Head(len(chain) - 1, joint)
        return Fork(log, seq, chain[seq], op) if first else None

    def before(self, op: Operation) -> Gap:
        """Return what to ask for when an operation's predecessor is unknown."""
        log, seq = op.header.log, op.header.seq
        if log_kind(log) == LogKind.CONTENT:
            return Gap(log, self.heads[log].seq + 1 if log in self.heads else 0, seq - 1)
        length = len(self._control.get(log, ()))
        # A predecessor that is not where ours ends is on another branch: ask for all of it.
        return Gap(log, length if seq > length else 0, seq - 1)
