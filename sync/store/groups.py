"""The groups of this device, the secrets of their epochs and the invite codes made here."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.core.ids import EpochId, GroupId, InviteId
from sync.store import messages, ops
from sync.store.database import Db
from sync.store.refs import core, intern, is_ref
from sync.store.rows import GroupRow, InviteRow, SecretRow
from sync.store.tables import Codes, Deliveries, Forks, Groups, Logs, Requests, Salvaged, Secrets
from sync.views import GroupKind, GroupState

_COLUMNS: Final[list[Any]] = [
    col(Groups.group_id),
    col(Groups.kind),
    col(Groups.state),
    col(Groups.name),
    col(Groups.activity),
    col(Groups.incarnation),
    col(Groups.code),
    col(Groups.notice),
    col(Groups.read_position),
    col(Groups.joined_at),
    col(Groups.stale),
]


def put(db: Db, row: GroupRow) -> None:
    """Store a group, replacing what was known of it."""
    values = {
        "group_id": row.group_id,
        "kind": row.kind.value,
        "state": row.state.value,
        "name": row.name,
        "activity": row.activity,
        "incarnation": row.incarnation,
        "code": row.code,
        "notice": row.notice,
        "read_position": row.read_position,
        "joined_at": row.joined_at,
        "stale": row.stale,
    }
    number = intern(db, [row.group_id])[row.group_id]
    statement = insert(core(Groups)).values(id=number, **values)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def get(db: Db, group: GroupId) -> GroupRow | None:
    """Return a group, None if it is not on this device."""
    found = _rows(db, col(Groups.group_id) == group)
    return found[0] if found else None


def list_all(db: Db) -> list[GroupRow]:
    """Return every group, newest activity first."""
    return _rows(db)


def _rows(db: Db, *conditions: ColumnElement[bool]) -> list[GroupRow]:
    query = select(*_COLUMNS).where(*conditions).order_by(col(Groups.activity).desc(), col(Groups.group_id))
    return [
        GroupRow(group_id, GroupKind(kind), GroupState(state), *rest)
        for group_id, kind, state, *rest in db.connection().execute(query)
    ]


def set_state(db: Db, group: GroupId, state: GroupState, notice: str = "") -> None:
    """Change where this device stands with a group; `notice` says why a join failed or what it waits for."""
    _update(db, group, state=state.value, notice=notice)


def set_name(db: Db, group: GroupId, name: str) -> None:
    """Change the name shown in the list."""
    _update(db, group, name=name)


def touch(db: Db, group: GroupId, activity: int) -> None:
    """Move a group up in the list, never down; `activity` in ms."""
    table = core(Groups)
    newer = table.c.activity < activity
    db.connection().execute(update(table).where(table.c.group_id == group, newer).values(activity=activity))


def set_read(db: Db, group: GroupId, position: bytes) -> bool:
    """Mark messages up to `position` read, never back; returns whether that was news."""
    table = core(Groups)
    further = table.c.read_position < position
    done = db.connection().execute(
        update(table).where(table.c.group_id == group, further).values(read_position=position)
    )
    return done.rowcount > 0


def _update(db: Db, group: GroupId, **values: object) -> None:
    table = core(Groups)
    db.connection().execute(update(table).where(table.c.group_id == group).values(**values))


def remove(db: Db, group: GroupId) -> None:
    """Delete a group and everything kept of it."""
    messages.clear(db, group)
    logs = select(col(Logs.id)).where(is_ref(Logs.group_ref, group))
    db.connection().execute(delete(core(Deliveries)).where(col(Deliveries.log_ref).in_(logs)))
    ops.clear(db, group)
    for model in (Secrets, Codes, Forks, Requests):
        table = core(model)
        db.connection().execute(delete(table).where(is_ref(table.c.group_ref, group)))
    for model in (Salvaged, Groups):
        table = core(model)
        db.connection().execute(delete(table).where(table.c.group_id == group))


def put_secrets(db: Db, group: GroupId, rows: Sequence[SecretRow]) -> None:
    """Store epoch secrets; one that is known stays as it is."""
    if not rows:
        return
    number = intern(db, [group])[group]
    statement = insert(core(Secrets)).on_conflict_do_nothing()
    db.connection().execute(
        statement, [{"group_ref": number, "epoch": row.epoch, "secret": row.secret} for row in rows]
    )


def secrets(db: Db, group: GroupId) -> dict[EpochId, bytes]:
    """Return the secrets of the group's epochs."""
    query = select(col(Secrets.epoch), col(Secrets.secret)).where(is_ref(Secrets.group_ref, group))
    return {EpochId(epoch): secret for epoch, secret in db.connection().execute(query)}


def put_invite(db: Db, row: InviteRow) -> None:
    """Keep an invite code made here, so that it can be shown again."""
    number = intern(db, [row.group_id])[row.group_id]
    statement = insert(core(Codes)).values(group_ref=number, invite=row.invite, code=row.code)
    db.connection().execute(
        statement.on_conflict_do_update(index_elements=["group_ref", "invite"], set_={"code": row.code})
    )


def invites(db: Db, group: GroupId) -> dict[InviteId, str]:
    """Return the codes made here for the group."""
    query = select(col(Codes.invite), col(Codes.code)).where(is_ref(Codes.group_ref, group))
    return {InviteId(invite): code for invite, code in db.connection().execute(query)}
