"""Real TCP and TLS on loopback: what honest peers see, and what strangers get."""

import asyncio
import contextlib
import hashlib
import os
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sync.core.limits import FRAME_BYTES, FRAME_BYTES_BEFORE_AUTH, UNAUTHENTICATED_PER_ADDRESS
from sync.errors import HostileInput, InvalidInput, PortTaken, Unreachable
from sync.net import certificate, tcp_link, transport
from sync.net.addresses import format_address
from sync.net.links import Link, LinkClosed
from sync.net.transport import TcpNetwork

LOOPBACK = ["127.0.0.1"]


class Listening:
    """A network with the links that came in."""

    def __init__(self, network: TcpNetwork) -> None:
        self.network = network
        self.address = ""
        self.port = 0
        self.arrived: asyncio.Queue[Link] = asyncio.Queue()

    async def pair(self, dialler: "Listening") -> tuple[Link, Link]:
        """Return both ends of a new link from `dialler` to here."""
        out = await dialler.network.dial(self.address, 3)
        return out, await self.arrived.get()


@asynccontextmanager
async def listening(port: int = 0) -> AsyncGenerator[Listening]:
    network = TcpNetwork(LOOPBACK, port)
    here = Listening(network)
    try:
        [endpoint] = await network.start(here.arrived.put_nowait)
        here.address = format_address(endpoint.address, endpoint.port)
        here.port = endpoint.port
        yield here
    finally:
        await network.stop()


@asynccontextmanager
async def raw(port: int) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A plain TCP client."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something in the kernel, of which no event tells."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def ended(reader: asyncio.StreamReader) -> bool:
    """Whether the other side closes within a moment."""
    async with asyncio.timeout(10):
        try:
            while await reader.read(4096):
                pass
        except (ConnectionError, ssl.SSLError):
            pass
    return True


async def test_both_ends_see_the_same_binding_and_each_others_frames() -> None:
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        assert out.binding == into.binding != b""
        assert (out.outbound, into.outbound) == (True, False)
        assert out.remote == here.address
        assert into.remote.startswith("127.0.0.1:")
        await out.send(b"hello")
        assert await into.receive() == b"hello"
        await into.send(b"x" * FRAME_BYTES_BEFORE_AUTH)
        assert len(await out.receive()) == FRAME_BYTES_BEFORE_AUTH


async def test_neither_end_waits_for_acknowledgements_before_it_sends() -> None:
    async with listening() as here, listening() as there:
        for end in await here.pair(there):
            its_socket = transport_of(end).get_extra_info("socket")
            assert its_socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_the_binding_is_the_certificates_hash() -> None:
    async with listening() as here:
        context = certificate.make_client_context()
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port, ssl=context, server_hostname="")
        connection = writer.get_extra_info("ssl_object")
        assert connection.version() == "TLSv1.3"
        into = await here.arrived.get()
        assert into.binding == hashlib.sha256(connection.getpeercert(binary_form=True)).digest()
        into.abort()
        assert await ended(reader)


def test_every_run_has_its_own_certificate_and_leaves_no_key_behind(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(tmp_path))
        bindings = {certificate.make_server_identity().binding for _ in range(2)}
        patch.delattr(os, "memfd_create")
        bindings.add(certificate.make_server_identity().binding)
    assert len(bindings) == 3
    assert list(tmp_path.iterdir()) == []


async def test_large_frames_pass_once_authenticated() -> None:
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        out.authenticated()
        into.authenticated()
        data = os.urandom(FRAME_BYTES)

        async def send() -> None:
            for _ in range(8):
                await out.send(data)

        sending = asyncio.create_task(send())
        for _ in range(8):
            assert await into.receive() == data
        await sending


@pytest.mark.parametrize("authenticated", [False, True])
async def test_a_frame_over_the_limit_is_refused_by_its_length_alone(authenticated: bool) -> None:
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        if authenticated:
            out.authenticated()
            into.authenticated()
        limit = FRAME_BYTES if authenticated else FRAME_BYTES_BEFORE_AUTH
        transport_of(out).write(struct.pack(">I", limit + 1))
        with pytest.raises(HostileInput, match=str(limit)):
            await into.receive()
        with pytest.raises(LinkClosed):
            await out.receive()


def transport_of(link: Link) -> asyncio.Transport:
    assert isinstance(link, tcp_link.TcpLink)
    assert link._transport is not None
    return link._transport


async def test_what_was_sent_before_closing_arrives() -> None:
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        await out.send(b"last words")
        await out.close()
        assert await into.receive() == b"last words"
        with pytest.raises(LinkClosed):
            await into.receive()
        with pytest.raises(LinkClosed):
            await into.send(b"too late")


async def test_a_receiver_waiting_is_told_when_its_own_side_closes() -> None:
    async with listening() as here, listening() as there:
        out, _ = await here.pair(there)
        waiting = asyncio.create_task(out.receive())
        await asyncio.sleep(0)
        await out.close()
        with pytest.raises(LinkClosed):
            await waiting


async def test_a_peer_that_does_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "STALL_SECONDS", 0.1)
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        out.authenticated()
        into.authenticated()
        transport_of(into).pause_reading()

        async def send_too_much() -> None:
            for _ in range(100):
                await out.send(bytes(FRAME_BYTES))

        with pytest.raises(LinkClosed):
            await send_too_much()


async def test_a_crawling_frame_is_cut_and_an_idle_link_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "STALL_SECONDS", 0.05)
    async with listening() as here, listening() as there:
        idle_out, idle_into = await here.pair(there)
        await idle_out.send(b"complete")
        out, into = await here.pair(there)
        transport_of(out).write(struct.pack(">I", 1000) + b"a little")
        with pytest.raises(LinkClosed, match="too slowly"):
            await into.receive()
        assert await idle_into.receive() == b"complete"
        await idle_into.send(b"still here")
        assert await idle_out.receive() == b"still here"


