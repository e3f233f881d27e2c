"""Those who attack: a process each, with real keys where they have any, doing their worst until they are stopped."""

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from multiprocessing.connection import Connection
from typing import Final

from sync.core.frames import Digest, Heads, LogHead, Operations, Ping, Pull, SessionFrame, TypingState, encode_frame
from sync.core.ids import Head
from sync.core.ops import Message, Operation
from sync.net.links import LinkClosed
from tests.support.dishonest import Dishonest

LONG: Final = bool(os.environ.get("LONG"))
FLOOD: Final = 100_000 if LONG else 12_000
"""Messages made before the attack begins: what is measured is how others bear them, not how fast they are made."""
CONNECTIONS: Final = 1_000
PATIENCE: Final = 300.0 if LONG else 60.0

Attack = Callable[[str, str], Awaitable[None]]
"""Attacks whoever listens at an address, with a code for a group of theirs; gets ready, and then does not return."""


@contextlib.contextmanager
def under(attack: Attack, address: str, code: str) -> Generator[None]:
    """Attack an address while the block runs; returns from entering once it has begun."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, attack, address, code), daemon=True, name=attack.__name__)
    process.start()
    try:
        if not ours.poll(PATIENCE) or ours.recv() != "begun":
            raise RuntimeError(f"{attack.__name__} did not begin")
        yield
    finally:
        process.kill()
        process.join()


_begun: list[Connection] = []


def _run(channel: Connection, attack: Attack, address: str, code: str) -> None:
    _begun.append(channel)
    asyncio.run(_keep_on(attack, address, code))


async def _keep_on(attack: Attack, address: str, code: str) -> None:
    while True:
        with contextlib.suppress(LinkClosed, OSError):
            await attack(address, code)


def begun() -> None:
    """Tell whoever measures that the attack is under way."""
    while _begun:
        _begun.pop().send("begun")


# --- members


@contextlib.asynccontextmanager
async def _member(address: str, code: str) -> AsyncIterator[Dishonest]:
    async with Dishonest(f"mallory {os.getpid()}") as mallory:
        await mallory.join(address, code)
        reading = asyncio.create_task(_read(mallory))
        try:
            yield mallory
        finally:
            reading.cancel()


async def _read(mallory: Dishonest) -> None:
    with contextlib.suppress(LinkClosed, TimeoutError):
        while True:
            await mallory.receive()
            mallory.heard.clear()


def _messages(mallory: Dishonest, count: int) -> list[Operation]:
    """Return signed messages that continue one another."""
    made: list[Operation] = []
    head: Head | None = None
    for number in range(count):
        operation = mallory.write_content(Message(text=f"flood {number} " + "x" * 180), head=head, lamport=number + 100)
        head = Head(operation.header.seq, operation.id)
        made.append(operation)
    return made


async def pushing(address: str, code: str) -> None:
    """A member pushes messages, one a frame, as fast as they are taken."""
    async with _member(address, code) as mallory:
        made = _messages(mallory, FLOOD)
        begun()
        for operation in made:
            await mallory.push(operation)
        await asyncio.Future()


async def serving(address: str, code: str) -> None:
    """A member says that there are messages, and serves them when asked."""
    async with Dishonest(f"mallory {os.getpid()}") as mallory:
        await mallory.join(address, code)
        made = _messages(mallory, FLOOD)
        group, log, last = mallory.room.group_id, made[0].header.log, made[-1]
        begun()
        await mallory.send(Heads(group=group, entries=(LogHead(log=log, seq=last.header.seq, id=last.id),)))
        while True:
            try:
                frame = await mallory.receive()
            except TimeoutError:
                continue
            mallory.heard.clear()
            if isinstance(frame, Pull):
                raws = tuple(each.raw for each in made[frame.first : frame.last + 1]) if frame.log == log else ()
                await mallory.send(Operations(group=frame.group, operations=raws, live=False, last=True))


async def chattering(address: str, code: str) -> None:
    """A member sends frames that are cheap to make, as fast as they are taken."""
    async with _member(address, code) as mallory:
        group = mallory.room.group_id
        heads = tuple(LogHead(log=log, seq=head.seq, id=head.id) for log, head in mallory.room.vector.items())
        pulls = [
            Pull(group=group, log=log, first=0, last=min(499, head.seq)) for log, head in mallory.room.vector.items()
        ]
        frames: list[SessionFrame] = [
            *(Ping(n=number) for number in range(50)),
            *(TypingState(group=group, active=bool(number % 2)) for number in range(50)),
            *(Heads(group=group, entries=heads) for _ in range(10)),
            *(Digest(group=group, digest=random.randbytes(32)) for _ in range(5)),
            *pulls,
        ]
        begun()
        data = [encode_frame(frame) for frame in frames]
        while True:
            for each in data:
                await mallory.link.send(each)
            await asyncio.sleep(0)


# --- strangers


async def _connect(address: str, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = address.rpartition(":")
    return await asyncio.open_connection(host, int(port), local_addr=(source, 0), family=socket.AF_INET)


async def connecting(address: str, _: str) -> None:
    """A stranger keeps a thousand connections, opening a new one for each that is closed."""

    async def hold() -> None:
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await _connect(address, "127.0.0.1")
                await reader.read()
                writer.transport.abort()
            await asyncio.sleep(0.05)

    holding = [asyncio.create_task(hold()) for _ in range(CONNECTIONS)]
    await asyncio.sleep(0.5)
    begun()
    await asyncio.gather(*holding)


async def dripping(address: str, _: str) -> None:
    """Many addresses hold every place there is, sending a byte a second: of TLS, and of a frame."""
    numbers = itertools.count(2)

    async def drip() -> None:
        while True:
            with contextlib.suppress(OSError):
                _, writer = await _connect(address, f"127.0.{next(numbers) % 200}.7")
                for byte in b"\x16\x03\x01\x02\x00\x01\x00":
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(1)
                writer.transport.abort()
            await asyncio.sleep(0.05)

    dripping = [asyncio.create_task(drip()) for _ in range(100)]
    await asyncio.sleep(0.5)
    begun()
    await asyncio.gather(*dripping)
