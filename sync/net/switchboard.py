"""One connection to each device that can be reached, kept up (PROTOCOL.md, "Transport")."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from typing import Protocol

from sync.core.discovery_tags import DiscoveryKey
from sync.core.handshake import Authenticated, Credentials
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.limits import HANDSHAKE_SECONDS
from sync.errors import CauserieError, HostileInput, InvalidInput, NotAMember, Unreachable
from sync.net import greeting
from sync.net.addresses import format_address, is_loopback, parse_address
from sync.net.arbiter import ANSWER_SECONDS, Arbiter
from sync.net.backoff import SleepWatch, passed_seconds
from sync.net.crowding import check_unknown, make_room_for_guest
from sync.net.dialling import UNNEEDED, Dialling, Reason
from sync.net.discovery import Discovery
from sync.net.greeting import CONNECTED, ENOUGH, NOT_A_MEMBER, Refused
from sync.net.links import Link, LinkClosed, Network
from sync.net.peer import PeerConnection
from sync.views import Endpoint

__all__ = ["Host", "PeerConnection", "Switchboard"]

_log = logging.getLogger(__name__)

DIAL_SECONDS = 4.0
LOOK_SECONDS = 15.0
"""How often to look for signs of sleep or another network."""


class Host(Protocol):
    """What the switchboard needs to know, and who talks on its connections."""

    def credentials(self) -> Credentials:
        """Return what this device shows of itself; raises NoAccount while nobody can be let in."""
        ...

    def discovery_keys(self) -> Sequence[DiscoveryKey]:
        """Return the keys to find and be found by, in order of preference; none of an epoch with a removed device."""
        ...

    def older_keys(self) -> Sequence[DiscoveryKey]:
        """Return further keys to recognise and dial members by who are behind: of epochs no longer announced."""
        ...

    def shared_groups(self, device: DeviceId, account: AccountId) -> Sequence[GroupId]:
        """Return the groups in which this device and that one are members."""
        ...

    def crowded(self, device: DeviceId | None, keys: Sequence[DiscoveryKey]) -> bool:
        """Return whether only large groups are shared with a device, or with whoever shows these keys."""
        ...

    def wants(self, device: DeviceId | None, keys: Sequence[DiscoveryKey], *, refused: bool) -> bool:
        """Return whether to dial a device, or whoever shows these keys; `refused`: it has turned us away."""
        ...

    def admits(self, peer: Authenticated, *, outbound: bool) -> bool:
        """Return whether to be connected with a device that has said who it is."""
        ...

    def parted(self, key: DiscoveryKey, device: DeviceId) -> bool:
        """Return whether a device that shows the key of an epoch is in that group no longer, and was told so."""
        ...

    async def run_session(self, peer: PeerConnection) -> None:
        """Talk until done; returning, or raising LinkClosed or HostileInput, ends the connection."""
        ...

    def remember_address(self, device: DeviceId, address: str) -> None:
        """Take note that `device` was reached at `address`."""
        ...


class Switchboard:
    """Keeps one connection to each reachable device and hands each to the host."""

    def __init__(self, network: Network, discovery: Discovery, host: Host) -> None:
        self._network = network
        self._discovery = discovery
        self._host = host
        self._arbiter = Arbiter(lambda: DeviceId(host.credentials().signing_key.public))
        self._tasks: set[asyncio.Task[None]] = set()
        self._dialling = Dialling(self._call, self._arbiter.get, host)
        self._endpoints: list[Endpoint] = []

    # --- for the engine

    async def start(self, typed: Iterable[str] = (), remembered: Iterable[tuple[DeviceId, str]] = ()) -> list[Endpoint]:
        """Listen, announce, and dial `typed` addresses and `remembered` ones; return where.

        Raises PortTaken, and InvalidInput for a typed address that is none.
        """
        wanted = [format_address(*parse_address(address)) for address in typed]
        self._endpoints = list(await self._network.start(self._welcome))
        await self._discovery.start(
            self._network.port, self._host.discovery_keys(), self._dialling.sighted, self._host.older_keys()
        )
        self._dialling.add(wanted, Reason.TYPED)
        for device, address in remembered:
            self._dialling.add([address], Reason.REMEMBERED, device)
        self._spawn(self._look_after(), "look for sleep")
        return self._endpoints

    async def stop(self) -> None:
        """Tell everybody what is still to be told, say goodbye and close everything."""
        await self._discovery.stop()
        await self._dialling.stop()
        await asyncio.gather(*(peer.finish("stopping") for peer in self.connections()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for peer in self.connections():
            self._arbiter.leave(peer)
        await self._network.stop()

    async def connect(self, address: str) -> DeviceId:
        """Connect to a typed address and keep it up from then on; the host's session has begun when this returns.

        Raises Unreachable, NotAMember, InvalidInput.
        """
        host, port = parse_address(address)
        address = format_address(host, port)
        try:
            connection = await self._call(address, ())
        except Refused as refusal:
            if refusal.code == CONNECTED:
                return refusal.device
            raise NotAMember(refusal.message) from refusal
        except HostileInput as error:
            raise Unreachable(f"What answers at {address} does not speak as Causerie does.") from error
        except LinkClosed as error:
            raise Unreachable(
                f"The device at {address} shares no conversation with this one.",
                "Check the address, or join by an invite code first.",
            ) from error
        self._dialling.add([address], Reason.TYPED, connection.device)
        await asyncio.sleep(0)
        return connection.device

    def suggest(self, addresses: Iterable[str]) -> None:
        """Try addresses that may lead to somebody, such as those in an invite, a few times."""
        self._dialling.add(addresses, Reason.HINT)

    def keys_changed(self) -> None:
        """Announce and look for the host's present keys."""
        self._discovery.update(self._host.discovery_keys(), self._host.older_keys())
        self._dialling.wake_all()

    def poke(self) -> None:
        """Check every connection and dial everybody who is missing, now."""
        for peer in self.connections():
            self._spawn(self._check(peer), "check a connection")
        self._dialling.wake_all()
        self._discovery.refresh()

    def reconsider(self) -> None:
        """Dial those who are wanted now though they were not before."""
        self._dialling.reconsider()

    def port(self) -> int:
        """Return the port at which others can dial this device, 0 while there is none."""
        return self._network.port

    def connections(self) -> tuple[PeerConnection, ...]:
        """Return the connections that are up."""
        return self._arbiter.connections()

    def endpoints(self) -> Sequence[Endpoint]:
        """Return the addresses at which others can dial this device now."""
        return self._network.endpoints()

    # --- connections being made

    def _welcome(self, link: Link) -> None:
        self._spawn(self._greet(link), "greet a dialler")

    async def _greet(self, link: Link) -> None:
        """See a link through that somebody else opened."""
        kept = False
        try:
            connection, welcome = await greeting.listen(
                link, self, self._host.credentials(), self._host.discovery_keys()
            )
            self._enter(connection, welcome)
            kept = True
        except (HostileInput, LinkClosed, Refused, CauserieError) as reason:
            _log.info("a connection from outside came to nothing: %s", type(reason).__name__)
            _log.debug("because: %s", reason)
        finally:
            if not kept:
                await link.close()

    async def _call(self, address: str, preferred: Sequence[DiscoveryKey]) -> PeerConnection:
        """Dial `address`, showing `preferred` keys before the others; see `dialling.Call`."""
        if self._is_own(address):
            raise InvalidInput(f"{address} is this device's own address.")
        link = await self._network.dial(address, DIAL_SECONDS)
        known = (*self._host.discovery_keys(), *self._host.older_keys())
        keys = [*preferred, *(key for key in known if key not in preferred)]
        kept = False
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                connection = await greeting.dial(link, self, self._host.credentials(), keys)
            self._enter(connection, b"")
            kept = True
        except TimeoutError as error:
            raise LinkClosed("the other end took too long") from error
        except LinkClosed as error:
            device = self._arbiter.superseded(link)
            if device is not None:
                self._host.remember_address(device, address)
                raise Refused(device, CONNECTED) from error
            raise
        except Refused as refusal:
            if refusal.code in (CONNECTED, ENOUGH, UNNEEDED):
                self._host.remember_address(refusal.device, address)
            raise
        finally:
            self._arbiter.settle(link)
            if not kept:
                await link.close()
        self._host.remember_address(connection.device, address)
        return connection

    def _is_own(self, address: str) -> bool:
        host, port = parse_address(address)
        own = self._network.endpoints()
        return any(each.port == port and (each.address == host or is_loopback(host)) for each in own)

    def common_groups(self, peer: Authenticated) -> set[GroupId]:
        """See `greeting.Door`. Who has the key of an epoch is taken for a member we may not have heard of yet."""
        device = peer.certificate.signing_key
        groups = set(self._host.shared_groups(device, peer.certificate.account))
        groups |= {key.group for key in peer.matched if not key.invite and not self._host.parted(key, device)}
        if not groups:
            if not any(key.invite for key in peer.matched):
                raise Refused(peer.certificate.signing_key, NOT_A_MEMBER)
            make_room_for_guest(device, self.connections(), asyncio.get_running_loop().time())
        elif not self._host.shared_groups(device, peer.certificate.account):
            check_unknown(device, self.connections(), lambda peer: bool(self._shared(peer)))
        return groups

    def _shared(self, peer: PeerConnection) -> Sequence[GroupId]:
        return self._host.shared_groups(peer.device, peer.account)

    async def make_room(self, peer: Authenticated, link: Link) -> None:
        """See `greeting.Door`, and `arbiter` for the rules."""
        device = peer.certificate.signing_key
        if self._arbiter.get(device) is None and not self._host.admits(peer, outbound=link.outbound):
            raise Refused(device, UNNEEDED if link.outbound else ENOUGH)
        await self._arbiter.make_room(device, link)

    # --- connections that are up

    def _enter(self, connection: PeerConnection, welcome: bytes) -> None:
        """Take the connection as the one to its device. Nothing may be awaited between `make_room` and this."""
        self._arbiter.enter(connection)
        self._spawn(self._converse(connection, welcome), "talk with a device")

    async def _converse(self, connection: PeerConnection, welcome: bytes) -> None:
        try:
            if welcome:
                await connection.link.send(welcome)
            connection.opened.set()
            await self._host.run_session(connection)
        except LinkClosed as reason:
            _log.debug("a connection ended: %s", reason)
        except HostileInput as reason:
            _log.info("a connection was closed because the peer broke the protocol")
            _log.debug("because: %s", reason)
        finally:
            self._arbiter.leave(connection)
            await connection.close("done")

    async def _check(self, peer: PeerConnection) -> None:
        if not await peer.alive(ANSWER_SECONDS):
            peer.abort()

    async def _look_after(self) -> None:
        """Notice that the machine was asleep or is on another network, and act at once."""
        loop = asyncio.get_running_loop()
        watch = SleepWatch()
        while True:
            endpoints = list(self._network.endpoints())
            slept = watch.slept(loop.time(), passed_seconds(), LOOK_SECONDS)
            if slept or endpoints != self._endpoints:
                _log.info("looking at every connection after %s", "sleep" if slept else "a change of network")
                self._endpoints = endpoints
                self.poke()
            await asyncio.sleep(LOOK_SECONDS)

    def _spawn(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("a task of the network failed: %s", task.get_name(), exc_info=task.exception())
