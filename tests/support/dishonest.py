"""A peer without scruples: real keys, a real TLS connection, the protocol's own parts, a free hand over every frame.

async with Dishonest("mallory") as mallory:
    await mallory.join(address, code)          # honestly, up to here
    await mallory.send(Operations(...))        # anything at all
    assert await mallory.turned_out()          # the honest side hung up
"""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Self

import msgspec

from sync.core.codec import encode
from sync.core.discovery_tags import DiscoveryKey, join_tag
from sync.core.frames import (
    Bye,
    Digest,
    Heads,
    JoinAnswer,
    JoinAsk,
    Operations,
    Ping,
    Pong,
    Pull,
    SessionFrame,
    Share,
    Vector,
    decode_session,
    encode_frame,
)
from sync.core.handshake import Authenticated, Credentials, Dialler
from sync.core.ids import EpochId, GroupId, Head, InviteId, LogId, LogKind
from sync.core.invites import InviteCode, JoinStatement, invite_discovery_key, invite_key, parse_code
from sync.core.ops import CONTROL_TYPES, ContentPayload, ControlPayload, Operation
from sync.core.requests import consent
from sync.core.room import Room
from sync.core.sealing import SUITE_HYBRID
from sync.core.session import Action, Ingest, Send, Serve, Session, Synced
from sync.core.signing import build_operation
from sync.core.writing import Draft, content_operation, control_operation, own_log
from sync.net.links import LinkClosed
from sync.net.tcp_link import TcpLink
from sync.net.transport import TcpNetwork
from tests.support.people import Person, person
from tests.support.session_world import Device

PATIENCE = 20.0
NOW = 1_800_000_000_000


