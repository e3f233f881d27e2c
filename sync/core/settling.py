"""Content that lies beside what its log is known to end with: a duplicate, or a branch (PROTOCOL.md, "Forks").

Of a log only its tips are remembered. Whether an operation further back is known, only the store can say; it is asked
once for a whole run, and in an honest group always says yes.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from sync.core.ids import LogId, OpId
from sync.core.logs import Logs
from sync.core.ops import Operation
from sync.core.received import Received
from sync.core.reconcile import Gap

Places: TypeAlias = Mapping[OpId, tuple[LogId, int]]
"""Where operations that are stored or accepted stand."""

Lines: TypeAlias = Mapping[LogId, Mapping[OpId, frozenset[OpId] | None]]
"""Of logs with branches that were cut: for each operation that a cut names, it and all it continues; None: not here."""


def line(tips: Iterable[OpId], before: Mapping[OpId, OpId]) -> Mapping[OpId, frozenset[OpId] | None]:
    """Return for each of `tips` it and all it continues, by the predecessors of all of a log's operations."""
    found: dict[OpId, frozenset[OpId] | None] = {}
    for each in tips:
        tip = each
        below: set[OpId] = set()
        while tip in before:
            below.add(tip)
            tip = before[tip]
        found[each] = frozenset(below) or None
    return found


def above(op: Operation, lines: Lines) -> frozenset[OpId] | None:
    """Return what cuts name that continues an operation, or may; None where its position says it."""
    cuts = lines.get(op.header.log)
    return None if cuts is None else frozenset(t for t, below in cuts.items() if below is None or op.id in below)


def in_log_order(operations: Iterable[Operation]) -> list[Operation]:
    """Return operations so that each comes after those it continues."""
    return sorted(operations, key=lambda op: (op.header.log, op.header.seq))


def questions(operations: Iterable[Operation]) -> set[OpId]:
    """Return what `settle` has to know about operations: whether they are stored, and what they continue."""
    return {each for op in operations for each in (op.id, op.header.prev) if each}


def settle(logs: Logs, received: Received, known: Places) -> list[Operation]:
    """Decide about `received.beside`: return, in order, what is now part of the logs as another branch.

    What is new there proves a fork. What continues nothing that is `known` is told as a gap.
    """
    there = dict(known)
    taken: list[Operation] = []
    waiting, received.beside = in_log_order(received.beside), []
    for op in waiting:
        log, seq, before = op.header.log, op.header.seq, op.header.prev
        if op.id in there:
            received.duplicates += 1
            continue
        fork = logs.close(op)
        if fork is not None:
            received.forks.append(fork)
        if before and before not in there:
            # It could not be kept either: both are to be asked for.
            received.miss(Gap(log, seq - 1, seq))
        elif before and there[before] != (log, seq - 1):
            received.refused[op.id] = "it does not continue its log"
        elif logs.branch(op):
            there[op.id] = (log, seq)
            taken.append(op)
        else:
            received.refused[op.id] = "its log has too many branches"
    return taken
