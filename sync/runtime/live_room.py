"""One group at work: a pure room, its place in the store, and what follows each commit.

Every change takes the same way (PROTOCOL.md, "Crash safety"): the pure room decides, one transaction makes it true, and
only then do peers and views hear of it. When the transaction fails the room is read back from the store, so that memory
never knows more than the disk.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from sync.core.ids import DeviceId, EpochId, GroupId, Head, LogId, LogKind, OpId, log_kind
from sync.core.ops import ContentPayload, ControlPayload, Kind, Operation
from sync.core.reconcile import digest
from sync.core.room import Accepted, Received, Room
from sync.core.writing import Writer, own_log
from sync.runtime.context import Context
from sync.runtime.projection import Projected, project, store_projection
from sync.store import groups as group_store
from sync.store import messages as message_store
from sync.store import ops as op_store
from sync.store.database import Db
from sync.store.rows import GroupRow, MessageRow, SecretRow
from sync.views import GroupState

Script = Callable[[Room], Iterable[ControlPayload | ContentPayload]]
"""Payloads to author one after the other, each computed when the room already contains those before it."""

REPROJECT_BATCH = 500
ACTIVITY_MS = 60_000
"""How far the stored time of a group's last activity may lag; the newest message says it exactly."""
ENDINGS = (Kind.REMOVE, Kind.DEVICE_REVOKE)
"""Operations that can void messages which are shown already."""

UNHEARD = "leaving"
"""The notice of a group that was left while nobody was there to hear it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What one transaction added. `projected` holds only rows that are shown."""

    operations: tuple[bytes, ...]
    heads: Mapping[LogId, Head]
    source: DeviceId | None
    live: bool
    control_changed: bool
    projected: Projected


class Audience(Protocol):
    """Who hears of a commit, after it."""

    def committed(self, live: "LiveRoom", commit: Commit) -> None:
        """Tell peers and views; must not block or raise."""
        ...

    def forgotten(self, group: GroupId) -> None:
        """The group is no longer on this device."""
        ...


async def load_room(context: Context, group: GroupId) -> Room:
    """Return the pure room of a group as the store has it."""

    def read(db: Db) -> tuple[list[bytes], dict[LogId, Head], dict[EpochId, bytes], int]:
        return (
            op_store.control(db, group),
            op_store.heads(db, group),
            group_store.secrets(db, group),
            op_store.max_lamport(db, group),
        )

    control, heads, secrets, lamport = await context.store.read(read)
    identity = context.who()
    return Room.load(group, identity.device, identity.keys.open_box, control, heads, secrets, lamport)


