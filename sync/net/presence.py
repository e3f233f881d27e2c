"""One appearance on the network under one set of random names: from the first announcement to the goodbye.

The names are random, so the probing of RFC 6762, section 8.1 (three quarters of a second) would find nothing and is
left out; the announcement itself carries every record, so who hears it can connect without asking back.
"""

import asyncio
import ipaddress
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from zeroconf import BadTypeInNameException, DNSQuestionType, Error, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from sync.net.announcements import Announcement, announced_properties, read_announcement
from sync.net.buckets import TokenBucket

_log = logging.getLogger(__name__)

SERVICE = "_causerie._tcp.local."
LIFETIME_SECONDS = 600
"""How long others believe an announcement without hearing it again; short, because the names do not come back."""
_RESOLVE_MS = 3_000
_MOST_RESOLVING = 32
_MOST_UNREAD = 1_024
_READ_AT_ONCE = 256
_READ_RATE = 50.0
"""Announcements read at once, and a second: each is compared with every key we have, in up to half a millisecond."""

Text = tuple[bytes, Sequence[bytes]]
"""A nonce and the tags made with it."""


class Presence:
    """Announces a port on `interfaces` and browses for others; `heard` and `silent` are called on the loop."""

    def __init__(
        self,
        interfaces: tuple[str, ...],
        port: int,
        heard: Callable[[Announcement], None],
        silent: Callable[[str], None],
    ) -> None:
        self.interfaces = interfaces
        self._port = port
        self._heard = heard
        self._silent = silent
        self._instance = f"{secrets.token_hex(8)}.{SERVICE}"
        self._host = f"{secrets.token_hex(8)}.local."
        self._loopback = any(ipaddress.ip_address(host).is_loopback for host in interfaces)
        self._service: AsyncServiceInfo | None = None
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._repeats: set[asyncio.Future[object]] = set()
        self._resolving: set[asyncio.Task[None]] = set()
        self._unread: dict[str, None] = {}
        self._reading = False
        self._pace = TokenBucket(_READ_AT_ONCE, _READ_RATE)

    async def start(self, text: Text) -> None:
        """Announce and browse; raises OSError where multicast is not to be had."""
        try:
            await self._open(text)
        except (RuntimeError, Error) as error:
            # An address that vanished between being listed and being used, or sockets that did not come up.
            raise OSError(f"multicast DNS did not start: {type(error).__name__}") from error

    async def _open(self, text: Text) -> None:
        self._zeroconf = AsyncZeroconf(interfaces=list(self.interfaces))
        # The browser first: answers to our own announcement must not be missed. Questions are multicast (QM): several
        # programs share the port on one machine, and a unicast answer would reach any one of them.
        self._browser = AsyncServiceBrowser(
            self._zeroconf.zeroconf, SERVICE, handlers=[self._changed], question_type=DNSQuestionType.QM
        )
        announcing = await self._zeroconf.async_register_service(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            self._renewed(text), cooperating_responders=True, strict=False
        )
        self._repeat(announcing)  # pyright: ignore[reportUnknownArgumentType]

    async def publish(self, text: Text) -> None:
        """Announce a new nonce and new tags under the same names."""
        if self._zeroconf is not None:
            announcing = await self._zeroconf.async_update_service(self._renewed(text))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            self._repeat(announcing)  # pyright: ignore[reportUnknownArgumentType]

    def remind(self) -> None:
        """Repeat the announcement once, for those whom the earlier ones could not reach."""
        if self._zeroconf is not None and self._service is not None:
            core = self._zeroconf.zeroconf
            core.async_send(core.generate_service_broadcast(self._service, None))

    async def stop(self) -> None:
        """Say goodbye once and close; nothing waits for the repetitions."""
        for task in self._repeats | self._resolving:
            task.cancel()
        await asyncio.gather(*self._repeats, *self._resolving, return_exceptions=True)
        zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is None:
            return
        if self._browser is not None:
            await self._browser.async_cancel()
        goodbye = zeroconf.zeroconf.generate_unregister_all_services()
        if goodbye is not None:
            zeroconf.zeroconf.async_send(goodbye)
        await zeroconf.async_close()

    def _renewed(self, text: Text) -> AsyncServiceInfo:
        self._service = AsyncServiceInfo(
            SERVICE,
            self._instance,
            port=self._port,
            properties=announced_properties(*text),
            server=self._host,
            host_ttl=LIFETIME_SECONDS,
            other_ttl=LIFETIME_SECONDS,
            addresses=[ipaddress.ip_address(host.partition("%")[0]).packed for host in self.interfaces],
        )
        return self._service

    def _repeat(self, announcing: Awaitable[object]) -> None:
        """Let zeroconf repeat an announcement in the background: the first went out at once."""
        task = asyncio.ensure_future(announcing)
        self._repeats.add(task)
        task.add_done_callback(self._repeats.discard)

    def _changed(self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if name == self._instance:
            return
        if state_change is ServiceStateChange.Removed:
            self._unread.pop(name, None)
            self._silent(name)
            return
        self._unread[name] = None
        if len(self._unread) > _MOST_UNREAD:
            del self._unread[next(iter(self._unread))]
        if not self._reading:
            self._reading = True
            self._spawn(self._read_all(zeroconf, service_type), "read announcements")

    async def _read_all(self, zeroconf: Zeroconf, service_type: str) -> None:
        """Read what was announced, no faster than it is worth: a stranger can announce without end."""
        loop = asyncio.get_running_loop()
        try:
            while self._unread:
                await asyncio.sleep(self._pace.seconds_until(loop.time(), 1))
                if self._unread and self._pace.spend(loop.time()):
                    name = next(iter(self._unread))
                    del self._unread[name]
                    self._look_up(zeroconf, service_type, name)
        finally:
            self._reading = False

    def _look_up(self, zeroconf: Zeroconf, service_type: str, name: str) -> None:
        try:
            info = AsyncServiceInfo(service_type, name)
        except BadTypeInNameException:
            return
        if info.load_from_cache(zeroconf):
            self._read(info)
        elif len(self._resolving) < _MOST_RESOLVING:
            self._spawn(self._resolve(zeroconf, info), "resolve an announcement")

    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._resolving.add(task)
        task.add_done_callback(self._resolving.discard)

    async def _resolve(self, zeroconf: Zeroconf, info: AsyncServiceInfo) -> None:
        if await info.async_request(zeroconf, _RESOLVE_MS, DNSQuestionType.QM):
            self._read(info)

    def _read(self, info: AsyncServiceInfo) -> None:
        hosts = info.parsed_scoped_addresses()
        announcement = read_announcement(info.name, info.properties, hosts, info.port, self._loopback)
        if announcement is not None:
            self._heard(announcement)
