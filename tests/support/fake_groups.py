"""The fake engine's account, groups and invites."""

import time
from collections.abc import Sequence
from dataclasses import replace

from sync.changes import (
    GroupUpdated,
)
from sync.core.ids import AccountId, GroupId, InviteId
from sync.errors import Blocked, CauserieError, EmptyText, InviteExpired, InviteMalformed, NoSuchMember
from sync.views import (
    Account,
    AssistantSettings,
    Group,
    GroupKind,
    GroupPolicy,
    GroupState,
    GroupSummary,
    Invite,
    InvitePreview,
    Member,
    Respond,
    Role,
)
from tests.support.fake_people import end, seen
from tests.support.fake_state import CODE, EXPIRED_CODE, FakeState, account_of, device_of, fake_id, make_group


class FakeAccounts:
    """The account."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    async def create(self, name: str) -> Account:
        """Make the account."""
        if not name.strip():
            raise EmptyText("A name needs at least one letter.", "Type the name your friends know you by.")
        self._state.account = Account(account_of(name.strip()), device_of(name.strip()), name.strip())
        return self._state.account

    async def get(self) -> Account | None:
        """Return the account."""
        return self._state.account

    async def rename(self, name: str) -> Account:
        """Change its name."""
        if not name.strip():
            raise EmptyText("A name needs at least one letter.", "Type the name your friends know you by.")
        self._state.account = replace(self._state.me(), name=name.strip())
        return self._state.account


class FakeGroups:
    """The groups; `refusal`, when set, is what the next change of settings raises."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.refusal: CauserieError | None = None

    async def create(self, name: str, assistant: AssistantSettings | None = None) -> GroupId:
        """Found a group with this account as its only member."""
        if not name.strip():
            raise EmptyText("A group needs a name.", "Type a name everybody will recognise.")
        me = self._state.me()
        group_id = GroupId(fake_id(f"group {name} {next(self._state.counter)}"))
        owner = Member(me.account_id, me.name, Role.OWNER, online=True, blocked=False, you=True)
        self._state.put_group(make_group(group_id, name.strip(), (owner,), assistant or AssistantSettings()))
        return group_id

    async def list(self) -> Sequence[GroupSummary]:
        """Return the conversations, newest first."""
        found = [self._summary(group) for group in self._state.groups.values()]
        return sorted(found, key=lambda s: s.last_message.sent_at if s.last_message else 2**53, reverse=True)

    def _summary(self, group: Group) -> GroupSummary:
        messages = self._state.shown(group.group_id)
        ids = [m.message_id for m in messages]
        read = ids.index(group.read_up_to) + 1 if group.read_up_to is not None and group.read_up_to in ids else 0
        unread = sum(not m.own for m in messages[read:])
        return GroupSummary(
            group.group_id,
            group.kind,
            group.name,
            group.state,
            unread,
            messages[-1] if messages else None,
            len(group.members),
            self._state.notices.get(group.group_id, ""),
            partner=group.partner,
            requests=len(self._state.requests.get(group.group_id, [])) if group.rights.approve else 0,
        )

    async def get(self, group_id: GroupId) -> Group:
        """Return a group."""
        return seen(self._state, self._state.group(group_id))

    async def update(
        self,
        group_id: GroupId,
        *,
        name: str | None = None,
        description: str | None = None,
        policy: GroupPolicy | None = None,
    ) -> Group:
        """Change what is given."""
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        if name is not None and not name.strip():
            raise EmptyText("A group needs a name.", "Type a name everybody will recognise.")
        group = self._state.group(group_id)
        return self._state.put_group(
            replace(
                group,
                name=group.name if name is None else name,
                description=group.description if description is None else description,
                policy=policy or group.policy,
            )
        )

    async def update_assistant(
        self,
        group_id: GroupId,
        *,
        enabled: bool | None = None,
        name: str | None = None,
        instructions: str | None = None,
        respond: Respond | None = None,
        model: str | None = None,
    ) -> AssistantSettings:
        """Change what is given."""
        if name is not None and not name.strip():
            raise EmptyText("The assistant needs a name.", "Type the name it is called by.")
        group = self._state.group(group_id)
        old = group.assistant
        settings = AssistantSettings(
            enabled=old.enabled if enabled is None else enabled,
            name=old.name if name is None else name.strip(),
            instructions=old.instructions if instructions is None else instructions,
            respond=respond or old.respond,
            model=old.model if model is None else model,
            changed_by=self._state.me().account_id,
            changed_at=int(time.time() * 1000),
        )
        self._state.put_group(replace(group, assistant=settings))
        return settings

    async def open_direct(self, account_id: AccountId) -> GroupId:
        """Return the conversation of two with somebody; a new one is not on the list's top until something is said."""
        for group in self._state.groups.values():
            if group.partner == account_id and group.state is GroupState.JOINED:
                return group.group_id
        members = (member for group in self._state.groups.values() for member in group.members)
        other = next((member for member in members if member.account_id == account_id), None)
        if other is None:
            raise NoSuchMember("That person is not in any of your groups.")
        if account_id in self._state.blocked:
            raise Blocked(f"You blocked {other.name}.")
        me = self._state.me()
        group_id = GroupId(fake_id(f"direct {account_id.hex()} {next(self._state.counter)}"))
        owner = Member(me.account_id, me.name, Role.OWNER, online=True, blocked=False, you=True)
        pair = (owner, replace(other, role=Role.MEMBER))
        group = make_group(group_id, other.name, pair, AssistantSettings(enabled=False), kind=GroupKind.DIRECT)
        self._state.put_group(replace(group, partner=account_id))
        return group_id

    async def leave(self, group_id: GroupId) -> None:
        """Leave."""
        me = self._state.me()
        end(self._state, group_id, me.account_id, me.name, int(time.time() * 1000))

    async def forget(self, group_id: GroupId) -> None:
        """Take it off the list."""
        group = self._state.groups.pop(group_id)
        self._state.hub.publish(GroupUpdated(group_id, group.state))


