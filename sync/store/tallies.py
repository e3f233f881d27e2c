"""How many messages of each group are shown: kept with every change, because counting a million takes a second."""

from typing import Final

from sqlmodel import col, select

from sync.core.ids import GroupId
from sync.store.database import Db
from sync.store.refs import is_ref
from sync.store.statements import run
from sync.store.tables import Tallies

_ADD: Final = (
    "INSERT INTO tallies (group_ref, shown) VALUES (?, ?) ON CONFLICT (group_ref) DO UPDATE SET shown = shown + ?"
)
_CLEAR: Final = "DELETE FROM tallies WHERE group_ref = ?"


def shown(db: Db, group: GroupId) -> int:
    """Return how many messages of a group are shown."""
    query = select(col(Tallies.shown)).where(is_ref(Tallies.group_ref, group))
    return db.connection().execute(query).scalar_one_or_none() or 0


def add(db: Db, group_ref: int, change: int) -> None:
    """Count `change` more, or fewer, as shown."""
    if change:
        run(db, _ADD, (group_ref, change, change))


def clear(db: Db, group_ref: int) -> None:
    """Forget a group's messages."""
    run(db, _CLEAR, (group_ref,))
