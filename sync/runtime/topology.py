"""Which devices to be connected with, and what goes to which neighbour (PROTOCOL.md, "Topology")."""

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import SessionFrame
from sync.core.handshake import Authenticated
from sync.core.ids import AccountId, DeviceId, GroupId, Head, LogId, log_device
from sync.core.mesh import ENOUGH_NEIGHBOURS, FULL_MESH, Place, admits, can_spare, wants
from sync.core.web import Web
from sync.net.greeting import ENOUGH
from sync.net.peer import PeerConnection
from sync.runtime.chores import Chores
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.rooms import Rooms
from sync.runtime.webs import Webs
from sync.views import GroupState

INSISTING_SECONDS = 60.0
"""How long a device that was turned away is known for it: coming back, it needs the connection."""
SPARE_SECONDS = 2.0
"""How long it takes until one of too many neighbours is let go, and until the next."""
LATER_SECONDS = 0.3
"""How long Heads are gathered for neighbours who get operations from others, more or less by half."""
SOON_SECONDS = 0.1
"""The same where the author has pushed to all, as far as anybody knows."""


class Connected(Protocol):
    """A session with a device."""

    peer: PeerConnection
    device: DeviceId
    account: AccountId
    shared: set[GroupId]

    def send(self, frame: SessionFrame) -> None:
        """Queue a frame."""
        ...

    def peer_heads(self, group: GroupId) -> Mapping[LogId, Head]:
        """Return what the device has said to have."""
        ...

    def tell(self, group: GroupId, heads: Mapping[LogId, Head]) -> None:
        """Send Heads."""
        ...


class Registry(Protocol):
    """The sessions there are."""

    def __iter__(self) -> Iterator[Connected]: ...

    def sharing(self, group: GroupId) -> Sequence[Connected]:
        """Return the sessions that synchronise a group."""
        ...


