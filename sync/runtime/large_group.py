"""What is going on in one large group: who is where, what is owed to whom, what was seen."""

import asyncio
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.core.gossip import Window
from sync.core.ids import DeviceId
from sync.core.web import Web
from sync.runtime.speaking import Allowance


class Way(NamedTuple):
    """How to reach a device."""

    between: tuple[DeviceId, ...]
    """Who passes on what goes there, in order."""
    heard: float
    """When the newest beacon of one of them came, loop time."""
    apart: float
    """How long a beacon may wait for the one before it, s."""


@dataclass(eq=False, slots=True)
class LargeGroup:
    """What goes on in one large group."""

    web: Web
    reachable: frozenset[DeviceId] = frozenset()
    away: dict[DeviceId, float] = field(default_factory=dict[DeviceId, float])
    stale: bool = False
    published: float = float("-inf")
    passed: float = float("-inf")
    said: tuple[tuple[bytes, ...], str, str] | None = None
    publishing: asyncio.TimerHandle | None = None
    passing: asyncio.TimerHandle | None = None
    owed: dict[DeviceId, set[DeviceId]] = field(default_factory=dict[DeviceId, set[DeviceId]])
    allowances: dict[DeviceId, Allowance] = field(default_factory=dict[DeviceId, Allowance])
    windows: dict[DeviceId, Window] = field(default_factory=dict[DeviceId, Window])
    ack_windows: dict[DeviceId, Window] = field(default_factory=dict[DeviceId, Window])
    heard: dict[DeviceId, float] = field(default_factory=dict[DeviceId, float])
    """When the newest beacon of each device came, loop time."""

    def window(self, device: DeviceId) -> Window:
        """Return which of the device's relayed frames were seen."""
        return self.windows.setdefault(device, Window())

    def ack_window(self, device: DeviceId) -> Window:
        """Return which of the device's acknowledgements were seen."""
        return self.ack_windows.setdefault(device, Window())

    def way(self, target: DeviceId, apart: float) -> Way:
        """Return how to reach a device."""
        between = self.web.way(target)
        return Way(between, max((self.heard.get(each, 0.0) for each in between), default=0.0), apart)

    def disarm(self) -> None:
        """Forget what was to be done."""
        for timer in (self.publishing, self.passing):
            if timer is not None:
                timer.cancel()
        self.publishing = self.passing = None
