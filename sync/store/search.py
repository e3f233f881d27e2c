"""Full-text search over shown messages, and the upkeep of its index (SQLite FTS5, external content)."""

import heapq
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from sync.core.ids import AccountId, GroupId
from sync.store.bulk import insert_rows
from sync.store.message_keys import key_range
from sync.store.message_rows import READ, from_columns, key_of
from sync.store.refs import CHUNK, find, places
from sync.store.rows import FoundRow, MessageRow
from sync.store.snippets import fold, snippet
from sync.store.statements import driver_connection, run, run_for_each
from sync.store.tables import Groups, Messages

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
_MERGE: Final = "INSERT INTO search (search, rank) VALUES ('merge', 32)"
"""Merges up to so many pages of the index: a few ms."""
_FIND: Final = "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
# The cross join keeps the order: each match is looked up by its number, the newest first, until there are enough.
_FIND_OTHERS: Final = (
    "SELECT search.rowid FROM search CROSS JOIN messages ON messages.id = search.rowid"
    " WHERE search MATCH ? AND search.rowid BETWEEN ? AND ? AND messages.account_ref NOT IN {numbers}"
    " ORDER BY search.rowid DESC LIMIT ?"
)
_ALL_BUT: Final = (
    "SELECT search.rowid FROM search CROSS JOIN messages ON messages.id = search.rowid"
    " WHERE search MATCH ? AND messages.account_ref NOT IN {numbers} LIMIT ?"
)
_TIME: Final = "SELECT sort_time FROM messages WHERE id = ?"
_ALL: Final = "SELECT rowid FROM search WHERE search MATCH ? LIMIT ?"
_ENDINGS: Final = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? LIMIT ?"
_LAST_CHARACTER: Final = "\U0010ffff"
_FEW: Final = 300
"""Matches in all groups that are fetched at once; where there are more, each group is asked for its newest."""
_GATHERED: Final = 30_000
"""The same for a prefix neither in the index nor the beginning of few words: every question gathers all matches."""
_INDEXED_PREFIX: Final = 3
_OTHER_LETTERS: Final = "\u0180"
"""From here on only the index itself knows what it makes of letters: it leaves some accents where they are."""
_MOST_ENDINGS: Final = 32
"""Words that are looked for one by one instead of the prefix they have in common."""
_STEPS: Final = 2_000
"""Steps of SQLite's machine between looking whether anybody still wants the result: a fraction of a ms."""

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
        run_for_each(db, _DROP, rows)


def drop_range(db: Session, first: int, last: int) -> None:
    """Take every searchable message numbered `first` to `last` out of the index; call before it leaves `messages`."""
    run(db, _DROP_RANGE, (first, last))


def merge(db: Session) -> bool:
    """Merge a little of what many writes have left in the index; returns whether there was anything to merge."""
    connection = driver_connection(db.connection())
    before = connection.total_changes
    connection.execute(_MERGE)
    # Counted is the order to merge itself, and each row of the index that was written.
    return connection.total_changes > before + 1


def search(
    db: Session,
    query: str,
    group: GroupId | None = None,
    limit: int = 50,
    blocked: Collection[AccountId] = (),
    abandoned: Callable[[], bool] = lambda: False,
) -> list[FoundRow]:
    """Return up to `limit` messages with every word of `query`, the last one as a prefix; newest first, never ranked.

    Those by, or hosted by, a `blocked` account are not found. Once `abandoned` says so the search ends, with nothing.

    Any text is safe as a query; one without a letter or a digit finds nothing. A last word of one Latin letter stands
    for itself: as a prefix it would gather half of all messages. Across groups the newest is by time.
    """
    words = query_words(query)
    if not words:
        return []
    unwanted = tuple(find(db, blocked).values()) if blocked else ()
    rows: list[MessageRow] = []
    with _abandonable(db, abandoned):
        looking = _Looking(db, *_plan(db, words), limit, unwanted)
        rows = looking.everywhere() if group is None else looking.within(find(db, [group]).get(group))
    prefix = not _is_letter(words[-1])
    return [FoundRow(row, snippet(row.text, words, prefix)) for row in rows]


@contextmanager
def _abandonable(db: Session, abandoned: Callable[[], bool]) -> Generator[None]:
    """End a query in its middle once nobody waits for it."""
    connection = driver_connection(db.connection())
    connection.set_progress_handler(abandoned, _STEPS)
    try:
        yield
    except OperationalError:
        if not abandoned():
            raise
    finally:
        connection.set_progress_handler(None, 0)


