"""Keeping the mirror of this device's own logs in step, off the path of the messages (PROTOCOL.md, "Identifiers")."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from sync.core.ids import DeviceId, GroupId, Head, LogId, log_device
from sync.identity.mirror import Mirror

log = logging.getLogger(__name__)

GATHER_SECONDS = 1.0
"""How far the file may lag behind: many messages become one write, and nothing runs while nothing is written."""


class Mirroring:
    """Writes the mirror a moment after commits, and at the end."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self._dirty = False
        self._failing = False
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def committed(self, device: DeviceId, group: GroupId, heads: Mapping[LogId, Head]) -> None:
        """Note those of `heads` that are of this device's own logs."""
        own = {log_id: head for log_id, head in heads.items() if log_device(log_id) == device}
        if own:
            self.mirror.note(group, own)
            self._changed()

    def forgotten(self, group: GroupId) -> None:
        """Note that a group was deleted here on purpose."""
        self.mirror.forget(group)
        self._changed()

    def _changed(self) -> None:
        self._dirty = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_soon(), name="log mirror")

    async def _write_soon(self) -> None:
        while self._dirty:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            await self.save()

    async def save(self) -> None:
        """Write the file now; that it cannot be written is said once, and stops nothing."""
        self._dirty = False
        try:
            await asyncio.to_thread(self.mirror.save)
        except OSError as error:
            if not self._failing:
                log.warning("the mirror of the logs could not be written: %s", error.strerror or type(error).__name__)
            self._failing = True
        else:
            self._failing = False

    async def stop(self) -> None:
        """Write what is noted and end."""
        self._hurry.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
