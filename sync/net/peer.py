"""An authenticated connection to one device, speaking frames."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Final

from sync.core.frames import Bye, Frame, Ping, Pong, SessionFrame, decode_session, encode_frame
from sync.core.handshake import Authenticated
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.net.budget import Budget
from sync.net.links import Link, LinkClosed

LAST_WORDS_SECONDS: Final = 1.0
"""How long the end of the program waits for what a peer was to be told."""


async def _nothing_to_say() -> None:
    """Stand in for a session."""


class PeerConnection:
    """Frames to and from one device. One task may receive; any number may send.

    `groups` are those both sides take each other for members of; `guest` holds while there are none and only an invite
    connects the two. Whoever runs the session may change both.
    """

    def __init__(self, link: Link, authenticated: Authenticated, groups: set[GroupId]) -> None:
        self.link = link
        self.authenticated = authenticated
        self.groups = groups
        self.guest = not groups
        self.since = asyncio.get_running_loop().time()
        """Loop time when it came up."""
        self.opened = asyncio.Event()
        """Set when the handshake is over on the wire: nothing may be sent before."""
        self.gone = asyncio.Event()
        """Set when the session has ended and the link is closed."""
        self.farewell: str | None = None
        """The code of the peer's Bye, once it said one."""
        self.last_words: Callable[[], Awaitable[None]] = _nothing_to_say
        """Returns when all that waits to be sent has been. Whoever runs the session sets it."""
        self._budget = Budget()
        self._numbers = itertools.count(1)
        self._answered = asyncio.Event()
        self._answer = 0

    @property
    def device(self) -> DeviceId:
        """The device at the other end."""
        return self.authenticated.certificate.signing_key

    @property
    def account(self) -> AccountId:
        """The account the device belongs to."""
        return self.authenticated.certificate.account

    @property
    def address(self) -> str:
        """The other end as "ip:port"."""
        return self.link.remote

    @property
    def outbound(self) -> bool:
        """Whether this device dialled."""
        return self.link.outbound

    @property
    def budget(self) -> Budget:
        """What its frames may cost. Whoever runs the session gives all connections of an account the same one."""
        return self._budget

    @budget.setter
    def budget(self, budget: Budget) -> None:
        self._budget = budget
        self.link.pay(budget.received)

    async def send(self, frame: Frame) -> None:
        """Queue a frame, waiting while the peer is slow; raises LinkClosed."""
        await self.link.send(encode_frame(frame))

    async def receive(self) -> SessionFrame:
        """Return the next frame that is not about the connection itself; raises LinkClosed, HostileInput.

        Waits while the peer's budget is overdrawn, and lets others have their turn.
        """
        while True:
            await self.budget.settle()
            data = await self.link.receive()
            frame = self.budget.decoding(data, decode_session)
            match frame:
                case Ping(n=number):
                    await self.budget.spend(self.send(Pong(n=number)))
                case Pong(n=number):
                    self._answer = number
                    self._answered.set()
                case Bye(code=code):
                    self.farewell = code
                    raise LinkClosed(f"the other end said goodbye: {code}")
                case _:
                    return frame

    async def alive(self, seconds: float) -> bool:
        """Whether the peer answers within `seconds`. Needs somebody to be receiving; any bytes count as an answer."""
        asked = asyncio.get_running_loop().time()
        number = next(self._numbers)
        try:
            async with asyncio.timeout(seconds):
                await self.opened.wait()
                await self.send(Ping(n=number))
                while self._answer < number:
                    self._answered.clear()
                    await self._answered.wait()
        except LinkClosed:
            return False
        except TimeoutError:
            return self.link.heard > asked and not self.gone.is_set()
        return True

    def abort(self) -> None:
        """Drop the connection at once."""
        self.link.abort()

    async def finish(self, code: str) -> None:
        """Send what waits to be sent, within a second, then `close`."""
        try:
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await self.last_words()
        except TimeoutError:
            pass  # the peer asks for the rest when it meets us again
        await self.close(code)

    async def close(self, code: str) -> None:
        """Say goodbye with a stable code, then close; returns when the link is gone."""
        if self.opened.is_set():
            try:
                async with asyncio.timeout(1.0):
                    await self.send(Bye(code=code))
            except (LinkClosed, TimeoutError):
                pass
        await self.link.close()
