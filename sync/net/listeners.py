"""Sockets that listen: the same port on every address asked for, or a sentence that says why not."""

import errno
import socket
import sys
from collections.abc import Sequence

from sync.errors import InvalidInput, PortTaken


def bind_all(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Bind one listener a host, all to the same port; raises PortTaken and leaves nothing open."""
    listeners: list[socket.socket] = []
    try:
        for host in hosts:
            listener = _bind_one(host, port)
            if listener is not None:
                listeners.append(listener)
                port = listener.getsockname()[1]
    except Exception:
        for listener in listeners:
            listener.close()
        raise
    return listeners


def _bind_one(host: str, port: int) -> socket.socket | None:
    """Return a bound listener, or None for the IPv6 wildcard where there is no IPv6."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # With the protocol named, asyncio turns Nagle's algorithm off for what is accepted: else frames wait for 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError:
        if host == "::":
            return None
        raise
    try:
        listener.setblocking(False)
        if sys.platform != "win32":
            # There it would let two programs share the port; here it only forgets connections long closed.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0][4]
        listener.bind(address)
    except OSError as error:
        listener.close()
        if host == "::" and error.errno == errno.EADDRNOTAVAIL:
            return None
        raise _bind_failure(host, port, error) from error
    return listener


def _bind_failure(host: str, port: int, error: OSError) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return PortTaken(f"Port {port} is in use by another program.")
    if error.errno == errno.EACCES:
        return PortTaken(f"Port {port} is reserved for the system.", "Choose a port above 1023, or 0 for any free one.")
    if error.errno == errno.EADDRNOTAVAIL:
        return InvalidInput(f"This machine has no address {host}.", "Check the addresses given as interfaces.")
    return error
