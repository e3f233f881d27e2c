"""The fake engine's people: their place in a group, blocking, safety numbers."""

from collections.abc import Sequence
from dataclasses import replace

from sync.changes import ContactUpdated, Overflow
from sync.core.ids import AccountId, GroupId
from sync.errors import CauserieError, NoSuchMember, SafetyNumberMismatch
from sync.views import Contact, Ending, Group, GroupKind, GroupRights, GroupState, Member, Role, SafetyNumber
from tests.support.fake_state import FakeState, fake_id

RANKS = {Role.OWNER: 0, Role.ADMIN: 1, Role.MEMBER: 2}
NUMBER_LENGTH = 60


def digits_of(account_id: AccountId, devices: int = 1) -> str:
    """Return the safety number shared with somebody: another one for another number of devices."""
    text = "".join(fake_id(f"safety {account_id.hex()} {devices} {part}").hex() for part in range(4))
    return "".join(str(int(digit, 16) % 10) for digit in text)[:NUMBER_LENGTH]


def seen(state: FakeState, group: Group) -> Group:
    """Return a group with what this account thinks of its members, and what it may do there and with each."""
    mine = next((member.role for member in group.members if member.you), Role.MEMBER)
    commands = group.state is GroupState.JOINED and group.kind is GroupKind.GROUP and mine is not Role.MEMBER

    def member(one: Member) -> Member:
        below = commands and not one.you and RANKS[mine] < RANKS[one.role]
        return replace(
            one,
            blocked=one.account_id in state.blocked,
            verified=one.account_id in state.verified,
            removable=below,
            promotable=below and one.role is Role.MEMBER,
            demotable=below and one.role is Role.ADMIN,
        )

    rights = replace(
        group.rights,
        invite=group.rights.invite and (commands or group.policy.invite == "members"),
        settings=group.rights.settings and (commands or group.policy.settings == "members"),
    )
    rights = rights if group.kind is GroupKind.GROUP else GroupRights()
    return replace(group, members=tuple(member(one) for one in group.members), rights=rights)


def end(state: FakeState, group_id: GroupId, by: AccountId, name: str, at: int) -> None:
    """End this account's membership; call on the engine's loop, or before there is one."""
    ended = GroupState.LEFT if by == state.me().account_id else GroupState.REMOVED
    others = tuple(member for member in state.group(group_id).members if not member.you)
    state.put_group(replace(state.group(group_id), state=ended, members=others, ending=Ending(by, name, at)))


class FakeMembers:
    """The people of a group; `refusal`, when set, is what the next change raises."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.refusal: CauserieError | None = None

    async def remove(self, group_id: GroupId, account_id: AccountId) -> None:
        """Remove a member."""
        group = self._checked(group_id, account_id)
        left = tuple(member for member in group.members if member.account_id != account_id)
        self._state.put_group(replace(group, members=left))

    async def set_role(self, group_id: GroupId, account_id: AccountId, role: Role) -> None:
        """Give a member another role."""
        group = self._checked(group_id, account_id)
        members = tuple(replace(m, role=role) if m.account_id == account_id else m for m in group.members)
        self._state.put_group(replace(group, members=members))

    def _checked(self, group_id: GroupId, account_id: AccountId) -> Group:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        group = self._state.group(group_id)
        if all(member.account_id != account_id for member in group.members):
            raise NoSuchMember("That person is not in this group.")
        return group


class FakeContacts:
    """Everybody in any of the groups; `refusal`, when set, is what the next change raises."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.refusal: CauserieError | None = None

    async def list(self) -> Sequence[Contact]:
        """Return everybody."""
        return sorted((self._contact(member) for member in self._people().values()), key=lambda one: one.name)

    async def blocked(self) -> Sequence[Contact]:
        """Return who is blocked."""
        return [contact for contact in await self.list() if contact.blocked]

    async def block(self, account_id: AccountId) -> Contact:
        """Block somebody."""
        return self._block(account_id, present=True)

    async def unblock(self, account_id: AccountId) -> Contact:
        """Unblock somebody."""
        return self._block(account_id, present=False)

    async def safety_number(self, account_id: AccountId) -> SafetyNumber:
        """Return what to compare."""
        member = self._member(account_id)
        digits = digits_of(account_id, member.devices)
        return SafetyNumber(
            account_id,
            member.name,
            digits,
            f"causerie:verify/{digits}",
            verified=account_id in self._state.verified,
            changed=account_id in self._state.changed,
            devices=member.devices,
        )

    async def confirm(self, account_id: AccountId, digits: str | None = None) -> SafetyNumber:
        """Keep that it was compared."""
        known = await self.safety_number(account_id)
        if digits is not None and digits != known.digits:
            raise SafetyNumberMismatch("This is another number than the one shown here.")
        self._state.changed.discard(account_id)
        self._mark(account_id, self._state.verified, present=True)
        return await self.safety_number(account_id)

    async def unconfirm(self, account_id: AccountId) -> SafetyNumber:
        """Take that back."""
        self._state.changed.discard(account_id)
        self._mark(account_id, self._state.verified, present=False)
        return await self.safety_number(account_id)

    def _people(self) -> dict[AccountId, Member]:
        members = (member for group in self._state.groups.values() for member in group.members)
        return {member.account_id: member for member in members if not member.you}

    def _member(self, account_id: AccountId) -> Member:
        if account_id not in (people := self._people()):
            raise NoSuchMember("That person is not in any of your groups.")
        return people[account_id]

    def _contact(self, member: Member) -> Contact:
        account = member.account_id
        return Contact(account, member.name, account in self._state.blocked, account in self._state.verified)

    def _block(self, account_id: AccountId, *, present: bool) -> Contact:
        contact = self._mark(account_id, self._state.blocked, present=present)
        self._state.hub.publish(Overflow())
        return contact

    def _mark(self, account_id: AccountId, marked: set[AccountId], *, present: bool) -> Contact:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        member = self._member(account_id)
        (marked.add if present else marked.discard)(account_id)
        self._state.hub.publish(ContactUpdated(account_id))
        return self._contact(member)
