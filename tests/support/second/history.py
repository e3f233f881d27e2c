"""The operations of a group, their logs, and what of them two devices compare (PROTOCOL.md, "Synchronisation")."""

from collections.abc import Collection, Iterable, Iterator

from tests.support.second.operations import Operation
from tests.support.second.primitives import hashed, require, u64


class History:
    """Operations whose references are all there, by log and by id."""

    def __init__(self) -> None:
        self.operations: dict[bytes, Operation] = {}
        self._logs: dict[bytes, dict[bytes, Operation]] = {}
        self._pasts: dict[bytes, frozenset[bytes]] = {}
        self._depths: dict[bytes, int] = {}

    def ready(self, op: Operation) -> bool:
        """Whether all that an operation follows is there."""
        needed = op.parents if op.control else [*op.header.control_heads, *([op.header.prev] if op.header.prev else [])]
        return all(each in self.operations for each in needed)

    def add(self, op: Operation) -> bool:
        """Store an operation that is ready; returns whether it was new."""
        if op.id in self.operations:
            return False
        before = self.operations.get(op.header.prev)
        require(before is None or before.header.log == op.header.log, "history: another log's operation")
        require(before is None or before.header.seq + 1 == op.header.seq, "history: position")
        if op.control:
            parents = [self.operations[each] for each in op.parents]
            require(all(each.control and each.header.lamport < op.header.lamport for each in parents), "history: past")
            self._pasts[op.id] = self.with_past(op.parents)
            self._depths[op.id] = max((self._depths[each] + 1 for each in op.parents), default=0)
        self.operations[op.id] = op
        self._logs.setdefault(op.header.log, {})[op.id] = op
        return True

    # --- control operations

    def control(self) -> list[Operation]:
        """Return the control operations, each after what it follows."""
        return sorted((self.operations[each] for each in self._pasts), key=lambda op: (op.header.lamport, op.id))

    def with_past(self, ids: Iterable[bytes]) -> frozenset[bytes]:
        """Return control operations with everything they reach."""
        found: frozenset[bytes] = frozenset()
        for each in ids:
            found |= self._pasts[each] | {each}
        return found

    def knows(self, op: Operation) -> frozenset[bytes]:
        """Return the control operations that the author of an operation had seen."""
        if op.control:
            return self._pasts[op.id]
        return self.with_past(op.header.control_heads)

    def heads(self) -> list[bytes]:
        """Return the control operations that nothing follows."""
        followed = {parent for each in self._pasts for parent in self.operations[each].parents}
        return sorted(self._pasts.keys() - followed)

    def depth(self, op: Operation) -> int:
        """Return the length of the longest path from the genesis."""
        return self._depths[op.id]

    def clock(self) -> int:
        """Return the highest lamport there is."""
        return max((op.header.lamport for op in self.operations.values()), default=-1)

    # --- logs

    def newest(self, log: bytes) -> Operation | None:
        """Return the last operation of a log that has no branches."""
        tips = _tips(self._logs.get(log, {}).values())
        return tips[0] if tips else None

    def span(self, log: bytes, first: int, last: int) -> list[bytes]:
        """Return operations of a log as they are stored."""
        found = self._logs.get(log, {}).values()
        return [op.raw for op in sorted(found, key=lambda op: op.header.seq) if first <= op.header.seq <= last]

    def entries(self) -> list[tuple[bytes, int, bytes]]:
        """Return the state vector."""
        return [(log, *joint(_tips(self._logs[log].values()))) for log in sorted(self._logs)]

    def digest(self) -> bytes:
        """Return what stands for the state vector."""
        return digest(self.entries())

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations.values())


def _tips(log: Collection[Operation]) -> list[Operation]:
    continued = {op.header.prev for op in log}
    return [op for op in log if op.id not in continued]


def joint(tips: Collection[Operation]) -> tuple[int, bytes]:
    """Return the entry of a log in a state vector: position and id."""
    return entry([(op.header.seq, op.id) for op in tips])


def entry(tips: Collection[tuple[int, bytes]]) -> tuple[int, bytes]:
    """Return position and id of what stands for a log with these tips."""
    highest, ids = max(seq for seq, _ in tips), sorted(tip for _, tip in tips)
    return highest, ids[0] if len(ids) == 1 else hashed("branches", b"".join(ids))


def digest(entries: Iterable[tuple[bytes, int, bytes]]) -> bytes:
    """Return the digest of a state vector, which is in the order of its logs."""
    return hashed("vector digest", b"".join(log + u64(seq) + tip for log, seq, tip in entries))
