"""Catching up with one peer in one group (PROTOCOL.md, "Synchronisation"). No socket, no clock.

    OPENING    digests cross; equal: DONE, different: vectors cross
    CONTROL    pull what the peer's control logs have and ours lack, compare again, until nothing new comes of it
    CONTENT    the same for all logs
    DONE       live: pushes, and adverts (Heads) that are answered by pulls

A pull that brought nothing new is not repeated until either side's log has moved, or either side has taken in control
operations: they may be what allows us to accept, or the peer to serve, what was refused before. When a peer knows a
content log with branches its head is only their hash; see `branching`.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Final, NamedTuple, Protocol

from sync.core.actions import Action, Glimpse, Ingest, PeerHas, Progress, Send, Synced, SyncedControl
from sync.core.branching import Branching, frames
from sync.core.frames import VECTOR_LOGS, Branches, Digest, Heads, LogHead, Operations, Pull, Vector
from sync.core.ids import GroupId, Head, LogId, LogKind, log_kind
from sync.core.limits import BATCH_BYTES, BATCH_OPERATIONS
from sync.core.logs import Tips
from sync.core.pulling import Pulling, tails
from sync.core.reconcile import Gap, compare
from sync.core.signing import parse_operation
from sync.errors import HostileInput

MAX_LOGS: Final = 8 * VECTOR_LOGS
"""Logs of a group that a peer can make us remember."""
MAX_CHASED: Final = 1_000


class GroupView(Protocol):
    """What this device has stored, group by group."""

    def vector(self, group: GroupId, /) -> Mapping[LogId, Head]:
        """Return the heads of the group's logs."""
        ...

    def digest(self, group: GroupId, /) -> bytes:
        """Return the digest of the same."""
        ...

    def branches(self, group: GroupId, /) -> Mapping[LogId, Tips]:
        """Return the tips of the logs that have branches."""
        ...


class Phase(Enum):
    """How far catching up has come."""

    OPENING = auto()
    CONTROL = auto()
    CONTENT = auto()
    DONE = auto()


class Standing(NamedTuple):
    """How far catching up has come: `received` operations of `total` that were found to be missing."""

    phase: Phase
    received: int = 0
    total: int = 0


def entries(heads: Mapping[LogId, Head]) -> Iterable[tuple[LogHead, ...]]:
    """Yield heads in portions that fit a frame."""
    items = [LogHead(log=log, seq=head.seq, id=head.id) for log, head in sorted(heads.items())]
    for start in range(0, len(items), VECTOR_LOGS):
        yield tuple(items[start : start + VECTOR_LOGS])


