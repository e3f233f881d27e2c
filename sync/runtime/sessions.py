"""The engine's side of one authenticated connection: its pure session, and what it makes the engine do."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping

from sync.core.actions import Action, Glimpse, Ingest, PeerHas, PeerShares, Progress, Send, Serve, Synced, SyncedControl
from sync.core.exchange import Standing
from sync.core.file_frames import ChunkAsk, FileAsk, FileFrame
from sync.core.frames import (
    Introduction,
    JoinAnswer,
    JoinAsk,
    JoinForward,
    JoinVerdict,
    Knock,
    KnockAnswer,
    SessionFrame,
)
from sync.core.ids import AccountId, DeviceId, GroupId, Head, InviteId, LogId
from sync.core.link_frames import LinkFrame
from sync.core.received import Received
from sync.core.session import Session
from sync.errors import CauserieError, HostileInput
from sync.net.links import LinkClosed
from sync.net.switchboard import PeerConnection
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.ephemeral import Allowance, EphemeralFrame, Ephemerals
from sync.runtime.fairness import Fairness
from sync.runtime.following import Following
from sync.runtime.last_words import LastWords
from sync.runtime.outbox import Outbox
from sync.runtime.registry import SessionRegistry
from sync.runtime.roles import Doorman, Kin, Outsider, Watcher
from sync.runtime.rooms import Rooms
from sync.store.ops import OutOfStep
from sync.views import GroupState

__all__ = ["PeerSession", "SessionRegistry"]

log = logging.getLogger(__name__)

OUTSIDE = (GroupState.JOINING, GroupState.REMOVED)
"""States in which a device is not in a group, and yet a member may show it that it is."""
GUEST_SECONDS = 60.0
"""How long somebody who holds an invite may take to join by it."""
PARTING_SECONDS = 10.0
"""How long a device with which nothing is shared any more may take to be told so."""

MAX_ASKS = 64
"""Knocks and requests to join on one connection: each costs signature checks and a look at the whole membership."""


class PeerSession:
    """One connected device. `run` returns, or raises HostileInput, when the connection is to end."""

    def __init__(
        self,
        context: Context,
        peer: PeerConnection,
        rooms: Rooms,
        doorman: Doorman,
        watcher: Watcher,
        ephemerals: Ephemerals,
        outsider: Outsider,
        kin: Kin,
    ) -> None:
        self.peer = peer
        self.device: DeviceId = peer.device
        self.account: AccountId = peer.account
        self.shared: set[GroupId] = set()
        self.wondered: set[GroupId] = set()
        """Groups this device has asked the peer to introduce."""
        self.synced_at: dict[GroupId, int] = {}
        """When (ms) this device last had all that the peer has of a group."""
        self.own = False
        """Whether it is another device of this account, which is no guest even where no group is shared."""
        self._context = context
        self._rooms = rooms
        self._doorman = doorman
        self._watcher = watcher
        self._ephemerals = ephemerals
        self._outsider = outsider
        self._kin = kin
        self._files = watcher.files
        self._session = Session(self.device, rooms)
        self._outbox = Outbox(context, peer, rooms, watcher.trouble, lambda ask: watcher.files.answer(self, ask))
        self._asks = 0
        self._greeted = False
        known = any(live.has_device(peer.device) for live in rooms)
        peer.budget = context.budgets.of(peer.account if known else None)
        self._fairness = Fairness(context, peer)
        self._following = Following(peer)
        self._allowance = Allowance()
        self._last_words = LastWords(context, rooms, self._session, self.shared, self._outbox.emptied)
        peer.last_words = self._last_words.said

    async def run(self) -> None:
        """Talk with the peer until either side ends it."""
        self._outbox.start()
        seconds = GUEST_SECONDS if self.invited else PARTING_SECONDS
        self._patience = asyncio.get_running_loop().call_later(seconds, self._show_out)
        try:
            for group in self.peer.groups:
                self.share(group)
            await self._kin.arrived(self)
            await self._doorman.arrived(self)
            while not self._outbox.overrun:
                await self._fairness.handle(await self._following.receive(), self._handle)
        except LinkClosed:
            return
        except OutOfStep:
            # What this continued was not stored either, which another conversation brought and has told of.
            log.info("a conversation with a peer ended: what it continued could not be stored")
        except CauserieError as error:
            # The disk is full or unwritable: what was begun is as before, and the next connection starts it again.
            log.warning("a conversation with a peer ended: %s", error.code)
            self._watcher.trouble(error)
        finally:
            self._patience.cancel()
            self._last_words.end()
            self._kin.departed(self)
            self._doorman.departed(self)
            self._files.departed(self)
            try:
                await self._following.stop()
            finally:  # who closes everything may cancel this while it waits
                await self._outbox.stop()

    def share(self, group: GroupId, *, anyway: bool = False) -> None:
        """Begin to synchronise a group with this peer, if both may; `anyway` also one that was left."""
        live = self._rooms.find(group)
        if live is None or group in self.shared or not (anyway or live.at_work or live.state in OUTSIDE):
            return
        self.shared.add(group)
        if not self._greeted:
            self._greeted = True
            self._ephemerals.greet(self)
        for action in self._session.share(group):
            self._outbox.put(action)
        self._ephemerals.catch_up(self, group)
        self._files.arrived(self, group)

    def admitted(self, group: GroupId) -> None:
        """One side let the other into a group: what was a guest is one no longer."""
        self.peer.budget = self._context.budgets.of(self.account)
        self.peer.groups.add(group)
        self.peer.guest = False

    def turned_out(self, group: GroupId) -> None:
        """Take back `admitted`: the other side said yes, and nothing came of it."""
        self.unshare(group)
        self.peer.groups.discard(group)
        self.peer.guest = not (self.peer.groups or self.own)

    def unshare(self, group: GroupId) -> None:
        """Stop synchronising a group: the peer, or this device, is no longer in it."""
        if group in self.shared:
            self.shared.discard(group)
            self._session.unshare(group)

    def part(self, group: GroupId) -> None:
        """Stop synchronising a group with a peer that knows why, or was just told; close if nothing else is shared."""
        self.turned_out(group)
        if self.peer.guest and not self._kin.patience(self):  # who holds an invite besides comes again by that
            self._outbox.finish()

    def finish(self) -> None:
        """Close the connection once everything queued has been sent."""
        self._outbox.finish()

    def peer_heads(self, group: GroupId) -> Mapping[LogId, Head]:
        """Return what the peer is known to have of a group that is shared."""
        return self._session.peer_heads(group)

    def send(self, frame: SessionFrame) -> None:
        """Queue a frame for the peer; never blocks."""
        self._outbox.put(Send(frame))

    def serve(self, ask: FileAsk | ChunkAsk) -> None:
        """Answer what the peer asks about a file, when there is nothing else to tell it; raises HostileInput."""
        self._outbox.serve_file(ask)

    def committed(self, group: GroupId, commit: Commit) -> None:
        """Tell the peer what this device has stored."""
        if group in self.shared and not self._ephemerals.holds_back(self, group, commit):
            own = commit.source is None or self._ephemerals.passes_on(self, group, commit)
            operations = commit.operations if own else ()
            for action in self._session.stored(group, commit.heads, operations, commit.live):
                self._outbox.put(action)

    def tell(self, group: GroupId, heads: Mapping[LogId, Head]) -> None:
        """Tell the peer that this device has these heads."""
        if group in self.shared:
            for action in self._session.stored(group, heads, (), live=False):
                self._outbox.put(action)

    def missing(self, group: GroupId) -> int:
        """Return how many operations of a group the peer has and this device has not."""
        return self._session.missing(group)

    def standing(self, group: GroupId) -> Standing:
        """Return how far a group is synchronised with the peer."""
        return self._session.standing(group)

    @property
    def nonces(self) -> tuple[bytes, bytes, bytes]:
        """What the tags and statements of this connection are bound to: binding, dialler's and listener's nonce."""
        seen = self.peer.authenticated
        return seen.binding, seen.dialler_nonce, seen.listener_nonce

    @property
    def invited(self) -> bool:
        """Whether the handshake showed that both know some invite."""
        return any(key.invite for key in self.peer.authenticated.matched)

    def knows_invite(self, invite: InviteId) -> bool:
        """Return whether the handshake showed that the peer knows the invite."""
        return any(key.invite == invite for key in self.peer.authenticated.matched)

    def _show_out(self) -> None:
        """Close the connection of a guest who has not become a member, so that the next can come in."""
        if not self.peer.guest:
            return
        seconds = max(self._doorman.patience(self), self._kin.patience(self))
        if seconds:
            self._patience = asyncio.get_running_loop().call_later(seconds, self._show_out)
        else:
            self.peer.abort()

    def _count_asking(self) -> None:
        self._asks += 1
        if self._asks > MAX_ASKS:
            raise HostileInput("join: asked too often")

    async def _handle(self, frame: SessionFrame) -> None:
        match frame:
            case JoinAsk():
                self._count_asking()
                answer = await self._doorman.asked(self, frame)
                self.send(answer)
                if answer.group:
                    self.share(answer.group)
            case Knock() | KnockAnswer() | JoinAnswer() | JoinForward() | JoinVerdict():
                if isinstance(frame, Knock):
                    self._count_asking()
                await self._doorman.received(self, frame)
            case _ if isinstance(frame, LinkFrame):
                await self._kin.received(self, frame)
            case Introduction():
                await self._outsider.introduced(self, frame)
            case _ if isinstance(frame, FileFrame):
                self._files.received(self, frame)
            case _ if isinstance(frame, EphemeralFrame):
                if self._allowance.spend():
                    self._ephemerals.received(self, frame)
            case _:
                async with self._following.turn:
                    await self._perform(self._session.received(frame))

    async def _perform(self, actions: list[Action]) -> None:
        """Do what the session asks for, in its order; taking operations in leads to further actions."""
        waiting = deque(actions)
        while waiting:
            action = waiting.popleft()
            match action:
                case Send() | Serve():
                    self._outbox.put(action)
                case Ingest():
                    waiting.extend(await self._ingest(action))
                case Glimpse(group, operations):
                    await self._look(group, operations)
                case PeerHas(group, heads):
                    self._last_words.heard()
                    live = self._rooms.find(group)
                    if live is not None:
                        await self._watcher.peer_has(self, live, heads)
                case Progress(group, received, total):
                    self._watcher.progress(group, received, total)
                case PeerShares(group):
                    await self._outsider.offered(self, group)
                case SyncedControl(group):
                    live = self._rooms.find(group)
                    if live is not None:
                        await self._watcher.control_synced(self, live)
                        await self._doorman.control_synced(self, live)
                case Synced(group):
                    self._note_synced(group)
                    self._watcher.synced(group)

    def _note_synced(self, group: GroupId) -> None:
        live = self._rooms.find(group)
        if live is not None:
            live.synced_at = self.synced_at[group] = self._context.clock()
            self._watcher.caught_up(self, live)

    async def _ingest(self, action: Ingest) -> list[Action]:
        live = self._rooms.find(action.group)
        if live is None or action.group not in self.shared or live.saying_goodbye:
            return self._session.ingested(action.group, ())
        missed, storing = Received(), list[asyncio.Task[None]]()
        async for portion in self._fairness.portions(action):
            received, task = await live.take(portion, self.device, live=action.live)
            self._fairness.took_in(action, len(received.accepted))
            for gap in received.gaps:
                missed.miss(gap)
            if task is not None:
                storing.append(task)
                await self._fairness.stored(task)
        if storing and not action.live:
            self._following.after(storing, lambda: self._go_on(action.group, missed))
            return []
        for task in storing:
            await asyncio.shield(task)
        return self._session.ingested(action.group, missed.gaps)

    async def _look(self, group: GroupId, operations: tuple[bytes, ...]) -> None:
        live = self._rooms.find(group)
        if live is not None and group in self.shared and await live.look(operations, self.device):
            self._watcher.glimpsed(live)

    async def _go_on(self, group: GroupId, missed: Received) -> None:
        await self._perform(self._session.ingested(group, missed.gaps))
