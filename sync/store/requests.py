"""Requests to join that wait for an admin, and what was decided about them."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.core.ids import GroupId, RequestId
from sync.store.database import Db
from sync.store.refs import core, intern, is_ref
from sync.store.rows import RequestRow
from sync.store.tables import Refs, Requests


def put(db: Db, row: RequestRow) -> None:
    """Keep a request, or what was decided about it."""
    values = {"ask": row.ask, "asked_at": row.asked_at, "verdict": row.verdict}
    number = intern(db, [row.group_id])[row.group_id]
    statement = insert(core(Requests)).values(group_ref=number, request=row.request, **values)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["group_ref", "request"], set_=values))


def list_all(db: Db) -> list[RequestRow]:
    """Return what is kept of every group, the oldest first."""
    query = (
        select(col(Refs.key), col(Requests.request), col(Requests.ask), col(Requests.asked_at), col(Requests.verdict))
        .join(Refs, col(Refs.id) == col(Requests.group_ref))
        .order_by(col(Requests.asked_at), col(Requests.request))
    )
    return [
        RequestRow(GroupId(group), RequestId(request), ask, asked_at, verdict)
        for group, request, ask, asked_at, verdict in db.connection().execute(query)
    ]


def remove(db: Db, group: GroupId, requests: Iterable[RequestId]) -> None:
    """Forget requests of a group."""
    table = core(Requests)
    for request in requests:
        db.connection().execute(delete(table).where(is_ref(table.c.group_ref, group), table.c.request == request))
