"""The suite polices itself: what a test leaves behind, logs or blocks fails that very test, with a sentence saying so.

Warnings are errors by configuration (pyproject.toml), Qt's messages by pytest-qt. This plug-in adds log records of
level WARNING and above; threads, files, sockets, temporary files and tasks that outlive the test; and event loops held
up. Markers (`expected_log`, `may_block`, `may_leak`) excuse a test that means it.
"""

import asyncio
import gc
import logging
import os
import re
import tempfile
import threading
import time
from asyncio import events, runners
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

LONGEST_CPU_SECONDS: Final = 0.5
"""How much processor time one callback may use on an event loop: what others use on a busy machine does not count."""
LONGEST_WALL_SECONDS: Final = 2.0
"""How long one callback may take in all: longer than any busy machine would explain, so something waited."""
THREAD_PATIENCE_SECONDS: Final = 5.0

_DESCRIPTORS: Final = Path("/proc/self/fd")


class LogTrap(logging.Handler):
    """Keeps the records of level WARNING and above that the current test caused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep `record`."""
        self.records.append(record)

    def faults(self, expected: list[str]) -> list[str]:
        """Return a sentence for each record that matches none of `expected`, and for each of `expected` not met."""
        lines = [(record, f"{record.name} {record.levelname}: {record.getMessage()}") for record in self.records]
        faults = [
            f"logged {_with_cause(record, line)}"
            for record, line in lines
            if not any(re.search(pattern, line) for pattern in expected)
        ]
        faults += [
            f"did not log anything like {pattern!r}, which its expected_log marker promises"
            for pattern in expected
            if not any(re.search(pattern, line) for _, line in lines)
        ]
        self.records.clear()
        return faults


def _with_cause(record: logging.LogRecord, line: str) -> str:
    if record.exc_info and record.exc_info[1] is not None:
        return f"{line} ({record.exc_info[1]!r})"
    return line


class CollectorClock:
    """Adds up the processor time of the garbage collector, which walks what thousands of other tests have left."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._began = 0.0

    def install(self) -> None:
        """Time every collection from now on; each runs in one piece, on the thread that happens to allocate."""
        gc.callbacks.append(self._note)

    def _note(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._began


@dataclass
class LoopWatch:
    """Notes callbacks that hold an event loop up, and tasks that are still pending when their loop is closed."""

    slow: list[str] = field(default_factory=list[str])
    pending: list[str] = field(default_factory=list[str])
    collector: CollectorClock = field(default_factory=CollectorClock)

    def install(self) -> None:
        """Time every callback of every loop from now on: far cheaper than asyncio's debug mode."""
        run = events.Handle._run
        cancel_all: Callable[[asyncio.AbstractEventLoop], None] = getattr(runners, "_cancel_all_tasks")  # noqa: B009
        slow, pending, collector = self.slow, self.pending, self.collector
        collector.install()

        def timed_run(handle: asyncio.Handle) -> None:
            wall, cpu = time.monotonic(), time.thread_time() - collector.seconds
            run(handle)
            wall, cpu = time.monotonic() - wall, time.thread_time() - collector.seconds - cpu
            if cpu > LONGEST_CPU_SECONDS or wall > LONGEST_WALL_SECONDS:
                slow.append(f"held its event loop up for {wall:.2f} s ({cpu:.2f} s of processor time): {handle!r}")

        def counted_cancel(loop: asyncio.AbstractEventLoop) -> None:
            pending.extend(f"left a task running: {task!r}" for task in asyncio.all_tasks(loop))
            cancel_all(loop)

        setattr(events.Handle, "_run", timed_run)  # noqa: B010 - a private name, set on purpose
        setattr(runners, "_cancel_all_tasks", counted_cancel)  # noqa: B010


def _open_files() -> dict[str, str]:
    """Return the sockets and ordinary files this process holds open, by descriptor."""
    found: dict[str, str] = {}
    if not _DESCRIPTORS.exists():
        return found
    for entry in os.scandir(_DESCRIPTORS):
        try:
            target = os.readlink(entry.path)  # noqa: PTH115 - the target is not a path for a socket
        except OSError:
            continue
        if target.startswith("socket:") or (target.startswith("/") and not target.startswith(("/dev/", "/proc/"))):
            found[entry.name] = target
    return found


