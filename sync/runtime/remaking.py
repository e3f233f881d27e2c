"""Making a group's messages again from its operations: all of them, or those that became readable."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from sync.changes import Overflow
from sync.core.ids import EpochId
from sync.core.room import Room
from sync.core.settling import Lines
from sync.runtime import clones
from sync.runtime.context import Context
from sync.runtime.projection import Projected, project, store_projection
from sync.store import messages as message_store
from sync.store import ops as op_store
from sync.store.database import Db
from sync.store.rows import MessageRow

BATCH = 500


class Remaking:
    """Works on one group under its lock, while nothing of it is being stored.

    `current` returns its room, None once the group is forgotten.
    """

    def __init__(
        self, context: Context, lock: AbstractAsyncContextManager[None], current: Callable[[], Room | None]
    ) -> None:
        self._context = context
        self._lock = lock
        self._current = current

    async def everything(self) -> None:
        """Make all messages again, as when a cut voided some of them."""
        async with self._lock:
            room = self._current()
            if room is None:
                return
            group, cursor, lines = room.group_id, 0, await clones.lines(self._context, room)
            await self._context.store.write(lambda db: message_store.clear(db, group))
            while True:
                batch = await self._context.store.read(
                    lambda db, after=cursor: op_store.content(db, group, after, BATCH)
                )
                if not batch:
                    break
                cursor = batch[-1][0]
                await self._project(room, [raw for _, raw in batch], lines)
        self._context.hub.publish(Overflow())

    async def of_epoch(self, epoch: EpochId, told: Callable[[Projected], None]) -> None:
        """Show what was sealed under an epoch whose secret came later than the messages, and tell of it."""
        cursor = 0
        while True:
            async with self._lock:
                room = self._current()
                if room is None:
                    return
                batch = await self._context.store.read(
                    lambda db, group=room.group_id, after=cursor: op_store.by_epoch(db, group, epoch, after, BATCH)
                )
                if not batch:
                    return
                cursor = batch[-1][0]
                lines = await clones.lines(self._context, room)
                projected = await self._project(room, [raw for _, raw in batch], lines, new_only=True)
            told(projected)

    async def _project(self, room: Room, raws: Sequence[bytes], lines: Lines, *, new_only: bool = False) -> Projected:
        """Store what operations come to; `new_only` leaves out what is there: it came along with its key, or after."""
        projected = project(room.reopen(raws, lines), self._context.clock(), live=False)
        blocked = frozenset(self._context.blocked)

        def write(db: Db) -> Projected:
            fresh = _not_stored(db, projected) if new_only else projected
            return store_projection(db, room.group_id, fresh, blocked)

        return await self._context.store.write(write)


def _not_stored(db: Db, projected: Projected) -> Projected:
    """Return those of the rows that no message of the store was made of."""
    rows = [row for row in projected.rows if not _stored(db, row)]
    return Projected(rows, {row.message_id: each for row in rows if (each := projected.receipts.get(row.message_id))})


def _stored(db: Db, row: MessageRow) -> bool:
    known = message_store.get(db, row.group_id, row.message_id)
    return known is not None and known.op_id == row.op_id
