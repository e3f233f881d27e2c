"""A Host that remembers what happened, for tests of the switchboard."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager

from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import SessionFrame
from sync.core.handshake import Authenticated, Credentials
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.net.discovery import Discovery, NullDiscovery
from sync.net.links import Network
from sync.net.peer import PeerConnection
from sync.net.switchboard import Switchboard
from tests.support.identities import group_id, identity

GROUP = group_id("g")
EPOCH = DiscoveryKey(b"k" * 32, GROUP)
OTHER = DiscoveryKey(b"o" * 32, group_id("other"))


class FakeHost:
    """Belongs to `groups` with everybody, and reads what peers send until they stop."""

    def __init__(
        self, name: str, keys: Sequence[DiscoveryKey] = (EPOCH,), groups: Sequence[GroupId] = (GROUP,)
    ) -> None:
        self.identity = identity(name)
        self.keys = list(keys)
        self.groups = list(groups)
        self.up: list[PeerConnection] = []
        self.begun: list[DeviceId] = []
        self.frames: list[SessionFrame] = []
        self.addresses: dict[DeviceId, str] = {}
        self._changed = asyncio.Event()

    @property
    def device(self) -> DeviceId:
        return DeviceId(self.identity.credentials.signing_key.public)

    def credentials(self) -> Credentials:
        return self.identity.credentials

    def older_keys(self) -> Sequence[DiscoveryKey]:
        return ()

    def discovery_keys(self) -> Sequence[DiscoveryKey]:
        return self.keys

    def shared_groups(self, device: DeviceId, account: AccountId) -> Sequence[GroupId]:
        return self.groups

    def crowded(self, device: DeviceId | None, keys: Sequence[DiscoveryKey]) -> bool:
        return False

    def wants(self, device: DeviceId | None, keys: Sequence[DiscoveryKey], *, refused: bool) -> bool:
        return True

    def admits(self, peer: Authenticated, *, outbound: bool) -> bool:
        return True

    def parted(self, key: DiscoveryKey, device: DeviceId) -> bool:
        return False

    def remember_address(self, device: DeviceId, address: str) -> None:
        self.addresses[device] = address

    async def run_session(self, peer: PeerConnection) -> None:
        self.up.append(peer)
        self.begun.append(peer.device)
        self._changed.set()
        try:
            while True:
                self.frames.append(await peer.receive())
                self._changed.set()
        finally:
            self.up.remove(peer)
            self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` holds; it is looked at whenever a connection or a frame comes or goes."""
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def connected(self, *others: "FakeHost") -> None:
        """Wait until exactly `others` are connected."""
        wanted = sorted(other.device for other in others)
        await self.until(lambda: sorted(peer.device for peer in self.up) == wanted)


@asynccontextmanager
async def running(
    network: Network,
    host: FakeHost,
    discovery: Discovery | None = None,
    *,
    typed: Sequence[str] = (),
    remembered: Sequence[tuple[DeviceId, str]] = (),
) -> AsyncGenerator[Switchboard]:
    """Run a switchboard for `host`."""
    board = Switchboard(network, discovery or NullDiscovery(), host)
    try:
        await board.start(typed, remembered)
        yield board
    finally:
        await board.stop()
