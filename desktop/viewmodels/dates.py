"""Choosing a day to go to in the open conversation: one month as a grid, from the first message to today."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement

from desktop.viewmodels import timeline_words as words
from desktop.viewmodels.base import Context
from desktop.viewmodels.timeline import Timeline
from sync.core.ids import GroupId, MessageId

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = ("number", "inMonth", "open", "today", "chosen", "spoken")
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
WEEK: Final = 7
CELLS: Final = 6 * WEEK
_DAY: Final = timedelta(days=1)


def midnight(day: date) -> int:
    """Return when a day begins on this device's clock, ms since 1970."""
    return int(datetime(day.year, day.month, day.day).astimezone().timestamp() * 1000)


def month_later(day: date, months: int) -> date:
    """Return the same day some months later or earlier, or the month's last one where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year < date.max.year:
        return day
    last = date(year + (month == 11), (month + 1) % 12 + 1, 1) - _DAY
    return last.replace(day=min(day.day, last.day))


@QmlElement
class Dates(QAbstractListModel):
    """The days of the month that is shown, of which one is chosen; `go` takes the reader there."""

    changed = Signal()
    opened = Signal()

    def __init__(self, context: Context, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._timeline = timeline
        self._today = self._day = self._earliest = words.local_time(0).date()
        timeline.dateAsked.connect(self.beginAt)

    @Property(str, notify=changed)
    def title(self) -> str:
        """The month that is shown."""
        text = QLocale().toString(QDate(self._day.year, self._day.month, 1), "MMMM yyyy")
        return text[:1].upper() + text[1:]

    @Property(list, notify=changed)
    def weekdays(self) -> list[str]:
        """The days of the week in the order of this country, as short as can be told apart."""
        locale, first = QLocale(), QLocale().firstDayOfWeek().value
        return [
            locale.standaloneDayName((first - 1 + number) % WEEK + 1, QLocale.FormatType.ShortFormat)
            for number in range(WEEK)
        ]

    @Property(int, notify=changed)
    def current(self) -> int:
        """The cell of the chosen day."""
        return (self._day - self._first()).days

    @Property(str, notify=changed)
    def chosen(self) -> str:
        """The chosen day in words."""
        return self._spoken(self._day)

    @Property(bool, notify=changed)
    def earlier(self) -> bool:
        """Whether the month before has days to go to."""
        return self._day.replace(day=1) > self._earliest

    @Property(bool, notify=changed)
    def later(self) -> bool:
        """Whether the month after has days to go to."""
        return (self._day.year, self._day.month) < (self._today.year, self._today.month)

    @Slot()
    def begin(self) -> None:
        """Choose a day, from today on backwards."""
        self._context.spawn(self._begin(None))

    @Slot(str)
    def beginAt(self, message: str) -> None:
        """Choose a day, from that of a message of the window, by its id in hex."""
        row = self._timeline.row(MessageId(bytes.fromhex(message)))
        self._context.spawn(self._begin(row.day if row else None))

    async def _begin(self, day: date | None) -> None:
        group = self._timeline.group_id
        if group is None:
            return
        first = await self._context.bridge.call(lambda engine: engine.messages.first_since(group, 0))
        if first is None or group != self._timeline.group_id:
            return
        self._today = datetime.now().astimezone().date()
        self._earliest = min(words.local_time(first.sent_at).date(), self._today)
        self._choose(day or self._today)
        self.opened.emit()

    @Slot(int)
    def move(self, days: int) -> None:
        """Choose the day some days later, or earlier."""
        self._choose(self._day + days * _DAY)

    @Slot(int)
    def moveMonths(self, months: int) -> None:
        """Choose the same day some months later, or earlier."""
        self._choose(month_later(self._day, months))

    @Slot(int)
    def pick(self, cell: int) -> None:
        """Choose the day of a cell."""
        day = self._first() + cell * _DAY
        if 0 <= cell < CELLS and self._earliest <= day <= self._today:
            self._choose(day)

    @Slot()
    def chooseFirst(self) -> None:
        """Choose the day of the first message."""
        self._choose(self._earliest)

    @Slot()
    def chooseToday(self) -> None:
        """Choose today."""
        self._choose(self._today)

    @Slot()
    def go(self) -> None:
        """Show the chosen day's messages."""
        group: GroupId | None = self._timeline.group_id
        if group is not None:
            self._timeline.jumpToTime(midnight(self._day))

    def _choose(self, day: date) -> None:
        self.beginResetModel()
        self._day = min(max(day, self._earliest), self._today)
        self.endResetModel()
        self.changed.emit()

    def _first(self) -> date:
        """Return the day of the first cell."""
        first = self._day.replace(day=1)
        return first - (first.isoweekday() - QLocale().firstDayOfWeek().value) % WEEK * _DAY

    @staticmethod
    def _spoken(day: date) -> str:
        return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many cells the grid has."""
        return 0 if parent.isValid() else CELLS

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a cell."""
        name = role - _FIRST
        if not (index.isValid() and 0 <= name < len(ROLES)):
            return None
        day = self._first() + index.row() * _DAY
        match ROLES[name]:
            case "number":
                return day.day
            case "inMonth":
                return day.month == self._day.month
            case "open":
                return self._earliest <= day <= self._today
            case "today":
                return day == self._today
            case "chosen":
                return day == self._day
            case _:
                return self._spoken(day)

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}
