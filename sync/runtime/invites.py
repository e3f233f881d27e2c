"""`engine.invites`: making, listing, withdrawing and following invite codes."""

import builtins
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sync.core import invites as codes
from sync.core.ids import GroupId, InviteId
from sync.core.invites import InviteCode, parse_code
from sync.core.limits import INVITE_DEFAULT_SECONDS, INVITE_DEFAULT_USES, INVITE_MAX_SECONDS, INVITE_MAX_USES
from sync.core.membership import InviteState
from sync.core.ops import InviteOffer, InviteRevoke
from sync.errors import AlreadyAMember, InvalidInput, InviteExpired, NotAllowed
from sync.runtime.context import Context
from sync.runtime.doors import Doors
from sync.runtime.live_room import LiveRoom
from sync.runtime.present import invite_view, name_of
from sync.runtime.requests import may_decide
from sync.runtime.rooms import Rooms
from sync.store import groups as group_store
from sync.store.rows import InviteRow
from sync.views import GroupState, Invite, InvitePreview

SECRET_SIZE = 16
MAX_HINTS = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """What joining needs of the network: where we can be dialled, and two ways to look for others."""

    addresses: Callable[[], Sequence[str]]
    keys_changed: Callable[[], None]
    suggest: Callable[[Sequence[str]], None]


class Invites:
    """The invites of every group, and joining by one."""

    def __init__(self, context: Context, rooms: Rooms, doors: Doors, reach: Reach) -> None:
        self._context = context
        self._rooms = rooms
        self._doors = doors
        self._reach = reach

    async def create(
        self,
        group_id: GroupId,
        *,
        max_uses: int = INVITE_DEFAULT_USES,
        expires_in: int = INVITE_DEFAULT_SECONDS,
        approval: bool = False,
    ) -> Invite:
        """Make an invite good for `expires_in` seconds and `max_uses` people.

        Raises InvalidInput for figures out of range, NotAllowed and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        identity = self._context.who()
        if live.room.membership.direct:
            raise NotAllowed("A conversation of two stays between two.", "Make a group to talk with more people.")
        if not live.room.may(identity.account, "invite"):
            raise NotAllowed("Only the group's admins can invite people.")
        if not 1 <= max_uses <= INVITE_MAX_USES:
            raise InvalidInput(f"An invite can be for 1 to {INVITE_MAX_USES:,} people.")
        if not 60 <= expires_in <= INVITE_MAX_SECONDS:
            raise InvalidInput("An invite can last from a minute to a year.")
        secret = self._context.random(SECRET_SIZE)
        expires = self._context.clock() // 1000 + expires_in
        code = InviteCode(
            group=group_id,
            secret=secret,
            expires=expires,
            inviter_fingerprint=codes.fingerprint(identity.device),
            addresses=tuple(self._reach.addresses()[:MAX_HINTS]),
        )
        invite = InviteId(codes.invite_key(secret).public)
        offer = InviteOffer(
            invite=invite,
            discovery_key=codes.invite_discovery_key(secret),
            expires=expires * 1000,
            max_uses=max_uses,
            approval=approval,
        )
        text = codes.encode_code(code)
        row = InviteRow(group_id, invite, text)
        await self._context.store.write(lambda db: group_store.put_invite(db, row))
        await live.author(lambda _: [offer])
        return self._view(live, live.room.membership.invites[invite], text)

    async def list(self, group_id: GroupId) -> builtins.list[Invite]:
        """Return the invites that are not over, the newest last: to whoever may not invite, those they made.

        One whose places are all taken is still among them. Raises what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        own = await self._context.store.read(lambda db: group_store.invites(db, group_id))
        account, now = self._context.who().account, self._context.clock()
        everybodys = live.room.may(account, "invite")
        return [
            self._view(live, state, own.get(invite, ""))
            for invite, state in live.room.membership.invites.items()
            if not state.revoked and now < state.offer.expires and (everybodys or state.created_by == account)
        ]

    async def revoke(self, group_id: GroupId, invite_id: InviteId) -> Invite:
        """Withdraw an invite, and with it the requests that wait for it.

        Raises InvalidInput for an unknown one, NotAllowed and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        state = live.room.membership.invites.get(invite_id)
        if state is None:
            raise InvalidInput("This group has no such invite.")
        account = self._context.who().account
        if state.created_by != account and not may_decide(live, account):
            raise NotAllowed("Only whoever made the invite, and the group's admins, can withdraw it.")
        if not state.revoked:
            await live.author(lambda _: [InviteRevoke(invite=invite_id)])
        own = await self._context.store.read(lambda db: group_store.invites(db, group_id))
        return self._view(live, live.room.membership.invites[invite_id], own.get(invite_id, ""))

    async def preview(self, code: str) -> InvitePreview:
        """Say what a code leads to without joining; raises InviteMalformed, InviteExpired."""
        read = self._read(code)
        live = self._rooms.find(read.group)
        known = live is not None and live.state is not GroupState.JOINING
        return InvitePreview(
            group_id=read.group,
            group_name=live.row.name if live is not None and known else None,
            inviter=self._inviter(live, read) if live is not None and known else None,
            expires_at=read.expires * 1000,
            addresses=read.addresses,
            already_member=live is not None and live.state is GroupState.JOINED,
            approval=None if live is None else self._asks(live, read),
        )

    async def join(self, code: str) -> GroupId:
        """Begin to join the group a code leads to, and keep trying until a member is reachable.

        Raises NoAccount, InviteMalformed, InviteExpired, AlreadyAMember.
        """
        self._context.who()
        read = self._read(code)
        live = self._rooms.find(read.group)
        if live is not None and live.state is GroupState.JOINED:
            raise AlreadyAMember("You are in this group already.")
        live = await self._rooms.begin_joining(read.group, codes.encode_code(read))
        self._reach.keys_changed()
        self._reach.suggest(read.addresses)
        self._doors.start_over(live)
        return read.group

    def resume(self) -> None:
        """Try the addresses in the codes of groups that were still being joined when the program ended."""
        for live in self._rooms:
            if live.state is GroupState.JOINING and live.row.code:
                self._reach.suggest(parse_code(live.row.code).addresses)

    def _read(self, code: str) -> InviteCode:
        read = parse_code(code)
        if read.expires * 1000 <= self._context.clock():
            raise InviteExpired(
                "This invite has expired.",
                "Ask for a new code, or check the date of this computer if that seems wrong.",
            )
        return read

    def _view(self, live: LiveRoom, state: InviteState, code: str) -> Invite:
        return invite_view(live.group_id, state, code, codes.link(parse_code(code)) if code else "")

    def _asks(self, live: LiveRoom, read: InviteCode) -> bool | None:
        """Return whether an admin is asked about whoever comes with a code; None for an invite not known here."""
        known = live.room.membership.invites.get(InviteId(codes.invite_key(read.secret).public))
        return None if known is None else known.offer.approval

    def _inviter(self, live: LiveRoom, read: InviteCode) -> str | None:
        for account, state in live.room.membership.members.items():
            if any(codes.fingerprint(device) == read.inviter_fingerprint for device in state.devices):
                return name_of(live.room, account)
        return None
