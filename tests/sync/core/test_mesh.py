"""Which connections large groups have: every rule, and that graphs made by them hold together."""

import random
from collections import deque
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.mesh import (
    ENOUGH_NEIGHBOURS,
    FEW_NEIGHBOURS,
    FULL_MESH,
    INSISTING_NEIGHBOURS,
    MANY_NEIGHBOURS,
    OWN_CHOICE,
    PLENTY_OF_NEIGHBOURS,
    Place,
    admits,
    can_spare,
    is_large,
    wants,
)

HERE: Final = 50
ENOUGH: Final = Place(ENOUGH_NEIGHBOURS, OWN_CHOICE, HERE, reached=True)


def test_a_group_is_large_when_not_everybody_is_to_be_connected_with_everybody() -> None:
    assert not is_large(FULL_MESH)
    assert is_large(FULL_MESH + 1)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        (ENOUGH, False),
        (ENOUGH._replace(neighbours=ENOUGH_NEIGHBOURS - 1), True),
        (ENOUGH._replace(chosen=OWN_CHOICE - 1), True),
        (ENOUGH._replace(reached=False), True),
        (ENOUGH._replace(reached=False, here=ENOUGH_NEIGHBOURS), True),
        (ENOUGH._replace(here=FULL_MESH), True),
        (ENOUGH._replace(here=FULL_MESH, neighbours=FULL_MESH), False),
        (ENOUGH._replace(neighbours=MANY_NEIGHBOURS, chosen=0, reached=False), False),
    ],
)
def test_who_is_dialled(place: Place, wanted: bool) -> None:
    assert wants([place]) is wanted


def test_who_was_turned_away_dials_again_only_in_need() -> None:
    assert wants([ENOUGH._replace(neighbours=FEW_NEIGHBOURS - 1)], refused=True)
    assert not wants([ENOUGH._replace(neighbours=FEW_NEIGHBOURS)], refused=True)


def test_one_group_that_lacks_connections_is_enough() -> None:
    assert wants([ENOUGH, ENOUGH._replace(neighbours=1)])
    assert not wants([ENOUGH, ENOUGH])


def test_who_is_let_in() -> None:
    full = ENOUGH._replace(neighbours=MANY_NEIGHBOURS)
    assert admits([ENOUGH], insisting=False)
    assert not admits([full], insisting=False)
    assert admits([full], insisting=True)
    assert admits([full._replace(degree=ENOUGH_NEIGHBOURS)], insisting=True)  # it may want what only this one has
    assert not admits([full._replace(neighbours=INSISTING_NEIGHBOURS)], insisting=True)
    assert admits([full, ENOUGH], insisting=False)


def test_of_others_only_who_says_to_have_enough_is_let_go() -> None:
    crowded = Place(MANY_NEIGHBOURS + 1, OWN_CHOICE, HERE, reached=True, degree=ENOUGH_NEIGHBOURS + 1)
    assert can_spare([crowded], dialled=False)
    assert not can_spare([crowded._replace(degree=ENOUGH_NEIGHBOURS)], dialled=False)
    assert not can_spare([crowded._replace(neighbours=MANY_NEIGHBOURS)], dialled=False)
    assert not can_spare([crowded, ENOUGH], dialled=False)


def test_of_its_own_choice_a_device_lets_go_where_it_has_plenty_whatever_others_say() -> None:
    plenty = Place(PLENTY_OF_NEIGHBOURS + 1, OWN_CHOICE + 1, HERE)
    assert can_spare([plenty], dialled=True)
    assert not can_spare([plenty], dialled=False)
    assert not can_spare([plenty._replace(chosen=OWN_CHOICE)], dialled=True)
    assert not can_spare([plenty._replace(neighbours=PLENTY_OF_NEIGHBOURS)], dialled=True)
    assert not can_spare([plenty._replace(here=FULL_MESH)], dialled=True)
    assert not can_spare([plenty, ENOUGH], dialled=True)
    assert not wants([plenty._replace(neighbours=PLENTY_OF_NEIGHBOURS, chosen=OWN_CHOICE, reached=True)])


