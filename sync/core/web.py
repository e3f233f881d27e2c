"""Who is connected with whom in a large group, as its devices say, and the ways through that (PROTOCOL.md, "Topology").

A connection counts when both its ends name each other: nobody can put himself next to another, and a device whose
neighbours have let go of it is away, whatever old words of it go about. This device's own connections count at once.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from sync.core.gossip import Beacon, Signed, short
from sync.core.ids import DeviceId
from sync.core.signing import label

_ORDER: Final = label("relay order")

TWO_WAYS: Final = 2
"""Neighbours from which each device gets what just happens: one of them may fail."""


class Known(NamedTuple):
    """The newest beacon of a device."""

    beacon: Beacon
    signed: Signed

    @property
    def version(self) -> tuple[int, int]:
        """Later ones are greater."""
        return self.beacon.session, self.beacon.number


class Web:
    """The graph as this device, `me`, sees it."""

    def __init__(self, me: DeviceId) -> None:
        self.me = me
        self.known: dict[DeviceId, Known] = {}
        self._own: frozenset[DeviceId] = frozenset()
        self._edges: Mapping[DeviceId, frozenset[DeviceId]] | None = None
        self._distances: dict[DeviceId, dict[DeviceId, int]] = {}
        self._reachable: frozenset[DeviceId] | None = None
        self._onward: dict[tuple[DeviceId, int], frozenset[DeviceId]] = {}

    @property
    def own(self) -> frozenset[DeviceId]:
        """The devices this one is connected with."""
        return self._own

    def connected(self, own: Iterable[DeviceId]) -> bool:
        """Take note of this device's own connections; returns whether they have changed."""
        fresh = frozenset(own)
        if fresh == self._own:
            return False
        self._own = fresh
        self._changed()
        return True

    def version(self, device: DeviceId) -> tuple[int, int]:
        """Return session and number of the newest beacon of a device, (0, -1) where there is none."""
        known = self.known.get(device)
        return (0, -1) if known is None else known.version

    def learn(self, beacon: Beacon, signed: Signed) -> None:
        """Take a beacon that is newer than the one known."""
        before = self.known.get(beacon.device)
        self.known[beacon.device] = Known(beacon, signed)
        if before is None or before.beacon.neighbours != beacon.neighbours:
            self._changed()

    def forget(self, devices: Iterable[DeviceId]) -> None:
        """Drop what these devices have said."""
        for device in devices:
            del self.known[device]
        self._changed()

    def reachable(self) -> frozenset[DeviceId]:
        """Return the devices that can be reached, by whatever way."""
        if self._reachable is None:
            self._reachable = frozenset(self._from(self.me)) - {self.me}
        return self._reachable

    def degree(self, device: DeviceId) -> int:
        """Return how many neighbours a device says to have."""
        known = self.known.get(device)
        return 0 if known is None else len(known.beacon.neighbours)

    def onward(self, origin: DeviceId, ways: int) -> frozenset[DeviceId]:
        """Return the neighbours to which this device passes on what comes from `origin`.

        Everybody comes to the same result: each device gets it from `ways` of its neighbours that are nearest to the
        origin, chosen by a hash, and always from the origin itself where they are connected.
        """
        if (origin, ways) not in self._onward:
            self._onward[origin, ways] = self._find_onward(origin, ways)
        return self._onward[origin, ways]

    def next_hop(self, target: DeviceId) -> DeviceId | None:
        """Return the neighbour that is nearest to `target`, None where it cannot be reached."""
        return self._hop(self.me, target)

    def way(self, target: DeviceId) -> tuple[DeviceId, ...]:
        """Return who passes on what goes from here to `target`, in order, as far as this device knows."""
        between: list[DeviceId] = []
        device = self._hop(self.me, target)
        while device is not None and device != target:
            between.append(device)
            device = self._hop(device, target)
        return tuple(between)

    def _hop(self, device: DeviceId, target: DeviceId) -> DeviceId | None:
        distances = self._from(target)
        near = [each for each in self._graph().get(device, ()) if each in distances]
        return min(near, key=lambda each: (distances[each], relay_order(target, device, each)), default=None)

    def _find_onward(self, origin: DeviceId, ways: int) -> frozenset[DeviceId]:
        distances, edges = self._from(origin), self._graph()
        if self.me not in distances:
            return self._own - {origin}
        chosen: set[DeviceId] = set()
        for other in self._own - {origin}:
            level = distances[other]
            before = [each for each in edges[other] if distances[each] < level]
            beside = [each for each in edges[other] if distances[each] == level]
            ranked = sorted(before, key=lambda each: (each != origin, relay_order(origin, other, each)))
            ranked += sorted(beside, key=lambda each: relay_order(origin, other, each))
            if self.me in ranked[:ways]:
                chosen.add(other)
        return frozenset(chosen)

    def _changed(self) -> None:
        self._edges = self._reachable = None
        self._distances.clear()
        self._onward.clear()

    def _graph(self) -> Mapping[DeviceId, frozenset[DeviceId]]:
        if self._edges is None:
            names = {short(device): device for device in self.known}
            named = {
                device: {names[each] for each in known.beacon.neighbours if each in names}
                for device, known in self.known.items()
                if device != self.me
            }
            edges = {
                device: {other for other in others if other != device and device in named.get(other, ())}
                for device, others in named.items()
            }
            edges[self.me] = set(self._own)
            for other in self._own:
                edges.setdefault(other, set()).add(self.me)
            self._edges = {device: frozenset(others) for device, others in edges.items()}
        return self._edges

    def _from(self, start: DeviceId) -> dict[DeviceId, int]:
        """Return the number of connections between `start` and each device that is linked with it."""
        if start not in self._distances:
            edges = self._graph()
            distances, waiting = {start: 0}, deque([start])
            while waiting:
                device = waiting.popleft()
                for other in edges.get(device, ()):
                    if other not in distances:
                        distances[other] = distances[device] + 1
                        waiting.append(other)
            self._distances[start] = distances
        return self._distances[start]


def relay_order(origin: DeviceId, receiver: DeviceId, neighbour: DeviceId) -> bytes:
    """Return what decides between neighbours that could pass on to `receiver` what comes from `origin`: the least."""
    return sha256(_ORDER + origin + receiver + neighbour).digest()
