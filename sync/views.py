"""What the engine's public API returns: frozen values, ready to show. Times are ms since 1970, ids raw bytes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, InviteId, MessageId, RequestId

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
"""What a preference can hold."""


class GroupKind(StrEnum):
    """A group of people, or a conversation of two."""

    GROUP = "group"
    DIRECT = "direct"


class GroupState(StrEnum):
    """Where this device stands with a group."""

    JOINING = "joining"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"


class Role(StrEnum):
    """A member's role."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Respond(StrEnum):
    """When the assistant speaks."""

    AUTOMATICALLY = "automatically"
    WHEN_MENTIONED = "when_mentioned"
    OFF = "off"


class AuthorKind(StrEnum):
    """Who wrote a message."""

    PERSON = "person"
    ASSISTANT = "assistant"


class AnswerStatus(StrEnum):
    """How far an assistant's answer got."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Account:
    """This profile's account and device."""

    account_id: AccountId
    device_id: DeviceId
    name: str


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """A group's assistant, and who changed it last (None: as the group was made)."""

    enabled: bool = True
    name: str = "Sage"
    instructions: str = ""
    respond: Respond = Respond.WHEN_MENTIONED
    model: str = ""
    changed_by: AccountId | None = None
    changed_at: int = 0


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """Who may do what, and what newcomers can read ("all" or "joining")."""

    history: str = "all"
    invite: str = "members"
    settings: str = "members"


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a group; `online` means one of their devices is connected to this one.

    The last three say what this account may do: remove them, make them an admin, make them an ordinary member.
    """

    account_id: AccountId
    name: str
    role: Role
    online: bool
    blocked: bool
    you: bool
    verified: bool = False
    devices: int = 1
    removable: bool = False
    promotable: bool = False
    demotable: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message. For an answer: the hosting account, under the assistant's name."""

    account_id: AccountId
    name: str
    kind: AuthorKind


@dataclass(frozen=True, slots=True)
class AnswerHost:
    """The device and account that ran the model for an answer."""

    device_id: DeviceId
    account_id: AccountId
    name: str


@dataclass(frozen=True, slots=True)
class AnswerUsage:
    """Tokens an answer used; cost in millionths of `currency`, None where unknown."""

    input_tokens: int
    output_tokens: int
    cost_micros: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class AnswerFailure:
    """Why an answer failed."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class AssistantAnswer:
    """What is known of an answer besides its text. `attempt` counts "try again"."""

    host: AnswerHost
    provider: str
    model: str
    trigger: MessageId
    attempt: int
    status: AnswerStatus
    usage: AnswerUsage | None
    error: AnswerFailure | None
    has_receipt: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as shown. `hosts` are the devices asked to answer it; empty when no answer was asked for."""

    message_id: MessageId
    group_id: GroupId
    author: Author
    device_id: DeviceId
    text: str
    sent_at: int
    edited: bool
    deleted: bool
    reply_to: MessageId | None
    reactions: dict[str, tuple[AccountId, ...]]
    not_for_ai: bool
    hosts: tuple[DeviceId, ...]
    turn_nonce: bytes
    turn_expires: int
    assistant: AssistantAnswer | None
    own: bool
    position: bytes
    """Opaque key: messages sort by it, oldest first."""


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A line in the conversations list."""

    group_id: GroupId
    kind: GroupKind
    name: str
    state: GroupState
    unread: int
    last_message: MessageView | None
    member_count: int
    notice: str = ""
    """Why a join was refused, or what it waits for ("approval"); empty otherwise."""
    partner: AccountId | None = None
    """In a conversation of two: who the other one is."""
    requests: int = 0
    """Newcomers that wait for this account's approval."""


@dataclass(frozen=True, slots=True)
class GroupRights:
    """What this account may do in a group now."""

    invite: bool = False
    settings: bool = False
    policy: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """How this account's membership ended: by whom (oneself: left), under which name, when by the author's clock."""

    by: AccountId
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Group:
    """Everything the details panel shows."""

    group_id: GroupId
    kind: GroupKind
    state: GroupState
    name: str
    description: str
    members: tuple[Member, ...]
    assistant: AssistantSettings
    policy: GroupPolicy
    epoch_id: EpochId | None
    digest: bytes
    read_up_to: MessageId | None
    """The newest message marked read on this device."""
    rights: GroupRights = GroupRights()
    partner: AccountId | None = None
    """In a conversation of two: who the other one is."""
    ending: Ending | None = None
    """Once this account is no longer a member."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite of a group. `code` and `link` are empty on devices other than the one that made it."""

    invite_id: InviteId
    group_id: GroupId
    code: str
    link: str
    created_by: AccountId
    expires_at: int
    max_uses: int
    uses: int
    approval: bool
    revoked: bool


@dataclass(frozen=True, slots=True)
class InvitePreview:
    """What a code says before anything is joined; names only where this device knows them."""

    group_id: GroupId | None
    group_name: str | None
    inviter: str | None
    expires_at: int
    addresses: tuple[str, ...]
    already_member: bool
    approval: bool | None = None
    """Whether an admin has to let the newcomer in; None where this device does not know the invite."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found message and the piece of text round the match, which stands between U+2068 and U+2069."""

    message: MessageView
    snippet: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """Of the other members' `devices`, how many are known to have stored a message."""

    devices: int
    reached: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and port this device listens on."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Peer:
    """A device connected to this one."""

    device_id: DeviceId
    account_id: AccountId
    address: str
    state: str
    groups: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How complete a group is here: `missing` operations that some connected peer has."""

    digest: bytes
    messages: int
    missing: int
    peers: int


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is running."""

    version: str
    protocol: int
    profile: str
    listening: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """A model a connected device would run for the group."""

    device_id: DeviceId
    account_id: AccountId
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One entry of what was sent to a provider."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class AnswerReceipt:
    """Exactly what left the room for one answer."""

    provider: str
    base_url: str
    model: str
    entries: tuple[ReceiptEntry, ...]


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """Somebody who holds an invite and waits for an admin's approval."""

    request_id: RequestId
    group_id: GroupId
    account_id: AccountId
    name: str
    invite_id: InviteId
    asked_at: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who shares, or shared, a group with this account."""

    account_id: AccountId
    name: str
    blocked: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class SafetyNumber:
    """What two people compare: 60 digits, and the same for a QR code.

    `changed`: it was verified once and a device was added since.
    """

    account_id: AccountId
    name: str
    digits: str
    qr: str
    verified: bool
    changed: bool
    devices: int


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A device of this account."""

    device_id: DeviceId
    this: bool
    connected: bool
    added_at: int
    groups: int


@dataclass(frozen=True, slots=True)
class LinkCode:
    """What the new device is given to be linked; good once and until `expires_at`."""

    code: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """A new device that holds the link code; both sides show the same six digits before it is confirmed."""

    request_id: RequestId
    digits: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice that stays until it is dismissed."""

    notice_id: int
    code: str
    message: str
    group_id: GroupId | None
    account_id: AccountId | None
    at: int
