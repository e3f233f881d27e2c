"""Runs tests as on a machine that is slow at random: `pytest --shake 7`, or `make shake SEED=7`.

Whatever other threads do takes a while, and so does each frame of the network in memory, in another way for each seed.
A test that fails only so took for granted that one thing is done by the time another is. At times the test is wrong to
do so, at times the program.
"""

import asyncio
import random
import time
import zlib
from collections.abc import Callable
from typing import Any, Final, TypeVar

import pytest

from sync.store import lanes
from tests.support.memory_network import MemoryHub

T = TypeVar("T")

LIKELY: Final = ((0.6, 0.0), (0.93, 0.004), (0.99, 0.03), (1.0, 0.15))
"""How likely it is, in all, that something takes up to so many seconds."""


class Shaking:
    """Slows down while tests run."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._patches = pytest.MonkeyPatch()

    def start(self) -> None:
        """Begin."""
        attempt, to_thread, delay = lanes.attempt, asyncio.to_thread, MemoryHub.delay

        def slow_attempt(run: Callable[[], T]) -> tuple[T | None, BaseException | None]:
            time.sleep(self.pause())
            return attempt(run)

        async def slow_to_thread(run: Callable[..., T], /, *args: Any, **named: Any) -> T:
            def slow_run() -> T:
                time.sleep(self.pause())
                return run(*args, **named)

            return await to_thread(slow_run)

        self._patches.setattr(lanes, "attempt", slow_attempt)
        self._patches.setattr(asyncio, "to_thread", slow_to_thread)

        def longer_delay(hub: MemoryHub) -> float:
            return delay(hub) + self.pause()

        self._patches.setattr(MemoryHub, "delay", longer_delay)

    def stop(self) -> None:
        """Let everything be as fast as it is."""
        self._patches.undo()

    def pause(self) -> float:
        """Return for how long something takes now (s)."""
        draw = self._random.random()
        return self._random.random() * next(longest for likely, longest in LIKELY if draw < likely)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begin each test the same way, whatever ran before it."""
        self._random.seed(self._seed ^ zlib.crc32(item.nodeid.encode()))
