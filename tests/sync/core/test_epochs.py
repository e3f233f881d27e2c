"""Epochs: who can read what, and under which secret to write."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.codec import encode
from sync.core.epochs import EPOCH_BOX, GRANT_BOX, ROTATE_MS, ROTATE_OPERATIONS, EpochBook, epoch_id
from sync.core.granting import MAX_ASKED
from sync.core.ids import EpochId, GroupId, LogKind
from sync.core.ops import (
    Box,
    DeviceAdd,
    EpochSecret,
    Grant,
    Message,
    Operation,
    Policy,
    Profile,
    Rekey,
    RoleChange,
    Settings,
)
from sync.core.removing import remove_payload, revoke_payload
from sync.core.room import Room
from sync.core.sealing import seal_box
from sync.core.writing import Draft, content_operation, own_log
from tests.support.people import Person, added, meet, person, raws

ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))
JOINING = Policy(history="joining")


def rekey(room: Room, who: Person, secret: bytes = b"", now: int = 1_000) -> EpochId:
    """Begin an epoch; returns it."""
    room.author(room.rekey_payload(secret or who.writer.random(32), now), who.writer, now)
    epoch = room.epochs.sending()
    assert epoch is not None
    return epoch


def admit(room: Room, who: Person, newcomer: Person) -> None:
    """Add somebody and grant them what they may read."""
    room.author(added(newcomer), who.writer, 1_000)
    grant = room.grant_payload(newcomer.device)
    if grant is not None:
        room.author(grant, who.writer, 1_000)


def rooms(*others: Person, policy: Policy | None = None) -> list[Room]:
    """Return a group's rooms: alice's, then one for each of the others; all can read the one epoch there is."""
    home = ALICE.found(policy=policy)
    for each in others:
        admit(home, ALICE, each)
    return [home, *(synced(home, each) for each in others)]


def synced(home: Room, who: Person) -> Room:
    """Return somebody's room with everything another room has."""
    room = who.room(home.group_id)
    room.receive(raws(home), 0)
    return room


# --- who reads what


def test_newcomers_are_granted_the_past_if_the_policy_says_so() -> None:
    home, away = rooms(BOB)
    assert away.epochs.secrets == home.epochs.secrets
    assert away.epochs.sending() == home.epochs.sending()
    assert home.missing_grants() == []
    assert home.grant_payload(BOB.device) is None
    assert not home.needs_rekey(1_000)
    assert not away.needs_rekey(1_000)


def test_devices_of_one_account_grant_each_other_what_newcomers_may_not_read() -> None:
    home, _ = rooms(BOB, policy=JOINING)
    rekey(home, ALICE)
    phone = ALICE.another_device("phone")
    home.author(DeviceAdd(phone.certificate), ALICE.writer, 1_000)
    assert home.missing_grants() == [phone.device]
    grant = home.grant_payload(phone.device)
    assert grant is not None
    home.author(grant, ALICE.writer, 1_000)
    assert home.missing_grants() == []
    assert synced(home, phone).epochs.secrets == home.epochs.secrets


def test_a_wrong_secret_that_was_handed_over_is_forgotten() -> None:
    home, _ = rooms(BOB)
    epoch = home.epochs.sending()
    assert epoch is not None
    phone = ALICE.another_device("phone")
    right, wrong = (
        Room(home.group_id, phone.device, phone.open_box, secrets={epoch: secret})
        for secret in (home.epochs.secrets[epoch], b"x" * 32)
    )
    for room in (right, wrong):
        room.receive(raws(home), 0)
    assert right.epochs.secrets == home.epochs.secrets
    assert wrong.epochs.secrets == {}


def test_somebody_still_waiting_for_a_grant_does_not_rekey_meanwhile() -> None:
    home = ALICE.found()
    home.author(added(BOB), ALICE.writer, 1_000)
    away = synced(home, BOB)
    assert away.epochs.sending() is None
    assert not away.needs_rekey(1_000)
    assert home.missing_grants() == [BOB.device]
    assert away.missing_grants() == []


