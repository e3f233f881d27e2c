"""Full-text search over shown messages, and the upkeep of its index (SQLite FTS5, external content)."""

import heapq
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from sync.core.ids import AccountId, GroupId
from sync.store.bulk import insert_rows
from sync.store.message_keys import key_range
from sync.store.message_rows import READ, from_columns, key_of
from sync.store.refs import find, places
from sync.store.rows import FoundRow
from sync.store.tables import Groups, Messages

MATCH_START: Final = "\u2068"
MATCH_END: Final = "\u2069"
_SNIPPET_WORDS: Final = 16
_MAX_WORDS: Final = 16
_MAX_CHARACTERS: Final = 400
_TOKEN_CATEGORIES: Final = ("L", "N", "Co")
"""Unicode categories that the unicode61 tokenizer makes words of."""
_FIRST_ACCENT: Final = "\u0300"
_LAST_ACCENT: Final = "\u036f"
_GAPS: Final = re.compile("[\u19b0-\u19c0\u19c8\u19c9\u1cf2\u1cf3]")
"""Letters by Python's tables that SQLite's, of another Unicode version, take for gaps between words."""

_ADD: Final = "INSERT INTO search (rowid, text) VALUES (?, ?)"
# An external-content index can only forget a text it is told again.
_DROP: Final = "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)"
_DROP_RANGE: Final = (
    "INSERT INTO search (search, rowid, text)"
    " SELECT 'delete', id, text FROM searchable WHERE id BETWEEN ? AND ? ORDER BY id"
)
_FIND: Final = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
# The cross join keeps the order: each match is looked up by its number, the newest first, until there are enough.
_FIND_OTHERS: Final = (
    "SELECT search.rowid FROM search CROSS JOIN messages ON messages.id = search.rowid"
    " WHERE search MATCH ? AND search.rowid BETWEEN ? AND ? AND messages.account_ref NOT IN {numbers}"
    " ORDER BY search.rowid DESC LIMIT ?"
)
_SNIPPET: Final = "SELECT snippet(search, 0, ?, ?, '…', ?) FROM search WHERE search MATCH ? AND rowid = ?"

Entry = tuple[int, str]
"""A message's row number and its text."""


def add(db: Session, entries: Iterable[Entry]) -> None:
    """Put texts into the index; ascending, because a step back makes FTS5 write out what it has gathered."""
    rows = sorted(entries)
    if rows:
        insert_rows(db, _ADD, rows)


def drop(db: Session, entries: Iterable[Entry]) -> None:
    """Take texts out of the index; each must be the very text that was put in."""
    rows = sorted(entries)
    if rows:
        db.connection().exec_driver_sql(_DROP, rows)


def drop_range(db: Session, first: int, last: int) -> None:
    """Take every searchable message numbered `first` to `last` out of the index; call before it leaves `messages`."""
    db.connection().exec_driver_sql(_DROP_RANGE, (first, last))


def search(
    db: Session, query: str, group: GroupId | None = None, limit: int = 50, blocked: Collection[AccountId] = ()
) -> list[FoundRow]:
    """Return up to `limit` messages with every word of `query`, the last one as a prefix; newest first, never ranked.

    Those by, or hosted by, a `blocked` account are not found.

    Any text is safe as a query; one without a letter or a digit finds nothing. A last word of one Latin letter stands
    for itself: as a prefix it would gather half of all messages. Across groups the newest is by time.
    """
    expression = match_expression(query)
    if not expression:
        return []
    unwanted = tuple(find(db, blocked).values()) if blocked else ()
    keys = [key for first, last in _ranges(db, group) for key in _find(db, expression, first, last, limit, unwanted)]
    rows = {
        key_of(row): from_columns(row)
        for start in range(0, len(keys), 500)
        for row in db.connection().execute(READ.where(col(Messages.id).in_(keys[start : start + 500])))
    }
    if group is None:
        newest = heapq.nlargest(limit, rows, key=lambda key: (rows[key].sort_time, rows[key].position))
    else:
        newest = sorted(rows, key=lambda key: rows[key].position, reverse=True)
    return [FoundRow(rows[key], _snippet(db, expression, key)) for key in newest]


def match_expression(query: str) -> str:
    """Return the FTS5 expression for what a person typed, empty when there is nothing to look for."""
    typed = unicodedata.normalize("NFC", query[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8"))
    words = "".join(map(_in_words, typed)).split()[:_MAX_WORDS]
    if not words:
        return ""
    return " ".join(f'"{word}"' for word in words) + ("" if _is_letter(words[-1]) else "*")


def _in_words(character: str) -> str:
    """Return what the tokenizer makes of a character: itself, nothing, or a gap between words."""
    if _FIRST_ACCENT <= character <= _LAST_ACCENT:
        return ""
    in_word = unicodedata.category(character).startswith(_TOKEN_CATEGORIES) and not _GAPS.match(character)
    return character if in_word else " "


def _is_letter(word: str) -> bool:
    """Return whether a word is one Latin letter or digit, with or without an accent."""
    return len(word) == 1 and unicodedata.normalize("NFD", word)[0].isascii()


def _ranges(db: Session, group: GroupId | None) -> list[tuple[int, int]]:
    """Return the row numbers to look through: one group's, or each group's."""
    if group is None:
        numbers: Sequence[int] = db.connection().scalars(select(col(Groups.id))).all()
    else:
        numbers = list(find(db, [group]).values())
    return [key_range(number) for number in numbers]


def _find(db: Session, expression: str, first: int, last: int, limit: int, unwanted: tuple[int, ...]) -> list[int]:
    query = _FIND_OTHERS.format(numbers=places(len(unwanted))) if unwanted else _FIND
    return list(db.connection().exec_driver_sql(query, (expression, first, last, *unwanted, limit)).scalars())


def _snippet(db: Session, expression: str, key: int) -> str:
    parameters = (MATCH_START, MATCH_END, _SNIPPET_WORDS, expression, key)
    return db.connection().exec_driver_sql(_SNIPPET, parameters).scalar_one()
