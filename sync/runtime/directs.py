"""Conversations of two: beginning one, and finding the one that is used (PROTOCOL.md, "Conversations of two")."""

import asyncio
from collections.abc import Iterator

from sync.core.certificates import check
from sync.core.directs import winner
from sync.core.ids import AccountId, DeviceId, GroupId, InviteId
from sync.core.kin import certificates
from sync.core.ops import (
    Add,
    AssistantState,
    ContentPayload,
    ControlPayload,
    DeviceAdd,
    Genesis,
    Policy,
    Settings,
    SignedCertificate,
)
from sync.core.room import Room
from sync.core.sealing import DEFAULT_SUITE
from sync.core.settings import DEFAULT_ASSISTANT
from sync.errors import Blocked, InvalidInput, NoSuchMember
from sync.runtime.context import Context
from sync.runtime.founding import found_group
from sync.runtime.live_room import LiveRoom
from sync.runtime.rooms import Rooms
from sync.views import GroupState


class Directs:
    """The conversations of two of this account."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._lock = asyncio.Lock()

    async def open(self, account: AccountId) -> GroupId:
        """Return the conversation with somebody, begun now where there is none that both are in.

        Raises InvalidInput for oneself, Blocked, and NoSuchMember for somebody with whom no group is shared.
        """
        if account == self._context.who().account:
            raise InvalidInput("That is your own account.")
        if account in self._context.blocked:
            raise Blocked("You blocked this person.")
        async with self._lock:
            known = self._with(account)
            return winner(known) if known else await self._begin(account)

    def superseded(self, live: LiveRoom) -> bool:
        """Return whether another conversation with the same person is used instead, as where both began one."""
        partner = live.room.membership.partner_of(self._context.who().account)
        if partner is None or live.state is not GroupState.JOINED:
            return False
        return live.group_id != winner([live.group_id, *self._with(partner)])

    def _with(self, account: AccountId) -> list[GroupId]:
        """Return the conversations that both this account and the other are in."""
        me = self._context.who().account
        return [
            live.group_id
            for live in self._rooms
            if live.state is GroupState.JOINED
            and live.room.membership.partner_of(me) == account
            and live.room.membership.is_member(account)
        ]

    async def _begin(self, account: AccountId) -> GroupId:
        identity = self._context.who()
        name, devices = self._known(account)
        if not devices:
            raise NoSuchMember("You share no group with this person.", "Meet in a group first: by an invite code.")
        own = [signed for device, signed in sorted(identity.devices.items()) if device not in identity.revoked]
        now = self._context.clock()
        genesis = Genesis(
            nonce=self._context.random(32),
            owner=identity.account,
            certificate=identity.keys.certificate,
            name=identity.name,
            direct=True,
            policy=Policy(),
            suite=DEFAULT_SUITE,
            partner=account,
        )

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            yield Settings(assistant=_quiet(DEFAULT_ASSISTANT))
            for signed in devices:
                yield Add(certificate=signed, name=name, invite=InviteId(b""), proof=b"", statement=b"")
            for signed in own:
                if check(signed).signing_key != identity.device:
                    yield DeviceAdd(certificate=signed)
            yield room.rekey_payload(self._context.random(32), now)

        return await found_group(self._context, self._rooms, genesis, script)

    def _known(self, account: AccountId) -> tuple[str, list[SignedCertificate]]:
        """Return the name and the newest certificates of somebody's devices, from the groups that are shared."""
        name, found, gone = "", dict[DeviceId, SignedCertificate](), set[DeviceId]()
        for live in sorted(self._rooms, key=lambda each: each.row.activity):
            membership = live.room.membership
            if live.state is GroupState.JOINED and membership.is_member(account):
                name = membership.name_of(account) or name
                gone |= membership.revoked.keys()
                for device, signed in certificates(membership, account).items():
                    found[device] = max(signed, found.get(device, signed), key=_created)
        usable = sorted(found.keys() - gone)
        return name, [found[device] for device in usable if check(found[device]).suite == DEFAULT_SUITE]


def _created(signed: SignedCertificate) -> int:
    return check(signed).created


def _quiet(state: AssistantState) -> AssistantState:
    """Return an assistant that stays out of it until somebody invites it in."""
    return AssistantState(
        enabled=False, name=state.name, instructions=state.instructions, respond=state.respond, model=state.model
    )