def test_with_history_from_joining_each_addition_asks_for_a_rekey() -> None:
    home, away = rooms(BOB, policy=JOINING)
    assert away.epochs.secrets == {}
    assert home.needs_rekey(1_000)
    assert away.needs_rekey(1_000)
    assert home.missing_grants() == []
    epoch = rekey(home, ALICE)
    assert not home.needs_rekey(1_000)
    away.receive(raws(home), 0)
    assert list(away.epochs.secrets) == [epoch]


def test_the_first_epoch_has_to_be_made() -> None:
    book = EpochBook(GroupId(bytes(32)), ALICE.device, ALICE.open_box, {})
    assert book.sending() is None
    assert not book.needs_rekey(0, 0)
    assert book.missing_grants() == []
    assert book.grant(BOB.device) is None
    assert book.rekey(bytes(32), 0).boxes == ()


def test_content_under_a_secret_learnt_later_can_be_opened_then() -> None:
    home = ALICE.found()
    home.author(added(BOB), ALICE.writer, 1)
    hello = home.author(Message(text="hello"), ALICE.writer, 1)
    away = synced(home, BOB)
    received = away.receive([hello.raw], 1)
    assert [each.content for each in received.accepted] == [None]
    grant = home.grant_payload(BOB.device)
    assert grant is not None
    opened = away.receive([home.author(grant, ALICE.writer, 1).raw], 1).opened
    assert opened == {hello.header.epoch}
    assert away.open(hello) == Message(text="hello")


# --- rotation


def test_epochs_are_rotated_by_age_number_of_operations_and_policy() -> None:
    home, _ = rooms(BOB)
    assert not home.needs_rekey(1_000 + ROTATE_MS - 1)
    assert home.needs_rekey(1_000 + ROTATE_MS)
    home.lamport += ROTATE_OPERATIONS
    assert home.needs_rekey(1_000)
    rekey(home, ALICE)
    assert not home.needs_rekey(1_000)
    home.author(Settings(policy=JOINING), ALICE.writer, 1)
    assert home.needs_rekey(1_000)
    epoch = rekey(home, ALICE)
    assert not home.epochs.epochs[epoch].share


def test_a_removal_ends_every_epoch_the_removed_can_read() -> None:
    home, away, _ = rooms(BOB, CAROL)
    old = home.epochs.sending()
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    assert home.epochs.sending() is None  # bob holds the secret by a grant, though no box was ever made for him
    assert home.needs_rekey(1_000)
    epoch = rekey(home, ALICE)
    away.receive(raws(home), 0)
    assert epoch not in away.epochs.secrets
    assert not away.needs_rekey(1_000)
    assert home.epochs.sending() == epoch != old


def test_a_revoked_device_ends_them_too() -> None:
    home, away = rooms(BOB)
    second = BOB.another_device()
    away.author(DeviceAdd(certificate=second.certificate), BOB.writer, 1)
    meet(home, away)
    assert home.missing_grants() == [second.device]
    away.author(revoke_payload(away, second.device, BOB.account_key), BOB.writer, 1)
    meet(home, away)
    assert home.grant_payload(second.device) is None
    # It never learnt the secret; but somebody who does not know of the revocation could still grant it.
    assert home.epochs.sending() is None
    epoch = rekey(home, ALICE)
    assert home.epochs.sending() == epoch


def test_when_two_removals_meet_there_is_nothing_to_send_under_until_a_rekey() -> None:
    home, away, *_ = rooms(BOB, CAROL, DAVE)
    home.author(RoleChange(account=BOB.account, role="admin"), ALICE.writer, 1)
    meet(home, away)
    home.author(remove_payload(home, CAROL.account), ALICE.writer, 1)
    rekey(home, ALICE)
    away.author(remove_payload(away, DAVE.account), BOB.writer, 1)
    rekey(away, BOB)
    meet(home, away)
    for room in (home, away):
        assert room.epochs.sending() is None
        assert room.needs_rekey(1_000)
    epoch = rekey(home, ALICE)
    meet(home, away)
    assert away.epochs.sending() == epoch


# --- choosing


