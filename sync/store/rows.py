"""What the store takes and gives: frozen values with raw ids. Times are ms since 1970."""

import msgspec

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, InviteId, LogId, MessageId, OpId, RequestId
from sync.views import AnswerStatus, AuthorKind, GroupKind, GroupState

POSITION_INTEGER = 8


def make_position(lamport: int, sort_time: int, message_id: MessageId) -> bytes:
    """Return the 48-byte key messages sort by: display order of PROTOCOL.md, "Operations"."""
    return lamport.to_bytes(POSITION_INTEGER, "big") + sort_time.to_bytes(POSITION_INTEGER, "big") + message_id


def split_position(position: bytes) -> tuple[int, int, MessageId]:
    """Return (lamport, sort time, message id) of a position."""
    lamport = int.from_bytes(position[:POSITION_INTEGER], "big")
    sort_time = int.from_bytes(position[POSITION_INTEGER : 2 * POSITION_INTEGER], "big")
    return lamport, sort_time, MessageId(position[2 * POSITION_INTEGER :])


class AnswerRow(msgspec.Struct, frozen=True, gc=False):
    """What an assistant's answer has besides a message. `cost_micros` is None where unknown."""

    trigger: MessageId
    attempt: int
    rank: int
    name: str
    provider: str
    model: str
    status: AnswerStatus
    has_usage: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = None
    currency: str = ""
    error_code: str = ""
    error_message: str = ""
    has_receipt: bool = False
    """Set by reading; writing takes it from the receipts given to `messages.put`."""


class AttachmentRow(msgspec.Struct, frozen=True, gc=False):
    """A file that a message names at `place`. `state` (empty: absent) and `received` bytes are filled in by reading."""

    place: int
    file: bytes
    """What its bytes are kept under: `files.file_id`."""
    root: bytes
    name: str
    mime: str
    size: int
    key: bytes
    sha256: bytes
    width: int
    height: int
    state: str = ""
    received: int = 0


class NamedRow(msgspec.Struct, frozen=True, gc=False):
    """Where a file is named: a message, by whom, and what it says of the file."""

    group_id: GroupId
    message_id: MessageId
    account: AccountId
    attachment: AttachmentRow


class FileRow(msgspec.Struct, frozen=True, gc=False):
    """How much of a file is here. `chunks` is a ChunkMap, `hashes` are those of its sealed chunks; empty: unknown."""

    file: bytes
    root: bytes
    size: int
    state: str
    own: bool = False
    """Whether it was attached on this device."""
    used: int = 0
    """When it was last used, in ms."""
    received: int = 0
    """How many of its bytes are here."""
    chunks: bytes = b""
    hashes: bytes = b""


class MessageRow(msgspec.Struct, frozen=True, gc=False):
    """A projected message. `shown` is False for an answer that another one outranks."""

    group_id: GroupId
    message_id: MessageId
    op_id: OpId
    account: AccountId
    device: DeviceId
    kind: AuthorKind
    text: str
    lamport: int
    sort_time: int
    sent_at: int
    reply_to: MessageId | None = None
    edited: bool = False
    deleted: bool = False
    not_for_ai: bool = False
    hosts: tuple[DeviceId, ...] = ()
    turn_nonce: bytes = b""
    turn_expires: int = 0
    shown: bool = True
    answer: AnswerRow | None = None
    attachments: tuple[AttachmentRow, ...] = ()

    @property
    def position(self) -> bytes:
        """The key it sorts by."""
        return make_position(self.lamport, self.sort_time, self.message_id)


class FoundRow(msgspec.Struct, frozen=True):
    """A message found by a search, and the text round the match, which stands between U+2068 and U+2069."""

    message: MessageRow
    snippet: str


class GroupRow(msgspec.Struct, frozen=True):
    """A group on this device. `name` is a copy for the list; `code` is the invite while joining."""

    group_id: GroupId
    kind: GroupKind
    state: GroupState
    name: str
    activity: int
    """When something last happened: groups are listed newest first by it."""
    incarnation: bytes
    """8 random bytes of this device's logs in the group."""
    code: str = ""
    notice: str = ""
    read_position: bytes = b""
    """Position of the newest message marked read, empty for none."""
    joined_at: int = 0
    stale: bool = False
    """Whether messages are still to be made from operations that are stored."""

    @property
    def read_up_to(self) -> MessageId | None:
        """The newest message marked read."""
        return split_position(self.read_position)[2] if self.read_position else None


class SecretRow(msgspec.Struct, frozen=True):
    """The secret of an epoch."""

    epoch: EpochId
    secret: bytes


class InviteRow(msgspec.Struct, frozen=True):
    """An invite code made on this device."""

    group_id: GroupId
    invite: InviteId
    code: str


class DeviceHeadRow(msgspec.Struct, frozen=True):
    """The newest operation of a log that a device is known to have stored."""

    device: DeviceId
    log: LogId
    seq: int


class AddressRow(msgspec.Struct, frozen=True):
    """Where a device was last reached."""

    device: DeviceId
    address: str
    seen: int


class ContactRow(msgspec.Struct, frozen=True):
    """A person met in any group."""

    account: AccountId
    name: str
    blocked: bool = False
    verified: bytes = b""
    """Ids of the devices the user compared in person, one after the other."""


class RequestRow(msgspec.Struct, frozen=True):
    """A request to join: what was asked, encoded, and what was decided, empty for nothing yet."""

    group_id: GroupId
    request: RequestId
    ask: bytes
    asked_at: int
    verdict: str = ""
