"""Notices that are kept until somebody dismisses them."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select
from sqlmodel import col

from sync.core.ids import AccountId, GroupId
from sync.store.database import Db
from sync.store.refs import core
from sync.store.tables import Notices
from sync.views import StoredNotice

MAX_NOTICES = 200
"""More than that nobody reads: the oldest make room."""


def add(
    db: Db, code: str, message: str, at: int, group: GroupId | None = None, account: AccountId | None = None
) -> int:
    """Keep a notice, unless the same one is kept already; returns its id, 0 for one that is there.

    Of those about one person one of a kind is kept: by taking other names nobody can bury other notices under his.
    """
    table = core(Notices)
    values = {"code": code, "message": message, "group_id": group or b"", "account": account or b""}
    same = [table.c[key] == value for key, value in values.items() if key != "message" or account is None]
    if db.connection().execute(select(table.c.id).where(*same)).first() is not None:
        return 0
    done = db.connection().execute(insert(table).values(at=at, **values))
    kept = select(table.c.id).order_by(table.c.id.desc()).limit(MAX_NOTICES)
    db.connection().execute(delete(table).where(table.c.id.not_in(kept)))
    return int((done.inserted_primary_key or (0,))[0])


def list_all(db: Db) -> list[StoredNotice]:
    """Return what is kept, the newest first."""
    query = select(
        col(Notices.id), col(Notices.code), col(Notices.message), col(Notices.group_id), col(Notices.account),
        col(Notices.at),
    ).order_by(col(Notices.id).desc())  # fmt: skip
    return [
        StoredNotice(number, code, message, GroupId(group) or None, AccountId(account) or None, at)
        for number, code, message, group, account, at in db.connection().execute(query)
    ]


def remove(db: Db, notice: int) -> None:
    """Forget a notice."""
    table = core(Notices)
    db.connection().execute(delete(table).where(table.c.id == notice))


def remove_of_account(db: Db, account: AccountId, codes: Collection[str]) -> None:
    """Forget what of these codes was about a person."""
    table = core(Notices)
    db.connection().execute(delete(table).where(table.c.account == account, table.c.code.in_(codes)))


def remove_of_group(db: Db, group: GroupId, codes: Collection[str]) -> None:
    """Forget what of these codes was about a group."""
    table = core(Notices)
    db.connection().execute(delete(table).where(table.c.group_id == group, table.c.code.in_(codes)))
