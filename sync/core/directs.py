"""Conversations of two: who tells whom of one, and what makes it believable (PROTOCOL.md, "Conversations of two")."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from sync.core.causality import Node
from sync.core.epochs import Opener
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.limits import BATCH_BYTES, BATCH_OPERATIONS
from sync.core.room import Room
from sync.errors import HostileInput

MAX_DIRECTS: Final = 16
"""Conversations with one person that a device takes up, those left included: nobody needs more than a few."""


class Party(NamedTuple):
    """One side of a connection."""

    account: AccountId
    device: DeviceId


def introduction(room: Room, device: DeviceId) -> tuple[bytes, ...]:
    """Return the operations that show `device` that it is in this conversation of two; none where it is not.

    They are those in the past of what vouches for the device: enough to be a member, and to synchronise the rest.
    """
    if not room.membership.direct or device not in room.membership.active_devices():
        return ()
    vouchers = [node for node in room.graph.nodes if _vouches(node, device)]
    first = min(vouchers, key=lambda node: (node.op.id in room.membership.rejected, node.order))
    told = [node.op.raw for node in room.graph.nodes if node is first or first.knows(node)]
    fits = len(told) <= BATCH_OPERATIONS and sum(map(len, told)) <= BATCH_BYTES
    return tuple(told) if fits else ()


def _vouches(node: Node, device: DeviceId) -> bool:
    return node.certificate is not None and node.certificate.signing_key == device


def check_introduction(
    group: GroupId, operations: Sequence[bytes], own: Party, peer: AccountId, opener: Opener, now: int
) -> AccountId:
    """Return with whom a conversation is that `peer` introduces to `own` device.

    Raises HostileInput unless it is one of two, one of whom is this account and one the peer's, and the operations show
    by themselves that this device is in it.
    """
    room = Room(group, own.device, opener)
    received = room.receive(operations, now)
    if received.waiting or received.refused or received.forks:
        raise HostileInput("introduction: incomplete")
    membership = room.membership
    partner = membership.partner_of(own.account)
    founding = room.graph.founding()
    if partner is None or founding is None:
        raise HostileInput("introduction: not of a conversation of two")
    if not {own.account, peer} <= {founding[1].owner, founding[1].partner}:
        raise HostileInput("introduction: of a conversation of others")
    if own.device not in membership.active_devices():
        raise HostileInput("introduction: to somebody who is not in the conversation")
    return partner


def winner(directs: Collection[GroupId]) -> GroupId:
    """Return which of several conversations between the same two is used: both sides choose the same one."""
    return min(directs)
