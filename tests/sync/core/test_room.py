"""Rooms: what they take in, what they refuse, and that they are unchanged by what is hostile."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.codec import decode, encode
from sync.core.ids import Head, LogId, LogKind, OpId
from sync.core.limits import MAX_CLOCK_STEP, MAX_MESSAGE_CHARACTERS
from sync.core.logs import Fork, run_tips
from sync.core.ops import (
    AssistantState,
    DeviceAdd,
    Genesis,
    Message,
    Operation,
    Policy,
    Profile,
    Reaction,
    RoleChange,
    Settings,
    SignedOperation,
)
from sync.core.received import Received
from sync.core.reconcile import Gap
from sync.core.removing import cuts_of, remove_payload, revoke_payload
from sync.core.room import PORTION, Room, found
from sync.core.sealing import seal_content
from sync.core.settling import questions
from sync.core.signing import parse_operation
from sync.core.writing import Draft, content_operation, own_log
from sync.errors import HostileInput, InvalidInput, NotAllowed, NotAMember, NotReadyYet, TooLarge
from tests.support.people import Person, added, invited, meet, offer, person, raws

ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))
SECRET = b"s" * 16


def pair() -> tuple[Room, Room]:
    """Return alice's and bob's rooms of one group; bob can read everything."""
    home = ALICE.found()
    home.author(added(BOB), ALICE.writer, 2_000)
    grant = home.grant_payload(BOB.device)
    assert grant is not None
    home.author(grant, ALICE.writer, 2_000)
    away = BOB.room(home.group_id)
    away.receive(raws(home), 3_000)
    return home, away


def say(room: Room, who: Person, text: str) -> Operation:
    return room.author(Message(text=text), who.writer, 5_000)


def state(room: Room) -> object:
    """Return what must not change when something hostile is received."""
    return dict(room.vector), room.digest, room.lamport, raws(room), dict(room.epochs.secrets), room.closed


# --- taking in


def test_a_newcomer_who_knows_only_the_group_takes_everything_in_any_order() -> None:
    home, _ = pair()
    hello = say(home, ALICE, "hello")
    away = BOB.room(home.group_id)
    received = away.receive([hello.raw, *reversed(raws(home))], 0)
    assert [each.content for each in received.accepted if each.content] == [Message(text="hello")]
    assert received.control_changed
    assert received.opened == set(home.epochs.secrets)
    assert (away.digest, away.lamport) == (home.digest, home.lamport)
    assert away.membership.members == home.membership.members


def test_what_misses_something_waits_outside_the_vector() -> None:
    home, _ = pair()
    away = BOB.room(home.group_id)
    first, *rest = raws(home)
    received = away.receive(rest, 0)
    assert received.accepted == []
    assert len(received.waiting) == len(rest)
    assert received.gaps == [Gap(own_log(ALICE.writer, LogKind.CONTROL), 0, 0)]
    assert away.vector == {}
    assert away.receive(rest, 0).duplicates == len(rest)
    received = away.receive([first], 0)
    assert len(received.accepted) == len(rest) + 1
    assert received.waiting == []
    assert away.digest == home.digest


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_any_order_and_split_of_messages_ends_the_same(dice: random.Random) -> None:
    home, away = pair()
    ops = [say(room, who, f"{index}") for index in range(4) for room, who in ((home, ALICE), (away, BOB))]
    third = CAROL.room(home.group_id)
    pool = [*raws(home), *(op.raw for op in ops)]
    dice.shuffle(pool)
    for _ in range(len(pool)):
        size = dice.randint(1, len(pool))
        third.receive(pool[:size], 0)
        pool = pool[size:] + pool[:size]
    third.receive(pool, 0)
    assert third.vector == {**home.vector, **away.vector}


def test_duplicates_are_counted_and_gaps_are_told() -> None:
    home, away = pair()
    ops = [say(home, ALICE, f"{index}") for index in range(4)]
    log = own_log(ALICE.writer, LogKind.CONTENT)
    received = away.receive([ops[2].raw, ops[3].raw], 0)
    assert (received.accepted, received.gaps) == ([], [Gap(log, 0, 1)])
    away.receive([ops[0].raw], 0)
    received = away.receive([ops[0].raw, ops[0].raw, ops[3].raw], 0)
    assert (received.duplicates, received.gaps) == (2, [Gap(log, 1, 2)])
    assert len(away.receive([op.raw for op in ops], 0).accepted) == 3
    assert home.receive(raws(away), 0).control_changed is False


def test_content_of_strangers_is_not_stored() -> None:
    home, away = pair()
    draft = Draft(home.group_id, None, 9, 9)
    epoch = home.epochs.sending()
    assert epoch is not None
    stray = content_operation(Message(text="spam"), draft, DAVE.writer, epoch, home.epochs.secrets[epoch])
    received = away.receive([stray.raw], 0)
    assert received.accepted == []
    assert list(received.refused) == [stray.id]


def test_control_of_strangers_is_not_stored() -> None:
    home, away = pair()
    stranger = DAVE.found()
    stray = stranger.author(Profile(name="x"), DAVE.writer, 1)
    header = msgspec.structs.replace(
        stray.header, group=home.group_id, deps=home.control_heads(), seq=0, prev=OpId(b"")
    )
    from_outside = signed(DAVE, header, stray.payload)
    received = away.receive([from_outside.raw], 0)
    assert received.accepted == []
    assert list(received.refused) == [from_outside.id]


def test_content_from_a_far_future_is_not_stored() -> None:
    home, away = pair()
    epoch = home.epochs.sending()
    assert epoch is not None
    secret = home.epochs.secrets[epoch]
    for ahead, stored in ((MAX_CLOCK_STEP, 0), (MAX_CLOCK_STEP - 1, 1)):
        draft = Draft(home.group_id, None, away.graph.lamport + ahead, 9)
        received = away.receive([content_operation(Message(text="x"), draft, ALICE.writer, epoch, secret).raw], 0)
        assert len(received.accepted) == stored
    later = say(away, BOB, "still possible")
    assert later.header.lamport <= away.graph.lamport + MAX_CLOCK_STEP


def signed(who: Person, header: object, payload: bytes) -> Operation:
    """Return an operation signed without asking whether it makes sense."""
    body = encode((encode(header), payload))
    return parse_operation(encode(SignedOperation(body=body, signature=who.device_key.sign("operation", body))))


def test_a_control_operation_that_continues_something_else_is_not_stored() -> None:
    home, away = pair()
    header = msgspec.structs.replace(
        home.graph.nodes[-1].op.header, log=own_log(BOB.writer, LogKind.CONTROL), prev=home.graph.nodes[-1].op.id, seq=5
    )
    stray = signed(BOB, msgspec.structs.replace(header, kind=10), encode(Profile(name="x")))
    assert list(away.receive([stray.raw], 0).refused) == [stray.id]


# --- hostile input


def forged(op: Operation) -> bytes:
    """Return an operation with a signature that is not its own."""
    return encode(SignedOperation(body=op.body, signature=bytes(64)))


def test_hostile_batches_change_nothing() -> None:
    home, away = pair()
    good = say(home, ALICE, "good")
    other_group = CAROL.found()
    profile = home.author(Profile(name="A"), ALICE.writer, 1)
    jump = msgspec.structs.replace(good.header, seq=7, prev=good.id)
    bad_proof = msgspec.structs.replace(invited(CAROL, SECRET, home.group_id), proof=bytes(64))
    hostile = [
        b"\xff",
        forged(good),
        forged(profile),
        raws(other_group)[0],
        raws(other_group)[1],
        signed(ALICE, jump, good.payload).raw,
        signed(ALICE, profile.header, b"\x93").raw,
        signed(ALICE, msgspec.structs.replace(profile.header, kind=2), encode(bad_proof)).raw,
    ]
    before = state(away)
    for raw in hostile:
        with pytest.raises(HostileInput):
            away.receive([good.raw, raw], 0)
        assert state(away) == before
    assert len(away.receive([good.raw, profile.raw], 0).accepted) == 2


def test_a_long_batch_is_taken_in_with_stops_once_none_of_it_can_be_hostile() -> None:
    home, away = pair()
    *ops, last = [say(home, ALICE, f"{index}") for index in range(2 * PORTION + 1)]
    before = state(away)
    with pytest.raises(HostileInput):
        next(away.receiving([*(op.raw for op in ops), forged(last)], Received()))
    assert state(away) == before
    received = Received()
    seen = [len(received.accepted) for _ in away.receiving([op.raw for op in (*ops, last)], received)]
    assert seen == [PORTION, 2 * PORTION, 2 * PORTION + 1]
    assert away.digest == home.digest


def test_one_signature_vouches_for_a_run_but_only_for_its_own_past() -> None:
    home, away = pair()
    ops = [say(home, ALICE, f"{index}") for index in range(3)]
    received = away.receive([forged(ops[0]), forged(ops[1]), ops[2].raw], 0)
    assert len(received.accepted) == 3
    more = [say(home, ALICE, f"{index}") for index in range(2)]
    with pytest.raises(HostileInput):
        away.receive([more[0].raw, forged(more[1])], 0)


def test_a_well_signed_message_that_makes_no_sense_is_kept_but_not_shown() -> None:
    home, away = pair()
    good = say(home, ALICE, "good")
    nonsense = signed(ALICE, msgspec.structs.replace(good.header, seq=1, prev=good.id), b"x" * 200)
    assert [each.content for each in away.receive([good.raw, nonsense.raw], 0).accepted] == [
        Message(text="good"),
        None,
    ]
    draft = Draft(home.group_id, Head(0, good.id), 9, 9)
    epoch, secret = good.header.epoch, home.epochs.secrets[good.header.epoch]
    header = msgspec.structs.replace(good.header, seq=2, prev=nonsense.id)
    sealed = seal_content(secret, encode(header), header.log, 2, header.salt, b"not a message")
    received = away.receive([signed(ALICE, header, sealed).raw], 0)
    assert [each.content for each in received.accepted] == [None]
    with pytest.raises(InvalidInput):
        content_operation(Reaction(message=good.id, emoji=""), draft, ALICE.writer, epoch, home.epochs.secrets[epoch])


# --- forks


def cloned(home: Room, who: Person) -> Room:
    """Return a second copy of somebody's room."""
    twin = who.room(home.group_id)
    twin.receive(raws(home), 0)
    return twin


