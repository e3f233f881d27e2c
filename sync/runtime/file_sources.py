"""What can be attached: an ordinary file, read while it stays as it is, or bytes from elsewhere. Everything blocks."""

import io
import mimetypes
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from sync.core.file_names import safe_file_name, shown_type
from sync.core.limits import MAX_FILE_BYTES, MAX_IMAGE_SIDE
from sync.core.pictures import read_picture
from sync.errors import FileUnreadable, TooLarge
from sync.views import Upload

MAX_PICTURE_BYTES: Final = 64 * 1024**2
"""Larger pictures are sent as they are: they would have to be in memory whole."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be sent: `read` it, and see whether it is `unchanged` in the end."""

    name: str
    mime: str
    size: int
    width: int
    height: int
    stream: BinaryIO
    status: os.stat_result | None = None
    descriptor: int = -1

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes: all of them, or the file is not what it was. Raises FileUnreadable."""
        return _read(self.stream, size, self.name)

    def unchanged(self) -> None:
        """Raise FileUnreadable if the file changed while it was read."""
        if self.status is not None and not _same(self.status, os.fstat(self.descriptor)):
            raise _changed(self.name)


def upload_size(upload: Upload) -> int:
    """Return how many bytes are to be taken in; raises FileUnreadable, TooLarge."""
    size = _regular(upload).st_size if isinstance(upload, Path) else len(upload.data)
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024**3
        raise TooLarge(f"{safe_file_name(upload.name)} is too large: a file can have {limit} GiB at most.")
    return size


@contextmanager
def opened(upload: Upload) -> Generator[Source]:
    """Open what is to be attached; a picture without what its camera wrote into it. Raises FileUnreadable, TooLarge."""
    size = upload_size(upload)
    if not isinstance(upload, Path):
        yield _as_picture(upload.name, upload.data) or _plain(upload.name, size, io.BytesIO(upload.data))
        return
    try:
        # Should it have become a pipe meanwhile, opening it must not wait for somebody to write.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        stream = os.fdopen(os.open(upload, flags), "rb", buffering=0)
    except OSError as error:
        raise _unreadable(upload.name, error) from error
    with stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            raise _changed(upload.name)
        source = _source(upload.name, size, stream)
        yield replace(source, status=status, descriptor=stream.fileno())


def _source(name: str, size: int, stream: io.FileIO) -> Source:
    plain = _plain(name, size, stream)
    if size > MAX_PICTURE_BYTES or not plain.mime.startswith("image/"):
        return plain
    data = plain.read(size)
    return _as_picture(name, data) or _plain(name, size, io.BytesIO(data))


def _plain(name: str, size: int, stream: BinaryIO) -> Source:
    mime, _ = mimetypes.guess_type(name)
    return Source(safe_file_name(name), shown_type(mime or ""), size, 0, 0, stream)


def _as_picture(name: str, data: bytes) -> Source | None:
    picture = read_picture(data) if len(data) <= MAX_PICTURE_BYTES else None
    if picture is None or max(picture.width, picture.height) > MAX_IMAGE_SIDE:
        return None
    stream = io.BytesIO(picture.data)
    return Source(safe_file_name(name), picture.mime, len(picture.data), picture.width, picture.height, stream)


def _read(stream: BinaryIO, size: int, name: str) -> bytes:
    data = b""
    while len(data) < size:
        try:
            more = stream.read(size - len(data))
        except OSError as error:
            raise _unreadable(name, error) from error
        if not more:
            raise _changed(name)
        data += more
    return data


def _regular(path: Path) -> os.stat_result:
    """Return what is known of an ordinary file, links followed; raises FileUnreadable for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path.name, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise FileUnreadable(
            f"{safe_file_name(path.name)} is a folder.", "Pack it into one file, or choose the files in it."
        )
    if not stat.S_ISREG(status.st_mode):
        raise FileUnreadable(f"{safe_file_name(path.name)} is not a file.", "Choose a file.")
    return status


def _same(before: os.stat_result, now: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns, before.st_ino) == (now.st_size, now.st_mtime_ns, now.st_ino)


def _changed(name: str) -> FileUnreadable:
    return FileUnreadable(f"{safe_file_name(name)} changed while it was read.", "Try again.")


def _unreadable(name: str, error: Exception) -> FileUnreadable:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "it cannot be opened"
    return FileUnreadable(
        f"{safe_file_name(name)} cannot be read: {reason}.", "Check that it is there and may be read."
    )
