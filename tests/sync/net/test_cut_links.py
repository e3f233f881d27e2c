"""Links that die at any byte: what arrives is whole frames from the first on, and then an end that says so."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from sync.errors import Unreachable
from sync.net.links import Link, LinkClosed
from tests.sync.net.test_transport import listening

FRAMES = [bytes([number]) * size for number, size in enumerate((1, 700, 4_000))]
BEGIN = 1_000
"""So many bytes of the dialler's are certainly the whole handshake."""
END = sum(map(len, FRAMES)) + 5_000
"""More bytes than the handshake and all the frames take."""


class Cutter:
    """A proxy that carries so many bytes to `port`, and breaks both connections then."""

    def __init__(self, port: int, carried: int) -> None:
        self.address = ""
        self._port = port
        self._left = carried
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        back = asyncio.create_task(self._back(there_reader, writer))
        try:
            while self._left and (data := await reader.read(self._left)):
                self._left -= len(data)
                there_writer.write(data)
                await there_writer.drain()
        finally:
            back.cancel()
            await asyncio.gather(back, return_exceptions=True)
            for each in (writer, there_writer):
                each.transport.abort()

    @staticmethod
    async def _back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)


@asynccontextmanager
async def cut_after(port: int, carried: int) -> AsyncGenerator[str]:
    cutter = Cutter(port, carried)
    async with await asyncio.start_server(cutter.serve, "127.0.0.1", 0) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def rest(link: Link) -> list[bytes]:
    """Return the frames that come before the link says that it is closed."""
    received: list[bytes] = []
    with contextlib.suppress(LinkClosed):
        while True:
            received.append(await link.receive())
    return received


@pytest.mark.parametrize("carried", [0, 1, 90, 250, 300, 500, 700, 1_000, 1_111, 1_300, 2_000, 3_500, 4_999, END])
async def test_a_link_that_dies_after_so_many_bytes(carried: int) -> None:
    async with listening() as here, listening() as there, cut_after(here.port, carried) as address:
        try:
            out = await there.network.dial(address, 3)
        except Unreachable:
            return
        with contextlib.suppress(LinkClosed):
            for frame in FRAMES:
                await out.send(frame)
        if carried == END:
            link = await here.arrived.get()
            assert [await link.receive() for _ in FRAMES] == FRAMES
            await out.close()
        else:
            with pytest.raises(LinkClosed):
                await out.receive()
            if carried < BEGIN and here.arrived.empty():
                return  # the cut came within the handshake
            link = await here.arrived.get()
            received = await rest(link)
            assert received == FRAMES[: len(received)]
            assert len(received) < len(FRAMES)
        assert await rest(link) == []
