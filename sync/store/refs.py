"""Numbers that stand for long ids, so that a row holds 2 bytes where the id has 32."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Table, bindparam, insert, select
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, SQLModel, col

from sync.store.statements import run
from sync.store.tables import Refs

CHUNK = 500
"""Ids in one IN list."""


def core(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for bulk inserts."""
    return SQLModel.metadata.tables[model.__name__.lower()]


def bulk_sql(model: type[SQLModel], *columns: str, conflict: str = "") -> str:
    """Return the Core INSERT of a model's columns as text, for rows given as tuples in the order of `columns`.

    Handed to the driver as it is: converting a value at a time would cost as much again as storing it. `conflict` is
    as in "OR IGNORE".
    """
    table = core(model)
    statement = insert(table).values({name: bindparam(name) for name in columns})
    if conflict:
        statement = statement.prefix_with(conflict)
    compiled = statement.compile(dialect=_DIALECT)
    if list(compiled.positiontup or ()) != list(columns):
        raise ValueError("give the columns in the table's order")
    return str(compiled)


def places(count: int) -> str:
    """Return the place holders of an IN list of `count` values."""
    return "(" + ",".join("?" * count) + ")"


_DIALECT = sqlite.dialect(paramstyle="qmark")
_REFS = core(Refs)
# Text, because it runs several times a message: building and compiling it would cost more than running it.
_FIND = "SELECT key, id FROM refs WHERE key IN "
_KNOWN = "causerie.refs"
"""Where a session keeps what it has found: a number is never changed nor taken away."""
_INSERT = insert(_REFS).prefix_with("OR IGNORE")


def ref(key: bytes) -> ScalarSelect[int]:
    """Return the number of `key` as a subquery; no row matches it when the id was never stored."""
    return select(col(Refs.id)).where(col(Refs.key) == key).scalar_subquery()


def is_ref(column: Any, key: bytes) -> ColumnElement[bool]:
    """Return the condition that `column` refers to `key`."""
    return column == ref(key)


def none_of(db: Session, column: Any, keys: Collection[bytes]) -> list[ColumnElement[bool]]:
    """Return the conditions under which `column` refers to none of `keys`; none where they were never stored."""
    numbers = sorted(find(db, keys).values()) if keys else []
    return [column.not_in(numbers)] if numbers else []


def find(db: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return the numbers of those of `keys` that have one."""
    known: dict[bytes, int] = db.info.setdefault(_KNOWN, {})
    wanted = set(keys)
    missing = list(wanted - known.keys())
    for start in range(0, len(missing), CHUNK):
        chosen = missing[start : start + CHUNK]
        known.update(run(db, _FIND + places(len(chosen)), chosen))
    return {key: known[key] for key in wanted if key in known}


def intern(db: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Return the numbers of `keys`, giving one to those that have none."""
    wanted = set(keys)
    found = find(db, wanted)
    missing = wanted - found.keys()
    if missing:
        db.connection().execute(_INSERT, [{"key": key} for key in sorted(missing)])
        found.update(find(db, missing))
    return found
