"""New keys before something is said (PROTOCOL.md, "Epochs")."""

from collections.abc import Callable, Iterator
from typing import Final

from sync.core.ops import Rekey
from sync.core.room import Room

MAX_RENEWALS: Final = 8
"""Rekeys that may have to follow each other: each takes in MAX_DEPS of the heads that somebody flooded a group with."""


def renewals(room: Room, random: Callable[[int], bytes], now: int) -> Iterator[Rekey]:
    """Yield the rekeys that are due at `now` (ms), to be authored one by one: none or one, unless there is a flood."""
    for _ in range(MAX_RENEWALS):
        if not room.needs_rekey(now):
            return
        yield room.rekey_payload(random(32), now)