def places(*ops: Operation) -> dict[OpId, tuple[LogId, int]]:
    """Return where operations stand, as a store says it."""
    return {op.id: (op.header.log, op.header.seq) for op in ops}


def test_two_messages_at_one_position_close_the_log_and_both_stay() -> None:
    home, away = pair()
    twin = cloned(home, ALICE)
    one, two = say(home, ALICE, "one"), say(twin, ALICE, "two")
    later = say(twin, ALICE, "later")
    log = own_log(ALICE.writer, LogKind.CONTENT)
    away.receive([one.raw], 0)
    received = away.receive([two.raw], 0)
    assert (received.forks, received.beside) == ([], [two])
    away.settle(received, places(one))
    assert received.forks == [Fork(log, 0, one.id, two)]
    assert [each.content for each in received.accepted] == [Message(text="two")]
    assert (away.closed, away.tips(log)) == ({log}, {one.id: 0, two.id: 0})
    received = away.receive([later.raw], 0)
    away.settle(received, places(one, two))
    assert [each.op for each in received.accepted] == [later]
    other = cloned(home, BOB)
    other.receive([two.raw, later.raw], 0)
    received = other.receive([one.raw], 0)
    other.settle(received, places(two, later))
    assert other.digest == away.digest


def test_a_message_that_continues_another_branch_closes_the_log() -> None:
    home, away = pair()
    twin = cloned(home, ALICE)
    one = say(home, ALICE, "one")
    say(twin, ALICE, "two")
    away.receive([one.raw], 0)
    after = say(twin, ALICE, "after")
    received = away.receive([after.raw], 0)
    away.settle(received, places(one))
    assert received.forks == [Fork(after.header.log, 0, one.id, after)]
    assert received.gaps == [Gap(after.header.log, 0, 1)]