class Topology:
    """Decides about connections, and about who is told of an operation in which way."""

    def __init__(self, context: Context, rooms: Rooms, registry: Registry, webs: Webs) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._webs = webs
        self.sought: frozenset[DeviceId] = frozenset()
        """Devices that may have what is wanted here and no neighbour has: they are dialled, and not let go of."""
        self._turned_away: dict[DeviceId, float] = {}
        self._sparing: asyncio.TimerHandle | None = None
        self._later: dict[tuple[Connected, GroupId], dict[LogId, Head]] = {}
        self._telling: asyncio.TimerHandle | None = None
        self._chores = Chores()

    # --- connections

    def crowded(self, device: DeviceId | None, keys: Iterable[DiscoveryKey]) -> bool:
        """Return whether only large groups are shared with a device, or with whoever shows `keys`."""
        return bool(self._places(device, keys))

    def wants(self, device: DeviceId | None, keys: Iterable[DiscoveryKey], *, refused: bool = False) -> bool:
        """Return whether to dial; `refused`: the device has turned us away."""
        places = self._places(device, keys)
        if places:
            return self._seeks(device, keys) or wants(places, refused=refused)
        known = device is not None and self._shared(device) is not None
        return known or not self._asks_enough(keys)

    def admits(self, peer: Authenticated, *, outbound: bool) -> bool:
        """Return whether to be connected with a device that has said who it is."""
        device = peer.certificate.signing_key
        places = self._places(device, ())
        if not places or outbound:
            return not places or device in self.sought or wants(places)
        now = asyncio.get_running_loop().time()
        known = self._turned_away.pop(device, float("-inf"))
        if admits(places, insisting=now - known < INSISTING_SECONDS):
            return True
        self._turned_away = {each: at for each, at in self._turned_away.items() if now - at < INSISTING_SECONDS}
        self._turned_away[device] = now
        return False

    def _asks_enough(self, keys: Iterable[DiscoveryKey]) -> bool:
        """Return whether members enough are connected of a group that this device wants to join, if that is all."""
        wanted = {key.group for key in keys}
        joining = [live for live in self._rooms if live.group_id in wanted and live.state is GroupState.JOINING]
        guests = [session.peer.authenticated.matched for session in self._registry if session.peer.guest]
        met = sum(any(key.group in wanted for key in matched) for matched in guests)
        return bool(wanted) and len(joining) == len(wanted) and met >= ENOUGH_NEIGHBOURS

    def _seeks(self, device: DeviceId | None, keys: Iterable[DiscoveryKey]) -> bool:
        """Return whether a device is sought, or one of those who may be the one that shows `keys`."""
        if device is not None or not self.sought:
            return device in self.sought
        lacking = self.sought - {session.device for session in self._registry}
        return any(not lacking.isdisjoint(self._webs.members(key.group)) for key in keys)

    def spare(self) -> None:
        """Let go of neighbours that are too many, one after the other."""
        if self._sparing is None and self._too_many():
            delay = SPARE_SECONDS * (0.5 + random.random())  # noqa: S311 - only to spread it
            self._sparing = asyncio.get_running_loop().call_later(delay, self._spare)

    def _too_many(self) -> list[Connected]:
        others = [session for session in self._registry if session.device not in self.sought]
        found = [(session, self._places(session.device, ())) for session in others]
        return [session for session, places in found if places and can_spare(places, dialled=session.peer.outbound)]

    def _spare(self) -> None:
        self._sparing = None
        spared = self._too_many()
        if spared:
            session = random.choice(spared)  # noqa: S311 - so that nobody can foresee who it is
            self._chores.spawn(session.peer.close(ENOUGH), "let go of a neighbour")
            if len(spared) > 1:
                self.spare()

    def _places(self, device: DeviceId | None, keys: Iterable[DiscoveryKey]) -> list[Place]:
        """Return how things stand in the large groups shared; none where a connection is always wanted."""
        groups = self._shared(device) if device is not None else None
        if groups is None:
            groups = {key.group for key in keys}
        if not groups or not all(self._webs.is_large(group) for group in groups):
            return []
        return [self._place(device, group) for group in groups]

    def _shared(self, device: DeviceId) -> set[GroupId] | None:
        """Return the groups shared with a device, None where nobody knows of any."""
        identity = self._context.identity
        if identity is not None and device in identity.devices:
            return set()
        found = {live.group_id for live in self._rooms if live.at_work and device in self._webs.members(live.group_id)}
        return found or None

    def _place(self, device: DeviceId | None, group: GroupId) -> Place:
        members = self._webs.members(group)
        sharing = [session for session in self._registry.sharing(group) if session.device in members]
        reachable, web = self._webs.reachable(group), self._webs.web(group)
        return Place(
            neighbours=len(sharing),
            chosen=sum(session.peer.outbound for session in sharing),
            here=max(len(reachable), len(sharing)),
            reached=device is None or device in reachable,
            degree=0 if web is None or device is None else web.degree(device),
        )

    # --- operations

    def passes_on(self, session: Connected, group: GroupId, commit: Commit) -> bool:
        """Return whether to push to a neighbour what somebody else has just written: it gets it from nobody else."""
        author = self._author(commit)
        web = self._partial(group, author)
        return author is not None and web is not None and session.device in web.onward(author, 1)

    def holds_back(self, session: Connected, group: GroupId, commit: Commit) -> bool:
        """Return whether a neighbour is told in a moment only: it gets the operations from another, or pulls them."""
        author = self._author(commit)
        if author is None:
            return False
        if self._partial(group, author) is not None:
            if self.passes_on(session, group, commit):
                return False
            seconds = LATER_SECONDS
        elif commit.source == author != session.device:
            seconds = SOON_SECONDS
        else:
            return False
        self._later.setdefault((session, group), {}).update(commit.heads)
        if self._telling is None:
            delay = seconds * (0.5 + random.random())  # noqa: S311 - so that of two one tells the other
            self._telling = asyncio.get_running_loop().call_later(delay, self._tell)
        return True

    def _author(self, commit: Commit) -> DeviceId | None:
        """Return who wrote what was just pushed to this device, None for anything else."""
        if commit.source is None or not commit.live or commit.control_changed:
            return None
        authors = {log_device(log) for log in commit.heads}
        return authors.pop() if len(authors) == 1 else None

    def _partial(self, group: GroupId, author: DeviceId | None) -> Web | None:
        """Return who is connected with whom where that is not everybody with everybody, and the author is there."""
        web = self._webs.web(group)
        reachable = frozenset[DeviceId]() if web is None else web.reachable()
        return web if len(reachable) > FULL_MESH and author in reachable else None

    def _tell(self) -> None:
        """Tell neighbours what they do not have, as far as they have said; and each author that his words are here."""
        self._telling = None
        later, self._later = self._later, {}
        for (session, group), heads in later.items():
            known = session.peer_heads(group)
            # Another operation at the same place is news too: a branch of the log.
            news = {
                log: head
                for log, head in heads.items()
                if log_device(log) == session.device
                or log not in known
                or (known[log].seq <= head.seq and known[log].id != head.id)
            }
            if news:
                session.tell(group, news)

    async def stop(self) -> None:
        """Disarm every timer and finish what was begun."""
        for timer in (self._sparing, self._telling):
            if timer is not None:
                timer.cancel()
        await self._chores.stop()
