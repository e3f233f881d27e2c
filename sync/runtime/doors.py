"""Joining: letting newcomers in, and asking to be let in (PROTOCOL.md, "Invites").

Anyone who is a member and online may admit. A newcomer asks one member at a time, so that an invite is used once.
"""

import asyncio
from collections import deque
from collections.abc import Iterator

from sync.changes import GroupUpdated, Notice
from sync.core import limits
from sync.core.certificates import check
from sync.core.codec import decode, encode
from sync.core.discovery_tags import join_tag
from sync.core.frame_fields import MAX_SENTENCE_CHARACTERS
from sync.core.frames import JoinAnswer, JoinAsk
from sync.core.ids import GroupId
from sync.core.invites import JoinStatement, invite_discovery_key, invite_key, parse_code
from sync.core.membership import InviteState
from sync.core.names import clean_name, shown_line
from sync.core.ops import Add, ContentPayload, ControlPayload
from sync.core.requests import consent
from sync.core.room import Room
from sync.core.signing import verify
from sync.errors import (
    CauserieError,
    HostileInput,
    InviteExpired,
    InviteRevoked,
    InviteUsedUp,
    NotAllowed,
)
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom, Script
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.views import GroupState

NOT_HERE = "not_here"
PURPOSE = "join"
ADMISSION_SECONDS = 30.0
"""How long the proof may take that somebody who said yes did let us in; then we ask again."""
FINAL = {InviteUsedUp.code, InviteRevoked.code, InviteExpired.code, NotAllowed.code}
"""Refusals that asking somebody else will not change."""


