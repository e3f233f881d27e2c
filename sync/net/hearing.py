"""Whether multicast DNS works on an interface: can it be joined, is the own voice heard, and is anybody else there."""

import asyncio
import contextlib
import errno
import ipaddress
import socket
import struct
import sys
from dataclasses import dataclass, field
from typing import Final

PORT: Final = 5353
LISTEN_SECONDS: Final = 3.0
_ASK_EVERY: Final = 1.0
_GROUP4, _GROUP6 = "224.0.0.251", "ff02::fb"
_MULTICAST_ALL: Final = 49
"""Linux's IP_MULTICAST_ALL: without it a socket hears every group that any program here has joined, anywhere."""
_OURS: Final = b"\x09_causerie\x04_tcp\x05local\x00"
_EVERYTHING: Final = b"\x09_services\x07_dns-sd\x04_udp\x05local\x00"
_PTR_IN: Final = b"\x00\x0c\x00\x01"
QUESTION: Final = struct.pack("!6H", 0, 0, 2, 0, 0, 0) + _OURS + _PTR_IN + _EVERYTHING + _PTR_IN
"""Asks who runs Causerie, and who offers anything at all (RFC 6762; RFC 6763, section 9)."""


@dataclass(slots=True)
class Heard:
    """What was heard on one address. `failure` says why nothing could be; `exclusive`: another program has the port."""

    address: str
    echo: bool = False
    others: set[str] = field(default_factory=set[str])
    causerie: set[str] = field(default_factory=set[str])
    failure: str = ""
    exclusive: bool = False


async def listen(address: str, own: frozenset[str], seconds: float = LISTEN_SECONDS) -> Heard:
    """Ask on the interface with `address` and listen for so long; `own` are the addresses that are nobody else."""
    heard = Heard(address)
    try:
        ear = _open(address)
    except OSError as error:
        heard.failure = error.strerror or type(error).__name__
        heard.exclusive = error.errno in {errno.EADDRINUSE, errno.EACCES}
        return heard
    with ear:
        reading = asyncio.create_task(_read(ear, own, heard), name="listen for multicast")
        try:
            for _ in range(max(1, round(seconds / _ASK_EVERY))):
                await _ask(ear, address, heard)
                await asyncio.sleep(min(seconds, _ASK_EVERY))
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
    return heard


async def _ask(ear: socket.socket, address: str, heard: Heard) -> None:
    where = (_GROUP6, PORT, 0, _scope(address)) if ":" in address else (_GROUP4, PORT)
    try:
        await asyncio.get_running_loop().sock_sendto(ear, QUESTION, where)
    except OSError as error:
        heard.failure = error.strerror or type(error).__name__


async def _read(ear: socket.socket, own: frozenset[str], heard: Heard) -> None:
    loop = asyncio.get_running_loop()
    while True:
        data, (host, *_) = await loop.sock_recvfrom(ear, 9_000)
        source = str(host).partition("%")[0]
        if source in own:
            heard.echo = heard.echo or data == QUESTION
        elif len(data) >= 12:
            heard.others.add(source)
            if data[2] & 0x80 and _OURS in data:
                heard.causerie.add(source)


def _scope(address: str) -> int:
    return socket.if_nametoindex(address.partition("%")[2]) if "%" in address else 0


def _open(address: str) -> socket.socket:
    """Return a socket that hears multicast DNS on the interface with `address`; raises OSError."""
    six = ":" in address
    ear = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
    with contextlib.ExitStack() as stack:
        stack.callback(ear.close)
        ear.setblocking(False)
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if six:
            _join6(ear, _scope(address))
        else:
            _join4(ear, ipaddress.IPv4Address(address).packed)
        stack.pop_all()
    return ear


def _join4(ear: socket.socket, address: bytes) -> None:
    if sys.platform == "linux":
        ear.setsockopt(socket.IPPROTO_IP, _MULTICAST_ALL, 0)
    ear.bind(("", PORT))
    ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
    ear.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, address)
    ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(_GROUP4) + address)


def _join6(ear: socket.socket, scope: int) -> None:
    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    ear.bind(("", PORT))
    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 1)
    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, scope)
    group = socket.inet_pton(socket.AF_INET6, _GROUP6) + struct.pack("@I", scope)
    ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group)
