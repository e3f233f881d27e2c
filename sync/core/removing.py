"""Removals, of accounts and of devices, with the positions where their logs end (PROTOCOL.md, "Membership")."""

from collections.abc import Iterable

from sync.core.ids import AccountId, DeviceId, log_device
from sync.core.ops import Cut, DeviceRevoke, Remove
from sync.core.room import Room
from sync.core.seniority import REVOKE_DEVICE, revocation_bytes
from sync.core.signing import SigningKey


def remove_payload(room: Room, account: AccountId) -> Remove:
    """Return the removal of a member, cutting their logs where this device has them now."""
    member = room.membership.members.get(account)
    return Remove(account=account, cuts=cuts_of(room, () if member is None else member.devices))


def revoke_payload(room: Room, device: DeviceId, account_key: SigningKey) -> DeviceRevoke:
    """Return the revocation of a device of one's own account."""
    cuts = cuts_of(room, (device,))
    signature = account_key.sign(REVOKE_DEVICE, revocation_bytes(room.group_id, device, cuts))
    return DeviceRevoke(device=device, cuts=cuts, account_signature=signature)


def cuts_of(room: Room, devices: Iterable[DeviceId]) -> tuple[Cut, ...]:
    """Return the present heads of the devices' logs."""
    wanted = set(devices)
    heads = sorted((log, head) for log, head in room.vector.items() if log_device(log) in wanted)
    return tuple(Cut(log=log, seq=head.seq, id=head.id) for log, head in heads)
