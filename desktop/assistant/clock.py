"""Time as the assistant needs it; tests put their own in its place."""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """A wall clock in ms since 1970, a steady one in seconds, and sleep."""

    def now_ms(self) -> int:
        """Milliseconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds`."""
        ...


class SystemClock:
    """The machine's time."""

    def now_ms(self) -> int:
        """Return ms since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait `seconds`."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Timing:
    """The assistant's delays, in seconds."""

    first_token: float = 120.0
    """A local model may have to be loaded from disk first."""
    next_token: float = 30.0
    coalesce: float = 0.04
    """Text goes out at most this often: one painted frame on a slow screen, 25 frames a second on the wire."""
    retries: tuple[float, ...] = (0.5, 2.0)
    """Waits before trying again when nothing has been shown yet."""
    longest_wait: float = 20.0
    """A provider that asks for a longer pause than this is reported instead of waited for."""
    pause: float = 2.5
    """Silence after a message before the assistant judges whether to speak."""
    longest_pause: float = 15.0
    """Somebody typing holds the judgement back no longer than this."""
    watch: float = 1.0
    """How often a waiting host looks whether a better placed one has a live claim."""
