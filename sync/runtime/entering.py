"""Asking to be let into groups (PROTOCOL.md, "Invites"): a newcomer's side of joining.

One member is asked at a time, so that an invite is used once. Nobody is told which group it is about before they have
shown that they know the invite.
"""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary, WeakSet

from sync.changes import GroupUpdated, Notice
from sync.core import limits
from sync.core.codec import encode
from sync.core.discovery_tags import join_tag, knock_tag
from sync.core.frame_fields import MAX_SENTENCE_CHARACTERS
from sync.core.frames import JoinAnswer, JoinAsk, Knock, KnockAnswer
from sync.core.ids import GroupId, InviteId
from sync.core.invites import JoinStatement, invite_discovery_key, invite_key, parse_code
from sync.core.names import shown_line
from sync.core.payloads import JOIN
from sync.core.requests import consent
from sync.errors import AlreadyAMember, InviteExpired, InviteRevoked, InviteUsedUp, JoinRejected, NotAllowed
from sync.runtime.context import Context
from sync.runtime.deadlines import Deadlines
from sync.runtime.live_room import LiveRoom
from sync.runtime.publisher import Publisher
from sync.runtime.requests import APPROVAL, WAITS
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.views import GroupState

ADMISSION_SECONDS = 30.0
"""How long the proof may take that somebody who said yes did let us in; then we ask again."""
FINAL = {each.code for each in (InviteUsedUp, InviteRevoked, InviteExpired, JoinRejected, NotAllowed, AlreadyAMember)}
"""Refusals that asking somebody else will not change."""
EXPIRED = "The invite expired before anybody let you in."


@dataclass(slots=True)
class _Talk:
    """What a peer has shown to know, and what it still has to answer, in the order it was asked."""

    proven: set[InviteId] = field(default_factory=set[InviteId])
    knocked: deque[GroupId] = field(default_factory=deque[GroupId])
    sent: deque[tuple[GroupId, str]] = field(default_factory=deque[tuple[GroupId, str]])
    """The group asked for, and the code we had then."""


