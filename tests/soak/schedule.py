"""What happens when, drawn from a seed: the same seed, people and possibilities give the same schedule."""

import random
from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

SAYING_SECONDS: Final = 0.4
"""The mean pause between two messages, whoever says them."""
FAULT_SECONDS: Final = 4.0
"""The mean pause between two faults."""
LONGEST: Final = 20.0
"""Seconds that a fault lasts at most."""

CLOCKS: Final = (-365 * 86_400, -86_400, -3_600, 3_600, 86_400, 8 * 86_400, 365 * 86_400)
WEATHERS: Final = (
    {"loss": 0.01},
    {"loss": 0.05},
    {"loss": 0.2},
    {"delay": 0.2},
    {"delay": 0.02, "jitter": 0.08},
    {"duplicate": 0.1},
    {"loss": 0.02, "delay": 0.05, "jitter": 0.05, "duplicate": 0.05},
)

Value = dict[str, float]


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that befalls somebody. `seconds` is how long it lasts, where it lasts; `who` may be several."""

    at: float
    kind: str
    who: tuple[int, ...] = ()
    group: int = 0
    seconds: float = 0.0
    value: Value = {}


class Cast(msgspec.Struct, frozen=True):
    """Who there is: the number of people, and of each group its members, the founder first.

    `clocked` have clocks that can be set, `small` have disks that can be filled.
    """

    people: int
    groups: tuple[tuple[int, ...], ...]
    clocked: tuple[int, ...]
    small: tuple[int, ...]


def cast(people: int) -> Cast:
    """Return a cast: one group of all, and from four people on two that overlap in one person."""
    everybody = tuple(range(people))
    groups = [everybody]
    if people >= 4:
        half = people // 2
        groups += [everybody[: half + 1], everybody[half:]]
    return Cast(people, tuple(groups), clocked=everybody[-2:], small=everybody[1:2])


class _Author:
    def __init__(self, seed: int, seconds: float, cast: Cast) -> None:
        self.random = random.Random(seed)
        self.cast = cast
        self.longest = min(LONGEST, seconds / 4)

    def lasting(self) -> float:
        return round(self.random.uniform(1.0, self.longest), 2)

    def anybody(self) -> tuple[int, ...]:
        return (self.random.randrange(self.cast.people),)

    def saying(self, at: float) -> Event:
        group = self.random.randrange(len(self.cast.groups))
        who = self.random.choice(self.cast.groups[group])
        burst = self.random.randint(10, 40) if self.random.random() < 0.02 else 1
        return Event(at, "say", (who,), group, value={"times": burst})

    def on_somebody(self, kind: str) -> Callable[[float], Event]:
        return lambda at: Event(at, kind, self.anybody(), seconds=self.lasting())

    def partition(self, at: float) -> Event:
        side = self.random.sample(range(self.cast.people), self.random.randint(1, self.cast.people - 1))
        return Event(at, "partition", tuple(sorted(side)), seconds=self.lasting())

    def weather(self, at: float) -> Event:
        return Event(at, "weather", seconds=self.lasting(), value=dict(self.random.choice(WEATHERS)))

    def move(self, at: float) -> Event:
        return Event(at, "move", self.anybody())

    def clock(self, at: float) -> Event:
        who = self.random.choice(self.cast.clocked)
        return Event(at, "clock", (who,), seconds=self.lasting(), value={"offset": self.random.choice(CLOCKS)})

    def disk(self, at: float) -> Event:
        return Event(at, "disk", (self.random.choice(self.cast.small),), seconds=self.lasting())

    def attach(self, at: float) -> Event:
        group = self.random.randrange(len(self.cast.groups))
        who = self.random.choice(self.cast.groups[group])
        return Event(at, "attach", (who,), group, value={"bytes": self.random.choice((10, 5_000, 300_000, 2_000_000))})

    def on_member(self, kind: str) -> Callable[[float], Event]:
        def event(at: float) -> Event:
            group = self.random.randrange(len(self.cast.groups))
            who = self.random.choice(self.cast.groups[group][1:])
            return Event(at, kind, (who,), group, seconds=self.lasting())

        return event


def write(seed: int, seconds: float, cast: Cast, possible: Collection[str]) -> list[Event]:
    """Return the events of a soak of so many seconds, in order, of the kinds that are possible here."""
    author = _Author(seed, seconds, cast)
    kinds: Sequence[tuple[str, int, Callable[[float], Event]]] = (
        ("kill", 4, author.on_somebody("kill")),
        ("stop", 3, author.on_somebody("stop")),
        ("unplug", 3, author.on_somebody("unplug")),
        ("partition", 3, author.partition),
        ("weather", 3, author.weather),
        ("move", 2, author.move),
        ("clock", 2, author.clock),
        ("disk", 1, author.disk),
        ("remove", 1, author.on_member("remove")),
        ("leave", 1, author.on_member("leave")),
        ("role", 1, author.on_member("role")),
        ("attach", 2, author.attach),
    )
    kinds = [entry for entry in kinds if entry[0] in possible]
    events: list[Event] = []
    at = 0.0
    while (at := at + author.random.expovariate(1 / SAYING_SECONDS)) < seconds:
        events.append(author.saying(round(at, 3)))
    at = 0.0
    while kinds and (at := at + author.random.expovariate(1 / FAULT_SECONDS)) < seconds:
        ((_, _, make),) = author.random.choices(kinds, [weight for _, weight, _ in kinds])
        events.append(make(round(at, 3)))
    return sorted(events, key=lambda event: event.at)
