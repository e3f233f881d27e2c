"""The database's shape at every version, and the models beside it."""

from pathlib import Path

import pytest
from sqlalchemy import Boolean, Integer, LargeBinary, Text
from sqlmodel import SQLModel

from sync.store import tables
from sync.store.cipher import connect
from sync.store.database import Db, Store
from sync.store.migrations import MIGRATIONS, NEWEST
from tests.sync.store.samples import KEY

MODELS = [model for model in vars(tables).values() if isinstance(model, type) and issubclass(model, SQLModel)][1:]
TYPES = {Integer: "INTEGER", Boolean: "INTEGER", Text: "TEXT", LargeBinary: "BLOB"}


def schema(db: Db) -> list[tuple[str, str]]:
    rows = db.connection().exec_driver_sql("SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name")
    return [(name, sql) for name, sql in rows]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_model_is_its_table(db: Db, model: type[SQLModel]) -> None:
    table = SQLModel.metadata.tables[model.__name__.lower()]
    modelled = [(column.name, TYPES[type(column.type)]) for column in table.columns]
    rows = db.connection().exec_driver_sql(f"PRAGMA table_info({table.name})").all()
    assert [(name, kind) for _, name, kind, *_ in rows] == modelled
    assert all(not_null or (name, kind) == ("id", "INTEGER") for _, name, kind, not_null, *_ in rows)


def test_every_table_is_modelled_and_strict(db: Db) -> None:
    rows = db.connection().exec_driver_sql("PRAGMA table_list").mappings().all()
    ours = [row for row in rows if row["type"] == "table" and not row["name"].startswith("sqlite_")]
    assert {row["name"] for row in ours} == {model.__name__.lower() for model in MODELS}
    assert all(row["strict"] for row in ours)


@pytest.mark.parametrize("version", range(NEWEST + 1))
async def test_a_database_of_each_version_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    old = connect(tmp_path / "old.db", KEY)
    for statements in MIGRATIONS[:version]:
        for statement in statements:
            old.execute(statement)
    old.execute(f"PRAGMA user_version = {version}")
    old.close()
    updated, fresh = await Store.open(tmp_path / "old.db", KEY), await Store.open(tmp_path / "new.db", KEY)
    assert await updated.read(schema) == await fresh.read(schema)
    await updated.close()
    await fresh.close()
