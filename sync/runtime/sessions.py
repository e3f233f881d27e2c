"""The engine's side of one authenticated connection: its pure session, its outbox, what it serves from the store."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Protocol

from sync.core import limits
from sync.core.frames import JoinAnswer, JoinAsk, Operations, SessionFrame
from sync.core.ids import AccountId, DeviceId, GroupId, LogId
from sync.core.session import (
    Action,
    Ingest,
    PeerHas,
    PeerShares,
    Progress,
    Send,
    Serve,
    Session,
    Synced,
    SyncedControl,
)
from sync.core.signing import parse_operation, verify_operation
from sync.errors import CauserieError
from sync.net.links import LinkClosed
from sync.net.switchboard import PeerConnection
from sync.runtime.context import Context
from sync.runtime.ephemeral import EphemeralFrame, Ephemerals
from sync.runtime.live_room import Commit, LiveRoom
from sync.runtime.rooms import Rooms
from sync.store import ops as op_store
from sync.views import GroupState

log = logging.getLogger(__name__)

MAX_OUTBOX = 4_000
"""Actions waiting for a peer that reads slowly; beyond it the connection ends and the peer catches up by pulling."""

GUEST_SECONDS = 60.0
"""How long somebody who holds an invite may take to join by it."""


class Doorman(Protocol):
    """Who decides about joining, on both sides of it."""

    async def asked(self, peer: "PeerSession", ask: JoinAsk) -> JoinAnswer:
        """Answer a newcomer."""
        ...

    async def answered(self, peer: "PeerSession", answer: JoinAnswer) -> None:
        """Take the answer to our own request."""
        ...

    async def arrived(self, peer: "PeerSession") -> None:
        """A peer is connected: ask it for the groups still being joined."""
        ...

    def departed(self, peer: "PeerSession") -> None:
        """A peer is gone."""
        ...


class Watcher(Protocol):
    """Who hears what sessions learn about groups."""

    async def peer_has(self, peer: "PeerSession", live: LiveRoom, heads: Mapping[LogId, int]) -> None:
        """The peer has stored logs of a group up to these sequence numbers."""
        ...

    def trouble(self, error: CauserieError) -> None:
        """What a peer sent could not be stored."""
        ...

    def progress(self, group: GroupId, received: int, total: int) -> None:
        """Catching up has come this far."""
        ...

    async def control_synced(self, peer: "PeerSession", live: LiveRoom) -> None:
        """The control logs of both sides are the same."""
        ...


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
    ) -> None:
        self.peer = peer
        self.device: DeviceId = peer.device
        self.account: AccountId = peer.account
        self.shared: set[GroupId] = set()
        self._context = context
        self._rooms = rooms
        self._doorman = doorman
        self._watcher = watcher
        self._ephemerals = ephemerals
        self._session = Session(self.device, rooms)
        self._outbox: asyncio.Queue[Action] = asyncio.Queue(MAX_OUTBOX)
        self._overrun = False

    async def run(self) -> None:
        """Talk with the peer until either side ends it."""
        pump = asyncio.create_task(self._pump(), name="peer outbox")
        patience = asyncio.get_running_loop().call_later(GUEST_SECONDS, self._show_out)
        try:
            for group in self.peer.groups:
                self.share(group)
            self._ephemerals.greet(self)
            await self._doorman.arrived(self)
            while not self._overrun:
                await self._handle(await self.peer.receive())
        except LinkClosed:
            return
        finally:
            patience.cancel()
            self._doorman.departed(self)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    def share(self, group: GroupId) -> None:
        """Begin to synchronise a group with this peer, if both may."""
        live = self._rooms.find(group)
        if live is None or group in self.shared or not (live.at_work or live.state is GroupState.JOINING):
            return
        self.shared.add(group)
        for action in self._session.share(group):
            self._post(action)
        self._ephemerals.catch_up(self, group)

    def admitted(self, group: GroupId) -> None:
        """One side let the other into a group: what was a guest is one no longer."""
        self.peer.groups.add(group)
        self.peer.guest = False

    def unshare(self, group: GroupId) -> None:
        """Stop synchronising a group: the peer, or this device, is no longer in it."""
        if group in self.shared:
            self.shared.discard(group)
            self._session.unshare(group)

    def send(self, frame: SessionFrame) -> None:
        """Queue a frame for the peer; never blocks."""
        self._post(Send(frame))

    def committed(self, group: GroupId, commit: Commit) -> None:
        """Tell the peer what this device has stored."""
        if group in self.shared:
            own = commit.source is None
            operations = commit.operations if own else ()
            for action in self._session.stored(group, commit.heads, operations, commit.live):
                self._post(action)

    def missing(self, group: GroupId) -> int:
        """Return how many operations of a group the peer has and this device has not."""
        return self._session.missing(group)

    def knows_invite(self, group: GroupId) -> bool:
        """Return whether the handshake showed that the peer knows the invite by which we join `group`."""
        return any(key.invite and key.group == group for key in self.peer.authenticated.matched)

    def _show_out(self) -> None:
        """Close the connection of a guest who has not become a member, so that the next can come in."""
        if self.peer.guest:
            self.peer.abort()

    def _post(self, action: Action) -> None:
        try:
            self._outbox.put_nowait(action)
        except asyncio.QueueFull:
            if not self._overrun:
                log.info("a peer reads too slowly; its connection ends")
                self._overrun = True
                self.peer.abort()

    async def _handle(self, frame: SessionFrame) -> None:
        match frame:
            case JoinAsk():
                answer = await self._doorman.asked(self, frame)
                self.send(answer)
                if answer.group:
                    self.share(answer.group)
            case JoinAnswer():
                await self._doorman.answered(self, frame)
            case _ if isinstance(frame, EphemeralFrame):
                self._ephemerals.received(self, frame)
            case _:
                await self._perform(self._session.received(frame))

    async def _perform(self, actions: list[Action]) -> None:
        """Do what the session asks for, in its order; taking operations in leads to further actions."""
        waiting = deque(actions)
        while waiting:
            action = waiting.popleft()
            match action:
                case Send() | Serve():
                    self._post(action)
                case Ingest():
                    waiting.extend(await self._ingest(action))
                case PeerHas(group, heads):
                    live = self._rooms.find(group)
                    if live is not None:
                        await self._watcher.peer_has(self, live, heads)
                case Progress(group, received, total):
                    self._watcher.progress(group, received, total)
                case PeerShares(group):
                    live = self._rooms.find(group)
                    if live is not None and live.state is GroupState.JOINED and live.has_device(self.device):
                        self.share(group)
                case SyncedControl(group):
                    live = self._rooms.find(group)
                    if live is not None:
                        await self._watcher.control_synced(self, live)
                case Synced():
                    pass

    async def _ingest(self, action: Ingest) -> list[Action]:
        live = self._rooms.find(action.group)
        if live is None or action.group not in self.shared or live.saying_goodbye:
            return self._session.ingested(action.group, ())
        try:
            received = await live.ingest(action.operations, self.device, live=action.live)
        except CauserieError as error:
            # The disk is full or unwritable: nothing was taken, so the peer's next advert starts it again.
            log.warning("operations could not be stored: %s", error.code)
            self._watcher.trouble(error)
            raise LinkClosed from error
        return self._session.ingested(action.group, received.gaps)

    async def _pump(self) -> None:
        """Send what the outbox holds, one after the other."""
        try:
            while True:
                action = await self._outbox.get()
                if isinstance(action, Send):
                    await self.peer.send(action.frame)
                elif isinstance(action, Serve):
                    await self._serve(action)
        except LinkClosed:
            return

    async def _serve(self, request: Serve) -> None:
        """Answer a pull in batches; only to a device that belongs to a member."""
        group, first = request.group, request.first
        while True:
            live = self._rooms.find(group)
            allowed = live is not None and live.has_device(self.device)
            batch = await self._read(request, first) if allowed else []
            first += len(batch)
            last = not batch or first > request.last
            await self.peer.send(Operations(group=group, operations=tuple(batch), live=False, last=last))
            if last:
                return

    async def _read(self, request: Serve, first: int) -> list[bytes]:
        batch = await self._context.store.read(
            lambda db: op_store.span(
                db, request.group, request.log, first, request.last, limits.BATCH_OPERATIONS, limits.BATCH_BYTES
            )
        )
        # What we took on the word of another's tip we vouch for as a tip ourselves, so it is checked before it leaves.
        while batch and not verify_operation(parse_operation(batch[-1])):
            log.error("an operation in the store has a wrong signature and is not passed on")
            batch.pop()
        return batch


class SessionRegistry:
    """The connected devices."""

    def __init__(self) -> None:
        self._sessions: dict[DeviceId, PeerSession] = {}

    def __iter__(self) -> Iterator[PeerSession]:
        return iter(tuple(self._sessions.values()))

    def add(self, session: PeerSession) -> None:
        """Take up a session; one at a time for each device."""
        self._sessions[session.device] = session

    def remove(self, session: PeerSession) -> None:
        """Forget a session that ended."""
        if self._sessions.get(session.device) is session:
            del self._sessions[session.device]

    def get(self, device: DeviceId) -> PeerSession | None:
        """Return the session with `device`."""
        return self._sessions.get(device)

    def sharing(self, group: GroupId) -> list[PeerSession]:
        """Return the sessions that synchronise `group`."""
        return [session for session in self._sessions.values() if group in session.shared]

    def online(self) -> set[AccountId]:
        """Return the accounts with a connected device."""
        return {session.account for session in self._sessions.values() if not session.peer.guest}
