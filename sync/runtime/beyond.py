"""Devices reached through others: who is there, what they say, what they are told (PROTOCOL.md, "Topology")."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from sync.changes import ChangeHub, MemberUpdated, OffersChanged, PeerConnected, PeerDisconnected
from sync.core.frame_fields import MAX_MODEL_CHARACTERS
from sync.core.frames import SessionFrame
from sync.core.gossip_frames import Acknowledged, Beacons, GossipFrame, Listening, Relayed
from sync.core.ids import AccountId, DeviceId, GroupId, LogId
from sync.core.names import shown_line
from sync.net.addresses import format_address, parse_address
from sync.runtime.context import Context
from sync.runtime.far_acks import FarAcks
from sync.runtime.relays import FarMember, Relays, Spread
from sync.runtime.rooms import Rooms
from sync.runtime.speaking import Speaker
from sync.runtime.topology import Connected, Topology
from sync.runtime.webs import Webs
from sync.views import ModelOffer


class Connections(Protocol):
    """The sessions there are."""

    def __iter__(self) -> Iterator[Connected]: ...

    def get(self, device: DeviceId) -> Connected | None:
        """Return the session with a device."""
        ...

    def sharing(self, group: GroupId) -> Sequence[Connected]:
        """Return the sessions that synchronise a group."""
        ...


class Below(Protocol):
    """Who keeps what is told but not stored, whichever way it came."""

    def own_words(self) -> tuple[str, str]:
        """Return provider and model that this device offers, both empty for none."""
        ...

    def take(self, member: FarMember, frame: Spread) -> None:
        """Take a frame of a device that is not connected."""
        ...

    def end_turns(self, group: GroupId, device: DeviceId | None = None) -> None:
        """Drop what a device was streaming in a group."""
        ...


def _nothing() -> None:
    """Stand in for the network until it is there."""


class Beyond:
    """Puts together what large groups need."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: Connections,
        below: Below,
        acknowledged: Callable[[DeviceId, GroupId, Mapping[LogId, int]], None],
    ) -> None:
        self._context = context
        self._hub: ChangeHub = context.hub
        self._rooms = rooms
        self._registry = registry
        self._listened: set[DeviceId] = set()
        """Connected devices that have said where they can be dialled: once, so that nobody keeps the store busy."""
        self._leaving: DeviceId | None = None
        """Whose connection just ended: that is told when it is known whether it can be reached through others."""
        self._below = below
        speaker = Speaker(context)
        self.webs = Webs(context, rooms, speaker, registry.sharing, below.own_words, self._told, self._offered)
        self.relays = Relays(context, self.webs, speaker, registry.sharing, below.take)
        self.acks = FarAcks(context, rooms, self.webs, speaker, self._send, acknowledged)
        self.topology = Topology(context, rooms, registry, self.webs)
        self.reconsider: Callable[[], None] = _nothing
        self.came: Callable[[frozenset[DeviceId]], None] = lambda devices: None
        self.port: Callable[[], int] = int
        self.remember_address: Callable[[DeviceId, str], None] = lambda device, address: None

    # --- what peers say

    def greet(self, peer: Connected) -> None:
        """Tell a peer that this device has dialled where it can be dialled itself."""
        port = self.port()
        if peer.peer.outbound and port:
            peer.send(Listening(port=port))

    def received(self, peer: Connected, frame: GossipFrame) -> None:
        """Take a frame of a neighbour; raises HostileInput."""
        match frame:
            case Listening(port=port):
                self._listening(peer, port)
            case _ if frame.group not in peer.shared:
                return
            case Beacons():
                self.webs.received(peer, frame)
            case _ if peer.device not in self.webs.members(frame.group):
                return
            case Relayed():
                self.relays.received(peer, frame)
            case Acknowledged():
                self.acks.received(peer.device, frame)

    def _listening(self, peer: Connected, port: int) -> None:
        if peer.shared and not peer.peer.outbound and peer.device not in self._listened:
            self._listened.add(peer.device)
            host, _ = parse_address(peer.peer.address)
            self.remember_address(peer.device, format_address(host, port))

    def _send(self, device: DeviceId, frame: SessionFrame) -> None:
        session = self._registry.get(device)
        if session is not None:
            session.send(frame)

    # --- what happens here

    def changed(self, group: GroupId) -> None:
        """Follow a change of whom this device is connected with in a group, or of who is in it."""
        self.webs.look(group)
        self.topology.spare()

    def departed(self, peer: Connected) -> bool:
        """Follow the end of a connection; returns whether the device can be reached through others."""
        self._listened.discard(peer.device)
        self._leaving = peer.device
        for group in peer.shared:
            self.webs.look(group)
            # What this device has stored of the other's, it may not have said before the connection ended.
            self.acks.appeared(group, self.webs.far(group) & {peer.device})
        self._leaving = None
        self.reconsider()
        return any(self.reaches(group, peer.device) for group in peer.shared)

    def stored(self, group: GroupId, logs: Iterable[LogId]) -> None:
        """Follow what was stored of others' logs."""
        self.acks.stored(group, logs)

    def seek(self, devices: frozenset[DeviceId]) -> None:
        """Be connected with these devices, for the time being, though they can be reached through others."""
        self.topology.sought = devices
        self.reconsider()

    # --- what is asked

    def reaches(self, group: GroupId, device: DeviceId) -> bool:
        """Return whether a device of a large group can be reached, connected or not."""
        return device in self.webs.reachable(group)

    def online(self) -> set[AccountId]:
        """Return the accounts with a device that can be reached through others."""
        return {
            members[device].account
            for group in self.webs.groups()
            for members in (self.webs.members(group),)
            for device in self.webs.far(group)
        }

    def devices(self) -> dict[DeviceId, tuple[AccountId, list[GroupId]]]:
        """Return the devices that can be reached through others only, whose they are, and the large groups shared."""
        found: dict[DeviceId, tuple[AccountId, list[GroupId]]] = {}
        for group in self.webs.groups():
            members = self.webs.members(group)
            for device in self.webs.far(group):
                if self._registry.get(device) is None:
                    found.setdefault(device, (members[device].account, []))[1].append(group)
        return found

    def offers(self, group: GroupId) -> list[ModelOffer]:
        """Return what devices that can be reached through others only would answer with."""
        web, members = self.webs.web(group), self.webs.members(group)
        if web is None:
            return []
        found: list[ModelOffer] = []
        for device in sorted(self.webs.far(group)):
            beacon = web.known[device].beacon
            provider = shown_line(beacon.provider, MAX_MODEL_CHARACTERS)
            model = shown_line(beacon.model, MAX_MODEL_CHARACTERS)
            if provider or model:
                found.append(ModelOffer(device, members[device].account, provider, model))
        return found

    async def stop(self) -> None:
        """Disarm every timer and finish what was begun."""
        self.webs.stop()
        self.acks.stop()
        await self.topology.stop()

    # --- what the webs tell

    def _told(self, group: GroupId, came: frozenset[DeviceId], gone: frozenset[DeviceId]) -> None:
        members = self.webs.members(group)
        for device in gone:
            if self._registry.get(device) is None:
                self._below.end_turns(group, device)
        for device in came | gone:
            account = self._account(group, device)
            if account is None or account in self._context.blocked:
                continue
            if device in members:
                self._hub.publish(MemberUpdated(group, account))
            if not self._told_otherwise(group, device):
                there = PeerConnected(device, account, "") if device in came else None
                self._hub.publish(there or PeerDisconnected(device, account))
        self._offered(group)
        web = self.webs.web(group)
        if web is not None:
            self.acks.appeared(group, came - web.own)
        self.topology.spare()
        if came:
            self.came(came)
        self.reconsider()

    def _account(self, group: GroupId, device: DeviceId) -> AccountId | None:
        """Return whose a device is that is in the group, or was."""
        live = self._rooms.find(group)
        return None if live is None else live.room.membership.device_account(device)

    def _told_otherwise(self, group: GroupId, device: DeviceId) -> bool:
        """Return whether a device is connected, or just was, or is reached in another group too."""
        connected = device == self._leaving or self._registry.get(device) is not None
        return connected or any(self.reaches(each, device) for each in self.webs.groups() if each != group)

    def _offered(self, group: GroupId) -> None:
        self._hub.publish(OffersChanged(group))
