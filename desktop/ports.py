"""What the window asks of the engine and of the assistant's service: the real ones and the tests' fakes both fit."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from desktop.assistant.choice import HostChoice, HostStatus, KeyTest, LocalServer
from desktop.files_ports import AttachmentsPort
from desktop.people_ports import ContactsPort, DevicesPort, JoinsPort, MembersPort, NoticesPort
from sync.changes import Subscription
from sync.core.ids import AccountId, DeviceId, GroupId, InviteId, MessageId
from sync.views import (
    Account,
    AnswerReceipt,
    AssistantSettings,
    Delivery,
    EngineInfo,
    Finding,
    Group,
    GroupPolicy,
    GroupSummary,
    Invite,
    InvitePreview,
    JsonValue,
    MessageView,
    ModelOffer,
    Peer,
    Respond,
    SearchHit,
    SyncStatus,
    Upload,
)


class AccountsPort(Protocol):
    """This profile's account."""

    async def create(self, name: str) -> Account:
        """Make the account of this profile."""
        ...

    async def get(self) -> Account | None:
        """Return the account, None before the first start is done."""
        ...

    async def rename(self, name: str) -> Account:
        """Change the name people see."""
        ...


class GroupsPort(Protocol):
    """The groups of this account."""

    async def create(self, name: str, assistant: AssistantSettings | None = None) -> GroupId:
        """Found a group."""
        ...

    async def list(self) -> Sequence[GroupSummary]:
        """Return the conversations, newest activity first."""
        ...

    async def get(self, group_id: GroupId) -> Group:
        """Return everything about a group."""
        ...

    async def update(
        self,
        group_id: GroupId,
        *,
        name: str | None = None,
        description: str | None = None,
        policy: GroupPolicy | None = None,
    ) -> Group:
        """Change what is given."""
        ...

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
        """Change what is given of the group's assistant."""
        ...

    async def open_direct(self, account_id: AccountId) -> GroupId:
        """Return the conversation with one person, made if there is none. Raises NoSuchMember, Blocked."""
        ...

    async def leave(self, group_id: GroupId) -> None:
        """Leave the group."""
        ...

    async def forget(self, group_id: GroupId) -> None:
        """Take the group off this device's list."""
        ...


class InvitesPort(Protocol):
    """Invites out of and into groups."""

    async def create(
        self, group_id: GroupId, *, max_uses: int = 20, expires_in: int = 604_800, approval: bool = False
    ) -> Invite:
        """Make an invite; `expires_in` is in seconds."""
        ...

    async def list(self, group_id: GroupId) -> Sequence[Invite]:
        """Return the group's invites."""
        ...

    async def revoke(self, group_id: GroupId, invite_id: InviteId) -> Invite:
        """Withdraw an invite."""
        ...

    async def preview(self, code: str) -> InvitePreview:
        """Say what a code is for; joins nothing. Raises InviteMalformed, InviteExpired."""
        ...

    async def join(self, code: str) -> GroupId:
        """Begin to join."""
        ...


