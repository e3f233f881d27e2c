"""A file system under SQLite that notes every write, so that a power cut can be imagined at any moment of a run.

SQLite's own interface for that (`sqlite3_vfs`), filled from Python through ctypes in the very library that SQLCipher is
part of: pages pass here encrypted, as they pass to the disk. POSIX promises only what was synced; so what was not may
be there or not, in any order, and torn at the borders of sectors. `Trace.crash` makes the files of one such outcome.
"""

import ctypes
import random
from collections.abc import Callable, Generator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

SECTOR: Final = 512
OK: Final = 0
FULL: Final = 13
NAME: Final = b"recording"


class Event(NamedTuple):
    """Something that happened to a file: "write" (offset, data), "truncate" (size), "sync", "delete", or a "mark"."""

    what: str
    path: str
    offset: int = 0
    data: Any = b""


@dataclass
class _Image:
    """A file as the disk has it, and what was asked for since it was last synced."""

    durable: bytearray = field(default_factory=bytearray)
    named: bool = False
    pending: list[Event] = field(default_factory=list[Event])


@dataclass
class Trace:
    """What happened, in order; `full` makes files that grow fail as on a full disk."""

    events: list[Event] = field(default_factory=list[Event])
    full: bool = False
    refused: int = 0
    """Writes that failed because it was."""

    def mark(self, what: str, data: Any) -> None:
        """Note something that is true from now on, such as that a write was acknowledged."""
        self.events.append(Event("mark", what, data=data))

    def marks(self, what: str, before: int) -> list[Any]:
        """Return what was marked so before a moment."""
        return [event.data for event in self.events[:before] if event.what == "mark" and event.path == what]

    def crash(self, at: int, rng: random.Random, folder: Path) -> None:
        """Write the files as a power cut after `at` events may leave them, by their names, into `folder`."""
        images: dict[str, _Image] = {}
        for event in self.events[:at]:
            if event.what != "mark":
                _apply(images, event)
        for path, image in images.items():
            content = _outcome(image, rng)
            if content is not None:
                (folder / Path(path).name).write_bytes(content)


def _apply(images: dict[str, _Image], event: Event) -> None:
    image = images.setdefault(event.path, _Image())
    if event.what == "sync":
        for each in image.pending:
            _write(image.durable, each, None)
        image.pending.clear()
        image.named = True
    elif event.what == "delete":
        images.pop(event.path, None)
    else:
        image.pending.append(event)


def _outcome(image: _Image, rng: random.Random) -> bytes | None:
    """Return a file that POSIX permits: all of what was not synced, none of it, or some, torn and in any order."""
    content = bytearray(image.durable)
    mode = rng.choice(("all", "none", "some", "prefix"))
    chosen = list(image.pending)
    if mode == "none":
        chosen = []
    elif mode == "some":
        chosen = [each for each in chosen if rng.random() < 0.7]
    elif mode == "prefix":
        chosen = chosen[: rng.randint(0, len(chosen))]
    for each in chosen:
        _write(content, each, rng if mode != "all" else None)
    return None if not image.named and not content else bytes(content)


def _write(content: bytearray, event: Event, rng: random.Random | None) -> None:
    if event.what == "truncate":
        del content[event.offset :]
        return
    data, start = event.data, event.offset
    if rng is not None and rng.random() < 0.3:  # torn: only some of its sectors
        for at in range(0, len(data), SECTOR):
            if rng.random() < 0.5:
                _put(content, start + at, data[at : at + SECTOR])
        return
    _put(content, start, data)


def _put(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p), ("truncate", c_void_p),
        ("sync", c_void_p), ("rest", c_void_p * 13),
    ]  # fmt: skip


class _File(ctypes.Structure):
    _fields_ = [("methods", POINTER(_Methods))]


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest", c_int), ("next", c_void_p), ("name", c_char_p),
        ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p), ("rest", c_void_p * 14),
    ]  # fmt: skip


_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, POINTER(c_int))
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Close = CFUNCTYPE(c_int, c_void_p)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class _Recorder:
    """The file system; it must live as long as any file that was opened through it."""

    def __init__(self, trace: Trace, wanted: Callable[[str], bool]) -> None:
        self._trace = trace
        self._wanted = wanted
        self._library = ctypes.CDLL(import_module("sqlcipher3._sqlite3").__file__)
        self._library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._below: Any = self._library.sqlite3_vfs_find(None)
        below = self._below.contents
        self._open, self._delete = _Open(below.open), _Delete(below.delete)
        self._paths: dict[int, str] = {}
        self._wrapped: dict[int, Any] = {}
        self._kept: list[Any] = [_Open(self._opened), _Delete(self._deleted)]
        self.vfs = _Vfs.from_buffer_copy(below)
        self.vfs.name = NAME
        self.vfs.open, self.vfs.delete = (ctypes.cast(each, c_void_p).value for each in self._kept)

    def register(self) -> None:
        self._library.sqlite3_vfs_register(ctypes.byref(self.vfs), 1)

    def unregister(self) -> None:
        self._library.sqlite3_vfs_unregister(ctypes.byref(self.vfs))
        self._library.sqlite3_vfs_register(self._below, 1)

    def _opened(self, _: Any, name: Any, file: Any, flags: int, out: Any) -> int:
        code = self._open(ctypes.cast(self._below, c_void_p).value, name, file, flags, out)
        path = ctypes.string_at(name).decode() if name else ""
        if code == OK and path and self._wanted(path):
            methods = file.contents.methods
            at = ctypes.cast(methods, c_void_p).value or 0
            if at not in self._wrapped:
                self._wrapped[at] = self._wrap(methods.contents)
            self._paths[ctypes.addressof(file.contents)] = path
            file.contents.methods = ctypes.pointer(self._wrapped[at])
        return code

    def _deleted(self, _: Any, name: bytes, folder: int) -> int:
        if self._wanted(name.decode()):
            self._trace.events.append(Event("delete", name.decode()))
        return self._delete(ctypes.cast(self._below, c_void_p).value, name, folder)

    def _wrap(self, below: _Methods) -> _Methods:
        trace, paths = self._trace, self._paths
        write, truncate, sync = _Write(below.write), _Truncate(below.truncate), _Sync(below.sync)

        def written(file: int, data: int, size: int, offset: int) -> int:
            if trace.full and Path(paths[file]).stat().st_size < offset + size:
                trace.refused += 1
                return FULL
            trace.events.append(Event("write", paths[file], offset, ctypes.string_at(data, size)))
            return write(file, data, size, offset)

        def truncated(file: int, size: int) -> int:
            trace.events.append(Event("truncate", paths[file], size))
            return truncate(file, size)

        def synced(file: int, flags: int) -> int:
            code = sync(file, flags)
            trace.events.append(Event("sync", paths[file]))
            return code

        wrapped = _Methods.from_buffer_copy(below)
        made = _Write(written), _Truncate(truncated), _Sync(synced)
        self._kept += [made, write, truncate, sync]
        wrapped.write, wrapped.truncate, wrapped.sync = (ctypes.cast(each, c_void_p).value for each in made)
        return wrapped


_RECORDERS: Final[list[_Recorder]] = []


@contextmanager
def recording(wanted: Callable[[str], bool]) -> Generator[Trace]:
    """Record what SQLite does with files that are `wanted`, of connections that are opened inside."""
    trace = Trace()
    recorder = _Recorder(trace, wanted)
    _RECORDERS.append(recorder)
    recorder.register()
    try:
        yield trace
    finally:
        recorder.unregister()
