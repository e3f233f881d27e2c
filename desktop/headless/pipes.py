"""Lines in and out of file descriptors, each by a thread of its own.

asyncio's own pipes refuse ordinary files and make terminals non-blocking for everybody who shares them. A thread that
blocks works on pipes, files and terminals alike. Both threads are daemons: one may be stuck in the system at the end.
"""

import asyncio
import os
import queue
import select
import threading
from collections.abc import Callable, Iterator
from typing import Final

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Bytes. Far more than the longest message needs, even with every character escaped."""
MOST_UNANSWERED: Final = 128
"""Lines read ahead of their answers; the rest waits in the pipe."""
MOST_UNWRITTEN: Final = 1024 * 1024
"""Bytes waiting for a slow reader before `send` waits as well."""
CHUNK: Final = 64 * 1024


class TooLong:
    """Stands for a line over LONGEST_LINE: its bytes are dropped as they come."""


Line = bytes | TooLong


class LineReader:
    """Hands lines to `deliver` on the loop, None at the end. At most MOST_UNANSWERED are out until `release`d."""

    def __init__(self, descriptor: int, deliver: Callable[[Line | None], None]) -> None:
        self._descriptor = descriptor
        self._deliver = deliver
        self._slots = threading.Semaphore(MOST_UNANSWERED)
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, name="causerie-stdin", daemon=True).start()

    def release(self) -> None:
        """Say that a line is dealt with."""
        self._slots.release()

    def _run(self) -> None:
        for line in split_lines(self._chunks()):
            self._slots.acquire()
            if not self._hand_over(line):
                return
        self._hand_over(None)

    def _hand_over(self, line: Line | None) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._deliver, line)
        except RuntimeError:
            # The loop is closed: the program ends, and this thread with it.
            return False
        return True

    def _chunks(self) -> Iterator[bytes]:
        while True:
            try:
                chunk = os.read(self._descriptor, CHUNK)
            except BlockingIOError:
                select.select([self._descriptor], [], [])
                continue
            except OSError:
                return
            if not chunk:
                return
            yield chunk


def split_lines(chunks: Iterator[bytes]) -> Iterator[Line]:
    """Yield the lines in `chunks` without their ends; an unfinished last line counts."""
    pending = bytearray()
    overflowing = False
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            pending += piece
            yield TooLong() if overflowing or len(pending) > LONGEST_LINE else bytes(pending)
            pending.clear()
            overflowing = False
        pending += rest
        if len(pending) > LONGEST_LINE:
            pending.clear()
            overflowing = True
    if overflowing or pending:
        yield TooLong() if overflowing else bytes(pending)


class LineWriter:
    """Writes lines in order; `broken` is called once on the loop when nobody reads any more."""

    def __init__(self, descriptor: int, broken: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._broken_callback = broken
        self._broken = False
        self._unwritten = 0
        self._room = asyncio.Event()
        self._room.set()
        self._empty = asyncio.Event()
        self._empty.set()
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._run, name="causerie-stdout", daemon=True).start()

    async def send(self, line: bytes) -> None:
        """Queue `line`; waits while MOST_UNWRITTEN bytes are queued, and drops it when nobody reads any more."""
        while not self._room.is_set():
            await self._room.wait()
        if self._broken:
            return
        self._unwritten += len(line)
        self._empty.clear()
        if self._unwritten >= MOST_UNWRITTEN:
            self._room.clear()
        self._queue.put(line)

    async def close(self, patience: float) -> None:
        """Wait until everything is written, at most `patience` seconds, and end."""
        try:
            async with asyncio.timeout(patience):
                await self._empty.wait()
        except TimeoutError:
            pass
        self._queue.put(None)

    def _run(self) -> None:
        while (line := self._queue.get()) is not None:
            written = self._write(line)
            try:
                self._loop.call_soon_threadsafe(self._account if written else self._give_up, len(line))
            except RuntimeError:
                return
            if not written:
                return

    def _write(self, line: bytes) -> bool:
        rest = memoryview(line)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:
                select.select([], [self._descriptor], [])
            except OSError:
                return False
        return True

    def _account(self, size: int) -> None:
        self._unwritten -= size
        if self._unwritten < MOST_UNWRITTEN:
            self._room.set()
        if not self._unwritten:
            self._empty.set()

    def _give_up(self, size: int) -> None:
        self._broken = True
        self._account(size)
        self._room.set()
        self._empty.set()
        self._broken_callback()
