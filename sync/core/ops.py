"""Operations: the header, the payload of each kind, and the wire form (PROTOCOL.md, "Operations").

Everything here is data. Encoding is in `codec`, signatures in `signing` and `logs`, encryption of content in `sealing`.
Structs travel as msgpack arrays in the order of their fields; a missing or extra element is refused.
"""

from enum import IntEnum
from typing import Literal, TypeAlias, dataclass_transform

import msgspec

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, InviteId, LogId, MessageId, OpId


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Wire(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True, gc=False):
    """Base of every structure that crosses the wire."""


class Kind(IntEnum):
    """What an operation does. 1-31 belong to control logs, 32-63 to content logs."""

    GENESIS = 1
    ADD = 2
    REMOVE = 3
    ROLE = 4
    REKEY = 5
    GRANT = 6
    INVITE = 7
    INVITE_REVOKE = 8
    SETTINGS = 9
    PROFILE = 10
    DEVICE = 11
    DEVICE_REVOKE = 12

    MESSAGE = 32
    EDIT = 33
    DELETE = 34
    REACTION = 35
    ANSWER = 36


FIRST_CONTENT_KIND = 32


class Header(Wire):
    """What every operation says about itself, in the clear and signed."""

    version: int
    group: GroupId  # empty in the genesis
    log: LogId
    seq: int
    prev: OpId  # empty at seq 0
    kind: int
    lamport: int
    time: int  # ms since 1970 by the author's clock; display only
    deps: tuple[OpId, ...]  # control: the control heads its author knew; content: what it refers to
    control_heads: tuple[OpId, ...]  # content: the control heads its author knew; control: empty
    epoch: EpochId  # content: the epoch it is sealed under; control: empty
    salt: bytes  # 32 random bytes


class Body(Wire):
    """The exact bytes an operation's id is the hash of."""

    header: bytes
    payload: bytes  # control: an encoded payload; content: sealed


class SignedOperation(Wire):
    """An operation as stored and sent."""

    body: bytes
    signature: bytes  # 64


class DeviceCertificate(Wire):
    """What an account says about one of its devices (signed by both; see `certificates`)."""

    version: int
    account: AccountId
    signing_key: DeviceId
    suite: int
    hpke_key: bytes
    created: int  # ms


class SignedCertificate(Wire):
    """A certificate's exact bytes with the account's and the device's signatures over them."""

    certificate: bytes
    account_signature: bytes
    device_signature: bytes


# --- control payloads


class Policy(Wire):
    """Who may do what, and what newcomers can read."""

    history: Literal["all", "joining"] = "all"
    invite: Literal["members", "admins"] = "members"
    settings: Literal["members", "admins"] = "members"


class Genesis(Wire):
    """The first operation of a group; its id is the group's id."""

    nonce: bytes  # 32
    owner: AccountId
    certificate: SignedCertificate
    name: str  # the owner's display name
    direct: bool  # a conversation of two, and of no more than two for ever
    policy: Policy
    suite: int
    partner: AccountId = AccountId(b"")  # direct: the account it is with; else empty


class Add(Wire):
    """Admit an account with its first device: on the strength of an invite or, `invite` empty, of the author's role."""

    certificate: SignedCertificate
    name: str
    invite: InviteId  # or empty
    proof: bytes  # signature by the invite's key over JoinStatement, or empty
    statement: bytes  # the exact bytes of the JoinStatement the proof is over


class Cut(Wire):
    """The last operation of a removed device's log that still counts."""

    log: LogId
    seq: int
    id: OpId


class Remove(Wire):
    """Remove an account, or leave by removing oneself."""

    account: AccountId
    cuts: tuple[Cut, ...]


class RoleChange(Wire):
    """Give `account` a role."""

    account: AccountId
    role: Literal["admin", "member"]


class Box(Wire):
    """A secret sealed by HPKE to one device."""

    device: DeviceId
    sealed: bytes  # enc || ciphertext


class Rekey(Wire):
    """A new epoch: its secret, sealed to exactly the devices resolved at the operation's deps."""

    suite: int
    share: bool  # may be granted to newcomers (policy history = all)
    commitment: bytes  # 32
    boxes: tuple[Box, ...]


class Grant(Wire):
    """Secrets of existing epochs for one device; the box opens to an encoded tuple of EpochSecret."""

    box: Box
    suite: int
    epochs: tuple[EpochId, ...]


class EpochSecret(Wire):
    """One epoch's secret (inside a grant's box)."""

    epoch: EpochId
    secret: bytes  # 32


class InviteOffer(Wire):
    """What a group knows of an invite; all of it derived from a secret that only the code carries."""

    invite: InviteId
    discovery_key: bytes  # 32
    expires: int  # ms
    max_uses: int
    approval: bool


class InviteRevoke(Wire):
    """Withdraw an invite."""

    invite: InviteId


