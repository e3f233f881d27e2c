"""Frames: what is allowed when, and every limit while decoding."""

import contextlib
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core import frames
from sync.core.codec import encode
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.frames import (
    Accept,
    Branches,
    Bye,
    Challenge,
    Digest,
    Frame,
    HandshakeFrame,
    Heads,
    Hello,
    Introduction,
    JoinAnswer,
    JoinAsk,
    JoinForward,
    JoinVerdict,
    Knock,
    KnockAnswer,
    LogHead,
    Offer,
    Operations,
    Ping,
    Pong,
    Proof,
    Pull,
    Refuse,
    SessionFrame,
    Share,
    Tip,
    TurnClaim,
    TurnDelta,
    TurnGone,
    TurnStop,
    TypingState,
    Vector,
    decode_frame,
    encode_frame,
)
from sync.core.gossip import Signed
from sync.core.gossip_frames import Acknowledged, Beacons, Listening, Relayed
from sync.core.ids import DeviceId, InviteId, LogKind, MessageId, OpId, RequestId
from sync.core.limits import (
    BATCH_BYTES,
    BATCH_OPERATIONS,
    FRAME_BYTES,
    FRAME_BYTES_BEFORE_AUTH,
    MAX_OPERATION_BYTES,
)
from sync.core.link_frames import LinkAsk, LinkDone, LinkGrant, LinkNonce, LinkRefuse, LinkReveal, OwnGroups, OwnRevoked
from sync.core.requests import Request
from sync.errors import HostileInput
from tests.support.identities import group_id, identity

ALICE = identity("alice")
G = group_id("g")
LOG = ALICE.log(LogKind.CONTENT)
ID = OpId(b"i" * 32)
TURN = MessageId(b"t" * 32)
TAGS = (b"8 bytes.",) * 16
HEAD = LogHead(LOG, 2**53, ID)

HANDSHAKE: list[Frame] = [
    Hello(1, b"n" * 32, TAGS),
    Challenge(b"n" * 32, TAGS, ALICE.certificate, b"s" * 64),
    Proof(ALICE.certificate, b"s" * 64),
    Accept((G,), guest=False),
    Refuse("removed", "You are no longer a member."),
]
SESSION: list[Frame] = [
    Digest(G, b"d" * 32),
    Vector(G, (HEAD,)),
    Heads(G, (HEAD,)),
    Pull(G, LOG, 3, 3),
    Operations(G, (b"raw",), live=True, last=False),
    Share(G),
    Introduction(G, (b"raw",)),
    JoinAsk(ALICE.certificate, "Ada", b"statement", b"p" * 64, b"c" * 64, b"8 bytes."),
    JoinAnswer(G, "", ""),
    JoinAnswer(type(G)(b""), "expired", "Too late."),
    Ping(1),
    Pong(1),
    Bye("sleep"),
    Knock(b"8 bytes."),
    KnockAnswer(b"8 bytes."),
    KnockAnswer(b""),
    JoinForward(G, Request(InviteId(ID), ALICE.certificate, "Ada", b"statement", b"p" * 64, b"c" * 64)),
    JoinVerdict(G, RequestId(ID)),
    TurnClaim(G, TURN, TURN, 0, 2, "Assistant", "openai", "model", 7, 1_900_000_000_000),
    TurnDelta(G, TURN, 5, "more"),
    TurnStop(G, TURN),
    TurnGone(G, TURN),
    TypingState(G, active=True),
    Offer("", ""),
    Branches(G, LOG, (Tip(2**53, ID), Tip(0, ID))),
    LinkAsk(b"certificate", b"s" * 64, b"statement", b"s" * 64, b"p" * 32),
    LinkNonce(b"n" * 32),
    LinkReveal(b"n" * 32),
    LinkGrant(0, 256, b"a sealed portion"),
    LinkRefuse("link_rejected", "No."),
    LinkDone(RequestId(ID)),
    OwnGroups((G,)),
    OwnRevoked((DeviceId(ID),)),
    Beacons(G, (Signed(b"statement", b"s" * 64),)),
    Relayed(G, Signed(b"statement", b"s" * 64), 8),
    Acknowledged(G, DeviceId(ID), (Signed(b"statement", b"s" * 64),)),
    Listening(65_535),
    FileAsk(G, ID, want_hashes=True),
    FileHave(G, ID, 1, b"\1", b"h" * 32),
    ChunkAsk(G, ID, 0),
    ChunkData(ID, 8_191, b"sealed"),
    FileDrop(G, ID),
]


def name(frame: Frame) -> str:
    return type(frame).__name__


def test_there_is_an_example_of_every_frame() -> None:
    assert {type(frame) for frame in HANDSHAKE} == set(get_args(HandshakeFrame))
    assert {type(frame) for frame in SESSION} == set(get_args(SessionFrame))


@pytest.mark.parametrize("frame", HANDSHAKE + SESSION, ids=name)
def test_a_frame_is_read_as_it_was_written_in_its_stage_only(frame: Frame) -> None:
    authenticated = frame in SESSION
    assert decode_frame(encode_frame(frame), authenticated) == frame
    with pytest.raises(HostileInput):
        decode_frame(encode_frame(frame), not authenticated)


