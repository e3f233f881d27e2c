"""Frames over TLS (PROTOCOL.md, "Transport")."""

import asyncio
import ssl
from contextlib import suppress
from enum import IntEnum
from hashlib import sha256

from tests.support.second.primitives import u32


class Number(IntEnum):
    """The numbers of the frames that a small client needs."""

    ACCEPT = 4
    DIGEST = 16
    VECTOR = 17
    HEADS = 18
    PULL = 19
    OPERATIONS = 20
    SHARE = 21
    JOIN_ASK = 22
    JOIN_ANSWER = 23
    PING = 24
    PONG = 25
    KNOCK_ANSWER = 28
    FILE_HAVE = 65
    CHUNK_DATA = 67


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        certificate: bytes = writer.get_extra_info("ssl_object").getpeercert(True)
        self.binding = sha256(certificate).digest()

    @classmethod
    async def dial(cls, address: str) -> "Wire":
        """Connect; nobody verifies the certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.set_alpn_protocols(["causerie/1"])
        host, _, port = address.rpartition(":")
        return cls(*await asyncio.open_connection(host, int(port), ssl=context))

    def send(self, frame: bytes) -> None:
        """Send a frame."""
        self._writer.write(u32(len(frame)) + frame)

    async def receive(self) -> bytes:
        """Wait for a frame."""
        return await self._reader.readexactly(int.from_bytes(await self._reader.readexactly(4), "big"))

    async def close(self) -> None:
        """Hang up, whatever is still on its way."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