class AssistantState(Wire):
    """The assistant of a group."""

    enabled: bool
    name: str
    instructions: str
    respond: Literal["automatically", "when_mentioned", "off"]
    model: str  # preferred model, empty for the host's choice


class Settings(Wire):
    """Changes to the group's settings; None leaves a field as it was. Each field is last-writer by (lamport, id)."""

    name: str | None = None
    description: str | None = None
    assistant: AssistantState | None = None
    policy: Policy | None = None


class Profile(Wire):
    """The author's own display name in this group."""

    name: str


class DeviceAdd(Wire):
    """A further device, or a renewed certificate, of the author's account."""

    certificate: SignedCertificate


class DeviceRevoke(Wire):
    """Revoke a device of the author's account; cuts as in Remove."""

    device: DeviceId
    cuts: tuple[Cut, ...]
    account_signature: bytes


# --- content payloads


class FileManifest(Wire):
    """An attachment: how to fetch it, open it, and know that it is the right one (see `files`)."""

    name: str
    mime: str
    size: int
    key: bytes  # 32
    root: bytes  # 32: the hash over the hashes of the sealed chunks
    sha256: bytes  # of the file as it was
    width: int = 0  # pixels of an image, 0 for none
    height: int = 0


class TurnPlan(Wire):
    """Who may answer this message: devices by rank, and until when (ms of lifetime from the message's time)."""

    hosts: tuple[DeviceId, ...]
    nonce: bytes  # 16
    lifetime: int


class Message(Wire):
    """What a person wrote."""

    text: str
    reply_to: MessageId | None = None
    attachments: tuple[FileManifest, ...] = ()
    not_for_ai: bool = False
    turn: TurnPlan | None = None


class Edit(Wire):
    """Replace the text of one's own message."""

    message: MessageId
    text: str


class Delete(Wire):
    """Withdraw one's own message."""

    message: MessageId


class Reaction(Wire):
    """Add or take back an emoji on a message."""

    message: MessageId
    emoji: str
    remove: bool = False


class Usage(Wire):
    """What an answer used, as the provider reported it; cost in millionths of `currency`, None where unknown."""

    input_tokens: int
    output_tokens: int
    cost_micros: int | None = None
    currency: str = ""


class AnswerError(Wire):
    """Why an answer failed: a stable code and a sentence."""

    code: str
    message: str


class Answer(Wire):
    """The finished (or stopped, or failed) answer of the assistant, by the device that hosted it."""

    turn: MessageId  # see turns.turn_id
    trigger: MessageId
    attempt: int  # 0 for the planned turn, then counted up by "try again"
    rank: int  # the host's place in the trigger's plan
    name: str  # the assistant's name when it answered
    provider: str
    model: str
    status: Literal["complete", "stopped", "failed"]
    text: str
    usage: Usage | None
    error: AnswerError | None
    receipt: bytes  # encoded Receipt, zlib-compressed, empty if nothing was sent
    placed: int = 0  # lamport at the claim: the answer stands where it began to stream, not where it ended
    started: int = 0  # ms since 1970 by the host's clock, at the claim


class ReceiptMessage(Wire):
    """One entry of what was sent to a provider."""

    role: Literal["system", "user", "assistant"]
    text: str


class Receipt(Wire):
    """Exactly what left the room for one answer."""

    provider: str
    base_url: str
    model: str
    messages: tuple[ReceiptMessage, ...]


ControlPayload: TypeAlias = (
    Genesis
    | Add
    | Remove
    | RoleChange
    | Rekey
    | Grant
    | InviteOffer
    | InviteRevoke
    | Settings
    | Profile
    | DeviceAdd
    | DeviceRevoke
)
ContentPayload: TypeAlias = Message | Edit | Delete | Reaction | Answer

CONTROL_TYPES: dict[Kind, type[ControlPayload]] = {
    Kind.GENESIS: Genesis,
    Kind.ADD: Add,
    Kind.REMOVE: Remove,
    Kind.ROLE: RoleChange,
    Kind.REKEY: Rekey,
    Kind.GRANT: Grant,
    Kind.INVITE: InviteOffer,
    Kind.INVITE_REVOKE: InviteRevoke,
    Kind.SETTINGS: Settings,
    Kind.PROFILE: Profile,
    Kind.DEVICE: DeviceAdd,
    Kind.DEVICE_REVOKE: DeviceRevoke,
}
CONTENT_TYPES: dict[Kind, type[ContentPayload]] = {
    Kind.MESSAGE: Message,
    Kind.EDIT: Edit,
    Kind.DELETE: Delete,
    Kind.REACTION: Reaction,
    Kind.ANSWER: Answer,
}


class Operation(msgspec.Struct, frozen=True, gc=False):
    """An operation parsed from `raw`; `payload` is still encoded (control) or sealed (content)."""

    id: OpId
    header: Header
    payload: bytes
    body: bytes
    signature: bytes
    raw: bytes
    head: bytes = b""
    """The header's exact bytes, where it was read."""
