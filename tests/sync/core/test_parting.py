"""What a device is told once it is no longer in a group, and nothing besides."""

from sync.core.ids import AccountId, OpId
from sync.core.limits import BATCH_BYTES, BATCH_OPERATIONS
from sync.core.ops import DeviceAdd, Profile, Settings
from sync.core.removing import parting_words, portions, remove_payload, revoke_payload
from sync.core.room import Room
from tests.support.pens import Book
from tests.support.people import Person, added, invited, offer, person

ALICE, BOB, CAROL = (person(name) for name in ("alice", "bob", "carol"))
SECRET = b"s" * 16


def group(*others: Person) -> Room:
    """Return alice's room with others in it."""
    room = ALICE.found()
    for each in others:
        room.author(added(each), ALICE.writer, 1_001)
    return room


def heard(who: Person, room: Room, words: list[bytes]) -> Room:
    """Return the room of somebody who has nothing but `words`."""
    theirs = who.room(room.group_id)
    received = theirs.receive(words, 2_000)
    assert not received.waiting
    return theirs


def without(room: Room, account: AccountId) -> Room:
    """Let alice remove somebody, renew the keys and go on."""
    room.author(remove_payload(room, account), ALICE.writer, 1_010)
    room.author(room.rekey_payload(b"k" * 32, 1_011), ALICE.writer, 1_011)
    room.author(Settings(name="Without"), ALICE.writer, 1_012)
    return room


def test_a_member_is_told_nothing_and_a_stranger_neither() -> None:
    room = group(BOB)
    assert parting_words(room, BOB.device) == []
    assert parting_words(room, CAROL.device) == []


def test_the_removal_and_its_past_are_told_and_nothing_that_follows() -> None:
    room = without(group(BOB), BOB.account)
    theirs = heard(BOB, room, parting_words(room, BOB.device))
    assert theirs.membership.former[BOB.account].removed_by == ALICE.account
    assert theirs.membership.former[BOB.account].removed_at == 1_010
    assert theirs.settings.name == ""
    assert len(theirs.graph.nodes) == len(room.graph.nodes) - 2


def test_what_the_device_has_is_left_out() -> None:
    room = group(BOB)
    bobs = BOB.room(room.group_id)
    bobs.receive([node.op.raw for node in room.graph.nodes], 1_005)
    own = bobs.author(Profile(name="Bobby"), BOB.writer, 1_006)
    later = room.author(Settings(name="Later"), ALICE.writer, 1_007)
    bobs.receive([later.raw], 1_007)
    room.receive([own.raw], 1_008)
    without(room, BOB.account)
    words = parting_words(room, BOB.device)
    assert own.raw not in words
    assert len(words) == 2
    assert len(parting_words(room, BOB.device, [later.id, OpId(bytes(32))])) == 1
    bobs.receive(parting_words(room, BOB.device, [later.id]), 1_020)
    assert not bobs.membership.is_member(BOB.account)


def test_a_revoked_device_is_told_that_it_is() -> None:
    phone = ALICE.another_device("phone")
    room = group(BOB)
    room.author(DeviceAdd(certificate=phone.certificate), ALICE.writer, 1_002)
    room.author(revoke_payload(room, phone.device, ALICE.account_key), ALICE.writer, 1_003)
    theirs = heard(phone, room, parting_words(room, phone.device))
    assert theirs.membership.was_removed(phone.device)
    assert not theirs.membership.was_removed(ALICE.device)


def test_whose_place_went_to_another_is_told_everything() -> None:
    book = Book(ALICE)
    book.write(ALICE, added(BOB))
    invite = book.write(ALICE, offer(SECRET, max_uses=1))
    first = book.write(BOB, invited(CAROL, SECRET, book.group), knowing=(invite,))
    other = person("dave")
    second = book.write(ALICE, invited(other, SECRET, book.group), knowing=(invite,))
    room = ALICE.room(book.group)
    room.receive([op.raw for op in book.ops], 2_000)
    assert list(room.membership.rejected) == [first.id]
    assert room.membership.was_removed(CAROL.device)
    words = parting_words(room, CAROL.device)
    assert words == [node.op.raw for node in room.graph.nodes]
    assert second.raw in words
    assert not heard(CAROL, room, words).membership.is_member(CAROL.account)


def test_portions_fit_a_frame() -> None:
    assert list(portions([])) == []
    assert [len(each) for each in portions([b"x"] * (BATCH_OPERATIONS + 1))] == [BATCH_OPERATIONS, 1]
    half = b"x" * (BATCH_BYTES // 2)
    assert [len(each) for each in portions([half, half, b"x"])] == [2, 1]
