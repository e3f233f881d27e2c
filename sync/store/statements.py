"""Statements as text, handed to the driver itself: what SQLAlchemy does round each takes longer than running it.

For those that every message needs. Whatever runs less often is better said with the models of `tables`.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection
from sqlmodel import Session

DRIVER: Final = "causerie.driver"
"""Where a session notes the driver's connection: who makes many short sessions gives it to them."""


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection under SQLAlchemy's."""
    found: sqlite3.Connection | None = connection.connection.driver_connection
    if found is None:
        raise RuntimeError("the database is closed")
    return found


def run(db: Session, statement: str, values: Sequence[Any] = ()) -> list[Any]:
    """Run a statement in the session's transaction; returns its rows, as tuples. Raises the driver's errors."""
    return _driver(db).execute(statement, values).fetchall()


def run_for_each(db: Session, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each of `rows`. Raises the driver's errors."""
    _driver(db).executemany(statement, rows)


def _driver(db: Session) -> sqlite3.Connection:
    found: sqlite3.Connection | None = db.info.get(DRIVER)
    if found is None:
        found = db.info[DRIVER] = driver_connection(db.connection())
    return found
