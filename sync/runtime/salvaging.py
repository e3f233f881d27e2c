"""Taking in what a damaged database still held, as if a peer had sent it: checked, in order, and once.

Control operations come before the network does, so that groups have their members and keys; content comes meanwhile.
What lies beyond a gap waits until others have filled it, which may be after any number of starts.
"""

import logging

from sync.core.ids import GroupId
from sync.errors import CauserieError, HostileInput
from sync.runtime.chores import Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.rooms import Rooms
from sync.store import salvaged
from sync.store.salvaged import Found, Place

log = logging.getLogger(__name__)

BATCH = 500


class Salvaging:
    """The operations that are laid aside, group by group."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._waiting: set[GroupId] = set()
        self._busy: set[GroupId] = set()
        self._chores = Chores()
        self._ended = False

    async def begin(self) -> None:
        """Take in control operations now and begin with the content; what cannot be stored waits for the next start."""
        self._waiting = set(await self._context.store.read(salvaged.groups))
        for group in self._waiting:
            try:
                await self._take(group, content=False)
            except CauserieError as error:
                log.warning("salvaged operations could not be taken in: %s", error.code)
        for group in self._waiting:
            self.retry(group)

    def retry(self, group: GroupId) -> None:
        """Try again what waits of a group, such as after catching up with a peer."""
        if group in self._waiting and group not in self._busy and not self._ended:
            self._busy.add(group)
            self._chores.spawn(self._all(group), "salvage")

    async def stop(self) -> None:
        """End after the batch that is being taken in."""
        self._ended = True
        await self._chores.stop()

    async def _all(self, group: GroupId) -> None:
        try:
            left = await self._take(group, content=False) + await self._take(group, content=True)
            if not left and not self._ended:
                self._waiting.discard(group)
        finally:
            self._busy.discard(group)

    async def _take(self, group: GroupId, *, content: bool) -> int:
        """Take in a group's control operations or its content; returns how many still wait."""
        live, store = self._rooms.find(group), self._context.store
        after, left = Place(content=content), 0
        while live is not None and not self._ended:
            found = await store.read(lambda db, place=after: salvaged.batch(db, group, place, BATCH))
            found = [each for each in found if each.place.content == content]
            if not found:
                break
            after = found[-1].place
            await self._ingest(live, found)
            left += await store.write(lambda db, chosen=found: salvaged.settle(db, group, chosen))
        return left

    async def _ingest(self, live: LiveRoom, found: list[Found]) -> None:
        """Take in a batch; where one in it is no good, the others all the same."""
        me = self._context.who().device
        try:
            await live.ingest([each.raw for each in found], me, live=False)
        except HostileInput:
            if len(found) == 1:
                await self._context.store.write(lambda db: salvaged.forget(db, found))
                return
            for each in found:
                await self._ingest(live, [each])
