"""What sessions have to do with the devices of this account, and with those that are to become so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from sync.core.discovery_tags import DiscoveryKey
from sync.core.ids import DeviceId, GroupId, InviteId
from sync.core.link_frames import (
    MAX_REVOKED,
    OWN_GROUPS,
    LinkAsk,
    LinkDone,
    LinkFrame,
    LinkGrant,
    LinkNonce,
    LinkRefuse,
    LinkReveal,
    OwnGroups,
    OwnRevoked,
)
from sync.core.linking import account_discovery_key
from sync.core.room import Room
from sync.errors import HostileInput
from sync.runtime.context import Context
from sync.runtime.identities import Identities
from sync.runtime.invites import Reach
from sync.runtime.linking_new import LinkGuest
from sync.runtime.linking_old import LINK_SECONDS, LinkHost
from sync.runtime.own_devices import OwnDevices
from sync.runtime.renewal import Renewal
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import groups as group_store
from sync.views import GroupState

NOBODY: Final = GroupId(b"")
REVOKED: Final = "device_revoked"
REMOVED: Final = "This device was removed from the account."


_Frames = dict[type[OwnGroups] | type[OwnRevoked], OwnGroups | OwnRevoked]


@dataclass(slots=True)
class _Told:
    """What another device of the account was told on a connection."""

    groups: set[GroupId] = field(default_factory=set[GroupId])
    revoked: frozenset[DeviceId] = frozenset()


class Kinship:
    """Meets the account's own devices: each is told which groups they are both in, and joins those it did not know."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, identities: Identities) -> None:
        self.own = OwnDevices(context, rooms, identities)
        self.host = LinkHost(context, rooms, identities, self.own)
        self.guest = LinkGuest(context, rooms, registry, identities)
        self._renewal = Renewal(context, identities, self.own)
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._told: WeakKeyDictionary[PeerSession, _Told] = WeakKeyDictionary()
        self._early: WeakKeyDictionary[PeerSession, _Frames] = WeakKeyDictionary()
        """What devices said that are not known as the account's yet: the last of each kind."""

    def connect(self, reach: Reach, taken_up: Callable[[], Awaitable[None]]) -> None:
        """Say what linking needs of the network, and what follows when this profile has taken up an account."""
        self.host.reach = self.guest.reach = reach
        self.guest.taken_up = taken_up
        self.own.on_settled = self._settled

    def start(self) -> None:
        """Bring every group in step, now and whenever something changes, and renew this device's key when it is due."""
        self.own.start()
        self._renewal.look()

    async def stop(self) -> None:
        """Disarm the timers and finish what was begun."""
        self.host.stop()
        await self._renewal.stop()
        await self.own.stop()

    def keys(self) -> list[DiscoveryKey]:
        """Return the keys by which devices find each other that need not share a group."""
        found = [*self.host.keys(), *self.guest.keys()]
        identity = self._context.identity
        if identity is not None and not self.own.is_cast_out():
            key = account_discovery_key(identity.keys.account_key)
            found.append(DiscoveryKey(key, NOBODY, InviteId(key)))
        return found

    # --- sessions

    async def arrived(self, peer: PeerSession) -> None:
        """Meet a device that has just connected."""
        self.guest.arrived(peer)
        if await self.own.met(peer.device, peer.account):
            peer.own, peer.peer.guest = True, False
            self.tell()
        elif self.own.has_revoked(peer.device):
            peer.send(LinkRefuse(code=REVOKED, message=REMOVED))

    def departed(self, peer: PeerSession) -> None:
        """Forget a connection."""
        self._told.pop(peer, None)
        self._early.pop(peer, None)
        self.host.departed(peer)
        self.guest.departed(peer)

    def patience(self, peer: PeerSession) -> float:
        """Return for how long a guest whose time is up may stay (s): as long as people compare digits."""
        return LINK_SECONDS if self.host.waits(peer) or self.guest.waits(peer) else 0.0

    async def received(self, peer: PeerSession, frame: LinkFrame) -> None:
        """Take a frame about devices; raises HostileInput."""
        match frame:
            case LinkAsk():
                self.host.asked(peer, frame)
            case LinkNonce():
                self.guest.answered(peer, frame)
            case LinkReveal():
                self.host.revealed(peer, frame)
            case LinkGrant():
                await self.guest.granted(peer, frame)
            case LinkRefuse() if frame.code == REVOKED:
                if self.own.knows(peer.device):
                    await self.own.cast_out()
                    self.host.reach.keys_changed()
            case LinkRefuse():
                self.host.refused(peer)
                self.guest.refused(peer, frame)
            case LinkDone():
                await self.host.done(peer, frame)
            case OwnGroups() | OwnRevoked():
                await self._told_by(peer, frame)

    # --- groups of the account

    def tell(self) -> None:
        """Tell the account's connected devices who is so no longer, and of the groups they were let into."""
        identity = self._context.identity
        for session in self._registry:
            if identity is None or session.device not in identity.devices:
                continue
            told = self._told.setdefault(session, _Told())
            gone = sorted(identity.revoked - told.revoked)
            for start in range(0, len(gone), MAX_REVOKED):
                session.send(OwnRevoked(devices=tuple(gone[start : start + MAX_REVOKED])))
            both = [live for live in self._rooms if live.state is GroupState.JOINED and live.has_device(session.device)]
            news = [live.group_id for live in both if live.group_id not in told.groups]
            told.revoked, told.groups = identity.revoked, {live.group_id for live in both}
            for start in range(0, len(news), OWN_GROUPS):
                session.send(OwnGroups(groups=tuple(news[start : start + OWN_GROUPS])))

    async def _settled(self) -> None:
        """Go on after the account's devices, or their groups, have changed."""
        for session, frames in tuple(self._early.items()):
            if self.own.knows(session.device):
                del self._early[session]
                for frame in frames.values():
                    await self._told_by(session, frame)
        for session in self._registry:
            if session.own and not self.own.knows(session.device):
                session.own = False
                session.send(LinkRefuse(code=REVOKED, message=REMOVED))
                session.finish()
        self.tell()

    async def _told_by(self, session: PeerSession, frame: OwnGroups | OwnRevoked) -> None:
        """Believe a device of this account, once it is known as one."""
        identity = self._context.identity
        if identity is None or session.account != identity.account:
            raise HostileInput("own devices: from a device of another account")
        if not self.own.knows(session.device):
            self._early.setdefault(session, {})[type(frame)] = frame
        elif isinstance(frame, OwnRevoked):
            await self.own.heard_revoked(frame.devices)
        else:
            await self._join(session, frame.groups)

    async def _join(self, session: PeerSession, groups: tuple[GroupId, ...]) -> None:
        """Join groups on the word of another device; only their logs say that we are in."""
        for group in groups:
            if await self._expect(group):
                session.admitted(group)
                session.share(group, anyway=True)

    async def _expect(self, group: GroupId) -> bool:
        """Return whether to look at a group's logs; begin to join it if it was not known.

        One that this device is not in any more may be one that the account has joined again.
        """
        live = self._rooms.find(group)
        if live is not None:
            return not live.at_work
        waiting = [each for each in self._rooms if each.state is GroupState.JOINING and not each.row.code]
        if len(waiting) >= OWN_GROUPS:
            return False
        row = self._rooms.fresh_row(group, GroupState.JOINING)
        await self._context.store.write(lambda db: group_store.put(db, row))
        if self._rooms.find(group) is None:
            self._rooms.place(Room(group, self._context.who().device, self._context.open_box), row)
        return True
