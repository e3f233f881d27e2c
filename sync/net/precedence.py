"""What somebody waits for goes before what can wait (PROTOCOL.md, "Fairness")."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from typing import Final

LONGEST_SECONDS: Final = 0.1
LATELY_SECONDS: Final = 1.0
PAUSES: Final = 3
"""While people talk, work that can wait pauses for so many times as long as it took: a quarter of the time is its."""


class Precedence:
    """Knows whether anything is under way that somebody waits for: a message being written, or one just arriving."""

    def __init__(self) -> None:
        self._urgent = 0
        self._none = asyncio.Event()
        self._none.set()
        self._last = float("-inf")
        self._resume = float("-inf")

    @contextmanager
    def urgent(self) -> Generator[None]:
        """What is done inside is waited for."""
        self._urgent += 1
        self._none.clear()
        try:
            yield
        finally:
            self._urgent -= 1
            if not self._urgent:
                self._none.set()

    @asynccontextmanager
    async def before(self, lock: AbstractAsyncContextManager[None]) -> AsyncGenerator[None]:
        """Take a lock for what is waited for."""
        with self.urgent():
            async with lock:
                yield

    def talked(self) -> None:
        """Note that a message was written, or has just arrived."""
        self._last = self._now()

    @property
    def talking(self) -> bool:
        """Whether people have talked in the last LATELY_SECONDS, so that the next message may come at any moment."""
        return self._now() - self._last < LATELY_SECONDS

    @asynccontextmanager
    async def waiting(self) -> AsyncGenerator[None]:
        """Do what can wait inside, in its turn: while nothing urgent is under way, in a part of the time of talk.

        Each time it waits for LONGEST_SECONDS at most: it goes on, however much there is to do.
        """
        await self._wait(self._paused)
        began = self._now()
        try:
            yield
        finally:
            self._took(self._now() - began)

    async def turn(self, taken: float = 0.0) -> None:
        """Let everybody else go on, and what is urgent come to its end: LONGEST_SECONDS at most.

        `taken` are the seconds of work, done outside `waiting`, that could have waited: it pauses as that does.
        """
        if taken:
            self._took(taken)
        await self._wait(self._paused if taken else self._none.wait)

    def _took(self, seconds: float) -> None:
        now = self._now()
        # No debt is piled up that those would pay who come later: nobody waits longer than this anyway.
        self._resume = min(max(self._resume, now) + seconds * PAUSES, now + LONGEST_SECONDS)

    async def _wait(self, what: Callable[[], Awaitable[object]]) -> None:
        await asyncio.sleep(0)
        if self._urgent or self.talking:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SECONDS):
                    await what()

    async def _paused(self) -> None:
        while True:
            await self._none.wait()
            pause = self._resume - self._now()
            if pause <= 0 or not self.talking:
                return
            await asyncio.sleep(pause)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
