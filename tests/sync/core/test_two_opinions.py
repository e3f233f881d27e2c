"""What is let in and what is refused: the program and what was written from PROTOCOL.md come to the same verdict."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sync.core import certificates, codec, signing
from sync.core.invites import parse_code
from sync.core.ops import SignedCertificate
from sync.core.sealing import usable_box_key
from sync.errors import CauserieError, HostileInput
from tests.support.second import boxes, codes, identity, operations, primitives

KEY: Final = primitives.Key(b"k" * 32)
ANA: Final = identity.Identity(b"a" * 32, b"d" * 32, b"b" * 96)
CONTROL_LOG: Final = KEY.public + b"\x00" + b"i" * 8
CONTENT_LOG: Final = KEY.public + b"\x01" + b"i" * 8
OTHER_LOG: Final = KEY.public + b"\x02" + b"i" * 8
ID: Final = b"x" * 32
CONTROL: Final = [1, ID, CONTROL_LOG, 3, ID, 5, 7, 9, [ID], [], b"", ID]
CONTENT: Final = [1, ID, CONTENT_LOG, 3, ID, 32, 7, 9, [ID], [ID], ID, ID]
GENESIS: Final = [1, b"", CONTROL_LOG, 0, b"", 1, 0, 9, [], [], b"", ID]

ODD: Final = st.one_of(
    st.sampled_from([0, 1, 5, 12, 13, 31, 32, 36, 37, 63, 2**53, 2**53 + 1, 2**64 - 1, -1]),
    st.sampled_from(
        [b"", ID, ID[1:], ID + b"x", CONTROL_LOG, CONTENT_LOG, CONTENT_LOG[:-1], KEY.public + b"\x02" + b"i" * 8]
    ),
    st.sampled_from([[], [ID], [ID] * 16, [ID] * 17, [b""], [1], None, True, False, "", "text", 1.0]),
)
BASES: Final = st.sampled_from([CONTROL, CONTENT, GENESIS])


def verdicts(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[bool, bool]:
    """Return whether each of the two lets something in."""
    found: list[bool] = []
    for opinion in (first, second):
        try:
            found.append(opinion() is not False)
        except (CauserieError, HostileInput, primitives.Refused):
            found.append(False)
    return found[0], found[1]


def signed(header: Any) -> bytes:
    body = primitives.encode([primitives.encode(header), b"payload"])
    return primitives.encode([body, KEY.sign("operation", body)])


def agree_about_operation(raw: bytes) -> bool:
    def first() -> bool:
        return signing.verify_operation(signing.parse_operation(raw))

    mine, other = verdicts(first, lambda: operations.parse(raw))
    assert mine == other
    return mine


@pytest.mark.parametrize("header", [CONTROL, CONTENT, GENESIS], ids=["control", "content", "genesis"])
def test_both_take_a_proper_operation(header: list[Any]) -> None:
    assert agree_about_operation(signed(header))
    assert operations.parse(signed(header)).id == signing.parse_operation(signed(header)).id


@given(BASES, st.lists(st.tuples(st.integers(0, 11), ODD), min_size=1, max_size=3))
def test_headers_with_odd_fields(header: list[Any], changes: list[tuple[int, Any]]) -> None:
    changed = list(header)
    for place, value in changes:
        changed[place] = value
    agree_about_operation(signed(changed))


@given(BASES, st.integers(0, 13))
def test_headers_of_another_length(header: list[Any], length: int) -> None:
    agree_about_operation(signed([*header, 0][:length]))


@given(BASES, st.data())
def test_operations_with_a_changed_byte_or_another_end(header: list[Any], data: st.DataObject) -> None:
    raw = bytearray(signed(header))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(0, 255))
    agree_about_operation(bytes(raw))
    agree_about_operation(bytes(raw)[: data.draw(st.integers(0, len(raw)))] + data.draw(st.binary(max_size=2)))


@given(st.lists(st.tuples(st.integers(0, 5), ODD), max_size=2), st.binary(min_size=1216, max_size=1216))
def test_certificates(changes: list[tuple[int, Any]], key: bytes) -> None:
    fields: list[Any] = [1, ANA.account.public, ANA.device.public, 2, boxes.box_key(2, ANA.box), 5]
    for place, value in changes:
        fields[place] = key if place == 4 else value
    exact = primitives.encode(fields)
    both = [ANA.account.sign("certificate by account", exact), ANA.device.sign("certificate by device", exact)]
    mine, other = verdicts(
        lambda: certificates.check(SignedCertificate(exact, *both)), lambda: identity.check_certificate([exact, *both])
    )
    assert mine == other
    assert mine or changes


@given(st.one_of(st.binary(max_size=40), st.integers(0, 2**256 - 1).map(lambda number: number.to_bytes(32, "little"))))
@example(bytes(32))
@example((1).to_bytes(32, "little"))
@example((2**255 - 20).to_bytes(32, "little"))
@example((2**255 - 19).to_bytes(32, "little"))
@example((2**255 - 18).to_bytes(32, "little"))
@example((2**256 - 1).to_bytes(32, "little"))
@example(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"))
@example(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
@example(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"))
def test_usable_keys(public: bytes) -> None:
    assert signing.usable_key(public) == primitives.usable(public)


@given(
    st.sampled_from([1, 2]), st.sampled_from([b"", bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"\x09" + bytes(31)])
)
def test_usable_encryption_keys(suite: int, classic: bytes) -> None:
    public = boxes.box_key(2, ANA.box)[:1184] * (suite - 1) + classic
    assert usable_box_key(suite, public) == boxes.usable_box_key(suite, public)


INVITE: Final = codes.Invite(
    ID, b"s" * 16, 1_900_000_000, b"finger", ("192.168.1.20:47001", "[fe80::1]:5", "a.local:1")
)


@given(
    st.lists(st.tuples(st.integers(0, 177), st.sampled_from(" \n\t>*_|`'\"\u200b\u2011\u00ad“»-qQlbi1é"))),
    st.booleans(),
)
def test_codes_that_people_passed_on(changes: list[tuple[int, str]], upper: bool) -> None:
    text = codes.invite_code(INVITE)
    for place, character in changes:
        text = text[:place] + character + text[place:]
    text = text.upper() if upper else text
    mine, other = verdicts(lambda: parse_code(text), lambda: codes.read_invite(text))
    assert mine == other
    if mine:
        assert tuple(parse_code(text)) == tuple(codes.read_invite(text))


@given(st.binary(max_size=300))
def test_anything_at_all(raw: bytes) -> None:
    agree_about_operation(raw)


def test_the_encoding_is_the_same() -> None:
    assert codec.encode((1, "é", b"x", None, (2**40, True))) == primitives.encode([1, "é", b"x", None, [2**40, True]])
