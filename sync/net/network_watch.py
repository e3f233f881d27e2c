"""Tells when this machine's addresses or links change, the moment they do, where the system can say so (Linux)."""

import asyncio
import logging
import socket
import sys
from collections.abc import Callable
from typing import Final

_log = logging.getLogger(__name__)

SETTLE_SECONDS: Final = 0.5
"""A change comes in several parts: a link, its addresses, routes. They are told of as one."""
_LINKS, _ADDRESSES4, _ADDRESSES6 = 0x1, 0x10, 0x100
_READ_BYTES: Final = 65_536


class NetworkWatch:
    """Calls `changed` on the loop soon after a change. Elsewhere than on Linux it never does: look now and then."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._socket: socket.socket | None = None
        self._soon: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch; where that is not allowed, nothing is told."""
        if sys.platform != "linux":
            return
        try:
            watching = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
        except OSError as error:
            _log.info("changes of the network are not told here: %s", error.strerror)
            return
        try:
            watching.bind((0, _LINKS | _ADDRESSES4 | _ADDRESSES6))
        except OSError as error:
            watching.close()
            _log.info("changes of the network are not told here: %s", error.strerror)
            return
        self._socket = watching
        asyncio.get_running_loop().add_reader(watching, self._read, watching)

    def stop(self) -> None:
        """Watch no longer."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        watching, self._socket = self._socket, None
        if watching is not None:
            asyncio.get_running_loop().remove_reader(watching)
            watching.close()

    def _read(self, watching: socket.socket) -> None:
        """Empty the socket; what it says does not matter, and so does not that some of it may have been lost."""
        while True:
            try:
                watching.recv(_READ_BYTES)
            except BlockingIOError:
                break
            except OSError:  # more came than fits: one more change
                continue
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SETTLE_SECONDS, self._tell)

    def _tell(self) -> None:
        self._soon = None
        self._changed()
