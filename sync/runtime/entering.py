"""Asking to be let into groups (PROTOCOL.md, "Invites"): a newcomer's side of joining.

One member is asked at a time, so that an invite is used once. Nobody is told which group it is about before they have
shown that they know the invite.
"""

import asyncio
from collections import defaultdict, deque

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
from sync.runtime.chores import Alarm, Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.publisher import Publisher
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.views import GroupState

APPROVAL = "approval"
"""The answer to a newcomer, and the notice of a group, that wait for an admin."""
ADMISSION_SECONDS = 30.0
"""How long the proof may take that somebody who said yes did let us in; then we ask again."""
FINAL = {each.code for each in (InviteUsedUp, InviteRevoked, InviteExpired, JoinRejected, NotAllowed, AlreadyAMember)}
"""Refusals that asking somebody else will not change."""
ANSWER_MS = 7 * 24 * 3600 * 1000
"""How long after its code expired a newcomer may come back to hear that it was approved in time."""
WAITS = "An admin of the group has to let you in first."
EXPIRED = "The invite expired before anybody let you in."


class Entering:
    """The groups this device is joining."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, publisher: Publisher) -> None:
        self._context = context
        self._publisher = publisher
        self._rooms = rooms
        self._registry = registry
        self._asking: dict[GroupId, tuple[PeerSession, asyncio.TimerHandle]] = {}
        self._knocked: defaultdict[PeerSession, deque[GroupId]] = defaultdict(deque)
        """What each peer still has to say whether it knows the invite of, in order."""
        self._sent: defaultdict[PeerSession, deque[tuple[GroupId, str]]] = defaultdict(deque)
        """What each peer still has to answer, in order: the group, and the code we had then."""
        self._proven: defaultdict[PeerSession, set[InviteId]] = defaultdict(set)
        self._declined: defaultdict[GroupId, set[PeerSession]] = defaultdict(set)
        self._waits_at: defaultdict[GroupId, set[PeerSession]] = defaultdict(set)
        self._chores = Chores()
        self._expiry = Alarm(context.clock, self._look_for_expired)

    # --- when to ask

    def resume(self) -> None:
        """Give up what expired while the program was not running, and wait for what is going to."""
        self._look_for_expired()

    def arrived(self) -> None:
        """Ask whoever has just connected for every group still being joined."""
        for live in self._rooms:
            if live.state is GroupState.JOINING:
                self.ask_next(live)

    def departed(self, peer: PeerSession) -> None:
        """Ask somebody else for what the peer left unanswered."""
        for known in (self._sent, self._knocked, self._proven):
            known.pop(peer, None)
        for peers in (*self._declined.values(), *self._waits_at.values()):
            peers.discard(peer)
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
        self._look_for_expired()
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

    def ask_next(self, live: LiveRoom, besides: PeerSession | None = None) -> None:
        """Ask one connected peer to let us into the group; those who know the invite come first."""
        group = live.group_id
        if group in self._asking or not live.row.code:
            return
        if self._over(live):
            self._look_for_expired()
            return
        declined = self._declined[group]
        candidates = [each for each in self._registry if each not in declined and each is not besides]
        if not candidates:
            return
        invite = self._invite(live)
        peer = max(candidates, key=lambda each: self._knows(each, invite))
        self._await(group, peer, limits.HANDSHAKE_SECONDS)
        if self._knows(peer, invite):
            self._ask(peer, live)
        else:
            key, nonces = invite_discovery_key(parse_code(live.row.code).secret), peer.nonces
            self._knocked[peer].append(group)
            peer.send(Knock(tag=join_tag(key, *nonces)))

    def _joining(self, group: GroupId) -> LiveRoom | None:
        live = self._rooms.find(group)
        return live if live is not None and live.state is GroupState.JOINING and live.row.code else None

    def _invite(self, live: LiveRoom) -> InviteId:
        return InviteId(invite_key(parse_code(live.row.code).secret).public)

    def _knows(self, peer: PeerSession, invite: InviteId) -> bool:
        return invite in self._proven[peer] or peer.knows_invite(invite)

    def _await(self, group: GroupId, peer: PeerSession, seconds: float) -> None:
        """Give the peer some time to answer, or to show that it let us in."""
        asking = self._asking.pop(group, None)
        if asking is not None:
            asking[1].cancel()
        timer = asyncio.get_running_loop().call_later(seconds, self._gave_up, group, peer)
        self._asking[group] = (peer, timer)

    # --- asking

    def _ask(self, peer: PeerSession, live: LiveRoom) -> None:
        self._sent[peer].append((live.group_id, live.row.code))
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
        knocked = self._knocked[peer]
        if not answer.tag:
            live = self._joining(knocked.popleft()) if knocked else None
            if live is not None:
                self._decline(live, peer)
            return
        live = self._shown(peer, answer.tag)
        if live is None:
            return
        group = live.group_id
        self._proven[peer].add(self._invite(live))
        if group in knocked:
            knocked.remove(group)
        self._declined[group].discard(peer)
        asking = self._asking.get(group)
        if asking is not None and asking[0] is peer and not any(group == each for each, _ in self._sent[peer]):
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
        sent = self._sent[peer]
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
        self._look_for_expired()
        self._context.hub.publish(
            Notice(APPROVAL, WAITS, live.group_id), GroupUpdated(live.group_id, GroupState.JOINING)
        )

    async def _refuse(self, live: LiveRoom, code: str, message: str) -> None:
        """Take the request as refused for good."""
        group = live.group_id
        self.forgotten(group)
        if await live.change_row(GroupState.JOINING, state=GroupState.REFUSED, code="", notice=code):
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

    # --- expiry

    def _deadline(self, live: LiveRoom) -> int:
        """Return when to give up, in ms since 1970."""
        expires = parse_code(live.row.code).expires * 1000
        return expires + ANSWER_MS if live.row.notice == APPROVAL else expires

    def _over(self, live: LiveRoom) -> bool:
        return self._deadline(live) <= self._context.clock()

    def _look_for_expired(self) -> None:
        """Give up what cannot be joined any more, and come back when the next code expires."""
        joining = [live for live in self._rooms if live.state is GroupState.JOINING and live.row.code]
        for live in joining:
            if self._over(live):
                self._chores.spawn(self._refuse(live, InviteExpired.code, EXPIRED), "give up an expired invite")
        deadlines = [self._deadline(live) for live in joining if not self._over(live)]
        self._expiry.set(min(deadlines, default=None))

    async def stop(self) -> None:
        """Disarm the timers and finish what was begun."""
        self._expiry.stop()
        for _, timer in self._asking.values():
            timer.cancel()
        self._asking.clear()
        await self._chores.stop()