class LiveRoom:
    """A group of this profile; all its changes pass through here, one at a time."""

    def __init__(self, context: Context, room: Room, row: GroupRow, audience: Audience) -> None:
        self.room = room
        self.row = row
        self._stored_row: GroupRow | None = None
        self._context = context
        self._audience = audience
        self._lock = asyncio.Lock()
        self._saved_epochs: set[EpochId] = set(room.epochs.secrets)
        self._vector: dict[LogId, Head] = dict(room.vector)
        self._digest: bytes | None = None

    @property
    def vector(self) -> Mapping[LogId, Head]:
        """The heads of the logs as they are on disk; the pure room may be one batch ahead."""
        return self._vector

    @property
    def digest(self) -> bytes:
        """The digest of the same: what this device may honestly say it has."""
        if self._digest is None:
            self._digest = digest(self._vector)
        return self._digest

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
        mine = own_log(self.writer(), LogKind.CONTROL)
        return mine in self._vector and heads.get(mine, -1) >= self._vector[mine].seq

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
        async with self._lock:
            now = self._context.clock()
            writer = self.writer()
            accepted = [] if founding is None else [self._own(founding, None)]
            try:
                for payload in script(self.room):
                    operation = self.room.author(payload, writer, now, tuple(deps))
                    accepted.append(self._own(operation, payload))
                if not accepted:
                    return []
                commit = await self._store(accepted, None, live=True, durable=True)
            except BaseException:
                await asyncio.shield(self._reload())
                raise
        self._audience.committed(self, commit)
        return commit.projected.rows

    async def ingest(self, raws: Sequence[bytes], source: DeviceId, *, live: bool) -> Received:
        """Take operations from a peer; raises HostileInput (nothing changed) or a store error (read back)."""
        async with self._lock:
            received = self.room.receive(raws, self._context.clock())
            if not received.accepted:
                return received
            cut = any(entry.op.header.kind in ENDINGS for entry in received.accepted)
            try:
                commit = await self._store(received.accepted, source, live=live, durable=False)
            except BaseException:
                await asyncio.shield(self._reload())
                raise
        self._audience.committed(self, commit)
        if cut:
            await self.rebuild()
        else:
            for epoch in received.opened:
                await self._reproject(epoch, source)
        return received

    def note_read(self, position: bytes) -> None:
        """Note in memory what the store knows already: messages up to `position` are read."""
        self.row = self._stored_row = msgspec.structs.replace(
            self.row, read_position=max(position, self.row.read_position)
        )

    async def change_row(self, **changes: object) -> None:
        """Replace fields of the group's row, here and in the store."""
        row = msgspec.structs.replace(self.row, **changes)
        await self._context.store.write(lambda db: group_store.put(db, row))
        self.row = self._stored_row = row

    async def rebuild(self) -> None:
        """Make the messages of the group again from its operations, as when a cut voided some of them."""
        async with self._lock:
            await self._context.store.write(lambda db: message_store.clear(db, self.group_id))
            cursor = 0
            while True:
                batch = await self._context.store.read(
                    lambda db, after=cursor: op_store.content(db, self.group_id, after, REPROJECT_BATCH)
                )
                if not batch:
                    return
                cursor = batch[-1][0]
                await self._project([raw for _, raw in batch])

    async def _reproject(self, epoch: EpochId, source: DeviceId) -> None:
        """Show what was sealed under an epoch whose secret came later than the messages."""
        cursor = 0
        while True:
            async with self._lock:
                batch = await self._context.store.read(
                    lambda db, after=cursor: op_store.by_epoch(db, self.group_id, epoch, after, REPROJECT_BATCH)
                )
                if not batch:
                    return
                cursor = batch[-1][0]
                projected = await self._project([raw for _, raw in batch])
            self._audience.committed(self, Commit((), {}, source, False, False, projected))

    async def _project(self, raws: Sequence[bytes]) -> Projected:
        projected = project(self.room.reopen(raws), self._context.clock(), live=False)
        return await self._context.store.write(lambda db: store_projection(db, self.group_id, projected))

    def _own(self, operation: Operation, payload: ControlPayload | ContentPayload | None) -> Accepted:
        content = payload if isinstance(payload, ContentPayload) else None
        return Accepted(op=operation, content=content, account=self._context.who().account, void=False)

    async def _store(
        self, accepted: Sequence[Accepted], source: DeviceId | None, *, live: bool, durable: bool
    ) -> Commit:
        """Write `accepted` and everything that follows from it in one transaction."""
        group = self.group_id
        operations = [entry.op for entry in accepted]
        fresh = self.room.epochs.secrets.keys() - self._saved_epochs
        secrets = [SecretRow(epoch, self.room.epochs.secrets[epoch]) for epoch in fresh]
        now = self._context.clock()
        projected = project(accepted, now, live=live)
        control_changed = any(log_kind(op.header.log) is LogKind.CONTROL for op in operations)
        row = self._next_row(projected, now, control_changed=control_changed)
        write_row = self._worth_writing(row)

        def write(db: Db) -> Projected:
            op_store.append(db, group, operations)
            group_store.put_secrets(db, group, secrets)
            if write_row:
                group_store.put(db, row)
            return store_projection(db, group, projected)

        shown = await self._context.store.write(write, durable=durable)
        self.row = row
        if write_row:
            self._stored_row = row
        self._saved_epochs |= fresh
        heads = {op.header.log: self.room.vector[op.header.log] for op in operations}
        self._vector.update(heads)
        self._digest = None
        return Commit(tuple(op.raw for op in operations), heads, source, live, control_changed, shown)

    def _worth_writing(self, row: GroupRow) -> bool:
        """Return whether the stored row is out of date by more than a few messages' worth of activity."""
        stored = self._stored_row
        if stored is None or row.activity - stored.activity >= ACTIVITY_MS:
            return True
        return row != msgspec.structs.replace(stored, activity=row.activity)

    def _next_row(self, projected: Projected, now: int, *, control_changed: bool) -> GroupRow:
        """Return the group's row in step with the resolved control log and the newest message."""
        row = self.row
        newest = max((message.sent_at for message in projected.rows), default=0)
        if newest > row.activity:
            row = msgspec.structs.replace(row, activity=min(newest, now))
        identity = self._context.identity
        if not control_changed or identity is None or row.state is GroupState.REFUSED:
            return row
        membership = self.room.membership
        if self.room.settings.name:
            row = msgspec.structs.replace(row, name=self.room.settings.name)
        if membership.is_member(identity.account):
            if row.state is not GroupState.JOINED:
                row = msgspec.structs.replace(row, state=GroupState.JOINED, code="", notice="", joined_at=now)
        elif row.state is GroupState.JOINED:
            left = membership.left_by_itself(identity.account)
            notice = UNHEARD if left and membership.members else ""
            row = msgspec.structs.replace(row, state=GroupState.LEFT if left else GroupState.REMOVED, notice=notice)
        return row

    async def _reload(self) -> None:
        self.room = await load_room(self._context, self.group_id)
        self._saved_epochs = set(self.room.epochs.secrets)
        self._vector = dict(self.room.vector)
        self._digest = None
