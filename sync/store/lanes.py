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

from sync.store.cipher import explain

T = TypeVar("T")

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
    """A function to run in a transaction, and where its result goes."""

    run: Callable[[Session], Any]
    future: "Future[Any]"
    durable: bool = False

    def settle(self, outcome: Outcome) -> None:
        """Hand the result, or the error as a person can read it where that is possible, to whoever waits."""
        result, error = outcome
        if error is None:
            self.future.set_result(result)
            return
        meaning = explain(error) if isinstance(error, DBAPIError) else None
        if meaning is not None:
            meaning.__cause__ = error
        self.future.set_exception(meaning or error)


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
        self._thread = threading.Thread(target=self._work, name=name, daemon=False)

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
                self._loop(connection)
            finally:
                for lane in self._outlive:
                    lane.join()
                connection.close()
        self.closed.set_result(None)

    def _loop(self, connection: Connection) -> None:
        while True:
            first = self._jobs.get()
            if first is None:
                return
            jobs, last = self._gather(first)
            live = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            if live:
                self._serve(connection, live)
            if last:
                return

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
    """Run the jobs in one transaction, each all or nothing, and tell their results once it is committed."""
    outcomes, error = attempt(partial(_write, connection, jobs))
    if outcomes is None:  # nothing was committed, and everybody who waits has to know
        outcomes = [(None, error)] * len(jobs)
    for job, outcome in zip(jobs, outcomes, strict=True):
        job.settle(outcome)


def _read(connection: Connection, job: Job) -> Any:
    with connection.begin():
        connection.exec_driver_sql("BEGIN")
        with Session(connection, join_transaction_mode="rollback_only") as session:
            return job.run(session)


def _write(connection: Connection, jobs: Sequence[Job]) -> list[Outcome]:
    # The level cannot change inside a transaction, so one durable job makes its whole group durable.
    level = "FULL" if any(job.durable for job in jobs) else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
    connection.commit()
    with connection.begin():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        if len(jobs) == 1:
            return [(_run_alone(connection, jobs[0]), None)]
        return [_run_in_savepoint(connection, job) for job in jobs]


def _run_alone(connection: Connection, job: Job) -> Any:
    """Run a job with the transaction to itself: no savepoint, which would cost a flush of the search index."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        result = job.run(session)
        session.flush()
        return result


def _run_in_savepoint(connection: Connection, job: Job) -> Outcome:
    """Run a job so that its failure takes only itself back; raises it when SQLite gave up the whole transaction."""
    outcome = attempt(partial(_run_nested, connection, job))
    error = outcome[1]
    if error is not None and not getattr(connection.connection.driver_connection, "in_transaction", False):
        raise error
    return outcome


def _run_nested(connection: Connection, job: Job) -> Any:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        result = job.run(session)
        session.commit()
        return result
