"""Device certificates: both keys agree, and every key in them can be used."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.certificates import check, issue
from sync.core.codec import decode, encode
from sync.core.ops import DeviceCertificate, SignedCertificate
from sync.core.signing import SigningKey
from sync.errors import HostileInput
from tests.support.identities import CREATED_MS, identity

ALICE, BOB = identity("alice"), identity("bob")


def signed(account_key: SigningKey, device_key: SigningKey, **changes: Any) -> SignedCertificate:
    """Return Alice's certificate with changes, properly signed by the two keys."""
    certificate = encode(msgspec.structs.replace(check(ALICE.certificate), **changes))
    return SignedCertificate(
        certificate=certificate,
        account_signature=account_key.sign("certificate by account", certificate),
        device_signature=device_key.sign("certificate by device", certificate),
    )


@pytest.mark.parametrize("suite", [1, 2])
def test_a_certificate_says_what_was_issued(suite: int) -> None:
    person = identity("alice", suite)
    certificate = check(person.certificate)
    assert certificate == decode(person.certificate.certificate, DeviceCertificate)
    assert certificate.account == person.account
    assert certificate.signing_key == person.device
    assert certificate.hpke_key == person.hpke.public_bytes
    assert (certificate.suite, certificate.created) == (suite, CREATED_MS)


def test_a_certificate_survives_the_wire() -> None:
    assert check(decode(encode(ALICE.certificate), SignedCertificate)) == check(ALICE.certificate)


def test_an_account_cannot_claim_a_device_that_did_not_agree() -> None:
    claimed = issue(ALICE.account_key, BOB.device_key, 2, BOB.hpke.public_bytes, 1)
    own_signature_instead = msgspec.structs.replace(
        claimed, device_signature=ALICE.account_key.sign("certificate by device", claimed.certificate)
    )
    with pytest.raises(HostileInput, match="device"):
        check(own_signature_instead)


def test_a_device_cannot_join_an_account_that_did_not_agree() -> None:
    with pytest.raises(HostileInput, match="account"):
        check(signed(BOB.account_key, ALICE.device_key))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"created": -1},
        {"created": 2**53 + 1},
        {"suite": 3},
        {"suite": 1},
        {"hpke_key": bytes(1216)},
        {"hpke_key": b""},
        {"account": (1).to_bytes(32, "little")},
        {"account": b""},
        {"signing_key": bytes(32)},
        {"signing_key": ALICE.account},
    ],
    ids=str,
)
def test_a_certificate_that_breaks_a_rule_is_hostile(changes: dict[str, Any]) -> None:
    with pytest.raises(HostileInput):
        check(signed(ALICE.account_key, ALICE.device_key, **changes))


def test_one_key_cannot_be_account_and_device_at_once() -> None:
    with pytest.raises(HostileInput, match="one key"):
        check(issue(ALICE.account_key, ALICE.account_key, 2, ALICE.hpke.public_bytes, 1))


@given(st.data())
def test_no_flipped_bit_goes_unnoticed(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(["certificate", "account_signature", "device_signature"]))
    value = bytearray(getattr(ALICE.certificate, field))
    value[data.draw(st.integers(0, len(value) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(HostileInput):
        check(msgspec.structs.replace(ALICE.certificate, **{field: bytes(value)}))
