"""What concerns only this device: its identity and its preferences."""

from typing import TypeAlias

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.store.database import Db
from sync.store.refs import core
from sync.store.tables import Identity, Setting

JsonValue: TypeAlias = "None | bool | int | float | str | list[JsonValue] | dict[str, JsonValue]"


def put_identity(db: Db, data: bytes) -> None:
    """Store the account and device keys as encoded by `identity.keys`."""
    statement = insert(core(Identity)).values(id=1, data=data)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_={"data": data}))


def identity(db: Db) -> bytes | None:
    """Return the stored keys, None before there is an account."""
    return db.connection().execute(select(col(Identity.data))).scalar_one_or_none()


def set_preference(db: Db, key: str, value: JsonValue) -> None:
    """Store a preference; raises TypeError for what JSON cannot hold."""
    text = msgspec.json.encode(value).decode()
    statement = insert(core(Setting)).values(key=key, value=text)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": text}))


def delete_preference(db: Db, key: str) -> None:
    """Forget a preference."""
    table = core(Setting)
    db.connection().execute(delete(table).where(table.c.key == key))


def preferences(db: Db) -> dict[str, JsonValue]:
    """Return every preference."""
    rows = db.connection().execute(select(col(Setting.key), col(Setting.value))).tuples()
    return {key: msgspec.json.decode(value) for key, value in rows}
