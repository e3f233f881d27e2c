"""Control operations that arrived before what they refer to (PROTOCOL.md, "Synchronisation").

They are held in memory only: they are neither stored, nor in the state vector, nor passed on, before they are complete
and their author is known. So nobody can fill a group's history with operations that no member wrote.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from sync.core.causality import Graph, Node, Refused
from sync.core.ids import OpId
from sync.core.limits import MAX_CONTROL_OPERATIONS
from sync.core.ops import ControlPayload, Operation

MAX_HELD_BYTES: Final = 32 * 1024 * 1024


class Outcome(NamedTuple):
    """What became of operations: added (causes first), held, refused and why, held with a break in their log."""

    added: list[Node]
    held: list[OpId]
    refused: dict[OpId, str]
    orphans: list[Operation]


class Holding:
    """Operations that wait for others."""

    def __init__(self) -> None:
        self._held: dict[OpId, tuple[Operation, ControlPayload]] = {}
        self._waiting: defaultdict[OpId, list[OpId]] = defaultdict(list)
        self._bytes = 0

    def __contains__(self, op: OpId) -> bool:
        return op in self._held

    def settle(self, graph: Graph, arrived: Iterable[tuple[Operation, ControlPayload]], room: int) -> Outcome:
        """Add to the graph at most `room` of what arrived and of what that completes; hold the rest."""
        outcome = Outcome([], [], {}, [])
        for op, payload in arrived:
            ready = [(op, payload)]
            while ready:
                each, content = ready.pop()
                missing = graph.missing(each)
                if missing:
                    self._hold(each, content, missing[0], outcome)
                elif len(outcome.added) >= room:
                    outcome.refused[each.id] = "the group's history of membership is full"
                elif self._add(graph, each, content, outcome):
                    ready += self._release(each.id)
        outcome.held.extend(self._held)
        outcome.orphans.extend(op for op, _ in self._held.values() if self._orphaned(graph, op))
        return outcome

    def _add(self, graph: Graph, op: Operation, payload: ControlPayload, outcome: Outcome) -> bool:
        try:
            outcome.added.append(graph.add(op, payload))
        except Refused as error:
            outcome.refused[op.id] = str(error)
            return False
        return True

    def _hold(self, op: Operation, payload: ControlPayload, until: OpId, outcome: Outcome) -> None:
        if len(self._held) >= MAX_CONTROL_OPERATIONS or self._bytes + len(op.raw) > MAX_HELD_BYTES:
            outcome.refused[op.id] = "too much is waiting for what it refers to"
            return
        self._held[op.id] = (op, payload)
        self._bytes += len(op.raw)
        self._waiting[until].append(op.id)

    def _release(self, arrived: OpId) -> list[tuple[Operation, ControlPayload]]:
        released = [self._held.pop(each) for each in self._waiting.pop(arrived, ())]
        self._bytes -= sum(len(op.raw) for op, _ in released)
        return released

    def _orphaned(self, graph: Graph, op: Operation) -> bool:
        before = op.header.prev
        return bool(before) and before not in graph and before not in self._held
