"""Many rows in one statement.

The driver lets go of the interpreter's lock for each row it is given, and has to wait for it again: while the event
loop is busy that costs more than storing the row. A statement of many rows does so once.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from sqlmodel import Session

from sync.store.statements import run

_MOST: Final = 500
"""Rows in a statement, those of a full batch; what is left takes few statements, of few kinds, each prepared once."""


def insert_rows(db: Session, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run an `INSERT ... VALUES (?, ...)` for all `rows`, in their order."""
    start, size = 0, _MOST
    while start < len(rows):
        while len(rows) - start < size:
            size //= 2
        values = tuple(chain.from_iterable(rows[start : start + size]))
        run(db, _of_rows(statement, size), values)
        start += size


@lru_cache(maxsize=64)
def _of_rows(statement: str, count: int) -> str:
    head, keyword, values = statement.partition("VALUES ")
    return head + keyword + ", ".join([values] * count)
