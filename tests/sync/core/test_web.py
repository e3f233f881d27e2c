"""The graph of a large group as one device sees it, and the ways of what is passed on."""

import random
from collections import Counter, deque
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.gossip import Beacon, Signed, short
from sync.core.ids import DeviceId
from sync.core.web import TWO_WAYS, Web
from tests.support.identities import group_id

G = group_id("g")
NOTHING = Signed(b"", b"s" * 64)
A, B, C, D, E = (DeviceId(bytes([65 + number]) * 32) for number in range(5))


def says(web: Web, device: DeviceId, *neighbours: DeviceId, number: int = 1) -> None:
    beacon = Beacon(G, device, 1, number, tuple(short(each) for each in neighbours), "", "")
    web.learn(beacon, NOTHING)


def test_whoever_is_connected_can_be_reached_at_once() -> None:
    web = Web(A)
    assert web.reachable() == frozenset()
    assert web.connected([B])
    assert not web.connected([B])
    assert web.own == {B}
    assert web.reachable() == {B}


def test_further_ones_are_reached_where_both_ends_say_so() -> None:
    web = Web(A)
    web.connected([B])
    says(web, B, A, C)
    assert web.reachable() == {B}
    says(web, C, B)
    assert web.reachable() == {B, C}
    assert (web.next_hop(C), web.way(C)) == (B, (B,))
    assert (web.next_hop(B), web.way(B)) == (B, ())
    assert (web.next_hop(D), web.way(D)) == (None, ())


def test_one_whose_neighbours_let_go_of_it_is_away_though_its_old_words_go_about() -> None:
    web = Web(A)
    web.connected([B])
    says(web, B, A, C)
    says(web, C, B)
    says(web, B, A, number=2)
    says(web, C, B, number=2)
    assert web.reachable() == {B}


def test_nobody_is_his_own_neighbour_and_names_nobody_knows_mean_nothing() -> None:
    web = Web(A)
    web.connected([B])
    says(web, B, A, B, D)
    assert web.reachable() == {B}
    assert web.degree(B) == 3
    assert web.degree(C) == 0


def test_the_newest_beacon_counts() -> None:
    web = Web(A)
    assert web.version(B) == (0, -1)
    says(web, B, A, number=4)
    says(web, B, A, number=5)
    assert web.version(B) == (1, 5)
    web.forget([B])
    assert web.version(B) == (0, -1)


def test_the_origin_serves_its_own_neighbours() -> None:
    web = Web(A)
    web.connected([B, C])
    says(web, B, A, C)
    says(web, C, A, B)
    assert web.onward(A, 1) == {B, C}
    assert web.onward(B, 1) == frozenset()  # C has it from B itself
    assert web.onward(B, 2) == {C}


def test_what_comes_from_who_cannot_be_reached_goes_to_everybody_else() -> None:
    web = Web(A)
    web.connected([B, C])
    assert web.onward(D, 1) == {B, C}
    assert web.onward(B, 1) == {C}


def graph(seed: int, count: int, degree: int) -> dict[DeviceId, set[DeviceId]]:
    """Return a random graph as large groups have them."""
    rng = random.Random(seed)
    devices = [DeviceId(rng.randbytes(32)) for _ in range(count)]
    edges: dict[DeviceId, set[DeviceId]] = {device: set() for device in devices}
    for device in devices:
        for other in rng.sample([each for each in devices if each != device], min(degree, count - 1)):
            edges[device].add(other)
            edges[other].add(device)
    return edges


def webs(edges: Mapping[DeviceId, Iterable[DeviceId]]) -> dict[DeviceId, Web]:
    found = {device: Web(device) for device in edges}
    for device, web in found.items():
        web.connected(edges[device])
        for other, neighbours in edges.items():
            says(web, other, *neighbours)
    return found


def spread(
    seen: Mapping[DeviceId, Web], origin: DeviceId, ways: int, lost: DeviceId | None = None
) -> Counter[DeviceId]:
    """Return how many copies each device gets; `lost` passes nothing on."""
    copies: Counter[DeviceId] = Counter()
    waiting = deque([(origin, other) for other in seen[origin].onward(origin, ways)])
    while waiting:
        source, device = waiting.popleft()
        copies[device] += 1
        if copies[device] == 1 and device != lost:
            waiting.extend((device, other) for other in seen[device].onward(origin, ways) - {source})
    return copies


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 60))
def test_everybody_gets_it_once_by_one_way_and_at_most_twice_by_two(seed: int, count: int) -> None:
    seen = webs(graph(seed, count, 4))
    for origin in sorted(seen)[:3]:
        others = seen.keys() - {origin}
        assert spread(seen, origin, 1) == dict.fromkeys(others, 1)
        twice = spread(seen, origin, TWO_WAYS)
        assert twice.keys() == others
        assert max(twice.values()) <= TWO_WAYS


@pytest.mark.parametrize("seed", range(4))
def test_one_that_drops_everything_keeps_it_from_nobody_else(seed: int) -> None:
    seen = webs(graph(seed, 30, 5))
    origin = min(seen)
    for dropper in seen.keys() - {origin}:
        assert spread(seen, origin, TWO_WAYS, dropper).keys() == seen.keys() - {origin}


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32), st.integers(2, 60))
def test_what_goes_to_one_device_comes_nearer_with_every_step_as_its_sender_knows(seed: int, count: int) -> None:
    seen = webs(graph(seed, count, 3))
    target = min(seen)
    for start in seen.keys() - {target}:
        device, way = start, list[DeviceId]()
        while device != target:
            hop = seen[device].next_hop(target)
            assert hop is not None
            device = hop
            way.append(device)
            assert len(way) < count
        assert seen[start].way(target) == tuple(way[:-1])
