"""The groups of this profile: reading them from the store, founding and joining new ones."""

import logging
from collections.abc import Iterator, Mapping

import msgspec

from sync.core.ids import INCARNATION_SIZE, GroupId, Head, LogId
from sync.core.logs import Tips
from sync.core.reconcile import digest
from sync.core.room import Room
from sync.errors import AlreadyAMember, CauserieError, NoSuchGroup, NotAMember, NotReadyYet
from sync.runtime import restoring
from sync.runtime.commits import Audience, load_room
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.store import groups as group_store
from sync.store.rows import GroupRow
from sync.views import GroupKind, GroupState

log = logging.getLogger(__name__)


class Rooms:
    """Every group this device knows, by id."""

    def __init__(self, context: Context, audience: Audience) -> None:
        self._context = context
        self._audience = audience
        self._rooms: dict[GroupId, LiveRoom] = {}

    def __iter__(self) -> Iterator[LiveRoom]:
        return iter(tuple(self._rooms.values()))

    async def load(self) -> None:
        """Read every group from the store."""
        for row in await self._context.store.read(group_store.list_all):
            room = await load_room(self._context, row.group_id)
            live = LiveRoom(self._context, room, row, self._audience)
            self._rooms[row.group_id] = live
            try:
                await live.make_up()
            except CauserieError as error:
                log.warning("messages could not be made again: %s", error.code)  # the next start tries again
        if self._context.mirroring is not None:
            await restoring.check(self._context, self._context.mirroring, self)

    async def stop(self) -> None:
        """Return when everything that was taken in is on disk."""
        for live in self:
            await live.settled()

    def find(self, group: GroupId) -> LiveRoom | None:
        """Return the group, or None."""
        return self._rooms.get(group)

    def get(self, group: GroupId) -> LiveRoom:
        """Return the group; raises NoSuchGroup."""
        live = self._rooms.get(group)
        if live is None:
            raise NoSuchGroup("There is no such group on this device.")
        return live

    def joined(self, group: GroupId) -> LiveRoom:
        """Return a group this account is a member of; raises NoSuchGroup, NotReadyYet, NotAMember."""
        live = self.get(group)
        if live.state is GroupState.JOINING:
            raise NotReadyYet(
                "This group is still being joined.", "Wait until a member of the group is reachable on this network."
            )
        if live.state is not GroupState.JOINED:
            raise NotAMember("You are no longer a member of this group.")
        return live

    def vector(self, group: GroupId, /) -> Mapping[LogId, Head]:
        """Return the heads of a group's logs, as sessions compare them."""
        live = self._rooms.get(group)
        return {} if live is None else live.vector

    def digest(self, group: GroupId, /) -> bytes:
        """Return the digest of the same."""
        live = self._rooms.get(group)
        return digest({}) if live is None else live.digest

    def branches(self, group: GroupId, /) -> Mapping[LogId, Tips]:
        """Return the tips of a group's logs that have branches."""
        live = self._rooms.get(group)
        return {} if live is None else live.branches

    def fresh_row(self, group: GroupId, state: GroupState, *, name: str = "", code: str = "") -> GroupRow:
        """Return the row of a group that is new here, with logs of its own to write to."""
        now = self._context.clock()
        return GroupRow(
            group_id=group,
            kind=GroupKind.GROUP,
            state=state,
            name=name,
            activity=now,
            incarnation=self._context.random(INCARNATION_SIZE),
            code=code,
            joined_at=now if state is GroupState.JOINED else 0,
        )

    def place_new(self, room: Room, row: GroupRow) -> LiveRoom:
        """Take up a room just founded, its row still without the id."""
        return self.place(room, msgspec.structs.replace(row, group_id=room.group_id))

    def place(self, room: Room, row: GroupRow) -> LiveRoom:
        """Take up a room whose row the store has, or is about to have; replaces one of the same id."""
        live = LiveRoom(self._context, room, row, self._audience)
        self._rooms[room.group_id] = live
        return live

    async def begin_joining(self, group: GroupId, code: str) -> LiveRoom:
        """Take up an empty room for the group that `code` leads to; raises AlreadyAMember."""
        identity = self._context.who()
        known = self._rooms.get(group)
        fresh = known is None
        if known is None:
            row = self.fresh_row(group, GroupState.JOINING, code=code)
            known = self.place(Room(group, identity.device, self._context.open_box), row)
        now = self._context.clock()
        try:
            while not await known.change_row(known.state, state=GroupState.JOINING, code=code, notice="", activity=now):
                if known.state is GroupState.JOINED:
                    raise AlreadyAMember("You are in this group already.")
        except BaseException:
            if fresh:
                self.drop(group)
            raise
        return known

    async def forget(self, group: GroupId) -> None:
        """Delete everything kept of a group; raises NoSuchGroup."""
        await self.get(group).forget()
        self._rooms.pop(group, None)
        self._audience.forgotten(group)

    def drop(self, group: GroupId) -> None:
        """Forget a room that could not be founded."""
        self._rooms.pop(group, None)
