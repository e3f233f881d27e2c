"""Which connections of strangers come in, and who makes room for whom (PROTOCOL.md, "Strangers")."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sync.core.limits import (
    STRANGERS_AN_ADDRESS_BURST,
    STRANGERS_AN_ADDRESS_RATE,
    STRANGERS_BURST,
    STRANGERS_RATE,
    UNAUTHENTICATED_CONNECTIONS,
    UNAUTHENTICATED_PER_ADDRESS,
)
from sync.net.buckets import TokenBucket

T = TypeVar("T")

MOST_ADDRESSES = 1_024
"""Addresses remembered, of those that came and of those that proved who they are: the least recent are forgotten."""


def _nothing() -> None:
    """Stand in until there is a connection to drop."""


@dataclass(eq=False, slots=True)
class Visitor:
    """A connection that has not said who it is; who lets it in says how to `put_out` at once."""

    host: str
    put_out: Callable[[], None] = _nothing


class Gate:
    """Counts and paces connections that have not yet said who they are.

    A place is always found for one more: whoever has waited longest makes room, addresses that nobody has come from
    before those that somebody with keys has, the most crowded first. A handshake takes milliseconds; who only holds a
    place loses it.
    """

    def __init__(self, total: int = UNAUTHENTICATED_CONNECTIONS, each: int = UNAUTHENTICATED_PER_ADDRESS) -> None:
        self._total = total
        self._each = each
        self._inside: dict[Visitor, None] = {}
        self._counts: Counter[str] = Counter()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._paces: OrderedDict[str, TokenBucket] = OrderedDict()
        self._pace = TokenBucket(STRANGERS_BURST, STRANGERS_RATE)

    def __len__(self) -> int:
        return len(self._inside)

    def admit(self, host: str, now: float) -> Visitor | None:
        """Let one more from `host` in at `now` (s), putting another one out if need be; None when too many come."""
        if not self._in_time(host, now):
            return None
        leaving = self._leaving(host)
        if leaving is not None:
            if leaving.host != host and leaving.host in self._known and host not in self._known:
                return None
            self._remove(leaving)
            leaving.put_out()
        visitor = Visitor(host)
        self._inside[visitor] = None
        self._counts[host] += 1
        return visitor

    def release(self, visitor: Visitor, *, proven: bool) -> None:
        """Note that a visitor is gone, or has `proven` who it is: its address counts as known from then on."""
        if visitor in self._inside:
            self._remove(visitor)
        if proven:
            _remember(self._known, visitor.host, None)
            self._pace.give_back()
            if visitor.host in self._paces:
                self._paces[visitor.host].give_back()

    def _in_time(self, host: str, now: float) -> bool:
        pace = self._paces.get(host) or TokenBucket(STRANGERS_AN_ADDRESS_BURST, STRANGERS_AN_ADDRESS_RATE)
        _remember(self._paces, host, pace)
        return pace.spend(now) and (host in self._known or self._pace.spend(now))

    def _leaving(self, host: str) -> Visitor | None:
        """Return who makes room for one more from `host`, None where there is room."""
        if self._counts[host] >= self._each:
            return next(each for each in self._inside if each.host == host)
        if len(self._inside) < self._total:
            return None
        # The first of the greatest is the oldest: dictionaries keep their order.
        return max(self._inside, key=lambda each: (each.host not in self._known, self._counts[each.host]))

    def _remove(self, visitor: Visitor) -> None:
        del self._inside[visitor]
        self._counts[visitor.host] -= 1
        if not self._counts[visitor.host]:
            del self._counts[visitor.host]


def _remember(memory: OrderedDict[str, T], host: str, value: T) -> None:
    memory[host] = value
    memory.move_to_end(host)
    if len(memory) > MOST_ADDRESSES:
        memory.popitem(last=False)
