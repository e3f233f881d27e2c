"""Signatures and the signed form of operations."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.codec import encode
from sync.core.ids import EpochId, LogKind, OpId
from sync.core.limits import MAX_DEPS, MAX_OPERATION_BYTES
from sync.core.ops import Body, Header, Kind, Operation, SignedOperation
from sync.core.signing import (
    MAX_COUNTER,
    SigningKey,
    build_operation,
    header_bytes,
    parse_operation,
    usable_key,
    verify,
    verify_operation,
)
from sync.errors import HostileInput
from tests.support.identities import group_id, identity

FIELD = 2**255 - 19
ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022
ALICE = identity("alice")
ID = OpId(b"i" * 32)


def content_header(**changes: Any) -> Header:
    header = Header(
        version=1,
        group=group_id("g"),
        log=ALICE.log(LogKind.CONTENT),
        seq=3,
        prev=ID,
        kind=Kind.MESSAGE,
        lamport=9,
        time=1_900_000_000_000,
        deps=(ID,),
        control_heads=(ID, ID),
        epoch=EpochId(b"e" * 32),
        salt=b"s" * 32,
    )
    return msgspec.structs.replace(header, **changes)


def control_header(**changes: Any) -> Header:
    base = {"log": ALICE.log(LogKind.CONTROL), "kind": Kind.PROFILE, "control_heads": (), "epoch": b""}
    return content_header(**(base | changes))


def genesis_header(**changes: Any) -> Header:
    return control_header(**({"kind": Kind.GENESIS, "group": b"", "seq": 0, "prev": b"", "deps": ()} | changes))


def forged(header: Header, payload: bytes = b"payload") -> bytes:
    """Return a properly signed operation that nothing has checked."""
    body = encode(Body(header=encode(header), payload=payload))
    return encode(SignedOperation(body=body, signature=ALICE.device_key.sign("operation", body)))


def test_a_key_is_its_seed() -> None:
    key = SigningKey.from_bytes(b"k" * 32)
    assert SigningKey.from_bytes(key.to_bytes()).public == key.public
    with pytest.raises(ValueError, match="32"):
        SigningKey.from_bytes(b"k" * 31)


def test_a_signature_holds_for_its_purpose_data_and_key_only() -> None:
    key = ALICE.device_key
    signature = key.sign("one", b"data")
    assert verify(key.public, "one", b"data", signature)
    assert not verify(key.public, "two", b"data", signature)
    assert not verify(key.public, "one", b"date", signature)
    assert not verify(identity("bob").device, "one", b"data", signature)
    assert not verify(key.public, "one", b"data", signature[:-1])
    assert not verify(key.public, "one", b"data", signature + b"\0")


@pytest.mark.parametrize("sign", [0, 1 << 255])
@pytest.mark.parametrize(
    "y", [0, 1, FIELD - 1, FIELD, FIELD + 1, ORDER_8, FIELD - ORDER_8, FIELD + 18], ids=lambda y: hex(y)[-6:]
)
def test_keys_of_small_order_and_second_encodings_are_refused(y: int, sign: int) -> None:
    public = (y | sign).to_bytes(32, "little")
    identity_point = (1).to_bytes(32, "little")
    assert not usable_key(public)
    # R = the identity and S = 0 verify for any message under such a key, wherever it is not refused.
    assert not verify(public, "any", b"message", identity_point + bytes(32))


@pytest.mark.parametrize("public", [b"", b"k" * 31, b"k" * 33, b"\x02" + bytes(31)], ids=len)
def test_what_is_not_a_key_verifies_nothing(public: bytes) -> None:
    assert not verify(public, "any", b"message", ALICE.device_key.sign("any", b"message"))


@given(st.binary(max_size=40), st.binary(max_size=80))
def test_verifying_never_raises(public: bytes, signature: bytes) -> None:
    assert not verify(public, "any", b"message", signature)


@pytest.mark.parametrize(
    "header", [content_header(), control_header(), genesis_header()], ids=lambda h: Kind(h.kind).name
)
def test_a_built_operation_is_parsed_as_it_was(header: Header) -> None:
    built = build_operation(header, b"payload", ALICE.device_key)
    parsed = parse_operation(built.raw)
    assert parsed == built
    assert verify_operation(parsed)
    assert header_bytes(parsed) == encode(header)


def test_an_operation_signed_by_another_device_does_not_verify() -> None:
    body = encode(Body(header=encode(content_header()), payload=b""))
    raw = encode(SignedOperation(body=body, signature=identity("bob").device_key.sign("operation", body)))
    assert not verify_operation(parse_operation(raw))


WRONG_HEADERS = {
    "version": content_header(version=2),
    "kind": content_header(kind=31),
    "kind far off": content_header(kind=2**63),
    "log too short": content_header(log=ALICE.log(LogKind.CONTENT)[:-1]),
    "content in a control log": content_header(log=ALICE.log(LogKind.CONTROL)),
    "control in a content log": control_header(log=ALICE.log(LogKind.CONTENT)),
    "unknown log": content_header(log=ALICE.device + b"\x02" + bytes(8)),
    "no group": content_header(group=b""),
    "genesis with a group": genesis_header(group=group_id("g")),
    "genesis later": genesis_header(seq=1, prev=ID),
    "genesis with deps": genesis_header(deps=(ID,)),
    "first with prev": content_header(seq=0),
    "later without prev": content_header(prev=b""),
    "negative seq": content_header(seq=-1),
    "seq": content_header(seq=MAX_COUNTER + 1),
    "negative lamport": content_header(lamport=-1),
    "lamport": content_header(lamport=MAX_COUNTER + 1),
    "negative time": content_header(time=-1),
    "time": content_header(time=MAX_COUNTER + 1),
    "deps": content_header(deps=(ID,) * (MAX_DEPS + 1)),
    "control heads": content_header(control_heads=(ID,) * 17),
    "control heads in control": control_header(control_heads=(ID,)),
    "short dep": content_header(deps=(b"i" * 31,)),
    "short head": content_header(control_heads=(b"",)),
    "no epoch": content_header(epoch=b""),
    "epoch in control": control_header(epoch=b"e" * 32),
    "salt": content_header(salt=b"s" * 16),
}


@pytest.mark.parametrize("header", WRONG_HEADERS.values(), ids=WRONG_HEADERS.keys())
def test_a_header_that_breaks_a_rule_is_hostile_and_never_built(header: Header) -> None:
    with pytest.raises(HostileInput):
        parse_operation(forged(header))
    with pytest.raises(ValueError, match="operation:"):
        build_operation(header, b"payload", ALICE.device_key)


def test_the_largest_operation_fits_and_one_byte_more_does_not() -> None:
    room = MAX_OPERATION_BYTES - len(forged(content_header(), bytes(60_000))) + 60_000
    assert len(build_operation(content_header(), bytes(room), ALICE.device_key).raw) == MAX_OPERATION_BYTES
    with pytest.raises(ValueError, match="too large"):
        build_operation(content_header(), bytes(room + 1), ALICE.device_key)
    with pytest.raises(HostileInput, match="allowed"):
        parse_operation(forged(content_header(), bytes(room + 1)))


def test_nobody_writes_the_log_of_another_device() -> None:
    with pytest.raises(ValueError, match="another device"):
        build_operation(content_header(), b"", identity("bob").device_key)


def test_a_signature_of_a_wrong_size_is_hostile() -> None:
    body = encode(Body(header=encode(content_header()), payload=b""))
    with pytest.raises(HostileInput, match="signature"):
        parse_operation(encode(SignedOperation(body=body, signature=b"s" * 63)))


@pytest.fixture(scope="module")
def operation() -> Operation:
    return build_operation(content_header(), b"payload", ALICE.device_key)


def test_every_truncation_is_hostile(operation: Operation) -> None:
    for size in range(len(operation.raw)):
        with pytest.raises(HostileInput):
            parse_operation(operation.raw[:size])


def test_no_flipped_bit_goes_unnoticed(operation: Operation) -> None:
    for bit in range(len(operation.raw) * 8):
        raw = bytearray(operation.raw)
        raw[bit // 8] ^= 1 << bit % 8
        try:
            parsed = parse_operation(bytes(raw))
        except HostileInput:
            continue
        assert not verify_operation(parsed)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_hostile(raw: bytes) -> None:
    with pytest.raises(HostileInput):
        parse_operation(raw)
