"""Time that jumps: hours pass at once, in order, and nobody becomes impatient with a thread that works."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest

from tests.support.hurry import hurried

HOUR = timedelta(hours=1).total_seconds()


def test_a_day_passes_in_order_and_at_once() -> None:
    seen: list[tuple[str, int]] = []

    async def wait(name: str, hours: int) -> None:
        await asyncio.sleep(hours * HOUR)
        seen.append((name, hours))

    async def story() -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await asyncio.gather(wait("late", 24), wait("early", 1), wait("middle", 5))
        assert 24 * HOUR <= loop.time() - began < 24 * HOUR + 60

    began = time.monotonic()
    hurried(story)
    assert seen == [("early", 1), ("middle", 5), ("late", 24)]
    assert time.monotonic() - began < HOUR


def test_a_thread_that_works_is_waited_for() -> None:
    go = threading.Event()

    def work() -> str:
        go.wait(10)
        return "done"

    async def story() -> None:
        asyncio.get_running_loop().call_later(HOUR, go.set)
        async with asyncio.timeout(2 * HOUR):
            # The thread waits for a timer that would come after it: the loop waits for the thread, not for the hour.
            threading.Timer(0.05, go.set).start()
            assert await asyncio.to_thread(work) == "done"

    hurried(story)


def test_who_waits_for_nothing_runs_into_the_timeout() -> None:
    async def story() -> None:
        async with asyncio.timeout(HOUR):
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        hurried(story)
