"""Which question stands there without an answer, now that nobody answers it on their own any more."""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.assistant.addressing import listens
from desktop.assistant.mentions import mentions
from desktop.viewmodels.timeline_model import TimelineModel
from desktop.viewmodels.timeline_rows import Row
from sync.core.limits import TURN_LIFETIME_MS
from sync.views import AuthorKind, Group, MessageView

NEAR: Final = 20
"""Rows looked at: a question further back has been talked past, and old history stays calm."""


def may_ask(view: MessageView, group: Group) -> bool:
    """Return whether a message may be put to the assistant at all: its author's, the group's and the reader's will."""
    if view.author.kind is not AuthorKind.PERSON or view.deleted or view.not_for_ai or not listens(group):
        return False
    author = view.author.account_id
    return not any(member.blocked and member.account_id == author for member in group.members)


class Questions(QObject):
    """Marks the newest question of the window once its lifetime is over and no answer to it is there.

    In a group whose assistant judges for itself every message asks for an answer and silence is one: only what is put
    to the assistant by name, or replies to it, counts as a question here.
    """

    def __init__(self, model: TimelineModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._group: Group | None = None
        self._mentions = lru_cache(2 * NEAR)(mentions)
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.timeout.connect(self.look)
        for moved in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            moved.connect(self.look)

    def use(self, group: Group | None, at_end: bool) -> None:
        """Look at the conversation as last read; nothing is known to be missing unless its end is in the window."""
        self._group = group if at_end else None
        self.look()

    def asks(self, row: Row, group: Group) -> bool:
        """Return whether a message is put to the assistant, and may be."""
        if not may_ask(row.view, group):
            return False
        to_answer = row.quoted is not None and row.quoted.author.kind is AuthorKind.ASSISTANT
        return to_answer or self._mentions(row.view.text, group.assistant.name)

    def look(self) -> None:
        """Mark the question without an answer, or come back when it is time to."""
        group = self._group
        question = self._unanswered(self._model.rows, group) if group else None
        left = question.turn_expires - int(time.time() * 1000) if question else 0
        if question is None or group is None or left > 0:
            self._model.mark_unanswered(None, "")
        else:
            self._model.mark_unanswered(question.message_id, group.assistant.name)
        if left > 0:
            self._expiry.start(min(left, TURN_LIFETIME_MS))
        else:
            self._expiry.stop()

    def _unanswered(self, rows: Sequence[Row], group: Group) -> MessageView | None:
        """Return the newest question, unless there is an answer to it."""
        asked = next((row.view for row in rows[:NEAR] if row.view.hosts and self.asks(row, group)), None)
        answers = (row.view.assistant for row in rows)
        answered = asked is None or any(answer and answer.trigger == asked.message_id for answer in answers)
        return None if answered else asked
