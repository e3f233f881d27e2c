"""A network in memory: the same interface as the real one, with partitions and latency, and no sockets.

    hub = MemoryHub(latency=0.01)
    alice = Switchboard(hub.network("alice"), hub.discovery("alice"), host)
    hub.partition(["alice"], ["bob"])          # links between the sides break, dials and sightings stop
    hub.partition(["alice"], ["bob"], silent=True)   # links stay and carry nothing, as after a pulled cable
    hub.heal()

Machines are names; addresses are "name:port". Latency passes on the loop's time.
"""

import asyncio
import hashlib
import itertools
from collections import deque
from collections.abc import Callable, Sequence

from sync.core.discovery_tags import DiscoveryKey
from sync.core.limits import FRAME_BYTES, FRAME_BYTES_BEFORE_AUTH
from sync.errors import HostileInput, PortTaken, Unreachable
from sync.net.addresses import format_address, parse_address
from sync.net.discovery import OnFound, Sighting
from sync.net.links import Charge, Link, LinkClosed, OnLink
from sync.views import Endpoint


class MemoryLink:
    """One end of a link; `other` is the other end."""

    def __init__(self, hub: "MemoryHub", own: str, outbound: bool, remote: str, binding: bytes) -> None:
        self.own = own
        self.outbound = outbound
        self.remote = remote
        self.binding = binding
        self.limit = FRAME_BYTES_BEFORE_AUTH
        self.frames = 0
        self.bytes = 0
        self.due = 0.0
        self.coming = 0
        self.other: MemoryLink | None = None
        self._hub = hub
        self._inbox: deque[bytes] = deque()
        self._arrived = asyncio.Event()
        self._failure: Exception | None = None
        self._last = asyncio.get_running_loop().time()

    @property
    def closed(self) -> bool:
        """Whether this end is closed or broken."""
        return self._failure is not None

    @property
    def heard(self) -> float:
        """Loop time when a frame last arrived; the present while one waits to be read."""
        return asyncio.get_running_loop().time() if self._inbox else self._last

    def pay(self, charge: Charge) -> None:
        """Charge nothing: receiving costs nothing."""

    async def send(self, data: bytes) -> None:
        """Deliver `data` after the hub's latency, unless the network is silent between the two."""
        if self._failure is not None or self.other is None:
            raise LinkClosed("the connection is closed") from self._failure
        self.frames += 1
        self.bytes += len(data)
        self._hub.deliver(self, self.other, data)

    async def receive(self) -> bytes:
        """Return the next frame."""
        while not self._inbox:
            if self._failure is not None:
                raise self._failure
            self._arrived.clear()
            await self._arrived.wait()
        return self._inbox.popleft()

    def authenticated(self) -> None:
        """Allow frames of full size."""
        self.limit = FRAME_BYTES

    def abort(self) -> None:
        """Break both ends at once."""
        self.fail(LinkClosed("the connection was dropped"), drop=True)
        if self.other is not None and self._hub.reachable(self.own, self.other.own):
            self.other.fail(LinkClosed("the other end dropped the connection"))

    async def close(self) -> None:
        """Close this end; the other end learns it after what was sent before."""
        if self._failure is None and self.other is not None:
            self._hub.deliver(self, self.other, None)
        self.fail(LinkClosed("the connection is closed"), drop=True)

    def arrive(self, data: bytes | None) -> None:
        """Accept a frame that was on its way."""
        self.coming -= 1
        self.take(data)

    def take(self, data: bytes | None) -> None:
        """Accept a frame from the other end; None is its end."""
        if self._failure is not None:
            return
        if data is None:
            self.fail(LinkClosed("the other end closed the connection"))
            return
        self._last = asyncio.get_running_loop().time()
        if len(data) > self.limit:
            self.fail(HostileInput("a frame over the limit"))
            return
        self._inbox.append(data)
        self._arrived.set()

    def fail(self, failure: Exception, drop: bool = False) -> None:
        """End the link; `drop` forgets what was received and not read."""
        if self._failure is None:
            self._failure = failure
        if drop:
            self._inbox.clear()
        self._arrived.set()


class MemoryNetwork:
    """A Network for the machine `name`."""

    def __init__(self, hub: "MemoryHub", name: str, port: int) -> None:
        self.name = name
        self.binding = hashlib.sha256(f"{name}:{port}".encode()).digest()
        self.links: list[MemoryLink] = []
        self.on_link: OnLink | None = None
        self._hub = hub
        self._endpoint = Endpoint(name, port)

    @property
    def port(self) -> int:
        """The port listened on; 0 while not listening."""
        return self._endpoint.port if self.on_link is not None else 0

    async def start(self, on_link: OnLink) -> list[Endpoint]:
        """Listen; raises PortTaken when another network of the hub has the port."""
        self._hub.listen(format_address(self._endpoint.address, self._endpoint.port), self)
        self.on_link = on_link
        return [self._endpoint]

    def endpoints(self) -> Sequence[Endpoint]:
        """Return the one address, while listening."""
        return [self._endpoint] if self.on_link is not None else []

    async def dial(self, address: str, timeout: float) -> Link:
        """Open a link to a machine of the hub that is reachable."""
        return await self._hub.connect(self, address, timeout)

    async def stop(self) -> None:
        """Stop listening and close every link."""
        self._hub.silence(format_address(self._endpoint.address, self._endpoint.port))
        self.on_link = None
        for link in self.links:
            await link.close()


