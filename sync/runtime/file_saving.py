"""Writing a file out of a message: whole or not at all, and over nothing that is there already unless asked to."""

import asyncio
import contextlib
import errno
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Final

from sync.core.file_names import numbered, safe_file_name
from sync.errors import CauserieError, DiskFull, FileExists, FileNotSaved
from sync.runtime.chores import seen_through
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_checking import BrokenFileError, plain_chunks
from sync.store.rows import AttachmentRow
from sync.views import SavedFile

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_MOST_NUMBERS: Final = 1_000


async def write_out(blobs: Blobs, row: AttachmentRow, path: Path, *, replace: bool) -> SavedFile:
    """Write a file to `path`; into it, under its own name and beside what has that name, if it is a folder.

    Raises FileExists, FileNotSaved, DiskFull, BrokenFileError; then nothing is left.
    """
    saved: list[SavedFile] = []

    async def work() -> None:
        saved.append(await asyncio.to_thread(_write_out, blobs, row, path, replace))

    await seen_through(work())
    return saved[0]


def _write_out(blobs: Blobs, row: AttachmentRow, path: Path, replace: bool) -> SavedFile:
    try:
        folder = path.is_dir()
        target, placed = (_placed(path, row.name), True) if folder else _claimed(path, replace=replace)
    except (OSError, ValueError) as error:  # a path with a zero in it is no path
        raise _explain(error, path) from error
    temporary = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        size, digest = _copy(blobs, row, temporary)
        if size != row.size or digest != row.sha256:
            raise BrokenFileError
        temporary.replace(target)
    except BaseException as error:
        for leftover in (temporary, *([target] if placed else [])):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _explain(error, target) from error
        raise
    return SavedFile(target, size, digest)


def _copy(blobs: Blobs, row: AttachmentRow, temporary: Path) -> tuple[int, bytes]:
    whole, size = sha256(), 0
    with temporary.open("xb") as out:
        for data in plain_chunks(blobs, row):
            whole.update(data)
            size += len(data)
            out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return size, whole.digest()


def _claimed(path: Path, *, replace: bool) -> tuple[Path, bool]:
    """Return where to write and whether an empty file keeps the place; raises FileExists."""
    if replace and path.exists():
        return path, False
    try:
        path.open("xb").close()
    except FileExistsError:
        raise FileExists(f"There is a file named {safe_file_name(path.name)} already.") from None
    return path, True


def _placed(folder: Path, name: str) -> Path:
    """Return a place in a folder that an empty file keeps: nothing else can take it before the file is written."""
    for number in range(1, _MOST_NUMBERS):
        path = folder / (name if number == 1 else numbered(name, number))
        try:
            path.open("xb").close()
        except FileExistsError:
            continue
        return path
    raise FileExists(f"There are too many files named {name} in that folder.")


def _explain(error: OSError | ValueError, path: Path) -> CauserieError:
    number, reason = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
    if number in _NO_ROOM:
        return DiskFull(f"There is no room left on the disk that holds {path}.")
    return FileNotSaved(
        f"{safe_file_name(path.name)} cannot be written: {reason or 'the system refuses it'}.", "Choose another folder."
    )
