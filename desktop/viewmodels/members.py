"""The members of a group as a list model."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.people import hue, initial
from sync.views import Member

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = ("name", "initial", "hue", "status", "online", "you")
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()


@QmlElement
class Members(QAbstractListModel):
    """People of one group: oneself first, then those who are here, then the others, by name."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._members: list[Member] = []

    def show(self, members: tuple[Member, ...]) -> None:
        """Show `members`."""
        ordered = sorted(members, key=lambda m: (not m.you, not m.online, m.name.casefold(), m.account_id))
        if [m.account_id for m in ordered] == [m.account_id for m in self._members]:
            self._members = ordered
            if ordered:
                self.dataChanged.emit(self.index(0), self.index(len(ordered) - 1))
            return
        self.beginResetModel()
        self._members = ordered
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many members there are."""
        return 0 if parent.isValid() else len(self._members)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a member."""
        number = role - _FIRST
        if not (index.isValid() and 0 <= number < len(ROLES)):
            return None
        member = self._members[index.row()]
        values = (
            words.member_name(member),
            initial(member.name),
            hue(member.account_id),
            words.member_state(member),
            member.online and not member.you,
            member.you,
        )
        return values[number]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}
