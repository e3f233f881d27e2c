"""Reading again what is shown, in a calm rhythm, however much comes."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

PAUSE_SECONDS: Final = 0.5
"""While a long history arrives, the conversation is read again this often."""


class Rhythm:
    """Does `work` a moment after it was asked for, once for all that asked until then."""

    def __init__(
        self, spawn: Callable[[Coroutine[Any, Any, None]], object], work: Callable[[], Awaitable[None]]
    ) -> None:
        self._spawn = spawn
        self._work = work
        self._waiting = False

    def ask(self) -> None:
        """Have it done soon."""
        if not self._waiting:
            self._waiting = True
            self._spawn(self._soon())

    async def _soon(self) -> None:
        try:
            await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._waiting = False
        await self._work()