def test_of_two_concurrent_epochs_everybody_takes_the_same() -> None:
    home, away = rooms(BOB)
    ours, theirs = rekey(home, ALICE), rekey(away, BOB)
    meet(home, away)
    assert home.epochs.sending() == away.epochs.sending() == min(ours, theirs)
    deeper = rekey(home, ALICE)
    meet(home, away)
    assert home.epochs.sending() == away.epochs.sending() == deeper


def test_an_epoch_with_other_recipients_than_the_members_is_not_used() -> None:
    home, away = rooms(BOB)
    best = home.epochs.sending()
    for boxes in (
        away.rekey_payload(b"1" * 32, 1).boxes[:1],
        (*away.rekey_payload(b"1" * 32, 1).boxes, Box(device=CAROL.device, sealed=b"x")),
    ):
        wrong = msgspec.structs.replace(away.rekey_payload(b"1" * 32, 1), boxes=boxes)
        away.author(wrong, BOB.writer, 1)
        meet(home, away)
        assert home.epochs.sending() == away.epochs.sending() == best


def test_an_epoch_of_somebody_who_was_no_member_is_not_used() -> None:
    home, away = rooms(BOB)
    late = away.author(away.rekey_payload(b"1" * 32, 1), BOB.writer, 1)
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    epoch = rekey(home, ALICE)
    home.receive([late.raw], 1)
    assert home.epochs.sending() == epoch
    assert epoch_id(late.id) not in home.epochs.epochs


# --- bad boxes


def spoilt(payload: Rekey, *devices: Person, sealed: bytes = b"spoilt") -> Rekey:
    """Return a rekey whose boxes for some devices are worth nothing."""
    bad = {each.device for each in devices}
    boxes = tuple(Box(device=box.device, sealed=sealed if box.device in bad else box.sealed) for box in payload.boxes)
    return msgspec.structs.replace(payload, boxes=boxes)


def test_a_bad_box_is_tolerated_and_repaired_by_anybody() -> None:
    home, away, third = rooms(BOB, CAROL)
    old = home.epochs.sending()
    home.author(spoilt(home.rekey_payload(b"1" * 32, 1), BOB, sealed=b""), ALICE.writer, 1)
    meet(home, away, third)
    assert away.epochs.sending() == old
    assert third.missing_grants() == [BOB.device]
    grant = third.grant_payload(BOB.device)
    assert grant is not None
    third.author(grant, CAROL.writer, 1)
    meet(home, away, third)
    assert home.epochs.sending() == away.epochs.sending() == third.epochs.sending() != old


def test_whoever_got_a_bad_box_asks_and_is_granted() -> None:
    home, away, third = rooms(BOB, CAROL)
    home.author(spoilt(home.rekey_payload(b"1" * 32, 1), BOB), ALICE.writer, 1)
    said = home.author(Message(text="for all"), ALICE.writer, 1)
    meet(home, away, third)
    assert third.missing_grants() == []
    asking = away.asking_payload()
    assert asking is not None
    away.author(asking, BOB.writer, 1)
    assert away.asking_payload() is None
    meet(home, away, third)
    assert third.missing_grants() == [BOB.device]
    grant = third.grant_payload(BOB.device)
    assert grant is not None
    third.author(grant, CAROL.writer, 1)
    meet(home, away, third)
    assert away.open(said) == Message(text="for all")
    assert [room.asking_payload() for room in (home, away, third)] == [None] * 3
    assert home.missing_grants() == []
    assert DAVE.room(home.group_id).asking_payload() is None


def test_nobody_asks_nor_is_answered_without_end() -> None:
    home, away, third = rooms(BOB, CAROL)
    home.author(spoilt(home.rekey_payload(b"1" * 32, 1), BOB), ALICE.writer, 1)
    meet(home, away, third)
    (epoch,) = {*home.epochs.secrets} - {*away.epochs.secrets}
    asked = 0
    while (asking := away.asking_payload()) is not None:
        assert asking.epochs == (epoch,)
        away.author(asking, BOB.writer, 1)
        asked += 1
        meet(home, away, third)
        home.author(Grant(Box(BOB.device, b"in vain"), BOB.hpke.suite, (epoch,)), ALICE.writer, 1)
        meet(home, away, third)
    assert asked == MAX_ASKED
    away.author(Grant(Box(BOB.device, b""), BOB.hpke.suite, (epoch,)), BOB.writer, 1)
    meet(home, away, third)
    assert third.missing_grants() == []


