"""A short list model of ready-made rows, such as the invites of a group: rows come and go one by one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
Values = Mapping[str, object]


@QmlElement
class CardRows(QAbstractListModel):
    """Rows by their key: what stays keeps its delegate, and with it the keyboard."""

    countChanged = Signal()

    def __init__(self, roles: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._roles = ("key", *roles)
        self._rows: list[Values] = []

    @Property(int, notify=countChanged)
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def show(self, rows: Sequence[Values]) -> None:
        """Show `rows`, each with a value for "key" and for every role."""
        before = len(self._rows)
        wanted = [row["key"] for row in rows]
        for number in range(before - 1, -1, -1):
            if self._rows[number]["key"] not in wanted:
                self.beginRemoveRows(_NO_INDEX, number, number)
                del self._rows[number]
                self.endRemoveRows()
        known = {row["key"] for row in self._rows}
        if [key for key in wanted if key in known] == [row["key"] for row in self._rows]:
            self._fit(rows, known)
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        if len(self._rows) != before:
            self.countChanged.emit()

    def _fit(self, rows: Sequence[Values], known: set[object]) -> None:
        """Put in what is new, and change what is there in place."""
        for number, row in enumerate(rows):
            if row["key"] not in known:
                self.beginInsertRows(_NO_INDEX, number, number)
                self._rows.insert(number, row)
                self.endInsertRows()
            elif row != self._rows[number]:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a row."""
        number = role - _FIRST
        if not (index.isValid() and 0 <= number < len(self._roles)):
            return None
        return self._rows[index.row()][self._roles[number]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(self._roles)}
