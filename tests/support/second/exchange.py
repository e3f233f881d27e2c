"""One group's operations from and to one peer (PROTOCOL.md, "Synchronisation")."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.support.second.history import History
from tests.support.second.operations import CONTROL, Operation, parse
from tests.support.second.wire import Number

_BATCH: Final = 500
_UNDER_WAY: Final = 4


class Exchange:
    """Pulls what the peer has, control logs first, serves what it asks for, and pushes what is written here."""

    def __init__(self, group: bytes, history: History, send: Callable[..., None]) -> None:
        self._group = group
        self._history = history
        self._send = send
        self._theirs: dict[bytes, tuple[int, bytes]] = {}
        self._in_vain: set[tuple[bytes, bytes, bytes]] = set()
        self._queue: list[tuple[bytes, int, int]] = []
        self._under_way = 0
        self._early: list[Operation] = []

    def begin(self) -> None:
        """Show what this side has."""
        self._send(Number.DIGEST, self._group, self._history.digest())

    def push(self, op: Operation) -> None:
        """Tell the peer what was written here."""
        self._send(Number.OPERATIONS, self._group, [op.raw], True, True)

    def take(self, number: int, fields: list[Any]) -> None:
        """Take a frame about the group."""
        match number:
            case Number.SHARE:
                self.begin()
            case Number.DIGEST:
                if fields[0] != self._history.digest():
                    self._send(Number.VECTOR, self._group, self._history.entries())
            case Number.VECTOR | Number.HEADS:
                self._theirs.update({log: (seq, tip) for log, seq, tip in fields[0]})
                self._pull()
            case Number.PULL:
                self._send(Number.OPERATIONS, self._group, self._history.span(*fields), False, True)
            case Number.OPERATIONS:
                self._operations(*fields)
            case _:
                pass

    def _pull(self) -> None:
        """Ask for what is lacking, unless something is being waited for."""
        if self._under_way:
            return
        lacking = list(self._lacking())
        chosen = [each for each in lacking if each[0][32] == CONTROL] or lacking
        for log, first, last in chosen[:_UNDER_WAY]:
            self._send(Number.PULL, self._group, log, first, min(last, first + _BATCH - 1))
            self._under_way += 1

    def _lacking(self) -> Iterator[tuple[bytes, int, int]]:
        """Yield ranges of logs in which the peer has more, or something else, than this side; the latter once."""
        mine = {log: (seq, tip) for log, seq, tip in self._history.entries()}
        for log, (seq, tip) in self._theirs.items():
            own, newest = mine.get(log, (-1, b""))
            if seq > own:
                yield log, own + 1, seq
            elif seq == own and tip != newest and (log, tip, newest) not in self._in_vain:
                self._in_vain.add((log, tip, newest))
                yield log, (0 if log[32] == CONTROL else seq), seq

    def _operations(self, raws: list[bytes], live: bool, last: bool) -> None:
        stored = self._store([parse(raw) for raw in raws])
        if stored:
            logs = {op.header.log for op in stored}
            self._send(Number.HEADS, self._group, [each for each in self._history.entries() if each[0] in logs])
        if last and not live:
            self._under_way -= 1
        if live or self._under_way:
            return
        if stored:
            self._pull()
        if not self._under_way:
            self._send(Number.SHARE, self._group)
            self.begin()

    def _store(self, arrived: list[Operation]) -> list[Operation]:
        """Store what is complete, and hold the rest."""
        stored: list[Operation] = []
        waiting = self._early + arrived
        while ready := [op for op in waiting if self._history.ready(op)]:
            waiting = [op for op in waiting if op not in ready]
            stored += [op for op in ready if self._history.add(op)]
        self._early = waiting
        return stored
