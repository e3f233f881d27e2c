"""What a peer is still to be told when the program ends (PROTOCOL.md, "Transport")."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from sync.core.exchange import Phase, Standing
from sync.core.ids import GroupId, Head, LogId, log_device
from sync.runtime.context import Context
from sync.runtime.rooms import Rooms


class Told(Protocol):
    """What is known of a peer's state."""

    def standing(self, group: GroupId) -> Standing:
        """Return how far a group is synchronised with the peer."""
        ...

    def peer_heads(self, group: GroupId) -> Mapping[LogId, Head]:
        """Return what the peer is known to have of a group that is shared."""
        ...


class LastWords:
    """Waits until what was said on this device has arrived at one peer, which says so when it is on its disk."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        told: Told,
        shared: AbstractSet[GroupId],
        emptied: Callable[[], Awaitable[None]],
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._told = told
        self._shared = shared
        self._emptied = emptied
        self._news = asyncio.Event()
        self._over = False

    async def said(self) -> None:
        """Return once everything queued was sent and everything said here is stored there, or the connection ended.

        That may take for ever with a peer that stores nothing: whoever waits sets a limit.
        """
        await self._emptied()
        while not self._over and any(map(self._owed, self._shared)):
            self._news.clear()
            await self._news.wait()

    def heard(self) -> None:
        """Note that the peer said what it has."""
        self._news.set()

    def end(self) -> None:
        """Note that the connection ended."""
        self._over = True
        self._news.set()

    def _owed(self, group: GroupId) -> bool:
        """Whether the peer, which is being told of a group, lacks something of this device's own logs."""
        live, identity = self._rooms.find(group), self._context.identity
        if live is None or identity is None or self._told.standing(group).phase is Phase.OPENING:
            return False
        theirs = self._told.peer_heads(group)
        own = ((log, head) for log, head in live.vector.items() if log_device(log) == identity.device)
        return any(log not in theirs or theirs[log].seq < head.seq for log, head in own)
