"""Asking the disk to keep what was written: once for all who wait, again after a failure, and never while idle."""

import asyncio
import errno
from pathlib import Path

import pytest

from sync.errors import DiskFull, ProfileUnwritable
from sync.store import flushing, local
from sync.store.database import Store


class Disk:
    """Counts what is asked of the disk, and fails while it has a reason."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.fault = 0

    def flush(self, path: Path, *, folder: bool = False) -> None:
        """Stand in for `flush_file`."""
        assert path.name.endswith("-wal")
        self.asked.append(folder)
        if self.fault:
            raise OSError(self.fault, "refused")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(flushing, "flush_file", disk.flush)
    return disk


async def write(store: Store, number: int, *, durable: bool = False) -> None:
    await store.write(lambda db: local.set_preference(db, "number", number), durable=durable)


async def test_the_disk_is_asked_once_for_all_who_wait_and_not_while_there_is_nothing(disk: Disk, store: Store) -> None:
    await store.flush()
    await write(store, 1, durable=True)
    await store.flush()
    before = len(disk.asked)
    await write(store, 2)
    await asyncio.gather(*(store.flush() for _ in range(10)))
    assert len(disk.asked) == before + 1
    await store.flush()
    assert len(disk.asked) == before + 1


async def test_the_name_of_the_log_is_made_to_last_the_first_time(disk: Disk, store: Store) -> None:
    for number in range(3):
        await write(store, number)
        await store.flush()
    assert disk.asked == [True, False, False]


@pytest.mark.parametrize(("fault", "meaning"), [(errno.ENOSPC, DiskFull), (errno.EIO, ProfileUnwritable)])
async def test_a_disk_that_refuses_is_asked_again(
    disk: Disk, store: Store, fault: int, meaning: type[Exception]
) -> None:
    await write(store, 1)
    disk.fault = fault
    for _ in range(2):
        with pytest.raises(meaning):
            await store.flush()
    disk.fault = 0
    asked = len(disk.asked)
    await store.flush()
    assert len(disk.asked) == asked + 1


@pytest.mark.expected_log("what was received is not on the disk yet: disk_full")
async def test_what_nobody_waits_for_is_flushed_soon(disk: Disk, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flushing, "FLUSH_SECONDS", 0.0)
    disk.fault = errno.ENOSPC
    await write(store, 1)
    async with asyncio.timeout(10):
        while not disk.asked:  # noqa: ASYNC110 - the disk tells nobody
            await asyncio.sleep(0)
    disk.fault = 0
    asked = len(disk.asked)
    await write(store, 2)
    async with asyncio.timeout(10):
        while len(disk.asked) == asked:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_what_is_written_while_the_store_closes_asks_for_nothing_after_that(
    disk: Disk, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flushing, "FLUSH_SECONDS", 0.0)
    writing = asyncio.create_task(write(store, 1))
    await asyncio.sleep(0)
    await store.close()
    await writing
    for _ in range(3):
        await asyncio.sleep(0)
        assert "flush" not in {task.get_name() for task in asyncio.all_tasks()}
    assert disk.asked == []


async def test_a_log_that_is_gone_needs_nothing(tmp_path: Path) -> None:
    await asyncio.to_thread(flushing.flush_file, tmp_path / "none-wal", folder=True)


async def test_nobody_waits_for_what_is_written_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often others write meanwhile: two requests are enough for any who wait."""
    flushes = flushing.Flushing(tmp_path / "causerie.db")
    loop, asked = asyncio.get_running_loop(), list[Path]()

    def busy(path: Path, *, folder: bool = False) -> None:
        asked.append(path)
        loop.call_soon_threadsafe(flushes.written)

    monkeypatch.setattr(flushing, "flush_file", busy)
    flushes.written()
    first = asyncio.ensure_future(flushes.flush())
    await asyncio.sleep(0)
    flushes.written()
    async with asyncio.timeout(10):
        await flushes.flush()
    await first
    assert len(asked) == len(["under way", "the one that counts"])
    await flushes.stop()
