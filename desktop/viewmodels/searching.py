"""Finding messages as one types: in the open conversation or in all of them, newest first."""

import asyncio
import re
from html import escape
from typing import Any, Final

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement

from desktop.text.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE
from desktop.viewmodels import file_words, words
from desktop.viewmodels.base import Context
from desktop.viewmodels.people import hue, initial
from sync.core.ids import GroupId
from sync.views import AuthorKind, SearchHit

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = ("message", "group", "author", "initial", "hue", "assistant", "place", "time", "html", "spoken")
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
REST_MS: Final = 120
"""Typing must rest this long before the store is asked."""
PAGE: Final = 40
MOST: Final = 480
"""Who has scrolled so far had better look for something else."""
MARKUP: Final = re.compile(r"[*`|#>~]+|-{3,}|:?-{2,}:?")
"""Marks that say nothing in one line."""


def marked_html(snippet: str) -> str:
    """Return a snippet as rich text, what was found in bold; everything else is only text."""
    text = escape(" ".join(MARKUP.sub(" ", snippet).split()))
    return text.replace(FIRST_STRONG_ISOLATE, "<b>").replace(POP_ISOLATE, "</b>")


@QmlElement
class Searching(QAbstractListModel):
    """What was found."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._hits: list[SearchHit] = []
        self._places: dict[GroupId, str] = {}
        self._query = ""
        self._asked = ""
        self._scope: GroupId | None = None
        self._open: GroupId | None = None
        self._looking: asyncio.Task[None] | None = None
        self._wanted = PAGE
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)

    @Property(str, notify=changed)
    def query(self) -> str:
        """What is looked for."""
        return self._query

    @Property(bool, notify=changed)
    def everywhere(self) -> bool:
        """Whether all conversations are searched."""
        return self._scope is None

    @Property(bool, notify=changed)
    def fruitless(self) -> bool:
        """Whether the search is over and nothing was found."""
        return bool(self._query) and self._asked == self._query and not self._hits

    def show(self, group_id: GroupId | None) -> None:
        """Be about a conversation."""
        self._open = group_id

    @Slot(bool)
    def begin(self, everywhere: bool) -> None:
        """Start to search in the open conversation, or everywhere."""
        self._scope = None if everywhere else self._open
        self._asked = ""
        self._places = {}
        self._show([])
        self._rest.start()

    @Slot(str)
    def setQuery(self, text: str) -> None:
        """Look for `text` once typing rests."""
        if text.strip() != self._query:
            self._query = text.strip()
            self.changed.emit()
            self._rest.start()

    @Slot()
    def more(self) -> None:
        """Called when the reader nears the last hit: look for older ones."""
        whole = len(self._hits) == self._wanted and self._asked == self._query
        if whole and self._wanted < MOST and (self._looking is None or self._looking.done()):
            self._wanted += PAGE
            self._look()

    def _ask(self) -> None:
        self._wanted = PAGE
        self._look()

    def _look(self) -> None:
        # What somebody has typed past is of no interest: the engine leaves it in its middle.
        if self._looking is not None:
            self._looking.cancel()
        if self._query:
            self._looking = self._context.spawn(self._find(self._query, self._scope, self._wanted))
        else:
            self._show([])

    async def _find(self, query: str, scope: GroupId | None, limit: int) -> None:
        bridge = self._context.bridge
        hits = list(await bridge.call(lambda engine: engine.messages.search(query, group_id=scope, limit=limit)))
        if scope is None and not self._places.keys() >= {hit.message.group_id for hit in hits}:
            groups = await bridge.call(lambda engine: engine.groups.list())
            self._places = {group.group_id: words.group_title(group.name, group.state) for group in groups}
        if (query, scope) != (self._query, self._scope):
            return
        self._asked = query
        self._show(hits)

    def _show(self, hits: list[SearchHit]) -> None:
        known = len(self._hits)
        if known and hits[:known] == self._hits:
            # More of the same: what is read stays where it is.
            if len(hits) > known:
                self.beginInsertRows(_NO_INDEX, known, len(hits) - 1)
                self._hits = hits
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._hits = hits
            self.endResetModel()
        self.changed.emit()

    def _roles(self, hit: SearchHit) -> dict[str, object]:
        message = hit.message
        when = words.short_time(message.sent_at, words.now_ms())
        files = file_words.brief(message.attachments)
        place = self._places.get(message.group_id, "") if self._scope is None else ""
        return {
            "message": message.message_id.hex(),
            "group": message.group_id.hex(),
            "author": message.author.name,
            "initial": initial(message.author.name),
            "hue": hue(message.author.account_id),
            "assistant": message.author.kind is AuthorKind.ASSISTANT,
            "place": place,
            "time": when,
            "html": marked_html(hit.snippet) or escape(files),
            "spoken": ", ".join(part for part in (message.author.name, place, when, message.text or files) if part),
        }

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how much was found."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a row."""
        number = role - _FIRST
        if not (index.isValid() and 0 <= number < len(ROLES)):
            return None
        return self._roles(self._hits[index.row()])[ROLES[number]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}
