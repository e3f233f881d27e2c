"""What the rest of the engine sees of the network: links that carry frames, and something that makes links."""

from collections.abc import Callable, Sequence
from typing import Protocol

from sync.views import Endpoint


class LinkClosed(Exception):
    """The link is gone: closed by either side, broken, or given up on."""


Charge = Callable[[float], float]
"""Told each time what processor time (s) receiving has taken; returns for how long (s) to receive nothing more."""


class Link(Protocol):
    """An encrypted connection carrying whole frames in order."""

    @property
    def binding(self) -> bytes:
        """SHA-256 of the listener's TLS certificate: the same on both ends unless somebody sits between."""
        ...

    @property
    def remote(self) -> str:
        """The other end as "ip:port"."""
        ...

    @property
    def outbound(self) -> bool:
        """Whether this end dialled."""
        ...

    @property
    def heard(self) -> float:
        """Loop time when bytes last arrived; the present while received frames wait to be read."""
        ...

    def pay(self, charge: Charge) -> None:
        """Let `charge` pay for what receiving takes from now on, and has taken while nobody did."""
        ...

    async def send(self, data: bytes) -> None:
        """Queue one frame, waiting while the peer is slow; raises LinkClosed."""
        ...

    async def receive(self) -> bytes:
        """Return the next frame; raises LinkClosed at the end and HostileInput for a frame over the limit."""
        ...

    def authenticated(self) -> None:
        """Lift the limits that hold for strangers: time, frame size, and the number of such links."""
        ...

    def abort(self) -> None:
        """Drop the link at once, with whatever is still queued."""
        ...

    async def close(self) -> None:
        """Send what is queued, within a second, then close; returns when the socket is gone."""
        ...


OnLink = Callable[[Link], None]
"""Called on the loop with each link that a stranger opened; the callee owns it from then on."""


class Network(Protocol):
    """Makes links: listens, and dials."""

    @property
    def port(self) -> int:
        """The port listened on, whatever addresses the machine has at the moment; 0 while not listening."""
        ...

    async def start(self, on_link: OnLink) -> list[Endpoint]:
        """Listen; return where; raises PortTaken."""
        ...

    async def dial(self, address: str, timeout: float) -> Link:
        """Open a link to "host:port" within `timeout` seconds; raises Unreachable."""
        ...

    def endpoints(self) -> Sequence[Endpoint]:
        """Return the addresses that others can dial now."""
        ...

    async def stop(self) -> None:
        """Stop listening and close every link."""
        ...
