"""What concerns only this device: its identity and its preferences."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.store.database import Db
from sync.store.refs import core
from sync.store.tables import Identity, Preferences
from sync.views import JsonValue


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
    statement = insert(core(Preferences)).values(key=key, value=text)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": text}))


def preference(db: Db, key: str, default: JsonValue = None) -> JsonValue:
    """Return a preference, `default` if it was never set."""
    text = (
        db.connection().execute(select(col(Preferences.value)).where(col(Preferences.key) == key)).scalar_one_or_none()
    )
    return default if text is None else msgspec.json.decode(text)


def delete_preference(db: Db, key: str) -> None:
    """Forget a preference."""
    table = core(Preferences)
    db.connection().execute(delete(table).where(table.c.key == key))


def preferences(db: Db) -> dict[str, JsonValue]:
    """Return every preference."""
    rows = db.connection().execute(select(col(Preferences.key), col(Preferences.value)))
    return {key: msgspec.json.decode(value) for key, value in rows}
