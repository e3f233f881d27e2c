"""Numbers that stand for long ids, so that a row holds 2 bytes where the id has 32."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, bindparam, insert, select
from sqlmodel import Session, SQLModel, col

from sync.store.tables import Refs

CHUNK = 500
"""Ids in one IN list."""


def core(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for bulk inserts."""
    return SQLModel.metadata.tables[model.__name__.lower()]


_REFS = core(Refs)
_INSERT = insert(_REFS).prefix_with("OR IGNORE")
_SELECT = select(_REFS.c.key, _REFS.c.id).where(_REFS.c.key.in_(bindparam("keys", expanding=True)))


def ref(key: bytes) -> ScalarSelect[int]:
    """Return the number of `key` as a subquery; no row matches it when the id was never stored."""
    return select(col(Refs.id)).where(col(Refs.key) == key).scalar_subquery()


def is_ref(column: Any, key: bytes) -> ColumnElement[bool]:
    """Return the condition that `column` refers to `key`."""
    return column == ref(key)


def find(db: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return the numbers of those of `keys` that have one."""
    wanted = list(set(keys))
    found: dict[bytes, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = db.connection().execute(_SELECT, {"keys": wanted[start : start + CHUNK]})
        found.update((row[0], row[1]) for row in rows)
    return found


def intern(db: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return the numbers of `keys`, giving one to those that have none."""
    wanted = set(keys)
    found = find(db, wanted)
    missing = wanted - found.keys()
    if missing:
        db.connection().execute(_INSERT, [{"key": key} for key in sorted(missing)])
        found.update(find(db, missing))
    return found
