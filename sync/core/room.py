"""A group as one device knows it: bytes and times in, decisions out. No clock, no disk, no network.

`receive` is all or nothing: everything that can be held against the sender is checked before anything changes. Control
operations become part of the room when all they refer to is there; until then they are held, in memory only. Content is
appended to its log, opened if the epoch's secret is known, and marked void when its author had been removed by then,
or sealed it for somebody known to be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sync.core.causality import Graph
from sync.core.discovery_tags import DiscoveryKey
from sync.core.epochs import EpochBook, Opener
from sync.core.heads import choose_heads
from sync.core.holding import Holding
from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, Head, LogId, LogKind, OpId, log_device, log_kind
from sync.core.judging import Judge
from sync.core.limits import MAX_CLOCK_STEP, MAX_CONTROL_HEADS, MAX_CONTROL_OPERATIONS, MAX_DEPS, MAX_MEMBERS
from sync.core.logs import Logs, Place, Tips
from sync.core.members import Action, Membership
from sync.core.membership import resolve_graph
from sync.core.opening import opened
from sync.core.ops import FIRST_CONTENT_KIND, Add, ContentPayload, ControlPayload, Genesis, Grant, Operation, Rekey
from sync.core.payloads import decode_control
from sync.core.received import Accepted, Received
from sync.core.reconcile import digest
from sync.core.sealing import discovery_key
from sync.core.settings import GroupSettings, resolve_settings
from sync.core.settling import Lines, Places, above, settle
from sync.core.sifting import sift
from sync.core.signing import parse_operation
from sync.core.writing import Draft, Writer, content_operation, control_operation, own_log
from sync.errors import NotAllowed, NotAMember, NotReadyYet, TooLarge

__all__ = ["Accepted", "Received", "Room", "Writer", "found"]

LISTENING_EPOCHS: Final = 3
DIALLING_EPOCHS: Final = 8
PORTION: Final = 100
"""Content taken in between two stops: opening it takes a few ms."""


class Room:
    """One group, seen from one device."""

    def __init__(
        self, group_id: GroupId, device: DeviceId, opener: Opener, *,
        heads: Mapping[LogId, Head] | None = None, secrets: Mapping[EpochId, bytes] | None = None,
        lamport: int = 0, forked: Mapping[LogId, Tips] | None = None,
    ) -> None:  # fmt: skip
        self.group_id = group_id
        self.device = device
        self.lamport = lamport
        self.epochs = EpochBook(group_id, device, opener, secrets or {})
        self.membership: Membership
        self.settings: GroupSettings
        self.graph = Graph(group_id)
        self._logs = Logs(heads or {}, forked)
        self._holding = Holding()
        self._digest: bytes | None = None
        self._resolve()

    @classmethod
    def load(
        cls, group_id: GroupId, device: DeviceId, opener: Opener, control: Iterable[bytes],
        heads: Mapping[LogId, Head], secrets: Mapping[EpochId, bytes], lamport: int,
        forked: Mapping[LogId, Tips] | None = None,
    ) -> "Room":  # fmt: skip
        """Return a room as stored: control operations in any order, trusted; all heads; secrets; `forked`: see Logs."""
        content = {log: head for log, head in heads.items() if log_kind(log) == LogKind.CONTENT}
        room = cls(group_id, device, opener, heads=content, secrets=secrets, lamport=lamport, forked=forked)
        ops = [parse_operation(raw) for raw in control]
        room._take_control([(op, decode_control(op)) for op in ops], Received())
        room.lamport = max(room.lamport, lamport)
        room._resolve()
        return room

    # --- state

    @property
    def vector(self) -> Mapping[LogId, Head]:
        """The head of every log. Do not change it."""
        return self._logs.heads

    @property
    def digest(self) -> bytes:
        """32 bytes equal exactly for equal vectors."""
        if self._digest is None:
            self._digest = digest(self._logs.heads)
        return self._digest

    @property
    def closed(self) -> frozenset[LogId]:
        """The logs that were found to be written by two copies of a device."""
        return frozenset(self._logs.closed)

    @property
    def branches(self) -> Mapping[LogId, Tips]:
        """The tips of logs that have several. Do not change it."""
        return self._logs.branches

    def tips(self, log: LogId) -> Tips:
        """Return the newest operations of a log, one for each branch, and their positions."""
        return self._logs.tips(log)

    def control_heads(self, limit: int = MAX_CONTROL_HEADS) -> tuple[OpId, ...]:
        """Return the control operations nothing refers to yet: sorted, the `limit` that tell most."""
        own = (tip for log in self._logs.heads if log_device(log) == self.device for tip in self._logs.tips(log))
        return choose_heads(self.graph, self.membership, own, limit)

    def may(self, account: AccountId, action: Action, target: AccountId | None = None) -> bool:
        """Return whether a member may do that now; `target` is who a removal or a change of role concerns."""
        return self.membership.may(account, action, target)

    def _resolve(self, membership: Membership | None = None) -> set[EpochId]:
        self.membership = resolve_graph(self.graph) if membership is None else membership
        self.settings = resolve_settings(self.graph, self.membership)
        self._digest = None
        self._judge = Judge(self.graph, self.membership, self.epochs)
        return self.epochs.update(self.graph, self.membership)

    # --- receiving

    def receive(self, arrived: Sequence[bytes | Operation], now: int) -> Received:
        """Take in operations from a peer at `now` (ms); raises HostileInput, leaving the room as it was."""
        received = Received()
        for _ in self.receiving(arrived, received):
            pass
        return received

    def receiving(self, arrived: Sequence[bytes | Operation], received: Received) -> Iterator[None]:
        """Take in operations as `receive` does, with stops: the first comes when nothing can be hostile any more."""
        parsed = [parse_operation(each) if isinstance(each, bytes) else each for each in arrived]
        fresh = list({op.id: op for op in parsed if not self._has(op)}.values())
        received.duplicates = len(parsed) - len(fresh)
        control, content = sift(fresh, self.group_id)
        if control:
            self._take_control(control, received)
            if received.control_changed:
                received.opened = self._resolve()
        for start in range(0, len(content), PORTION):
            self._take_content(content[start : start + PORTION], received)
            yield

    def _has(self, op: Operation) -> bool:
        if op.header.kind < FIRST_CONTENT_KIND:
            return op.id in self.graph or op.id in self._holding
        return op.id in self._logs.tips(op.header.log)

    def _take_control(self, arrived: list[tuple[Operation, ControlPayload]], received: Received) -> None:
        """Add what is complete, and whatever waited for that, to the graph; hold the rest."""
        room = MAX_CONTROL_OPERATIONS - len(self.graph.nodes)
        outcome = self._holding.settle(self.graph, arrived, room)
        received.refused.update(outcome.refused)
        received.waiting = outcome.held
        for node in outcome.added:
            fork = self._logs.add_control(node.op)
            if fork is not None:
                received.forks.append(fork)
            self.lamport = max(self.lamport, node.op.header.lamport)
            received.accepted.append(Accepted(op=node.op, content=None, account=node.account, void=False))
        received.control_changed = bool(outcome.added)
        for op in outcome.orphans:
            received.gaps.append(self._logs.before(op))

    def _take_content(self, arrived: list[Operation], received: Received) -> None:
        for op in arrived:
            if self._judge.author(op.header.log) is None:
                received.refused[op.id] = "written by a device that was never in the group"
                continue
            if op.header.lamport > self.graph.lamport + MAX_CLOCK_STEP:
                received.refused[op.id] = "its logical clock jumped ahead"
                continue
            place = self._logs.place(op)
            if place is Place.NEXT:
                received.accepted.append(self._append(op))
            elif place is Place.BESIDE or any(each.id == op.header.prev for each in received.beside[-1:]):
                received.beside.append(op)
            else:
                received.miss(self._logs.before(op))

    def settle(self, received: Received, known: Places) -> None:
        """Decide about `received.beside` with what the store knows of it; see `settling`."""
        for op in settle(self._logs, received, known):
            # What a cut names and is known, does not continue what was not.
            under = (self.membership.cut_tips(op.header.log) - known.keys()) | {op.id}
            received.accepted.append(self._taken(op, under))

    def _append(self, op: Operation) -> Accepted:
        self._logs.append(op)
        return self._taken(op)

    def _taken(self, op: Operation, under: frozenset[OpId] | None = None) -> Accepted:
        self._digest = None
        self.lamport = max(self.lamport, op.header.lamport)
        return self._judged(op, under)

    def _judged(self, op: Operation, under: frozenset[OpId] | None) -> Accepted:
        author, void = self._judge.author(op.header.log), self._judge.void(op.header, under)
        return Accepted(op=op, content=self.open(op), account=author, void=void)

    # --- opening

    def open(self, op: Operation) -> ContentPayload | None:
        """Return what a content operation says; None without its epoch's secret, or when it is not well made."""
        return opened(op, self.epochs.secrets)

    def reopen(self, raws: Iterable[bytes], lines: Lines | None = None) -> list[Accepted]:
        """Return what stored content operations come to by what is known now; for `lines` see `settling`."""
        return [self._judged(op, above(op, lines or {})) for op in map(parse_operation, raws)]

    def glance(self, operations: Iterable[Operation]) -> list[Accepted]:
        """Return what content comes to that is not part of the room (yet), vouched for; of members' devices only."""
        limit = self.graph.lamport + MAX_CLOCK_STEP
        known = (op for op in operations if self._judge.author(op.header.log) is not None)
        return [self._judged(op, None) for op in known if op.header.lamport <= limit]

    # --- authoring

    def author(
        self, payload: ControlPayload | ContentPayload, writer: Writer, now: int, deps: Sequence[OpId] = ()
    ) -> Operation:
        """Write an operation at `now` (ms) and take it in; `deps` are what content refers to.

        Raises NotAMember, NotAllowed, NotReadyYet (no epoch to seal under, or the log was found cloned), TooLarge, and
        InvalidInput for a payload that others would refuse.
        """
        if writer.signing_key.public != self.device:
            raise ValueError("the key of another device")
        if self.device not in self.membership.active_devices():
            raise NotAMember("You are not a member of this group.")
        if isinstance(payload, ContentPayload):
            return self._author_content(payload, writer, now, tuple(deps))
        return self._author_control(payload, writer, now)

    def _author_control(self, payload: ControlPayload, writer: Writer, now: int) -> Operation:
        if len(self.graph.nodes) >= MAX_CONTROL_OPERATIONS:
            raise TooLarge("The group's history of membership and settings is full.")
        if isinstance(payload, Add) and len(self.membership.members) >= MAX_MEMBERS:
            raise TooLarge(f"A group can have at most {MAX_MEMBERS} members.")
        draft = self._draft(writer, LogKind.CONTROL, now, deps=self.control_heads(MAX_DEPS))
        op = control_operation(payload, draft, writer)
        trial = self.graph.copy()
        node = trial.add(op, payload)
        membership = resolve_graph(trial)
        if op.id in membership.rejected:
            raise NotAllowed(f"The group does not allow that: {membership.rejected[op.id]}.")
        self.graph = trial
        self._logs.add_control(node.op)
        self.lamport = max(self.lamport, op.header.lamport)
        self._resolve(membership)
        return op

    def _author_content(self, payload: ContentPayload, writer: Writer, now: int, deps: tuple[OpId, ...]) -> Operation:
        epoch = self.epochs.sending()
        if epoch is None:
            raise NotReadyYet("The group's keys have to be renewed first.")
        draft = self._draft(writer, LogKind.CONTENT, now, deps=deps, control_heads=self.control_heads())
        op = content_operation(payload, draft, writer, epoch, self.epochs.secrets[epoch])
        self._append(op)
        return op

    def _draft(
        self, writer: Writer, kind: LogKind, now: int, *, deps: tuple[OpId, ...], control_heads: tuple[OpId, ...] = ()
    ) -> Draft:
        log = own_log(writer, kind)
        if log in self._logs.closed:
            raise NotReadyYet("Another copy of this device has written to the group.", "Continue under a new log.")
        clock = min(self.lamport, self.graph.lamport + MAX_CLOCK_STEP - 1)
        return Draft(self.group_id, self._logs.heads.get(log), clock, now, deps, control_heads)

    # --- keys

    def needs_rekey(self, now: int) -> bool:
        """Return whether this device should begin a new epoch before it writes, at `now` (ms)."""
        return self.epochs.needs_rekey(now, self.lamport)

    def rekey_payload(self, secret: bytes, now: int) -> Rekey:
        """Return a rekey to `secret` (32 random bytes) for the devices resolved now; author it before anything else."""
        return self.epochs.rekey(secret, self.graph.past_of(self.control_heads(MAX_DEPS))[0])

    def grant_payload(self, device: DeviceId) -> Grant | None:
        """Return a grant of what `device` lacks and may know, None for nothing (once for every 500 epochs)."""
        return self.epochs.grant(device)

    def asking_payload(self) -> Grant | None:
        """Return a request for secrets that this device was given in vain, None where there is nothing to ask for."""
        return self.epochs.ask()

    def missing_grants(self) -> list[DeviceId]:
        """Return the members' devices that lack a secret which this device has and may share."""
        return self.epochs.missing_grants()

    def discovery_keys(self, now: int) -> list[DiscoveryKey]:
        """Return the keys to announce and to answer to at `now` (ms), best first: no epoch of somebody removed."""
        if self.device not in self.membership.active_devices():
            return []
        epochs = [each for each in self.epochs.held() if self.epochs.clean(each)][:LISTENING_EPOCHS]
        keys = [DiscoveryKey(discovery_key(self.epochs.secrets[each.id]), self.group_id) for each in epochs]
        invites = (each for each in self.membership.invites.values() if each.open(now))
        return keys + [DiscoveryKey(each.offer.discovery_key, self.group_id, each.offer.invite) for each in invites]

    def dialling_keys(self, now: int) -> list[DiscoveryKey]:
        """Return the keys to recognise others by and to dial with: also older epochs, for members who are behind."""
        keys = self.discovery_keys(now)
        if not keys:
            return []
        older = (discovery_key(self.epochs.secrets[each.id]) for each in self.epochs.held()[:DIALLING_EPOCHS])
        known = {each.key for each in keys}
        return keys + [DiscoveryKey(key, self.group_id) for key in older if key not in known]


def found(payload: Genesis, writer: Writer, now: int, opener: Opener) -> tuple[Room, Operation]:
    """Return a new group of this device's account, and its genesis; raises InvalidInput."""
    op = control_operation(payload, Draft(GroupId(b""), None, 0, now), writer)
    room = Room(GroupId(op.id), DeviceId(writer.signing_key.public), opener)
    room.receive([op.raw], now)
    return room, op
