"""Time that stands still until a test moves it."""

import asyncio
import heapq
import itertools

SETTLE_ROUNDS = 60
"""Turns of the loop after which everything that waits only for other tasks has run."""


async def settle() -> None:
    """Let every task run until it waits for time or for the network."""
    for _ in range(SETTLE_ROUNDS):
        await asyncio.sleep(0)


class FakeClock:
    """A clock whose sleepers wake only through `advance`."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        return 1_800_000_000_000 + int(self.seconds * 1000)

    def monotonic(self) -> float:
        """Seconds since the test began."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the clock that far."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Move the clock, waking sleepers in order and letting everybody act at each moment."""
        await settle()
        target = self.seconds + seconds
        while self._sleepers and self._sleepers[0][0] <= target:
            due, _, future = heapq.heappop(self._sleepers)
            self.seconds = max(self.seconds, due)
            if not future.done():
                future.set_result(None)
            await settle()
        self.seconds = target
        await settle()
