"""Messages, the assistant's answers, and how far they got."""

from dataclasses import dataclass

from sync.core.ids import AccountId, DeviceId, GroupId, MessageId
from sync.views.files import Attachment
from sync.views.kinds import AnswerStatus, AuthorKind


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
    attachments: tuple[Attachment, ...] = ()


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
