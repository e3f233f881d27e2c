"""The window of messages as a list model: newest first, as the view is laid out from the bottom up."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.viewmodels.attachments import AttachmentsModel
from desktop.viewmodels.blocks import BlocksModel
from desktop.viewmodels.timeline_rows import Row, Setting, describe, needs_blocks
from sync.core.ids import MessageId
from sync.views import Attachment, Delivery

ROLES: Final = (
    *("messageId", "kind", "own", "author", "initial", "hue", "first", "last", "day", "unread", "time", "fullTime"),
    *("ticks", "delivery", "quote", "reactions", "html", "blocks", "big", "deleted", "edited", "notForAi", "spoken"),
    *("status", "problem", "hostLine", "usage", "hasReceipt", "thinking", "unanswered", "attachments", "bare"),
)
_FIRST_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()


class TimelineModel(QAbstractListModel):
    """Rows of the window. Changing one also refreshes the neighbours whose grouping depends on it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._setting = Setting()
        self._has_older = True

    @property
    def rows(self) -> list[Row]:
        """The rows, newest first; not to be changed by the reader."""
        return self._rows

    @property
    def setting(self) -> Setting:
        """What rows are described with."""
        return self._setting

    def reset(self, rows: list[Row], setting: Setting, has_older: bool) -> None:
        """Show `rows` (newest first) instead of everything."""
        self.beginResetModel()
        old, self._rows = self._rows, rows
        self._setting, self._has_older = setting, has_older
        self.endResetModel()
        self._drop(old)

    def change_setting(self, setting: Setting) -> None:
        """Describe every row anew, such as after midnight or when the unread line goes."""
        self._setting = setting
        for row in self._rows:
            if row.files is not None:
                row.files.retranslate()
        self._refresh(0, len(self._rows) - 1)

    def mark_unanswered(self, message_id: MessageId | None, assistant: str) -> None:
        """Say under one message, or none, that the assistant of that name did not answer it."""
        old = self._setting
        if (message_id, assistant) == (old.unanswered, old.assistant):
            return
        self._setting = replace(old, unanswered=message_id, assistant=assistant)
        for changed in (old.unanswered, message_id):
            index = self.find(changed) if changed else -1
            if index >= 0:
                self._refresh(index, index)

    def insert(self, position: int, rows: list[Row]) -> None:
        """Put `rows` (newest first) before the row at `position`."""
        if not rows:
            return
        self.beginInsertRows(_NO_INDEX, position, position + len(rows) - 1)
        self._rows[position:position] = rows
        self.endInsertRows()
        self._refresh_around(position, position + len(rows) - 1)

    def add_older(self, rows: list[Row], has_older: bool) -> None:
        """Put `rows` (newest first) at the far end."""
        self._has_older = has_older
        end = len(self._rows)
        self.insert(end, rows)
        if not rows and end:
            self._refresh(end - 1, end - 1)

    def trim(self, first: int, last: int) -> None:
        """Take the rows from `first` to `last` out of the window."""
        if first > last:
            return
        if last == len(self._rows) - 1 and first:
            self._has_older = True
        self.beginRemoveRows(_NO_INDEX, first, last)
        gone = self._rows[first : last + 1]
        del self._rows[first : last + 1]
        self.endRemoveRows()
        self._drop(gone)
        self._refresh_around(first, first - 1)

    def find(self, message_id: MessageId) -> int:
        """Return the index of a message, -1 if it is not in the window."""
        return next((i for i, row in enumerate(self._rows) if row.view.message_id == message_id), -1)

    def place(self, position: bytes) -> int:
        """Return the index at which a message with the sort key `position` belongs."""
        return len(self._rows) - bisect_left(self._rows[::-1], position, key=lambda row: row.view.position)

    def put(self, index: int, row: Row) -> None:
        """Replace a row by a newer state of it; its blocks' view stays and changes only where they differ."""
        row.model, row.files = self._rows[index].model, self._rows[index].files
        self._rows[index] = row
        if row.model is not None and needs_blocks(row):
            row.model.update(row.blocks, row.streaming)
        if row.files is not None:
            row.files.update(row.view.attachments)
        self._refresh_around(index, index)

    def grow(self, index: int, text: str) -> None:
        """Add text to a streaming row: only its last blocks are told."""
        row = self._rows[index]
        if row.stream is None:
            return
        silent = not row.blocks
        row.blocks = row.stream.append(text)
        row.view = replace(row.view, text=row.view.text + text)
        if row.model is not None:
            row.model.update(row.blocks, growing=True)
        if silent:
            self._refresh(index, index)

    def set_attachment(self, message_id: MessageId, attachment: Attachment) -> None:
        """Show how a file stands; nothing else of its row changes."""
        index = self.find(message_id)
        if index < 0:
            return
        row = self._rows[index]
        row.view = replace(
            row.view,
            attachments=tuple(attachment if one.index == attachment.index else one for one in row.view.attachments),
        )
        row.roles = None
        if row.files is not None:
            row.files.update(row.view.attachments)
        spoken = _FIRST_ROLE + ROLES.index("spoken")
        self.dataChanged.emit(self.index(index), self.index(index), [spoken])

    def set_delivery(self, delivery: Iterable[tuple[MessageId, Delivery]]) -> None:
        """Show how far messages got."""
        for message_id, reached in delivery:
            index = self.find(message_id)
            if index >= 0 and self._rows[index].delivery != reached:
                self._rows[index].delivery = reached
                self._refresh(index, index)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many rows the window holds."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a row."""
        number, name = index.row(), role - _FIRST_ROLE
        if not (0 <= number < len(self._rows) and 0 <= name < len(ROLES)):
            return None
        row = self._rows[number]
        if ROLES[name] == "blocks":
            return self._blocks(row)
        if ROLES[name] == "attachments":
            return self._files(row)
        if row.roles is None:
            older = self._rows[number + 1] if number + 1 < len(self._rows) else None
            newer = self._rows[number - 1] if number else None
            row.roles = describe(row, older, newer, self._setting, self._has_older)
        return row.roles[ROLES[name]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST_ROLE + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}

    def _blocks(self, row: Row) -> BlocksModel | None:
        """Return the model of a row's blocks, made when a view first asks."""
        if not needs_blocks(row):
            return None
        if row.model is None:
            row.model = BlocksModel(row.blocks, row.streaming, self)
        return row.model

    def _files(self, row: Row) -> AttachmentsModel | None:
        """Return the model of a row's files, made when a view first asks."""
        if not row.view.attachments or row.view.deleted:
            return None
        if row.files is None:
            row.files = AttachmentsModel(row.view.attachments, self)
        return row.files

    def _refresh_around(self, first: int, last: int) -> None:
        self._refresh(max(0, first - 1), min(len(self._rows) - 1, last + 1))

    def _refresh(self, first: int, last: int) -> None:
        """Describe rows again and tell the view which roles differ."""
        for number in range(first, last + 1):
            self._rows[number].roles = None
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    @staticmethod
    def _drop(rows: list[Row]) -> None:
        for row in rows:
            if row.model is not None:
                row.model.deleteLater()
                row.model = None
            if row.files is not None:
                row.files.deleteLater()
                row.files = None
