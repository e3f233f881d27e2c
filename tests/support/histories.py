"""Whole histories of a group: devices with real rooms and keys, what they write, and what reaches whom.

world = World(honest=["ann", "ben"], crooks=["mal"])
world.say(world.peers["ann1"])
world.deliver(world.peers["ann1"], world.peers["ben1"])
print(world.story())        # "  3  ann1: says m0", ...

Everything a world does follows from what it was asked to do: the same calls give the same bytes.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sync.core.causality import Graph, Refused, parents
from sync.core.certificates import issue
from sync.core.ids import AccountId, DeviceId, GroupId, LogKind, OpId
from sync.core.ops import (
    Add,
    ContentPayload,
    ControlPayload,
    DeviceRevoke,
    Genesis,
    Grant,
    InviteOffer,
    Message,
    Operation,
    Policy,
    Rekey,
    Remove,
)
from sync.core.payloads import decode_control
from sync.core.received import Received
from sync.core.room import Room, found
from sync.core.sealing import SEED_SIZES, SUITE_CLASSIC, HpkeKey
from sync.core.signing import SigningKey
from sync.core.writing import Writer, own_log
from sync.errors import CauserieError
from tests.support.people import Bytes, Person

DEVICES: Final = 3
"""Devices an account can have."""

Script = Callable[[Room], Iterator[ControlPayload | ContentPayload]]


@lru_cache(maxsize=512)
def device_of(name: str, number: int, version: int = 0, suite: int = SUITE_CLASSIC) -> Person:
    """Return a device of somebody's; a higher `version` has a newer encryption key."""
    account = SigningKey.from_bytes(Bytes(f"{name} account")(32))
    device = SigningKey.from_bytes(Bytes(f"{name}{number} device")(32))
    hpke = HpkeKey(suite, Bytes(f"{name}{number} box {version}")(SEED_SIZES[suite]))
    certificate = issue(account, device, suite, hpke.public_bytes, 1 + version)
    return Person(name, account, device, hpke, certificate, Writer(device, bytes(8), Bytes(f"{name}{number}")))


@dataclass(eq=False)
class Peer:
    """A copy of a device: its keys, its room, and all it has stored, in the order it stored it."""

    label: str
    number: int
    keys: list[Person]
    writer: Writer
    honest: bool
    room: Room | None = None
    store: dict[OpId, Operation] = field(default_factory=dict[OpId, Operation])
    cloned: bool = False

    @property
    def who(self) -> Person:
        """The device as its newest certificate has it."""
        return self.keys[-1]

    @property
    def device(self) -> DeviceId:
        """The device's id."""
        return self.who.device

    @property
    def account(self) -> AccountId:
        """The account's id."""
        return self.who.account

    @property
    def active(self) -> bool:
        """Whether it is a member's device as far as it knows."""
        return self.room is not None and self.device in self.room.membership.active_devices()

    def open_box(self, suite: int, sealed: bytes, purpose: str, context: bytes) -> bytes | None:
        """Open a box with any encryption key the device ever had."""
        opened = (each.open_box(suite, sealed, purpose, context) for each in reversed(self.keys))
        return next((each for each in opened if each is not None), None)


@dataclass(frozen=True)
class Said:
    """A message of an honest device: what its author knew when writing it."""

    op: Operation
    by: Peer
    gone: dict[DeviceId, frozenset[OpId]]
    """Devices known to be removed or revoked, each with every removal of it that was known."""
    known: frozenset[OpId]
    """The control operations that counted as far as its author knew."""


@dataclass(frozen=True)
class Given:
    """Secrets an honest device sealed to others: whom it took for members, and which removals of them it knew."""

    op: Operation
    ends: dict[DeviceId, frozenset[OpId]]