def test_an_old_message_that_is_stored_is_a_duplicate() -> None:
    home, away = pair()
    ops = [say(home, ALICE, f"{index}") for index in range(3)]
    away.receive([op.raw for op in ops], 0)
    received = away.receive([ops[0].raw, ops[1].raw], 0)
    assert run_tips(received.beside) == [ops[1]]
    assert questions(received.beside) == {ops[0].id, ops[1].id}
    away.settle(received, places(*ops))
    assert (received.duplicates, received.accepted, away.closed) == (2, [], frozenset())


def test_both_branches_of_a_control_log_count_and_the_clone_is_told_to_stop() -> None:
    home, away = pair()
    twin = cloned(home, BOB)
    one = away.author(Profile(name="one"), BOB.writer, 1)
    two = twin.author(Profile(name="two"), BOB.writer, 1)
    received = home.receive([one.raw, two.raw], 0)
    assert [fork.log for fork in received.forks] == [own_log(BOB.writer, LogKind.CONTROL)]
    away.receive([two.raw], 0)
    assert away.digest == home.digest
    assert away.membership.members == home.membership.members
    with pytest.raises(NotReadyYet):
        away.author(Profile(name="three"), BOB.writer, 1)
    away.author(Profile(name="three"), BOB.another_log(), 1)
    home.receive(raws(away), 0)
    assert home.membership.name_of(BOB.account) == "three"
    assert home.may(BOB.account, "invite")


