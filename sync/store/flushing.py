"""Asking the disk to keep what was written without waiting for it (PROTOCOL.md, "Crash safety").

A transaction that is not durable lies in the write-ahead log, and that in the system's memory. One request to the
system makes all of them last, beside the writer, so that no write waits for it.
"""

import asyncio
import logging
import os
from pathlib import Path
from typing import Final

from sync.errors import CauserieError
from sync.store.cipher import explain_system

log = logging.getLogger(__name__)

FLUSH_SECONDS: Final = 1.0
"""How long what was written without waiting for the disk may stay in memory only."""


class Flushing:
    """Flushes a database's write-ahead log a moment after writes, and when asked to. Without writes nothing runs."""

    def __init__(self, database: Path) -> None:
        self._wal = database.with_name(f"{database.name}-wal")
        self._named = False
        self._written = 0
        """Commits noted so far."""
        self._flushed = 0
        """How many of them are on the disk."""
        self._stopped = False
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def written(self) -> None:
        """Note that something was committed that may be in memory only."""
        self._written += 1
        if self._timer is None and not self._stopped:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._due)

    async def flush(self) -> None:
        """Return once all that was noted by now is on the disk; raises DiskFull, ProfileUnwritable."""
        wanted = self._written  # and not what is written meanwhile, which need never end
        while self._flushed < wanted:
            if self._task is None:
                self._begin()
            if self._task is not None:
                await asyncio.shield(self._task)

    async def stop(self) -> None:
        """End what is under way; closing the database flushes the rest."""
        self._stopped = True
        self._still()
        self._flushed = self._written
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def _due(self) -> None:
        self._timer = None
        if self._flushed < self._written and self._task is None:
            self._begin()
            if self._task is not None:
                self._task.add_done_callback(_note)

    def _begin(self) -> None:
        self._still()
        self._task = asyncio.create_task(self._work(self._written), name="flush")
        self._task.add_done_callback(_seen)  # whoever waited may have been cancelled

    def _still(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _work(self, written: int) -> None:
        try:
            await asyncio.to_thread(flush_file, self._wal, folder=not self._named)
            self._named = True
            self._flushed = max(self._flushed, written)
        except OSError as error:
            raise explain_system(error) from error
        finally:
            self._task = None


def _seen(task: "asyncio.Task[None]") -> None:
    if not task.cancelled():
        task.exception()


def _note(task: "asyncio.Task[None]") -> None:
    """Say in the log that nobody heard why it failed; the next write, or who waits, tries again."""
    error = None if task.cancelled() else task.exception()
    if isinstance(error, CauserieError):
        log.warning("what was received is not on the disk yet: %s", error.code)


def flush_file(path: Path, *, folder: bool = False) -> None:
    """Make a file's contents, and its name if asked, last through a power cut; one that is gone needs nothing."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if folder and os.name != "nt":  # there a folder cannot be opened, and needs no such thing
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
