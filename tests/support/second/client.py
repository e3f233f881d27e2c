"""A small client: one account on one device in one group, over one connection (PROTOCOL.md, "Transport" and on)."""

import asyncio
import copy
from collections.abc import Callable
from secrets import token_bytes
from time import time
from typing import Any, Final

from tests.support.second.boxes import open_content
from tests.support.second.codes import read_invite
from tests.support.second.epochs import Epochs, rekey
from tests.support.second.exchange import Exchange
from tests.support.second.files import Fetched, Manifest
from tests.support.second.history import History
from tests.support.second.identity import Identity
from tests.support.second.meeting import Dialler, Link, join_ask
from tests.support.second.members import Resolved
from tests.support.second.operations import CONTENT, CONTROL, Header, Kind, build
from tests.support.second.primitives import decode, encode, require, u8
from tests.support.second.wire import Number, Wire

PATIENCE: Final = 10.0


class Client:
    """Joins, reads and writes. It takes what comes only while it waits for something."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.me = Identity()
        self.group = b""
        self.history = History()
        self.epochs = Epochs(b"", self.me, self.history)
        self._certificate = self.me.certificate(_now())
        self._incarnation = token_bytes(8)
        self.waiting = False
        self._file: Fetched | None = None
        self._ask: list[Any] = []
        self._asked_again_by = b""
        self._exchange: Exchange
        self._wire: Wire

    # --- what a user does

    async def join(self, pasted: str) -> None:
        """Join the group whose code is in `pasted`, by whoever made it; returns once it can write, or waits."""
        invite = read_invite(pasted)
        self.group, self.epochs = invite.group, Epochs(invite.group, self.me, self.history)
        link = await self._connect(invite.addresses[0], invite.discovery_key)
        self._ask = join_ask(self.me, self._certificate, self.name, invite, link)
        self._asked_again_by = link.tag(invite.discovery_key, "knock answer")
        self._send(*self._ask)
        await self.until(lambda: self.waiting or (self.inside and self.epochs.choose() is not None))

    async def dial(self, address: str) -> None:
        """Connect again, as a member."""
        await self._connect(address, *self.epochs.discovery_keys())
        self._exchange.begin()

    def copied(self) -> "Client":
        """Return what a restored copy of this client's folder would be: the same logs up to now."""
        twin = Client(self.name)
        twin.me, twin.group, twin.history = self.me, self.group, copy.deepcopy(self.history)
        twin.epochs = Epochs(self.group, self.me, twin.history)
        twin.epochs.learn()
        twin._certificate, twin._incarnation = self._certificate, self._incarnation
        return twin

    async def close(self) -> None:
        """Hang up."""
        await self._wire.close()

    @property
    def inside(self) -> bool:
        """Whether this device is in the group."""
        return self.me.device.public in self.members().devices()

    def members(self) -> Resolved:
        """Who is in the group."""
        return Resolved(self.history)

    def messages(self) -> list[tuple[str, str]]:
        """Return who wrote what, in order."""
        members, found = self.members(), list[tuple[tuple[int, int, bytes], str, str]]()
        for op in self.history:
            header, secret = op.header, self.epochs.secrets.get(op.header.epoch)
            if header.kind == Kind.MESSAGE and secret and members.counts(op):
                text = open_content(secret, op.exact_header, header.log, header.seq, header.salt, op.payload)
                order = header.lamport, header.time, op.id
                found.append((order, members.names[members.accounts[op.device]], decode(text, list)[0]))
        return [(name, text) for _, name, text in sorted(found)]

    async def fetch(self, text: str) -> bytes:
        """Return the first file in the message with that text, from whoever is connected."""
        [manifest] = [Manifest(*found[2][0]) for found in self._payloads() if found[0] == text]
        self._file = Fetched(self.group, manifest)
        self._send(*self._file.ask())
        await self.until(lambda: self._file is not None and self._file.data is not None)
        return self._file.data or b""

    def _payloads(self) -> list[list[Any]]:
        """Return what messages say, as arrays."""
        found: list[list[Any]] = []
        for op in self.history:
            header, secret = op.header, self.epochs.secrets.get(op.header.epoch)
            if header.kind == Kind.MESSAGE and secret:
                payload = open_content(secret, op.exact_header, header.log, header.seq, header.salt, op.payload)
                found.append(decode(payload, list))
        return found

    def say(self, text: str) -> None:
        """Write a message, and push it."""
        epoch = self.epochs.choose()
        require(epoch is not None, "there is no epoch to write under")
        self._write(Kind.MESSAGE, encode([text]), epoch or b"")

    def renew(self) -> None:
        """Begin an epoch, and push it."""
        self._write(Kind.REKEY, rekey(token_bytes(32), self.group, self.me.suite, True, self.members()))
        self.epochs.learn()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Take frames until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._take(await self._wire.receive())

    # --- how

    async def _connect(self, address: str, *keys: bytes) -> Link:
        self._wire = await Wire.dial(address)
        self._exchange = Exchange(self.group, self.history, self._send)
        dialler = Dialler(self.me, self._certificate, keys, self._wire.binding, token_bytes(32))
        self._wire.send(dialler.hello)
        proof, _ = dialler.answer(await self._wire.receive())
        self._wire.send(proof)
        verdict: list[Any] = decode(await self._wire.receive(), list)
        require(verdict[0] == Number.ACCEPT, f"turned away: {verdict}")
        return dialler.link

    def _send(self, *frame: Any) -> None:
        self._wire.send(encode(frame))

    def _take(self, raw: bytes) -> None:
        number, *fields = decode(raw, list)
        match number:
            case Number.PING:
                self._send(Number.PONG, *fields)
            case Number.JOIN_ANSWER:
                self.waiting = fields[1] == "approval"
                require(self.waiting or fields[0] == self.group, f"not let in: {fields}")
                if not self.waiting:
                    self._exchange.begin()
            case Number.KNOCK_ANSWER:
                require(fields[0] == self._asked_again_by, "a knock answer by somebody without the invite")
                self._send(*self._ask)
            case Number.FILE_HAVE | Number.CHUNK_DATA:
                for frame in self._file.take(number, fields) if self._file else ():
                    self._send(*frame)
            case _ if fields and fields[0] == self.group:
                self._exchange.take(number, fields[1:])
                self.epochs.learn()
            case _:
                pass

    def _write(self, kind: Kind, payload: bytes, epoch: bytes = b"") -> None:
        content = bool(epoch)
        log = self.me.device.public + u8(CONTENT if content else CONTROL) + self._incarnation
        before, heads = self.history.newest(log), self.history.heads()
        header = Header(
            version=1,
            group=self.group,
            log=log,
            seq=before.header.seq + 1 if before else 0,
            prev=before.id if before else b"",
            kind=kind,
            lamport=self.history.clock() + 1,
            time=_now(),
            deps=[] if content else heads,
            control_heads=heads if content else [],
            epoch=epoch,
            salt=token_bytes(32),
        )
        op = build(header, payload, self.me.device, self.epochs.secrets.get(epoch, b""))
        self.history.add(op)
        self._exchange.push(op)


def _now() -> int:
    return int(time() * 1000)
