"""Operations found in a damaged database, kept until they are in their logs again."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, select, tuple_
from sqlmodel import col

from sync.core.ids import GroupId, OpId
from sync.store import ops as op_store
from sync.store.database import Db
from sync.store.refs import core
from sync.store.tables import Salvaged


class Place(NamedTuple):
    """Where a reading of them stands: causes come before what refers to them, control before content."""

    content: bool = False
    lamport: int = -1
    number: int = 0


class Found(NamedTuple):
    """An operation, and where it stands."""

    place: Place
    op_id: OpId
    raw: bytes


def groups(db: Db) -> list[GroupId]:
    """Return the groups that some belong to."""
    return [GroupId(group) for group in db.connection().scalars(select(col(Salvaged.group_id)).distinct())]


def batch(db: Db, group: GroupId, after: Place, limit: int) -> list[Found]:
    """Return up to `limit` of a group's, in order."""
    place = col(Salvaged.content), col(Salvaged.lamport), col(Salvaged.id)
    query = (
        select(*place, col(Salvaged.op_id), col(Salvaged.raw))
        .where(col(Salvaged.group_id) == group, tuple_(*place) > tuple_(*after))
        .order_by(*place)
        .limit(limit)
    )
    return [
        Found(Place(content, lamport, number), OpId(op_id), raw)
        for content, lamport, number, op_id, raw in db.connection().execute(query)
    ]


def settle(db: Db, group: GroupId, found: Collection[Found]) -> int:
    """Forget those that are in their logs; returns how many are not."""
    there = op_store.places(db, group, {each.op_id for each in found})
    forget(db, [each for each in found if each.op_id in there])
    return len(found) - len(there)


def forget(db: Db, found: Collection[Found]) -> None:
    """Forget some."""
    table = core(Salvaged)
    db.connection().execute(delete(table).where(table.c.id.in_([each.place.number for each in found])))
