"""Removals, of accounts and of devices, with the positions where their logs end (PROTOCOL.md, "Membership")."""

from collections.abc import Iterable, Iterator, Sequence

from sync.core.causality import Node
from sync.core.ids import AccountId, DeviceId, OpId, log_device
from sync.core.limits import BATCH_BYTES, BATCH_OPERATIONS, MAX_CUTS
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
    """Return where the devices' logs end now, each branch of them; of too many only the longest, which fit."""
    wanted = set(devices)
    logs = [log for log in room.vector if log_device(log) in wanted]
    tips = [(seq, log, tip) for log in logs for tip, seq in room.tips(log).items()]
    kept = sorted(tips, reverse=True)[:MAX_CUTS]
    return tuple(Cut(log=log, seq=seq, id=tip) for log, seq, tip in sorted((log, seq, tip) for seq, log, tip in kept))


def parting_words(room: Room, device: DeviceId, known: Iterable[OpId] = ()) -> list[bytes]:
    """Return what shows a device that it is no longer in the group, causes first; nothing to one that is.

    That is each operation that ended its membership, with its past. Where none did, because its admission does not
    count, only the whole of the control logs shows why. Left out is what the device has: the operations in `known`,
    those it wrote itself, and the past of both.
    """
    membership, nodes = room.membership, room.graph.nodes
    account = room.graph.account_at(device)
    if account is None or device in membership.active_devices():
        return []
    ends = [*membership.removals.get(account, ()), *membership.revoked.get(device, ())]
    wanted = (end.by for end in ends) if ends else nodes
    has = [node for node in nodes if node.device == device]
    has += [room.graph.by_id[each] for each in known if each in room.graph]
    told = _with_past(wanted) & ~_with_past(has)
    return [node.op.raw for node in nodes if told >> node.index & 1]


def _with_past(nodes: Iterable[Node]) -> int:
    past = 0
    for node in nodes:
        past |= node.past | 1 << node.index
    return past


def portions(raws: Sequence[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield operations in portions that fit a frame."""
    portion: list[bytes] = []
    size = 0
    for raw in raws:
        if portion and (len(portion) == BATCH_OPERATIONS or size + len(raw) > BATCH_BYTES):
            yield tuple(portion)
            portion, size = [], 0
        portion.append(raw)
        size += len(raw)
    if portion:
        yield tuple(portion)