class Dishonest:
    """One device of somebody who holds nothing but their own keys, and what they were given."""

    def __init__(self, name: str, who: Person | None = None) -> None:
        self.who = who or person(name, suite=SUITE_HYBRID)
        self.device = Device(self.who, Room(GroupId(bytes(32)), self.who.device, self.who.open_box))
        self.certificate = self.who.certificate
        self.heard: list[SessionFrame] = []
        """Every frame of a session that came, but for pings."""
        self._network = TcpNetwork(("127.0.0.1",))
        self._link: TcpLink | None = None
        self._peer: Authenticated | None = None
        self._session: Session | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._network.stop()

    # --- connecting

    @property
    def room(self) -> Room:
        """The group as this device knows it."""
        return self.device.room

    @property
    def peer(self) -> Authenticated:
        """Who is at the other end."""
        assert self._peer is not None
        return self._peer

    @property
    def link(self) -> TcpLink:
        """The connection."""
        assert self._link is not None
        return self._link

    async def open(self, address: str) -> TcpLink:
        """Open TLS to an address and say nothing."""
        self._link = await self._network.dial(address, PATIENCE)
        return self._link

    async def meet(self, address: str, keys: Sequence[DiscoveryKey]) -> None:
        """Connect and prove who we are."""
        link = await self.open(address)
        credentials = Credentials(self.certificate, self.who.device_key)
        dialler = Dialler(credentials, keys, link.binding, secrets.token_bytes)
        for frame in dialler.start():
            await link.send(frame)
        proof = dialler.receive(await link.receive())
        link.authenticated()
        link.pay(lambda _: 0.0)
        for frame in proof:
            await link.send(frame)
        dialler.receive(await link.receive())
        assert dialler.authenticated is not None
        self._peer = dialler.authenticated
        self._session = Session(self._peer.certificate.signing_key, self.device)

    async def meet_again(self, address: str) -> None:
        """Connect as a member."""
        await self.meet(address, self.room.dialling_keys(NOW))
        await self.catch_up()

    # --- joining, as everybody does

    def ask(self, code: InviteCode, **changed: bytes) -> JoinAsk:
        """Return a request to join on this connection; `changed` replaces fields of what is signed."""
        nonces = (self.peer.binding, self.peer.dialler_nonce, self.peer.listener_nonce)
        honest = JoinStatement(code.group, self.who.account, self.who.device, *nonces)
        statement = encode(msgspec.structs.replace(honest, **changed))
        proof = invite_key(code.secret).sign("join", statement)
        tag = join_tag(invite_discovery_key(code.secret), *nonces)
        return JoinAsk(
            certificate=self.who.certificate,
            name=self.who.name,
            statement=statement,
            proof=proof,
            consent=consent(statement, self.who.name, self.who.device_key),
            tag=tag,
        )

    async def knock(self, address: str, text: str) -> InviteCode:
        """Connect as somebody who holds an invite."""
        code = parse_code(text)
        key = DiscoveryKey(invite_discovery_key(code.secret), code.group, InviteId(invite_key(code.secret).public))
        await self.meet(address, [key])
        return code

    async def join(self, address: str, text: str) -> None:
        """Join by a code and learn everything, like anybody."""
        code = await self.knock(address, text)
        await self.send(self.ask(code))
        answer = await self.answer()
        assert answer.group == code.group, answer
        self.device.room = self.who.room(code.group)
        await self.catch_up()

    async def answer(self) -> JoinAnswer:
        """Return the answer to a request to join."""
        while True:
            frame = await self.receive()
            if isinstance(frame, JoinAnswer):
                return frame

    # --- talking

    async def send(self, *frames: SessionFrame) -> None:
        """Send frames as they are."""
        for frame in frames:
            await self.link.send(encode_frame(frame))

    async def receive(self) -> SessionFrame:
        """Return the next frame; raises LinkClosed also for a goodbye."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = decode_session(await self.link.receive())
                if isinstance(frame, Bye):
                    raise LinkClosed(frame.code)
                if not isinstance(frame, Ping):
                    self.heard.append(frame)
                    return frame
                await self.send(Pong(n=frame.n))

    async def catch_up(self) -> None:
        """Synchronise the group until there is nothing left to learn, and stop answering."""
        assert self._session is not None
        done = await self._do(self._session.share(self.room.group_id))
        while not done:
            frame = await self.receive()
            if isinstance(frame, Share):
                continue
            done = await self._do(self._session.received(frame))

    async def _do(self, actions: list[Action]) -> bool:
        """Carry out what an honest session asks for; returns whether everything is here."""
        assert self._session is not None
        waiting, done = list(actions), False
        while waiting:
            match waiting.pop(0):
                case Send(frame):
                    await self.send(frame)
                case Serve() as request:
                    raws = tuple(self.device.span(request))
                    await self.send(Operations(group=request.group, operations=raws, live=False, last=True))
                case Ingest(group, operations, _):
                    received = self.room.receive(operations, NOW)
                    self.device.stored.update({entry.op.id: entry.op for entry in received.accepted})
                    waiting += self._session.ingested(group, received.gaps)
                case Synced():
                    done = True
                case _:
                    pass
        return done

    async def answer_pulls(self, operation: Operation) -> None:
        """Serve what is asked for until the other side says that it has `operation`."""
        log, seq = operation.header.log, operation.header.seq
        assert self._session is not None
        while True:
            frame = await self.receive()
            await self._do(self._session.received(frame))
            if isinstance(frame, Heads) and any((each.log, each.seq) == (log, seq) for each in frame.entries):
                return

    async def told_about(self, group: GroupId, log: LogId) -> list[SessionFrame]:
        """Ask for a group in every way; return all that was said of it, once the Pull was answered."""
        asked = Pull(group, log, 0, 9)
        await self.send(Digest(group=group, digest=bytes(32)), Vector(group=group, entries=()), asked)
        while not isinstance(frame := await self.receive(), Operations) or frame.group != group:
            pass
        return [each for each in self.heard if getattr(each, "group", None) == group]

    def write_raw(self, data: bytes) -> None:
        """Put bytes on the wire that are no frame."""
        transport = self.link._transport  # pyright: ignore[reportPrivateUsage]
        assert transport is not None
        transport.write(data)

    async def turned_out(self) -> bool:
        """Whether the other side ends the connection; waits for it."""
        try:
            while True:
                await self.receive()
        except LinkClosed:
            return True

    async def still_welcome(self) -> bool:
        """Whether the other side still answers."""
        number = secrets.randbits(40)
        await self.send(Ping(n=number))
        try:
            while True:
                if await self.receive() == Pong(n=number):
                    return True
        except LinkClosed:
            return False

    # --- writing whatever we like

    def own_log(self) -> LogId:
        """Return the log our messages are in."""
        return own_log(self.who.writer, LogKind.CONTENT)

    def write_control(self, payload: ControlPayload, author: Person | None = None) -> Operation:
        """Return a signed control operation that asks nobody whether it may be."""
        writer = (author or self.who).writer
        draft = Draft(
            self.room.group_id, self.room.vector.get(own_log(writer, LogKind.CONTROL)), self.room.lamport, NOW,
            self.room.control_heads(),
        )  # fmt: skip
        return control_operation(payload, draft, writer)

    def write_content(
        self, payload: ContentPayload, *, epoch: EpochId | None = None, head: Head | None = None, lamport: int = 0
    ) -> Operation:
        """Return a message sealed under the newest epoch, or another, after the last one in its log, or another."""
        room, writer = self.room, self.who.writer
        under = epoch or room.epochs.sending()
        assert under is not None
        draft = Draft(
            room.group_id, head or room.vector.get(self.own_log()), lamport or room.lamport, NOW, (),
            room.control_heads(),
        )  # fmt: skip
        return content_operation(payload, draft, writer, under, room.epochs.secrets[under])

    def rewritten(self, operation: Operation, payload: ControlPayload) -> Operation:
        """Return an own operation with another payload, checked by nobody before it is signed."""
        kind = next(kind for kind, each in CONTROL_TYPES.items() if isinstance(payload, each))
        header = msgspec.structs.replace(operation.header, kind=kind)
        return build_operation(header, encode(payload), self.who.device_key)

    def keep(self, operation: Operation) -> None:
        """Take an own operation into what we hold, so that the next one continues it and pulls are answered."""
        self.room.receive([operation.raw], NOW)
        self.device.stored[operation.id] = operation

    async def push(self, *operations: Operation) -> None:
        """Send operations as if just written."""
        raws = tuple(operation.raw for operation in operations)
        await self.send(Operations(group=self.room.group_id, operations=raws, live=True, last=True))
