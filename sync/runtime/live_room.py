"""One group at work: a pure room, its place in the store, and what follows each commit.

Every change takes the same way (PROTOCOL.md, "At once and to the disk"): the pure room decides, one transaction makes
it true, and only then do peers and views hear of it. When the transaction fails the room is read back from the store,
so that memory never knows more than the disk.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from sync.changes import Overflow
from sync.core.ids import INCARNATION_SIZE, DeviceId, GroupId, Head, LogId, LogKind, OpId, log_device, log_kind
from sync.core.logs import Fork, Tips
from sync.core.ops import ContentPayload, ControlPayload, Operation
from sync.core.room import Accepted, Received, Room
from sync.core.writing import Writer, own_log
from sync.errors import CauserieError, HostileInput, InvalidInput, NoSuchGroup, NotAllowed, NotAMember, NotReadyYet
from sync.runtime import clones
from sync.runtime.chores import seen_through
from sync.runtime.commits import Audience, Commit, load_room
from sync.runtime.context import Context
from sync.runtime.drafting import Draft
from sync.runtime.glimpse import Glimpse
from sync.runtime.intake import Intake, Place, Taken, beginnings, let_in, parsed, plain
from sync.runtime.making_up import MakingUp
from sync.runtime.projection import Projected
from sync.runtime.remaking import Remaking
from sync.runtime.standing import UNHEARD, unsettled
from sync.runtime.storing import Change, OnDisk, erase
from sync.store import groups as group_store
from sync.store.database import Db
from sync.store.rows import GroupRow, MessageRow
from sync.views import GroupState

Script = Callable[[Room], Iterable[ControlPayload | ContentPayload]]
"""Payloads to author one after the other, each computed when the room already contains those before it."""

UNWRITABLE = (NotAMember, NotAllowed, NotReadyYet, NoSuchGroup, InvalidInput)
"""Why a group takes nothing from this device now: removed a moment ago, forgotten, or its history is full."""


def _nothing(_: Db) -> None:
    """Stand in line behind what is being written."""


class LiveRoom:
    """A group of this profile; all its changes pass through here, one at a time."""

    def __init__(self, context: Context, room: Room, row: GroupRow, audience: Audience) -> None:
        self.room = room
        self.row = row
        self.synced_at: int | None = None
        """When (ms) this device last had all that some member had, since it was started."""
        self._stored_row: GroupRow | None = None
        self._context = context
        self._audience = audience
        self._lock = Intake(context.storing, self._read_back)
        remaking = Remaking(context, self._lock.quiet, lambda: None if self._gone else self.room)
        self._making_up = MakingUp(remaking, row.stale, self._tell, self._made_up)
        self._disk = OnDisk(room)
        self._gone = False
        self.glimpse = Glimpse()

    @property
    def vector(self) -> Mapping[LogId, Head]:
        """The heads of the logs as they are on disk."""
        return self._disk.vector

    @property
    def branches(self) -> Mapping[LogId, Tips]:
        """The tips of logs with branches, on disk."""
        return self._disk.branches

    @property
    def digest(self) -> bytes:
        """The digest of the vector: what this device may honestly say it has."""
        return self._disk.digest

    @property
    def group_id(self) -> GroupId:
        """The group's id."""
        return self.room.group_id

    @property
    def state(self) -> GroupState:
        """Where this device stands with the group."""
        return self.row.state

    @property
    def saying_goodbye(self) -> bool:
        """Whether this account has left and no other device is known to have heard of it."""
        return self.state is GroupState.LEFT and self.row.notice == UNHEARD

    @property
    def at_work(self) -> bool:
        """Whether the group is synchronised: as a member, or to say goodbye."""
        return self.state is GroupState.JOINED or self.saying_goodbye

    def has_device(self, device: DeviceId) -> bool:
        """Return whether `device` belongs to a current member, as far as this device knows."""
        return device in self.room.membership.active_devices()

    def heard(self, heads: Mapping[LogId, int]) -> bool:
        """Return whether a device that has these logs knows that this account has left."""
        me = self._context.who().device
        mine = [log for log in self.vector if log_device(log) == me and log_kind(log) is LogKind.CONTROL]
        return bool(mine) and all(heads.get(log, -1) >= self.vector[log].seq for log in mine)

    def writer(self) -> Writer:
        """Return what this device signs its logs of the group with."""
        identity = self._context.who()
        return Writer(identity.keys.device_key, self.row.incarnation, self._context.random)

    async def author(
        self, script: Script, deps: Sequence[OpId] = (), founding: Operation | None = None
    ) -> list[MessageRow]:
        """Write the operations of `script`, after the genesis if given, in one durable transaction.

        Returns the message rows they make.

        Raises what the room or the store raise; then nothing was written and the room is as before.
        """
        async with self._context.precedence.before(self._lock):
            if self._gone:
                raise NoSuchGroup("There is no such group on this device.")
            now = self._context.clock()
            if clones.is_cloned(self.room, own_log(self.writer(), LogKind.CONTENT)):
                self.renew()
            writer = self.writer()
            accepted = [] if founding is None else [self._own(founding, None)]
            try:
                for payload in script(self.room):
                    operation = self.room.author(payload, writer, now, tuple(deps))
                    accepted.append(self._own(operation, payload))
                if not accepted:
                    return []
                commit = await self._store(accepted, None, live=True)
            except BaseException as error:
                # What is refused at once has changed nothing: to read all back would cost far more than it cost to ask.
                if accepted or not isinstance(error, CauserieError):
                    await self._read_back()
                raise
        self._audience.committed(self, commit)
        return commit.projected.rows

    def renew(self) -> None:
        """Go on under new logs; what is written next stores that, unless it is stored before."""
        self.row = msgspec.structs.replace(self.row, incarnation=self._context.random(INCARNATION_SIZE))

    def _mirror(self, heads: Mapping[LogId, Head]) -> None:
        if self._context.mirroring is not None:
            self._context.mirroring.committed(self._context.who().device, self.group_id, heads)

    async def ingest(self, raws: Sequence[bytes], source: DeviceId, *, live: bool) -> Received:
        """Take operations from a peer; raises HostileInput (nothing changed) or a store error (read back)."""
        taken = await self.take(raws, source, live=live)
        if taken.storing is not None:
            await asyncio.shield(taken.storing)
        return taken.received

    async def take(self, raws: Sequence[bytes], source: DeviceId, *, live: bool) -> Taken:
        """Take operations from a peer as `ingest` does; what only continues its logs may still be being stored then."""
        operations = await parsed(raws)
        async with self._lock.place(live=live) as place, self._lock:
            if self._gone:
                return Taken(Received())
            try:
                before = self.room.membership
                received = await let_in(self.room, operations)
                if plain(received) and not self._making_up.left:
                    return Taken(received, self._store_later(place, received.accepted, source, live=live))
                await self._lock.settled()
                if self._lock.failure is not None:
                    raise self._lock.failure
                await clones.settle(self._context, self.room, received)
                if not (received.accepted or received.forks):
                    return Taken(received)
                judged = received.control_changed and unsettled(before, self.room, self.vector)
                cut = judged or clones.unsettles(self.room, received)
                stale = cut or bool(received.opened)
                commit = await self._store(received.accepted, source, received.forks, live=live, stale=stale)
            except HostileInput:
                raise
            except BaseException:
                await self._read_back()
                raise
        self._audience.committed(self, commit)
        if stale or self._making_up.left:
            await self._making_up.make(None if cut else received.opened, source)
        return Taken(received)

    async def look(self, raws: Sequence[bytes], source: DeviceId) -> int:
        """Show the newest of a long history before it is here; returns how many messages. Raises HostileInput."""
        operations = await parsed(raws)
        return self.glimpse.take(operations, source, self.room, self.vector, self._context.clock())

    async def mark_read(self, position: bytes) -> bool:
        """Note that messages up to `position` are read, never back; returns whether that was news."""
        async with self._lock:
            if self._gone or position <= self.row.read_position:
                return False
            await self._context.store.write(lambda db: group_store.set_read(db, self.group_id, position))
            self.row = msgspec.structs.replace(self.row, read_position=position)
            if self._stored_row is not None:
                self._stored_row = msgspec.structs.replace(self._stored_row, read_position=position)
            return True

    async def change_row(self, standing: GroupState, *, by: str | None = None, **changes: object) -> bool:
        """Replace fields of the row, here and in the store; returns whether it did.

        Only if the group still stands there, and is being joined `by` that code, if given.
        """
        async with self._lock:
            if self._gone or self.state is not standing or by not in (None, self.row.code):
                return False
            await self._put_row(msgspec.structs.replace(self.row, **changes))
            return True

    async def forget(self) -> None:
        """Delete the group from the store; nothing is taken in or written any more."""
        async with self._lock.quiet:
            await self._context.store.write(lambda db: erase(db, self.group_id))
            self._gone = True
            if self._context.mirroring is not None:
                self._context.mirroring.forgotten(self.group_id)

    async def make_up(self) -> None:
        """Make the messages again if the program ended before they were made."""
        if self._making_up.left:
            await self._making_up.make(None, None)

    async def _made_up(self) -> None:
        async with self._lock:
            if self.row.stale and not (self._making_up.busy or self._gone):
                await self._put_row(msgspec.structs.replace(self.row, stale=False))

    async def settled(self) -> None:
        """Return when nothing that was taken in is on its way to the disk."""
        await self._lock.settled()

    def _tell(self, projected: Projected, source: DeviceId | None) -> None:
        self._audience.committed(self, Commit((), {}, source, False, False, projected))

    async def _put_row(self, row: GroupRow) -> None:
        await self._context.store.write(lambda db: group_store.put(db, row))
        self.row = self._stored_row = row

    def _own(self, operation: Operation, payload: ControlPayload | ContentPayload | None) -> Accepted:
        content = payload if isinstance(payload, ContentPayload) else None
        if content is not None:
            self._context.precedence.talked()
        return Accepted(op=operation, content=content, account=self._context.who().account, void=False)

    async def _store(
        self, accepted: Sequence[Accepted], source: DeviceId | None, forks: Sequence[Fork] = (), *,
        live: bool, stale: bool = False,
    ) -> Commit:  # fmt: skip
        """Write `accepted` and everything that follows from it in one transaction, durably what nobody else has.

        `stale` messages come later.
        """
        change, row = self._change(accepted, forks, live=live, stale=stale)
        commit = await self._write(change, source, live=live)
        self.row, self._stored_row = row, change.row or self._stored_row
        return commit

    def _store_later(
        self, place: Place, accepted: Sequence[Accepted], source: DeviceId, *, live: bool
    ) -> "asyncio.Task[None] | None":
        """Begin to write content that continues its logs, and tell of it when it is on disk."""
        if not accepted:
            return None
        change, self.row = self._change(accepted, (), live=live, stale=False)
        change = replace(change, continued=beginnings(change.operations))
        self._stored_row = change.row or self._stored_row

        async def store() -> None:
            self._audience.committed(self, await self._write(change, source, live=live))

        return place.store(store())

    def _change(
        self, accepted: Sequence[Accepted], forks: Sequence[Fork], *, live: bool, stale: bool
    ) -> tuple[Change, GroupRow]:
        warnings = clones.warnings(self.room, forks, self._context.who().device, self.row.name) if forks else ()
        draft = Draft(self._context, self.room, self._disk, self.row, self._stored_row)
        return draft.change(accepted, forks, warnings, live=live, stale=stale)

    async def _write(self, change: Change, source: DeviceId | None, *, live: bool) -> Commit:
        shown, notices = await self._context.store.write(change.write, durable=source is None)
        self._disk.written(change)
        self._mirror(change.heads)
        self._context.hub.publish(*notices)
        return Commit(change.raws, change.heads, source, live, change.control_changed, shown)

    async def _read_back(self) -> None:
        """Make memory what the disk says, however often the caller is cancelled meanwhile."""
        await seen_through(self._reload())

    async def _reload(self) -> None:
        """Read the group from the store; what was written though its author was cancelled is told like any other."""
        await self._lock.settled()
        before, store = self.vector, self._context.store
        with contextlib.suppress(CauserieError):
            await store.write(_nothing)  # reads do not wait for writes: a commit may be under way
        self.room = await load_room(self._context, self.group_id)
        row = await store.read(lambda db: group_store.get(db, self.group_id))
        if row is not None:
            self.row = self._stored_row = row
        self._disk = OnDisk(self.room)
        written = {log: head for log, head in self.vector.items() if before.get(log) != head}
        self._mirror(written)
        if written:
            self._making_up.left = self._making_up.left or self.row.stale
            self._audience.committed(self, Commit((), written, None, False, True, Projected()))
            self._context.hub.publish(Overflow())
