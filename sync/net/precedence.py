"""What somebody waits for goes before what can wait (PROTOCOL.md, "Fairness")."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from typing import Final

LONGEST_SECONDS: Final = 0.1
"""How long work that can wait does so at most: it goes on, however much there is to do."""
LATELY_SECONDS: Final = 1.0


class Precedence:
    """Knows whether anything is under way that somebody waits for: a message being written, or one just arriving."""

    def __init__(self) -> None:
        self._urgent = 0
        self._none = asyncio.Event()
        self._none.set()
        self._last = float("-inf")

    @contextmanager
    def urgent(self) -> Generator[None]:
        """What is done inside is waited for, and more of it may follow."""
        self._urgent += 1
        self._none.clear()
        try:
            yield
        finally:
            self._urgent -= 1
            self._last = asyncio.get_running_loop().time()
            if not self._urgent:
                self._none.set()

    @asynccontextmanager
    async def before(self, lock: AbstractAsyncContextManager[None]) -> AsyncGenerator[None]:
        """Take a lock for what is waited for."""
        with self.urgent():
            async with lock:
                yield

    @property
    def talking(self) -> bool:
        """Whether people have talked in the last LATELY_SECONDS, so that the next message may come at any moment."""
        return asyncio.get_running_loop().time() - self._last < LATELY_SECONDS

    async def after(self) -> None:
        """Wait, before work that can wait, until nothing urgent is under way, LONGEST_SECONDS at most."""
        await asyncio.sleep(0)
        if self._urgent:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SECONDS):
                    await self._none.wait()
