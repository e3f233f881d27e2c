"""`engine.members`: removing people from a group, and who is in charge of it (PROTOCOL.md, "Membership")."""

from collections.abc import Iterator
from typing import Literal

from sync.core.ids import AccountId, GroupId
from sync.core.ops import ContentPayload, ControlPayload, RoleChange
from sync.core.removing import remove_payload
from sync.core.room import Room
from sync.errors import InvalidInput, NoSuchMember, NotAllowed
from sync.runtime.context import Context
from sync.runtime.present import name_of
from sync.runtime.rooms import Rooms
from sync.views import Role


class Members:
    """The people in every group, as far as one may decide about others."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms

    async def remove(self, group_id: GroupId, account_id: AccountId) -> None:
        """Remove somebody and renew the group's keys, both or neither: they read nothing that follows.

        Raises InvalidInput for oneself, NoSuchMember, NotAllowed and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        me, now = self._context.who().account, self._context.clock()

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            _check_removal(room, me, account_id)
            yield remove_payload(room, account_id)
            yield room.rekey_payload(self._context.random(32), now)

        await live.author(script)

    async def set_role(self, group_id: GroupId, account_id: AccountId, role: Role) -> None:
        """Make somebody an admin or an ordinary member; nothing happens to one who is that already.

        Raises InvalidInput for oneself and for making owners, NoSuchMember, NotAllowed and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        me = self._context.who().account
        if role is Role.OWNER:
            raise InvalidInput(
                "A group has one owner, and that cannot be handed on.",
                "When the owner leaves, whoever has been an admin for longest follows.",
            )
        wanted: Literal["admin", "member"] = "admin" if role is Role.ADMIN else "member"

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            _check_role(room, me, account_id, role)
            if room.membership.role(account_id) is not role:
                yield RoleChange(account=account_id, role=wanted)

        await live.author(script)


def _check_removal(room: Room, me: AccountId, target: AccountId) -> None:
    if target == me:
        raise InvalidInput("You cannot remove yourself.", "Leave the group instead.")
    name = _known_name(room, target)
    if room.membership.direct:
        raise NotAllowed("In a conversation of two nobody can be removed.", "Leave it, or block the other person.")
    if not room.may(me, "remove"):
        raise NotAllowed("Only the group's owner and admins can remove people.")
    if room.membership.role(target) is Role.OWNER:
        raise NotAllowed(f"{name} is the group's owner and cannot be removed.")
    if not room.may(me, "remove", target):
        raise NotAllowed(f"{name} has been in charge longer than you, so you cannot remove them.")


def _check_role(room: Room, me: AccountId, target: AccountId, role: Role) -> None:
    if target == me:
        raise InvalidInput("You cannot change your own role.", "Ask another admin, or leave the group.")
    name = _known_name(room, target)
    if room.membership.direct:
        raise NotAllowed("In a conversation of two nobody is in charge.")
    if not room.may(me, "role"):
        raise NotAllowed("Only the group's owner and admins can say who is an admin.")
    if room.membership.role(target) is Role.OWNER:
        raise NotAllowed(f"{name} is the group's owner, and stays so until they leave.")
    if role is Role.MEMBER and not room.may(me, "role", target):
        raise NotAllowed(f"{name} has been in charge longer than you, so you cannot change their role.")


def _known_name(room: Room, target: AccountId) -> str:
    if not room.membership.is_member(target):
        raise NoSuchMember("That person is not in this group.")
    return name_of(room, target)