class Doors:
    """Both sides of joining."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._hub = context.hub
        self._asking: dict[GroupId, tuple[PeerSession, asyncio.TimerHandle]] = {}
        self._sent: dict[PeerSession, deque[tuple[GroupId, str]]] = {}
        """What each peer still has to answer, in order: the group, and the code we had then."""
        self._declined: dict[GroupId, set[PeerSession]] = {}

    # --- letting in

    async def asked(self, peer: PeerSession, ask: JoinAsk) -> JoinAnswer:
        """Admit the newcomer if the proof holds and the invite is good; else say why not, or nothing to a stranger."""
        statement = decode(ask.statement, JoinStatement)
        certificate = check(ask.certificate)
        seen = peer.peer.authenticated
        if (certificate.signing_key, certificate.account) != (seen.certificate.signing_key, seen.certificate.account):
            raise HostileInput("join: the certificate is not the connection's")
        expected = (certificate.account, certificate.signing_key, seen.binding, seen.dialler_nonce, seen.listener_nonce)
        if (
            statement.account, statement.device, statement.binding, statement.dialler_nonce, statement.listener_nonce
        ) != expected:  # fmt: skip
            raise HostileInput("join: the statement is about another connection")
        live = self._rooms.find(statement.group)
        invite = None if live is None else self._proven(live, ask)
        if live is None or invite is None or live.state is not GroupState.JOINED:
            return JoinAnswer(group=GroupId(b""), code=NOT_HERE, message="")
        try:
            if not live.room.membership.is_member(certificate.account):
                await live.author(self._admission(ask, invite))
        except CauserieError as error:
            return JoinAnswer(group=GroupId(b""), code=error.code, message=error.message)
        peer.admitted(live.group_id)
        return JoinAnswer(group=live.group_id, code="", message="")

    def _proven(self, live: LiveRoom, ask: JoinAsk) -> InviteState | None:
        """Return the invite of the group whose key signed the statement."""
        for state in live.room.membership.invites.values():
            if verify(state.offer.invite, PURPOSE, ask.statement, ask.proof):
                return state
        return None

    def _admission(self, ask: JoinAsk, invite: InviteState) -> Script:
        """Return the operations that admit the newcomer, checked against the room as it is when they are written."""
        now = self._context.clock()
        name = clean_name(ask.name)
        device = check(ask.certificate).signing_key

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            state = room.membership.invites.get(invite.offer.invite, invite)
            if state.revoked:
                raise InviteRevoked("This invite has been withdrawn.")
            if state.offer.expires <= now:
                raise InviteExpired("This invite has expired.")
            if state.uses >= state.offer.max_uses:
                raise InviteUsedUp("This invite has been used as often as it may be.")
            yield Add(
                certificate=ask.certificate,
                name=name,
                invite=state.offer.invite,
                proof=ask.proof,
                statement=ask.statement,
            )
            if room.needs_rekey(now):
                yield room.rekey_payload(self._context.random(32), now)
            grant = room.grant_payload(device)
            if grant is not None:
                yield grant

        return script

    # --- being let in

    async def arrived(self, peer: PeerSession) -> None:
        """Ask a peer that has just connected for every group still being joined."""
        for live in self._rooms:
            if live.state is GroupState.JOINING:
                self.ask_next(live)

    def departed(self, peer: PeerSession) -> None:
        """Ask somebody else for what the peer left unanswered."""
        self._sent.pop(peer, None)
        for declined in self._declined.values():
            declined.discard(peer)
        for group, (asked, timer) in tuple(self._asking.items()):
            if asked is peer:
                timer.cancel()
                del self._asking[group]
                live = self._joining(group)
                if live is not None:
                    self.ask_next(live, besides=peer)

    def start_over(self, live: LiveRoom) -> None:
        """Ask everybody again, as after a new code for the same group."""
        self.forgotten(live.group_id)
        self.ask_next(live)

    def forgotten(self, group: GroupId) -> None:
        """Begin a group anew: nobody has been asked about it, or shares it, any more."""
        self._declined.pop(group, None)
        asking = self._asking.pop(group, None)
        if asking is not None:
            asking[1].cancel()
        for session in self._registry.sharing(group):
            session.turned_out(group)

    def ask_next(self, live: LiveRoom, besides: PeerSession | None = None) -> None:
        """Ask one connected peer to let us into the group; those who know the invite come first."""
        group = live.group_id
        declined = self._declined.setdefault(group, set())
        candidates = [each for each in self._registry if each not in declined and each is not besides]
        if group in self._asking or not candidates:
            return
        peer = max(candidates, key=lambda each: each.knows_invite(group))
        self._await(group, peer, limits.HANDSHAKE_SECONDS)
        self._sent.setdefault(peer, deque()).append((group, live.row.code))
        peer.send(self._request(peer, live))

    def _joining(self, group: GroupId) -> LiveRoom | None:
        live = self._rooms.find(group)
        return live if live is not None and live.state is GroupState.JOINING else None

    def _await(self, group: GroupId, peer: PeerSession, seconds: float) -> None:
        """Give the peer some time to answer, or to show that it let us in."""
        asking = self._asking.pop(group, None)
        if asking is not None:
            asking[1].cancel()
        timer = asyncio.get_running_loop().call_later(seconds, self._gave_up, group, peer)
        self._asking[group] = (peer, timer)

    def _request(self, peer: PeerSession, live: LiveRoom) -> JoinAsk:
        identity = self._context.who()
        code = parse_code(live.row.code)
        seen = peer.peer.authenticated
        nonces = (seen.binding, seen.dialler_nonce, seen.listener_nonce)
        statement = encode(JoinStatement(live.group_id, identity.account, identity.device, *nonces))
        return JoinAsk(
            certificate=identity.keys.certificate,
            name=identity.name,
            statement=statement,
            proof=invite_key(code.secret).sign(PURPOSE, statement),
            consent=consent(statement, identity.name, identity.keys.device_key),
            tag=join_tag(invite_discovery_key(code.secret), *nonces),
        )

    async def answered(self, peer: PeerSession, answer: JoinAnswer) -> None:
        """Take a member's answer to a request of ours, even when it comes late."""
        sent = self._sent.get(peer)
        if not sent:
            return
        group, code = sent.popleft()
        live = self._joining(group)
        if live is None or live.row.code != code:
            return
        if answer.group == group:
            self._await(group, peer, ADMISSION_SECONDS)
            peer.admitted(group)
            peer.share(group)
        elif answer.code in FINAL and peer.knows_invite(group):
            self.forgotten(group)
            refused = await live.change_row(GroupState.JOINING, state=GroupState.REFUSED, code="", notice=answer.code)
            if not refused:
                return
            self._hub.publish(
                Notice(answer.code, shown_line(answer.message, MAX_SENTENCE_CHARACTERS), group),
                GroupUpdated(group, GroupState.REFUSED),
            )
        else:
            self._decline(live, peer)

    def _decline(self, live: LiveRoom, peer: PeerSession) -> None:
        """Go on to somebody else."""
        group = live.group_id
        self._declined.setdefault(group, set()).add(peer)
        asking = self._asking.get(group)
        if asking is not None and asking[0] is peer:
            asking[1].cancel()
            del self._asking[group]
        self.ask_next(live)

    def _gave_up(self, group: GroupId, peer: PeerSession) -> None:
        """Take the peer's time as over: it gave no answer, or said yes and nothing came of it."""
        self._asking.pop(group, None)
        live = self._joining(group)
        if live is None:
            return
        said_yes = group in peer.shared
        peer.turned_out(group)
        self._decline(live, peer)
        if said_yes and group not in self._asking:
            # It may have taken us for a member still, not having heard that we had left. By now it has.
            self._declined[group].discard(peer)
            self.ask_next(live)

    def stop(self) -> None:
        """Disarm the timers."""
        for _, timer in self._asking.values():
            timer.cancel()
        self._asking.clear()
