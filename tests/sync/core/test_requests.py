"""Requests to join by themselves: whoever passes one on can change nothing about it."""

from collections.abc import Callable

import msgspec
import pytest

from sync.core.codec import encode
from sync.core.ids import InviteId
from sync.core.invites import JoinStatement, invite_key
from sync.core.ops import InviteOffer, Remove
from sync.core.payloads import JOIN
from sync.core.requests import Request, applicant, barred, consent, lost_place, request_id
from sync.core.signing import SigningKey
from sync.errors import HostileInput
from tests.support.identities import group_id, identity
from tests.support.pens import Book
from tests.support.people import invited, offer, person

GROUP = group_id("garden")
ADA, MO = identity("ada"), identity("mo")
INVITE = invite_key(b"s" * 16)


def request(name: str = "Ada", key: SigningKey = INVITE) -> Request:
    """Return what ada asks."""
    statement = encode(JoinStatement(GROUP, ADA.account, ADA.device, b"b" * 32, b"d" * 32, b"l" * 32))
    return Request(
        invite=InviteId(key.public),
        certificate=ADA.certificate,
        name=name,
        statement=statement,
        proof=key.sign(JOIN, statement),
        consent=consent(statement, name, ADA.device_key),
    )


def test_a_request_says_who_asks_for_what() -> None:
    who = applicant(request(), GROUP)
    assert who == (request_id(GROUP, ADA.account, ADA.device, InviteId(INVITE.public)), ADA.account, ADA.device)
    assert applicant(request("Another name"), GROUP).request == who.request
    assert applicant(request(key=invite_key(b"t" * 16)), GROUP).request != who.request
    assert request().addition("Ada").proof == request().proof


@pytest.mark.parametrize(
    "change",
    [
        lambda it: msgspec.structs.replace(it, name="Mum"),
        lambda it: msgspec.structs.replace(it, certificate=MO.certificate),
        lambda it: msgspec.structs.replace(it, invite=InviteId(invite_key(b"t" * 16).public)),
        lambda it: msgspec.structs.replace(it, invite=InviteId(bytes([1]) + bytes(31))),
        lambda it: msgspec.structs.replace(it, proof=bytes(64)),
        lambda it: msgspec.structs.replace(it, consent=consent(it.statement, it.name, MO.device_key)),
        lambda it: msgspec.structs.replace(it, statement=it.statement + b"\0"),
    ],
)
def test_nothing_about_it_can_be_changed(change: Callable[[Request], Request]) -> None:
    with pytest.raises(HostileInput):
        applicant(change(request()), GROUP)


def test_it_is_worth_nothing_in_another_group() -> None:
    with pytest.raises(HostileInput):
        applicant(request(), group_id("another"))


def test_who_was_removed_needs_an_invite_made_since() -> None:
    alice, bob, carol = (person(name) for name in ("alice", "bob", "carol"))
    book = Book(alice)
    old, new = b"o" * 16, b"n" * 16
    book.write(alice, offer(old))
    book.write(alice, invited(bob, old, book.group))
    book.write(alice, invited(carol, old, book.group))
    book.write(carol, Remove(account=carol.account, cuts=()))
    removal = book.write(alice, Remove(account=bob.account, cuts=()))
    book.write(alice, offer(new))
    membership = book.membership()
    before, since = (InviteId(invite_key(secret).public) for secret in (old, new))
    assert barred(membership, bob.account, before)
    assert not barred(membership, bob.account, since)
    assert barred(membership, bob.account, InviteId(bytes(32)))
    assert not barred(membership, carol.account, before)  # she left by herself
    assert not barred(book.membership(removal), bob.account, before)


def test_what_became_of_a_place_that_went_to_others() -> None:
    alice, bob, carol, dan = (person(name) for name in ("alice", "bob", "carol", "dan"))
    book = Book(alice)
    secret = b"o" * 16
    single = msgspec.structs.replace(offer(secret), max_uses=1)
    assert isinstance(single, InviteOffer)
    made = book.write(alice, single)
    first = book.write(alice, invited(bob, secret, book.group), [made])
    book.write(alice, invited(carol, secret, book.group), [made])
    assert not lost_place(book.membership(), bob.account)
    assert lost_place(book.membership(), carol.account)
    assert not lost_place(book.membership(first), carol.account)
    assert not lost_place(book.membership(), dan.account)
