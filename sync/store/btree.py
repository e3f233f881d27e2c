"""Rows straight from a database's pages (SQLite's file format, "B-tree Pages" and "Record Format").

What is damaged is passed over, never guessed: a page that does not prove right, and what only it led to.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from sync.store.pages import PAGE, USABLE, Pages

Value: TypeAlias = int | float | str | bytes | None

TABLE_LEAF: Final = 0x0D
INDEX_LEAF: Final = 0x0A
_TABLE_INNER: Final = 0x05
_INDEX_INNER: Final = 0x02
_INNER: Final = frozenset({_TABLE_INNER, _INDEX_INNER})
_KINDS: Final = _INNER | {TABLE_LEAF, INDEX_LEAF}
_FILE_HEADER: Final = 100
_LEAST_LOCAL: Final = (USABLE - 12) * 32 // 255 - 23
_MOST_LOCAL_TABLE: Final = USABLE - 35
_MOST_LOCAL_INDEX: Final = (USABLE - 12) * 64 // 255 - 23
_OVERFLOW: Final = USABLE - 4
_MOST_PAYLOAD: Final = 1 << 24
_INTEGER_SIZES: Final = (0, 1, 2, 3, 4, 6, 8)
_FIRST_BLOB: Final = 12
_FREE_LIST: Final = slice(32, 36)


class Malformed(ValueError):
    """A page that proves right and yet holds no well-made cell: it never belonged to a tree."""


class Row(NamedTuple):
    """A row's number, 0 in a table without them, and its columns as stored."""

    number: int
    values: tuple[Value, ...]


class Trees:
    """Walks the trees of a database and remembers which pages it has seen, and how many it could not read."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self.seen: set[int] = set()
        self.lost = 0

    def rows(self, root: int) -> Iterator[Row]:
        """Return every readable row below `root`, in order."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            if number in self.seen:
                continue
            self.seen.add(number)
            page = self._pages.get(number)
            if page is None or _kind(page, number) not in _KINDS:
                self.lost += 1
                continue
            waiting.extend(reversed(_children(page, number)))
            yield from self._cells(page, number)

    def leaves(self, numbers: Iterable[int], kind: int) -> Iterator[Row]:
        """Return the rows of those of some pages that are readable leaves of a kind."""
        for number in numbers:
            page = self._pages.get(number)
            if page is not None and _kind(page, number) == kind:
                yield from self._cells(page, number)

    def strays(self, kind: int) -> Iterator[Row]:
        """Return the rows of readable leaves of a kind that no walk has reached and that are not free."""
        free = self._free()
        left = (each for each in range(1, self._pages.count + 1) if each not in self.seen and each not in free)
        yield from self.leaves(left, kind)

    def _cells(self, page: bytes, number: int) -> Iterator[Row]:
        kind, start = _kind(page, number), _start(number)
        if kind == _TABLE_INNER:
            return
        for at in _pointers(page, start):
            try:
                yield self._row(page, at, kind)
            except (Malformed, IndexError, UnicodeDecodeError):
                self.lost += 1

    def _row(self, page: bytes, at: int, kind: int) -> Row:
        if kind == _INDEX_INNER:
            at += 4
        size, at = _varint(page, at)
        number = 0
        if kind == TABLE_LEAF:
            number, at = _varint(page, at)
        return Row(number, _record(self._payload(page, at, size, kind)))

    def _payload(self, page: bytes, at: int, size: int, kind: int) -> bytes:
        most = _MOST_LOCAL_TABLE if kind == TABLE_LEAF else _MOST_LOCAL_INDEX
        if size <= most:
            local = size
        else:
            local = _LEAST_LOCAL + (size - _LEAST_LOCAL) % _OVERFLOW
            local = local if local <= most else _LEAST_LOCAL
        if size > _MOST_PAYLOAD or at + local > USABLE:
            raise Malformed("payload: does not fit")
        parts = [page[at : at + local]]
        left, following = size - local, int.from_bytes(page[at + local : at + local + 4], "big")
        while left > 0:
            beyond = self._pages.get(following)
            if beyond is None:
                raise Malformed("payload: the rest is gone")
            self.seen.add(following)
            parts.append(beyond[4 : 4 + min(left, _OVERFLOW)])
            left -= _OVERFLOW
            following = int.from_bytes(beyond[:4], "big")
        return b"".join(parts)

    def _free(self) -> set[int]:
        """Return the pages that nothing uses: what they hold was deleted."""
        free: set[int] = set()
        first = self._pages.get(1)
        trunk = int.from_bytes(first[_FREE_LIST], "big") if first is not None else 0
        while trunk and trunk not in free:
            free.add(trunk)
            page = self._pages.get(trunk)
            if page is None:
                break
            count = min(int.from_bytes(page[4:8], "big"), (USABLE - 8) // 4)
            free.update(int.from_bytes(page[8 + 4 * each : 12 + 4 * each], "big") for each in range(count))
            trunk = int.from_bytes(page[:4], "big")
        return free


def _start(number: int) -> int:
    return _FILE_HEADER if number == 1 else 0


def _kind(page: bytes, number: int) -> int:
    return page[_start(number)]


def _pointers(page: bytes, start: int) -> list[int]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    at = start + (12 if page[start] in _INNER else 8)
    found = [int.from_bytes(page[at + 2 * each : at + 2 * each + 2], "big") for each in range(min(count, PAGE // 4))]
    return [each for each in found if each < USABLE]


def _children(page: bytes, number: int) -> list[int]:
    start = _start(number)
    if page[start] not in _INNER:
        return []
    cells = [int.from_bytes(page[at : at + 4], "big") for at in _pointers(page, start)]
    return [*cells, int.from_bytes(page[start + 8 : start + 12], "big")]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for size in range(8):
        byte = data[at + size]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + size + 1
    return value << 8 | data[at + 8], at + 9


def _record(payload: bytes) -> tuple[Value, ...]:
    size, at = _varint(payload, 0)
    values: list[Value] = []
    body = size
    while at < size:
        kind, at = _varint(payload, at)
        value, body = _value(payload, kind, body)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind >= _FIRST_BLOB:
        end = at + (kind - _FIRST_BLOB) // 2
        if end > len(payload):
            raise Malformed("record: too short")
        data = payload[at:end]
        return (data.decode("utf-8") if kind % 2 else data), end
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind >= len(_INTEGER_SIZES):
        raise Malformed("record: a value of a kind that is not used here")
    end = at + _INTEGER_SIZES[kind]
    return int.from_bytes(payload[at:end], "big", signed=True), end
