"""The conversations list: a model of rows, filtered by name as one types, with one row selected."""

from collections.abc import Sequence
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
    Slot,
)
from PySide6.QtQml import QmlElement

from desktop.text.blocks import plain_text
from desktop.text.markdown import MarkdownReader
from desktop.viewmodels import entry_words, file_words, joining_words, people_words, words
from desktop.viewmodels.base import Context
from desktop.viewmodels.people import hue, initial
from sync.changes import (
    AnswerDelta,
    Change,
    GroupUpdated,
    JoinRequested,
    JoinSettled,
    MessageAdded,
    MessageRemoved,
    MessagesAdded,
    MessageUpdated,
    Overflow,
    PeerConnected,
    PeerDisconnected,
)
from sync.core.ids import AccountId, GroupId
from sync.core.names import fold
from sync.views import AnswerStatus, GroupKind, GroupState, GroupSummary, MessageView

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = (
    "key",
    "name",
    "initial",
    "hue",
    "square",
    "online",
    "preview",
    "time",
    "unread",
    "requests",
    "standing",
    "answering",
    "spoken",
)
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
PREVIEW_CHARACTERS: Final = 160
RELOADS: Final = (
    GroupUpdated,
    JoinRequested,
    JoinSettled,
    MessageAdded,
    MessagesAdded,
    MessageUpdated,
    MessageRemoved,
    Overflow,
)


def is_streaming(message: MessageView | None) -> bool:
    """Return whether more of `message` is still to come."""
    answer = message.assistant if message else None
    return answer is not None and answer.status is AnswerStatus.STREAMING


