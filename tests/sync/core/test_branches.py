"""Copies of a device write on: whoever meets whom in whatever order, all end with everything, and then fall silent."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.branching import MAX_TIPS, Branching
from sync.core.frames import Branches, Operations, Tip
from sync.core.ids import Head, LogId, LogKind, OpId
from sync.core.limits import MAX_BRANCHES
from sync.core.logs import joint_head
from sync.core.ops import Message, Operation, Profile
from sync.core.reconcile import Gap
from sync.core.removing import remove_payload
from sync.core.room import Room
from sync.core.settling import line
from sync.core.signing import parse_operation
from sync.core.writing import own_log
from sync.errors import HostileInput
from tests.support.people import Person, added, person, raws
from tests.support.session_world import Device, World

ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))
LOG = own_log(CAROL.writer, LogKind.CONTENT)


def home_of(*newcomers: Person) -> Room:
    """Return a group of alice's with these members."""
    home = ALICE.found()
    for newcomer in newcomers:
        home.author(added(newcomer), ALICE.writer, 1_500)
        grant = home.grant_payload(newcomer.device)
        assert grant is not None
        home.author(grant, ALICE.writer, 1_500)
    return home


def device(who: Person, home: Room, name: str = "") -> Device:
    """Return somebody's device that knows who is in the group."""
    room = who.room(home.group_id)
    room.receive(raws(home), 2_000)
    made = Device(who, room)
    made.name = name or who.name
    return made


def group_of(*others: Person) -> tuple[Room, World]:
    """Return alice's room, carol being a member too, and the devices of the others."""
    home = home_of(CAROL, *others)
    return home, World(*(device(each, home) for each in others))


def chain(home: Room, count: int, label: str, after: list[Operation] | None = None) -> list[Operation]:
    """Return what a copy of carol's device that was made after some operations writes next."""
    copy = device(CAROL, home)
    copy.take([op.raw for op in after or []])
    return [copy.room.author(Message(text=f"{label}{index}"), CAROL.writer, 3_000) for index in range(count)]


def give(world: World, name: str, *ops: Operation) -> None:
    """Let a device know operations."""
    taken = world.devices[name].take([op.raw for op in ops])
    assert not taken.refused
    assert not taken.gaps


def meet(world: World, *pair: str) -> list[str]:
    """Let two devices meet until they have nothing left to say; returns what they said."""
    world.meet(*pair)
    said = world.settle()
    world.part(*pair)
    return said


def the_same(world: World, *names: str) -> bool:
    """Return whether devices show and store the same."""
    devices = [world.devices[name] for name in names or world.devices]
    return (
        len({each.room.digest for each in devices}) == 1
        and len({frozenset(each.stored) for each in devices}) == 1
        and len({frozenset(each.texts()) for each in devices}) == 1
    )


# --- two devices


@pytest.mark.parametrize(
    ("common", "one", "two"),
    [(0, 1, 1), (0, 5, 1), (0, 1, 5), (3, 2, 2), (4, 1, 9), (4, 9, 1), (0, 1_200, 700), (900, 3, 1_100)],
)
def test_two_branches_of_any_length_meet(common: int, one: int, two: int) -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, common, "trunk")
    branches = chain(home, one, "one", trunk), chain(home, two, "two", trunk)
    give(world, "bob", *trunk, *branches[0])
    give(world, "dave", *trunk, *branches[1])
    meet(world, "bob", "dave")
    assert the_same(world)
    assert len(world.devices["bob"].texts()) == common + one + two
    assert all(each.room.closed == {LOG} for each in world.devices.values())
    assert all(len(each.room.tips(LOG)) == 2 for each in world.devices.values())
    assert not any("Pull" in line for line in meet(world, "bob", "dave"))


def test_a_branch_that_begins_long_ago_is_found_without_asking_for_the_whole_log() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 2_000, "trunk")
    branch = chain(home, 3, "branch", trunk[:100])
    give(world, "bob", *trunk)
    give(world, "dave", *trunk, *branch)
    said = meet(world, "bob", "dave")
    assert the_same(world)
    carried = sum(line.count("carol.content/") for line in said if "Operations" in line)
    assert carried < 60


def test_the_longer_side_learns_of_the_fork_too() -> None:
    home, world = group_of(BOB, DAVE)
    long = chain(home, 10, "long")
    short = chain(home, 2, "short", long[:3])
    give(world, "bob", *long)
    give(world, "dave", *long[:3], *short)
    meet(world, "dave", "bob")
    assert the_same(world)
    assert world.devices["bob"].room.closed == {LOG}


