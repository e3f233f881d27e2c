"""Answers while they stream: claims, leases, text so far. In memory only; the finished answer is an operation."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sync.core.frames import TurnClaim, TurnDelta
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId
from sync.core.limits import MAX_MESSAGE_CHARACTERS, TURN_LEASE_SECONDS

MAX_LIVE_TURNS_PER_DEVICE = 8
"""A host that claims more than this at once is spamming; further claims are ignored."""


@dataclass(slots=True)
class LiveTurn:
    """One streaming answer. `text` is what has arrived so far."""

    group: GroupId
    turn: MessageId
    trigger: MessageId
    attempt: int
    rank: int
    name: str
    provider: str
    model: str
    device: DeviceId
    account: AccountId
    placed: int
    started: int
    text: str = ""
    lease: asyncio.TimerHandle | None = None

    def claim_frame(self) -> TurnClaim:
        """The claim as announced to members, also to those who connect in the middle."""
        return TurnClaim(
            group=self.group,
            trigger=self.trigger,
            turn=self.turn,
            attempt=self.attempt,
            rank=self.rank,
            name=self.name,
            provider=self.provider,
            model=self.model,
            placed=self.placed,
            started=self.started,
        )

    def text_frame(self) -> TurnDelta:
        """All the text so far, for a member who connects in the middle."""
        return TurnDelta(group=self.group, turn=self.turn, offset=0, text=self.text)


class LiveTurns:
    """The streaming answers of all groups, with a lease each: a host that falls silent loses its claim."""

    def __init__(self, expired: Callable[[LiveTurn], None]) -> None:
        self._turns: dict[MessageId, LiveTurn] = {}
        self._expired = expired

    def __iter__(self) -> Iterator[LiveTurn]:
        return iter(tuple(self._turns.values()))

    def get(self, turn: MessageId) -> LiveTurn | None:
        """Return the live turn with that id."""
        return self._turns.get(turn)

    def of_group(self, group: GroupId) -> list[LiveTurn]:
        """Return the live turns of `group`."""
        return [turn for turn in self._turns.values() if turn.group == group]

    def of_device(self, device: DeviceId) -> list[LiveTurn]:
        """Return the live turns that `device` hosts."""
        return [turn for turn in self._turns.values() if turn.device == device]

    def lowest_rank(self, group: GroupId, trigger: MessageId) -> int | None:
        """Return the lowest rank with a live claim on `trigger`, or None."""
        ranks = [turn.rank for turn in self._turns.values() if turn.group == group and turn.trigger == trigger]
        return min(ranks, default=None)

    def add(self, turn: LiveTurn, *, leased: bool) -> bool:
        """Keep `turn`; returns False when it is known already or its host holds too many."""
        if turn.turn in self._turns or len(self.of_device(turn.device)) >= MAX_LIVE_TURNS_PER_DEVICE:
            return False
        self._turns[turn.turn] = turn
        if leased:
            self.renew(turn)
        return True

    def extend(self, turn: LiveTurn, offset: int, text: str) -> str:
        """Apply a delta at `offset` (characters) and return what is new; a gap or an overlap is resolved towards it."""
        self.renew(turn)
        if offset > len(turn.text) or offset + len(text) > MAX_MESSAGE_CHARACTERS:
            return ""
        fresh = text[len(turn.text) - offset :]
        turn.text += fresh
        return fresh

    def renew(self, turn: LiveTurn) -> None:
        """Start the lease of a remote turn again; a turn of our own has none."""
        if turn.lease is not None:
            turn.lease.cancel()
        loop = asyncio.get_running_loop()
        turn.lease = loop.call_later(TURN_LEASE_SECONDS, self._expire, turn.turn)

    def remove(self, turn: MessageId) -> LiveTurn | None:
        """Forget a turn: it ended, or was withdrawn."""
        live = self._turns.pop(turn, None)
        if live is not None and live.lease is not None:
            live.lease.cancel()
        return live

    def clear(self) -> None:
        """Forget everything and disarm the timers."""
        for turn in tuple(self._turns):
            self.remove(turn)

    def _expire(self, turn: MessageId) -> None:
        live = self.remove(turn)
        if live is not None:
            self._expired(live)
