"""What ended, as the send rule asks for it (PROTOCOL.md, "Epochs")."""

from typing import NamedTuple

from sync.core.causality import bits
from sync.core.ids import AccountId, DeviceId
from sync.core.members import Membership
from sync.core.ops import DeviceRevoke, Remove


class Ended(NamedTuple):
    """A membership that ended, or a device that was revoked, as bit sets of operations."""

    known: int
    """What one must know to know of it at all."""
    counted: int
    """What ended it."""
    claimed: int
    """What would have, had it counted."""

    def betrayed(self, author: int, rekey: int) -> bool:
        """Return whether somebody who knew `author` must have known the end, and a rekey that knew `rekey` none.

        What counts may change with what arrives late; so whoever relied on an end that fell is not blamed for it.
        """
        return bool(author & self.known and author & self.counted and not rekey & self.claimed)


def ended(membership: Membership) -> list[Ended]:
    """Return every membership that ended and every device that was revoked."""
    removals: dict[AccountId, int] = {}
    for node, payload in membership.graph.of(Remove):
        removals[payload.account] = removals.get(payload.account, 0) | 1 << node.index
    gone = [
        Ended(1 << each.by.index, each.ends, removals[account] & ~each.by.past)
        for account, admissions in membership.admitted.items()
        for each in admissions
        if each.ends
    ]
    revocations: dict[DeviceId, int] = {}
    for node, payload in membership.graph.of(DeviceRevoke):
        revocations[payload.device] = revocations.get(payload.device, 0) | 1 << node.index
    for device, ends in membership.revoked.items():
        account = membership.graph.account_at(device)
        claimed = revocations[device] | (removals.get(account, 0) if account is not None else 0)
        gone.append(Ended(-1, bits(each.by for each in ends), claimed))
    return gone
