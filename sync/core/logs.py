"""Hash-chained logs: what continues them, what is missing, what contradicts them (PROTOCOL.md, "Logs").

A signature over the newest operation of a run vouches for the whole run, because each operation names the hash of the
one before it. Two operations at one position are proof that a log was written by two copies of a device: the log is
closed, and every branch counts. The tips, those operations that nothing continues, say which operations these are, so
that of a log with branches nothing else has to be remembered, and their hash stands for it in the state vector.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from hashlib import sha256
from typing import Final, NamedTuple, TypeAlias

from sync.core.ids import Head, LogId, LogKind, OpId, log_kind
from sync.core.limits import MAX_BRANCHES
from sync.core.ops import Operation
from sync.core.reconcile import Gap
from sync.core.signing import label, verify_operation
from sync.errors import HostileInput

_BRANCHES: Final = label("branches")

Tips: TypeAlias = Mapping[OpId, int]
"""The operations of a log that nothing continues, and their positions."""


class Fork(NamedTuple):
    """Proof that a log was written twice: its head when `other` came, whose place in it was taken by something else.

    `other` may also lie one further, continuing something else than what is known at `seq`.
    """

    log: LogId
    seq: int
    known: OpId
    other: Operation


class Place(Enum):
    """Where an operation stands in relation to its log. BESIDE: only who has all of the log can say."""

    NEXT = auto()
    BEYOND_GAP = auto()
    BESIDE = auto()


def run_tips(operations: Iterable[Operation]) -> list[Operation]:
    """Return those operations that none of the others continues."""
    ops = list(operations)
    continued = {op.header.prev for op in ops}
    return [op for op in ops if op.id not in continued]


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


def joint_head(tips: Tips) -> Head:
    """Return what stands in the state vector for a log with these tips."""
    if len(tips) == 1:
        [(tip, seq)] = tips.items()
        return Head(seq, tip)
    return Head(max(tips.values()), OpId(sha256(_BRANCHES + b"".join(sorted(tips))).digest()))


class Logs:
    """The heads of a group's logs, the tips of those that have branches, and which logs are known to be forked."""

    def __init__(self, heads: Mapping[LogId, Head], forked: Mapping[LogId, Tips] | None = None) -> None:
        """Begin with what is stored; `forked` are the logs known to be, with their tips if they have several."""
        self.closed: set[LogId] = set(forked or ())
        self.branches: dict[LogId, dict[OpId, int]] = {log: dict(tips) for log, tips in (forked or {}).items() if tips}
        self.heads: dict[LogId, Head] = {**heads, **{log: joint_head(tips) for log, tips in self.branches.items()}}
        self._control: dict[LogId, list[OpId]] = {}

    def tips(self, log: LogId) -> Tips:
        """Return the tips of a log, one if it has no branches, none if nothing of it is known."""
        head = self.heads.get(log)
        return self.branches.get(log) or ({} if head is None else {head.id: head.seq})

    # --- content

    def place(self, op: Operation) -> Place:
        """Return where a content operation stands that is no tip of its log."""
        header = op.header
        head = self.heads.get(header.log)
        if head is None:
            return Place.BEYOND_GAP if header.seq else Place.NEXT
        if header.seq > head.seq + 1:
            return Place.BEYOND_GAP
        if header.log in self.branches:  # whose head is nobody's predecessor
            return Place.BESIDE
        return Place.NEXT if header.seq == head.seq + 1 and header.prev == head.id else Place.BESIDE

    def append(self, op: Operation) -> None:
        """Make a content operation that continues its log the log's head."""
        self.heads[op.header.log] = Head(op.header.seq, op.id)

    def close(self, op: Operation) -> Fork | None:
        """Close the log of a content operation that contradicts it; returns the proof when that is news."""
        log, head = op.header.log, self.heads[op.header.log]
        if log in self.closed:
            return None
        self.closed.add(log)
        return Fork(log, head.seq, head.id, op)

    def branch(self, op: Operation) -> bool:
        """Take in an operation that continues some branch of a closed log; returns False when there are too many."""
        tips = dict(self.tips(op.header.log))
        tips.pop(op.header.prev, None)
        if len(tips) >= MAX_BRANCHES:
            return False
        self._set_tips(op, tips)
        return True

    def _set_tips(self, op: Operation, others: dict[OpId, int]) -> None:
        others[op.id] = op.header.seq
        self.branches[op.header.log] = others
        self.heads[op.header.log] = joint_head(others)

    # --- control

    def add_control(self, op: Operation) -> Fork | None:
        """Take in a control operation whose predecessor is known; returns the proof if it is on a second branch."""
        log, seq = op.header.log, op.header.seq
        chain = self._control.setdefault(log, [])
        if seq == len(chain):
            chain.append(op.id)
        head = self.heads.get(log)
        if log not in self.branches and (head is None or head.id == op.header.prev):
            self.heads[log] = Head(seq, op.id)
            return None
        tips = dict(self.tips(log))
        tips.pop(op.header.prev, None)
        self._set_tips(op, tips)
        if log in self.closed:
            return None
        self.closed.add(log)
        return Fork(log, seq, chain[seq], op)

    def before(self, op: Operation) -> Gap:
        """Return what to ask for when an operation's predecessor is unknown."""
        log, seq = op.header.log, op.header.seq
        if log_kind(log) == LogKind.CONTENT:
            return Gap(log, self.heads[log].seq + 1 if log in self.heads else 0, seq - 1)
        length = len(self._control.get(log, ()))
        # A predecessor that is not where ours ends is on another branch: ask for all of it.
        return Gap(log, length if seq > length else 0, seq - 1)
