"""Telling the group that somebody types, seldom enough to cost nothing."""

import logging
import time

from PySide6.QtCore import QObject, QTimer

from desktop.viewmodels.base import Context
from sync.core.ids import GroupId
from sync.errors import CauserieError

logger = logging.getLogger(__name__)

EVERY_SECONDS = 4.0
ENDS_AFTER_MS = 6_000


class TypingNotice:
    """Says "typing" at most every few seconds, and "not typing" once the keys rest."""

    def __init__(self, context: Context, parent: QObject) -> None:
        self._context = context
        self._group: GroupId | None = None
        self._said = 0.0
        self._rest = QTimer(parent)
        self._rest.setSingleShot(True)
        self._rest.setInterval(ENDS_AFTER_MS)
        self._rest.timeout.connect(self.stop)

    def typed(self, group_id: GroupId, something: bool) -> None:
        """A key was pressed; `something` says whether any text is left."""
        if not something:
            self.stop()
            return
        self._rest.start()
        now = time.monotonic()
        if self._group is None or now - self._said >= EVERY_SECONDS:
            self._group, self._said = group_id, now
            self._tell(group_id, active=True)

    def stop(self) -> None:
        """Nobody types any more."""
        self._rest.stop()
        group, self._group = self._group, None
        if group is not None:
            self._tell(group, active=False)

    def _tell(self, group_id: GroupId, active: bool) -> None:
        self._context.spawn(self._send(group_id, active), self._ignore)

    async def _send(self, group_id: GroupId, active: bool) -> None:
        await self._context.bridge.call(lambda engine: engine.peers.typing(group_id, active))

    @staticmethod
    def _ignore(error: CauserieError) -> None:
        # Nobody misses a typing notice; a group that cannot take one says so when something is sent.
        logger.debug("typing notice not sent: %s", error.code)
