"""Files that no neighbour has: in large groups, connections are made for them (PROTOCOL.md, "Attachments").

A file that many want spreads from neighbour to neighbour. So a device waits a while before it turns to the author of
the message, and then to one other member after the other, ever more slowly; each is asked once, until it comes again.
"""

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Protocol

from sync.core.ids import DeviceId, GroupId
from sync.core.ops import DeviceCertificate
from sync.runtime.file_transfer import Transfer

PATIENCE_SECONDS: Final = 3.0
"""How long a file may reach a neighbour by itself, and longer by up to"""
PATIENCE_A_DEVICE: Final = 0.2
"""for each device of the group, so that not all turn to one at the same time."""
LEAST_SPREAD_SECONDS: Final = 3.0
AUTHORS_AT_ONCE: Final = 4
ROUND_SECONDS: Final = 15.0
"""How long a device is sought before another is; among those who are not authors ever longer, up to"""
SLOWEST_SECONDS: Final = 300.0


class Web(Protocol):
    """Who can be reached in large groups."""

    def is_large(self, group: GroupId) -> bool:
        """Return whether not everybody is connected with everybody."""
        ...

    def far(self, group: GroupId) -> frozenset[DeviceId]:
        """Return the devices that can be reached through others only."""
        ...

    def members(self, group: GroupId) -> Mapping[DeviceId, DeviceCertificate]:
        """Return the devices of a group's members."""
        ...


class Seeking:
    """Finds out which devices to be connected with for the files in `wanted`; `seek` takes them."""

    def __init__(
        self,
        web: Web,
        wanted: Callable[[], Iterable[Transfer]],
        seek: Callable[[frozenset[DeviceId]], None],
    ) -> None:
        self._web = web
        self._wanted = wanted
        self._seek = seek
        self._sought: frozenset[DeviceId] = frozenset()
        self._timer: asyncio.TimerHandle | None = None
        self._pace = ROUND_SECONDS

    def lacking(self, transfer: Transfer) -> None:
        """Look after a file that no neighbour is known to have; it is given time to come by itself."""
        sizes = [len(self._web.members(group)) for group in transfer.groups if self._web.is_large(group)]
        if sizes:
            spread = max(LEAST_SPREAD_SECONDS, PATIENCE_A_DEVICE * max(sizes))
            patience = PATIENCE_SECONDS + spread * random.random()  # noqa: S311 - only to spread it
            transfer.patient_until = asyncio.get_running_loop().time() + patience
            self._pace = ROUND_SECONDS
            self._look_at(transfer.patient_until)

    def came(self, devices: Iterable[DeviceId]) -> None:
        """Devices can be reached again: they may have what was not to be had."""
        back = frozenset(devices)
        for transfer in self._wanted():
            transfer.sought -= back
            if not transfer.offered:
                self.lacking(transfer)

    def settled(self) -> None:
        """Follow that a file is wanted no longer: without any, nothing is sought."""
        if not any(True for _ in self._wanted()):
            self.stop()
            self._tell(frozenset())

    def stop(self) -> None:
        """Look for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_at(self, when: float) -> None:
        if self._timer is None or when < self._timer.when():
            self.stop()
            self._timer = asyncio.get_running_loop().call_at(when, self._look)

    def _look(self) -> None:
        """Choose whom to seek now, and say when to choose again."""
        self._timer = None
        now = asyncio.get_running_loop().time()
        large = [each for each in self._wanted() if any(self._web.is_large(group) for group in each.groups)]
        for transfer in large:
            if transfer.offered:
                transfer.patient_until = now + ROUND_SECONDS
        due = [transfer for transfer in large if transfer.patient_until <= now]
        chosen = self._choose(due)
        for transfer in due:
            transfer.sought |= chosen
        giving = {device for transfer in large for device in transfer.fetch.holders}
        self._tell(chosen | (self._sought & giving))
        later = [transfer.patient_until for transfer in large if transfer.patient_until > now]
        if chosen:
            later.append(now + self._pace)
        if later:
            self._look_at(min(later))

    def _choose(self, due: list[Transfer]) -> frozenset[DeviceId]:
        """Return authors who can be reached, some at once; where there are none left anybody, one at a time."""
        authors, others = set[DeviceId](), set[DeviceId]()
        for transfer in due:
            for group in transfer.groups:
                members = self._web.members(group)
                for device in self._web.far(group) - transfer.sought - transfer.asked.keys():
                    (authors if members[device].account in transfer.accounts else others).add(device)
        if authors or not others:
            self._pace = ROUND_SECONDS
            return frozenset(random.sample(sorted(authors), min(len(authors), AUTHORS_AT_ONCE)))
        self._pace = min(self._pace * 1.5, SLOWEST_SECONDS)
        return frozenset({random.choice(sorted(others))})  # noqa: S311 - so that not all seek the same

    def _tell(self, devices: frozenset[DeviceId]) -> None:
        if devices != self._sought:
            self._sought = devices
            self._seek(devices)