class _Looking:
    """One search: an expression, how many matches to fetch at once, how many are wanted, and whose are not."""

    def __init__(self, db: Session, expression: str, most: int, limit: int, unwanted: tuple[int, ...]) -> None:
        self._db = db
        self._expression = expression
        self._limit = limit
        self._unwanted = unwanted
        self._most = most

    def within(self, group_ref: int | None) -> list[MessageRow]:
        """Return a group's newest matches in display order, the newest first."""
        rows = self._read([] if group_ref is None else self._newest(group_ref))
        return sorted(rows.values(), key=lambda row: row.position, reverse=True)

    def everywhere(self) -> list[MessageRow]:
        """Return the newest matches of all groups by time."""
        keys = self._run(_ALL, _ALL_BUT, (), self._most)
        all_of_them = len(keys) < self._most
        if len(keys) > self._limit or not all_of_them:
            groups = self._db.connection().scalars(select(col(Groups.id))).all()
            if not all_of_them:
                newest = [self._newest(group_ref) for group_ref in groups]
            else:
                keys.sort()
                newest = [_last_within(keys, *key_range(group_ref), self._limit) for group_ref in groups]
            keys = self._latest(newest)
        rows = self._read(keys).values()
        return heapq.nlargest(self._limit, rows, key=lambda row: (row.sort_time, row.position))

    def _newest(self, group_ref: int) -> list[int]:
        return self._run(_FIND, _FIND_OTHERS, key_range(group_ref), self._limit)

    def _run(self, query: str, query_but: str, parameters: tuple[int, ...], limit: int) -> list[int]:
        if self._unwanted:
            query = query_but.format(numbers=places(len(self._unwanted)))
        values = (self._expression, *parameters, *self._unwanted, limit)
        return list(self._db.connection().exec_driver_sql(query, values).scalars())

    def _latest(self, lists: Iterable[list[int]]) -> list[int]:
        """Return the newest by time of several lists, each with its newest first, looking at no more than needed."""
        chosen = [keys for keys in lists if keys]
        heads = [(-self._time(keys[0]), number, 0) for number, keys in enumerate(chosen)]
        heapq.heapify(heads)
        latest: list[int] = []
        while heads and len(latest) < self._limit:
            _, number, at = heads[0]
            keys = chosen[number]
            latest.append(keys[at])
            if at + 1 < len(keys):
                heapq.heapreplace(heads, (-self._time(keys[at + 1]), number, at + 1))
            else:
                heapq.heappop(heads)
        return latest

    def _time(self, key: int) -> int:
        return self._db.connection().exec_driver_sql(_TIME, (key,)).scalar_one()

    def _read(self, keys: Sequence[int]) -> dict[int, MessageRow]:
        return {
            key_of(row): from_columns(row)
            for start in range(0, len(keys), CHUNK)
            for row in self._db.connection().execute(READ.where(col(Messages.id).in_(keys[start : start + CHUNK])))
        }


def _plan(db: Session, words: Sequence[str]) -> tuple[str, int]:
    """Return the expression to look for, and how many matches to fetch at once.

    A prefix that is not in the index is looked for as the words that begin with it, where they are few: FTS5 walks
    those newest first, while it gathers everything that matches a prefix before it yields the first.
    """
    *others, last = words
    if len(last) <= _INDEXED_PREFIX:
        return _expression(words), _FEW
    folded = fold(last)
    if not folded.isascii() or max(last) >= _OTHER_LETTERS:
        return _expression(words), _GATHERED
    values = (folded, folded + _LAST_CHARACTER, _MOST_ENDINGS + 1)
    endings = db.connection().exec_driver_sql(_ENDINGS, values).scalars().all()
    if not endings or len(endings) > _MOST_ENDINGS:
        return _expression(words), _GATHERED
    either = " OR ".join(f'"{ending}"' for ending in endings)
    return " AND ".join([*(f'"{word}"' for word in others), f"({either})"]), _FEW


def _last_within(keys: Sequence[int], first: int, last: int, limit: int) -> list[int]:
    """Return up to `limit` of ascending `keys` from `first` to `last`, the highest first."""
    end = bisect_right(keys, last)
    start = max(bisect_left(keys, first), end - limit)
    return list(reversed(keys[start:end]))


def match_expression(query: str) -> str:
    """Return the FTS5 expression for what a person typed, empty when there is nothing to look for."""
    return _expression(query_words(query))


def query_words(query: str) -> tuple[str, ...]:
    """Return the words of what a person typed, as the index knows words."""
    typed = unicodedata.normalize("NFC", query[:_MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8"))
    return tuple("".join(map(_in_words, typed)).split()[:_MAX_WORDS])


def _expression(words: Sequence[str]) -> str:
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