class World:
    """Devices that follow the rules, one dial after the other; everybody sees everybody."""

    def __init__(self, seed: int) -> None:
        self.links: dict[int, set[int]] = {}
        self.chosen: dict[int, set[int]] = {}
        self.dials = 0
        self._refused: set[tuple[int, int]] = set()
        self._random = random.Random(seed)
        self._next = 0

    def join(self, count: int) -> None:
        for _ in range(count):
            self.links[self._next], self.chosen[self._next] = set(), set()
            self._next += 1

    def leave(self, devices: set[int]) -> None:
        for device in devices:
            del self.links[device], self.chosen[device]
        for links in (*self.links.values(), *self.chosen.values()):
            links -= devices

    def vanish(self, share: float) -> None:
        self.leave(set(self._random.sample(sorted(self.links), int(len(self.links) * share))))

    def settle(self) -> None:
        """Dial and let go until nobody wants anything."""
        busy = True
        while busy:
            busy = False
            reached = {device: self.reached(device) for device in self.links}
            for device in self._random.sample(sorted(self.links), len(self.links)):
                others = [each for each in self.links if each != device and each not in self.links[device]]
                self._random.shuffle(others)
                for other in others:
                    place = self._place(device, other, reached[device])
                    if wants([place], refused=(device, other) in self._refused):
                        busy = self._dial(device, other) or busy
            busy = self._spare() or busy

    def _place(self, device: int, other: int, reached: set[int]) -> Place:
        links = self.links[device]
        return Place(
            len(links),
            len(self.chosen[device]),
            max(len(reached), len(links)),
            other in reached,
            len(self.links[other]),
        )

    def _dial(self, device: int, other: int) -> bool:
        self.dials += 1
        if admits([self._place(other, device, set())], insisting=(device, other) in self._refused):
            self._connect(device, other)
            return True
        self._refused.add((device, other))
        return len(self.links[device]) < FEW_NEIGHBOURS

    def _connect(self, device: int, other: int) -> None:
        self.links[device].add(other)
        self.links[other].add(device)
        self.chosen[device].add(other)

    def _spare(self) -> bool:
        spared = False
        for device, links in self.links.items():
            reached = self.reached(device)
            for other in self._random.sample(sorted(links), len(links)):
                dialled = other in self.chosen[device]
                # Real devices wait between two, or neighbours of both would go at once.
                enough = dialled or len(self.links[other]) > ENOUGH_NEIGHBOURS + 1
                if enough and can_spare([self._place(device, other, reached)], dialled=dialled):
                    self.links[device].discard(other)
                    self.links[other].discard(device)
                    self.chosen[device].discard(other)
                    self.chosen[other].discard(device)
                    self._refused.add((other, device))
                    spared = True
                    break
        return spared

    def reached(self, start: int) -> set[int]:
        found, waiting = {start}, deque([start])
        while waiting:
            for other in self.links[waiting.popleft()] - found:
                found.add(other)
                waiting.append(other)
        return found - {start}

    @property
    def in_one_piece(self) -> bool:
        return len(self.reached(next(iter(self.links)))) == len(self.links) - 1


@settings(max_examples=10, deadline=None)
@given(st.integers(5, 120), st.integers(0, 2**32), st.lists(st.sampled_from(["join", "leave", "vanish"]), max_size=4))
def test_whatever_comes_and_goes_everybody_reaches_everybody(count: int, seed: int, events: list[str]) -> None:
    world = World(seed)
    world.join(count)
    world.settle()
    for event in events:
        if event == "join":
            world.join(count // 3 + 1)
        elif len(world.links) > 3:
            world.vanish(0.3 if event == "vanish" else 0.05)
        world.settle()
    assert world.in_one_piece
    degrees = [len(links) for links in world.links.values()]
    if len(degrees) <= FULL_MESH + 1:
        assert set(degrees) == {len(degrees) - 1}
    else:
        assert min(degrees) >= FEW_NEIGHBOURS
        assert max(degrees) <= MANY_NEIGHBOURS + FEW_NEIGHBOURS


@pytest.mark.parametrize("count", [20, 50, 200])
def test_when_a_third_vanish_at_once_the_others_are_still_in_one_piece(count: int) -> None:
    broken = 0
    for seed in range(400 // count):
        world = World(seed)
        world.join(count)
        world.settle()
        world.vanish(0.3)
        broken += not world.in_one_piece
    assert broken == 0


def test_two_halves_that_meet_become_one() -> None:
    world, other = World(1), World(2)
    for half in (world, other):
        half.join(30)
        half.settle()
    world.links |= {device + 30: {each + 30 for each in links} for device, links in other.links.items()}
    world.chosen |= {device + 30: {each + 30 for each in links} for device, links in other.chosen.items()}
    assert not world.in_one_piece
    world.settle()
    assert world.in_one_piece
