"""Finding members on the local network by multicast DNS without telling strangers anything (PROTOCOL.md, "Discovery").

An announcement carries random names, a nonce and 16 tags. Only who has one of our discovery keys recognises a tag;
to everybody else one announcement is like any other, and tomorrow's has nothing to do with today's.
"""

import asyncio
import logging
import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.core.discovery_tags import DAY_SECONDS, DiscoveryKey, match_txt, txt_tags
from sync.net.addresses import check_interfaces, multicast_interfaces
from sync.net.announcements import Announcement
from sync.net.network_watch import NetworkWatch
from sync.net.presence import Presence

_log = logging.getLogger(__name__)

CHECK_SECONDS = 15.0
"""How often the machine's addresses are compared with those announced, where no change was told of (`NetworkWatch`)."""
REMIND_SECONDS = 30.0
"""How often an announcement is repeated: a network that was cut in two and healed tells nobody that it did."""
RENAME_SECONDS = 4 * 3600.0
"""After about this long the announcement takes new names and a new nonce."""
MOST_SIGHTINGS = 512
"""Announcements remembered: a network full of false ones costs no more memory than that; members' go last."""
MOST_OF_A_NONCE = 2
"""A device has a nonce of its own: what shows the same is a copy, which leads to wherever who made it likes."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A device that has some of our keys. No addresses: it said goodbye, or was not seen for long."""

    instance: str
    addresses: tuple[str, ...]
    matched: tuple[DiscoveryKey, ...]


OnFound = Callable[[Sighting], None]


class Discovery(Protocol):
    """Announces this device, and reports members seen."""

    async def start(
        self, port: int, keys: Sequence[DiscoveryKey], on_found: OnFound, older: Sequence[DiscoveryKey] = ()
    ) -> None:
        """Announce `port` under `keys`, best first; report on the loop what matches them or `older` ones."""
        ...

    def update(self, keys: Sequence[DiscoveryKey], older: Sequence[DiscoveryKey] = ()) -> None:
        """Announce under `keys` from now on, and report what matches them or `older` ones."""
        ...

    def refresh(self) -> None:
        """Announce afresh and ask who is there: after sleep, or on another network."""
        ...

    async def stop(self) -> None:
        """Say goodbye and close everything."""
        ...


class NullDiscovery:
    """A Discovery that neither announces nor finds."""

    async def start(
        self, port: int, keys: Sequence[DiscoveryKey], on_found: OnFound, older: Sequence[DiscoveryKey] = ()
    ) -> None:
        """Do nothing."""

    def update(self, keys: Sequence[DiscoveryKey], older: Sequence[DiscoveryKey] = ()) -> None:
        """Do nothing."""

    def refresh(self) -> None:
        """Do nothing."""

    async def stop(self) -> None:
        """Do nothing."""