def test_whoever_got_a_bad_box_and_has_nothing_else_begins_an_epoch_of_their_own() -> None:
    home, away = rooms(BOB, policy=JOINING)
    home.author(spoilt(home.rekey_payload(b"1" * 32, 1), BOB), ALICE.writer, 1)
    away.receive(raws(home), 0)
    assert away.needs_rekey(1_000)
    rekey(away, BOB)
    meet(home, away)
    assert home.epochs.sending() == away.epochs.sending()


def test_a_secret_that_does_not_fit_the_commitment_is_not_believed() -> None:
    home, away = rooms(BOB, policy=JOINING)
    payload = home.rekey_payload(b"1" * 32, 1)
    context = home.group_id + payload.commitment
    lie = seal_box(BOB.hpke.suite, BOB.hpke.public_bytes, EPOCH_BOX, context, b"2" * 32)
    short = seal_box(BOB.hpke.suite, BOB.hpke.public_bytes, EPOCH_BOX, context, b"2")
    for sealed in (lie, short):
        home.author(spoilt(payload, BOB, sealed=sealed), ALICE.writer, 1)
        assert away.receive(raws(home), 0).opened == set()


def test_grants_that_hold_nonsense_are_ignored() -> None:
    home, away = rooms(BOB, policy=JOINING)
    (epoch,) = home.epochs.secrets
    for plaintext, wrong in (
        (b"nonsense", False),
        (encode((EpochSecret(epoch=epoch, secret=b"2" * 32),)), False),
        (encode((EpochSecret(epoch=EpochId(b"e" * 32), secret=b"2" * 32),)), False),
        (encode((EpochSecret(epoch=epoch, secret=home.epochs.secrets[epoch]),)), True),
    ):
        key = CAROL.hpke.public_bytes if wrong else BOB.hpke.public_bytes
        sealed = seal_box(BOB.hpke.suite, key, GRANT_BOX, home.group_id, plaintext)
        box = Box(device=BOB.device, sealed=sealed)
        home.author(Grant(box=box, suite=BOB.hpke.suite, epochs=(epoch,)), ALICE.writer, 1)
        assert away.receive(raws(home), 0).opened == set()


def test_a_rekey_of_many_hybrid_devices_fits_one_operation() -> None:
    owner, *others = (person(f"hybrid {index}", suite=2) for index in range(60))
    home = owner.found()
    for each in others:
        home.author(added(each), owner.writer, 1)
    new = rekey(home, owner)
    epoch = home.epochs.epochs[new]
    assert len(epoch.recipients) == 60
    assert 40 < len(epoch.boxed) < 60
    assert set(home.missing_grants()) >= epoch.recipients - epoch.boxed


def worthless(room: Room, device: Person) -> Grant:
    """Return a grant of everything there is, with nothing in it."""
    box = Box(device=device.device, sealed=b"nothing")
    return Grant(box=box, suite=device.hpke.suite, epochs=tuple(room.epochs.epochs))


def test_who_is_granted_nothing_of_worth_begins_an_epoch_of_their_own() -> None:
    home, away = rooms(BOB)
    away.author(added(CAROL), BOB.writer, 1)
    away.author(worthless(away, CAROL), BOB.writer, 1)
    third = synced(away, CAROL)
    assert third.epochs.sending() is None
    assert third.needs_rekey(1_000)
    home.receive(raws(away), 0)
    assert home.missing_grants() == []


def test_a_grant_that_does_not_count_is_made_again() -> None:
    home, away = rooms(BOB)
    home.author(added(CAROL), ALICE.writer, 1)
    meet(home, away)
    away.author(worthless(away, CAROL), BOB.writer, 1)
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    meet(home, away)
    assert home.missing_grants() == [CAROL.device]


