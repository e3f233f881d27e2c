"""The devices of one account as a group knows them (PROTOCOL.md, "Devices")."""

from collections.abc import Collection
from typing import Final

from sync.core.causality import Entry
from sync.core.ids import AccountId, DeviceId
from sync.core.members import Membership
from sync.core.ops import Add, DeviceAdd, Genesis, SignedCertificate

_CERTIFYING: Final = (Genesis, Add, DeviceAdd)


def certificates(membership: Membership, account: AccountId) -> dict[DeviceId, SignedCertificate]:
    """Return the devices an account has in the group, each with its newest certificate."""
    member = membership.members.get(account)
    if member is None:
        return {}
    return {
        entry.certificate.signing_key: entry.by.payload.certificate
        for entry in membership.graph.entries(account)
        if isinstance(entry.by.payload, _CERTIFYING)
        and member.devices.get(entry.certificate.signing_key) == entry.certificate
    }


def vouched(membership: Membership, account: AccountId, trusted: Collection[DeviceId]) -> set[DeviceId]:
    """Return the account's devices in the group that one of `trusted` added, or one that those added.

    That the account's key signed a certificate is not enough: a stolen device has that key too.
    """
    present = certificates(membership, account)
    found: set[DeviceId] = set(trusted)
    growing = True
    while growing:
        added = {
            entry.certificate.signing_key
            for entry in membership.graph.entries(account)
            if _added_by(entry, found, membership)
        }
        growing = not added <= found
        found |= added
    return (found - set(trusted)) & present.keys()


def _added_by(entry: Entry, devices: Collection[DeviceId], membership: Membership) -> bool:
    node = entry.by
    return isinstance(node.payload, DeviceAdd) and node.device in devices and node.op.id not in membership.rejected


def revoked(membership: Membership, account: AccountId) -> set[DeviceId]:
    """Return the account's devices that the group knows to be revoked."""
    return {device for device in membership.revoked if membership.graph.account_at(device) == account}


def added_at(membership: Membership, device: DeviceId) -> int:
    """Return when a device was first in the group (ms, by the clock of who let it in), 0 if it never was."""
    account = membership.graph.account_at(device)
    entries = () if account is None else membership.graph.entries(account)
    times = (entry.by.op.header.time for entry in entries if entry.certificate.signing_key == device)
    return min(times, default=0)
