"""Conversations of two: what they are closed to, and what a device believes of one that is introduced to it."""

from collections.abc import Sequence

import pytest

from sync.core.directs import Party, check_introduction, introduction, winner
from sync.core.ids import GroupId
from sync.core.ops import AssistantState, DeviceAdd, Genesis, Policy, Profile, Remove, RoleChange, Settings
from sync.core.room import Room, found
from sync.errors import HostileInput
from tests.support.pens import Book
from tests.support.people import Person, added, invited, offer, person

ALICE, BOB, CAROL = (person(name) for name in ("alice", "bob", "carol"))
PHONE = BOB.another_device("phone")
SECRET = b"s" * 16
NO_ASSISTANT = AssistantState(enabled=False, name="Sage", instructions="", respond="off", model="")


def direct() -> Book:
    """Return a conversation that alice began with bob."""
    book = Book(ALICE, partner=BOB)
    book.write(ALICE, added(BOB))
    return book


def room_of(who: Person, operations: Sequence[bytes], group: GroupId) -> Room:
    """Return the room of somebody who has these operations."""
    room = who.room(group)
    room.receive(operations, 2_000)
    return room


def opened(*devices: Person, direct: bool = True) -> Room:
    """Return alice's room of a conversation with bob, with bob's `devices`, and a first epoch."""
    partner = BOB.account if direct else type(BOB.account)(b"")
    genesis = Genesis(
        nonce=bytes(32), owner=ALICE.account, certificate=ALICE.certificate, name="alice", direct=direct,
        policy=Policy(), suite=ALICE.hpke.suite, partner=partner,
    )  # fmt: skip
    room, _ = found(genesis, ALICE.writer, 1_000, ALICE.open_box)
    for each in devices:
        room.author(added(each), ALICE.writer, 1_001)
    room.author(room.rekey_payload(b"k" * 32, 1_002), ALICE.writer, 1_002)
    return room


def check(operations: Sequence[bytes], group: GroupId, *, own: Person = BOB, peer: Person = ALICE) -> bytes:
    return check_introduction(group, operations, Party(own.account, own.device), peer.account, own.open_box, 2_000)


# --- what a conversation of two is closed to


def test_both_are_members_and_know_who_the_other_is() -> None:
    members = direct().membership()
    assert set(members.members) == {ALICE.account, BOB.account}
    assert members.partner_of(ALICE.account) == BOB.account
    assert members.partner_of(BOB.account) == ALICE.account
    assert Book(ALICE).membership().partner_of(ALICE.account) is None


@pytest.mark.parametrize("author", [ALICE, BOB])
def test_nobody_adds_a_third(author: Person) -> None:
    book = direct()
    third = book.write(author, added(CAROL))
    assert book.why(third) == "a conversation of two stays between two"
    assert not book.membership().is_member(CAROL.account)


def test_there_are_no_invites() -> None:
    book = direct()
    made = book.write(ALICE, offer(SECRET))
    used = book.write(ALICE, invited(BOB, SECRET, book.group))
    assert book.why(made) == book.why(used) == "a conversation of two stays between two"


def test_nobody_is_in_charge() -> None:
    book = direct()
    removal = book.write(ALICE, Remove(account=BOB.account, cuts=()))
    promotion = book.write(ALICE, RoleChange(account=BOB.account, role="admin"))
    assert book.why(removal) == book.why(promotion) == "nobody is in charge of a conversation of two"
    assert book.membership().is_member(BOB.account)


def test_whoever_left_is_not_brought_back() -> None:
    book = direct()
    book.write(BOB, Remove(account=BOB.account, cuts=()))
    again = book.write(ALICE, added(BOB))
    assert book.why(again) == "whoever left a conversation of two is not brought back"
    assert not book.membership().is_member(BOB.account)


def test_the_one_who_stays_adds_nobody() -> None:
    book = direct()
    book.write(ALICE, Remove(account=ALICE.account, cuts=()))
    third = book.write(BOB, added(CAROL))
    assert book.why(third) == "a conversation of two stays between two"


def test_both_set_it_up_and_bring_their_devices() -> None:
    book = direct()
    operations = [
        book.write(BOB, Settings(assistant=NO_ASSISTANT)),
        book.write(BOB, DeviceAdd(certificate=PHONE.certificate)),
        book.write(PHONE, Profile(name="Bobby")),
    ]
    assert [book.why(each) for each in operations] == [None, None, None]


def test_what_one_may_do_in_it() -> None:
    members = direct().membership()
    for account in (ALICE.account, BOB.account):
        assert members.may(account, "settings")
        assert members.may(account, "remove", account)
        assert not any(members.may(account, action) for action in ("invite", "policy", "role", "remove"))


# --- introducing one


def test_an_introduction_makes_a_member_of_whoever_was_away() -> None:
    room = opened(BOB)
    room.author(Settings(name="later"), ALICE.writer, 1_003)
    told = introduction(room, BOB.device)
    assert check(told, room.group_id) == ALICE.account
    heard = room_of(BOB, told, room.group_id)
    assert BOB.device in heard.membership.active_devices()
    assert heard.settings.name == ""


def test_one_device_introduces_it_to_another_of_the_same_person() -> None:
    room = opened(BOB, PHONE)
    told = introduction(room, PHONE.device)
    assert check(told, room.group_id, own=PHONE, peer=BOB) == ALICE.account
    assert check(told, room.group_id, own=PHONE, peer=ALICE) == ALICE.account


def test_nothing_is_introduced_to_strangers_nor_of_other_groups() -> None:
    assert introduction(opened(BOB), CAROL.device) == ()
    assert introduction(opened(BOB, direct=False), BOB.device) == ()


def test_an_introduction_that_fits_no_frame_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.core.directs.BATCH_OPERATIONS", 1)
    assert introduction(opened(BOB), BOB.device) == ()


def test_lies_are_hostile() -> None:
    room = opened(BOB)
    told = introduction(room, BOB.device)
    ordinary = opened(BOB, direct=False)
    alone = opened()
    lies = {
        "another group's": (told, GroupId(bytes(32)), BOB, ALICE),
        "incomplete": (told[1:], room.group_id, BOB, ALICE),
        "nothing": ((), room.group_id, BOB, ALICE),
        "not of two": ([node.op.raw for node in ordinary.graph.nodes], ordinary.group_id, BOB, ALICE),
        "of others": (told, room.group_id, CAROL, ALICE),
        "by somebody else": (told, room.group_id, BOB, CAROL),
        "without us": ([node.op.raw for node in alone.graph.nodes], alone.group_id, BOB, ALICE),
    }
    for operations, group, own, peer in lies.values():
        with pytest.raises(HostileInput):
            check(operations, group, own=own, peer=peer)


def test_both_sides_choose_the_same_one_of_several() -> None:
    assert winner([GroupId(b"b"), GroupId(b"a")]) == GroupId(b"a")
