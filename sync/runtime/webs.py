"""Who can be reached in large groups, and by whom: beacons are made, taken and passed on (PROTOCOL.md, "Topology")."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from sync.core.gossip import BEACONS, MAX_NEIGHBOURS, Beacon, Signed, Window, holds, read, short
from sync.core.gossip_frames import Beacons
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.mesh import is_large
from sync.core.ops import DeviceCertificate
from sync.core.web import Web
from sync.errors import HostileInput
from sync.runtime.context import Context
from sync.runtime.large_group import LargeGroup, Way
from sync.runtime.rooms import Rooms
from sync.runtime.speaking import Allowance, Speaker
from sync.views import GroupState

PUBLISH_SECONDS = 0.25
"""How long changes of this device's connections are gathered before others are told."""
PUBLISH_EVERY_SECONDS = 1.0
"""Beacons of this device are so far apart, or further:"""
PUBLISH_SHARE = 10.0
"""All devices of a group together publish so many a second at most, while many come at once."""
PASS_ON_SECONDS = 0.05
"""How long beacons of others are gathered before they are passed on:"""
BUSY_SECONDS = 0.25
"""longer, while one comes after the other, so that few frames carry many."""
STALE_SECONDS = 60.0
"""How long the beacon of a device that cannot be reached is still shown to new neighbours."""
MAX_EARLY = 64
"""Beacons of devices not known to be members that are kept until they are, for each group."""
BEACON_BURST = 30
BEACON_RATE = 2.0
"""Beacons of one device that are looked at, at once and a second after that."""


class Neighbour(Protocol):
    """A connected device, as far as beacons go."""

    device: DeviceId
    account: AccountId
    shared: set[GroupId]

    def send(self, frame: Beacons) -> None:
        """Queue a frame."""
        ...