class Exchange:
    """One group with one peer. `pulls` are the requests in flight, oldest first; they outlive the exchange."""

    def __init__(self, group: GroupId, view: GroupView, pulls: deque[Gap]) -> None:
        self.phase = Phase.OPENING
        self._group = group
        self._view = view
        self._pulling = Pulling(pulls)
        self._glimpsed = False
        self._ingesting = 0
        self._digest = b""
        self._shown: dict[LogId, Head] = {}
        self._peer: dict[LogId, Head] = {}
        self._pushed: dict[LogId, int] = {}
        self._tried: dict[LogId, tuple[Head | None, Head]] = {}
        self._chased: set[Gap] = set()
        self._branching = Branching()
        self._arrived: set[LogId] = set()

    @property
    def missing(self) -> int:
        """How many operations are known to be still to come."""
        return self._pulling.total - self._pulling.received

    @property
    def standing(self) -> Standing:
        """How far catching up has come, and how much of what was asked for has arrived."""
        return Standing(self.phase, self._pulling.received, self._pulling.total)

    @property
    def peer(self) -> Mapping[LogId, Head]:
        """What the peer has shown to have."""
        return self._peer

    # --- digests and vectors

    def open(self) -> list[Action]:
        """Begin: show the peer a digest."""
        self._digest = self._view.digest(self._group)
        self._shown = dict(self._view.vector(self._group))
        return [Send(Digest(group=self._group, digest=self._digest))]

    def digest(self, theirs: bytes) -> list[Action]:
        """Take the peer's digest. It is never answered by another, so that two sides cannot go on for ever."""
        same = theirs in (self._digest, self._view.digest(self._group))
        if same:
            has = {log: head.seq for log, head in self._shown.items()}
            self._peer = self._shown | self._peer  # adverts that came first are newer
            self.phase = Phase.CONTROL
            return [PeerHas(self._group, has), *self._advance()]
        heads = self._view.vector(self._group)
        portions = list(entries(heads)) or [()]
        return [*(Send(Vector(group=self._group, entries=each)) for each in portions), *self._tell_branches(heads)]

    def vector(self, theirs: tuple[LogHead, ...]) -> list[Action]:
        """Take the peer's vector and begin to catch up."""
        has = self._note(theirs)
        self._forgive()
        self.phase = Phase.CONTROL
        return [PeerHas(self._group, has), *self._advance()]

    def heads(self, theirs: tuple[LogHead, ...]) -> list[Action]:
        """Take the peer's acknowledgement, and pull what it has and we lack."""
        has = self._note(theirs)
        if any(log_kind(log) == LogKind.CONTROL for log in has):
            self._forgive()
        actions: list[Action] = [PeerHas(self._group, has)]
        return actions + self._resume(has)

    def branches(self, frame: Branches) -> list[Action]:
        """Take the branches that the peer knows of a log whose head it has told."""
        if frame.log[32] != LogKind.CONTENT:
            raise HostileInput("branches: not of a content log")
        self._branching.told(frame.log, frame.tips)
        return self._resume(())

    def _tell_branches(self, logs: Iterable[LogId]) -> list[Action]:
        return [Send(frame) for frame in frames(self._group, self._view.branches(self._group), logs)]

    def _forgive(self) -> None:
        """Allow to be asked for again what was tried in vain."""
        self._tried.clear()
        self._branching.forgive()

    def _note(self, theirs: tuple[LogHead, ...]) -> dict[LogId, int]:
        """Take what the peer tells of its logs; of one that is named several times, such as in a push, the newest."""
        told: dict[LogId, Head] = {}
        for each in theirs:
            if each.log[32] not in (LogKind.CONTROL, LogKind.CONTENT):
                raise HostileInput("heads: unknown kind of log")
            if each.log not in told or told[each.log].seq < each.seq:
                told[each.log] = Head(each.seq, each.id)
        self._peer |= told
        if len(self._peer) > MAX_LOGS:
            raise HostileInput("heads: too many logs")
        return {log: head.seq for log, head in told.items()}

    # --- pulling

    def _resume(self, logs: Iterable[LogId]) -> list[Action]:
        """Go on; when everything was done, begin again if the peer has more of `logs` than we have."""
        if self.phase is Phase.OPENING:
            return self._pull()
        if self.phase is Phase.DONE:
            gaps = self._gaps({log: self._peer[log] for log in logs})
            if gaps:  # control logs come first
                self.phase = Phase.CONTROL if log_kind(gaps[0].log) == LogKind.CONTROL else Phase.CONTENT
            elif self._branching.pending(self._view.vector(self._group), self._view.branches(self._group)):
                self.phase = Phase.CONTENT
        return self._advance()

    def _advance(self) -> list[Action]:
        """Go on where the phase stands: pull, or find that nothing is left to pull."""
        actions = self._pull()
        while not (self._pulling.busy or self._ingesting) and self.phase in (Phase.CONTROL, Phase.CONTENT):
            mine = self._view.vector(self._group)
            gaps = self._gaps(self._peer, control_only=self.phase is Phase.CONTROL)
            self._tried.update({gap.log: (mine.get(gap.log), self._peer[gap.log]) for gap in gaps})
            if not gaps and self.phase is Phase.CONTENT:
                gaps = self._branching.take(mine, self._view.branches(self._group))
            if gaps:
                self._pulling.want(gaps)
                if self.phase is Phase.CONTENT and not self._glimpsed:
                    self._glimpsed = True
                    self._pulling.look(tails(gaps))
                actions += self._pull()
            elif self.phase is Phase.CONTROL:
                self.phase = Phase.CONTENT
                actions.append(SyncedControl(self._group))
            else:
                self.phase = Phase.DONE
                self._pulling.done()
                actions.append(Synced(self._group))
        return actions

    def _gaps(self, theirs: Mapping[LogId, Head], *, control_only: bool = False) -> list[Gap]:
        """Return what the peer has and we lack, but for what has just been tried in vain."""
        mine = self._view.vector(self._group)
        gaps = compare(mine, theirs, control_only)
        own = self._view.branches(self._group)
        return [
            gap
            for gap in gaps
            if self._tried.get(gap.log) != (mine.get(gap.log), theirs[gap.log])
            and theirs[gap.log].id not in own.get(gap.log, ())
        ]

    def _pull(self) -> list[Action]:
        """Ask for the next ranges, one log after the other."""
        return [
            Send(Pull(group=self._group, log=gap.log, first=gap.first, last=gap.last)) for gap in self._pulling.next()
        ]

    def operations(self, frame: Operations) -> list[Action]:
        """Take operations: pushed ones, or the next part of the answer to the oldest pull."""
        actions: list[Action] = []
        operations = frame.operations
        if not frame.live:
            operations = self._pulling.answered(frame)
            if operations and self._pulling.total:
                actions.append(Progress(self._group, self._pulling.received, self._pulling.total))
            looked = self._pulling.looked()
            if looked:
                actions.append(Glimpse(self._group, looked))
        else:
            # A push that is refused, because its author's addition is still on the way, must not be forgotten.
            ops = [parse_operation(raw) for raw in operations]
            self._arrived.update(self._note(tuple(LogHead(op.header.log, op.header.seq, op.id) for op in ops)))
        if operations:
            self._ingesting += 1
            actions.append(Ingest(self._group, operations, frame.live))
        return actions + self._advance()

    def ingested(self, gaps: Sequence[Gap]) -> list[Action]:
        """Go on after an Ingest; `gaps` is what the operations showed to be missing."""
        self._ingesting = max(0, self._ingesting - 1)
        if len(self._chased) > MAX_CHASED:
            self._chased.clear()
        mine = self._view.vector(self._group)
        for gap in gaps:
            if log_kind(gap.log) == LogKind.CONTENT and gap.log in mine and gap.first <= mine[gap.log].seq:
                self._branching.lost(gap)
            elif gap not in self._chased:
                self._chased.add(gap)
                self._pulling.want((gap,))
        pushed, self._arrived = self._arrived, set()
        return self._resume(pushed)

    # --- what we have stored ourselves

    def stored(self, heads: Mapping[LogId, Head], operations: Sequence[bytes], *, live: bool) -> list[Action]:
        """Push new operations of our own to a peer that has what comes before them; tell it of all else by Heads."""
        pushed: list[bytes] = []
        covered: set[LogId] = set()
        if live and self.phase is not Phase.OPENING:
            for raw in operations:
                header = parse_operation(raw).header
                before = max(self._pushed.get(header.log, -1), self._peer_seq(header.log))
                if before == header.seq - 1:
                    pushed.append(raw)
                    covered.add(header.log)
                    self._pushed[header.log] = header.seq
        told = {log: head for log, head in heads.items() if log not in covered}
        actions: list[Action] = [Send(frame) for frame in self._batches(pushed)]
        actions += [Send(Heads(group=self._group, entries=each)) for each in entries(told)] + self._tell_branches(told)
        if any(log_kind(log) == LogKind.CONTROL for log in heads):
            self._forgive()  # whose operations were refused may be a member now
            actions += self._resume(self._peer)
        return actions

    def _batches(self, pushed: Sequence[bytes]) -> Iterable[Operations]:
        batch: list[bytes] = []
        for raw in pushed:
            if len(batch) == BATCH_OPERATIONS or sum(map(len, batch)) + len(raw) > BATCH_BYTES:
                yield Operations(group=self._group, operations=tuple(batch), live=True, last=False)
                batch = []
            batch.append(raw)
        if batch:
            yield Operations(group=self._group, operations=tuple(batch), live=True, last=True)

    def _peer_seq(self, log: LogId) -> int:
        return self._peer[log].seq if log in self._peer else -1
