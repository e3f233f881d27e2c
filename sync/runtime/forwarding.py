"""Requests on their way to the admins, and what the admins say to them (PROTOCOL.md, "Approval")."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

from sync.core.codec import decode
from sync.core.discovery_tags import knock_tag
from sync.core.frames import JoinForward, JoinVerdict, KnockAnswer
from sync.core.ids import GroupId, InviteId, RequestId
from sync.core.mesh import is_large
from sync.core.names import shown_line
from sync.core.ops import DeviceCertificate
from sync.core.requests import Applicant, Request, applicant, request_id
from sync.errors import HostileInput
from sync.runtime.chores import Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.relays import FarMember
from sync.runtime.requests import Pending, RequestBook, may_decide
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.views import GroupState

log = logging.getLogger(__name__)

MAX_EARLY: Final = 16
"""Requests by invites not heard of yet that are held for one peer."""


@dataclass(slots=True)
class _Talk:
    """What is known of a connection."""

    told: set[RequestId] = field(default_factory=set[RequestId])
    """Requests that the peer has."""
    early: deque[JoinForward] = field(default_factory=lambda: deque[JoinForward](maxlen=MAX_EARLY))
    """Requests that it passed on and that cannot be judged yet."""
    waits: dict[RequestId, tuple[GroupId, InviteId]] = field(default_factory=dict[RequestId, tuple[GroupId, InviteId]])
    """Requests of its own that wait for an admin."""


class Forwarding:
    """Passes requests on to admins' devices, takes them from other members, and wakes newcomers that are decided."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, book: RequestBook) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._book = book
        self.spread: Callable[[GroupId, JoinVerdict], None] = self._spread
        """Tells all of a group."""
        self._talks: WeakKeyDictionary[PeerSession, _Talk] = WeakKeyDictionary()
        book.expired = self.changed
        self._chores = Chores()

    # --- newcomers

    async def take(self, live: LiveRoom, request: Request, who: Applicant) -> bool:
        """Keep a request that holds and pass it on; returns False when too many wait already."""
        if not self._book.known(live.group_id, who.request):
            if self._book.full(live.group_id):
                return False
            await self._book.keep(Pending(live.group_id, request, who, self._context.clock()))
        self._pass_on(live)
        return True

    def wait(self, peer: PeerSession, live: LiveRoom, request: Request, who: Applicant) -> None:
        """Wake the newcomer when something is decided, if it is still connected then."""
        self._talk(peer).waits[who.request] = (live.group_id, request.invite)

    def waits(self, peer: PeerSession) -> bool:
        """Return whether a newcomer waits on this connection."""
        return bool(self._talk(peer).waits)

    def departed(self, peer: PeerSession) -> None:
        """Forget what concerned a connection that ended."""
        self._talks.pop(peer, None)

    def _talk(self, peer: PeerSession) -> _Talk:
        return self._talks.setdefault(peer, _Talk())

    def _wake(self, live: LiveRoom) -> None:
        """Have the newcomers ask again whose requests are not waiting any more."""
        for peer, talk in tuple(self._talks.items()):
            for request, (group, invite) in tuple(talk.waits.items()):
                if group == live.group_id and not self._book.waits(live, request):
                    del talk.waits[request]
                    key = live.room.membership.invites[invite].offer.discovery_key
                    peer.send(KnockAnswer(tag=knock_tag(key, *peer.nonces)))

    # --- between members

    def changed(self, group: GroupId) -> None:
        """Follow a change of a group's members or invites."""
        self._book.refresh(group)
        live = self._joined(group)
        if live is None:
            return
        self._wake(live)
        self._pass_on(live)
        for peer, talk in self._talks.items():
            if talk.early:
                self._chores.spawn(self._retry(peer, talk), "look at early requests again")

    def synced(self, peer: PeerSession, live: LiveRoom) -> None:
        """Tell an admin's device, now that it knows the group as we do, who waits."""
        if self._joined(live.group_id) is not None:
            self._tell(peer, live)

    async def reject(self, live: LiveRoom, request: RequestId) -> None:
        """Say no, here and to every member who can be reached."""
        await self._book.reject(live.group_id, request)
        self.spread(live.group_id, JoinVerdict(group=live.group_id, request=request))
        self._wake(live)

    def _spread(self, group: GroupId, verdict: JoinVerdict) -> None:
        for peer in self._registry.sharing(group):
            peer.send(verdict)

    async def forwarded(self, peer: PeerSession, frame: JoinForward) -> None:
        """Take a request that a member passes on; raises HostileInput for one that no honest member kept.

        Whoever passes it on may know before us that we are an admin: so it is kept whether or not we may decide.
        """
        live = self._shared(peer, frame.group)
        if live is None:
            return
        request, group = frame.request, frame.group
        claimed = decode(request.certificate.certificate, DeviceCertificate)
        number = request_id(group, claimed.account, claimed.signing_key, request.invite)
        if self._book.rejected(group, number):
            peer.send(JoinVerdict(group=group, request=number))
        elif request.invite not in live.room.membership.invites:
            self._talk(peer).early.append(frame)
        elif self._book.known(group, number):
            self._talk(peer).told.add(number)
        elif not self._book.full(group):
            who = applicant(request, group)
            pending = Pending(group, request, who, self._context.clock())
            if self._book.decidable(live, pending) and shown_line(request.name):
                self._talk(peer).told.add(number)
                await self.take(live, request, who)

    def far_verdict(self, member: FarMember, frame: JoinVerdict) -> None:
        """Believe the no of an admin who is reached through others."""
        self._chores.spawn(self.verdict(member, frame), "take a verdict")

    async def verdict(self, peer: PeerSession | FarMember, frame: JoinVerdict) -> None:
        """Believe an admin's no."""
        live = self._shared(peer, frame.group)
        if live is None or not may_decide(live, peer.account) or not self._book.known(frame.group, frame.request):
            return
        await self._book.reject(frame.group, frame.request)
        self._wake(live)

    async def _retry(self, peer: PeerSession, talk: _Talk) -> None:
        frames = tuple(talk.early)
        talk.early.clear()
        try:
            for frame in frames:
                await self.forwarded(peer, frame)
        except HostileInput:
            log.info("a connection was closed for a request that does not hold")
            peer.peer.abort()

    def _joined(self, group: GroupId) -> LiveRoom | None:
        live = self._rooms.find(group)
        return live if live is not None and live.state is GroupState.JOINED else None

    def _shared(self, peer: PeerSession | FarMember, group: GroupId) -> LiveRoom | None:
        live = self._joined(group)
        return live if live is not None and group in peer.shared and live.has_device(peer.device) else None

    def _pass_on(self, live: LiveRoom) -> None:
        for peer in self._registry.sharing(live.group_id):
            self._tell(peer, live)

    def _tell(self, peer: PeerSession, live: LiveRoom) -> None:
        devices = live.room.membership.active_devices()
        # In a large group no admin may be connected, or with the newcomers: everybody passes requests on to everybody.
        if peer.device not in devices or not (may_decide(live, peer.account) or is_large(len(devices) - 1)):
            return
        told = self._talk(peer).told
        for pending in self._book.waiting(live):
            if pending.who.request not in told:
                told.add(pending.who.request)
                peer.send(JoinForward(group=live.group_id, request=pending.request))

    async def stop(self) -> None:
        """Finish what was begun."""
        await self._chores.stop()
