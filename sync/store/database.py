"""The store: one encrypted database, one thread that writes it, and threads that read it without ever waiting."""

import asyncio
import queue
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from sync.errors import StoreDamaged
from sync.store.cipher import connect, driver, explain
from sync.store.flushing import Flushing
from sync.store.lanes import GROUP_COMMIT, Job, Lane, Outcome, serve_reads, serve_writes
from sync.store.migrations import migrate
from sync.store.search import merge
from sync.store.upkeep import Upkeep

T = TypeVar("T")

Db: TypeAlias = Session
"""What the functions given to `Store.write` and `Store.read` work on."""

READERS = 2
"""So that a long search never keeps a page waiting."""


def _nothing() -> None:
    """Stand in for who wants to know of damage."""


class Store:
    """The profile's database. Open with `Store.open`; every method belongs to one event loop."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._writes: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._reads: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        engine = _engine(path, key, read_only=False)
        reading = _engine(path, key, read_only=True)
        self._readers = [
            Lane(f"store-reader-{number}", self._reads, reading.connect, serve_reads, 1) for number in range(READERS)
        ]
        # The writer closes last, so that SQLite folds the write-ahead log into the database and removes it.
        open_writer = partial(_open_writer, engine, self._note_recovered)
        self._writer = Lane("store-writer", self._writes, open_writer, serve_writes, GROUP_COMMIT, self._readers)
        self.recovered = 0
        """Frames that SQLite took from a write-ahead log it found."""
        self._closing = False
        self._flushing = Flushing(path)
        self._upkeep = Upkeep(lambda: self._submit(self._writes, merge, False), path, key)
        self.damaged: Callable[[], None] = _nothing
        """Called whenever a page turns out to be damaged."""

    @classmethod
    async def open(cls, path: Path, key: bytes) -> "Store":
        """Open or make the database at `path` under a 32-byte `key` and bring it to the newest version.

        Raises StoreDamaged (also for a wrong key), StoreTooNew, ProfileUnwritable, DiskFull; then nothing was changed.
        """
        store = cls(path, key)
        try:
            await _start([store._writer])
            await _start(store._readers)
        except BaseException:
            await store.close()
            raise
        return store

    async def write(self, run: Callable[[Db], T], *, durable: bool = False) -> T:
        """Run `run` in one transaction on the writer's thread and return its result once it is committed.

        `durable` waits for the disk as well. Whatever `run` raises rolls it back and is raised here; so are DiskFull,
        ProfileUnwritable and StoreDamaged. Cancelled before its turn it does not run; cancelled later it still commits.
        `run` may be called twice, when another write of the same transaction fails: it must touch nothing but `db`.
        """
        result = await self._submit(self._writes, run, durable)
        if not durable:
            self._flushing.written()
        self._upkeep.written()
        return result

    async def flush(self) -> None:
        """Return once all that was written is on the disk; however many wait, it is asked once.

        Raises ProfileUnwritable and DiskFull.
        """
        await self._flushing.flush()

    async def read(self, run: Callable[[Db], T]) -> T:
        """Run `run` on a consistent snapshot on a reader's thread; it never waits for a write, and cannot write."""
        return await self._submit(self._reads, run, False)

    async def close(self) -> None:
        """Finish what was asked for, then end the threads and close the files. Calling it again is harmless."""
        if self._closing:
            return
        self._closing = True
        await self._flushing.stop()
        await self._upkeep.stop()
        for _ in self._readers:
            self._reads.put(None)
        self._writes.put(None)
        for lane in (*self._readers, self._writer):
            if lane.started:
                await asyncio.shield(asyncio.wrap_future(lane.closed))
                lane.join()

    def _note_recovered(self, frames: int) -> None:
        self.recovered = self.recovered or frames  # a connection that is renewed finds what this one wrote

    async def _submit(self, jobs: "queue.SimpleQueue[Job | None]", run: Callable[[Db], T], durable: bool) -> T:
        if self._closing:
            raise RuntimeError("the store is closed")
        # No `Future` of threads, which would be told of by another one: it takes half as long again.
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        job = Job(run, partial(_tell, loop, waiting), durable)
        jobs.put(job)
        try:
            return await waiting
        except asyncio.CancelledError:
            job.withdrawn = True
            raise
        except StoreDamaged:
            self.damaged()
            raise


def fill(path: Path, key: bytes, run: Callable[[Db], T]) -> T:
    """Make a new database at `path`, fill it by `run` in one transaction, and close it, on the disk.

    Blocks; raises what `Store.open` raises.
    """
    outcomes: list[Outcome] = []
    job = Job(run, outcomes.append, durable=True)
    try:
        connection = _open_writer(_engine(path, key, read_only=False), lambda _: None)
        try:
            serve_writes(connection, [job])
        finally:
            connection.close()
    except (DBAPIError, driver.Error) as error:
        meaning = explain(error)
        if meaning is None:
            raise
        raise meaning from error
    result, error = outcomes[0]
    if error is not None:
        raise error
    return result


def _tell(loop: asyncio.AbstractEventLoop, waiting: "asyncio.Future[Any]", outcome: Outcome) -> None:
    """Tell who waits on an event loop, from another thread; nobody where the loop has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(_settle, waiting, outcome)


def _settle(waiting: "asyncio.Future[Any]", outcome: Outcome) -> None:
    result, error = outcome
    if waiting.done():
        return
    if error is None:
        waiting.set_result(result)
    else:
        waiting.set_exception(error)


async def _start(lanes: Sequence[Lane]) -> None:
    """Start threads and wait for their connections; raises what a person can read where that is possible."""
    for lane in lanes:
        lane.start()
    for lane in lanes:
        try:
            await asyncio.shield(asyncio.wrap_future(lane.opened))
        except (DBAPIError, driver.Error) as error:
            meaning = explain(error)
            if meaning is None:
                raise
            raise meaning from error


def _engine(path: Path, key: bytes, *, read_only: bool) -> Engine:
    """Return an engine whose every connection is new; its lanes keep theirs for life."""
    return create_engine(
        "sqlite://", module=driver, creator=partial(connect, path, key, read_only=read_only), poolclass=NullPool
    )


def _open_writer(engine: Engine, recovered: Callable[[int], None]) -> Connection:
    connection = engine.connect()
    try:
        recovered(connection.exec_driver_sql("PRAGMA wal_checkpoint(NOOP)").one()[1])
        connection.commit()
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection
