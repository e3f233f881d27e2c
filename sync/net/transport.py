"""TCP + TLS 1.3: listening without trusting whoever connects, and dialling (PROTOCOL.md, "Transport")."""

import asyncio
import errno
import logging
import socket
import ssl
import struct
from collections.abc import Sequence
from functools import partial

from sync.core.limits import HANDSHAKE_SECONDS
from sync.errors import PortTaken, Unreachable
from sync.net.addresses import check_interfaces, format_address, local_addresses, parse_address
from sync.net.buckets import TokenBucket
from sync.net.certificate import make_client_context, make_server_identity, peer_binding
from sync.net.gate import Gate, Visitor
from sync.net.links import LinkClosed, OnLink
from sync.net.listeners import bind_all
from sync.net.tcp_link import CLOSE_SECONDS, TcpLink
from sync.views import Endpoint

_log = logging.getLogger(__name__)

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - a peer listens on every interface unless told otherwise
_BACKLOG = 128
_ACCEPTED_AT_ONCE = 64
_ACCEPTED_RATE = 1_000.0
"""Connections taken from the system at once, and a second: what comes faster waits there."""
_OUT_OF_SOCKETS_SECONDS = 1.0
_REPORT_SECONDS = 60.0
# Linger 0: a refused connection is reset and leaves nothing behind here, not even TIME_WAIT.
_NO_LINGER = struct.pack("ii", 1, 0)
# The kernel finds out about a vanished peer within half a minute, so that an idle link needs no timer of ours.
_KEEPALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPALIVE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
_USER_TIMEOUT_MS = 20_000


