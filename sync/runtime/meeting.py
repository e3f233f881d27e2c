"""What the network asks of the engine: who we are, whom we look for, and what to do with whom we meet."""

from collections.abc import Sequence
from itertools import islice

from sync.changes import PeerConnected, PeerDisconnected
from sync.core.discovery_tags import DiscoveryKey
from sync.core.handshake import Authenticated, Credentials
from sync.core.ids import AccountId, DeviceId, GroupId, InviteId
from sync.core.invites import invite_discovery_key, invite_key, parse_code
from sync.core.sealing import discovery_key
from sync.identity.keys import generate_account
from sync.net.switchboard import PeerConnection
from sync.runtime.chores import Chores
from sync.runtime.context import Context
from sync.runtime.courtesies import Courtesies
from sync.runtime.deadlines import ANSWER_MS
from sync.runtime.doors import Doors
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.kinship import Kinship
from sync.runtime.live_room import LiveRoom
from sync.runtime.publisher import Publisher
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import peers as peer_store
from sync.store.rows import AddressRow
from sync.views import GroupState

HANDED_OVER_EPOCHS = 100
"""Of a group that another device of the account told of, the epochs whose members are recognised."""
FAREWELL_EPOCHS = 3
"""Of a group that was left, the epochs whose members are looked for to tell them so."""


class Meeting:
    """The switchboard's host."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: SessionRegistry,
        doors: Doors,
        publisher: Publisher,
        ephemerals: Ephemerals,
        courtesies: Courtesies,
        kinship: Kinship,
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._doors = doors
        self._publisher = publisher
        self._ephemerals = ephemerals
        self._courtesies = courtesies
        self._kinship = kinship
        self._chores = Chores()
        self._nobody = generate_account(context.random, context.clock())
        self._topology = ephemerals.beyond.topology
        ephemerals.beyond.remember_address = self.remember_address

    def credentials(self) -> Credentials:
        """Return who we are. Before there is an account: nobody, whom only a device that links this one gets to see."""
        identity = self._context.identity
        keys = self._nobody if identity is None else identity.keys
        return Credentials(keys.certificate, keys.device_key)

    def discovery_keys(self) -> Sequence[DiscoveryKey]:
        """Return the keys of the account, every group and every invite that is not over, ours to join by first."""
        joining: list[DiscoveryKey] = []
        invites: list[DiscoveryKey] = []
        groups: list[DiscoveryKey] = []
        now = self._context.clock()
        for live in self._rooms:
            if live.state is GroupState.JOINING and live.row.code:
                secret = parse_code(live.row.code).secret
                invite = InviteId(invite_key(secret).public)
                joining.append(DiscoveryKey(invite_discovery_key(secret), live.group_id, invite))
            elif live.saying_goodbye:
                secrets = live.room.epochs.secrets
                held = live.room.epochs.held()[:FAREWELL_EPOCHS]
                groups += [DiscoveryKey(discovery_key(secrets[epoch.id]), live.group_id) for epoch in held]
            elif live.state is GroupState.JOINED:
                groups += [key for key in live.room.discovery_keys(now) if not key.invite]
                invites += _invite_keys(live, now)
        return [*joining, *self._kinship.keys(), *groups, *invites]

    def older_keys(self) -> Sequence[DiscoveryKey]:
        """Return the keys of epochs no longer announced, for members who have not heard of the newer ones."""
        now = self._context.clock()
        keys: list[DiscoveryKey] = []
        for live in self._rooms:
            if live.state is GroupState.JOINED:
                announced = live.room.discovery_keys(now)
                keys += [key for key in live.room.dialling_keys(now) if key not in announced]
            elif _handed_over(live):
                # Which of them is the newest its logs will say; until then whoever announces one is recognised.
                secrets = islice(live.room.epochs.secrets.values(), HANDED_OVER_EPOCHS)
                keys += [DiscoveryKey(discovery_key(secret), live.group_id) for secret in secrets]
        return keys

    def shared_groups(self, device: DeviceId, account: AccountId) -> Sequence[GroupId]:
        """Return the groups this account and that device's are both members of, as far as this device knows.

        A device may know the newest epoch of a group though we have not heard of it yet: it was let in while we were
        away. The switchboard adds such groups; it is served nothing until its own control logs say that it is a member.
        """
        return [live.group_id for live in self._rooms if live.at_work and live.has_device(device)]

    def crowded(self, device: DeviceId | None, keys: Sequence[DiscoveryKey]) -> bool:
        """Return whether only large groups are shared with a device, or with whoever shows these keys."""
        return self._topology.crowded(device, keys)

    def wants(self, device: DeviceId | None, keys: Sequence[DiscoveryKey], *, refused: bool) -> bool:
        """Return whether to dial a device, or whoever shows these keys; `refused`: it has turned us away."""
        return self._topology.wants(device, keys, refused=refused)

    def admits(self, peer: Authenticated, *, outbound: bool) -> bool:
        """Return whether to be connected with a device that has said who it is."""
        return self._topology.admits(peer, outbound=outbound)

    def parted(self, key: DiscoveryKey, device: DeviceId) -> bool:
        """Return whether a device that shows this key is known to be in the group no longer, and was told so."""
        return self._courtesies.parted(key, device)

    async def run_session(self, peer: PeerConnection) -> None:
        """Talk with an authenticated peer until the connection ends."""
        # Also groups the other side did not name: it may not know of one yet, or know that we were removed from it.
        peer.groups |= set(self.shared_groups(peer.device, peer.account))
        peer.groups -= {group for group in peer.groups if not self._may_share(group, peer)}
        peer.guest = not peer.groups  # also who was removed and has not heard of it: it is told, may join again, or go
        session = PeerSession(
            self._context, peer, self._rooms, self._doors, self._publisher, self._ephemerals, self._courtesies,
            self._kinship,
        )  # fmt: skip
        removed = peer.guest and not session.invited
        self._registry.add(session)
        hub = self._context.hub
        hub.publish(PeerConnected(session.device, session.account, peer.address))
        try:
            await session.run()
        finally:
            self._registry.remove(session)
            if removed:
                self._courtesies.give_up(session)
            relayed = self._ephemerals.beyond.departed(session)
            self._ephemerals.departed(session)
            self._publisher.presence_changed(session)
            if not relayed:
                hub.publish(PeerDisconnected(session.device, session.account))

    def _may_share(self, group: GroupId, peer: PeerConnection) -> bool:
        live = self._rooms.find(group)
        if live is None or not (live.at_work or _handed_over(live)):
            return False
        return not live.room.membership.was_removed(peer.device) or self._courtesies.vouched(peer, live)

    def remember_address(self, device: DeviceId, address: str) -> None:
        """Note where a device was reached, for the next start."""
        row = AddressRow(device, address, self._context.clock())
        self._chores.spawn(self._context.store.write(lambda db: peer_store.put_address(db, row)), "note an address")

    async def stop(self) -> None:
        """Finish what is being noted."""
        await self._chores.stop()


def _handed_over(live: LiveRoom) -> bool:
    """Return whether another device of the account said that we are in the group, and its logs do not yet."""
    return live.state is GroupState.JOINING and not live.row.code


def _invite_keys(live: LiveRoom, now: int) -> list[DiscoveryKey]:
    """Return the keys of invites whose time has not passed; who holds a used or withdrawn one is told so.

    Who waited for approval may come back for the answer when it has.
    """
    offers = (state.offer for state in live.room.membership.invites.values())
    return [
        DiscoveryKey(offer.discovery_key, live.group_id, offer.invite)
        for offer in offers
        if now < offer.expires + (ANSWER_MS if offer.approval else 0)
    ]
