"""`engine.groups`: making, reading, changing and leaving groups."""

from collections.abc import Iterator

from sync.changes import GroupUpdated
from sync.core.ids import AccountId, GroupId
from sync.core.limits import MAX_DESCRIPTION_CHARACTERS, MAX_INSTRUCTIONS_CHARACTERS
from sync.core.names import clean_name, clean_text
from sync.core.ops import ContentPayload, ControlPayload, Genesis, Policy, Settings
from sync.core.removing import remove_payload
from sync.core.room import Room
from sync.core.sealing import DEFAULT_SUITE
from sync.errors import NotAllowed, TooLarge
from sync.runtime.context import Context
from sync.runtime.directs import Directs
from sync.runtime.founding import found_group
from sync.runtime.group_views import Regard, group_view, shown_name
from sync.runtime.live_room import LiveRoom
from sync.runtime.messages import Messages
from sync.runtime.present import assistant_settings, assistant_state
from sync.runtime.publisher import Publisher
from sync.runtime.requests import RequestBook
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import SessionRegistry
from sync.runtime.standing import UNTOLD
from sync.runtime.verifying import verified_accounts
from sync.views import AssistantSettings, Group, GroupPolicy, GroupState, GroupSummary, MessageView, Respond


class Groups:
    """The groups of this profile."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: SessionRegistry,
        messages: Messages,
        publisher: Publisher,
        requests: RequestBook,
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._messages = messages
        self._publisher = publisher
        self._directs = Directs(context, rooms)
        self._requests = requests

    async def create(self, name: str, assistant: AssistantSettings | None = None) -> GroupId:
        """Found a group; its assistant is Sage, answering when mentioned, unless told otherwise."""
        identity = self._context.who()
        name = clean_name(name)
        state = assistant_state(_checked(assistant or AssistantSettings()))
        genesis = Genesis(
            nonce=self._context.random(32),
            owner=identity.account,
            certificate=identity.keys.certificate,
            name=identity.name,
            direct=False,
            policy=Policy(),
            suite=DEFAULT_SUITE,
        )

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            yield Settings(name=name, assistant=state)
            yield room.rekey_payload(self._context.random(32), self._context.clock())

        return await found_group(self._context, self._rooms, genesis, script, name)

    async def open_direct(self, account_id: AccountId) -> GroupId:
        """Return the conversation with somebody this account shares a group with, begun now if there is none.

        It needs no invite, and they need not be there. Raises InvalidInput for oneself, Blocked, NoSuchMember.
        """
        return await self._directs.open(account_id)

    async def list(self) -> list[GroupSummary]:
        """Return a line for each group, newest activity first."""
        # One without operations is just being founded or taken up; it appears once it is stored.
        empty = (GroupState.JOINING, GroupState.REFUSED)
        known = [live for live in self._rooms if live.vector or live.state in empty]
        headlines = await self._messages.headlines(known)
        lines = [(live, self._summary(live, *line)) for live, line in zip(known, headlines, strict=True)]
        # Where both began a conversation at once, the one that is not used is shown while something was said in it.
        shown = [line for live, line in lines if line.last_message is not None or not self._directs.superseded(live)]
        return sorted(shown, key=self._activity, reverse=True)

    async def get(self, group_id: GroupId) -> Group:
        """Return everything about a group; raises NoSuchGroup."""
        live = self._rooms.get(group_id)
        verified = verified_accounts(self._context, self._rooms)
        regard = Regard(self._registry.online(), self._context.blocked, verified)
        return group_view(live.room, live.row, live.digest, self._context.who().account, regard)

    async def update(
        self,
        group_id: GroupId,
        *,
        name: str | None = None,
        description: str | None = None,
        policy: GroupPolicy | None = None,
    ) -> Group:
        """Change what is given; raises NotAllowed, EmptyText, TooLarge and what `Rooms.joined` raises."""
        if description is not None:
            description = _bounded(description, MAX_DESCRIPTION_CHARACTERS, "description")
        settings = Settings(
            name=None if name is None else clean_name(name),
            description=description,
            policy=None if policy is None else _policy(policy),
        )
        await self._change(group_id, settings)
        return await self.get(group_id)

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
        """Change the group's assistant; raises NotAllowed, EmptyText, TooLarge and what `Rooms.joined` raises."""
        now = assistant_settings(self._rooms.joined(group_id).room)
        wanted = AssistantSettings(
            enabled=now.enabled if enabled is None else enabled,
            name=now.name if name is None else name,
            instructions=now.instructions if instructions is None else instructions,
            respond=now.respond if respond is None else respond,
            model=now.model if model is None else model,
        )
        await self._change(group_id, Settings(assistant=assistant_state(_checked(wanted))))
        return assistant_settings(self._rooms.get(group_id).room)

    async def leave(self, group_id: GroupId) -> None:
        """Leave a group, keeping what was said until then; a group still being joined, or refused, is forgotten."""
        live = self._rooms.get(group_id)
        if live.state is not GroupState.JOINED:
            await self.forget(group_id)
            return
        account = self._context.who().account
        await live.author(lambda room: [remove_payload(room, account)])

    async def forget(self, group_id: GroupId) -> None:
        """Delete everything this device keeps of a group it is not in; raises NotAllowed while it is."""
        live = self._rooms.get(group_id)
        if live.state is GroupState.JOINED:
            raise NotAllowed("You are in this group.", "Leave it first.")
        await self._rooms.forget(group_id)
        self._publisher.keys_changed()
        self._context.hub.publish(GroupUpdated(group_id, GroupState.LEFT))

    def _activity(self, line: GroupSummary) -> int:
        said = 0 if line.last_message is None else line.last_message.sent_at
        live = self._rooms.find(line.group_id)
        return said if live is None else max(said, live.row.activity)

    async def _change(self, group_id: GroupId, settings: Settings) -> None:
        live = self._rooms.joined(group_id)
        me = self._context.who().account
        if live.room.membership.direct and (settings.name is not None or settings.policy is not None):
            raise NotAllowed("A conversation of two has the other one's name, and no rules.")
        if not live.room.may(me, "settings"):
            raise NotAllowed("Only the group's admins can change its settings.")
        if settings.policy is not None and not live.room.may(me, "policy"):
            raise NotAllowed("Only the group's owner and admins can change who may do what.")
        await live.author(lambda _: [settings])

    def _summary(self, live: LiveRoom, unread: int, newest: MessageView | None) -> GroupSummary:
        row, me = live.row, self._context.who().account
        return GroupSummary(
            group_id=row.group_id,
            kind=row.kind,
            name=shown_name(live.room, row, me),
            state=row.state,
            unread=unread,
            last_message=newest,
            member_count=len(live.room.membership.members),
            notice="" if row.notice == UNTOLD else row.notice,
            requests=len(self._requests.listed(live)),
            partner=live.room.membership.partner_of(me),
        )


def _bounded(text: str, limit: int, what: str) -> str:
    cleaned = clean_text(text) if text.strip() else ""
    if len(cleaned) > limit:
        raise TooLarge(f"The {what} can have at most {limit:,} characters; this one has {len(cleaned):,}.")
    return cleaned


def _checked(settings: AssistantSettings) -> AssistantSettings:
    return AssistantSettings(
        enabled=settings.enabled,
        name=clean_name(settings.name),
        instructions=_bounded(settings.instructions, MAX_INSTRUCTIONS_CHARACTERS, "personality"),
        respond=settings.respond,
        model=settings.model.strip()[:200],
    )


def _policy(policy: GroupPolicy) -> Policy:
    history = "joining" if policy.history == "joining" else "all"
    invite = "admins" if policy.invite == "admins" else "members"
    settings = "admins" if policy.settings == "admins" else "members"
    return Policy(history=history, invite=invite, settings=settings)