class MessagesPort(Protocol):
    """The messages of a group."""

    async def send(
        self,
        group_id: GroupId,
        text: str,
        *,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        hosts: Sequence[DeviceId] = (),
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Write a message to disk and send it; its text may be empty if there are attachments."""
        ...

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> Sequence[MessageView]:
        """Return a page of messages, oldest first."""
        ...

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return one message."""
        ...

    async def first_since(self, group_id: GroupId, at: int) -> MessageView | None:
        """Return the message from which on the group's are from `at` (ms since 1970) or later."""
        ...

    async def delivery(self, group_id: GroupId, message_id: MessageId) -> Delivery:
        """Say how far a message got."""
        ...

    async def deliveries(self, group_id: GroupId, message_ids: Sequence[MessageId]) -> Mapping[MessageId, Delivery]:
        """Say how far messages got, leaving out those that are gone."""
        ...

    async def search(self, query: str, *, group_id: GroupId | None = None, limit: int = 50) -> Sequence[SearchHit]:
        """Return what was found, newest first."""
        ...

    async def mark_read(self, group_id: GroupId, message_id: MessageId) -> None:
        """Everything up to that message has been seen."""
        ...


class TurnsPort(Protocol):
    """The assistant's answers, as the window needs them."""

    async def stop(self, group_id: GroupId, turn: MessageId) -> None:
        """Ask the host to stop an answer."""
        ...

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return what left the room for an answer."""
        ...

    def offers(self, group_id: GroupId) -> tuple[ModelOffer, ...]:
        """Return the models connected devices would run; call on the engine's loop."""
        ...


class PeersPort(Protocol):
    """The devices round here."""

    async def list(self) -> Sequence[Peer]:
        """Return the connected devices."""
        ...

    async def connect(self, address: str) -> Peer:
        """Connect to `host:port`. Raises Unreachable."""
        ...

    async def sync_status(self, group_id: GroupId) -> SyncStatus:
        """Say how complete a group is here."""
        ...

    async def typing(self, group_id: GroupId, active: bool) -> None:
        """Tell the group that somebody types here."""
        ...


class HealthPort(Protocol):
    """The network of this machine."""

    async def examine(self) -> Sequence[Finding]:
        """Return what is right and wrong, each with what to do about it; takes three seconds."""
        ...


class PreferencesPort(Protocol):
    """Settings of this device."""

    async def get(self, key: str, default: JsonValue = None) -> JsonValue:
        """Return a JSON value."""
        ...

    async def set(self, key: str, value: JsonValue) -> None:
        """Keep a JSON value."""
        ...


class EnginePort(Protocol):
    """The engine, as far as the window uses it. Everything is awaited on the engine's own loop."""

    @property
    def accounts(self) -> AccountsPort:
        """The account."""
        ...

    @property
    def groups(self) -> GroupsPort:
        """The groups."""
        ...

    @property
    def invites(self) -> InvitesPort:
        """The invites."""
        ...

    @property
    def messages(self) -> MessagesPort:
        """The messages."""
        ...

    @property
    def turns(self) -> TurnsPort:
        """The answers."""
        ...

    @property
    def peers(self) -> PeersPort:
        """The devices."""
        ...

    @property
    def health(self) -> HealthPort:
        """The network of this machine."""
        ...

    @property
    def attachments(self) -> AttachmentsPort:
        """The files in messages."""
        ...

    @property
    def preferences(self) -> PreferencesPort:
        """The settings."""
        ...

    @property
    def members(self) -> MembersPort:
        """The members of groups."""
        ...

    @property
    def joins(self) -> JoinsPort:
        """The newcomers who wait."""
        ...

    @property
    def contacts(self) -> ContactsPort:
        """The people."""
        ...

    @property
    def devices(self) -> DevicesPort:
        """The devices of this account."""
        ...

    @property
    def notices(self) -> NoticesPort:
        """The notices that are kept."""
        ...

    def info(self) -> EngineInfo:
        """Say what is running."""
        ...

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a new queue of changes."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """Close a queue of changes."""
        ...


class AssistantPort(Protocol):
    """The assistant's service (desktop.assistant.service), as far as the window uses it."""

    async def send(
        self,
        group_id: GroupId,
        text: str,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Send a message, naming the devices that should answer it."""
        ...

    async def configure(self, choice: HostChoice, api_key: str | None = None) -> HostStatus:
        """Keep what this device hosts, after testing it."""
        ...

    async def status(self) -> HostStatus:
        """Say what this device hosts."""
        ...

    async def test(self, choice: HostChoice, api_key: str | None = None) -> KeyTest:
        """Try a choice without keeping it."""
        ...

    async def find_local_servers(self) -> Sequence[LocalServer]:
        """Look for model servers on this machine."""
        ...

    async def stop(self, group_id: GroupId, message_id: MessageId) -> None:
        """Stop an answer."""
        ...

    async def retry(self, group_id: GroupId, message_id: MessageId) -> None:
        """Answer again."""
        ...
