"""Joining: letting newcomers in, and asking to be let in (PROTOCOL.md, "Invites" and "Approval").

Anyone who is a member and online may admit, unless the invite asks for an admin's approval. Being let in is `entering`,
waiting for an admin `requests` and `forwarding`.
"""

from typing import Final

from sync.core.certificates import check
from sync.core.codec import decode
from sync.core.discovery_tags import join_tag, knock_tag
from sync.core.frames import JoinAnswer, JoinAsk, JoinForward, JoinVerdict, Knock, KnockAnswer
from sync.core.ids import AccountId, GroupId
from sync.core.invites import JoinStatement
from sync.core.membership import InviteState
from sync.core.names import clean_name
from sync.core.requests import Applicant, Request, applicant, barred
from sync.errors import AlreadyAMember, CauserieError, HostileInput, JoinRejected, NotAllowed
from sync.runtime.admission import admission, checked
from sync.runtime.context import Context
from sync.runtime.entering import Entering
from sync.runtime.forwarding import Forwarding
from sync.runtime.live_room import LiveRoom
from sync.runtime.publisher import Publisher
from sync.runtime.requests import APPROVAL, WAITS, RequestBook
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.views import GroupState

NOT_HERE: Final = "not_here"
BUSY: Final = "too_many_requests"
MAX_WAITING_GUESTS: Final = 8
"""Newcomers that may stay connected until an admin decides; others come back."""
WAITING_SECONDS: Final = 600.0


class Doors:
    """Both sides of joining; what sessions have to do with it goes through here."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, publisher: Publisher) -> None:
        self.book = RequestBook(context, rooms)
        self.entering = Entering(context, rooms, registry, publisher)
        self.forwarding = Forwarding(context, rooms, registry, self.book)
        publisher.members_changed = self._changed
        self._context = context
        self._rooms = rooms
        self._staying: set[PeerSession] = set()
        self._stopped = False

    async def load(self) -> None:
        """Read the requests that wait from the store, and give up joining by what has expired."""
        await self.book.load()
        self.entering.deadlines.look()

    # --- sessions

    async def arrived(self, peer: PeerSession) -> None:
        """Ask a peer that has just connected for every group still being joined."""
        self.entering.arrived()

    def departed(self, peer: PeerSession) -> None:
        """Forget a connection; what it left unanswered somebody else is asked for."""
        self._staying.discard(peer)
        self.forwarding.departed(peer)
        self.entering.departed(peer)

    async def control_synced(self, peer: PeerSession, live: LiveRoom) -> None:
        """Tell an admin's device who waits."""
        self.forwarding.synced(peer, live)

    def patience(self, peer: PeerSession) -> float:
        """Return for how long a guest whose time is up may stay (s): once, and only to wait for an admin."""
        waits = self.forwarding.waits(peer) and len(self._staying) < MAX_WAITING_GUESTS
        if peer in self._staying or not (waits or self.entering.waits_at(peer)):
            return 0.0
        self._staying.add(peer)
        return WAITING_SECONDS

    async def received(
        self, peer: PeerSession, frame: Knock | KnockAnswer | JoinAnswer | JoinForward | JoinVerdict
    ) -> None:
        """Take a frame about joining other than a request."""
        match frame:
            case Knock():
                peer.send(self._knocked(peer, frame))
            case KnockAnswer():
                self.entering.knock_answered(peer, frame)
            case JoinAnswer():
                await self.entering.answered(peer, frame)
            case JoinForward():
                await self.forwarding.forwarded(peer, frame)
            case JoinVerdict():
                await self.forwarding.verdict(peer, frame)

    # --- letting in

    def _knocked(self, peer: PeerSession, knock: Knock) -> KnockAnswer:
        found = self._invited(peer, knock.tag)
        if found is None:
            return KnockAnswer(tag=b"")
        return KnockAnswer(tag=knock_tag(found[1].offer.discovery_key, *peer.nonces))

    def _invited(self, peer: PeerSession, tag: bytes) -> tuple[LiveRoom, InviteState] | None:
        """Return the invite that makes the tag on this connection, and its group."""
        for live in self._rooms:
            if live.state is GroupState.JOINED:
                for state in live.room.membership.invites.values():
                    if join_tag(state.offer.discovery_key, *peer.nonces) == tag:
                        return live, state
        return None

    async def asked(self, peer: PeerSession, ask: JoinAsk) -> JoinAnswer:
        """Admit the newcomer if the proof holds and the invite is good; else say why not, or nothing to a stranger."""
        _about_this_connection(peer, ask)
        found = self._invited(peer, ask.tag)
        if found is None:
            return _no(NOT_HERE)
        live, invite = found
        request = Request(
            invite=invite.offer.invite,
            certificate=ask.certificate,
            name=ask.name,
            statement=ask.statement,
            proof=ask.proof,
            consent=ask.consent,
        )
        who = applicant(request, live.group_id)
        try:
            if not live.room.membership.is_member(who.account):
                _not_barred(live, who.account, request)
                if invite.offer.approval:
                    return await self._kept(peer, live, request, who)
                await live.author(admission(self._context, request))
            elif not live.has_device(who.device):
                raise AlreadyAMember(
                    "Your account is in this group already, with another device.", "Link this device to the account."
                )
        except CauserieError as error:
            return _no(error.code, error.message)
        peer.admitted(live.group_id)
        return JoinAnswer(group=live.group_id, code="", message="")

    async def _kept(self, peer: PeerSession, live: LiveRoom, request: Request, who: Applicant) -> JoinAnswer:
        """Have the newcomer wait for an admin; raises what is to be answered instead."""
        checked(live.room, request, self._context.clock())
        clean_name(request.name)
        if self.book.rejected(live.group_id, who.request):
            raise JoinRejected("An admin of the group has said no.")
        if not await self.forwarding.take(live, request, who):
            return _no(BUSY, "Too many people are waiting to be let in. Try again later.")
        self.forwarding.wait(peer, live, request, who)
        return _no(APPROVAL, WAITS)

    # --- the rest of the engine

    def start_over(self, live: LiveRoom) -> None:
        """Ask everybody to let us in, as after a new code."""
        self.entering.start_over(live)

    def _changed(self, group: GroupId) -> None:
        """Follow a change of a group's members or invites, but begin nothing once the engine is closing."""
        if not self._stopped:
            self.forwarding.changed(group)

    async def stop(self) -> None:
        """Disarm the timers and finish what was begun."""
        self._stopped = True
        await self.entering.stop()
        await self.forwarding.stop()
        await self.book.stop()


def _no(code: str, message: str = "") -> JoinAnswer:
    return JoinAnswer(group=GroupId(b""), code=code, message=message)


def _about_this_connection(peer: PeerSession, ask: JoinAsk) -> None:
    """Raise HostileInput unless the request is by the peer, and made on this very connection."""
    statement = decode(ask.statement, JoinStatement)
    certificate = check(ask.certificate)
    seen = peer.peer.authenticated.certificate
    if (certificate.signing_key, certificate.account) != (seen.signing_key, seen.account):
        raise HostileInput("join: the certificate is not the connection's")
    if (statement.binding, statement.dialler_nonce, statement.listener_nonce) != peer.nonces:
        raise HostileInput("join: the statement is about another connection")


def _not_barred(live: LiveRoom, account: AccountId, request: Request) -> None:
    if barred(live.room.membership, account, request.invite):
        raise NotAllowed("This invite was made before you were removed from the group.", "Ask for a new code.")
