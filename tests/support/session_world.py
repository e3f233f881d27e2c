"""Devices whose sessions talk in memory; everything that is said is one readable log.

world = World(alice_room, bob_room)
world.meet("alice", "bob")
world.settle()
print(*world.log, sep="\\n")        # "alice > bob  Digest", ...
"""

from collections import deque
from collections.abc import Mapping, Sequence

from sync.core.frames import Branches, Heads, LogHead, Operations, Pull, SessionFrame, Vector
from sync.core.ids import GroupId, Head, LogId, LogKind, OpId, log_device, log_kind
from sync.core.logs import Tips
from sync.core.ops import ContentPayload, ControlPayload, Message, Operation
from sync.core.room import Received, Room
from sync.core.session import (
    Action,
    Glimpse,
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
from sync.core.signing import parse_operation
from tests.support.people import Person


class Device:
    """A device with one room, what it has stored, and a session with each peer."""

    def __init__(self, who: Person, room: Room) -> None:
        self.who = who
        self.name = who.name
        self.room = room
        self.sessions: dict[str, Session] = {}
        self.stored: dict[OpId, Operation] = {node.op.id: node.op for node in room.graph.nodes}
        self.peer_has: dict[str, dict[LogId, int]] = {}

    def vector(self, group: GroupId, /) -> Mapping[LogId, Head]:
        """Return the room's vector."""
        return self.room.vector

    def digest(self, group: GroupId, /) -> bytes:
        """Return the room's digest."""
        return self.room.digest

    def branches(self, group: GroupId, /) -> Mapping[LogId, Tips]:
        """Return the tips of logs with branches."""
        return self.room.branches

    def take(self, raws: Sequence[bytes]) -> Received:
        """Give operations to the room, tell it what it asks of the store, and store what it accepts."""
        received = self.room.receive(raws, 5_000)
        if received.beside:
            known = self.stored | {each.op.id: each.op for each in received.accepted}
            self.room.settle(received, {op.id: (op.header.log, op.header.seq) for op in known.values()})
        self.stored |= {each.op.id: each.op for each in received.accepted}
        return received

    def span(self, request: Serve) -> list[bytes]:
        """Return the stored operations somebody asks for."""
        found = [
            op
            for op in self.stored.values()
            if op.header.log == request.log and request.first <= op.header.seq <= request.last
        ]
        return [op.raw for op in sorted(found, key=lambda op: op.header.seq)]

    def texts(self) -> set[str]:
        """Return the texts of all messages that can be opened."""
        opened = (self.room.open(op) for op in self.stored.values() if log_kind(op.header.log) == LogKind.CONTENT)
        return {content.text for content in opened if isinstance(content, Message)}


class World:
    """Some devices, the frames between them, and what they said."""

    def __init__(self, *devices: Device) -> None:
        self.devices = {device.name: device for device in devices}
        self.names: dict[bytes, str] = {device.who.device: device.name for device in devices}
        self.log: list[str] = []
        self._wires: dict[tuple[str, str], deque[SessionFrame]] = {}

    def meet(self, one: str, two: str) -> None:
        """Connect two devices; both share the group."""
        for here, there in ((one, two), (two, one)):
            device = self.devices[here]
            device.sessions[there] = Session(self.devices[there].who.device, device)
            self._wires[here, there] = deque()
        for here, there in ((one, two), (two, one)):
            device = self.devices[here]
            self.do(here, there, device.sessions[there].share(device.room.group_id))

    def part(self, one: str, two: str) -> None:
        """Cut a connection; what was under way is lost."""
        for here, there in ((one, two), (two, one)):
            del self.devices[here].sessions[there], self._wires[here, there]

    def say(self, name: str, payload: ControlPayload | ContentPayload, now: int = 5_000) -> Operation:
        """Let a device write an operation and tell the others."""
        device = self.devices[name]
        op = device.room.author(payload, device.who.writer, now)
        self._commit(name, [op], [op.raw])
        return op

    def settle(self, limit: int = 10_000) -> list[str]:
        """Deliver frames until nothing is under way; returns the log from here on."""
        start = len(self.log)
        for _ in range(limit):
            if not self.step():
                return self.log[start:]
        raise AssertionError("the sessions never come to rest")

    def step(self) -> bool:
        """Deliver one frame on each wire; returns whether there was any."""
        busy = [(ends, wire) for ends, wire in self._wires.items() if wire]
        for (here, there), wire in busy:
            self._deliver(here, there, wire.popleft())
        return bool(busy)

    def _deliver(self, here: str, there: str, frame: SessionFrame) -> None:
        self.log.append(f"{here} > {there}  {self._words(frame)}")
        self.do(there, here, self.devices[there].sessions[here].received(frame))

    def do(self, name: str, peer: str, actions: Sequence[Action]) -> None:
        """Carry out what a session asks for."""
        device = self.devices[name]
        for action in actions:
            match action:
                case Send():
                    self._wires[name, peer].append(action.frame)
                case Serve():
                    batch = device.span(action)
                    answer = Operations(group=action.group, operations=tuple(batch), live=False, last=True)
                    self._wires[name, peer].append(answer)
                case Ingest():
                    self._ingest(name, peer, action)
                case PeerHas():
                    device.peer_has.setdefault(peer, {}).update(action.heads)
                case Synced() | SyncedControl() | Progress() | PeerShares() | Glimpse():
                    details = f" {action.received}/{action.total}" if isinstance(action, Progress) else ""
                    self.log.append(f"{name} : {type(action).__name__}{details}")

    def _ingest(self, name: str, peer: str, action: Ingest) -> None:
        device = self.devices[name]
        received = device.take(action.operations)
        self._commit(name, [each.op for each in received.accepted], ())
        if peer in device.sessions:
            self.do(name, peer, device.sessions[peer].ingested(action.group, received.gaps))

    def _commit(self, name: str, ops: Sequence[Operation], own: Sequence[bytes]) -> None:
        device = self.devices[name]
        device.stored |= {op.id: op for op in ops}
        heads = {op.header.log: device.room.vector[op.header.log] for op in ops}
        for peer, session in tuple(device.sessions.items()):
            if ops:
                self.do(name, peer, session.stored(device.room.group_id, heads, own, live=True))

    def _words(self, frame: SessionFrame) -> str:
        match frame:
            case Vector() | Heads():
                return f"{type(frame).__name__} {' '.join(self._entry(each) for each in frame.entries)}".rstrip()
            case Branches():
                return f"Branches {self._log(frame.log)} {' '.join(str(tip.seq) for tip in frame.tips)}"
            case Pull():
                return f"Pull {self._log(frame.log)} {frame.first}-{frame.last}"
            case Operations():
                ops = [parse_operation(raw).header for raw in frame.operations]
                what = " ".join(f"{self._log(op.log)}/{op.seq}" for op in ops) or "nothing"
                return f"Operations{' live' if frame.live else ''} {what}"
            case _:
                return type(frame).__name__

    def _entry(self, entry: LogHead) -> str:
        return f"{self._log(entry.log)}/{entry.seq}"

    def _log(self, log: LogId) -> str:
        kind = "control" if log_kind(log) == LogKind.CONTROL else "content"
        return f"{self.names.get(log_device(log), 'nobody')}.{kind}"