def test_a_new_branch_of_a_closed_log_spreads_at_once() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 5, "trunk")
    give(world, "bob", *trunk, *chain(home, 1, "one", trunk[:2]))
    meet(world, "bob", "dave")
    world.meet("bob", "dave")
    world.settle()
    third = chain(home, 2, "three", trunk[:1])
    bob = world.devices["bob"]
    received = bob.take([op.raw for op in third])
    assert received.forks == []
    world.do("bob", "dave", bob.sessions["dave"].stored(home.group_id, {LOG: bob.room.vector[LOG]}, (), live=False))
    world.settle()
    assert the_same(world)
    assert len(world.devices["dave"].room.tips(LOG)) == 3


def test_one_more_message_on_a_branch_travels_alone() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 5, "trunk")
    branch = chain(home, 3, "branch", trunk[:2])
    give(world, "bob", *trunk, *branch[:1])
    meet(world, "bob", "dave")
    give(world, "dave", *branch[1:])
    said = meet(world, "bob", "dave")
    assert the_same(world)
    assert sum(line.count("carol.content/") for line in said if "Operations" in line) < 10


def test_proof_alone_changes_nothing_that_others_see() -> None:
    home, world = group_of(BOB, DAVE)
    trunk, other = chain(home, 3, "trunk"), chain(home, 5, "other")
    give(world, "bob", *trunk)
    give(world, "dave", *trunk)
    received = world.devices["bob"].take([other[3].raw])
    assert [fork.log for fork in received.forks] == [LOG]
    assert received.gaps == [Gap(LOG, 2, 3)]
    assert world.devices["bob"].room.digest == world.devices["dave"].room.digest
    assert not any("Pull" in line for line in meet(world, "bob", "dave"))
    assert world.devices["bob"].take([op.raw for op in other]).forks == []
    assert len(world.devices["bob"].texts()) == 8


# --- many devices


@st.composite
def _plots(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], list[list[int]], random.Random]:
    """Copies as (which copy it was made of, after how many of its messages, how many it writes), who knows which."""
    copies = [(0, 0, draw(st.integers(1, 6)))]
    for number in range(1, draw(st.integers(2, 4))):
        origin = draw(st.integers(0, number - 1))
        copies.append((origin, draw(st.integers(0, copies[origin][2])), draw(st.integers(1, 6))))
    lengths = [copy[2] for copy in copies]
    known = [[draw(st.integers(0, length)) for length in lengths] for _ in range(4)]
    return copies, known, random.Random(draw(st.integers(0, 2**32)))


@settings(max_examples=60)
@given(_plots())
def test_any_copies_and_any_meetings_end_the_same(
    plot: tuple[list[tuple[int, int, int]], list[list[int]], random.Random],
) -> None:
    copies, known, dice = plot
    home, world = group_of(BOB, DAVE, *EXTRAS)
    histories: list[list[Operation]] = []
    for number, (origin, after, count) in enumerate(copies):
        before = histories[origin][: len(histories[origin]) - copies[origin][2] + after] if number else []
        histories.append(before + chain(home, count, f"{number}-", before))
    for name, prefixes in zip(world.devices, known, strict=True):
        for history, prefix in zip(histories, prefixes, strict=True):
            give(world, name, *history[: max(0, len(history) - prefix)])
    everything = {op.id for device in world.devices.values() for op in device.stored.values()}
    pairs = list(itertools.combinations(world.devices, 2))
    for _ in range(4):
        dice.shuffle(pairs)
        for pair in pairs:
            if dice.random() < 0.5:
                meet(world, *pair)
    for pair in [*pairs, *pairs]:
        meet(world, *pair)
    assert the_same(world)
    assert set(world.devices["bob"].stored) == everything
    assert not any("Pull" in line for pair in pairs for line in meet(world, *pair))


EXTRAS = [person("erin"), person("frank")]


@settings(max_examples=60)
@given(_plots())
def test_any_copies_and_any_order_of_arrival_end_the_same(
    plot: tuple[list[tuple[int, int, int]], list[list[int]], random.Random],
) -> None:
    copies, _, dice = plot
    home, world = group_of(BOB, DAVE)
    pool: dict[OpId, Operation] = {}
    histories: list[list[Operation]] = []
    for number, (origin, after, count) in enumerate(copies):
        before = histories[origin][: len(histories[origin]) - copies[origin][2] + after] if number else []
        histories.append(before + chain(home, count, f"{number}-", before))
        pool |= {op.id: op for op in histories[-1]}
    for device in world.devices.values():
        waiting = [op.raw for op in pool.values()]
        while len([op for op in device.stored.values() if op.header.log == LOG]) < len(pool):
            dice.shuffle(waiting)
            device.take(waiting[: dice.randint(1, len(waiting))])
    assert the_same(world)
    assert bool(world.devices["bob"].room.closed) == (len(world.devices["bob"].room.tips(LOG)) > 1)


