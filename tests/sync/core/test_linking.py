"""Asking to be linked: what must hold, and digits that nobody can choose."""

from dataclasses import dataclass, replace

import msgspec
import pytest

from sync.core.certificates import check, state
from sync.core.codec import encode
from sync.core.ids import AccountId, DeviceId
from sync.core.link_frames import LinkAsk
from sync.core.linking import (
    LinkStatement,
    Wires,
    account_discovery_key,
    check_ask,
    commitment,
    digits,
    make_ask,
    request_id,
)
from sync.core.sealing import SEED_SIZES, SUITE_CLASSIC, HpkeKey, derive
from sync.core.signing import SigningKey
from sync.errors import HostileInput
from tests.support.identities import identity, stream

SECRET = b"s" * 16
WIRES = Wires(b"b" * 32, b"d" * 32, b"l" * 32)
OLD = identity("alice")


@dataclass(frozen=True)
class NewDevice:
    """A device without an account."""

    key: SigningKey
    hpke: HpkeKey
    account: AccountId = OLD.account

    @property
    def certificate(self) -> bytes:
        device = DeviceId(self.key.public)
        return state(self.account, device, SUITE_CLASSIC, self.hpke.public_bytes, 5)

    def ask(self, secret: bytes = SECRET, wires: Wires = WIRES) -> LinkAsk:
        return make_ask(secret, self.key, self.certificate, wires, commitment(b"n" * 32))


def new_device(name: str = "phone") -> NewDevice:
    random = stream(name)
    return NewDevice(SigningKey.from_bytes(random(32)), HpkeKey(SUITE_CLASSIC, random(SEED_SIZES[SUITE_CLASSIC])))


NEW = new_device()


def resigned(ask: LinkAsk, secret: bytes = SECRET, **changes: object) -> LinkAsk:
    """Return the request with another statement, proved and signed as it should be."""
    statement = encode(msgspec.structs.replace(msgspec.msgpack.decode(ask.statement, type=LinkStatement), **changes))
    signature = NEW.key.sign("link statement", statement)
    proof = derive(secret, "link proof", statement)
    return msgspec.structs.replace(ask, statement=statement, signature=signature, proof=proof)


def test_a_request_that_holds_says_who_asks() -> None:
    ask = NEW.ask()
    applicant = check_ask(ask, SECRET, OLD.account, WIRES)
    assert applicant.request == request_id(ask)
    assert applicant.certificate.signing_key == NEW.key.public
    assert applicant.commitment == commitment(b"n" * 32)
    signed = applicant.signed(OLD.account_key)
    assert check(signed) == applicant.certificate


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (NEW.ask(secret=b"x" * 16), "without the code"),
        (NEW.ask(wires=WIRES._replace(binding=b"x" * 32)), "another connection"),
        (NEW.ask(wires=WIRES._replace(dialler_nonce=b"x" * 32)), "another connection"),
        (NEW.ask(wires=WIRES._replace(listener_nonce=b"x" * 32)), "another connection"),
        (resigned(NEW.ask(), certificate=bytes(32)), "another certificate"),
        (replace(NEW, account=identity("mallory").account).ask(), "another account"),
        (msgspec.structs.replace(NEW.ask(), signature=bytes(64)), "not signed by the device"),
        (msgspec.structs.replace(NEW.ask(), agreement=bytes(64)), "not signed by its device"),
        (msgspec.structs.replace(NEW.ask(), proof=bytes(32)), "without the code"),
    ],
)
def test_a_request_that_does_not_hold_is_hostile(ask: LinkAsk, why: str) -> None:
    with pytest.raises(HostileInput, match=why):
        check_ask(ask, SECRET, OLD.account, WIRES)


def test_a_request_cannot_be_passed_on_by_somebody_else() -> None:
    overheard = NEW.ask()
    thief = new_device("thief")
    statement = encode(
        msgspec.structs.replace(msgspec.msgpack.decode(overheard.statement, type=LinkStatement), binding=b"t" * 32)
    )
    forged = msgspec.structs.replace(
        overheard,
        statement=statement,
        proof=derive(SECRET, "link proof", statement),
        signature=thief.key.sign("link statement", statement),
    )
    with pytest.raises(HostileInput, match="not signed by the device"):
        check_ask(forged, SECRET, OLD.account, WIRES._replace(binding=b"t" * 32))


def test_digits_are_six_and_depend_on_everything() -> None:
    ask = NEW.ask()
    shown = digits(SECRET, ask, OLD.device, b"o" * 32, b"n" * 32)
    assert len(shown) == 6
    assert shown.isdigit()
    others = {
        digits(b"x" * 16, ask, OLD.device, b"o" * 32, b"n" * 32),
        digits(SECRET, new_device("thief").ask(), OLD.device, b"o" * 32, b"n" * 32),
        digits(SECRET, NEW.ask(wires=WIRES._replace(binding=b"x" * 32)), OLD.device, b"o" * 32, b"n" * 32),
        digits(SECRET, ask, identity("bob").device, b"o" * 32, b"n" * 32),
        digits(SECRET, ask, OLD.device, b"x" * 32, b"n" * 32),
        digits(SECRET, ask, OLD.device, b"o" * 32, b"x" * 32),
    }
    assert len(others) == 6
    assert shown not in others


def test_the_devices_of_an_account_find_each_other_and_nobody_else() -> None:
    assert account_discovery_key(OLD.account_key) != account_discovery_key(identity("bob").account_key)
