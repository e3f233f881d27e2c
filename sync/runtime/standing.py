"""Where this device stands with a group: its row in the store, and whether what is shown still counts."""

from collections.abc import Collection, Mapping

import msgspec

from sync.core.ids import AccountId, DeviceId, Head, LogId, LogKind, OpId, log_device, log_kind
from sync.core.members import Membership
from sync.core.room import Room
from sync.runtime.context import Identity
from sync.runtime.projection import Projected
from sync.store.rows import GroupRow
from sync.views import GroupKind, GroupState

UNHEARD = "leaving"
"""The notice of a group that was left while nobody was there to hear it."""
UNTOLD = "untold"
"""The notice of a group that this account was removed from before that is told."""
ACTIVITY_MS = 60_000
"""How far the stored time of a group's last activity may lag; the newest message says it exactly."""
_UNKNOWN = OpId(bytes(32))
"""No operation: content that names it is judged by where removals cut its log."""


def next_row(
    row: GroupRow,
    room: Room,
    identity: Identity | None,
    projected: Projected,
    now: int,
    *,
    control_changed: bool,
    blocked: Collection[AccountId] = (),
) -> GroupRow:
    """Return the group's row in step with the resolved control log and the newest message of who is not blocked."""
    newest = max((message.sent_at for message in projected.rows if message.account not in blocked), default=0)
    if newest > row.activity:
        row = msgspec.structs.replace(row, activity=min(newest, now))
    if not control_changed or identity is None or row.state is GroupState.REFUSED:
        return row
    membership = room.membership
    if membership.direct:
        row = msgspec.structs.replace(row, kind=GroupKind.DIRECT)
    if room.settings.name:
        row = msgspec.structs.replace(row, name=room.settings.name)
    if identity.device in membership.active_devices():
        if row.state is not GroupState.JOINED:
            row = msgspec.structs.replace(row, state=GroupState.JOINED, code="", notice="", joined_at=now)
    elif row.state is GroupState.JOINED:
        row = _ended(row, membership, identity)
    return row


def _ended(row: GroupRow, membership: Membership, identity: Identity) -> GroupRow:
    """Return the row of a group that this device is in no longer."""
    if membership.is_member(identity.account):  # only this device was revoked
        return msgspec.structs.replace(row, state=GroupState.REMOVED, notice="")
    if membership.left_by_itself(identity.account):
        ends = membership.removals.get(identity.account, ())
        here = any(end.by.device == identity.device for end in ends)  # else the device that left tells the others
        notice = UNHEARD if here and membership.members else ""
        return msgspec.structs.replace(row, state=GroupState.LEFT, notice=notice)
    return msgspec.structs.replace(row, state=GroupState.REMOVED, notice=UNTOLD)


def worth_writing(row: GroupRow, stored: GroupRow | None) -> bool:
    """Return whether the stored row is out of date by more than a few messages' worth of activity."""
    if stored is None or row.activity - stored.activity >= ACTIVITY_MS:
        return True
    return row != msgspec.structs.replace(stored, activity=row.activity)


def unsettled(before: Membership, room: Room, vector: Mapping[LogId, Head]) -> bool:
    """Return whether stored content may count now that did not, or no longer, the room having grown since `before`.

    Of logs without branches the newest operation tells whether any is void.
    """
    after = room.membership
    return any(
        _terms(before, device) != _terms(after, device)
        and (log in room.branches or any(each.void(device, log, head.seq, (_UNKNOWN,)) for each in (before, after)))
        for log, head in vector.items()
        if log_kind(log) is LogKind.CONTENT and (device := log_device(log))
    )


def _terms(membership: Membership, device: DeviceId) -> tuple[set[OpId], set[OpId]]:
    """Return what let the device's account in, and what ended that or revoked the device."""
    account = membership.graph.account_at(device)
    if account is None:
        return set(), set()
    ends = [*membership.removals.get(account, ()), *membership.revoked.get(device, ())]
    return {each.by.op.id for each in membership.admitted.get(account, ())}, {each.by.op.id for each in ends}