def test_all_members_connected_at_once_agree() -> None:
    home, world = group_of(BOB, DAVE, *EXTRAS)
    trunk = chain(home, 6, "trunk")
    for number, name in enumerate(world.devices):
        give(world, name, *trunk[: number + 2], *chain(home, 3, name, trunk[: number + 2]))
    for pair in itertools.combinations(world.devices, 2):
        world.meet(*pair)
    world.settle()
    assert the_same(world)
    assert len(world.devices["bob"].room.tips(LOG)) == 4


def test_a_room_with_branches_is_loaded_as_it_was() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 4, "trunk")
    give(world, "bob", *trunk, *chain(home, 2, "one", trunk[:2]))
    room = world.devices["bob"].room
    args = room.group_id, room.device, BOB.open_box, raws(room), room.vector, room.epochs.secrets, room.lamport
    loaded = Room.load(*args, forked={LOG: room.tips(LOG)})
    assert (loaded.digest, loaded.closed, loaded.tips(LOG)) == (room.digest, room.closed, room.tips(LOG))
    proven = Room.load(*args, forked={LOG: {}})
    assert proven.closed == {LOG}


def test_a_closed_control_log_is_closed_once() -> None:
    home, world = group_of(BOB)
    copies = [device(CAROL, home) for _ in range(3)]
    ops = [
        copy.room.author(Profile(name=f"{index}{part}"), CAROL.writer, 3_000)
        for index, copy in enumerate(copies)
        for part in range(index + 1)
    ]
    bob = world.devices["bob"].room
    assert [len(bob.receive([op.raw], 0).forks) for op in ops] == [0, 1, 0, 0, 0, 0]
    control = own_log(CAROL.writer, LogKind.CONTROL)
    loaded = Room.load(
        bob.group_id, bob.device, BOB.open_box, raws(bob), bob.vector, {}, bob.lamport, forked={control: {}}
    )
    assert (loaded.digest, loaded.closed) == (bob.digest, {control})


# --- removals


def judged(each: Device, *ops: Operation) -> list[bool]:
    """Return which stored messages count, as when all are made again."""
    before = {op.id: op.header.prev for op in each.stored.values() if op.header.log == LOG}
    cuts = each.room.membership.cut_tips(LOG)
    lines = {LOG: line(cuts, before)} if len(each.room.tips(LOG)) > 1 else {}
    return [not entry.void for entry in each.room.reopen([op.raw for op in ops], lines)]


@pytest.mark.parametrize("first", ["removal", "branch", "cut"])
def test_after_a_removal_no_branch_of_old_messages_counts(first: str) -> None:
    home, world = group_of(BOB)
    bob = world.devices["bob"]
    trunk = chain(home, 6, "trunk")
    backdated = chain(home, 2, "backdated", trunk[:2])
    ana = device(ALICE, home)
    ana.take([op.raw for op in trunk[:5]])
    removal = ana.room.author(remove_payload(ana.room, CAROL.account), ALICE.writer, 4_000)
    arrivals = {"removal": [removal], "branch": [*trunk[:2], *backdated], "cut": trunk}
    counted: dict[OpId, bool] = {}
    for part in sorted(arrivals, key=lambda each: each != first):
        for each in bob.take([op.raw for op in arrivals[part]]).accepted:
            counted[each.op.id] = not each.void
    assert judged(bob, *trunk, *backdated) == [True] * 5 + [False] + [False] * 2
    if first == "removal":
        assert [counted[op.id] for op in trunk[:5]] == [True] * 5
    if first == "cut":
        # Whatever arrives after both removal and cut is judged right at once.
        late = chain(home, 2, "late", trunk[:3])
        assert [each.void for each in bob.take([op.raw for op in late]).accepted] == [True, True]


def test_a_removal_leaves_every_branch_standing_that_it_knows() -> None:
    home, world = group_of(BOB)
    bob = world.devices["bob"]
    trunk = chain(home, 4, "trunk")
    known, unknown = chain(home, 2, "known", trunk[:2]), chain(home, 1, "unknown", trunk[:2])
    ana = device(ALICE, home)
    ana.take([op.raw for op in [*trunk, *known]])
    removal = remove_payload(ana.room, CAROL.account)
    assert {cut.id for cut in removal.cuts if cut.log == LOG} == {trunk[-1].id, known[-1].id}
    bob.take([ana.room.author(removal, ALICE.writer, 4_000).raw])
    bob.take([op.raw for op in [*trunk, *known, *unknown]])
    assert judged(bob, *trunk, *known, *unknown) == [True] * 6 + [False]


