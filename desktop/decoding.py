"""Pictures made small, or refused, by child processes (`decoder`): what a picture holds never runs here.

The bytes go over a pipe; what comes back is checked as if it came from the picture itself. Blocking: call it off Qt's
thread and off the engine's.
"""

import logging
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

logger = logging.getLogger(__name__)

REQUEST: Final = struct.Struct("<IHH")
REPLY: Final = struct.Struct("<BHHIII")
"""The same as in `decoder`, which is a program of its own and is not imported here."""
PROGRAM: Final = Path(__file__).with_name("decoder.py")
MAX_PICTURE_BYTES: Final = 32 * 1024 * 1024
"""Larger files are not shown as pictures: they can be saved and looked at with another program."""
MAX_SIDE: Final = 4096
WALL_SECONDS: Final = 20.0
"""For one picture, with the start of the process. A busy machine takes a second for the largest."""
END_SECONDS: Final = 2.0
KEPT_ENVIRONMENT: Final = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
"""All that the child gets of our environment."""
PIPE_BYTES: Final = 1024 * 1024


class Refusal(StrEnum):
    """Why a picture is not shown."""

    UNKNOWN = "unknown"
    TOO_LARGE = "too_large"
    BROKEN = "broken"


class CannotShow(Exception):
    """This picture cannot be shown; nothing else is wrong."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: `width` by `height` pixels of premultiplied RGBA, made from a whole of another size."""

    width: int
    height: int
    pixels: bytes
    whole_width: int
    whole_height: int


class Child:
    """One child process. Raises EOFError when it is gone and TimeoutError when it takes too long."""

    def __init__(self, program: Path, seconds: float) -> None:
        self._seconds = seconds
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            [sys.executable, "-I", str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ},
            start_new_session=True,  # Ctrl+C in a terminal is the parent's to handle
            bufsize=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise EOFError
        self._into, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        for end in (self._into, self._out):
            os.set_blocking(end, False)

    def ask(self, data: bytes, most_width: int, most_height: int) -> Picture:
        """Return the picture within the bounds. Raises CannotShow too."""
        deadline = time.monotonic() + self._seconds
        self._write(REQUEST.pack(len(data), most_width, most_height), deadline)
        self._write(data, deadline)
        head = self._read(REPLY.size, deadline)
        status, width, height, whole_width, whole_height, length = REPLY.unpack(head)
        if status != 0:
            raise CannotShow({1: Refusal.UNKNOWN, 2: Refusal.TOO_LARGE}.get(status, Refusal.BROKEN))
        fits = 0 < width <= most_width and 0 < height <= most_height
        if not fits or length != width * height * 4 or not whole_width or not whole_height:
            # What decodes a hostile picture may have been taken over by it.
            raise EOFError
        return Picture(width, height, self._read(length, deadline), whole_width, whole_height)

    def end(self) -> None:
        """End the process and wait until it is gone."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End the process at once; whoever waits for it hears of that."""
        self._process.kill()

    def _write(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        while view:
            self._await(self._into, selectors.EVENT_WRITE, deadline)
            try:
                view = view[os.write(self._into, view[:PIPE_BYTES]) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise EOFError from error

    def _read(self, length: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < length:
            self._await(self._out, selectors.EVENT_READ, deadline)
            part = os.read(self._out, min(PIPE_BYTES, length - len(parts)))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    @staticmethod
    def _await(pipe: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError


class Decoders:
    """Children started when first needed, reused, and ended by `rest`; as many as there are callers at a time."""

    def __init__(self, program: Path = PROGRAM, seconds: float = WALL_SECONDS) -> None:
        self._program = program
        self._seconds = seconds
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    def decode(self, data: bytes, most_width: int, most_height: int) -> Picture:
        """Return a picture made to fit the bounds, in pixels. Raises CannotShow."""
        if len(data) > MAX_PICTURE_BYTES:
            raise CannotShow(Refusal.TOO_LARGE)
        child, used = self._take()
        try:
            try:
                picture = child.ask(data, min(most_width, MAX_SIDE), min(most_height, MAX_SIDE))
            except CannotShow:
                self._give_back(child)
                raise
        except (EOFError, TimeoutError) as error:
            self._drop(child)
            logger.info("a decoder of pictures was ended: %s", type(error).__name__)
            if used and isinstance(error, EOFError):
                # It may have died of another picture, or of old age, before it saw this one.
                return self.decode(data, most_width, most_height)
            raise CannotShow(Refusal.BROKEN) from error
        self._give_back(child)
        return picture

    def rest(self) -> None:
        """End the children that have nothing to do."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def close(self) -> None:
        """End every child; whoever waits for one gets CannotShow."""
        with self._lock:
            self._closed = True
            for child in self._busy:
                child.kill()
        self.rest()

    def _take(self) -> tuple[Child, bool]:
        """Return a child, and whether it has decoded before."""
        with self._lock:
            if self._closed:
                raise CannotShow(Refusal.BROKEN)
            used = bool(self._idle)
            try:
                child = self._idle.pop() if used else Child(self._program, self._seconds)
            except OSError as error:
                logger.warning("no decoder of pictures can be started: %s", error)
                raise CannotShow(Refusal.BROKEN) from error
            self._busy.add(child)
            return child, used

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if not self._closed:
                self._idle.append(child)
                return
        child.end()

    def _drop(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
        child.kill()
        child.end()
