"""Work that follows from something and that nobody waits for, and something to be done at a moment of the clock."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from sync.errors import CauserieError

log = logging.getLogger(__name__)


async def seen_through(work: Coroutine[Any, Any, None], then: Callable[[], None] | None = None) -> None:
    """Do some work, and `then` if it went well, however often the caller is cancelled meanwhile.

    Raises what the work raises; after that, CancelledError for a caller that was cancelled.
    """
    task, cancelled = asyncio.create_task(work), False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if then is not None:
        then()
    if cancelled:
        raise asyncio.CancelledError


class Chores:
    """Tasks that are seen through; what goes wrong in them is noted in the log."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        """Begin some work."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def stop(self) -> None:
        """Return when everything that was begun is done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, CauserieError):
            log.warning("%s: %s", task.get_name(), error.code)
        elif error is not None:
            log.error("a task failed: %s", task.get_name(), exc_info=error)


class Alarm:
    """Calls `ring` when a moment of the wall clock has come, or later where the machine slept."""

    def __init__(self, clock: Callable[[], int], ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._timer: asyncio.TimerHandle | None = None

    def set(self, at: int | None) -> None:
        """Ring at `at` (ms since 1970) instead of whatever was set before; None: not at all."""
        self.stop()
        if at is not None:
            delay = max(0, at - self._clock()) / 1000
            self._timer = asyncio.get_running_loop().call_later(delay, self._ring)

    def stop(self) -> None:
        """Forget what was set."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
