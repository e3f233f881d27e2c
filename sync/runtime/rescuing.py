"""Keeping the spare copy of what nobody else has in step (`sync.identity.rescue`), off the path of the messages."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from pathlib import Path

from sync.errors import CauserieError
from sync.identity.rescue import Rescued, RescuedGroup, RescuedSecret, RescueFile
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.store import local
from sync.store.pages import salt_of

log = logging.getLogger(__name__)

GATHER_SECONDS = 5.0
"""The database has it already: the copy may lag, and many changes become one write."""
KEPT_EPOCHS = 8
"""Newest epochs of a group whose secrets are kept; those before come from boxes, and from grants."""


class Rescuing:
    """Writes the spare copy a moment after the account or a group's keys changed, and at the end."""

    def __init__(self, context: Context, file: RescueFile, database: Path, rooms: Iterable[LiveRoom]) -> None:
        self._context = context
        self._rooms = rooms
        self._file = file
        self._database = database
        self._dirty = False
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def changed(self, _: object = None) -> None:
        """Note that something may have changed."""
        self._dirty = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_soon(), name="rescue copy")

    async def stop(self) -> None:
        """Write what is noted and end."""
        self._hurry.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _write_soon(self) -> None:
        while self._dirty:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            self._dirty = False
            try:
                await self._write()
            except CauserieError as error:
                log.warning("the rescue copy could not be written: %s", error.code)
            except OSError as error:
                log.warning("the rescue copy could not be written: %s", error.strerror or type(error).__name__)

    async def _write(self) -> None:
        identity = await self._context.store.read(local.identity)
        if identity is None:
            return
        groups = tuple(sorted((_group(live) for live in self._rooms if live.vector), key=lambda each: each.group))
        salt = await asyncio.to_thread(salt_of, self._database)
        await asyncio.to_thread(self._file.write, Rescued(salt, identity, groups))


def _group(live: LiveRoom) -> RescuedGroup:
    row, room = live.row, live.room
    secrets = tuple(RescuedSecret(each.id, room.epochs.secrets[each.id]) for each in room.epochs.held()[:KEPT_EPOCHS])
    control = tuple(node.op.raw for node in room.graph.nodes)
    return RescuedGroup(live.group_id, row.kind.value, row.state.value, row.name, secrets, control)
