"""What is done beside the messages: the index merged, the log folded in, and neither in anybody's way."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sync.store import local, messages, upkeep
from sync.store.cipher import connect, driver
from sync.store.database import Db, Store
from tests.sync.store.samples import GROUP, KEY, message

WRITES = 15  # one more and FTS5 would merge them in the transaction of the last
FEW = 8
SHORT = 20
INTEGRITY = "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upkeep at once, and of short logs."""
    monkeypatch.setattr(upkeep, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(upkeep, "STEP_SECONDS", 0.0)
    monkeypatch.setattr(upkeep, "FOLDED_PAGES", SHORT)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await condition():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.001)


def parts(db: Db) -> int:
    return db.connection().exec_driver_sql("SELECT count(DISTINCT segid) FROM search_idx").scalar_one()


def left_to_fold(path: Path) -> int:
    connection = connect(path, KEY, read_only=True)
    try:
        _, length, folded = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
        return length - folded if length >= SHORT else 0
    finally:
        connection.close()


async def write_long(store: Store, count: int) -> None:
    for number in range(count):
        await store.write(lambda db, n=number: local.set_preference(db, f"{n}", "long " * 20_000))


async def test_an_index_of_many_parts_becomes_one_of_few(store: Store) -> None:
    async def merged() -> bool:
        return await store.read(parts) <= FEW

    for number in range(WRITES):
        await store.write(lambda db, n=number: messages.put(db, [message(n, f"word number {n}")]))
    await until(merged)
    await store.write(lambda db: db.connection().exec_driver_sql(INTEGRITY))
    assert len(await store.read(lambda db: messages.search(db, "word", GROUP))) == WRITES


async def test_a_long_log_is_folded_in(store: Store, tmp_path: Path) -> None:
    async def folded() -> bool:
        return await asyncio.to_thread(left_to_fold, tmp_path / "store.db") == 0

    await write_long(store, 3)
    await until(folded)
    await write_long(store, 3)
    await until(folded)


async def test_what_a_reader_still_sees_is_folded_in_when_it_has_ended(store: Store, tmp_path: Path) -> None:
    async def folded() -> bool:
        await store.write(lambda db: local.set_preference(db, "again", 1))
        return await asyncio.to_thread(left_to_fold, tmp_path / "store.db") == 0

    started, release = threading.Event(), threading.Event()

    def read(db: Db) -> int:
        before = len(local.preferences(db))
        started.set()
        release.wait(10)
        return len(local.preferences(db)) - before

    reading = asyncio.create_task(store.read(read))
    await asyncio.to_thread(started.wait, 10)
    await write_long(store, 3)
    assert await asyncio.to_thread(left_to_fold, tmp_path / "store.db") > 0
    release.set()
    assert await reading == 0
    await until(folded)


async def test_a_log_that_cannot_be_folded_in_keeps_nobody_from_writing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def refuse(path: Path, key: bytes, *, read_only: bool) -> None:
        asked.set()
        raise driver.OperationalError(f"{path} {len(key)} {read_only}")

    monkeypatch.setattr(upkeep, "connect", refuse)
    await write_long(store, 3)
    await asyncio.to_thread(asked.wait, 10)
    await write_long(store, 1)
    assert await asyncio.to_thread(left_to_fold, tmp_path / "store.db") > 0