class World:
    """A group, everybody who may ever be in it, and the network between them."""

    def __init__(
        self, honest: list[str], crooks: list[str], stolen: str = "", *, policy: Policy | None = None,
        suite: int = SUITE_CLASSIC,
    ) -> None:  # fmt: skip
        self.random = Bytes("history")
        self.suite = suite
        self.now = 1_000_000
        self.honest = honest
        self.crooks = crooks
        self.stolen = stolen
        self.peers: dict[str, Peer] = {}
        self.archive: dict[OpId, Operation] = {}
        self.payloads: dict[OpId, ControlPayload] = {}
        self.graph = Graph(GroupId(b""))
        self.pasts: dict[OpId, frozenset[OpId]] = {}
        """Everything an operation refers to, directly or not."""
        self.titles: dict[OpId, str] = {}
        self.said: list[Said] = []
        self.given: list[Given] = []
        self.codes: list[tuple[bytes, InviteOffer]] = []
        self.lines: list[str] = []
        self.rekeys = 0
        self.opened: dict[tuple[bytes, str, str, int], bytes | None] = {}
        self.founder = self.peer(honest[0], 1)
        self.group = self._found(self.founder, policy or Policy())

    def _found(self, founder: Peer, policy: Policy) -> GroupId:
        who = founder.who
        genesis = Genesis(self.random(32), who.account, who.certificate, who.name, False, policy, self.suite)
        founder.room, op = found(genesis, founder.writer, self.now, founder.open_box)
        self.graph.group = founder.room.group_id
        founder.store[op.id] = op
        self.title(op, f"{founder.label} founds")
        self.group = founder.room.group_id
        self.write(founder, "begins", founder.room.rekey_payload(self.random(32), self.now))
        return founder.room.group_id

    # --- who there is

    def peer(self, name: str, number: int) -> Peer:
        """Return a device, which begins with nothing."""
        label = f"{name}{number}"
        if label not in self.peers:
            who = device_of(name, number, 0, self.suite)
            writer = Writer(who.device_key, self.random(8), self.random)
            honest = name in self.honest and label != self.stolen
            self.peers[label] = Peer(label, number, [who], writer, honest)
        return self.peers[label]

    def name(self, account: AccountId) -> str:
        """Return what somebody is called here."""
        return next((each for each in (*self.honest, *self.crooks) if device_of(each, 1).account == account), "?")

    def label(self, device: DeviceId) -> str:
        """Return what a device is called here."""
        return next((each.label for each in self.peers.values() if each.device == device), "?")

    def actors(self) -> list[Peer]:
        """Return the honest copies that have a room."""
        return [each for each in self.peers.values() if each.honest and each.room is not None]

    def clone(self, peer: Peer) -> Peer:
        """Return a copy of a device as it is stored: from now on both write."""
        assert peer.room is not None
        label = f"{peer.label}'"
        while label in self.peers:
            label += "'"
        twin = Peer(label, peer.number, list(peer.keys), peer.writer, peer.honest, None, dict(peer.store), cloned=True)
        twin.room = self.loaded(peer, twin)
        peer.cloned = True
        self.peers[label] = twin
        self.note(f"{peer.label} is copied: {label}")
        return twin

    def loaded(self, peer: Peer, owner: Peer | None = None) -> Room:
        """Return a peer's room, loaded from what it stored."""
        room = peer.room
        assert room is not None
        control = [op.raw for op in peer.store.values() if not op.header.epoch]
        opener = (owner or peer).open_box
        secrets = dict(room.epochs.secrets)
        forked = {log: dict(room.branches.get(log, {})) for log in room.closed}
        return Room.load(self.group, peer.device, opener, control, dict(room.vector), secrets, room.lamport, forked)

    # --- writing

    def note(self, line: str) -> None:
        """Write a line of the story."""
        self.lines.append(f"{len(self.lines):3}  {line}")

    def story(self) -> str:
        """Return what has happened, a line for each event."""
        return "\n".join(self.lines)

    def title(self, op: Operation, what: str) -> None:
        """Remember an operation under a name that can be read."""
        self.archive[op.id] = op
        self.titles[op.id] = what
        if op.header.epoch:
            return
        self.payloads[op.id] = decode_control(op)
        above = [each for each in parents(op) if each in self.pasts]
        self.pasts[op.id] = frozenset(above).union(*(self.pasts[each] for each in above))
        if not self.graph.missing(op):
            with suppress(Refused):
                self.graph.add(op, self.payloads[op.id])

    def write(self, peer: Peer, what: str, *payloads: ControlPayload | ContentPayload) -> list[Operation]:
        """Let a device write; raises what the room raises."""

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            yield from payloads

        return self.run(peer, what, script)

    def run(self, peer: Peer, what: str, script: Script) -> list[Operation]:
        """Let a device write what a script yields, each decided on the room as it is by then."""
        room = peer.room
        assert room is not None
        written: list[Operation] = []
        try:
            for payload in script(room):
                kind = LogKind.CONTENT if isinstance(payload, ContentPayload) else LogKind.CONTROL
                if own_log(peer.writer, kind) in room.closed:
                    peer.writer = peer.writer._replace(incarnation=self.random(8))
                gone = self._gone(room) if kind is LogKind.CONTENT else {}
                op = room.author(payload, peer.writer, self.now)
                self.title(op, f"{peer.label} {what}" + (f" [{type(payload).__name__}]" if written else ""))
                peer.store[op.id] = op
                written.append(op)
                self._record(peer, room, op, payload, gone)
        except CauserieError as error:
            self.note(f"{peer.label}: {what}: {error.message}")
            raise
        self.note(f"{peer.label}: {what}" + (f" (and {len(written) - 1} more)" if len(written) > 1 else ""))
        return written

    def _record(
        self, peer: Peer, room: Room, op: Operation, payload: ControlPayload | ContentPayload,
        gone: dict[DeviceId, frozenset[OpId]],
    ) -> None:  # fmt: skip
        if isinstance(payload, Message):
            self.said.append(Said(op, peer, gone, frozenset(room.graph.by_id.keys() - room.membership.rejected.keys())))
        if isinstance(payload, Rekey):
            self.rekeys += 1
            self.given.append(Given(op, {box.device: self.ends(room, box.device) for box in payload.boxes}))
        if isinstance(payload, Grant):
            self.given.append(Given(op, {payload.box.device: self.ends(room, payload.box.device)}))

    def ends(self, room: Room, device: DeviceId) -> frozenset[OpId]:
        """Return every removal of a device or of its account that a room has, whether or not it counts."""
        account = room.graph.account_at(device)
        return frozenset(
            node.op.id
            for node in room.graph.nodes
            if (isinstance(node.payload, Remove) and node.payload.account == account)
            or (isinstance(node.payload, DeviceRevoke) and node.payload.device == device)
        )

    def _gone(self, room: Room) -> dict[DeviceId, frozenset[OpId]]:
        return {
            each.device: self.ends(room, each.device)
            for each in self.peers.values()
            if room.membership.was_removed(each.device)
        }

    # --- the network

    def deliver(self, source: Peer, target: Peer, order: Callable[[list[Operation]], list[Operation]]) -> Received:
        """Let some of what a device has, and another lacks, reach that one."""
        lacking = [op for op in source.store.values() if op.id not in target.store]
        return self.give(target, order(lacking))

    def give(self, target: Peer, ops: list[Operation]) -> Received:
        """Let operations reach a device; raises HostileInput."""
        if target.room is None:
            target.room = Room(self.group, target.device, target.open_box)
        received = target.room.receive([op.raw for op in ops], self.now)
        if received.beside:
            places = {op.id: (op.header.log, op.header.seq) for op in (*target.store.values(), *_ops(received))}
            target.room.settle(received, places)
        for each in received.accepted:
            target.store[each.op.id] = each.op
        return received


def _ops(received: Received) -> list[Operation]:
    return [each.op for each in received.accepted]


def adds(newcomer: Person, invite: tuple[bytes, bytes, bytes] | None = None) -> Add:
    """Return an addition of a device; `invite` is (id, proof, statement)."""
    code, proof, statement = invite or (b"", b"", b"")
    return Add(certificate=newcomer.certificate, name=newcomer.name, invite=code, proof=proof, statement=statement)  # type: ignore[arg-type]
