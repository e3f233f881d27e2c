"""The files of one message as a list model: progress changes a line, not the row it is in."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.viewmodels import file_words
from sync.views import Attachment

ROLES: Final = ("number", "name", "picture", "alone", "glyph", "ratio", "pixels", "standing", "share", "line", "spoken")
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
NARROWEST, WIDEST = 0.5, 2.5
UNKNOWN_RATIO: Final = 4 / 3


def ratio(attachment: Attachment) -> float:
    """Return width by height as its sender says, within what looks well."""
    if not attachment.width or not attachment.height:
        return UNKNOWN_RATIO
    return min(max(attachment.width / attachment.height, NARROWEST), WIDEST)


class AttachmentsModel(QAbstractListModel):
    """The files of a message."""

    def __init__(self, files: Sequence[Attachment], parent: QObject) -> None:
        super().__init__(parent)
        self._files = tuple(files)

    def update(self, files: Sequence[Attachment]) -> None:
        """Show newer states; only the lines that differ are told."""
        old, new = self._files, tuple(files)
        if len(old) != len(new):
            self.beginResetModel()
            self._files = new
            self.endResetModel()
            return
        self._files = new
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(number), self.index(number))

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        if self._files:
            self.dataChanged.emit(self.index(0), self.index(len(self._files) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many files there are."""
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a file."""
        number, name = index.row(), role - _FIRST
        if not (0 <= number < len(self._files) and 0 <= name < len(ROLES)):
            return None
        return self._role(self._files[number], ROLES[name])

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}

    def _role(self, file: Attachment, role: str) -> object:
        match role:
            case "number":
                return file.index
            case "name":
                return file.name
            case "picture":
                return file_words.is_picture(file.mime)
            case "alone":
                return sum(file_words.is_picture(each.mime) for each in self._files) == 1
            case "glyph":
                return file_words.glyph(file.mime)
            case "ratio":
                return ratio(file)
            case "pixels":
                return file.width
            case "standing":
                return str(file.state)
            case "share":
                return file_words.share(file)
            case "line":
                return file_words.state_line(file)
            case _:
                return file_words.spoken(file)