class MemoryDiscovery:
    """A Discovery among the machines of the hub."""

    def __init__(self, hub: "MemoryHub", name: str) -> None:
        self.name = name
        self.address = ""
        self.keys: tuple[DiscoveryKey, ...] = ()
        self.older: tuple[DiscoveryKey, ...] = ()
        self._hub = hub
        self._on_found: OnFound | None = None
        self._reported: dict[str, Sighting] = {}

    async def start(
        self, port: int, keys: Sequence[DiscoveryKey], on_found: OnFound, older: Sequence[DiscoveryKey] = ()
    ) -> None:
        """Be seen, and see."""
        self.address = format_address(self.name, port)
        self.keys = tuple(keys)
        self.older = tuple(older)
        self._on_found = on_found
        self._hub.discoveries[self.address] = self
        self._hub.announce()

    def update(self, keys: Sequence[DiscoveryKey], older: Sequence[DiscoveryKey] = ()) -> None:
        """Use other keys."""
        self.keys = tuple(keys)
        self.older = tuple(older)
        self._hub.announce()

    def refresh(self) -> None:
        """Report everybody again."""
        self._reported.clear()
        self._hub.announce()

    async def stop(self) -> None:
        """Vanish."""
        self._hub.discoveries.pop(self.address, None)
        self._on_found = None
        self._hub.announce()

    def look(self, others: Sequence["MemoryDiscovery"]) -> None:
        """Report what changed among the visible `others`."""
        seen: dict[str, Sighting] = {}
        for other in others:
            theirs = {key.key for key in other.keys}
            matched = tuple(key for key in (*self.keys, *self.older) if key.key in theirs)
            if matched:
                seen[other.address] = Sighting(other.address, (other.address,), matched)
        if self._on_found is None:
            return
        for instance in self._reported.keys() - seen.keys():
            self._on_found(Sighting(instance, (), ()))
        for instance, sighting in seen.items():
            if self._reported.get(instance) != sighting:
                self._on_found(sighting)
        self._reported = seen


class MemoryHub:
    """What connects machines by name: who reaches whom, and how long a frame takes (seconds, or drawn for each)."""

    def __init__(self, latency: float | Callable[[], float] = 0.0) -> None:
        self.latency = latency
        self.discoveries: dict[str, MemoryDiscovery] = {}
        self.dials = 0
        self._listening: dict[str, MemoryNetwork] = {}
        self._links: list[tuple[MemoryLink, MemoryLink]] = []
        self._side: dict[str, int] = {}
        self._ports = itertools.count(1024)

    def network(self, name: str, port: int = 4040) -> MemoryNetwork:
        """Return the network of the machine `name`."""
        return MemoryNetwork(self, name, port)

    def discovery(self, name: str) -> MemoryDiscovery:
        """Return the discovery of the machine `name`."""
        return MemoryDiscovery(self, name)

    def partition(self, *sides: Sequence[str], silent: bool = False) -> None:
        """Separate the sides; a machine on no side reaches nobody. Links across break unless `silent`."""
        self._side = {name: number for number, side in enumerate(sides, 1) for name in side}
        if not silent:
            for here, there in self._links:
                if not self.reachable(here.own, there.own):
                    here.fail(LinkClosed("the network broke"))
                    there.fail(LinkClosed("the network broke"))
        self.announce()

    def heal(self) -> None:
        """Let everybody reach everybody."""
        self._side = {}
        self.announce()

    def reachable(self, one: str, other: str) -> bool:
        """Whether two machines are on the same side."""
        return one == other or not self._side or (self._side.get(one, -1) == self._side.get(other, -2))

    def listen(self, address: str, network: MemoryNetwork) -> None:
        """Register a listener."""
        if address in self._listening:
            raise PortTaken(f"{address} is in use.")
        self._listening[address] = network

    def silence(self, address: str) -> None:
        """Forget a listener."""
        self._listening.pop(address, None)

    def announce(self) -> None:
        """Let every discovery look, on the next turn of the loop."""
        asyncio.get_running_loop().call_soon(self._look)

    async def connect(self, source: MemoryNetwork, address: str, timeout: float) -> MemoryLink:
        """Make a link from `source` to whoever listens at `address`."""
        self.dials += 1
        await asyncio.sleep(self.delay())
        host, _ = parse_address(address)
        target = self._listening.get(address)
        if not self.reachable(source.name, host):
            await asyncio.sleep(timeout)
            raise Unreachable(f"Nobody answered at {address} within {timeout:.0f} seconds.")
        if target is None or target.on_link is None:
            raise Unreachable(f"The machine at {address} answers, but Causerie is not running there.")
        here = MemoryLink(self, source.name, True, address, target.binding)
        there = MemoryLink(self, host, False, format_address(source.name, next(self._ports)), target.binding)
        here.other, there.other = there, here
        source.links.append(here)
        target.links.append(there)
        self._links.append((here, there))
        target.on_link(there)
        return here

    def deliver(self, source: MemoryLink, target: MemoryLink, data: bytes | None) -> None:
        """Carry a frame, or the end of the link, to the other end."""
        if not self.reachable(source.own, target.own):
            return
        delay = self.delay()
        loop = asyncio.get_running_loop()
        # Frames of one direction stay in order, whatever delays are drawn and however late the loop is.
        if delay or target.coming:
            target.due = max(target.due + 1e-6, loop.time() + delay)
            target.coming += 1
            loop.call_at(target.due, target.arrive, data)
        else:
            target.take(data)

    def delay(self) -> float:
        """Return how long the next frame takes."""
        return self.latency() if callable(self.latency) else self.latency

    def _look(self) -> None:
        for discovery in list(self.discoveries.values()):
            discovery.look(
                [
                    other
                    for other in self.discoveries.values()
                    if other is not discovery and self.reachable(other.name, discovery.name)
                ]
            )
