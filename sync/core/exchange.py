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

from sync.core.actions import Action, Ingest, PeerHas, Progress, Send, Synced, SyncedControl
from sync.core.branching import Branching, frames
from sync.core.frames import VECTOR_LOGS, Branches, Digest, Heads, LogHead, Operations, Pull, Vector
from sync.core.ids import GroupId, Head, LogId, LogKind, log_kind
from sync.core.limits import BATCH_BYTES, BATCH_OPERATIONS
from sync.core.logs import Tips
from sync.core.reconcile import Gap, compare
from sync.core.signing import parse_operation
from sync.errors import HostileInput

PULLS_IN_FLIGHT: Final = 4
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


def settle(pulls: deque[Gap], frame: Operations) -> Gap:
    """Return the oldest pull in flight, which the frame answers; raises HostileInput when nothing was asked for."""
    if not pulls:
        raise HostileInput("operations: nobody asked")
    return pulls.popleft() if frame.last else pulls[0]


class Exchange:
    """One group with one peer. `pulls` are the requests in flight, oldest first; they outlive the exchange."""

    def __init__(self, group: GroupId, view: GroupView, pulls: deque[Gap]) -> None:
        self.phase = Phase.OPENING
        self._group = group
        self._view = view
        self._pulls = pulls
        self._queue: deque[Gap] = deque()
        self._ingesting = 0
        self._digest = b""
        self._shown: dict[LogId, Head] = {}
        self._peer: dict[LogId, Head] = {}
        self._pushed: dict[LogId, int] = {}
        self._tried: dict[LogId, tuple[Head | None, Head]] = {}
        self._chased: set[Gap] = set()
        self._branching = Branching()
        self._arrived: set[LogId] = set()
        self._came = 0
        self._received = 0
        self._total = 0

    @property
    def missing(self) -> int:
        """How many operations are known to be still to come."""
        return max(0, self._total - self._received)

    @property
    def standing(self) -> Standing:
        """How far catching up has come, and how much of what was asked for has arrived."""
        return Standing(self.phase, min(self._received, self._total), self._total)

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
        for each in theirs:
            if each.log[32] not in (LogKind.CONTROL, LogKind.CONTENT):
                raise HostileInput("heads: unknown kind of log")
            self._peer[each.log] = Head(each.seq, each.id)
        if len(self._peer) > MAX_LOGS:
            raise HostileInput("heads: too many logs")
        return {each.log: each.seq for each in theirs}

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
        while not (self._pulls or self._queue or self._ingesting) and self.phase in (Phase.CONTROL, Phase.CONTENT):
            mine = self._view.vector(self._group)
            gaps = self._gaps(self._peer, control_only=self.phase is Phase.CONTROL)
            self._tried.update({gap.log: (mine.get(gap.log), self._peer[gap.log]) for gap in gaps})
            if not gaps and self.phase is Phase.CONTENT:
                gaps = self._branching.take(mine, self._view.branches(self._group))
            if gaps:
                self._queue.extend(gaps)
                self._total += sum(gap.last - gap.first + 1 for gap in gaps)
                actions += self._pull()
            elif self.phase is Phase.CONTROL:
                self.phase = Phase.CONTENT
                actions.append(SyncedControl(self._group))
            else:
                self.phase = Phase.DONE
                self._received = self._total = 0
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
        actions: list[Action] = []
        while self._queue and len(self._pulls) < PULLS_IN_FLIGHT:
            gap = self._queue.popleft()
            last = min(gap.last, gap.first + BATCH_OPERATIONS - 1)
            if last < gap.last:
                self._queue.append(Gap(gap.log, last + 1, gap.last))
            self._pulls.append(Gap(gap.log, gap.first, last))
            actions.append(Send(Pull(group=self._group, log=gap.log, first=gap.first, last=last)))
        return actions

    def operations(self, frame: Operations) -> list[Action]:
        """Take operations: pushed ones, or the next part of the answer to the oldest pull."""
        actions: list[Action] = []
        if not frame.live:
            self._answered(settle(self._pulls, frame), frame)
            if self._total and frame.operations:
                actions.append(Progress(self._group, min(self._received, self._total), self._total))
        else:
            # A push that is refused, because its author's addition is still on the way, must not be forgotten.
            ops = [parse_operation(raw) for raw in frame.operations]
            has = self._note(tuple(LogHead(log=op.header.log, seq=op.header.seq, id=op.id) for op in ops))
            self._arrived.update(has)
        if frame.operations:
            self._ingesting += 1
            actions.append(Ingest(self._group, frame.operations, frame.live))
        return actions + self._advance()

    def _answered(self, pull: Gap, frame: Operations) -> None:
        """Count what came; where there is nothing, there is nothing further on either, whatever the peer has told."""
        self._received += len(frame.operations)
        self._came += len(frame.operations)
        if frame.last:
            if not self._came:
                self._queue = deque(gap for gap in self._queue if gap.log != pull.log)
            self._came = 0

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
                self._queue.append(gap)
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