class Entering:
    """The groups this device is joining."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, publisher: Publisher) -> None:
        self._context = context
        self._publisher = publisher
        self._rooms = rooms
        self._registry = registry
        self._asking: dict[GroupId, tuple[PeerSession, asyncio.TimerHandle]] = {}
        self._talks: WeakKeyDictionary[PeerSession, _Talk] = WeakKeyDictionary()
        self._declined: defaultdict[GroupId, WeakSet[PeerSession]] = defaultdict(WeakSet)
        self._waits_at: defaultdict[GroupId, WeakSet[PeerSession]] = defaultdict(WeakSet)
        self.deadlines = Deadlines(context, rooms, self._expired)

    # --- when to ask

    def arrived(self) -> None:
        """Ask whoever has just connected for every group still being joined."""
        for live in self._rooms:
            if live.state is GroupState.JOINING:
                self.ask_next(live)

    def departed(self, peer: PeerSession) -> None:
        """Ask somebody else for what the peer left unanswered."""
        self._talks.pop(peer, None)
        for live in self._rooms:
            if live.state is GroupState.JOINING:
                self._declined[live.group_id].add(peer)  # it is among the connected for a moment still
        for group, (asked, timer) in tuple(self._asking.items()):
            if asked is peer:
                timer.cancel()
                del self._asking[group]
                live = self._joining(group)
                if live is not None:
                    self.ask_next(live)

    def start_over(self, live: LiveRoom) -> None:
        """Ask everybody again, as after a new code for the same group."""
        self.forgotten(live.group_id)
        self.deadlines.look()
        self.ask_next(live)

    def forgotten(self, group: GroupId) -> None:
        """Begin a group anew: nobody has been asked about it, or shares it, any more."""
        self._declined.pop(group, None)
        self._waits_at.pop(group, None)
        asking = self._asking.pop(group, None)
        if asking is not None:
            asking[1].cancel()
        for session in self._registry.sharing(group):
            session.turned_out(group)

    def waits_at(self, peer: PeerSession) -> bool:
        """Return whether the peer said that an admin has to decide: the connection may stay for that."""
        return any(peer in peers and self._joining(group) for group, peers in self._waits_at.items())

    def ask_next(self, live: LiveRoom) -> None:
        """Ask one connected peer to let us into the group; those who know the invite come first."""
        group = live.group_id
        if group in self._asking or not live.row.code:
            return
        if self.deadlines.passed(live):
            self.deadlines.look()
            return
        candidates = [each for each in self._registry if each not in self._declined[group]]
        if not candidates:
            return
        invite = self._invite(live)
        peer = max(candidates, key=lambda each: self._knows(each, invite))
        self._await(group, peer, limits.HANDSHAKE_SECONDS)
        if self._knows(peer, invite):
            self._ask(peer, live)
        else:
            key, nonces = invite_discovery_key(parse_code(live.row.code).secret), peer.nonces
            self._talk(peer).knocked.append(group)
            peer.send(Knock(tag=join_tag(key, *nonces)))

    def _joining(self, group: GroupId) -> LiveRoom | None:
        live = self._rooms.find(group)
        return live if live is not None and live.state is GroupState.JOINING and live.row.code else None

    def _invite(self, live: LiveRoom) -> InviteId:
        return InviteId(invite_key(parse_code(live.row.code).secret).public)

    def _knows(self, peer: PeerSession, invite: InviteId) -> bool:
        return invite in self._talk(peer).proven or peer.knows_invite(invite)

    def _talk(self, peer: PeerSession) -> _Talk:
        return self._talks.setdefault(peer, _Talk())

    def _await(self, group: GroupId, peer: PeerSession, seconds: float) -> None:
        """Give the peer some time to answer, or to show that it let us in."""
        asking = self._asking.pop(group, None)
        if asking is not None:
            asking[1].cancel()
        timer = asyncio.get_running_loop().call_later(seconds, self._gave_up, group, peer)
        self._asking[group] = (peer, timer)

    # --- asking

    def _ask(self, peer: PeerSession, live: LiveRoom) -> None:
        self._talk(peer).sent.append((live.group_id, live.row.code))
        identity, nonces = self._context.who(), peer.nonces
        secret = parse_code(live.row.code).secret
        statement = encode(JoinStatement(live.group_id, identity.account, identity.device, *nonces))
        peer.send(
            JoinAsk(
                certificate=identity.keys.certificate,
                name=identity.name,
                statement=statement,
                proof=invite_key(secret).sign(JOIN, statement),
                consent=consent(statement, identity.name, identity.keys.device_key),
                tag=join_tag(invite_discovery_key(secret), *nonces),
            )
        )

    def knock_answered(self, peer: PeerSession, answer: KnockAnswer) -> None:
        """Ask for what the peer has shown to know; unasked, it says that asking again is worth while."""
        talk = self._talk(peer)
        if not answer.tag:
            live = self._joining(talk.knocked.popleft()) if talk.knocked else None
            if live is not None:
                self._decline(live, peer)
            return
        live = self._shown(peer, answer.tag)
        if live is None:
            return
        group = live.group_id
        talk.proven.add(self._invite(live))
        if group in talk.knocked:
            talk.knocked.remove(group)
        self._declined[group].discard(peer)
        asking = self._asking.get(group)
        if asking is not None and asking[0] is peer and not any(group == each for each, _ in talk.sent):
            self._await(group, peer, limits.HANDSHAKE_SECONDS)
            self._ask(peer, live)
        self.ask_next(live)

    def _shown(self, peer: PeerSession, tag: bytes) -> LiveRoom | None:
        """Return the group being joined whose invite makes the tag."""
        for live in self._rooms:
            if live.state is GroupState.JOINING and live.row.code:
                key = invite_discovery_key(parse_code(live.row.code).secret)
                if knock_tag(key, *peer.nonces) == tag:
                    return live
        return None

    async def answered(self, peer: PeerSession, answer: JoinAnswer) -> None:
        """Take a member's answer to a request of ours, even when it comes late."""
        sent = self._talk(peer).sent
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
        elif answer.code in FINAL:
            await self._refuse(live, answer.code, shown_line(answer.message, MAX_SENTENCE_CHARACTERS))
        elif answer.code == APPROVAL:
            self._waits_at[group].add(peer)
            self._decline(live, peer)
            await self._wait(live)
        else:
            self._decline(live, peer)

    async def _wait(self, live: LiveRoom) -> None:
        """Say, once, that an admin has to decide."""
        if live.row.notice == APPROVAL or not await live.change_row(GroupState.JOINING, notice=APPROVAL):
            return
        self.deadlines.look()
        self._context.hub.publish(
            Notice(APPROVAL, WAITS, live.group_id), GroupUpdated(live.group_id, GroupState.JOINING)
        )

    async def _refuse(self, live: LiveRoom, code: str, message: str) -> None:
        """Take the request as refused for good."""
        group, asked = live.group_id, live.row.code
        self.forgotten(group)
        if await live.change_row(GroupState.JOINING, by=asked, state=GroupState.REFUSED, code="", notice=code):
            self._context.hub.publish(Notice(code, message, group), GroupUpdated(group, GroupState.REFUSED))
            self._publisher.keys_changed()

    def _decline(self, live: LiveRoom, peer: PeerSession) -> None:
        """Go on to somebody else."""
        group = live.group_id
        self._declined[group].add(peer)
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

    async def _expired(self, live: LiveRoom) -> None:
        if self.deadlines.passed(live):
            await self._refuse(live, InviteExpired.code, EXPIRED)

    async def stop(self) -> None:
        """Disarm the timers and finish what was begun."""
        for _, timer in self._asking.values():
            timer.cancel()
        self._asking.clear()
        await self.deadlines.stop()
