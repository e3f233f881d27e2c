"""What is said of groups that are not shared with a peer: to whoever was removed, that they were; to whoever was away,
what was begun with them (PROTOCOL.md, "Goodbye" and "Conversations of two").
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from sync.core.directs import MAX_DIRECTS, Party, check_introduction, introduction
from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import Introduction, Operations
from sync.core.ids import DeviceId, GroupId, Head, LogId, LogKind, OpId, log_device, log_kind
from sync.core.removing import parting_words, portions
from sync.core.room import Room
from sync.core.signing import parse_operation
from sync.errors import HostileInput
from sync.net.switchboard import PeerConnection
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession
from sync.store import ops as op_store
from sync.store import peers as peer_store
from sync.store.database import Db
from sync.views import GroupKind, GroupState

MAX_WONDERED = 100
"""Groups asked about on one connection."""
MAX_TOLD = 2
"""How often a device is told that it is no longer in a group: without what it is taken to have, then everything."""

_Case: TypeAlias = tuple[GroupId, DeviceId, int]
"""A device that is no longer in a group, and how often its membership has been ended."""


class Courtesies:
    """Tells devices what they need to know to be at one about who shares what."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._told: Counter[_Case] = Counter()

    async def offered(self, peer: PeerSession, group: GroupId) -> None:
        """Answer a peer that takes this device for a member of a group which is not shared with it here."""
        live = self._rooms.find(group)
        if live is None:
            self._wonder(peer, group)
        elif live.state is GroupState.JOINED and (live.has_device(peer.device) or self.vouched(peer.peer, live)):
            peer.share(group)
        elif live.state is GroupState.REMOVED and live.has_device(peer.device):
            peer.share(group)  # one of us has not heard of something: of the removal, or of what makes it void
        elif live.at_work and live.room.membership.was_removed(peer.device):
            await self._tell_again(peer, live)
        else:
            self._wonder(peer, group)  # as if it were unknown here: who is not in a group cannot find out who is

    # --- to whoever is no longer in

    def vouched(self, peer: PeerConnection, live: LiveRoom) -> bool:
        """Return whether a device has shown a key that nobody known to be removed was given: it may be in again."""
        keys = live.room.discovery_keys(self._context.clock())
        return any(key in keys for key in peer.authenticated.matched if not key.invite)

    def parted(self, key: DiscoveryKey, device: DeviceId) -> bool:
        """Return whether a device that shows this key has been told often enough that it is no longer in the group."""
        live = self._rooms.find(key.group)
        if live is None or live.has_device(device) or self._told[_case(live, device)] < MAX_TOLD:
            return False
        return key not in live.room.discovery_keys(self._context.clock())

    def part(self, peer: PeerSession, live: LiveRoom) -> None:
        """Tell a peer with which a group was shared until now why it is so no longer, and end that."""
        heads = peer.peer_heads(live.group_id)
        self._tell(peer, live, _control_ids(heads))
        peer.part(live.group_id)

    def give_up(self, peer: PeerSession) -> None:
        """Note that a device with which nothing is shared had its time to ask."""
        for group in {key.group for key in peer.peer.authenticated.matched if not key.invite}:
            live = self._rooms.find(group)
            if live is not None:
                self._told[_case(live, peer.device)] += 1

    async def _tell_again(self, peer: PeerSession, live: LiveRoom) -> None:
        """Tell a device that has not heard of it; of what it is taken to have nothing, the first time."""
        times = self._told[_case(live, peer.device)]
        if times < MAX_TOLD:
            known = () if times else await self._known(live, peer.device)
            self._tell(peer, live, known)
        peer.part(live.group_id)

    def _tell(self, peer: PeerSession, live: LiveRoom, known: Iterable[OpId]) -> None:
        self._told[_case(live, peer.device)] += 1
        for portion in portions(parting_words(live.room, peer.device, known)):
            peer.send(Operations(group=live.group_id, operations=portion, live=True, last=True))

    async def _known(self, live: LiveRoom, device: DeviceId) -> list[OpId]:
        """Return control operations that a device is known to have: what it acknowledged, and what it wrote upon."""
        group = live.group_id
        own = [log for log in live.vector if log_device(log) == device and log_kind(log) is LogKind.CONTENT]

        def read(db: Db) -> tuple[dict[LogId, int], list[bytes]]:
            noted = {row.log: row.seq for row in peer_store.heads(db, group) if row.device == device}
            last = [op_store.span(db, group, log, live.vector[log].seq, live.vector[log].seq, 1, 1) for log in own]
            return noted, [raw for found in last for raw in found]

        noted, newest = await self._context.store.read(read)
        known = [each for raw in newest for each in parse_operation(raw).header.control_heads]
        for node in live.room.graph.nodes:
            header = node.op.header
            if noted.get(header.log) == header.seq:
                known.append(node.op.id)
        return known

    # --- to whoever was away

    def _wonder(self, peer: PeerSession, group: GroupId) -> None:
        """Ask what a group is that a peer takes this device for a member of: it may have been begun meanwhile."""
        if peer.account == self._context.who().account:
            return  # another device of this account tells us by itself
        if peer.account not in self._context.blocked and len(peer.wondered) < MAX_WONDERED:
            peer.wondered.add(group)
            peer.send(Introduction(group=group, operations=()))

    async def introduced(self, peer: PeerSession, frame: Introduction) -> None:
        """Introduce a conversation of two to a peer that asks, or take up one it was asked to introduce."""
        live = self._rooms.find(frame.group)
        if not frame.operations:
            told = () if live is None or live.state is not GroupState.JOINED else introduction(live.room, peer.device)
            if told:
                peer.send(Introduction(group=frame.group, operations=told))
        elif frame.group not in peer.wondered:
            raise HostileInput("introduction: nobody asked")
        elif live is None:
            await self._take_up(peer, frame)

    async def _take_up(self, peer: PeerSession, frame: Introduction) -> None:
        identity, open_box = self._context.who(), self._context.open_box
        own = Party(identity.account, identity.device)
        now = self._context.clock()
        partner = check_introduction(frame.group, frame.operations, own, peer.account, open_box, now)
        others = [live for live in self._rooms if live.room.membership.partner_of(own.account) == partner]
        if {partner, peer.account} & self._context.blocked or len(others) >= MAX_DIRECTS:
            return
        row = self._rooms.fresh_row(frame.group, GroupState.LEFT)
        row = msgspec.structs.replace(row, kind=GroupKind.DIRECT)
        live = self._rooms.place(Room(frame.group, identity.device, open_box), row)
        try:
            await live.ingest(frame.operations, peer.device, live=True)
        finally:
            if not live.vector:
                self._rooms.drop(frame.group)


def _case(live: LiveRoom, device: DeviceId) -> _Case:
    membership = live.room.membership
    account = live.room.graph.account_at(device)
    removals = () if account is None else membership.removals.get(account, ())
    return live.group_id, device, len(removals) + len(membership.revoked.get(device, ()))


def _control_ids(heads: Mapping[LogId, Head]) -> list[OpId]:
    return [head.id for log, head in heads.items() if log_kind(log) is LogKind.CONTROL]