class TcpNetwork:
    """A Network over TCP and TLS 1.3, on `interfaces` (IP addresses; None: all) and `port` (0: any free one)."""

    def __init__(self, interfaces: Sequence[str] | None, port: int = 0, preferred: int = 0) -> None:
        """`preferred` is tried first when `port` is 0: known addresses stay true across restarts.

        Raises InvalidInput for an interface that is not an IP address.
        """
        self._interfaces = None if interfaces is None else check_interfaces(interfaces)
        self._port = port
        self._preferred = preferred
        self._identity = make_server_identity()
        self._client = make_client_context()
        self._gate = Gate()
        self._listeners: list[socket.socket] = []
        self._links: set[TcpLink] = set()
        self._accepting: set[asyncio.Task[None]] = set()
        self._greeting: set[asyncio.Task[None]] = set()
        self._refused = 0
        self._reported: dict[str, float] = {}

    @property
    def port(self) -> int:
        """The port listened on, whatever addresses the machine has at the moment; 0 while not listening."""
        return self._listeners[0].getsockname()[1] if self._listeners else 0

    async def start(self, on_link: OnLink) -> list[Endpoint]:
        """Listen; return where. Raises PortTaken; InvalidInput when an interface is not of this machine."""
        self._listeners = self._bind()
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            listener.listen(_BACKLOG)
            self._accepting.add(loop.create_task(self._accept(listener, on_link), name="accept links"))
        return self.endpoints()

    def endpoints(self) -> list[Endpoint]:
        """Return the addresses others can dial: on all interfaces, those the machine has at this moment."""
        if not self._listeners:
            return []
        if self._interfaces is not None:
            return [Endpoint(host, port) for host, port, *_ in (s.getsockname() for s in self._listeners)]
        families = {4 if listener.family == socket.AF_INET else 6 for listener in self._listeners}
        return [Endpoint(local.host, self.port) for local in local_addresses() if local.network.version in families]

    async def dial(self, address: str, timeout: float) -> TcpLink:
        """Open a link to "host:port" within `timeout` seconds; raises Unreachable, InvalidInput."""
        host, port = parse_address(address)
        link = TcpLink(True, address, lambda _proven: None)
        try:
            async with asyncio.timeout(timeout):
                transport, _ = await asyncio.get_running_loop().create_connection(
                    lambda: link,
                    host,
                    port,
                    ssl=self._client,
                    server_hostname="",
                    ssl_handshake_timeout=HANDSHAKE_SECONDS,
                    ssl_shutdown_timeout=CLOSE_SECONDS,
                )
        except TimeoutError:
            raise Unreachable(f"Nobody answered at {address} within {timeout:.0f} seconds.") from None
        except ssl.SSLError as error:
            raise Unreachable(f"What answers at {address} is not Causerie.") from error
        except OSError as error:
            raise Unreachable(_dial_failure(address, error)) from error
        self._links.add(link)
        try:
            if link.lost or transport.is_closing():
                raise LinkClosed
            _keep_alive(transport.get_extra_info("socket"))
            link.binding = peer_binding(transport.get_extra_info("ssl_object"))
        except (OSError, LinkClosed) as error:
            await self._discard(link)
            raise Unreachable(f"What answers at {address} is not Causerie.") from error
        link.on_lost(self._links.discard)
        return link

    async def stop(self) -> None:
        """Stop listening and close every link; returns when all sockets are gone."""
        for task in self._accepting | self._greeting:
            task.cancel()
        await asyncio.gather(*self._accepting, *self._greeting, return_exceptions=True)
        for listener in self._listeners:
            listener.close()
        self._listeners = []
        await asyncio.gather(*(link.close() for link in self._links))

    # --- listening

    def _bind(self) -> list[socket.socket]:
        hosts = _EVERYWHERE if self._interfaces is None else self._interfaces
        if self._port:
            return bind_all(hosts, self._port)
        if self._preferred:
            try:
                return bind_all(hosts, self._preferred)
            except PortTaken:
                _log.info("the port of the last run is taken; using another")
        for _ in range(8):
            try:
                return bind_all(hosts, 0)
            except PortTaken:
                # The port that was free on the first interface is not on another.
                continue
        return bind_all(hosts, 0)

    async def _accept(self, listener: socket.socket, on_link: OnLink) -> None:
        loop = asyncio.get_running_loop()
        pace = TokenBucket(_ACCEPTED_AT_ONCE, _ACCEPTED_RATE)
        while True:
            pace.draw(loop.time(), 1)
            # Accepting waits for nothing while somebody keeps the backlog full: everything else needs its turn.
            await asyncio.sleep(pace.seconds_until(loop.time(), 0))
            try:
                connection, peer = await loop.sock_accept(listener)
            except OSError as error:
                if error.errno == errno.ECONNABORTED:
                    continue
                if self._due("sockets"):
                    _log.warning("cannot accept connections for now: %s", error.strerror)
                await asyncio.sleep(_OUT_OF_SOCKETS_SECONDS)
                continue
            self._greet(connection, str(peer[0]), int(peer[1]), on_link)

    def _greet(self, connection: socket.socket, host: str, port: int, on_link: OnLink) -> None:
        """Let a connection in, or refuse it."""
        loop = asyncio.get_running_loop()
        visitor = self._gate.admit(host, loop.time())
        if visitor is None:
            self._refuse(connection)
            return
        link = TcpLink(False, format_address(host, port), partial(self._release, visitor))
        task = loop.create_task(self._bring_up(connection, link, on_link), name="greet a link")
        self._greeting.add(task)
        task.add_done_callback(partial(self._brought_up, connection, link))
        visitor.put_out = partial(_put_out, link, task)

    def _refuse(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        connection.close()
        self._refused += 1
        if self._due("refusals"):
            _log.info("too many unfinished connections: %d refused", self._refused)
            self._refused = 0

    def _due(self, report: str) -> bool:
        """Return whether a report may be made again; strangers do not fill the log."""
        now = asyncio.get_running_loop().time()
        due = now - self._reported.get(report, float("-inf")) > _REPORT_SECONDS
        if due:
            self._reported[report] = now
        return due

    def _release(self, visitor: Visitor, proven: bool) -> None:
        self._gate.release(visitor, proven=proven)

    async def _bring_up(self, connection: socket.socket, link: TcpLink, on_link: OnLink) -> None:
        """Bring up TLS on a connection that was let in, and hand the link over."""
        self._links.add(link)
        link.on_lost(self._links.discard)
        link.binding = self._identity.binding
        try:
            _keep_alive(connection)
            transport, _ = await asyncio.get_running_loop().connect_accepted_socket(
                lambda: link,
                connection,
                ssl=self._identity.context,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=CLOSE_SECONDS,
            )
        except OSError as error:
            _log.debug("a connection did not get through TLS: %s", type(error).__name__)
            link.connection_lost(error)
            return
        except asyncio.CancelledError:
            link.connection_lost(None)
            raise
        if not link.lost and not transport.is_closing():
            on_link(link)

    def _brought_up(self, connection: socket.socket, link: TcpLink, task: asyncio.Task[None]) -> None:
        """Forget a task that ended; one that was cancelled before its first step has closed nothing."""
        self._greeting.discard(task)
        if task.cancelled() and not link.lost:
            connection.close()
            link.connection_lost(None)

    async def _discard(self, link: TcpLink) -> None:
        self._links.discard(link)
        link.abort()
        await link.close()


def _put_out(link: TcpLink, bringing_up: asyncio.Task[None]) -> None:
    """Drop a connection, whether or not TLS is up."""
    link.abort()
    bringing_up.cancel()


def _dial_failure(address: str, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"There is no machine called “{parse_address(address)[0]}” on this network."
    if isinstance(error, ConnectionRefusedError):
        return f"The machine at {address} answers, but Causerie is not running there."
    if isinstance(error, ConnectionError):
        return f"The machine at {address} broke off the connection."
    return f"{address} cannot be reached from here."


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
    user_timeout = getattr(socket, "TCP_USER_TIMEOUT", None)
    if user_timeout is not None:
        connection.setsockopt(socket.IPPROTO_TCP, user_timeout, _USER_TIMEOUT_MS)
