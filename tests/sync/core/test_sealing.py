"""Encryption of content, boxes and derivations."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from sync.core.ids import LogId, LogKind
from sync.core.sealing import (
    PUBLIC_SIZES,
    SEED_SIZES,
    SMALLEST_BUCKET,
    SUITES,
    TAG_SIZE,
    HpkeKey,
    commitment,
    derive,
    discovery_key,
    open_box,
    open_content,
    padded_size,
    seal_box,
    seal_content,
    usable_box_key,
)
from sync.core.signing import label
from tests.support.identities import identity

LOG = identity("alice").log(LogKind.CONTENT)
SECRET, SALT, HEADER = b"e" * 32, b"s" * 32, b"header"


@given(st.binary(max_size=3_000))
def test_sealed_content_opens_to_what_it_was(plaintext: bytes) -> None:
    sealed = seal_content(SECRET, HEADER, LOG, 7, SALT, plaintext)
    assert len(sealed) == padded_size(len(plaintext) + 1) + TAG_SIZE
    assert open_content(SECRET, HEADER, LOG, 7, SALT, sealed) == plaintext


def test_content_opens_only_where_everything_is_as_it_was() -> None:
    sealed = seal_content(SECRET, HEADER, LOG, 7, SALT, b"hello")
    other_log = LogId(LOG[:-1] + b"!")
    assert open_content(b"f" * 32, HEADER, LOG, 7, SALT, sealed) is None
    assert open_content(SECRET, b"Header", LOG, 7, SALT, sealed) is None
    assert open_content(SECRET, HEADER, other_log, 7, SALT, sealed) is None
    assert open_content(SECRET, HEADER, LOG, 8, SALT, sealed) is None
    assert open_content(SECRET, HEADER, LOG, 7, b"t" * 32, sealed) is None


def test_no_flipped_or_missing_byte_goes_unnoticed() -> None:
    sealed = seal_content(SECRET, HEADER, LOG, 7, SALT, b"hello")
    for index in range(len(sealed)):
        assert open_content(SECRET, HEADER, LOG, 7, SALT, sealed[:index]) is None
        changed = sealed[:index] + bytes([sealed[index] ^ 1]) + sealed[index + 1 :]
        assert open_content(SECRET, HEADER, LOG, 7, SALT, changed) is None


@pytest.mark.parametrize("padded", [b"", bytes(128), b"hello".ljust(128, b"\0"), b"hello\x80\x01"], ids=repr)
def test_content_without_its_padding_mark_does_not_open(padded: bytes) -> None:
    material = HKDF(SHA256(), 44, SALT, label("content") + LOG + (7).to_bytes(8, "big")).derive(SECRET)
    sealed = ChaCha20Poly1305(material[:32]).encrypt(material[32:], padded, HEADER)
    assert open_content(SECRET, HEADER, LOG, 7, SALT, sealed) is None


def test_a_salt_of_its_own_gives_equal_texts_different_bytes() -> None:
    one, two = (seal_content(SECRET, HEADER, LOG, 7, salt, b"hello") for salt in (SALT, b"t" * 32))
    assert one != two


@given(st.integers(0, 70_000))
def test_buckets_are_few_and_waste_little(size: int) -> None:
    bucket = padded_size(size)
    assert size <= bucket
    assert bucket == SMALLEST_BUCKET or bucket <= size * 1.12
    assert padded_size(bucket) == bucket


def test_there_are_few_buckets() -> None:
    assert len({padded_size(size) for size in range(65_536)}) < 180


@pytest.mark.parametrize("suite", SUITES)
def test_a_box_opens_for_its_key_purpose_and_context_only(suite: int) -> None:
    alice, bob = identity("alice", suite).hpke, identity("bob", suite).hpke
    sealed = seal_box(suite, alice.public_bytes, "rekey", b"context", SECRET)
    assert open_box(HpkeKey.from_bytes(alice.to_bytes()), "rekey", b"context", sealed) == SECRET
    assert open_box(bob, "rekey", b"context", sealed) is None
    assert open_box(alice, "grant", b"context", sealed) is None
    assert open_box(alice, "rekey", b"contexts", sealed) is None


@pytest.mark.parametrize("suite", SUITES)
def test_no_changed_or_truncated_box_opens(suite: int) -> None:
    key = identity("alice", suite).hpke
    sealed = seal_box(suite, key.public_bytes, "rekey", b"", SECRET)
    for index in range(len(sealed)):
        assert open_box(key, "rekey", b"", sealed[:index]) is None
        changed = sealed[:index] + bytes([sealed[index] ^ 0x40]) + sealed[index + 1 :]
        assert open_box(key, "rekey", b"", changed) is None


@pytest.mark.parametrize("suite", SUITES)
def test_keys_have_the_sizes_of_their_suite(suite: int) -> None:
    key = identity("alice", suite).hpke
    assert len(key.public_bytes) == PUBLIC_SIZES[suite]
    assert len(key.to_bytes()) == 1 + SEED_SIZES[suite]
    assert usable_box_key(suite, key.public_bytes)


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x03" + b"k" * 32, b"\x01" + b"k" * 33, b"\x02" + b"k" * 32])
def test_what_is_not_a_stored_key_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="suite"):
        HpkeKey.from_bytes(data)


@pytest.mark.parametrize(
    ("suite", "public"),
    [
        (1, bytes(32)),  # of small order
        (1, b"\x01" + bytes(31)),
        (1, b"k" * 31),
        (2, b"k" * 32),
        (2, identity("alice").hpke.public_bytes[:1184] + bytes(32)),
        (2, b"\xff" * 1184 + identity("alice").hpke.public_bytes[1184:]),  # coefficients beyond the modulus
        (0, b"k" * 32),
        (3, b"k" * 32),
    ],
)
def test_a_key_nobody_could_seal_to_is_refused(suite: int, public: bytes) -> None:
    assert not usable_box_key(suite, public)
    with pytest.raises(ValueError, match=r"."):
        seal_box(suite, public, "rekey", b"", SECRET)


def test_derivations_are_apart_from_each_other() -> None:
    outcomes = [
        derive(SECRET, "one", b""),
        derive(SECRET, "two", b""),
        derive(SECRET, "one", b"context"),
        derive(b"f" * 32, "one", b""),
        commitment(SECRET, b""),
        commitment(SECRET, b"context"),
        discovery_key(SECRET),
    ]
    assert len(set(outcomes)) == len(outcomes)
    assert len(derive(SECRET, "one", b"", 44)) == 44