class Webs:
    """The large groups of this device.

    `told` hears which devices of a group have come and gone, `offered` where somebody offers another model; `offer` is
    what this device offers.
    """

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        speaker: Speaker,
        sharing: Callable[[GroupId], Sequence[Neighbour]],
        offer: Callable[[], tuple[str, str]],
        told: Callable[[GroupId, frozenset[DeviceId], frozenset[DeviceId]], None],
        offered: Callable[[GroupId], None],
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._speaker = speaker
        self._sharing = sharing
        self._offer = offer
        self._told = told
        self._offered = offered
        self._groups: dict[GroupId, LargeGroup] = {}
        self._early: dict[GroupId, dict[DeviceId, Signed]] = {}
        self._members: dict[GroupId, tuple[object, Mapping[DeviceId, DeviceCertificate]]] = {}

    # --- what others ask

    def members(self, group: GroupId) -> Mapping[DeviceId, DeviceCertificate]:
        """Return the devices of a group's members."""
        live = self._rooms.find(group)
        if live is None:
            return {}
        membership = live.room.membership
        known = self._members.get(group)
        if known is None or known[0] is not membership:
            known = self._members[group] = membership, membership.active_devices()
        return known[1]

    def is_large(self, group: GroupId) -> bool:
        """Return whether this device is in a group in which not everybody is connected with everybody."""
        live = self._rooms.find(group)
        return live is not None and live.state is GroupState.JOINED and is_large(len(self.members(group)) - 1)

    def web(self, group: GroupId) -> Web | None:
        """Return who is connected with whom in a group, None where it is not large."""
        known = self._groups.get(group)
        return None if known is None else known.web

    def window(self, group: GroupId, device: DeviceId) -> Window | None:
        """Return which statements of a device that can be reached were seen, None for any other."""
        known = self._groups.get(group)
        return known.window(device) if known is not None and device in known.reachable else None

    def ack_window(self, group: GroupId, device: DeviceId) -> Window | None:
        """Return which acknowledgements of a device were seen, None for who is no member of a large group.

        They may be here before the beacon that shows how to reach the device, and hold whenever they were made.
        """
        known = self._groups.get(group)
        return known.ack_window(device) if known is not None and device in self.members(group) else None

    def reachable(self, group: GroupId) -> frozenset[DeviceId]:
        """Return the other devices of a large group that can be reached, connected ones included."""
        known = self._groups.get(group)
        # Who is just being removed is a member no longer, before connections are looked at again.
        return frozenset() if known is None else known.reachable.intersection(self.members(group))

    def far(self, group: GroupId) -> frozenset[DeviceId]:
        """Return those of them that this device is not connected with."""
        known = self._groups.get(group)
        return frozenset() if known is None else self.reachable(group) - known.web.own

    def way(self, group: GroupId, device: DeviceId) -> Way | None:
        """Return how to reach one of those, None for any other device."""
        known = self._groups.get(group)
        return None if known is None or device not in self.far(group) else known.way(device, _apart(known))

    def groups(self) -> tuple[GroupId, ...]:
        """Return the large groups."""
        return tuple(self._groups)

    # --- what happens

    def look(self, group: GroupId) -> None:
        """Follow a change of whom this device is connected with in a group, or of who is in it."""
        if not self.is_large(group):
            self._drop(group)
            return
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = LargeGroup(Web(self._context.who().device))
        web, members = known.web, self.members(group)
        gone = [device for device in web.known if device not in members]
        if gone:
            web.forget(gone)
        before = web.own
        if web.connected(each.device for each in self._sharing(group) if each.device in members):
            for device in before - web.own:
                known.owed.pop(device, None)
            self._compare(group, known)
            self._owe(group, known, web.own - before, self._worth_telling(known))
        elif gone:
            self._compare(group, known)
        early = self._early.pop(group, None)
        if early:
            self._take(group, known, early.values(), None)
        self._publish_soon(group, known)

    def look_everywhere(self) -> None:
        """Follow a change that may concern every group."""
        for group in tuple(self._groups):
            self.look(group)

    def received(self, peer: Neighbour, frame: Beacons) -> None:
        """Take beacons that a member passes on; raises HostileInput for one that was not signed by its device."""
        group = frame.group
        known = self._groups.get(group)
        if known is None:
            for signed in frame.beacons:  # others may know before us that the group is large
                self._hold(group, signed, read(signed, Beacon, group))
            self.look(group)
        else:
            self._take(group, known, frame.beacons, peer.device)

    def stop(self) -> None:
        """Disarm every timer."""
        for known in self._groups.values():
            known.disarm()
        self._groups.clear()
        self._early.clear()

    # --- inside

    def _take(self, group: GroupId, known: LargeGroup, beacons: Iterable[Signed], source: DeviceId | None) -> None:
        """Take beacons from a neighbour, or such as were held (None); raises HostileInput."""
        members, news, changed = self.members(group), set[DeviceId](), False
        for signed in beacons:
            beacon = read(signed, Beacon, group)
            device = beacon.device
            if device not in members:
                self._hold(group, signed, beacon)
            elif device == known.web.me:
                if holds(signed, beacon) and self._speaker.outbid(beacon.session):
                    self._again()
            elif (beacon.session, beacon.number) > known.web.version(device):
                if not known.allowances.setdefault(device, Allowance(BEACON_BURST, BEACON_RATE)).spend():
                    continue
                if holds(signed, beacon):
                    changed = self._learn(known, beacon, signed) or changed
                    news.add(device)
                elif source is not None:
                    raise HostileInput("beacon: not signed by its device")
            elif device == source and beacon.session < known.web.version(device)[0]:
                # Its clock was set back since its last start: what it said then shows it where to go on.
                known.owed.setdefault(device, set()).add(device)
                self._pass_on_soon(group, known)
        if news:
            known.stale = True
            self._owe(group, known, known.web.own - {source}, news)
        if changed:
            self._offered(group)

    def _hold(self, group: GroupId, signed: Signed, beacon: Beacon) -> None:
        """Keep a beacon until its device is known to be a member's: who passes it on may know that before us."""
        early = self._early.setdefault(group, {})
        if beacon.device in early or len(early) < MAX_EARLY:
            early[beacon.device] = signed

    def _worth_telling(self, known: LargeGroup) -> list[DeviceId]:
        now = asyncio.get_running_loop().time()
        return [each for each in known.web.known if now - known.away.get(each, now) < STALE_SECONDS]

    def _learn(self, known: LargeGroup, beacon: Beacon, signed: Signed) -> bool:
        """Take a beacon; returns whether its device offers another model than before."""
        before = known.web.known.get(beacon.device)
        offered = ("", "") if before is None else (before.beacon.provider, before.beacon.model)
        known.web.learn(beacon, signed)
        known.heard[beacon.device] = asyncio.get_running_loop().time()
        # What was said before the beacon is not taken any more: nobody can bring it back to who has not heard it.
        known.window(beacon.device).begin(beacon.session, beacon.number)
        return offered != (beacon.provider, beacon.model)

    def _drop(self, group: GroupId) -> None:
        known = self._groups.pop(group, None)
        if known is not None:
            known.disarm()
            self._told(group, frozenset(), known.reachable - known.web.own)

    def _again(self) -> None:
        for group, known in self._groups.items():
            known.said = None
            self._publish_soon(group, known)

    def _compare(self, group: GroupId, known: LargeGroup) -> None:
        known.stale = False
        before, after = known.reachable, known.web.reachable() & self.members(group).keys()
        if before != after:
            known.reachable = after
            now = asyncio.get_running_loop().time()
            known.away |= dict.fromkeys(before - after, now)
            for device in after - before:
                known.away.pop(device, None)
            self._told(group, after - before, before - after)

    def _owe(self, group: GroupId, known: LargeGroup, to: Iterable[DeviceId], what: Iterable[DeviceId]) -> None:
        devices = set(what)
        for device in to:
            known.owed.setdefault(device, set()).update(devices - {device})
        self._pass_on_soon(group, known)

    def _pass_on_soon(self, group: GroupId, known: LargeGroup) -> None:
        if known.passing is None:
            loop = asyncio.get_running_loop()
            busy = loop.time() - known.passed < BUSY_SECONDS
            delay = BUSY_SECONDS if busy else PASS_ON_SECONDS
            known.passing = loop.call_later(delay, self._pass_on, group, known)

    def _pass_on(self, group: GroupId, known: LargeGroup) -> None:
        known.passing = None
        known.passed = asyncio.get_running_loop().time()
        if known.stale:
            self._compare(group, known)
        owed, known.owed = known.owed, {}
        for neighbour in self._sharing(group):
            beacons = [
                known.web.known[each].signed for each in owed.get(neighbour.device, ()) if each in known.web.known
            ]
            for start in range(0, len(beacons), BEACONS):
                neighbour.send(Beacons(group=group, beacons=tuple(beacons[start : start + BEACONS])))

    def _publish_soon(self, group: GroupId, known: LargeGroup) -> None:
        if known.publishing is None and self._words(known) != known.said:
            loop = asyncio.get_running_loop()
            delay = max(PUBLISH_SECONDS, known.published + _apart(known) - loop.time())
            known.publishing = loop.call_later(delay, self._publish, group, known)

    def _words(self, known: LargeGroup) -> tuple[tuple[bytes, ...], str, str]:
        neighbours = sorted(short(device) for device in known.web.own)[:MAX_NEIGHBOURS]
        return tuple(neighbours), *self._offer()

    def _publish(self, group: GroupId, known: LargeGroup) -> None:
        known.publishing = None
        known.published = asyncio.get_running_loop().time()
        known.said = neighbours, provider, model = self._words(known)
        me = known.web.me

        def words(session: int, number: int) -> Beacon:
            return Beacon(
                group=group, device=me, session=session, number=number, neighbours=neighbours, provider=provider,
                model=model,
            )  # fmt: skip

        signed = self._speaker.say(words)
        known.web.learn(read(signed, Beacon, group), signed)
        self._owe(group, known, known.web.own, (me,))


def _apart(known: LargeGroup) -> float:
    return max(PUBLISH_EVERY_SECONDS, len(known.reachable) / PUBLISH_SHARE)
