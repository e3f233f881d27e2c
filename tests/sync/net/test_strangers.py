"""A switchboard on a real port, and strangers who know the protocol up to some point."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from sync.core.frames import Hello, encode_frame
from sync.errors import Unreachable
from sync.net.links import LinkClosed
from sync.net.transport import TcpNetwork
from tests.sync.net.hosts import FakeHost, running

LOOPBACK = ["127.0.0.1"]


@asynccontextmanager
async def member() -> AsyncGenerator[tuple[FakeHost, str]]:
    """A device with a switchboard, and its address."""
    host = FakeHost("bob")
    async with running(TcpNetwork(LOOPBACK), host) as board:
        [endpoint] = board.endpoints()
        yield host, f"{endpoint.address}:{endpoint.port}"


def random_hello() -> bytes:
    return encode_frame(Hello(version=1, nonce=os.urandom(32), tags=tuple(os.urandom(8) for _ in range(16))))


BAIT = {
    "no msgpack": b"\xc1",
    "noise": os.urandom(300),
    "unknown tags": random_hello(),
    "another version": encode_frame(Hello(version=2, nonce=bytes(32), tags=(b"t" * 8,) * 16)),
}


@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT)
async def test_a_stranger_gets_no_byte_back(bait: bytes) -> None:
    network = TcpNetwork(LOOPBACK)
    async with member() as (bob, address):
        link = await network.dial(address, 3)
        await link.send(bait)
        with pytest.raises(LinkClosed):
            await link.receive()
        assert bob.begun == []
        await network.stop()


async def test_members_get_in_while_strangers_crowd_the_port() -> None:
    async with member() as (bob, address):
        host, _, port = address.partition(":")
        crowd = [socket.create_connection((host, int(port))) for _ in range(40)]
        alice = FakeHost("alice")
        async with running(TcpNetwork(LOOPBACK), alice, typed=[address]) as board:
            with pytest.raises(Unreachable):
                await board.connect(address)
            for stranger in crowd:
                stranger.close()
            await bob.connected(alice)
            await alice.connected(bob)


async def test_two_devices_over_tcp_dial_each_other_at_once() -> None:
    alice, bob = FakeHost("alice"), FakeHost("bob")
    async with running(TcpNetwork(LOOPBACK), alice) as one, running(TcpNetwork(LOOPBACK), bob) as other:
        [here], [there] = one.endpoints(), other.endpoints()
        found = await asyncio.gather(
            one.connect(f"{there.address}:{there.port}"), other.connect(f"{here.address}:{here.port}")
        )
        assert found == [bob.device, alice.device]
        await alice.connected(bob)
        await bob.connected(alice)
        assert alice.begun == [bob.device]
        assert bob.begun == [alice.device]