def test_a_cut_that_has_not_arrived_gets_the_benefit_of_the_doubt() -> None:
    home, world = group_of(BOB)
    bob = world.devices["bob"]
    trunk = chain(home, 4, "trunk")
    ana = device(ALICE, home)
    ana.take([op.raw for op in trunk])
    bob.take([ana.room.author(remove_payload(ana.room, CAROL.account), ALICE.writer, 4_000).raw])
    branch = chain(home, 2, "branch", trunk[:1])
    bob.take([op.raw for op in [*trunk[:3], *branch]])
    assert judged(bob, *trunk[:3], *branch) == [True] * 5
    bob.take([trunk[3].raw])
    assert judged(bob, *trunk, *branch) == [True] * 4 + [False] * 2


def test_who_has_opened_too_many_logs_can_be_removed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.core.removing.MAX_CUTS", 2)
    home, world = group_of(BOB)
    bob = world.devices["bob"]
    for number in range(4):
        copy = device(CAROL, home)
        writer = CAROL.another_log(f"{number}")
        ops = [copy.room.author(Message(text=f"{index}"), writer, 3_000) for index in range(number + 1)]
        bob.take([op.raw for op in ops])
    assert sorted(cut.seq for cut in remove_payload(bob.room, CAROL.account).cuts) == [2, 3]


# --- what a hostile member can gain


def test_a_log_has_so_many_branches_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    home, world = group_of(BOB, DAVE)
    bob = world.devices["bob"]
    trunk = chain(home, 2, "trunk")
    give(world, "bob", *trunk)
    branches = [chain(home, 2, f"{index}-", trunk[:1]) for index in range(MAX_BRANCHES)]
    for branch in branches[:-1]:
        give(world, "bob", branch[0])
    assert list(bob.take([branches[-1][0].raw]).refused) == [branches[-1][0].id]
    give(world, "bob", branches[0][1])
    assert len(bob.room.tips(LOG)) == MAX_BRANCHES


def test_a_branch_continues_its_own_log_only() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 3, "trunk")
    give(world, "bob", *trunk)
    bob = world.devices["bob"]
    [stray] = chain(home, 1, "stray", trunk[:1])
    received = bob.room.receive([stray.raw], 0)
    bob.room.settle(received, {trunk[0].id: (LogId(b"another".ljust(41)), 0)})
    assert list(received.refused) == [stray.id]


def test_what_no_device_signed_proves_nothing() -> None:
    home, world = group_of(BOB, DAVE)
    trunk = chain(home, 3, "trunk")
    give(world, "bob", *trunk)
    [op] = chain(home, 1, "forged", trunk[:1])
    forged = op.raw[:-64] + bytes(64)
    assert parse_operation(forged).id == op.id
    with pytest.raises(HostileInput):
        world.devices["bob"].take([forged])
    assert world.devices["bob"].room.closed == frozenset()


def test_a_predecessor_that_never_comes_is_asked_for_so_often_and_no_more() -> None:
    home, world = group_of(BOB, DAVE)
    give(world, "bob", *chain(home, 40, "trunk"))
    broken = chain(home, 35, "broken")[30:]
    world.devices["dave"].stored |= {op.id: op for op in broken}
    world.devices["dave"].room = world.devices["bob"].room  # shows the same, and has something else
    world.meet("bob", "dave")
    bob = world.devices["bob"].sessions["dave"]
    push = Operations(group=home.group_id, operations=tuple(op.raw for op in broken), live=True, last=True)
    world.do("bob", "dave", bob.received(push))
    world.settle(200)


def test_branches_are_told_of_content_logs_only() -> None:
    home, world = group_of(BOB, DAVE)
    world.meet("bob", "dave")
    control = own_log(CAROL.writer, LogKind.CONTROL)
    tips = (Tip(seq=0, id=OpId(bytes(32))), Tip(seq=0, id=OpId(b"1" * 32)))
    session = world.devices["bob"].sessions["dave"]
    with pytest.raises(HostileInput):
        session.received(Branches(group=home.group_id, log=control, tips=tips))


def test_a_peer_cannot_make_us_remember_endless_branches() -> None:
    branching = Branching()
    per_log = tuple(Tip(seq=0, id=OpId(bytes([number]) * 32)) for number in range(MAX_BRANCHES))
    logs = [LogId(CAROL.device + b"\x01" + number.to_bytes(8, "big")) for number in range(MAX_TIPS // MAX_BRANCHES + 1)]
    for log in logs:
        branching.told(log, per_log)
    heads = {log: Head(5, OpId(b"h" * 32)) for log in logs}
    asked = branching.take(heads, {})
    assert {gap.log for gap in asked} == set(logs[:-1])
    assert branching.take(heads, {}) == []
    branching.told(logs[0], per_log[:2])
    assert not branching.pending(heads, {})
    branching.forgive()
    assert branching.pending(heads, {})


def test_one_tip_stands_for_itself() -> None:
    assert joint_head({OpId(b"a" * 32): 4}) == Head(4, OpId(b"a" * 32))
