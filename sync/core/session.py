"""Synchronisation with one authenticated peer (PROTOCOL.md, "Synchronisation"). No socket, no clock.

Frames and news of what was stored go in, actions for the owner come out, to be done in their order. The owner must

- serve pulls in the order it is asked to, since answers are matched to pulls by their order,
- after each Ingest, also a fruitless one, call `ingested`,
- after each commit, call `stored` on every session: what this device wrote is pushed, and Heads tell the rest. They are
  both the acknowledgement to whoever the operations came from and the offer to everybody else.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

from sync.core.actions import (
    Action,
    Glimpse,
    Ingest,
    PeerHas,
    PeerShares,
    Progress,
    Send,
    Serve,
    Synced,
    SyncedControl,
)
from sync.core.exchange import Exchange, GroupView, Phase, Standing
from sync.core.frames import Branches, Digest, Heads, Operations, Ping, Pong, Pull, SessionFrame, Share, Vector
from sync.core.ids import DeviceId, GroupId, Head, LogId
from sync.core.limits import BATCH_OPERATIONS
from sync.core.pulling import settle
from sync.core.reconcile import Gap
from sync.errors import HostileInput

__all__ = [
    "Action", "Glimpse", "GroupView", "Ingest", "PeerHas", "PeerShares", "Progress", "Send", "Serve", "Session",
    "Synced", "SyncedControl",
]  # fmt: skip

MAX_OFFERED: Final = 1_000
"""Groups whose digest is remembered until this device shares them too."""


class Session:
    """What this device and `peer` have told each other about the groups they share."""

    def __init__(self, peer: DeviceId, view: GroupView) -> None:
        self.peer = peer
        self._view = view
        self._groups: dict[GroupId, Exchange] = {}
        self._pulls: dict[GroupId, deque[Gap]] = {}
        self._offered: dict[GroupId, bytes] = {}

    def share(self, group: GroupId) -> list[Action]:
        """Begin to synchronise a group, or compare once more."""
        # The first time each side shows a digest unasked; after that, Share asks the peer for a new one.
        again: list[Action] = [Send(Share(group=group))] if group in self._pulls else []
        if group not in self._groups:
            self._groups[group] = Exchange(group, self._view, self._pulls.setdefault(group, deque()))
        exchange = self._groups[group]
        actions = again + exchange.open()
        theirs = self._offered.pop(group, b"")
        return actions + exchange.digest(theirs) if theirs else actions

    def unshare(self, group: GroupId) -> None:
        """Stop; what is still under way for the group is ignored."""
        self._groups.pop(group, None)
        self._offered.pop(group, None)

    def missing(self, group: GroupId) -> int:
        """Return how many operations the peer is known to have that are still to come."""
        return self._groups[group].missing if group in self._groups else 0

    def standing(self, group: GroupId) -> Standing:
        """Return how far a group is synchronised with the peer; not begun where it is not shared."""
        return self._groups[group].standing if group in self._groups else Standing(Phase.OPENING)

    def peer_heads(self, group: GroupId) -> Mapping[LogId, Head]:
        """Return what the peer is known to have of a group that is shared."""
        return self._groups[group].peer if group in self._groups else {}

    def stored(
        self, group: GroupId, heads: Mapping[LogId, Head], operations: Sequence[bytes], live: bool
    ) -> list[Action]:
        """Tell the peer what was committed: the new `heads`, and of `operations`, our own, those it lacks."""
        exchange = self._groups.get(group)
        return [] if exchange is None else exchange.stored(heads, operations, live=live)

    def ingested(self, group: GroupId, gaps: Sequence[Gap]) -> list[Action]:
        """Go on after an Ingest has been carried out; `gaps` are the room's."""
        exchange = self._groups.get(group)
        return [] if exchange is None else exchange.ingested(gaps)

    def received(self, frame: SessionFrame) -> list[Action]:
        """Take a frame of the peer; raises HostileInput. Frames that concern others than this session are ignored."""
        match frame:
            case Ping():
                return [Send(Pong(n=frame.n))]
            case Pull():
                return [self._answer(frame)]
            case Digest() | Share() if frame.group not in self._groups:
                return self._offer(frame)
            case Share():
                return self._groups[frame.group].open()
            case Digest():
                return self._groups[frame.group].digest(frame.digest)
            case Vector() if frame.group in self._groups:
                return self._groups[frame.group].vector(frame.entries)
            case Heads() if frame.group in self._groups:
                return self._groups[frame.group].heads(frame.entries)
            case Branches() if frame.group in self._groups:
                return self._groups[frame.group].branches(frame)
            case Operations():
                return self._operations(frame)
            case _:
                return []

    def _offer(self, frame: Digest | Share) -> list[Action]:
        if len(self._offered) >= MAX_OFFERED:
            raise HostileInput("too many groups offered")
        if isinstance(frame, Digest):
            self._offered[frame.group] = frame.digest
        return [PeerShares(frame.group)]

    def _operations(self, frame: Operations) -> list[Action]:
        if frame.group in self._groups:
            return self._groups[frame.group].operations(frame)
        if not frame.live:
            settle(self._pulls.get(frame.group, deque()), frame)
        return []

    def _answer(self, pull: Pull) -> Action:
        if pull.last - pull.first >= BATCH_OPERATIONS:
            raise HostileInput("pull: of too many operations")
        shared = pull.group in self._groups
        head = self._view.vector(pull.group).get(pull.log) if shared else None
        if head is None or head.seq < pull.first:
            return Send(Operations(group=pull.group, operations=(), live=False, last=True))
        return Serve(pull.group, pull.log, pull.first, min(pull.last, head.seq))
