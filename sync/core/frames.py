"""The frames two devices exchange (PROTOCOL.md, "Frames"). Every size is checked while decoding.

A frame is a msgpack array: the number of its type, then its fields in order. Which types are allowed depends on whether
the connection is authenticated.
"""

from typing import Annotated, Final, TypeAlias

import msgspec
from msgspec import Meta

from sync.core.codec import decode_with, encode
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.frame_fields import (
    ACCEPT_GROUPS,
    VECTOR_LOGS,
    Attempt,
    Code,
    Counter,
    Digest32,
    Group,
    Log,
    MessageId32,
    Model,
    Name,
    Nonce,
    Operation32,
    Rank,
    Sentence,
    Signature,
    Tags,
)
from sync.core.gossip_frames import Acknowledged, Beacons, Listening, Relayed
from sync.core.ids import ID_SIZE
from sync.core.join_frames import JoinAnswer, JoinAsk, JoinForward, JoinVerdict, Knock, KnockAnswer
from sync.core.limits import (
    BATCH_OPERATIONS,
    FRAME_BYTES,
    FRAME_BYTES_BEFORE_AUTH,
    MAX_BRANCHES,
    MAX_MESSAGE_CHARACTERS,
    MAX_OPERATION_BYTES,
    TAG_BYTES,
)
from sync.core.link_frames import LinkAsk, LinkDone, LinkGrant, LinkNonce, LinkRefuse, LinkReveal, OwnGroups, OwnRevoked
from sync.core.ops import SignedCertificate, Wire
from sync.errors import HostileInput

# --- before authentication (see handshake)


class Hello(Wire, tag=1):
    """Dialler: which keys it has, told only to those who have them too."""

    version: int
    nonce: Nonce
    tags: Tags


class Challenge(Wire, tag=2):
    """Listener: the keys in common, who it is, and its signature over this connection and the Hello."""

    nonce: Nonce
    tags: Tags
    certificate: SignedCertificate
    signature: Signature


class Proof(Wire, tag=3):
    """Dialler: who it is, and its signature over this connection and the Challenge."""

    certificate: SignedCertificate
    signature: Signature


class Accept(Wire, tag=4):
    """Listener: welcome, these groups are shared; a guest shares none yet and may only ask to join."""

    groups: Annotated[tuple[Group, ...], Meta(max_length=ACCEPT_GROUPS)]
    guest: bool


class Refuse(Wire, tag=5):
    """Listener: no, with a stable code and a sentence."""

    code: Code
    message: Sentence


# --- synchronisation


class LogHead(Wire):
    """The newest operation of a log that the sender has."""

    log: Log
    seq: Counter
    id: Operation32


class Digest(Wire, tag=16):
    """What the sender has of a group, in 32 bytes."""

    group: Group
    digest: Digest32


class Vector(Wire, tag=17):
    """What the sender has of a group, log by log."""

    group: Group
    entries: Annotated[tuple[LogHead, ...], Meta(max_length=VECTOR_LOGS)]


class Heads(Wire, tag=18):
    """What the sender has newly stored: an acknowledgement, and an offer."""

    group: Group
    entries: Annotated[tuple[LogHead, ...], Meta(max_length=VECTOR_LOGS)]


class Pull(Wire, tag=19):
    """Send me the operations of a log from `first` to `last`, both included."""

    group: Group
    log: Log
    first: Counter
    last: Counter


class Operations(Wire, tag=20):
    """Operations as stored: pushed (`live`) or in answer to a Pull, whose final frame says `last`."""

    group: Group
    operations: Annotated[
        tuple[Annotated[bytes, Meta(max_length=MAX_OPERATION_BYTES)], ...], Meta(max_length=BATCH_OPERATIONS)
    ]
    live: bool
    last: bool


class Share(Wire, tag=21):
    """The sender takes you for a member of this group and is ready to synchronise it."""

    group: Group


class Introduction(Wire, tag=31):
    """Operations that show the receiver to be in a conversation of two; none: please introduce it to the sender."""

    group: Group
    operations: Annotated[
        tuple[Annotated[bytes, Meta(max_length=MAX_OPERATION_BYTES)], ...], Meta(max_length=BATCH_OPERATIONS)
    ]


class Ping(Wire, tag=24):
    """Are you there?"""

    n: Counter