def test_what_was_granted_to_somebody_outside_is_used_no_more() -> None:
    home, away = rooms(BOB)
    away.author(worthless(away, DAVE), BOB.writer, 1)
    meet(home, away)
    assert home.epochs.sending() is None
    rekey(home, ALICE)
    assert home.epochs.sending() is not None


def test_a_grant_of_somebody_who_is_no_member_forces_no_rekey() -> None:
    home, away = rooms(BOB)
    gone = away.author(Profile(name="b"), BOB.writer, 1)
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    epoch = rekey(home, ALICE)
    away.author(worthless(home, DAVE), BOB.writer, 1)
    home.receive(raws(away), 1)
    assert gone.id in home.membership.rejected
    assert home.epochs.sending() == epoch


def test_an_epoch_that_somebody_unaware_could_still_grant_is_not_used() -> None:
    home, away = rooms(BOB)
    old = home.epochs.sending()
    home.author(added(CAROL), ALICE.writer, 1)
    meet(home, away)
    home.author(remove_payload(home, CAROL.account), ALICE.writer, 1)
    assert old is not None
    assert home.epochs.sending() is None
    epoch = rekey(home, ALICE)
    unaware = away.grant_payload(CAROL.device)
    assert unaware is not None
    away.author(unaware, BOB.writer, 1)
    meet(home, away)
    assert home.epochs.sending() == epoch


def test_nobody_is_blamed_for_an_end_that_only_later_counts_for_what_they_used() -> None:
    home, away, third = rooms(BOB, CAROL)
    home.author(RoleChange(account=BOB.account, role="admin"), ALICE.writer, 1)
    home.author(added(DAVE), ALICE.writer, 1)
    meet(home, away, third)
    home.author(remove_payload(home, DAVE.account), ALICE.writer, 1)
    rekey(home, ALICE)
    third.receive(raws(home), 1)
    away.author(remove_payload(away, DAVE.account), BOB.writer, 1)
    meet(home, away)
    said = home.author(Message(text="fine"), ALICE.writer, 1)
    third.author(added(DAVE), CAROL.writer, 1)  # does not know of bob's removal, which ends this membership too
    meet(home, away, third)
    assert not home.membership.is_member(DAVE.account)
    assert [each.void for each in home.reopen([said.raw])] == [False]


def test_what_came_before_joining_is_not_learnt_even_if_somebody_gives_it() -> None:
    home, away = rooms(BOB, policy=JOINING)
    (epoch,) = home.epochs.secrets
    told = encode((EpochSecret(epoch=epoch, secret=home.epochs.secrets[epoch]),))
    sealed = seal_box(BOB.hpke.suite, BOB.hpke.public_bytes, GRANT_BOX, home.group_id, told)
    home.author(Grant(Box(BOB.device, sealed), BOB.hpke.suite, (epoch,)), ALICE.writer, 1)
    assert away.receive(raws(home), 0).opened == set()


def test_what_does_not_fit_one_rekey_is_named_and_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.core.epochs.BOXES_BYTES", 300)
    home, away, third = rooms(BOB, CAROL)
    epoch = rekey(home, ALICE)
    boxed = home.epochs.epochs[epoch].boxed
    assert ALICE.device in boxed
    assert len(boxed) == 2
    assert home.epochs.epochs[epoch].recipients == {ALICE.device, BOB.device, CAROL.device}
    (left_out,) = home.missing_grants()
    grant = home.grant_payload(left_out)
    assert grant is not None
    home.author(grant, ALICE.writer, 1)
    meet(home, away, third)
    assert home.epochs.sending() == away.epochs.sending() == third.epochs.sending() == epoch


