"""Invite codes survive what people do to text, and say what is wrong when they do not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.codec import decode, encode
from sync.core.ids import DeviceId, GroupId
from sync.core.invites import (
    PREFIX,
    InviteCode,
    JoinStatement,
    encode_code,
    find_code,
    fingerprint,
    invite_discovery_key,
    invite_key,
    link,
    parse_code,
)
from sync.core.signing import verify
from sync.errors import HostileInput, InviteMalformed
from tests.support.identities import group_id, identity, stream

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CODE = InviteCode(group_id("g"), stream("secret")(16), 1_900_000_000, fingerprint(identity("alice").device))
FAR = CODE._replace(addresses=("192.168.1.20:47001", "[fe80::1]:5", "alice.local:65535"))
TEXT = encode_code(CODE)

addresses = st.one_of(
    st.builds("{}:{}".format, st.ip_addresses(v=4), st.integers(1, 65_535)),
    st.builds("[{}]:{}".format, st.ip_addresses(v=6), st.integers(1, 65_535)),
    st.builds("{}.local:{}".format, st.text(string.ascii_lowercase, min_size=1, max_size=20), st.integers(1, 65_535)),
)
codes = st.builds(
    InviteCode,
    st.binary(min_size=32, max_size=32).map(GroupId),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=6, max_size=6),
    st.lists(addresses, max_size=4).map(tuple),
)


@given(codes)
def test_a_code_is_read_as_it_was_made(code: InviteCode) -> None:
    assert parse_code(encode_code(code)) == code
    assert parse_code(link(code).upper()) == code


def test_a_code_is_short_enough_to_send() -> None:
    assert len(TEXT) == 111
    assert len(encode_code(CODE._replace(addresses=("192.168.1.20:47001",)))) == 123
    assert TEXT.isascii()
    assert TEXT.isalnum()


@pytest.mark.parametrize(
    "pasted",
    [
        f"  {TEXT}\n",
        TEXT.upper(),
        TEXT.capitalize(),
        link(CODE),
        f"<{link(CODE)}>",
        f"“{TEXT}”",
        f"« {TEXT} »",
        f"`{TEXT}`",
        f"**{TEXT}**",
        f"Join us: {TEXT}.",
        f"Join our Causerie group ({TEXT}), it is fun. See you there!",
        f"Causerie 1 is out! {link(CODE)}\nBye",
        f"{TEXT} please do not share it",
        f"> {TEXT[:40]}\n> {TEXT[40:80]}\n> {TEXT[80:]}",
        " ".join(TEXT[start : start + 5] for start in range(0, len(TEXT), 5)),
        "\u200b".join(TEXT),
        "\u00ad".join(TEXT),
        f"{TEXT[:60]}-\r\n{TEXT[60:]}",
        f"{TEXT[:50]} {TEXT}",  # a broken one, then the right one
        "".join(chr(ord(character) + 0xFEE0) for character in TEXT),  # full width, from an Asian keyboard
    ],
)
def test_codes_are_found_in_what_people_paste(pasted: str) -> None:
    assert parse_code(pasted) == CODE
    assert find_code(pasted) == TEXT


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "no code here"),
        (" \n\u200b", "no code here"),
        ("hello there", "no Causerie code"),
        ("causerie", "no Causerie code"),
        ("https://example.org/join/abcdefghijkl", "other program"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "other program"),
        ("causerielink1qpzry9x8gf2tvdw0s3jn54khce6mua7lqpzry9x8gf2tvdw0s3", "links a device"),
        (TEXT[20:], "beginning of this code is missing"),
        (PREFIX, "cut off: 0 of"),
        (TEXT[:12], "cut off: 3 of"),
        (TEXT[:-1], "cut off: 101 of its 102"),
        (encode_code(FAR)[:-20], "cut off"),
        (f"{TEXT[:80]}... (it was longer)", "cut off"),
        (TEXT[:70] + "b" + TEXT[71:], "mistyped: codes never contain the character “b”"),
        (TEXT[:70] + ("q" if TEXT[70] != "q" else "p") + TEXT[71:], "mistyped: at least one"),
        (TEXT[:70] + TEXT[71:] + "q", "mistyped: at least one"),
        (TEXT[:70] + TEXT[71] + TEXT[70] + TEXT[72:], "mistyped: at least one"),
        (PREFIX + "p" + TEXT[10:], "another version"),
    ],
)
def test_each_kind_of_damage_has_its_sentence(pasted: str, sentence: str) -> None:
    with pytest.raises(InviteMalformed, match=sentence) as caught:
        parse_code(pasted)
    assert caught.value.hint
    assert find_code(pasted) is None


@given(
    st.integers(len(PREFIX), len(TEXT) - 1), st.sampled_from(ALPHABET), st.sampled_from(ALPHABET), st.integers(0, 101)
)
def test_no_one_or_two_wrong_characters_pass(index: int, one: str, two: str, other: int) -> None:
    typed = list(TEXT)
    typed[index], typed[len(PREFIX) + other] = one, two
    text = "".join(typed)
    if text != TEXT:
        with pytest.raises(InviteMalformed):
            parse_code(text)


@given(st.integers(0, len(TEXT) - 1))
def test_every_truncation_is_noticed(size: int) -> None:
    with pytest.raises(InviteMalformed):
        parse_code(TEXT[:size])


@given(
    st.text(max_size=80) | st.text(ALPHABET, max_size=150).map(PREFIX.__add__) | st.text("causerie1qpzb :", max_size=90)
)
def test_any_other_text_is_malformed_and_nothing_worse(text: str) -> None:
    with pytest.raises(InviteMalformed):
        parse_code(text)
    assert find_code(text) is None


def test_a_huge_clipboard_is_searched_only_so_far() -> None:
    assert find_code("x" * 30_000 + TEXT) is None
    assert find_code("causerie1" * 200_000) is None


def _with_addresses(raw: bytes) -> str:
    """Return a code with a proper checksum round these address bytes."""
    honest = encode_code(CODE._replace(addresses=(f"{'x' * (len(raw) - 4)}:1",)))
    # The checksum is linear: xor of two codes of equal length differs from the truth by a constant, so make it anew.
    return _reencoded(honest, raw)


def _reencoded(honest: str, raw: bytes) -> str:
    words = [ALPHABET.index(character) for character in honest[len(PREFIX) : -6]]
    number = 0
    for word in words:
        number = number << 5 | word
    size = len(words) * 5 // 8
    data = (number >> len(words) * 5 - size * 8).to_bytes(size, "big")[: -len(raw)] + raw
    number = int.from_bytes(data, "big") << len(words) * 5 - size * 8
    words = [number >> 5 * index & 31 for index in reversed(range(len(words)))]
    values = [*(ord(c) >> 5 for c in "causerie"), 0, *(ord(c) & 31 for c in "causerie"), *words, *[0] * 6]
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    check ^= 0x2BC830A3
    words += [check >> 5 * (5 - index) & 31 for index in range(6)]
    return PREFIX + "".join(ALPHABET[word] for word in words)


def test_the_test_makes_proper_codes() -> None:
    assert parse_code(_with_addresses(b"\x04\x7f\x00\x00\x01\x00\x50")).addresses == ("127.0.0.1:80",)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x04\x7f\x00\x00\x01\x00",  # cut off
        b"\x04\x7f\x00\x00\x01\x00\x00",  # port 0
        b"\x07\x7f\x00\x00\x01\x00\x50",  # no such form
        b"\x00\x00\x00\x50\x00\x00",  # empty host
        b"\x00\x02a/\x00\x50",  # not a host name
        b"\x00\x02a\xff\x00\x50",
        b"\x04\x7f\x00\x00\x01\x00\x50\x00",  # half an entry more
    ],
)
def test_senseless_addresses_are_malformed(raw: bytes) -> None:
    with pytest.raises(InviteMalformed, match="address"):
        parse_code(_with_addresses(raw))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "host",
        "host:",
        ":80",
        "host:0",
        "host:65536",
        "host:x",
        "host:٣",
        "a b:80",
        "[::1:80",
        "[x]:80",
        "fe80::1:80",
    ],
)
def test_what_is_not_an_address_is_not_encoded(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode_code(CODE._replace(addresses=(address,)))


@pytest.mark.parametrize(
    "wrong",
    [
        CODE._replace(group=GroupId(b"g" * 31)),
        CODE._replace(secret=b"s" * 15),
        CODE._replace(expires=-1),
        CODE._replace(expires=2**32),
        CODE._replace(inviter_fingerprint=b""),
        CODE._replace(addresses=("a:1",) * 5),
        CODE._replace(addresses=(f"{'a' * 130}:1",) * 2),
    ],
)
def test_parts_of_a_wrong_size_are_not_encoded(wrong: InviteCode) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode_code(wrong)


def test_what_is_derived_from_the_secret_tells_one_invite_from_another() -> None:
    other = stream("other")(16)
    statement = b"statement"
    proof = invite_key(CODE.secret).sign("join", statement)
    assert verify(invite_key(CODE.secret).public, "join", statement, proof)
    assert not verify(invite_key(other).public, "join", statement, proof)
    assert (
        len({invite_key(CODE.secret).to_bytes(), invite_discovery_key(CODE.secret), invite_discovery_key(other)}) == 3
    )


def test_a_fingerprint_names_a_device() -> None:
    assert len(fingerprint(identity("alice").device)) == 6
    assert fingerprint(identity("alice").device) != fingerprint(DeviceId(identity("bob").device))


def test_a_join_statement_has_fixed_sizes() -> None:
    parts = [bytes([index]) * 32 for index in range(6)]
    assert decode(encode(parts), JoinStatement).listener_nonce == parts[5]
    for index in range(6):
        with pytest.raises(HostileInput):
            decode(encode([*parts[:index], b"short", *parts[index + 1 :]]), JoinStatement)
