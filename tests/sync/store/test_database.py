"""The store's threads and transactions, and every way a database can refuse."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from sync.errors import DiskFull, ProfileUnwritable, StoreDamaged, StoreTooNew
from sync.store import groups, local, messages
from sync.store.cipher import connect, driver
from sync.store.database import Db, Store
from sync.store.migrations import NEWEST
from sync.views import GroupState
from tests.sync.store.samples import ANNE, GROUP, KEY, group_row, message

SECRET_WORD = "Zanzibar"


def store_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("store-")]


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def refuse(db: Db) -> None:
    groups.set_name(db, GROUP, "half done")
    raise LookupError("refused")


async def blocked(store: Store) -> tuple[asyncio.Task[None], threading.Event]:
    """Return a write that has begun and waits for an event."""
    started, release = threading.Event(), threading.Event()

    def wait(_: Db) -> None:
        started.set()
        release.wait(10)

    task = asyncio.create_task(store.write(wait))
    await asyncio.to_thread(started.wait, 10)
    return task, release


async def name_of_group(store: Store) -> str:
    row = await store.read(lambda db: groups.get(db, GROUP))
    assert row is not None
    return row.name


async def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = await Store.open(path, KEY)
    await store.write(lambda db: groups.put(db, group_row()), durable=True)
    await store.close()
    assert names_in(tmp_path) == {"store.db"}
    store = await Store.open(path, KEY)
    assert await store.read(groups.list_all) == [group_row()]
    await store.close()


@pytest.mark.parametrize("value", [b"id", True])
def test_the_driver_takes_values_without_asking_them_how(tmp_path: Path, value: bytes | bool) -> None:
    connection = connect(tmp_path / "store.db", KEY)
    try:
        assert driver.adapt(value) is value  # raises where it knows no way
        assert connection.execute("SELECT ?", (value,)).fetchone() == (value,)
    finally:
        connection.close()


async def test_closing_ends_every_thread_and_finishes_what_was_asked(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", KEY)
    assert len(store_threads()) == 3
    write = asyncio.create_task(store.write(lambda db: groups.put(db, group_row())))
    await asyncio.sleep(0)
    await store.close()
    await store.close()
    assert store_threads() == []
    await write
    with pytest.raises(RuntimeError, match="closed"):
        await store.read(groups.list_all)


async def test_a_failed_write_is_taken_back_and_raised(store: Store) -> None:
    with pytest.raises(LookupError, match="refused"):
        await store.write(refuse)
    assert await name_of_group(store) == "Kitchen"


async def test_a_write_that_breaks_a_constraint_is_a_bug_and_stays_one(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await store.write(lambda db: db.connection().exec_driver_sql("INSERT INTO preferences VALUES ('a', NULL)"))


async def test_writes_that_wait_share_a_transaction_and_fail_alone(store: Store) -> None:
    task, release = await blocked(store)
    good = [
        asyncio.create_task(store.write(lambda db, n=number: local.set_preference(db, str(n), n)))
        for number in range(10)
    ]
    bad = asyncio.create_task(store.write(refuse))
    await asyncio.sleep(0)
    release.set()
    outcomes = await asyncio.gather(task, *good, bad, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[1:]] == [type(None)] * 10 + [LookupError]
    assert len(await store.read(local.preferences)) == 10
    assert await name_of_group(store) == "Kitchen"


async def test_cancelled_writes_do_not_wedge_the_writer(store: Store) -> None:
    running, release = await blocked(store)
    waiting = asyncio.create_task(store.write(lambda db: local.set_preference(db, "waiting", 1)))
    await asyncio.sleep(0)
    running.cancel()
    waiting.cancel()
    await asyncio.gather(running, waiting, return_exceptions=True)
    release.set()
    await store.write(lambda db: local.set_preference(db, "after", 1))
    assert await store.read(local.preferences) == {"after": 1}


async def test_reads_do_not_wait_for_a_write_and_see_only_what_is_committed(store: Store) -> None:
    started, release = threading.Event(), threading.Event()

    def rename(db: Db) -> None:
        groups.set_name(db, GROUP, "Garden")
        started.set()
        release.wait(10)

    write = asyncio.create_task(store.write(rename))
    await asyncio.to_thread(started.wait, 10)
    assert await name_of_group(store) == "Kitchen"
    release.set()
    await write
    assert await name_of_group(store) == "Garden"


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(ProfileUnwritable):
        await store.read(lambda db: groups.set_state(db, GROUP, GroupState.LEFT))


async def test_a_wrong_key_is_refused_and_changes_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "store.db"
    await (await Store.open(path, KEY)).close()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="key"):
        await Store.open(path, bytes(32))
    assert path.read_bytes() == before
    assert store_threads() == []
    assert capfd.readouterr().err == ""
    await (await Store.open(path, KEY)).close()


@pytest.mark.parametrize("content", [b"x", b"SQLite format 3\0" + bytes(5000), bytes(8192)])
async def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        await Store.open(path, KEY)
    assert path.read_bytes() == content


async def test_a_damaged_page_is_reported_where_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = await Store.open(path, KEY)
    await store.write(lambda db: messages.put(db, [message(number, "word " * 50) for number in range(500)]))
    await store.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    path.write_bytes(content)
    store = await Store.open(path, KEY)
    with pytest.raises(StoreDamaged):
        await store.read(lambda db: messages.page(db, GROUP, limit=500))
    await store.close()


async def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await (await Store.open(path, KEY)).close()
    later = connect(path, KEY)
    later.execute(f"PRAGMA user_version = {NEWEST + 1}")
    later.close()
    with pytest.raises(StoreTooNew):
        await Store.open(path, KEY)
    assert store_threads() == []


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnwritable):
        await Store.open(tmp_path / "missing" / "store.db", KEY)


async def test_a_full_disk_takes_the_write_back_and_later_ones_work(store: Store) -> None:
    def limit(db: Db, pages: int) -> None:
        db.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    used = await store.read(lambda db: int(db.connection().exec_driver_sql("PRAGMA page_count").scalar_one()))
    await store.write(lambda db: limit(db, used + 8))
    task, release = await blocked(store)
    small = asyncio.create_task(store.write(lambda db: local.set_preference(db, "small", 1)))
    large = asyncio.create_task(
        store.write(lambda db: messages.put(db, [message(number, "long " * 200) for number in range(500)]))
    )
    await asyncio.sleep(0)
    release.set()
    outcomes = await asyncio.gather(task, small, large, return_exceptions=True)
    assert outcomes[:2] == [None, None]
    assert isinstance(outcomes[2], DiskFull)
    assert await store.read(lambda db: messages.count(db, GROUP)) == 0
    await store.write(lambda db: limit(db, 1_000_000))
    await store.write(lambda db: messages.put(db, [message(1)]))
    assert await store.read(lambda db: messages.count(db, GROUP)) == 1
    assert await store.read(local.preferences) == {"small": 1}


async def test_a_crash_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "store.db", KEY)
    await store.write(lambda db: groups.put(db, group_row()), durable=True)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in names_in(tmp_path) - {"crashed"}:
        (crashed / name).write_bytes((tmp_path / name).read_bytes())
    await store.close()
    store = await Store.open(crashed / "store.db", KEY)
    assert await store.read(groups.list_all) == [group_row()]
    await store.close()


async def test_no_file_ever_holds_a_word_in_the_clear(tmp_path: Path) -> None:
    def words_on_disk() -> list[str]:
        needles = [SECRET_WORD.encode(), SECRET_WORD.lower().encode(), b"Kitchen", ANNE, KEY, KEY.hex().encode()]
        return [file.name for file in tmp_path.iterdir() for needle in needles if needle in file.read_bytes()]

    def write(db: Db) -> list[str]:
        messages.put(db, [message(number, f"meet me in {SECRET_WORD} {number} " * 20) for number in range(2000)])
        local.put_identity(db, KEY)
        return words_on_disk()

    store = await Store.open(tmp_path / "store.db", KEY)
    await store.write(lambda db: groups.put(db, group_row()))
    assert await store.write(write) == []
    assert {"store.db", "store.db-wal"} <= names_in(tmp_path)
    assert words_on_disk() == []
    found = await store.read(lambda db: messages.search(db, SECRET_WORD, GROUP))
    assert len(found) == 50
    assert words_on_disk() == []
    await store.close()
    assert words_on_disk() == []
    assert not (tmp_path / "store.db").read_bytes().startswith(b"SQLite format 3")


def test_a_key_of_another_length_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        connect(tmp_path / "store.db", b"short")
