"""Sessions in memory: what is said, in which order, and that it ends with both sides having the same."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.exchange import Phase, Standing
from sync.core.frames import VECTOR_LOGS, Digest, Heads, LogHead, Operations, Ping, Pong, Pull, Share, Vector
from sync.core.ids import GroupId, Head, LogId, LogKind, OpId, make_log_id
from sync.core.limits import BATCH_OPERATIONS
from sync.core.logs import Tips
from sync.core.ops import Message, Profile
from sync.core.reconcile import Gap, digest
from sync.core.session import Action, Ingest, PeerHas, PeerShares, Send, Serve, Session, Synced, SyncedControl
from sync.errors import HostileInput
from tests.support.people import Person, added, person, raws
from tests.support.session_world import Device, World

ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))
GROUP = GroupId(b"g" * 32)


def content_log(who: Person) -> LogId:
    """Return the log somebody writes messages to."""
    return make_log_id(who.device, LogKind.CONTENT, who.writer.incarnation)


def three() -> World:
    """Return alice, bob and carol, all in one group and all knowing of it."""
    home = ALICE.found()
    for newcomer in (BOB, CAROL):
        home.author(added(newcomer), ALICE.writer, 1_500)
        grant = home.grant_payload(newcomer.device)
        assert grant is not None
        home.author(grant, ALICE.writer, 1_500)
    devices = [Device(ALICE, home)]
    for each in (BOB, CAROL):
        room = each.room(home.group_id)
        room.receive(raws(home), 2_000)
        devices.append(Device(each, room))
    return World(*devices)


def test_nothing_new_costs_one_digest_each_way() -> None:
    world = three()
    world.meet("alice", "bob")
    assert world.settle() == [
        "alice > bob  Digest",
        "bob : SyncedControl",
        "bob : Synced",
        "bob > alice  Digest",
        "alice : SyncedControl",
        "alice : Synced",
    ]


def test_how_far_catching_up_has_come() -> None:
    world = three()
    group = world.devices["alice"].room.group_id
    world.devices["bob"] = Device(BOB, BOB.room(group))
    for index in range(3):
        world.say("alice", Message(text=f"message {index}"))
    session = Session(ALICE.device, world.devices["bob"])
    assert session.standing(group) == Standing(Phase.OPENING)
    world.meet("alice", "bob")
    bob = world.devices["bob"].sessions["alice"]
    seen = [bob.standing(group)]
    while world.step():
        seen.append(bob.standing(group))
    assert [each for each, before in zip(seen[1:], seen, strict=False) if each != before] == [
        Standing(Phase.CONTROL, 0, 6),
        Standing(Phase.CONTENT, 6, 9),
        Standing(Phase.DONE, 0, 0),
    ]


def test_a_newcomer_catches_up_control_first() -> None:
    world = three()
    newcomer = Device(BOB, BOB.room(world.devices["alice"].room.group_id))
    world.devices["bob"] = newcomer
    for index in range(3):
        world.say("alice", Message(text=f"message {index}"))
    world.meet("alice", "bob")
    assert world.settle() == [
        "alice > bob  Digest",
        "bob > alice  Digest",
        "alice > bob  Vector alice.control/5 alice.content/2",
        "bob > alice  Vector",
        "alice : SyncedControl",
        "alice : Synced",
        "bob > alice  Pull alice.control 0-5",
        "alice > bob  Operations " + " ".join(f"alice.control/{seq}" for seq in range(6)),
        "bob : Progress 6/6",
        "bob : SyncedControl",
        "bob > alice  Heads alice.control/5",
        "bob > alice  Pull alice.content 0-2",
        "alice > bob  Operations alice.content/0 alice.content/1 alice.content/2",
        "bob : Progress 9/9",
        "bob : Synced",
        "bob > alice  Heads alice.content/2",
    ]
    assert newcomer.texts() == {"message 0", "message 1", "message 2"}


def test_a_new_message_is_pushed_acknowledged_and_offered_to_others() -> None:
    world = three()
    for pair in (("alice", "bob"), ("bob", "carol")):
        world.meet(*pair)
    world.settle()
    world.say("alice", Message(text="hello"))
    assert world.settle() == [
        "alice > bob  Operations live alice.content/0",
        "bob > alice  Heads alice.content/0",
        "bob > carol  Heads alice.content/0",
        "carol > bob  Pull alice.content 0-0",
        "bob > carol  Operations alice.content/0",
        "carol : Progress 1/1",
        "carol : Synced",
        "carol > bob  Heads alice.content/0",
    ]
    assert all(device.texts() == {"hello"} for device in world.devices.values())
    assert world.devices["alice"].peer_has["bob"][content_log(ALICE)] == 0
    assert world.devices["bob"].peer_has["carol"][content_log(ALICE)] == 0


def test_a_message_written_while_the_digests_cross_is_not_lost() -> None:
    world = three()
    world.meet("alice", "bob")
    world.say("alice", Message(text="early"))
    world.settle()
    assert world.devices["bob"].texts() == {"early"}


def test_what_was_missed_during_a_cut_comes_at_the_next_meeting() -> None:
    world = three()
    world.meet("alice", "bob")
    world.settle()
    world.say("alice", Message(text="before"))
    world.part("alice", "bob")
    world.say("alice", Message(text="meanwhile"))
    world.say("bob", Message(text="and here"))
    world.meet("alice", "bob")
    world.settle()
    assert world.devices["bob"].texts() == world.devices["alice"].texts() == {"before", "meanwhile", "and here"}


def test_two_branches_of_a_control_log_meet_and_both_sides_have_both() -> None:
    world = three()
    for name, change in (("alice", "one"), ("bob", "two")):
        room = world.devices[name].room
        twin = CAROL.room(room.group_id)
        twin.receive(raws(room), 0)
        op = twin.author(Profile(name=change), CAROL.writer, 3_000)
        longer = twin.author(Profile(name=change * 2), CAROL.writer, 3_000)
        wanted = [op, longer] if name == "bob" else [op]
        room.receive([each.raw for each in wanted], 3_000)
        world.devices[name].stored |= {each.id: each for each in wanted}
    world.meet("alice", "bob")
    world.settle()
    alice, bob = world.devices["alice"].room, world.devices["bob"].room
    assert alice.digest == bob.digest
    assert alice.closed == bob.closed != frozenset()
    assert alice.membership.members == bob.membership.members
    assert world.devices["alice"].stored.keys() == world.devices["bob"].stored.keys()


def test_two_branches_of_a_content_log_meet_and_are_then_left_alone() -> None:
    world = three()
    for name in ("alice", "bob"):
        twin = CAROL.room(world.devices["carol"].room.group_id)
        twin.receive(raws(world.devices["carol"].room), 0)
        world.devices[name].take([twin.author(Message(text=f"to {name}"), CAROL.writer, 3_000).raw])
    world.meet("alice", "bob")
    said = world.settle()
    for one, other in (("alice", "bob"), ("bob", "alice")):
        assert sorted(line for line in said if line.startswith(f"{one} > ")) == [
            f"{one} > {other}  Branches carol.content 0 0",
            f"{one} > {other}  Digest",
            f"{one} > {other}  Heads carol.content/0",
            f"{one} > {other}  Operations carol.content/0",
            f"{one} > {other}  Pull carol.content 0-0",
            f"{one} > {other}  Vector alice.control/5 carol.content/0",
        ]
    world.meet("alice", "bob")
    assert not any("Vector" in line or "Pull" in line for line in world.settle())
    assert world.devices["alice"].room.closed == world.devices["bob"].room.closed == {content_log(CAROL)}
    assert world.devices["alice"].texts() == world.devices["bob"].texts() == {"to alice", "to bob"}


# --- one session alone, over made-up vectors


class Shelf:
    """A group whose logs are only numbers: operation `seq` of a log has an id made of both."""

    def __init__(self, heads: Mapping[int, int]) -> None:
        self.heads = {log_named(name): head_at(name, seq) for name, seq in heads.items()}
        self.sent: list[object] = []

    def vector(self, group: GroupId, /) -> Mapping[LogId, Head]:
        return self.heads

    def digest(self, group: GroupId, /) -> bytes:
        return digest(self.heads)

    def branches(self, group: GroupId, /) -> Mapping[LogId, Tips]:
        return {}

    def take(self, log: LogId, seqs: range) -> None:
        head = self.heads.get(log)
        if (-1 if head is None else head.seq) + 1 == seqs.start:
            self.heads[log] = head_at(name_of(log), seqs.stop - 1)


def log_named(name: int) -> LogId:
    """Return a log: even names are control logs."""
    return make_log_id(ALICE.device, LogKind(name % 2), name.to_bytes(8, "big"))


def name_of(log: LogId) -> int:
    """Return the number of a log."""
    return int.from_bytes(log[-8:], "big")


def head_at(name: int, seq: int) -> Head:
    """Return the head of a log at a position."""
    return Head(seq, OpId(f"{name}/{seq}".encode().ljust(32)))


def run(one: Shelf, two: Shelf, dice: random.Random) -> tuple[list[Action], list[Action]]:
    """Let two sessions talk over wires of random speed, until they fall silent; returns what each was told."""
    shelves, told = (one, two), ([], [])
    sessions = (Session(ALICE.device, one), Session(BOB.device, two))
    wires: tuple[list[object], list[object]] = ([], [])

    def do(who: int, actions: list[Action]) -> None:
        for action in actions:
            told[who].append(action)
            match action:
                case Send(frame):
                    wires[who].append(frame)
                case Serve(group, log, first, last):
                    names = tuple(f"{name_of(log)}/{seq}".encode() for seq in range(first, last + 1))
                    wires[who].append(Operations(group=group, operations=names, live=False, last=True))
                case Ingest(group, operations):
                    numbers = [tuple(map(int, raw.split(b"/"))) for raw in operations]
                    log = log_named(numbers[0][0])
                    shelves[who].take(log, range(numbers[0][1], numbers[-1][1] + 1))
                    do(who, sessions[who].stored(group, {log: shelves[who].heads[log]}, (), live=False))
                    do(who, sessions[who].ingested(group, ()))
                case _:
                    pass

    for who in (0, 1):
        do(who, sessions[who].share(GROUP))
    while any(wires):
        who = dice.choice([each for each in (0, 1) if wires[each]])
        do(1 - who, sessions[1 - who].received(wires[who].pop(0)))
    return told


SHELVES = st.dictionaries(st.integers(0, 9), st.integers(0, 3 * BATCH_OPERATIONS), max_size=8)


@settings(max_examples=60)
@given(SHELVES, SHELVES, st.randoms(use_true_random=False))
def test_any_two_vectors_converge_over_any_wires(
    left: dict[int, int], right: dict[int, int], dice: random.Random
) -> None:
    one, two = Shelf(left), Shelf(right)
    told = run(one, two, dice)
    assert (
        one.heads
        == two.heads
        == {
            log_named(name): head_at(name, max(left.get(name, -1), right.get(name, -1))) for name in left.keys() | right
        }
    )
    for mine in told:
        order = [type(action) for action in mine if isinstance(action, SyncedControl | Synced)]
        assert order[:1] == [SyncedControl]
        assert order[-1:] == [Synced]


def opened(*, heads: Mapping[int, int] | None = None) -> tuple[Session, Shelf]:
    """Return a session in a group, all digests equal."""
    shelf = Shelf(heads or {})
    session = Session(BOB.device, shelf)
    session.share(GROUP)
    session.received(Digest(group=GROUP, digest=shelf.digest(GROUP)))
    return session, shelf


def told_heads(heads: Mapping[int, int]) -> tuple[LogHead, ...]:
    """Return heads as a frame has them."""
    return tuple(LogHead(log=log_named(name), seq=seq, id=head_at(name, seq).id) for name, seq in heads.items())


def pulls(actions: list[Action]) -> list[tuple[int, int, int]]:
    """Return the ranges asked for."""
    frames = [action.frame for action in actions if isinstance(action, Send)]
    return [(name_of(frame.log), frame.first, frame.last) for frame in frames if isinstance(frame, Pull)]


def test_of_a_log_that_is_told_twice_the_newest_counts() -> None:
    session, _ = opened()
    session.received(Vector(group=GROUP, entries=()))
    told = (*told_heads({1: 7}), *told_heads({1: 3}))
    assert pulls(session.received(Heads(group=GROUP, entries=told))) == [(1, 0, 7)]


def test_at_most_four_pulls_are_under_way_and_logs_take_turns() -> None:
    session, _ = opened()
    actions = session.received(Heads(group=GROUP, entries=told_heads({0: 1200, 2: 700})))
    assert sorted(pulls(actions)) == [(0, 0, 499), (0, 500, 999), (2, 0, 499), (2, 500, 700)]
    assert session.missing(GROUP) == 1902
    assert session.peer_heads(GROUP)[log_named(2)] == head_at(2, 700)
    first = Operations(group=GROUP, operations=(b"0/0",), live=False, last=True)
    assert pulls(session.received(first)) == [(0, 1000, 1200)]


def test_an_offer_that_overtakes_the_digest_is_not_forgotten() -> None:
    shelf = Shelf({1: 0})
    session = Session(BOB.device, shelf)
    session.share(GROUP)
    session.received(Heads(group=GROUP, entries=told_heads({1: 4})))
    assert pulls(session.received(Digest(group=GROUP, digest=shelf.digest(GROUP)))) == [(1, 1, 4)]


def test_an_answer_in_parts_ends_with_its_last_part() -> None:
    session, shelf = opened()
    session.received(Heads(group=GROUP, entries=told_heads({1: 1})))
    part = session.received(Operations(group=GROUP, operations=(b"1/0",), live=False, last=False))
    assert [type(each).__name__ for each in part] == ["Progress", "Ingest"]
    shelf.take(log_named(1), range(2))
    session.ingested(GROUP, ())
    session.received(Operations(group=GROUP, operations=(b"1/1",), live=False, last=True))
    assert session.ingested(GROUP, ()) == [Synced(GROUP)]
    with pytest.raises(HostileInput):
        session.received(Operations(group=GROUP, operations=(), live=False, last=True))


def test_what_a_peer_claims_to_have_is_not_asked_for_to_its_end_when_nothing_comes() -> None:
    session, _ = opened()
    asked = pulls(session.received(Heads(group=GROUP, entries=told_heads({1: 2**52, 3: 3}))))
    while asked:
        answers = [session.received(Operations(group=GROUP, operations=(), live=False, last=True)) for _ in asked]
        asked = [pull for actions in answers for pull in pulls(actions)]
    assert answers[-1][-1] == Synced(GROUP)


def test_a_fruitless_pull_is_repeated_only_after_news() -> None:
    session, _ = opened()
    session.received(Heads(group=GROUP, entries=told_heads({1: 0})))
    assert session.received(Operations(group=GROUP, operations=(), live=False, last=True)) == [Synced(GROUP)]
    again = session.received(Heads(group=GROUP, entries=told_heads({1: 0})))
    assert pulls(again) == []
    assert pulls(session.received(Heads(group=GROUP, entries=told_heads({0: 0, 1: 0})))) == [(0, 0, 0)]


def test_a_gap_in_a_push_is_pulled_once() -> None:
    session, _ = opened()
    op = three().say("alice", Message(text="hello"))
    push = Operations(group=GROUP, operations=(op.raw,), live=True, last=True)
    gap = Gap(log_named(1), 0, 4)
    assert session.received(push) == [Ingest(GROUP, (op.raw,), True)]
    assert pulls(session.ingested(GROUP, [gap])) == [(1, 0, 4)]
    session.ingested(GROUP, [gap])
    assert session.received(Operations(group=GROUP, operations=(), live=False, last=True)) != []


def test_a_push_refused_because_its_author_is_still_unknown_is_asked_for_again() -> None:
    world = three()
    home, bob = world.devices["alice"].room, world.devices["bob"]
    home.author(added(DAVE), ALICE.writer, 1_500)
    grant = home.grant_payload(DAVE.device)
    assert grant is not None
    home.author(grant, ALICE.writer, 1_500)
    room = DAVE.room(home.group_id)
    room.receive(raws(home), 2_000)
    world.devices["dave"], world.names[DAVE.device] = Device(DAVE, room), "dave"
    world.meet("bob", "dave")
    hello = room.author(Message(text="hello"), DAVE.writer, 5_000)
    world.devices["dave"].stored[hello.id] = hello
    push = Operations(group=home.group_id, operations=(hello.raw,), live=True, last=True)
    world.do("bob", "dave", bob.sessions["dave"].received(push))
    assert hello.header.log not in bob.room.vector
    world.settle()
    assert bob.texts() == {"hello"}


def test_chased_gaps_are_forgotten_before_they_fill_the_memory() -> None:
    session, _ = opened()
    gaps = [Gap(log_named(2 * number + 1), 0, 0) for number in range(1_001)]
    asked = pulls(session.ingested(GROUP, gaps))
    for _ in range(1_001):
        asked += pulls(session.received(Operations(group=GROUP, operations=(), live=False, last=True)))
    asked += pulls(session.ingested(GROUP, gaps[:1]))
    assert asked == [(2 * number + 1, 0, 0) for number in [*range(1_001), 0]]


def test_what_does_not_exist_is_answered_with_nothing() -> None:
    session, _ = opened(heads={1: 3})
    nothing = Send(Operations(group=GROUP, operations=(), live=False, last=True))
    assert session.received(Pull(group=GROUP, log=log_named(3), first=0, last=0)) == [nothing]
    assert session.received(Pull(group=GROUP, log=log_named(1), first=4, last=9)) == [nothing]
    assert session.received(Pull(group=GROUP, log=log_named(1), first=2, last=9)) == [Serve(GROUP, log_named(1), 2, 3)]
    other = GroupId(b"x" * 32)
    assert session.received(Pull(group=other, log=log_named(1), first=0, last=0)) == [
        Send(Operations(group=other, operations=(), live=False, last=True))
    ]


def test_hostile_frames_are_refused() -> None:
    session, _ = opened()
    unknown_kind = LogHead(log=LogId(ALICE.device + b"\x07" + bytes(8)), seq=0, id=OpId(bytes(32)))
    for frame in (
        Pull(group=GROUP, log=log_named(1), first=0, last=BATCH_OPERATIONS),
        Operations(group=GROUP, operations=(b"1/0",), live=False, last=True),
        Operations(group=GroupId(b"x" * 32), operations=(), live=False, last=True),
        Heads(group=GROUP, entries=(unknown_kind,)),
    ):
        with pytest.raises(HostileInput):
            session.received(frame)


def test_a_peer_cannot_make_us_remember_endless_logs_or_groups() -> None:
    session, _ = opened()
    for start in range(8):
        heads = dict.fromkeys(range(start * VECTOR_LOGS, (start + 1) * VECTOR_LOGS), 0)
        session.received(Heads(group=GROUP, entries=told_heads(heads)))
    with pytest.raises(HostileInput):
        session.received(Heads(group=GROUP, entries=told_heads({8 * VECTOR_LOGS: 0})))
    for index in range(1_000):
        session.received(Digest(group=GroupId(index.to_bytes(32, "big")), digest=bytes(32)))
    with pytest.raises(HostileInput):
        session.received(Digest(group=GroupId(b"y" * 32), digest=bytes(32)))


def test_a_group_the_peer_offers_first_is_compared_as_soon_as_it_is_shared() -> None:
    shelf = Shelf({1: 0})
    session = Session(BOB.device, shelf)
    assert session.received(Share(group=GROUP)) == [PeerShares(GROUP)]
    assert session.received(Digest(group=GROUP, digest=shelf.digest(GROUP))) == [PeerShares(GROUP)]
    assert session.received(Vector(group=GROUP, entries=())) == []
    actions = session.share(GROUP)
    assert [type(each) for each in actions] == [Send, PeerHas, SyncedControl, Synced]
    assert session.received(Share(group=GROUP)) == [Send(Digest(group=GROUP, digest=shelf.digest(GROUP)))]


def test_comparing_once_more_asks_for_a_digest_and_ends() -> None:
    world = three()
    world.meet("alice", "bob")
    world.settle()
    for name, peer in (("alice", "bob"), ("bob", "alice")):
        session = world.devices[name].sessions[peer]
        session.unshare(world.devices[name].room.group_id)
        world.do(name, peer, session.share(world.devices[name].room.group_id))
        world.do(name, peer, session.share(world.devices[name].room.group_id))
    said = world.settle()
    assert said.count("alice > bob  Share") == said.count("bob > alice  Share") == 2
    assert said[-1].endswith("Synced")
    assert not any("Vector" in line for line in said)


def test_after_unsharing_answers_under_way_are_ignored() -> None:
    session, _ = opened()
    session.received(Heads(group=GROUP, entries=told_heads({1: 3})))
    session.unshare(GROUP)
    assert session.received(Operations(group=GROUP, operations=(b"1/0",), live=True, last=True)) == []
    assert session.received(Operations(group=GROUP, operations=(b"1/0",), live=False, last=True)) == []
    assert session.received(Heads(group=GROUP, entries=())) == []
    assert session.stored(GROUP, {}, (), live=True) == session.ingested(GROUP, ()) == []
    assert session.missing(GROUP) == 0
    assert session.peer_heads(GROUP) == {}


def test_a_ping_is_answered() -> None:
    session, _ = opened()
    assert session.received(Ping(n=7)) == [Send(Pong(n=7))]
    assert session.received(Pong(n=7)) == []


def test_many_new_operations_travel_in_frames_that_fit() -> None:
    world = three()
    device = world.devices["alice"]
    world.meet("alice", "bob")
    world.settle()
    ops = [device.room.author(Message(text=f"{index}"), ALICE.writer, 5_000) for index in range(BATCH_OPERATIONS + 1)]
    session = device.sessions["bob"]
    heads = {content_log(ALICE): device.room.vector[content_log(ALICE)]}
    sent = session.stored(device.room.group_id, heads, [op.raw for op in ops], live=True)
    frames = [action.frame for action in sent if isinstance(action, Send)]
    assert [len(frame.operations) for frame in frames if isinstance(frame, Operations)] == [BATCH_OPERATIONS, 1]
    assert session.stored(device.room.group_id, heads, [ops[-1].raw], live=True) == [
        Send(Heads(group=device.room.group_id, entries=(LogHead(log=content_log(ALICE), seq=500, id=ops[-1].id),)))
    ]


def test_whoever_is_refused_at_first_is_heard_once_their_addition_comes_from_elsewhere() -> None:
    world = three()
    home = world.devices["alice"].room
    for name in ("bob", "carol"):
        world.meet("alice", name)
    world.settle()
    room = DAVE.room(home.group_id)
    room.receive(raws(home), 2_000)
    world.devices["dave"], world.names[DAVE.device] = Device(DAVE, room), "dave"
    stray = Operations(group=home.group_id, operations=(), live=True, last=True)
    assert world.devices["bob"].sessions["alice"].received(stray) == []
    addition = home.author(added(DAVE), ALICE.writer, 1_500)
    grant = home.grant_payload(DAVE.device)
    assert grant is not None
    granted = home.author(grant, ALICE.writer, 1_500)
    room.receive([addition.raw, granted.raw], 2_000)
    hello = room.author(Message(text="hello"), DAVE.writer, 5_000)
    world.devices["dave"].stored |= {op.id: op for op in (addition, granted, hello)}
    # bob hears of dave's message before he hears of dave
    bob = world.devices["bob"]
    log = LogHead(log=hello.header.log, seq=0, id=hello.id)
    actions = bob.sessions["alice"].received(Heads(group=home.group_id, entries=(log,)))
    world.devices["alice"].room.receive([hello.raw], 0)
    world.devices["alice"].stored |= {op.id: op for op in (addition, granted, hello)}
    world.do("bob", "alice", actions)
    world.settle()
    assert bob.texts() == set()
    news = {addition.header.log: home.vector[addition.header.log]}
    session = world.devices["alice"].sessions["bob"]
    world.do("alice", "bob", session.stored(home.group_id, news, [addition.raw, granted.raw], live=True))
    world.settle()
    assert bob.texts() == {"hello"}
