"""What a session goes on with when a batch is on disk, while more frames are taken."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from sync.core.frames import SessionFrame
from sync.net.links import LinkClosed
from sync.net.peer import PeerConnection


class Following:
    """Batches of one peer that are being stored. What goes wrong with them ends the conversation."""

    def __init__(self, peer: PeerConnection) -> None:
        self.turn = asyncio.Lock()
        """Held while what the pure session asks for is done, so that it is done in its order."""
        self._peer = peer
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None

    async def receive(self) -> SessionFrame:
        """Return the peer's next frame; raises what went wrong with a batch, LinkClosed and HostileInput."""
        try:
            return await self._peer.receive()
        except LinkClosed:
            if self._failure is not None:
                raise self._failure from None
            raise

    def after(self, storing: Sequence[Awaitable[None]], then: Callable[[], Awaitable[None]]) -> None:
        """Do `then`, in its turn, when everything is stored."""
        task = asyncio.create_task(self._follow(storing, then), name="follow a batch")
        self._tasks.add(task)
        task.add_done_callback(self._followed)

    async def stop(self) -> None:
        """Follow no further; what is being stored still is."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, storing: Sequence[Awaitable[None]], then: Callable[[], Awaitable[None]]) -> None:
        for each in storing:
            await asyncio.shield(each)
        async with self.turn:
            await then()

    def _followed(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failure = self._failure or failure
            self._peer.abort()
