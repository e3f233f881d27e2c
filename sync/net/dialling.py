"""Whom to dial, and when: devices seen nearby, known addresses and typed ones, each pursued by one task.

A target whose device is connected waits for that connection to end; nothing wakes in the meantime. One that cannot be
reached is tried again with growing delays, at once after sleep, a change of network or of keys, or a new sighting. One
with which only large groups are shared is dialled while it is wanted there (see `sync.core.mesh`), in random order.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sync.core.discovery_tags import DiscoveryKey
from sync.core.ids import DeviceId
from sync.errors import CauserieError, HostileInput, Unreachable
from sync.net.addresses import local_addresses, nearest_first
from sync.net.backoff import SLOWEST_SECONDS, Backoff
from sync.net.dial_pace import DialPace
from sync.net.discovery import Sighting
from sync.net.greeting import CONNECTED, ENOUGH, Refused
from sync.net.links import LinkClosed
from sync.net.peer import PeerConnection

_REMEMBERED_AT_ONCE = 4
_SIGHTED_AT_ONCE = 16
_MOST_TARGETS = 512
_STEADY_SECONDS = 10.0
"""A connection that held this long was a good one: the next delay is the shortest again."""
_WAKE_SECONDS = 1.0
"""A target is hurried at most this often, whatever a stranger announces."""
_SIGHTED_SLOWEST_SECONDS = 10.0
"""Shorter than for others: its announcement still stands, so it is the network that fails, and that mends."""
_REMEMBERED_SLOWEST_SECONDS = 300.0
_HINT_ATTEMPTS = 8
_CROWD_AT_ONCE = 3
"""Few at once, so that what the first lead to is known before the next are dialled."""
_CROWD_SECONDS = 0.5
"""Within this time everybody in a crowd is dialled for the first time: not all dial the same ones first."""
_LOOK_SECONDS = 40.0
"""Who is not wanted, and has not said yet who it is, is asked that after up to this time."""
_REFUSED_SECONDS = 60.0
"""How long a device that turned us away is dialled only when there is need."""

UNNEEDED = "unneeded"
"""We turned out not to want the connection once we knew whose it was; never sent."""

Call = Callable[[str, Sequence[DiscoveryKey]], Awaitable[PeerConnection]]
"""Dial an address with some keys preferred; raises CauserieError, HostileInput, LinkClosed, Refused."""


class Wishes(Protocol):
    """Whom to be connected with. Devices are None where it is not known who shows some keys."""

    def crowded(self, device: DeviceId | None, keys: Sequence[DiscoveryKey]) -> bool:
        """Return whether only large groups are shared."""
        ...

    def wants(self, device: DeviceId | None, keys: Sequence[DiscoveryKey], *, refused: bool) -> bool:
        """Return whether to dial; `refused`: it has turned us away."""
        ...


class Reason(Enum):
    """Why a target is dialled, which says for how long."""

    SIGHTED = "seen nearby"
    TYPED = "typed or configured"
    REMEMBERED = "worked before"
    HINT = "named in an invite"


@dataclass(eq=False)
class Target:
    """One device, as far as we know, under one or more addresses."""

    reason: Reason
    addresses: tuple[str, ...]
    preferred: tuple[DiscoveryKey, ...] = ()
    device: DeviceId | None = None
    present: bool = True
    backoff: Backoff = field(default_factory=Backoff)
    woken: float = float("-inf")
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    parked: bool = False
    refused: float = float("-inf")
    seen: bool = False
    """Whether it was also seen nearby, whatever else it is dialled for."""

    @property
    def hopeless(self) -> bool:
        """Whether there is no point in trying again."""
        hint = self.reason is Reason.HINT and not self.seen
        return not self.present or (hint and self.backoff.failures >= _HINT_ATTEMPTS)

    @property
    def nearby(self) -> bool:
        """Whether it is dialled as one of those that are just there, and not because somebody said so."""
        return self.reason in (Reason.SIGHTED, Reason.REMEMBERED) or (self.reason is Reason.HINT and self.seen)

    def sighted(self, matched: tuple[DiscoveryKey, ...]) -> None:
        """Note that it announces itself, by these keys; a hint that was right is kept then, and tried ever less."""
        self.preferred = matched
        if self.reason is Reason.HINT and not self.seen:
            self.backoff = Backoff(_REMEMBERED_SLOWEST_SECONDS)
        self.seen = True


class Dialling:
    """Pursues targets until stopped. `connected` returns the connection to a device, if there is one."""

    def __init__(self, call: Call, connected: Callable[[DeviceId], PeerConnection | None], wishes: Wishes) -> None:
        self._call = call
        self._connected = connected
        self._wishes = wishes
        self._targets: dict[Target, asyncio.Task[None]] = {}
        self._sighted: dict[str, Target] = {}
        self._pace = DialPace()
        self._slots = {
            Reason.REMEMBERED: asyncio.Semaphore(_REMEMBERED_AT_ONCE),
            Reason.SIGHTED: asyncio.Semaphore(_SIGHTED_AT_ONCE),
        }
        self._crowd = asyncio.Semaphore(_CROWD_AT_ONCE)

    def add(self, addresses: Iterable[str], reason: Reason, device: DeviceId | None = None) -> None:
        """Pursue each address by itself, unless that happens already."""
        slowest = _REMEMBERED_SLOWEST_SECONDS if reason is Reason.REMEMBERED else SLOWEST_SECONDS
        for address in addresses:
            if not any(address in target.addresses for target in self._targets):
                self._pursue(Target(reason, (address,), device=device, backoff=Backoff(slowest)))

    def sighted(self, sighting: Sighting) -> None:
        """Pursue a device seen nearby, or give it up when it said goodbye."""
        target = self._sighted.pop(sighting.instance, None)
        if target is not None and target.addresses != sighting.addresses:
            target.present = False
            target.wake.set()
        if not sighting.addresses:
            return
        covering = [each for each in self._targets if each.present and set(each.addresses) & set(sighting.addresses)]
        for each in covering:
            each.sighted(sighting.matched)
            self._wake(each)
        # A device that took new names keeps its target, which the goodbye to its old names then does not end.
        renamed = next((each for each in covering if each.reason is Reason.SIGHTED), None)
        if renamed is not None:
            self._sighted = {name: each for name, each in self._sighted.items() if each is not renamed}
            self._sighted[sighting.instance] = renamed
        elif not covering:
            backoff = Backoff(_SIGHTED_SLOWEST_SECONDS)
            target = Target(Reason.SIGHTED, sighting.addresses, sighting.matched, backoff=backoff)
            self._sighted[sighting.instance] = target
            self._pursue(target)

    def wake_all(self) -> None:
        """Try everything again now."""
        for target in self._targets:
            self._wake(target)

    def reconsider(self) -> None:
        """Dial those who were not wanted and are now."""
        for target in self._targets:
            if target.parked and self._wanted(target):
                target.backoff.reset()
                target.wake.set()

    async def stop(self) -> None:
        """Pursue nothing any more."""
        tasks = list(self._targets.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _wake(self, target: Target) -> None:
        now = asyncio.get_running_loop().time()
        if now - target.woken < _WAKE_SECONDS:
            return
        target.woken = now
        target.backoff.reset()
        target.wake.set()

    def _pursue(self, target: Target) -> None:
        if len(self._targets) >= _MOST_TARGETS:
            return
        task = asyncio.get_running_loop().create_task(self._keep_connected(target), name="pursue a device")
        self._targets[target] = task
        task.add_done_callback(lambda _: self._targets.pop(target, None))

    async def _keep_connected(self, target: Target) -> None:
        loop = asyncio.get_running_loop()
        if self._crowded(target):
            await asyncio.sleep(random.random() * _CROWD_SECONDS)  # noqa: S311 - only to spread the load
        look = False
        while not target.hopeless:
            connection = self._connected(target.device) if target.device is not None else None
            if connection is None:
                async with self._slot(target):
                    wanted = self._wanted(target)
                    if wanted or look:
                        connection = await self._try(target)
                if not wanted and connection is None:
                    look = await self._park(target)
                    continue
            look = False
            if connection is not None:
                since = loop.time()
                await connection.gone.wait()
                if loop.time() - since >= _STEADY_SECONDS:
                    target.backoff.reset()
                if connection.farewell == ENOUGH:
                    target.refused = loop.time()
                target.wake.clear()
            await self._pause(target, target.backoff.next(random.random()))  # noqa: S311 - only to spread the load

    def _crowded(self, target: Target) -> bool:
        return target.nearby and self._wishes.crowded(target.device, target.preferred)

    def _slot(self, target: Target) -> AbstractAsyncContextManager[object]:
        if self._crowded(target):
            return self._crowd
        return self._slots.get(target.reason, contextlib.nullcontext())

    def _wanted(self, target: Target) -> bool:
        if not target.nearby:
            return True
        refused = asyncio.get_running_loop().time() - target.refused < _REFUSED_SECONDS
        return self._wishes.wants(target.device, target.preferred, refused=refused)

    def _turned_away(self, device: DeviceId) -> None:
        """Note that a device has refused, under whatever address: coming back, we would seem to be in need."""
        for target in self._targets:
            if target.device == device:
                target.refused = asyncio.get_running_loop().time()

    async def _park(self, target: Target) -> bool:
        """Wait until the target may be wanted; return whether to find out meanwhile who it is."""
        target.parked = True
        seconds: float | None = None
        if asyncio.get_running_loop().time() - target.refused < _REFUSED_SECONDS:
            seconds = target.backoff.next(0.0)
        elif target.device is None:
            seconds = _LOOK_SECONDS * (0.5 + random.random() / 2)  # noqa: S311 - only to spread the load
        woken = await self._pause(target, seconds)
        target.parked = False
        return not woken and target.device is None

    async def _pause(self, target: Target, seconds: float | None) -> bool:
        """Wait for a time, or without end; return whether the target was woken before that."""
        woken = True
        try:
            async with asyncio.timeout(seconds):
                await target.wake.wait()
        except TimeoutError:
            woken = False
        target.wake.clear()
        return woken

    async def _try(self, target: Target) -> PeerConnection | None:
        """Dial the addresses in turn; return the connection to the device, made now or found to exist."""
        addresses = target.addresses
        if len(addresses) > 1:
            addresses = nearest_first(addresses, local_addresses())
        for address in addresses:
            announced = target.reason is Reason.SIGHTED
            if announced and not self._pace.allows(address, asyncio.get_running_loop().time()):
                continue
            try:
                connection = await self._call(address, target.preferred)
            except Refused as refusal:
                target.device = refusal.device
                if refusal.code == ENOUGH:
                    self._turned_away(refusal.device)
                elif refusal.code not in (CONNECTED, UNNEEDED):
                    target.backoff.slow_down()
                return self._connected(refusal.device)
            except HostileInput:
                target.backoff.slow_down()
            except (Unreachable, LinkClosed):
                continue
            except CauserieError:
                target.backoff.slow_down()
            else:
                target.device = connection.device
                if announced:
                    self._pace.led_to_member(address)
                return connection
        return None