def test_a_branch_whose_beginning_is_unknown_is_asked_for() -> None:
    home, away = pair()
    twin = cloned(home, BOB)
    for name in ("a", "b"):
        away.author(Profile(name=name), BOB.writer, 1)
    branch = [twin.author(Profile(name=name), BOB.writer, 1) for name in ("x", "y")]
    home.receive(raws(away), 0)
    received = home.receive([branch[1].raw], 0)
    assert received.gaps == [Gap(own_log(BOB.writer, LogKind.CONTROL), 0, 0)]
    assert len(home.receive([branch[0].raw], 0).accepted) == 2
    assert len(home.vector) == 2


# --- authoring


def test_authoring_is_refused_where_others_would_refuse_it() -> None:
    home, away = pair()
    before = state(away)
    with pytest.raises(NotAllowed):
        away.author(RoleChange(account=BOB.account, role="admin"), BOB.writer, 1)
    with pytest.raises(InvalidInput):
        away.author(Profile(name="x" * 100), BOB.writer, 1)
    with pytest.raises(InvalidInput):
        away.author(Message(text="x" * (MAX_MESSAGE_CHARACTERS + 1)), BOB.writer, 1)
    with pytest.raises(TooLarge):
        away.author(Message(text="\U0001f600" * MAX_MESSAGE_CHARACTERS), BOB.writer, 1)
    with pytest.raises(ValueError, match="another device"):
        away.author(Message(text="x"), ALICE.writer, 1)
    assert state(away) == before
    with pytest.raises(NotAMember):
        CAROL.room(home.group_id).author(Message(text="x"), CAROL.writer, 1)


def test_without_an_epoch_nothing_can_be_said() -> None:
    home, away = pair()
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    with pytest.raises(NotReadyYet):
        say(home, ALICE, "too early")
    home.author(home.rekey_payload(bytes(32), 1), ALICE.writer, 1)
    say(home, ALICE, "now")
    meet(home, away)
    with pytest.raises(NotAMember):
        say(away, BOB, "me too")


def test_a_group_has_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = pair()
    monkeypatch.setattr("sync.core.room.MAX_MEMBERS", 2)
    with pytest.raises(TooLarge, match="at most 2 members"):
        home.author(added(CAROL), ALICE.writer, 1)
    monkeypatch.setattr("sync.core.room.MAX_CONTROL_OPERATIONS", len(raws(home)))
    with pytest.raises(TooLarge, match="full"):
        home.author(Profile(name="x"), ALICE.writer, 1)
    twin = cloned(home, CAROL)
    monkeypatch.setattr("sync.core.room.MAX_CONTROL_OPERATIONS", 2)
    late = CAROL.room(home.group_id)
    received = late.receive(raws(twin), 0)
    assert (len(received.accepted), len(received.refused)) == (2, 1)


def test_too_much_waiting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = pair()
    monkeypatch.setattr("sync.core.holding.MAX_CONTROL_OPERATIONS", 1)
    received = CAROL.room(home.group_id).receive(raws(home)[2:], 0)
    assert (len(received.waiting), len(received.refused)) == (1, 1)


