"""Which devices have stored what: the delivery state of our own messages."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from sync.changes import DeliveryUpdated
from sync.core.ids import DeviceId, GroupId, LogId, MessageId, log_device
from sync.errors import CauserieError
from sync.runtime.context import Context
from sync.store import ops as op_store
from sync.store import peers as peer_store
from sync.store.database import Db
from sync.store.rows import DeviceHeadRow

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.2
TOLD_AT_ONCE = 50
"""Messages named in one change; the delivery of older ones is read when they are looked at."""


class Deliveries:
    """Collects what peers acknowledge and writes it in one go, off the path of the messages themselves."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pending: dict[GroupId, dict[tuple[DeviceId, LogId], int]] = {}
        self._task: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def note(self, device: DeviceId, group: GroupId, heads: Mapping[LogId, int]) -> None:
        """Note that `device` has stored logs of `group` up to these sequence numbers. Only our own logs matter."""
        identity = self._context.identity
        own = {log_id: seq for log_id, seq in heads.items() if identity and log_device(log_id) == identity.device}
        if not own:
            return
        pending = self._pending.setdefault(group, {})
        for log_id, seq in own.items():
            pending[device, log_id] = max(seq, pending.get((device, log_id), -1))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._flush(), name="delivery notes")

    async def _flush(self) -> None:
        while self._pending:
            # Many acknowledgements become one transaction, which does not stand in the way of the next message.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            group, heads = self._pending.popitem()
            rows = [DeviceHeadRow(device, log_id, seq) for (device, log_id), seq in heads.items()]
            try:
                reached = await self._context.store.write(lambda db, g=group, r=rows: _store(db, g, r))
            except CauserieError as error:
                log.warning("delivery notes were not stored: %s", error.code)
                self._pending[group] = {**heads, **self._pending.get(group, {})}  # they are with the next ones
                return
            if reached:
                self._context.hub.publish(DeliveryUpdated(group, tuple(reached)))

    async def stop(self) -> None:
        """Write what is noted and end."""
        self._hurry.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)


def _store(db: Db, group: GroupId, rows: list[DeviceHeadRow]) -> list[MessageId]:
    """Store the notes; return the newest messages they are news for."""
    known = {(row.device, row.log): row.seq for row in peer_store.put_heads(db, group, rows)}
    reached: list[MessageId] = []
    for row in rows:
        first = max(known.get((row.device, row.log), -1) + 1, row.seq - TOLD_AT_ONCE + 1)
        reached.extend(MessageId(op_id) for op_id in op_store.content_ids(db, group, row.log, first, row.seq))
    return list(dict.fromkeys(reached))