@QmlElement
class Conversations(QAbstractListModel):
    """The conversations of this account, newest activity first."""

    selectedChanged = Signal()
    countChanged = Signal()
    filterChanged = Signal()
    unreadChanged = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = MarkdownReader()
        self._all: list[GroupSummary] = []
        self._rows: list[GroupSummary] = []
        self._filter = ""
        self._selected: GroupId | None = None
        self._loading = False
        self._stale = False
        self._here: frozenset[AccountId] = frozenset()
        self._said: dict[GroupId, dict[str, object]] = {}
        context.bridge.listen(self._on_changes)

    @Property(int, notify=countChanged)
    def count(self) -> int:
        """How many rows are shown."""
        return len(self._rows)

    @Property(int, notify=countChanged)
    def total(self) -> int:
        """How many conversations there are, shown or not."""
        return len(self._all)

    @Property(int, notify=unreadChanged)
    def unread(self) -> int:
        """How many messages wait to be read."""
        return sum(row.unread for row in self._all)

    @Property(str, notify=filterChanged)
    def filter(self) -> str:
        """What the rows shown have in their names."""
        return self._filter

    @Property(int, notify=selectedChanged)
    def selectedIndex(self) -> int:
        """The selected row, -1 for none."""
        return next((n for n, row in enumerate(self._rows) if row.group_id == self._selected), -1)

    @property
    def selected(self) -> GroupId | None:
        """The selected conversation."""
        return self._selected

    @Slot(str)
    def setFilter(self, text: str) -> None:
        """Show the conversations whose name contains `text`, case and accents ignored."""
        if text != self._filter:
            self._filter = text
            self.filterChanged.emit()
            self._show(self._all)

    @Slot(int)
    def select(self, row: int) -> None:
        """Select a row shown."""
        if 0 <= row < len(self._rows):
            self.choose(self._rows[row].group_id)

    @Slot(int)
    def step(self, by: int) -> None:
        """Select the row `by` rows further down, stopping at the ends."""
        if self._rows:
            index = next((n for n, row in enumerate(self._rows) if row.group_id == self._selected), -1)
            self.select(min(max(index + by, 0), len(self._rows) - 1))

    def choose(self, group_id: GroupId | None) -> None:
        """Select a conversation, or none."""
        if group_id != self._selected:
            self._selected = group_id
            self.selectedChanged.emit()

    def known(self, key: object) -> GroupId | None:
        """Return the conversation whose id in hex is `key`, else the first one, None if there is none."""
        first = self._all[0].group_id if self._all else None
        return next((row.group_id for row in self._all if row.group_id.hex() == key), first)

    def reload(self) -> None:
        """Read the list again; calls while that is under way are answered by one more reading."""
        if self._loading:
            self._stale = True
            return
        self._loading = True
        self._context.spawn(self._load())

    async def load(self) -> None:
        """Read the list now, and who is here."""
        await self._look_round()
        self._show(list(await self._context.bridge.call(lambda engine: engine.groups.list())))

    async def _look_round(self) -> None:
        peers = await self._context.bridge.call(lambda engine: engine.peers.list())
        here = frozenset(peer.account_id for peer in peers)
        if here != self._here:
            self._here = here
            self.retranslate()

    async def _load(self) -> None:
        try:
            await self.load()
        finally:
            self._loading = False
        if self._stale:
            self._stale = False
            self.reload()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if any(isinstance(change, RELOADS) for change in changes):
            self.reload()
            return
        if any(isinstance(change, PeerConnected | PeerDisconnected) for change in changes):
            self._context.spawn(self._look_round())
        streaming = {change.group_id for change in changes if isinstance(change, AnswerDelta)}
        if any(row.group_id in streaming and not is_streaming(row.last_message) for row in self._all):
            self.reload()

    def _show(self, rows: list[GroupSummary]) -> None:
        """Show `rows` as filtered: in place if the order is the same, anew otherwise."""
        self._all = rows
        self._said.clear()
        wanted = fold(self._filter)
        shown = [row for row in rows if wanted in fold(words.group_title(row.name, row.state))]
        if [row.group_id for row in shown] == [row.group_id for row in self._rows]:
            changed = [n for n, row in enumerate(shown) if row != self._rows[n]]
            self._rows = shown
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
        else:
            self.beginResetModel()
            self._rows = shown
            self.endResetModel()
        self.countChanged.emit()
        self.unreadChanged.emit()
        if self._selected is not None and all(row.group_id != self._selected for row in rows):
            self.choose(rows[0].group_id if rows else None)
        self.selectedChanged.emit()

    def _roles(self, row: GroupSummary) -> dict[str, object]:
        name = words.group_title(row.name, row.state)
        answering = is_streaming(row.last_message)
        last = row.last_message
        text = words.state_line(row)
        if not text and answering and last is not None:
            text = words.answering(last.author.name)
        if not text:
            plain = plain_text(self._reader.read(last.text[:PREVIEW_CHARACTERS]).blocks) if last else ""
            plain = plain if plain.strip() or last is None else file_words.brief(last.attachments)
            text = words.preview(last, " ".join(plain.split()), row.kind)
        when = words.short_time(last.sent_at, words.now_ms()) if last else ""
        online = row.partner in self._here and row.state is GroupState.JOINED
        presence = people_words.presence(online) if online else ""
        told = ", ".join(part for part in (presence, entry_words.requests_hint(row.requests), text) if part)
        return {
            "key": row.group_id.hex(),
            "name": name,
            "initial": initial(row.name) or "…",
            "hue": hue(row.partner or row.group_id),
            "square": row.kind is GroupKind.GROUP,
            "online": online,
            "preview": text,
            "time": when,
            "unread": row.unread,
            "requests": row.requests,
            "standing": joining_words.standing_key(row.state, row.notice),
            "answering": answering and row.state is GroupState.JOINED,
            "spoken": words.spoken_row(name, told, when, row.unread),
        }

    def retranslate(self) -> None:
        """Say every row again, in another language."""
        self._said.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a row."""
        number = role - _FIRST
        if not (index.isValid() and 0 <= number < len(ROLES)):
            return None
        row = self._rows[index.row()]
        if row.group_id not in self._said:
            self._said[row.group_id] = self._roles(row)
        return self._said[row.group_id][ROLES[number]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}
