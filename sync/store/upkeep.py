"""What a database needs beside what is stored in it: its search index merged, its write-ahead log folded in.

SQLite would do both inside the transaction of some message, which would then take many times as long as others.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from sync.errors import CauserieError
from sync.store.cipher import connect, driver

log = logging.getLogger(__name__)

GATHER_SECONDS: Final = 0.25
"""How long after a write the upkeep begins."""
STEP_SECONDS: Final = 0.1
"""Between two steps of merging, each of which takes a few ms of the writer's time."""
FOLDED_PAGES: Final = 1_500
"""From so many pages on the log is folded in. A busy writer returns to the same pages of indexes: not every few."""
_ROUNDS: Final = 3
"""What is written meanwhile is folded in once more: only then SQLite begins the log anew instead of prolonging it."""
_LENGTH: Final = "PRAGMA wal_checkpoint(NOOP)"
_FOLD: Final = "PRAGMA wal_checkpoint(PASSIVE)"


class Upkeep:
    """Looks after a database a moment after writes. Without writes nothing runs."""

    def __init__(self, merge: Callable[[], Awaitable[bool]], path: Path, key: bytes) -> None:
        """`merge` merges a little of the search index; returns whether there was anything to merge."""
        self._merge = merge
        self._path = path
        self._key = key
        self._connection: sqlite3.Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._stopping = asyncio.Event()

    def written(self) -> None:
        """Note that something was committed."""
        self._again = True
        if self._timer is None and self._task is None and not self._stopping.is_set():
            self._timer = asyncio.get_running_loop().call_later(GATHER_SECONDS, self._begin)

    async def stop(self) -> None:
        """End what is under way, and close the connection it was done on."""
        self._stopping.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _begin(self) -> None:
        self._timer = None
        self._again = False
        self._task = asyncio.create_task(self._work(), name="database upkeep")

    async def _work(self) -> None:
        try:
            while not self._stopping.is_set() and await self._merge():
                await asyncio.to_thread(self._fold)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), STEP_SECONDS)
            await asyncio.to_thread(self._fold)
        except CauserieError as error:
            log.info("the database was not looked after: %s", error.code)
        except driver.Error as error:
            log.info("the write-ahead log was not folded in: %s", type(error).__name__)
        finally:
            self._task = None
            if self._again:
                self.written()

    def _fold(self) -> None:
        """Copy a long log's pages to their places, on a thread of its own: the writer goes on meanwhile. Blocks."""
        if self._connection is None:
            self._connection = connect(self._path, self._key, read_only=True)
        for _ in range(_ROUNDS):
            _, length, folded = self._connection.execute(_LENGTH).fetchone()
            if length < FOLDED_PAGES or folded == length:
                return
            self._connection.execute(_FOLD).fetchone()