@dataclass
class Snapshot:
    """What existed before a test: the rest is the test's."""

    threads: set[threading.Thread]
    files: set[str]

    @classmethod
    def take(cls) -> "Snapshot":
        """Return what exists now."""
        return cls(set(threading.enumerate()), set(_open_files().values()))

    def add(self, other: "Snapshot") -> None:
        """Count what `other` saw as existing before, too."""
        self.threads |= other.threads
        self.files |= other.files

    def left_threads(self) -> list[str]:
        """Return a sentence for each thread that is new and does not end by itself."""
        left: list[str] = []
        for thread in set(threading.enumerate()) - self.threads:
            # Not waiting at all would blame threads that are just about to end.
            thread.join(THREAD_PATIENCE_SECONDS)
            if thread.is_alive():
                left.append(f"left the thread {thread.name!r} running")
        return left

    def left_files(self) -> list[str]:
        """Return a sentence for each file or socket that is new and still open."""
        if not self._new_files():
            return []
        # Something may only wait for the collector: ask before blaming.
        gc.collect()
        return [f"left {target} open" for target in self._new_files()]

    def _new_files(self) -> list[str]:
        return sorted(set(_open_files().values()) - self.files)


def _left_temporary(folder: Path) -> list[str]:
    left = sorted(folder.iterdir())
    for path in left:
        # Renamed rather than removed, so that the next test is not blamed and the evidence stays.
        path.rename(folder.parent / f"left-{time.monotonic_ns()}-{path.name}")
    return [f"left the temporary file {path.name}" for path in left]


class Police:
    """The plug-in: takes a snapshot before each test, and compares after its last fixture is gone."""

    def __init__(self) -> None:
        self._trap = LogTrap()
        self._loops = LoopWatch()
        self._before = Snapshot(set(), set())
        self._home = tempfile.TemporaryDirectory(prefix="causerie-tests-")
        self._temporary = Path(self._home.name) / "tmp"
        self.state = Path(self._home.name) / "state"
        """Where programs under test keep what is not part of their profiles."""

    def start(self) -> None:
        """Watch logs, loops and the temporary folder from now on."""
        # pytest's own folders stay where they are; everybody else's are easy to see in a folder of their own.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
        self._temporary.mkdir()
        tempfile.tempdir = str(self._temporary)
        os.environ["TMPDIR"] = str(self._temporary)
        logging.getLogger().addHandler(self._trap)
        self._loops.install()

    def stop(self) -> None:
        """Undo `start` as far as it matters to what runs after the tests."""
        logging.getLogger().removeHandler(self._trap)
        tempfile.tempdir = None
        os.environ.pop("TMPDIR", None)
        self._home.cleanup()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Remember what is there before the test's own fixtures."""
        self._before = Snapshot.take()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        """Count what a fixture for several tests makes as being there before."""
        result = yield
        if fixturedef.scope != "function":
            self._before.add(Snapshot.take())
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Fail the test for what it left behind."""
        result = yield
        if faults := self._faults(item):
            pytest.fail("The test " + "\nThe test ".join(faults), pytrace=False)
        return result

    def _faults(self, item: pytest.Item) -> list[str]:
        excused = {str(marker.args[0]) for marker in item.iter_markers("may_leak")}
        pending, slow = self._loops.pending.copy(), self._loops.slow.copy()
        self._loops.pending.clear()
        self._loops.slow.clear()
        faults = self._trap.faults([str(marker.args[0]) for marker in item.iter_markers("expected_log")])
        if item.get_closest_marker("may_block") is None:
            faults += slow
        if "tasks" not in excused:
            faults += pending
        if "threads" not in excused:
            faults += self._before.left_threads()
        if "files" not in excused:
            faults += self._before.left_files()
        return faults + _left_temporary(self._temporary)
