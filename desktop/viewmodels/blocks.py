"""The blocks of one message as a list model; a streaming answer changes its last rows and no others."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.text.bidi import is_rtl
from desktop.text.blocks import TOP, Block, CodeBlock, Heading, Paragraph, Rule, Spans, Table, block_text, spans_text
from desktop.text.html import code_html, spans_html

ROLES: Final = (
    *("kind", "html", "level", "marker", "indent", "quote", "quoted", "space", "rtl"),
    *("language", "plain", "cells", "columns"),
)
_FIRST_ROLE = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
_WORDS: Final = [_FIRST_ROLE + ROLES.index(name) for name in ("html", "plain", "rtl")]

OPEN_CODE_CHARACTERS = 1_500
"""Code still being written is coloured up to here: each new line colours all of them again."""


def simple_html(blocks: tuple[Block, ...]) -> str | None:
    """Return a message of one ordinary paragraph as rich text, None for anything that needs blocks."""
    if not blocks:
        return ""
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph) and blocks[0].place == TOP:
        return spans_html(blocks[0].spans)
    return None


def _cell(spans: Spans, align: str, header: bool, last: bool) -> dict[str, object]:
    return {"html": spans_html(spans), "align": align, "header": header, "last": last}


def _table(block: Table) -> dict[str, object]:
    """Return a table's cells row by row."""
    rows = (block.header, *block.rows)
    cells = [
        _cell(spans, str(align), number == 0, number == len(rows) - 1)
        for number, row in enumerate(rows)
        for spans, align in zip(row, block.aligns, strict=True)
    ]
    return {"kind": "table", "cells": cells, "columns": len(block.aligns)}


def _space(previous: Block | None, block: Block) -> str:
    """Return how far a block stands from the one before it."""
    if previous is None:
        return "none"
    if isinstance(block, Heading):
        return "wide"
    both = (previous, block)
    if all(isinstance(one, Paragraph) and one.place.indent and one.place.quote == block.place.quote for one in both):
        return "tight"
    return "normal" if all(isinstance(one, Paragraph | Heading) for one in both) else "wide"


class OpenCode:
    """Colours code while it is written: whole lines, once each line, and no more than is cheap."""

    def __init__(self) -> None:
        self._language = ""
        self._head = ""
        self._html = ""

    def html(self, language: str, text: str) -> str:
        """Return `text` as rich text, its newest words plain."""
        if language != self._language or not text.startswith(self._head):
            self._language, self._head, self._html = language, "", ""
        whole = text.rfind("\n") + 1
        if len(self._head) < whole <= OPEN_CODE_CHARACTERS:
            self._head = text[:whole]
            self._html = code_html(language, self._head)
        return self._html + code_html("", text[len(self._head) :])


def describe(block: Block, previous: Block | None = None, code: OpenCode | None = None) -> dict[str, object]:
    """Return a block's roles; `code` colours one that is still growing."""
    common: dict[str, object] = {
        "html": "",
        "level": 0,
        "marker": block.place.marker,
        "indent": block.place.indent,
        "quote": block.place.quote,
        "quoted": previous is not None and previous.place.quote > 0,
        "space": _space(previous, block),
        "rtl": isinstance(block, Paragraph | Heading) and is_rtl(spans_text(block.spans)),
        "language": "",
        "plain": block_text(block),
        "cells": [],
        "columns": 0,
    }
    match block:
        case Paragraph():
            return common | {"kind": "text", "html": spans_html(block.spans)}
        case Heading():
            return common | {"kind": "heading", "html": spans_html(block.spans), "level": block.level}
        case CodeBlock():
            html = code.html(block.language, block.text) if code else code_html(block.language, block.text)
            return common | {"kind": "code", "html": html, "language": block.language}
        case Table():
            return common | _table(block)
        case Rule():
            return common | {"kind": "rule"}


class BlocksModel(QAbstractListModel):
    """What a message's view repeats over."""

    def __init__(self, blocks: tuple[Block, ...], growing: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._blocks = blocks
        self._growing = growing
        self._cache: dict[int, dict[str, object]] = {}
        self._code = OpenCode()

    def update(self, blocks: tuple[Block, ...], growing: bool) -> None:
        """Show `blocks` instead, telling views only about the rows that differ."""
        old = self._blocks
        same = 0
        # A stream keeps its settled blocks' identity, so most of this compares pointers.
        while same < min(len(old), len(blocks)) and (old[same] is blocks[same] or old[same] == blocks[same]):
            same += 1
        if self._growing and (not growing or len(blocks) > len(old)):
            # What was the last block has its final colours only now.
            same = min(same, max(0, len(old) - 1))
        self._growing = growing
        if len(blocks) < len(old):
            self.beginRemoveRows(_NO_INDEX, len(blocks), len(old) - 1)
            self._blocks = old[: len(blocks)]
            self.endRemoveRows()
        kept = len(self._blocks)
        self._blocks = blocks[:kept]
        for row in [row for row in self._cache if row >= same]:
            del self._cache[row]
        for row in range(same, kept):
            # A word more in a paragraph changes two roles; a view reads again only what it is told.
            before, after = old[row], blocks[row]
            words = isinstance(before, Paragraph) and isinstance(after, Paragraph) and before.place == after.place
            self.dataChanged.emit(self.index(row), self.index(row), _WORDS if words and row == same else [])
        if len(blocks) > kept:
            self.beginInsertRows(_NO_INDEX, kept, len(blocks) - 1)
            self._blocks = blocks
            self.endInsertRows()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many blocks there are."""
        return 0 if parent.isValid() else len(self._blocks)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a block."""
        row, name = index.row(), role - _FIRST_ROLE
        if not (0 <= row < len(self._blocks) and 0 <= name < len(ROLES)):
            return None
        roles = self._cache.get(row)
        if roles is None:
            last = row == len(self._blocks) - 1
            previous = self._blocks[row - 1] if row else None
            code = self._code if self._growing and last else None
            roles = self._cache[row] = describe(self._blocks[row], previous, code)
        return roles[ROLES[name]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST_ROLE + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}