@pytest.mark.parametrize("frame", HANDSHAKE + SESSION, ids=name)
def test_every_truncation_and_a_byte_too_many_are_hostile(frame: Frame) -> None:
    raw = encode_frame(frame)
    for wrong in [*(raw[:size] for size in range(len(raw))), raw + b"\xc0"]:
        with pytest.raises(HostileInput):
            decode_frame(wrong, frame in SESSION)


@pytest.mark.parametrize("frame", HANDSHAKE + SESSION, ids=name)
def test_a_flipped_bit_gives_another_frame_or_is_hostile(frame: Frame) -> None:
    raw = encode_frame(frame)
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            assert decode_frame(bytes(changed), frame in SESSION) != frame
        except HostileInput:
            continue


@given(st.binary(max_size=300), st.booleans())
def test_arbitrary_bytes_are_a_frame_or_hostile(raw: bytes, authenticated: bool) -> None:
    with contextlib.suppress(HostileInput):
        decode_frame(raw, authenticated)


def _sized(value: Any) -> bool:
    return isinstance(value, (bytes, str, tuple)) and len(value) > 0


@pytest.mark.parametrize("frame", HANDSHAKE + SESSION, ids=name)
def test_every_field_has_a_limit(frame: Frame) -> None:
    for field in frame.__struct_fields__:
        value = getattr(frame, field)
        if isinstance(value, (bool, msgspec.Struct)):
            continue
        too_much = value * 70_000 if _sized(value) else 2**53 + 1 if isinstance(value, int) else "x" * 70_000
        if isinstance(value, bytes) and not value:
            too_much = b"x" * 33
        if isinstance(frame, Hello) and field == "version":
            continue  # the handshake looks at it
        with pytest.raises(HostileInput):
            decode_frame(encode_frame(msgspec.structs.replace(frame, **{field: too_much})), frame in SESSION)


@pytest.mark.parametrize(
    "frame",
    [
        Hello(1, b"n" * 31, TAGS),
        Hello(1, b"n" * 32, TAGS[:15]),
        Hello(1, b"n" * 32, (*TAGS[:15], b"7 bytes")),
        Digest(type(G)(b""), b"d" * 32),
        Vector(G, (LogHead(LOG, -1, ID),)),
        Vector(G, (LogHead(type(LOG)(LOG[1:]), 1, ID),)),
        Pull(G, LOG, 4, 3),
        Pull(G, LOG, -1, 3),
        JoinAnswer(type(G)(b"g" * 31), "", ""),
        Knock(b""),
        KnockAnswer(b"7 bytes"),
        JoinForward(G, Request(InviteId(ID[1:]), ALICE.certificate, "Ada", b"s", b"p" * 64, b"c" * 64)),
        JoinForward(G, Request(InviteId(ID), ALICE.certificate, "n" * 65, b"s", b"p" * 64, b"c" * 64)),
        JoinForward(G, Request(InviteId(ID), ALICE.certificate, "Ada", b"s" * 1025, b"p" * 64, b"c" * 64)),
        JoinForward(G, Request(InviteId(ID), ALICE.certificate, "Ada", b"s", b"p" * 64, b"")),
        JoinVerdict(G, RequestId(ID[1:])),
        TurnClaim(G, TURN, TURN, 0, 4, "", "", "", 7, 8),
        TurnClaim(G, TURN, TURN, -1, 0, "", "", "", 7, 8),
    ],
    ids=name,
)
def test_wrong_values_are_hostile(frame: Frame) -> None:
    with pytest.raises(HostileInput):
        decode_frame(encode_frame(frame), frame.__class__ in get_args(SessionFrame))


def test_the_largest_handshake_frames_fit_the_limit_before_authentication() -> None:
    most = Accept((G,) * frames.ACCEPT_GROUPS, guest=True)
    for frame in [*HANDSHAKE, most, Refuse("x" * 40, "é" * 300)]:
        assert len(encode_frame(frame)) <= FRAME_BYTES_BEFORE_AUTH
        assert decode_frame(encode_frame(frame), authenticated=False) == frame


def test_the_largest_session_frames_fit_the_limit() -> None:
    vector = Vector(G, (HEAD,) * frames.VECTOR_LOGS)
    batch = Operations(G, (b"x" * (BATCH_BYTES // BATCH_OPERATIONS),) * BATCH_OPERATIONS, live=False, last=True)
    large = Operations(G, (b"x" * MAX_OPERATION_BYTES,) * (BATCH_BYTES // MAX_OPERATION_BYTES), live=False, last=True)
    for frame in (vector, batch, large, TurnDelta(G, TURN, 0, "👩" * 20_000)):
        assert len(encode_frame(frame)) <= FRAME_BYTES
        assert decode_frame(encode_frame(frame), authenticated=True) == frame


def test_a_frame_over_the_limit_is_not_even_read() -> None:
    with pytest.raises(HostileInput, match="allowed"):
        decode_frame(bytes(FRAME_BYTES_BEFORE_AUTH + 1), authenticated=False)
    with pytest.raises(HostileInput, match="allowed"):
        decode_frame(bytes(FRAME_BYTES + 1), authenticated=True)


def test_an_unknown_type_is_hostile() -> None:
    for authenticated in (False, True):
        with pytest.raises(HostileInput):
            decode_frame(encode((99, b"g" * 32)), authenticated)
