"""Messages on their way to disk, in the order they were sent; one whose files are being read can be called back."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.viewmodels import file_words
from desktop.viewmodels.base import Context
from desktop.viewmodels.composer_tray import Chip
from sync.core.ids import GroupId, MessageId
from sync.errors import CauserieError

SLOW_MS: Final = 300
"""A message that takes longer says so."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The message being replied to."""

    message_id: MessageId
    author: str
    text: str
    assistant: bool


@dataclass(slots=True, eq=False)
class Letter:
    """All that goes with one message."""

    group_id: GroupId
    text: str
    reply: Reply | None
    not_for_ai: bool
    chips: tuple[Chip, ...]
    recalled: bool = False
    slow: bool = False
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)


class Sending(QObject):
    """Sends letters one after the other. `returned` gets one that was not sent, with the reason or None if recalled."""

    changed = Signal()

    def __init__(
        self,
        context: Context,
        sent: Callable[[Letter], None],
        returned: Callable[[Letter, CauserieError | None], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._sent = sent
        self._returned = returned
        self._order = asyncio.Lock()
        self._letters: list[Letter] = []

    def send(self, letter: Letter) -> None:
        """Send a letter after those before it."""
        self._letters.append(letter)
        if letter.chips:
            QTimer.singleShot(SLOW_MS, self, lambda: self._slow(letter))
        letter.task = self._context.spawn(self._send(letter), lambda error: self._returned(letter, error))

    def preparing(self, group_id: GroupId | None) -> str:
        """Return what is being prepared for a conversation, as a sentence; empty if nothing is, or not for long."""
        letter = self._waiting(group_id)
        return file_words.preparing([chip.name for chip in letter.chips]) if letter else ""

    def recall(self, group_id: GroupId | None) -> None:
        """Give back the letter that `preparing` speaks of."""
        letter = self._waiting(group_id)
        if letter is not None and letter.task is not None:
            letter.recalled = True
            letter.task.cancel()

    async def _send(self, letter: Letter) -> None:
        uploads = tuple(chip.upload for chip in letter.chips)
        reply_to = letter.reply.message_id if letter.reply else None
        try:
            async with self._order:
                await self._context.bridge.assist(
                    lambda assistant: assistant.send(
                        letter.group_id, letter.text, reply_to, letter.not_for_ai, attachments=uploads
                    )
                )
        except asyncio.CancelledError:
            if letter.recalled:
                self._returned(letter, None)
            raise
        finally:
            self._letters.remove(letter)
            self.changed.emit()
        self._sent(letter)

    def _waiting(self, group_id: GroupId | None) -> Letter | None:
        return next((one for one in self._letters if one.slow and one.group_id == group_id), None)

    def _slow(self, letter: Letter) -> None:
        letter.slow = True
        self.changed.emit()
