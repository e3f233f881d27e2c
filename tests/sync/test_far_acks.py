"""Acknowledgements to who is no neighbour: none is lost for good, and none is said again without a reason.

One device with its real view of a large group, whose others this test plays; time jumps from one event to the next.
"""

# pyright: reportPrivateUsage=false

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from sync.core.gossip import Beacon, Stored, read, short, sign
from sync.core.gossip_frames import Acknowledged, Beacons
from sync.core.ids import DeviceId, LogId, LogKind, make_log_id
from sync.core.signing import SigningKey
from sync.net import transport
from sync.runtime import far_acks
from sync.runtime.far_acks import FarAcks
from sync.runtime.speaking import Speaker
from sync.runtime.webs import Webs
from sync.views import GroupState
from tests.support.hurry import hurried
from tests.support.identities import group_id

G = group_id("g")
MINUTE = 60.0


class Neighbour:
    def __init__(self, device: DeviceId) -> None:
        self.device = device
        self.shared = {G}

    def send(self, frame: Beacons) -> None: ...


class World:
    """This device, `me`, and the others with their connections."""

    def __init__(self, count: int) -> None:
        self.keys = [SigningKey.from_bytes(number.to_bytes(2, "big") * 16) for number in range(1, count + 2)]
        self.me, *self.others = (DeviceId(key.public) for key in self.keys)
        self.edges: dict[DeviceId, set[DeviceId]] = {each: set() for each in (self.me, *self.others)}
        self.numbers = dict.fromkeys(self.edges, 0)
        self.said: list[tuple[float, DeviceId, DeviceId, frozenset[LogId]]] = []
        """When, by which neighbour, to which author, about which logs."""
        membership = SimpleNamespace(active_devices=lambda: dict.fromkeys(self.edges))
        self.live = SimpleNamespace(state=GroupState.JOINED, room=SimpleNamespace(membership=membership), vector={})
        me = SimpleNamespace(device=self.me, keys=SimpleNamespace(device_key=self.keys[0]))
        context: Any = SimpleNamespace(who=lambda: me, clock=lambda: 1)
        rooms: Any = SimpleNamespace(find=lambda group: self.live)  # pyright: ignore[reportUnknownLambdaType]
        self.acks: FarAcks
        speaker = Speaker(context)
        self.webs = Webs(context, rooms, speaker, self._sharing, lambda: ("", ""), self._told, lambda group: None)
        self.acks = FarAcks(context, rooms, self.webs, speaker, self._sent, lambda *what: None)

    def _sharing(self, group: object) -> list[Any]:
        return [Neighbour(each) for each in self.edges[self.me]]

    def _told(self, group: object, came: frozenset[DeviceId], gone: frozenset[DeviceId]) -> None:
        self.acks.appeared(G, came - self.edges[self.me])

    def _sent(self, hop: DeviceId, frame: Acknowledged) -> None:
        now = asyncio.get_running_loop().time()
        for signed in frame.stored:
            logs = frozenset(each.log for each in read(signed, Stored, G).heads)
            self.said.append((now, hop, frame.author, logs))

    def publish(self, devices: Iterable[DeviceId]) -> None:
        """Have devices tell of their connections, and this one follow its own."""
        keys = dict(zip(self.edges, self.keys, strict=True))
        self.webs.look(G)
        for device in devices:
            if device != self.me:
                self.numbers[device] += 1
                near = tuple(sorted(short(each) for each in self.edges[device]))
                said = sign(keys[device], Beacon(G, device, 1, self.numbers[device], near, "", ""))
                self.webs.received(Neighbour(self.others[0]), Beacons(group=G, beacons=(said,)))  # pyright: ignore[reportArgumentType]

    def link(self, one: DeviceId, *others: DeviceId) -> None:
        for other in others:
            self.edges[one].add(other)
            self.edges[other].add(one)

    def cut(self, one: DeviceId, other: DeviceId) -> None:
        self.edges[one].discard(other)
        self.edges[other].discard(one)
        self.publish((one, other))

    def stored(self, author: DeviceId, incarnation: bytes = b"incarnat") -> LogId:
        """Have this device store the first operation of a log."""
        log = make_log_id(author, LogKind.CONTENT, incarnation)
        self.live.vector[log] = SimpleNamespace(seq=5)
        self.acks.stored(G, [log])
        return log

    def hops(self, author: DeviceId) -> list[DeviceId]:
        """Return by which neighbours an author was told."""
        return [hop for _, hop, to, _ in self.said if to == author]

    async def settle(self) -> None:
        """Let all be known for a while."""
        self.publish(self.others)
        await asyncio.sleep(MINUTE)

    def stop(self) -> None:
        self.acks.stop()
        self.webs.stop()