class ZeroconfDiscovery:
    """Discovery by multicast DNS on `interfaces` only (IP addresses; None: all but loopback, as they come and go)."""

    def __init__(self, interfaces: Sequence[str] | None) -> None:
        """Raises InvalidInput for an interface that is not an IP address."""
        self._wanted = None if interfaces is None else check_interfaces(interfaces)
        self._port = 0
        self._keys: tuple[DiscoveryKey, ...] = ()
        self._older: tuple[DiscoveryKey, ...] = ()
        self._on_found: OnFound | None = None
        self._presence: Presence | None = None
        self._failed = False
        self._rename_at = 0.0
        self._remind_at = 0.0
        self._seen: dict[str, Announcement] = {}
        self._reported: dict[str, Sighting] = {}
        self._wake = asyncio.Event()
        self._republish = False
        self._renew = False
        self._watch = NetworkWatch(self._network_changed)
        self._task: asyncio.Task[None] | None = None

    async def start(
        self, port: int, keys: Sequence[DiscoveryKey], on_found: OnFound, older: Sequence[DiscoveryKey] = ()
    ) -> None:
        """Announce `port` under `keys`; call `on_found` from now on."""
        self._port = port
        self._keys = tuple(keys)
        self._older = tuple(older)
        self._on_found = on_found
        await self._appear(multicast_interfaces(self._wanted))
        self._watch.start()
        self._task = asyncio.get_running_loop().create_task(self._follow(), name="follow the network")
        self._task.add_done_callback(_report_failure)

    def update(self, keys: Sequence[DiscoveryKey], older: Sequence[DiscoveryKey] = ()) -> None:
        """Announce under `keys` from now on, and report what matches them or `older` ones."""
        if (tuple(keys), tuple(older)) == (self._keys, self._older):
            return
        self._keys = tuple(keys)
        self._older = tuple(older)
        self._republish = True
        self._wake.set()
        for announcement in list(self._seen.values()):
            self._report(announcement)

    def refresh(self) -> None:
        """Announce afresh and ask who is there."""
        self._renew = True
        self._wake.set()

    async def stop(self) -> None:
        """Say goodbye and close everything."""
        self._watch.stop()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._vanish()

    def _network_changed(self) -> None:
        """Look at the addresses, and announce: who is there now may not have heard of us."""
        self._remind_at = 0.0
        self._wake.set()

    # --- being seen

    async def _follow(self) -> None:
        """Keep the announcement true: keys, addresses, and names that do not last."""
        while True:
            try:
                async with asyncio.timeout(CHECK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            interfaces = multicast_interfaces(self._wanted)
            announced = self._presence.interfaces if self._presence is not None else ()
            if self._renew or interfaces != announced or time.monotonic() >= self._rename_at:
                await self._vanish()
                await self._appear(interfaces)
            elif self._republish and self._presence is not None:
                self._republish = False
                await self._presence.publish(self._text())
            elif self._presence is not None and time.monotonic() >= self._remind_at:
                self._remind_at = time.monotonic() + REMIND_SECONDS
                self._presence.remind()

    async def _appear(self, interfaces: tuple[str, ...]) -> None:
        self._renew = self._republish = False
        self._remind_at = time.monotonic() + REMIND_SECONDS
        self._rename_at = time.monotonic() + RENAME_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311 - only to spread
        if not interfaces:
            return
        presence = Presence(interfaces, self._port, self._heard, self._silent)
        try:
            await presence.start(self._text())
        except OSError as error:
            await presence.stop()
            if not self._failed:
                _log.warning("devices nearby cannot be found: multicast DNS is not available (%s)", error)
            self._failed = True
            return
        self._failed = False
        self._presence = presence

    async def _vanish(self) -> None:
        presence, self._presence = self._presence, None
        if presence is not None:
            await presence.stop()

    def _text(self) -> tuple[bytes, tuple[bytes, ...]]:
        nonce = secrets.token_bytes(16)
        return nonce, txt_tags(self._keys, nonce, _today(), secrets.token_bytes)

    # --- seeing

    def _heard(self, announcement: Announcement) -> None:
        if announcement.instance not in self._seen:
            if sum(each.nonce == announcement.nonce for each in self._seen.values()) >= MOST_OF_A_NONCE:
                return
            if len(self._seen) >= MOST_SIGHTINGS:
                self._forget(next((each for each in self._seen if each not in self._reported), next(iter(self._seen))))
        self._seen[announcement.instance] = announcement
        self._report(announcement)

    def _silent(self, instance: str) -> None:
        self._forget(instance)

    def _report(self, announcement: Announcement) -> None:
        matched = match_txt((*self._keys, *self._older), announcement.nonce, _today(), announcement.tags)
        sighting = Sighting(announcement.instance, announcement.addresses, matched)
        if matched and self._on_found is not None and self._reported.get(announcement.instance) != sighting:
            self._reported[announcement.instance] = sighting
            self._on_found(sighting)

    def _forget(self, instance: str) -> None:
        self._seen.pop(instance, None)
        if self._reported.pop(instance, None) is not None and self._on_found is not None:
            self._on_found(Sighting(instance, (), ()))


def _report_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("discovery failed", exc_info=task.exception())


def _today() -> int:
    return int(time.time()) // DAY_SECONDS
