"""What is typed and not yet sent, kept for each conversation on this device."""

from PySide6.QtCore import QObject, QTimer

from desktop.viewmodels.base import Context
from sync.core.ids import GroupId

KEEP_AFTER_MS = 400


class Drafts:
    """Reads drafts, and writes the one in hand a moment after the last key."""

    def __init__(self, context: Context, parent: QObject) -> None:
        self._context = context
        self._pending: tuple[GroupId, str] | None = None
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.flush)

    async def read(self, group_id: GroupId) -> str:
        """Return the draft of a conversation, empty if there is none."""
        await self.write()
        kept = await self._context.bridge.call(lambda engine: engine.preferences.get(_key(group_id), ""))
        return kept if isinstance(kept, str) else ""

    def keep(self, group_id: GroupId, text: str) -> None:
        """Write a draft soon."""
        if self._pending is not None and self._pending[0] != group_id:
            self.flush()
        self._pending = (group_id, text)
        self._timer.start()

    def flush(self) -> None:
        """Write what is pending now."""
        pending = self._take()
        if pending is not None:
            self._context.spawn(self._write(*pending))

    async def write(self) -> None:
        """Write what is pending and wait until it is written."""
        pending = self._take()
        if pending is not None:
            await self._write(*pending)

    def _take(self) -> tuple[GroupId, str] | None:
        self._timer.stop()
        pending, self._pending = self._pending, None
        return pending

    async def _write(self, group_id: GroupId, text: str) -> None:
        await self._context.bridge.call(lambda engine: engine.preferences.set(_key(group_id), text))


def _key(group_id: GroupId) -> str:
    return f"draft.{group_id.hex()}"