async def test_received_frames_wait_within_bounds() -> None:
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        into.pay(lambda _: 0.0)
        sent = 0
        for _ in range(400):
            await out.send(bytes(FRAME_BYTES_BEFORE_AUTH))
            sent += 1
        for _ in range(sent):
            assert len(await into.receive()) == FRAME_BYTES_BEFORE_AUTH
        assert isinstance(into, tcp_link.TcpLink)
        assert into._inbox_bytes == 0


async def test_silence_before_authentication_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "HANDSHAKE_SECONDS", 0.05)
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        with pytest.raises(LinkClosed, match="who it is"):
            await into.receive()
        with pytest.raises(LinkClosed):
            await out.receive()


BAIT = {
    "http": b"GET / HTTP/1.1\r\n\r\n",
    "noise": os.urandom(500),
    "a TLS record over the limit": b"\x16\x03\x01\xff\xff",
    "zeros": bytes(4096),
}


@pytest.mark.parametrize("bait", BAIT.values(), ids=BAIT)
async def test_garbage_on_the_port_is_closed(bait: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE_SECONDS", 0.3)
    async with listening() as here, raw(here.port) as (reader, writer):
        writer.write(bait)
        assert await ended(reader)
        assert here.arrived.empty()


async def test_a_client_that_says_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE_SECONDS", 0.05)
    async with listening() as here, raw(here.port) as (reader, _):
        assert await ended(reader)


async def test_other_protocols_over_tls_are_closed() -> None:
    async with listening() as here:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        reader, writer = await asyncio.open_connection("127.0.0.1", here.port, ssl=context, server_hostname="")
        assert await ended(reader)
        writer.transport.abort()
        assert here.arrived.empty()


async def test_old_tls_is_refused() -> None:
    async with listening() as here:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await asyncio.open_connection("127.0.0.1", here.port, ssl=context, server_hostname="")


async def test_a_flood_of_connections_is_refused_and_members_still_get_in() -> None:
    async with listening() as here, listening() as there:
        crowd = [socket.socket() for _ in range(400)]
        try:
            for connection in crowd:
                connection.setblocking(False)
                with contextlib.suppress(ConnectionError):  # refused before it was looked at
                    await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", here.port))
            await until(lambda: sum(map(_is_reset, crowd)) >= len(crowd) - UNAUTHENTICATED_PER_ADDRESS)
            assert len(here.network._links) <= UNAUTHENTICATED_PER_ADDRESS
        finally:
            for connection in crowd:
                connection.close()
        await until(lambda: not here.network._gate)
        out, into = await persistent_pair(here, there)
        await out.send(b"in")
        assert await into.receive() == b"in"


async def persistent_pair(here: Listening, there: Listening) -> tuple[Link, Link]:
    """Return both ends of a link that is dialled until it is let in: strangers have used up this address's share."""
    while True:
        with contextlib.suppress(Unreachable):
            return await here.pair(there)


def _is_reset(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


async def test_authenticated_links_do_not_count_against_strangers() -> None:
    async with listening() as here, listening() as there:
        for _ in range(3 * UNAUTHENTICATED_PER_ADDRESS):
            out, into = await here.pair(there)
            out.authenticated()
            into.authenticated()


async def test_a_taken_port_is_a_sentence() -> None:
    async with listening() as here:
        with pytest.raises(PortTaken, match=f"Port {here.port} is in use by another program."):
            async with listening(here.port):
                pass
        preferring = TcpNetwork(LOOPBACK, 0, preferred=here.port)
        [endpoint] = await preferring.start(lambda _: None)
        assert endpoint.port != here.port
        await preferring.stop()
    again = TcpNetwork(LOOPBACK, 0, preferred=endpoint.port)
    assert [endpoint] == await again.start(lambda _: None)
    await again.stop()


@pytest.mark.parametrize("interface", ["eth0", "1.2.3", ""])
def test_an_interface_is_named_by_its_address(interface: str) -> None:
    with pytest.raises(InvalidInput, match="not an IP address"):
        TcpNetwork([interface])


async def test_an_interface_of_another_machine() -> None:
    with pytest.raises(InvalidInput, match=r"no address 192\.0\.2\.77"):
        await TcpNetwork(["127.0.0.1", "192.0.2.77"]).start(lambda _: None)


async def test_dialling_what_is_not_there() -> None:
    async with listening() as here:
        free = socket.create_server(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        with pytest.raises(Unreachable, match="not running there"):
            await here.network.dial(f"127.0.0.1:{port}", 3)


async def test_dialling_something_else() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with listening() as here, server:
        with pytest.raises(Unreachable, match="not Causerie"):
            await here.network.dial(f"127.0.0.1:{port}", 3)


async def test_dialling_what_never_answers() -> None:
    mute = socket.create_server(("127.0.0.1", 0))
    try:
        async with listening() as here:
            with pytest.raises(Unreachable, match="Nobody answered"):
                await here.network.dial(f"127.0.0.1:{mute.getsockname()[1]}", 0.05)
    finally:
        mute.close()


async def test_stop_in_the_middle_of_everything() -> None:
    async with listening() as there:
        async with listening() as here:
            links = [await here.pair(there) for _ in range(3)]
            half_way = await asyncio.open_connection("127.0.0.1", here.port)
            waiting = [asyncio.create_task(link.receive()) for link, _ in links]
        assert await ended(half_way[0])
        half_way[1].close()
        for result in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(result, LinkClosed)