# --- properties


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 4)), max_size=10), st.randoms())
def test_nobody_removed_learns_a_later_epoch_and_all_members_agree(
    deeds: list[tuple[int, int, int]], dice: random.Random
) -> None:
    people = (ALICE, BOB, CAROL, DAVE)
    everybody = rooms(*people[1:])
    home = everybody[0]
    for actor, target, deed in deeds:
        room, who = everybody[actor], people[actor]
        if room.device not in room.membership.active_devices():
            continue
        if deed == 0 and actor == 0 and target != 0 and home.membership.is_member(people[target].account):
            room.author(remove_payload(room, people[target].account), who.writer, 1)
        elif deed == 1 and not room.membership.is_member(people[target].account):
            admit(room, who, people[target])
        elif deed == 2:
            room.author(Profile(name=f"{who.name}!"), who.writer, 1)
        elif deed == 3:
            meet(room, everybody[target])
        if room.needs_rekey(1_000):
            rekey(room, who)
    meet(*everybody)
    meet(*everybody)
    removed = [room for room in everybody if room.device not in home.membership.active_devices()]
    if home.needs_rekey(1_000):
        rekey(home, ALICE)
    sending = home.epochs.sending()
    assert sending is not None
    for room in removed:
        room.receive(raws(home), 0)
        assert sending not in room.epochs.secrets
    order = [room for room in everybody if room not in removed]
    dice.shuffle(order)
    for room in order:
        for device in room.missing_grants():
            grant = room.grant_payload(device)
            assert grant is not None
            room.author(grant, people[everybody.index(room)].writer, 1)
        meet(*order)
    assert {room.epochs.sending() for room in order} == {sending}


def test_nobody_begins_an_epoch_of_the_same_name() -> None:
    home, away = rooms(BOB)
    payload = home.rekey_payload(b"1" * 32, 1)
    ours = home.author(payload, ALICE.writer, 1)
    twisted = msgspec.structs.replace(payload, share=False, boxes=payload.boxes[:1])
    copied = away.author(twisted, BOB.writer, 1)
    meet(home, away)
    assert epoch_id(copied.id) != epoch_id(ours.id)
    assert home.epochs.epochs[epoch_id(ours.id)].recipients == {ALICE.device, BOB.device}
    assert home.epochs.sending() == away.epochs.sending() == epoch_id(ours.id)


# --- keeping to the send rule


def test_content_for_somebody_its_author_knows_to_be_gone_is_void() -> None:
    """Sealed before the removal it counts; sealed after it, under the same epoch, it does not."""
    home, away, _ = rooms(BOB, CAROL)
    epoch = home.epochs.sending()
    assert epoch is not None
    before = away.author(Message("before"), BOB.writer, 2_000)
    home.author(remove_payload(home, CAROL.account), ALICE.writer, 3_000)
    meet(home, away)
    knowing = sealed_under(away, BOB, epoch, Message("after"))
    received = home.receive([before.raw, knowing.raw], 4_000)
    assert [each.void for each in received.accepted] == [False, True]
    assert [each.void for each in home.reopen([before.raw, knowing.raw])] == [False, True]


def test_content_for_a_revoked_device_is_void_too() -> None:
    second = BOB.another_device()
    home, away = rooms(BOB)
    away.author(DeviceAdd(certificate=second.certificate), BOB.writer, 2_000)
    away.author(away.rekey_payload(b"k" * 32, 2_000), BOB.writer, 2_000)
    meet(home, away)
    epoch = home.epochs.sending()
    assert epoch is not None
    away.author(revoke_payload(away, second.device, BOB.account_key), BOB.writer, 3_000)
    meet(home, away)
    knowing = sealed_under(home, ALICE, epoch, Message("after"))
    [entry] = away.receive([knowing.raw], 4_000).accepted
    assert entry.void


def test_content_under_an_epoch_nobody_knows_is_judged_by_its_author_alone() -> None:
    home, away = rooms(BOB)
    unknown = EpochId(b"u" * 32)
    away.epochs.secrets[unknown] = b"k" * 32
    [entry] = home.receive([sealed_under(away, BOB, unknown, Message("?")).raw], 4_000).accepted
    assert (entry.void, entry.content) == (False, None)


def sealed_under(room: Room, who: Person, epoch: EpochId, payload: Message) -> Operation:
    """Return content that `who` seals under an epoch of their choice, send rule or none."""
    log = own_log(who.writer, LogKind.CONTENT)
    draft = Draft(room.group_id, room.vector.get(log), room.lamport, 4_000, (), room.control_heads())
    return content_operation(payload, draft, who.writer, epoch, room.epochs.secrets[epoch])
