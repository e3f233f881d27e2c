"""One connection to each device: which one, when there are or are about to be several.

Both devices come to the same choice:
- one that exists and answers a ping is kept, and the new one is refused;
- one that exists and does not answer is dropped for the new one;
- of two being made at the same moment the one dialled by the lower device id is kept.
"""

import asyncio
from collections.abc import Callable

from sync.core.ids import DeviceId
from sync.net.greeting import CONNECTED, Refused
from sync.net.links import Link
from sync.net.peer import PeerConnection

ANSWER_SECONDS = 2.0
"""How long a connection may take to show that it is alive when a second one appears."""


class _Pending:
    """A connection we are making to a device that has told us who it is."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.superseded = False
        self.settled = asyncio.Event()


class Arbiter:
    """Knows the connections that are up and those being made. `own_device` returns this device's id."""

    def __init__(self, own_device: Callable[[], DeviceId]) -> None:
        self._own_device = own_device
        self._up: dict[DeviceId, PeerConnection] = {}
        self._pending: dict[DeviceId, _Pending] = {}

    def connections(self) -> tuple[PeerConnection, ...]:
        """Return the connections that are up."""
        return tuple(self._up.values())

    def get(self, device: DeviceId) -> PeerConnection | None:
        """Return the connection to `device` that is up."""
        return self._up.get(device)

    async def make_room(self, device: DeviceId, link: Link) -> None:
        """Return when `link` may become the connection to `device`; raises Refused if another one is kept.

        A link we dialled is then known as being made, until `settle`. One that was dialled by the device must be
        entered before anything else is awaited.
        """
        while True:
            pending = self._pending.get(device)
            existing = self._up.get(device)
            if pending is not None:
                if link.outbound:
                    raise Refused(device, CONNECTED)
                if device < self._own_device():
                    pending.superseded = True
                    pending.link.abort()
                await pending.settled.wait()
            elif existing is not None:
                if await existing.alive(ANSWER_SECONDS):
                    raise Refused(device, CONNECTED)
                existing.abort()
                await existing.gone.wait()
            else:
                break
        if link.outbound:
            self._pending[device] = _Pending(link)

    def superseded(self, link: Link) -> DeviceId | None:
        """Return the device to which `link` was being made, if it had to make way for one the device dialled."""
        return next((device for device, each in self._pending.items() if each.link is link and each.superseded), None)

    def settle(self, link: Link) -> None:
        """Let those go on who wait for the outcome of a connection we were making."""
        for device, pending in list(self._pending.items()):
            if pending.link is link:
                del self._pending[device]
                pending.settled.set()

    def enter(self, connection: PeerConnection) -> None:
        """Take `connection` as the one to its device."""
        self._up[connection.device] = connection

    def leave(self, connection: PeerConnection) -> None:
        """Forget a connection whose session has ended."""
        if self._up.get(connection.device) is connection:
            del self._up[connection.device]
        connection.gone.set()