class Pong(Wire, tag=25):
    """I am: the number of the Ping."""

    n: Counter


class Bye(Wire, tag=26):
    """The sender closes the connection, and why."""

    code: Code


# --- ephemeral


class TurnClaim(Wire, tag=32):
    """The sender answers `trigger`: the answer will have the id `turn`."""

    group: Group
    trigger: MessageId32
    turn: MessageId32
    attempt: Attempt
    rank: Rank
    name: Name
    provider: Model
    model: Model
    placed: Counter  # lamport: where the answer stands, see Answer
    started: Counter  # ms


class TurnDelta(Wire, tag=33):
    """More text of a running answer, from character `offset` on."""

    group: Group
    turn: MessageId32
    offset: Counter
    text: Annotated[str, Meta(max_length=MAX_MESSAGE_CHARACTERS)]


class TurnStop(Wire, tag=34):
    """A member wants the answer stopped."""

    group: Group
    turn: MessageId32


class TurnGone(Wire, tag=35):
    """The host gives the answer up; the next in rank may take over."""

    group: Group
    turn: MessageId32


class TypingState(Wire, tag=36):
    """The sender is, or is no longer, writing."""

    group: Group
    active: bool


class Offer(Wire, tag=37):
    """The model the sender would answer with for the groups shared here; both empty for none."""

    provider: Model
    model: Model


# --- synchronisation, further


class Tip(Wire):
    """The newest operation of a branch."""

    seq: Counter
    id: Operation32


class Branches(Wire, tag=48):
    """The sender knows a content log with these branches; what stands for it in a Vector or Heads is their hash."""

    group: Group
    log: Log
    tips: Annotated[tuple[Tip, ...], Meta(min_length=2, max_length=MAX_BRANCHES)]


HandshakeFrame: TypeAlias = Hello | Challenge | Proof | Accept | Refuse
SessionFrame: TypeAlias = (
    Digest
    | Vector
    | Heads
    | Pull
    | Operations
    | Share
    | JoinAsk
    | JoinAnswer
    | Ping
    | Pong
    | Bye
    | Knock
    | KnockAnswer
    | JoinForward
    | JoinVerdict
    | Introduction
    | TurnClaim
    | TurnDelta
    | TurnStop
    | TurnGone
    | TypingState
    | Offer
    | Branches
    | LinkAsk
    | LinkNonce
    | LinkReveal
    | LinkGrant
    | LinkRefuse
    | LinkDone
    | OwnGroups
    | OwnRevoked
    | FileAsk
    | FileHave
    | ChunkAsk
    | ChunkData
    | FileDrop
    | Beacons
    | Relayed
    | Acknowledged
    | Listening
)
Frame: TypeAlias = HandshakeFrame | SessionFrame

_HANDSHAKE: Final[msgspec.msgpack.Decoder[HandshakeFrame]] = msgspec.msgpack.Decoder(HandshakeFrame)
_SESSION: Final[msgspec.msgpack.Decoder[SessionFrame]] = msgspec.msgpack.Decoder(SessionFrame)


def encode_frame(frame: Frame) -> bytes:
    """Return the bytes of a frame, without the transport's length prefix."""
    return encode(frame)


def decode_handshake(data: bytes) -> HandshakeFrame:
    """Return a frame of the handshake, at most FRAME_BYTES_BEFORE_AUTH long; raises HostileInput."""
    return decode_with(_HANDSHAKE, data, FRAME_BYTES_BEFORE_AUTH)


def decode_session(data: bytes) -> SessionFrame:
    """Return a frame of an authenticated connection, at most FRAME_BYTES long; raises HostileInput."""
    frame = decode_with(_SESSION, data, FRAME_BYTES)
    if isinstance(frame, Pull) and frame.first > frame.last:
        raise HostileInput("pull: range ends before it begins")
    if isinstance(frame, JoinAnswer) and len(frame.group) not in (0, ID_SIZE):
        raise HostileInput("join answer: group of a wrong size")
    if isinstance(frame, KnockAnswer) and len(frame.tag) not in (0, TAG_BYTES):
        raise HostileInput("knock answer: tag of a wrong size")
    return frame


def decode_frame(data: bytes, authenticated: bool) -> Frame:
    """Return the frame in `data`; raises HostileInput, also for a type that has no business at this stage."""
    return decode_session(data) if authenticated else decode_handshake(data)
