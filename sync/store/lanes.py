"""Threads with a database connection each: one that writes, in groups of jobs a transaction, and some that read."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sync.errors import StoreDamaged
from sync.store.cipher import driver, explain
from sync.store.statements import DRIVER, driver_connection

T = TypeVar("T")

_LEVEL = "causerie.synchronous"
LEVELS = {True: "FULL", False: "NORMAL"}
"""What SQLite is asked to sync for a durable transaction, and for any other."""
GROUP_COMMIT = 64
"""Most jobs in one transaction: bounds how long the first of them waits for the last."""


Outcome: TypeAlias = tuple[Any, BaseException | None]
"""What a function returned, or what it raised."""


def attempt(run: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """Return what `run` returns, or what it raises: another thread waits for either."""
    try:
        return run(), None
    except BaseException as error:  # noqa: BLE001 - raised again where it is awaited
        return None, error


@dataclass(slots=True, eq=False)
class Job:
    """A function to run in a transaction, and who is told the outcome, on the lane's thread.

    One that was `withdrawn` before its turn does not run.
    """

    run: Callable[[Session], Any]
    tell: Callable[[Outcome], object]
    durable: bool = False
    withdrawn: bool = False
    met_damage: bool = False
    """Whether a page turned out to be damaged."""

    def settle(self, outcome: Outcome) -> None:
        """Tell the result, or the error as a person can read it where that is possible."""
        result, error = outcome
        if error is not None and isinstance(error, DBAPIError | driver.Error):
            meaning = explain(error, opened=True)
            if meaning is not None:
                meaning.__cause__ = error
                error = meaning
        self.met_damage = isinstance(error, StoreDamaged)
        self.tell((result, error))


Serve: TypeAlias = Callable[[Connection, Sequence[Job]], None]


class Lane:
    """A thread that owns a connection and serves jobs from a queue, `most` at a time, until it meets None there.

    Its connection is closed after those of the lanes in `outlive`.
    """

    def __init__(
        self,
        name: str,
        jobs: "queue.SimpleQueue[Job | None]",
        open_: Callable[[], Connection],
        serve: Serve,
        most: int,
        outlive: "Sequence[Lane]" = (),
    ) -> None:
        self._jobs = jobs
        self._open = open_
        self._serve = serve
        self._most = most
        self._outlive = outlive
        self.started = False
        self.opened: Future[None] = Future()
        self.closed: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; `opened` tells when it has its connection, or why not."""
        self.started = True
        self._thread.start()

    def join(self) -> None:
        """Wait for the thread to end, if it ever began."""
        if self.started:
            self._thread.join()

    def _work(self) -> None:
        connection, error = attempt(self._open)
        if connection is None:
            self.opened.set_exception(error)
        else:
            self.opened.set_result(None)
            try:
                connection = self._loop(connection)
            finally:
                for lane in self._outlive:
                    lane.join()
                connection.close()
        self.closed.set_result(None)

    def _loop(self, connection: Connection) -> Connection:
        """Serve until the end; returns the connection that is then open."""
        while True:
            first = self._jobs.get()
            if first is None:
                return connection
            jobs, last = self._gather(first)
            live = [job for job in jobs if not job.withdrawn]
            if live:
                self._serve(connection, live)
            if any(job.met_damage for job in live):
                connection = self._renewed(connection)
            if last:
                return connection

    def _renewed(self, connection: Connection) -> Connection:
        """Return a new connection: one that has met a damaged page refuses also what is sound."""
        fresh, _ = attempt(self._open)
        if fresh is None:
            return connection
        connection.close()
        return fresh

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        """Return `first` with what else waits, and whether the lane is to close after it."""
        jobs = [first]
        while len(jobs) < self._most:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            jobs.append(job)
        return jobs, False


def serve_reads(connection: Connection, jobs: Sequence[Job]) -> None:
    """Run each job on a consistent snapshot."""
    for job in jobs:
        job.settle(attempt(partial(_read, connection, job)))


def serve_writes(connection: Connection, jobs: Sequence[Job]) -> None:
    """Run the jobs in one transaction and tell their results once it is committed.

    If one fails, all is taken back and each runs in a transaction of its own. Savepoints would do without running any
    twice, but each would cost a flush of the search index where failures hardly ever happen.
    """
    durable = any(job.durable for job in jobs)
    results, error = attempt(partial(_write, connection, jobs, durable))
    if results is not None:
        for job, result in zip(jobs, results, strict=True):
            job.settle((result, None))
    elif len(jobs) == 1:
        jobs[0].settle((None, error))
    else:
        for job in jobs:
            serve_writes(connection, [job])


def _read(connection: Connection, job: Job) -> Any:
    with connection.begin():
        driver_connection(connection).execute("BEGIN")
        with Session(connection, join_transaction_mode="rollback_only") as session:
            return job.run(session)


def _write(connection: Connection, jobs: Sequence[Job], durable: bool) -> list[Any]:
    # The level cannot change inside a transaction, so one durable job makes its whole group durable.
    level = LEVELS[durable]
    if connection.info.get(_LEVEL) != level:
        driver_connection(connection).execute(f"PRAGMA synchronous = {level}")
        connection.info[_LEVEL] = level
    with connection.begin():
        driver_connection(connection).execute("BEGIN IMMEDIATE")
        return [_run(connection, job) for job in jobs]


def _run(connection: Connection, job: Job) -> Any:
    info = {DRIVER: driver_connection(connection)}
    with Session(connection, join_transaction_mode="rollback_only", info=info) as session:
        result = job.run(session)
        session.flush()
        return result
