"""Threads with a database connection each: one that writes, in groups of jobs a transaction, and some that read."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from sync.store.cipher import explain

GROUP_COMMIT = 64
"""Most jobs in one transaction: bounds how long the first of them waits for the last."""


@dataclass(slots=True, eq=False)
class Job:
    """A function to run in a transaction, and where its result goes."""

    run: Callable[[Session], Any]
    future: "Future[Any]"
    durable: bool = False

    def fail(self, error: BaseException) -> None:
        """Hand `error` to whoever waits, as a person can read it where that is possible."""
        meaning = explain(error) if isinstance(error, DBAPIError) else None
        if meaning is None:
            self.future.set_exception(error)
        else:
            meaning.__cause__ = error
            self.future.set_exception(meaning)


class TransactionLost(Exception):
    """SQLite rolled the whole transaction back by itself (disk full, I/O error)."""


Serve = Callable[[Connection, Sequence[Job]], None]


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
        try:
            connection = self._open()
        except BaseException as error:  # whoever opens the store waits for it
            self.opened.set_exception(error)
            self.closed.set_result(None)
            return
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
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN")
                with Session(connection, join_transaction_mode="rollback_only") as session:
                    result = job.run(session)
        except BaseException as error:  # belongs to whoever waits for the job
            job.fail(error)
        else:
            job.future.set_result(result)


def serve_writes(connection: Connection, jobs: Sequence[Job]) -> None:
    """Run the jobs in one transaction, each all or nothing, and tell their results once it is committed."""
    try:
        # The level cannot change inside a transaction, so one durable job makes its whole group durable.
        level = "FULL" if any(job.durable for job in jobs) else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.commit()
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            outcomes = _run_alone(connection, jobs[0]) if len(jobs) == 1 else _run_grouped(connection, jobs)
    except BaseException as error:  # nothing was committed: it belongs to everybody who waits
        cause = error.__cause__ if isinstance(error, TransactionLost) and error.__cause__ else error
        for job in jobs:
            job.fail(cause)
        return
    for job, (result, error) in zip(jobs, outcomes, strict=True):
        if error is None:
            job.future.set_result(result)
        else:
            job.fail(error)


Outcome = tuple[Any, BaseException | None]


def _run_alone(connection: Connection, job: Job) -> list[Outcome]:
    """Run a job with the transaction to itself: no savepoint, which would cost a flush of the search index."""
    with Session(connection, join_transaction_mode="rollback_only") as session:
        result = job.run(session)
        session.flush()
    return [(result, None)]


def _run_grouped(connection: Connection, jobs: Sequence[Job]) -> list[Outcome]:
    """Run each job in a savepoint, so that one that fails takes only itself back; raises TransactionLost."""
    outcomes: list[Outcome] = []
    for job in jobs:
        try:
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                result = job.run(session)
                session.commit()
        except BaseException as error:  # belongs to whoever waits for this job
            if not _in_transaction(connection):
                raise TransactionLost from error
            outcomes.append((None, error))
        else:
            outcomes.append((result, None))
    return outcomes


def _in_transaction(connection: Connection) -> bool:
    """Return whether SQLite still has the transaction open."""
    return bool(getattr(connection.connection.driver_connection, "in_transaction", False))
