"""Codes that link a device survive what people do to text, and say what is wrong when they do not."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.invites import LINKING_PREFIX, fingerprint
from sync.core.link_code import _FORM, LinkingCode, encode_link_code, link_discovery_key, parse_link_code
from sync.errors import LinkMalformed
from tests.support.identities import identity, stream

CODE = LinkingCode(stream("secret")(16), 1_900_000_000, fingerprint(identity("alice").device))
TEXT = encode_link_code(CODE)

addresses = st.one_of(
    st.builds("{}:{}".format, st.ip_addresses(v=4), st.integers(1, 65_535)),
    st.builds("[{}]:{}".format, st.ip_addresses(v=6), st.integers(1, 65_535)),
    st.builds("{}.local:{}".format, st.text(string.ascii_lowercase, min_size=1, max_size=20), st.integers(1, 65_535)),
)
codes = st.builds(
    LinkingCode,
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=6, max_size=6),
    st.lists(addresses, max_size=4).map(tuple),
)


@given(codes)
def test_a_code_is_read_as_it_was_made(code: LinkingCode) -> None:
    text = encode_link_code(code)
    assert parse_link_code(text) == code
    assert parse_link_code(f"“{text.upper()}”") == code
    assert parse_link_code(f"Type this: {text[:20]}\n> {text[20:]}") == code


@given(codes, st.data())
def test_no_wrong_character_goes_unnoticed(code: LinkingCode, data: st.DataObject) -> None:
    text = encode_link_code(code)
    at = data.draw(st.integers(len(LINKING_PREFIX), len(text) - 1))
    wrong = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l").filter(lambda each: each != text[at]))
    with pytest.raises(LinkMalformed):
        parse_link_code(text[:at] + wrong + text[at + 1 :])


def test_a_code_is_short_enough_to_type() -> None:
    assert len(TEXT) == 64


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "no code here"),
        ("hello", "no code for linking a device"),
        ("causerie1qpzry9x8gf2tvdw0s3jn54khce6mua7lqpzry9x8gf2tvdw0s3jn54khce6mua7l", "no code for linking"),
        (TEXT[:-3], "cut off: 48 of its 51"),
        (TEXT[:-1] + ("q" if TEXT[-1] != "q" else "p"), "mistyped"),
        (LINKING_PREFIX + "p" + TEXT[14:], "another version"),
    ],
)
def test_each_kind_of_damage_has_its_sentence(pasted: str, sentence: str) -> None:
    with pytest.raises(LinkMalformed, match=sentence) as caught:
        parse_link_code(pasted)
    assert caught.value.hint


def test_addresses_that_make_no_sense_are_told() -> None:
    text = encode_link_code(CODE._replace(addresses=("192.168.1.20:47001",)))
    assert parse_link_code(text).addresses == ("192.168.1.20:47001",)
    data = bytes([1, 3]) + CODE.secret + CODE.expires.to_bytes(4, "big") + CODE.maker + b"\x09\x01\x02"
    with pytest.raises(LinkMalformed, match="address"):
        parse_link_code(_FORM.encode(data))


@pytest.mark.parametrize(
    "code",
    [CODE._replace(secret=b"short"), CODE._replace(maker=b""), CODE._replace(expires=-1), CODE._replace(expires=2**32)],
)
def test_what_does_not_fit_is_not_made(code: LinkingCode) -> None:
    with pytest.raises(ValueError, match="wrong size"):
        encode_link_code(code)


def test_the_key_depends_on_the_secret() -> None:
    assert link_discovery_key(CODE.secret) != link_discovery_key(bytes(16))
