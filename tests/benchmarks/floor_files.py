"""The floor of moving a file: asyncio and TLS 1.3 alone, in two processes; one reads, the other hashes and writes."""

import asyncio
import hashlib
import multiprocessing
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from sync.net.certificate import make_client_context, make_server_identity

PIECE: Final = 256 * 1024
PATIENCE: Final = 60.0


def measure(source: Path, target: Path) -> float:
    """Return how many seconds it takes to have a file a second time, hashed, on the disk."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    giver = context.Process(target=_give, args=(theirs, source), daemon=True)
    giver.start()
    if not ours.poll(PATIENCE):
        raise TimeoutError("the process that gives the file did not start")
    seconds = asyncio.run(_take(ours.recv(), target))
    giver.join(PATIENCE)
    return seconds


async def _take(port: int, target: Path) -> float:
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=make_client_context(), server_hostname="", limit=4 * PIECE
    )
    whole = hashlib.sha256()
    with target.open("wb", buffering=0) as out:
        while data := await reader.read(PIECE):
            whole.update(data)
            out.write(data)
    writer.close()
    return time.monotonic() - began


def _give(channel: Connection, source: Path) -> None:
    asyncio.run(_serve(channel, source))


async def _serve(channel: Connection, source: Path) -> None:
    done = asyncio.Event()

    async def give(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with source.open("rb", buffering=0) as file:
            while data := file.read(PIECE):
                writer.write(data)
                await writer.drain()
        writer.close()
        done.set()

    server = await asyncio.start_server(give, "127.0.0.1", 0, ssl=make_server_identity().context)
    async with server:
        channel.send(server.sockets[0].getsockname()[1])
        await done.wait()
