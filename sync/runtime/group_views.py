"""A group as its details show it: who is in it, who may do what, and how one's own membership ended."""

from collections.abc import Collection
from dataclasses import dataclass

from sync.core.ids import AccountId
from sync.core.room import Room
from sync.runtime.present import assistant_settings, name_of
from sync.store.rows import GroupRow
from sync.views import Ending, Group, GroupPolicy, GroupRights, GroupState, Member, Role


@dataclass(frozen=True, slots=True)
class Regard:
    """What this device knows of accounts that no group says: who is connected, blocked, verified."""

    online: Collection[AccountId] = ()
    blocked: Collection[AccountId] = ()
    verified: Collection[AccountId] = ()


def group_view(room: Room, row: GroupRow, digest: bytes, me: AccountId, regard: Regard) -> Group:
    """Return everything the details panel shows."""
    policy = room.settings.policy
    here = row.state is GroupState.JOINED
    return Group(
        group_id=room.group_id,
        kind=row.kind,
        state=row.state,
        name=shown_name(room, row, me),
        description=room.settings.description,
        members=members(room, me, regard),
        assistant=assistant_settings(room),
        policy=GroupPolicy(policy.history, policy.invite, policy.settings),
        epoch_id=room.epochs.sending(),
        digest=digest,
        read_up_to=row.read_up_to,
        rights=rights(room, me) if here else GroupRights(),
        partner=room.membership.partner_of(me),
        ending=None if here else ending(room, me),
    )


def shown_name(room: Room, row: GroupRow, me: AccountId) -> str:
    """Return what a group is called here: a conversation of two by the name the other one has now."""
    partner = room.membership.partner_of(me)
    return row.name if partner is None else name_of(room, partner)


def members(room: Room, me: AccountId, regard: Regard) -> tuple[Member, ...]:
    """Return the members, this account first, then by seniority."""
    seen = {me, *regard.online} - {*regard.blocked}
    commands = room.may(me, "role")
    listed = [
        Member(
            account_id=account,
            name=state.name,
            role=state.role,
            online=account in seen,
            blocked=account in regard.blocked,
            you=account == me,
            verified=account in regard.verified,
            devices=len(state.devices),
            removable=account != me and room.may(me, "remove", account),
            promotable=account != me and commands and state.role is Role.MEMBER,
            demotable=account != me and state.role is Role.ADMIN and room.may(me, "role", account),
        )
        for account, state in room.membership.members.items()
    ]
    return tuple(sorted(listed, key=lambda member: not member.you))


def rights(room: Room, me: AccountId) -> GroupRights:
    """Return what this account may do now."""
    return GroupRights(
        invite=room.may(me, "invite"),
        settings=room.may(me, "settings"),
        policy=room.may(me, "policy"),
        approve=room.may(me, "role"),
    )


def ending(room: Room, me: AccountId) -> Ending | None:
    """Return how this account's membership ended, None where it lasts or nobody ended it."""
    state = room.membership.former.get(me)
    if state is None or state.removed_by is None:
        return None
    return Ending(by=state.removed_by, name=name_of(room, state.removed_by), at=state.removed_at)