def test_a_founder_cannot_be_somebody_else() -> None:
    home = ALICE.found()
    genesis = decode(home.graph.nodes[0].op.payload, Genesis)
    with pytest.raises(InvalidInput):
        found(msgspec.structs.replace(genesis, owner=BOB.account), ALICE.writer, 1, ALICE.open_box)


# --- removals


def test_what_a_removed_member_writes_beyond_the_cut_is_void() -> None:
    home, away = pair()
    known = say(away, BOB, "known")
    home.receive([known.raw], 0)
    late = say(away, BOB, "late")
    removal = remove_payload(home, BOB.account)
    assert removal.cuts == cuts_of(home, [BOB.device])
    home.author(removal, ALICE.writer, 1)
    assert [each.void for each in home.receive([late.raw], 0).accepted] == [True]
    assert [each.void for each in home.reopen([known.raw, late.raw])] == [False, True]
    assert home.reopen([known.raw])[0].account == BOB.account
    assert remove_payload(home, CAROL.account).cuts == ()


def test_a_revoked_device_is_cut_off() -> None:
    home, away = pair()
    second = BOB.another_device()
    away.author(DeviceAdd(certificate=second.certificate), BOB.writer, 1)
    away.author(revoke_payload(away, second.device, BOB.account_key), BOB.writer, 1)
    meet(home, away)
    assert home.membership.was_removed(second.device)
    assert second.device not in home.membership.active_devices()


# --- storing and loading


def test_a_room_is_loaded_as_it_was() -> None:
    home, away = pair()
    ops = [say(home, ALICE, f"{index}") for index in range(3)]
    away.receive([op.raw for op in ops], 0)
    control = raws(away)
    random.Random(1).shuffle(control)
    args = (away.group_id, away.device, BOB.open_box, control, away.vector, away.epochs.secrets, away.lamport)
    loaded = Room.load(*args)
    assert (loaded.vector, loaded.digest, loaded.lamport) == (away.vector, away.digest, away.lamport)
    assert loaded.membership.members == away.membership.members
    assert loaded.epochs.sending() == away.epochs.sending()
    assert say(loaded, BOB, "on").header.lamport == away.lamport + 1
    log = own_log(ALICE.writer, LogKind.CONTENT)
    assert Room.load(*args, forked={log: {}}).closed == {log}


def test_settings_remember_who_changed_the_assistant() -> None:
    home, away = pair()
    assert home.settings.assistant.name == "Sage"
    assert home.settings.assistant_changed_by is None
    away.author(Settings(name="Room", description="About"), BOB.writer, 1)
    away.author(Settings(assistant=AssistantState(True, "Robo", "", "off", "")), BOB.writer, 7_000)
    meet(home, away)
    settings = home.settings
    assert (settings.name, settings.description, settings.assistant.name) == ("Room", "About", "Robo")
    assert (settings.assistant_changed_by, settings.assistant_changed_at) == (BOB.account, 7_000)
    assert settings.policy == Policy()


def test_of_two_concurrent_settings_the_same_one_wins_everywhere() -> None:
    home, away = pair()
    home.author(Settings(name="home"), ALICE.writer, 1)
    away.author(Settings(name="away", description="kept"), BOB.writer, 1)
    meet(home, away)
    assert home.settings == away.settings
    assert home.settings.description == "kept"


# --- who finds whom


def test_discovery_keys_leave_out_what_somebody_removed_knows() -> None:
    home, away = pair()
    home.author(offer(SECRET, expires=5_000), ALICE.writer, 1)
    meet(home, away)
    assert home.discovery_keys(0) == away.discovery_keys(0)
    assert [bool(key.invite) for key in home.discovery_keys(0)] == [False, True]
    assert [bool(key.invite) for key in home.discovery_keys(5_000)] == [False]
    old = home.discovery_keys(5_000)[0]
    home.author(remove_payload(home, BOB.account), ALICE.writer, 1)
    home.author(home.rekey_payload(bytes(32), 1), ALICE.writer, 1)
    assert old not in home.discovery_keys(5_000)
    assert old in home.dialling_keys(5_000)
    meet(home, away)
    assert away.discovery_keys(0) == away.dialling_keys(0) == []
