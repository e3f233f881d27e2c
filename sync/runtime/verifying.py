"""Which devices of somebody count in the safety number, and whether they are those that were compared."""

from collections.abc import Iterable

from sync.core.ids import AccountId, DeviceId
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.views import GroupState


def in_common(context: Context, rooms: Iterable[LiveRoom], account: AccountId) -> list[LiveRoom]:
    """Return the groups that both this account and the other are in."""
    me = context.who().account
    return [
        live
        for live in rooms
        if live.state is GroupState.JOINED
        and live.room.membership.is_member(account)
        and live.room.membership.is_member(me)
    ]


def devices_of(groups: Iterable[LiveRoom], account: AccountId) -> frozenset[DeviceId]:
    """Return the devices that an account has in any of these groups; of common ones both sides find the same."""
    members = (live.room.membership.members.get(account) for live in groups)
    return frozenset(device for member in members if member is not None for device in member.devices)


def uncompared(context: Context, rooms: Iterable[LiveRoom], account: AccountId) -> frozenset[DeviceId]:
    """Return the devices that somebody who was verified has besides those compared; empty if never verified."""
    compared = context.compared.get(account)
    return devices_of(in_common(context, rooms, account), account) - compared if compared else frozenset()


def is_verified(context: Context, rooms: Iterable[LiveRoom], account: AccountId) -> bool:
    """Return whether somebody was verified and every device of theirs was among those compared."""
    compared = context.compared.get(account)
    devices = devices_of(in_common(context, rooms, account), account) if compared else frozenset[DeviceId]()
    return bool(compared and devices) and devices <= (compared or frozenset())


def verified_accounts(context: Context, rooms: Iterable[LiveRoom]) -> set[AccountId]:
    """Return everybody who is verified now."""
    groups = tuple(rooms)
    return {account for account in context.compared if is_verified(context, groups, account)}