async def between_two(authors: int) -> tuple[World, list[DeviceId]]:
    """Return a world in which everybody else is connected with both of two neighbours of this device."""
    world = World(authors + 2)
    for middle in world.others[:2]:
        world.link(middle, world.me, *world.others[2:])
    await world.settle()
    return world, world.others[2:]


async def among(count: int) -> World:
    """Return a world in which everybody has a few connections drawn at random, as in large groups."""
    world, rng = World(count), random.Random(7)
    for device in world.edges:
        world.link(device, *rng.sample([each for each in world.edges if each != device], 4))
    await world.settle()
    return world


def jumping(story: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Return a test that runs a story in time that jumps."""

    def test() -> None:
        hurried(story)

    return test


@jumping
async def test_while_nothing_changes_each_is_told_once() -> None:
    world, authors = await between_two(20)
    for author in authors:
        world.stored(author)
    await asyncio.sleep(60 * MINUTE)
    assert sorted(to for _, _, to, _ in world.said) == sorted(authors)
    world.stop()


@jumping
async def test_each_is_judged_by_its_own_time_however_late_after_another_it_was_said() -> None:
    world, (first, late, *_) = await between_two(20)
    world.stored(first)
    await asyncio.sleep(9.4)
    world.stored(late)
    await asyncio.sleep(2.6)
    (hop,) = world.hops(late)
    world.cut(hop, late)
    await asyncio.sleep(3 * MINUTE)
    again = world.hops(late)[1:]
    assert again
    assert hop not in again
    world.stop()


@jumping
async def test_a_neighbour_that_vanished_may_show_only_when_the_system_gives_it_up() -> None:
    world, (author, *_) = await between_two(20)
    world.stored(author)
    await asyncio.sleep(transport._USER_TIMEOUT_MS / 1000 + 0.9)
    (hop,) = world.hops(author)
    world.cut(world.me, hop)
    await asyncio.sleep(3 * MINUTE)
    again = world.hops(author)[1:]
    assert again
    assert hop not in again
    world.stop()


def test_connections_that_are_dead_have_shown_before_anything_is_taken_for_sure() -> None:
    keeping = dict(transport._KEEPALIVE)
    noticed = keeping["TCP_KEEPIDLE"] + keeping["TCP_KEEPCNT"] * keeping["TCP_KEEPINTVL"]
    assert max(noticed, transport._USER_TIMEOUT_MS / 1000) < far_acks.SURE_SECONDS


@jumping
async def test_a_connection_that_ended_and_is_back_may_have_lost_it_too() -> None:
    world, (author, *_) = await between_two(20)
    world.stored(author)
    await asyncio.sleep(20)
    (hop,) = world.hops(author)
    world.publish((hop,))  # it had lost a connection, and has it back
    await asyncio.sleep(3 * MINUTE)
    assert world.hops(author) == [hop, hop]
    world.stop()


@jumping
async def test_a_beacon_that_came_just_before_may_not_have_been_known_everywhere_yet() -> None:
    world, (author, *_) = await between_two(20)
    world.publish(world.others[:2])
    world.stored(author)
    await asyncio.sleep(10 * MINUTE)
    assert len(world.hops(author)) == 2
    world.stop()


@jumping
async def test_what_nobody_on_the_way_has_to_do_with_is_no_reason_to_say_it_again() -> None:
    world, (author, *others) = await between_two(20)
    world.stored(author)
    for one, other in zip(others[::2], others[1::2], strict=False):
        await asyncio.sleep(5)
        world.link(one, other)
        world.publish((one, other))
    await asyncio.sleep(3 * MINUTE)
    assert len(world.hops(author)) == 1
    world.stop()


@jumping
async def test_what_may_be_lost_goes_along_with_what_is_new() -> None:
    world, (author, *_) = await between_two(20)
    before = world.stored(author)
    await asyncio.sleep(10)
    new = world.stored(author, b"a second")
    await asyncio.sleep(1)
    assert [logs for *_, logs in world.said] == [{before}, {before, new}]
    world.stop()


@jumping
async def test_what_was_stored_just_now_is_said_before_what_is_said_again() -> None:
    world, authors = await between_two(190)
    for author in authors:
        world.stored(author)
    await asyncio.sleep(2 * MINUTE)  # all of them are said
    for author in authors:
        world.stored(author)
    await asyncio.sleep(MINUTE)
    world.publish(world.others[:2])  # whatever was on its way may be lost
    for number in range(10):
        await asyncio.sleep(5)
        count, some = len(world.said), authors[8 * number :][:8]
        logs = {world.stored(author, b"new logs") for author in some}
        await asyncio.sleep(1)
        told = [(to, len(about & logs)) for _, _, to, about in world.said[count:][:8]]
        assert told == [(author, 1) for author in some]
    assert len(world.said) > 2 * len(authors) + 8 * 10  # others were said again meanwhile
    world.stop()


@jumping
async def test_connections_that_come_and_go_all_the_time_raise_no_storm() -> None:
    world, rng = await among(50), random.Random(11)
    far = sorted(world.webs.far(G))
    for author in far:
        world.stored(author)
    for _ in range(120):  # ten minutes
        await asyncio.sleep(5)
        one = rng.choice(world.others)
        other = rng.choice(sorted(world.edges[one] - {world.me}))
        new = rng.choice([each for each in world.others if each != one])
        world.link(one, new)
        world.cut(one, other)
        world.publish((new,))
    assert len(far) <= len(world.said) < 3 * len(far)
    world.stop()


@jumping
async def test_however_long_things_change_it_is_said_again_ever_later_and_once_they_stand_still() -> None:
    world, (author, *_) = await between_two(20)
    world.stored(author)
    for _ in range(12 * 60):  # an hour
        await asyncio.sleep(5)
        world.publish(world.others[:2])
    ended = asyncio.get_running_loop().time()
    await asyncio.sleep(180 * MINUTE)
    times = [at for at, *_ in world.said]
    apart = [later - earlier for earlier, later in pairwise(times)]
    assert apart == sorted(apart)
    assert times[-1] > ended > times[-2]
    assert len(times) < 10
    world.stop()


@jumping
async def test_who_can_be_reached_again_is_told_again() -> None:
    world, (author, *_) = await between_two(20)
    world.stored(author)
    await asyncio.sleep(1)
    for middle in world.others[:2]:
        world.cut(middle, author)
    await asyncio.sleep(MINUTE)
    assert len(world.hops(author)) == 1
    world.link(author, *world.others[:2])
    world.publish((author, *world.others[:2]))
    await asyncio.sleep(1)
    assert len(world.hops(author)) == 2
    world.stop()


@jumping
async def test_who_comes_and_goes_often_is_told_again_no_later_for_that() -> None:
    world, (author, *_) = await between_two(20)
    world.stored(author)
    for _ in range(10):
        for middle in world.others[:2]:
            world.cut(middle, author)
        await asyncio.sleep(1)
        world.link(author, *world.others[:2])
        world.publish((author, *world.others[:2]))
        await asyncio.sleep(1)
    count = len(world.hops(author))
    assert count >= 10
    await asyncio.sleep(MINUTE)
    assert len(world.hops(author)) == count + 1
    world.stop()


@pytest.mark.parametrize("seconds", [0, 1])
def test_nothing_is_said_after_the_end(seconds: int) -> None:
    async def story() -> None:
        world, (author, other, *_) = await between_two(20)
        world.stored(author)
        await asyncio.sleep(seconds)
        count = len(world.said)
        world.acks.stop()
        world.stored(other)
        world.acks.appeared(G, [other])
        world.publish(world.others[:2])
        await asyncio.sleep(3 * MINUTE)
        assert len(world.said) == count
        world.webs.stop()

    hurried(story)
