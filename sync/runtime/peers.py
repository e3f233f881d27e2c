"""`engine.peers`: who is connected, connecting by hand, how complete a group is, typing."""

from sync.core.frames import TypingState
from sync.core.ids import GroupId
from sync.errors import Unreachable
from sync.net.switchboard import Switchboard
from sync.runtime import syncing
from sync.runtime.context import Context
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import messages as message_store
from sync.views import Peer, SyncStatus


class Peers:
    """The devices that can be reached from this one."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: SessionRegistry,
        switchboard: Switchboard,
        ephemerals: Ephemerals,
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._switchboard = switchboard
        self._ephemerals = ephemerals

    async def list(self) -> list[Peer]:
        """Return the connected devices, then those that are reached through others ("relayed")."""
        far = [
            Peer(device_id=device, account_id=account, address="", state="relayed", groups=tuple(sorted(groups)))
            for device, (account, groups) in sorted(self._ephemerals.beyond.devices().items())
        ]
        return [*map(_view, self._registry), *far]

    async def connect(self, address: str) -> Peer:
        """Connect to "host:port"; raises Unreachable, also for somebody with whom no group is shared."""
        device = await self._switchboard.connect(address)
        session = self._registry.get(device)
        if session is None:
            raise Unreachable("The connection ended at once.")
        return _view(session)

    async def sync_status(self, group_id: GroupId) -> SyncStatus:
        """Return how complete a group is here; raises NoSuchGroup."""
        live = self._rooms.get(group_id)
        sharing = self._registry.sharing(group_id)
        count = await self._context.store.read(lambda db: message_store.count(db, group_id))
        reached = {session.device for session in sharing} | self._ephemerals.beyond.webs.reachable(group_id)
        return syncing.status(live, sharing, messages=count, reached=len(reached))

    async def typing(self, group_id: GroupId, active: bool) -> None:
        """Tell members who can be reached that somebody here is, or is no longer, writing."""
        self._rooms.joined(group_id)
        self._ephemerals.spread(group_id, TypingState(group=group_id, active=active))


def _view(session: PeerSession) -> Peer:
    return Peer(
        device_id=session.device,
        account_id=session.account,
        address=session.peer.address,
        state="guest" if session.peer.guest else "connected",
        groups=tuple(sorted(session.shared)),
    )