class FakeInvites:
    """The invites: CODE is good, EXPIRED_CODE has expired, anything else cannot be read."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.asks: bool | None = None
        """What is known of whether CODE needs an admin's yes."""

    async def create(
        self, group_id: GroupId, *, max_uses: int = 20, expires_in: int = 604_800, approval: bool = False
    ) -> Invite:
        """Make an invite."""
        expires_at = int(time.time() * 1000) + expires_in * 1000
        number = len(self._state.invites.setdefault(group_id, []))
        invite = Invite(
            invite_id=InviteId(fake_id(f"invite {number}")),
            group_id=group_id,
            code=CODE,
            link=f"causerie:join/{CODE}",
            created_by=self._state.me().account_id,
            expires_at=expires_at,
            max_uses=max_uses,
            uses=0,
            approval=approval,
            revoked=False,
        )
        self._state.invites[group_id].append(invite)
        return invite

    async def list(self, group_id: GroupId) -> Sequence[Invite]:
        """Return the group's invites."""
        return list(self._state.invites.get(group_id, []))

    async def revoke(self, group_id: GroupId, invite_id: InviteId) -> Invite:
        """Withdraw an invite."""
        invites = self._state.invites[group_id]
        index = [i.invite_id for i in invites].index(invite_id)
        invites[index] = replace(invites[index], revoked=True)
        return invites[index]

    async def preview(self, code: str) -> InvitePreview:
        """Say what a code is for."""
        text = "".join(code.split()).removeprefix("causerie:join/")
        if text == EXPIRED_CODE:
            raise InviteExpired("This code expired yesterday.")
        if text != CODE:
            raise InviteMalformed("This does not look like an invite code.")
        until, address = int(time.time() * 1000) + 5 * 86_400_000, "192.168.1.20:4711"
        return InvitePreview(None, None, None, until, (address,), False, self.asks)

    async def join(self, code: str) -> GroupId:
        """Begin to join."""
        await self.preview(code)
        group_id = GroupId(fake_id("group joined"))
        self._state.put_group(make_group(group_id, "", (), AssistantSettings(), GroupState.JOINING))
        return group_id
