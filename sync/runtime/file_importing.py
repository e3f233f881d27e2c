"""Taking a file in to send it: read once, sealed chunk by chunk into the profile, and nothing left half done."""

import asyncio
import io
import mimetypes
import os
import stat
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from sync.core.file_names import safe_file_name, shown_type
from sync.core.files import ChunkCipher, ChunkMap, chunk_count, chunk_hash, file_id, file_root
from sync.core.limits import FILE_CHUNK_BYTES, MAX_FILE_BYTES, MAX_IMAGE_SIDE
from sync.core.ops import FileManifest
from sync.core.pictures import read_picture
from sync.errors import FileUnreadable, TooLarge
from sync.runtime.file_blobs import Blobs
from sync.store.rows import FileRow
from sync.views import FileState, Upload

MAX_PICTURE_BYTES: Final = 64 * 1024**2
"""Larger pictures are sent as they are: they would have to be in memory whole."""
_KEY_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was taken in: what a message says of it, and its row."""

    manifest: FileManifest
    row: FileRow


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    mime: str
    size: int
    width: int
    height: int
    stream: BinaryIO


def upload_size(upload: Upload) -> int:
    """Return how many bytes are to be taken in; raises FileUnreadable, TooLarge. Blocks."""
    size = _regular(upload).st_size if isinstance(upload, Path) else len(upload.data)
    if size > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1024**3
        raise TooLarge(f"{_shown(upload)} is too large: a file can have {limit} GiB at most.")
    return size


async def take_in(blobs: Blobs, upload: Upload, random: Callable[[int], bytes], now: int) -> Imported:
    """Seal a file into the profile; it is on the disk when this returns.

    Cancelling it leaves nothing. Raises FileUnreadable, TooLarge, DiskFull, ProfileUnwritable.
    """
    stop = threading.Event()
    work = asyncio.ensure_future(asyncio.to_thread(_take_in, blobs, upload, random(_KEY_SIZE), now, stop))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([work])
        if not work.cancelled() and work.exception() is None:
            await asyncio.to_thread(blobs.remove, work.result().row.file)
        raise


class _StoppedError(Exception):
    """Nobody wants it any more."""


def _take_in(blobs: Blobs, upload: Upload, key: bytes, now: int, stop: threading.Event) -> Imported:
    with _opened(upload) as source:
        try:
            path, out = blobs.begin()
        except OSError as error:
            raise blobs.explain(error) from error
        try:
            with out:
                hashes, digest = _seal(source, key, out, blobs, stop)
                _synced(out, blobs)
            manifest = FileManifest(
                name=source.name,
                mime=source.mime,
                size=source.size,
                key=key,
                root=file_root(source.size, hashes),
                sha256=digest,
                width=source.width,
                height=source.height,
            )
            try:
                blobs.keep(path, file_id(manifest))
            except OSError as error:
                raise blobs.explain(error) from error
        finally:
            path.unlink(missing_ok=True)
    chunks = ChunkMap(chunk_count(manifest.size))
    chunks.fill()
    row = FileRow(
        file=file_id(manifest),
        root=manifest.root,
        size=manifest.size,
        state=FileState.READY.value,
        own=True,
        used=now,
        received=manifest.size,
        chunks=chunks.to_bytes(),
        hashes=hashes,
    )
    return Imported(manifest, row)


def _seal(source: _Source, key: bytes, out: BinaryIO, blobs: Blobs, stop: threading.Event) -> tuple[bytes, bytes]:
    """Write the sealed chunks; returns their hashes, and that of the file."""
    cipher, whole, hashes = ChunkCipher(key, source.size), sha256(), bytearray()
    left = source.size
    for index in range(chunk_count(source.size)):
        if stop.is_set():
            raise _StoppedError
        data = _read(source, min(FILE_CHUNK_BYTES, left))
        left -= len(data)
        whole.update(data)
        sealed = cipher.seal(index, data)
        hashes += chunk_hash(sealed)
        try:
            out.write(sealed)
        except OSError as error:
            raise blobs.explain(error) from error
    return bytes(hashes), whole.digest()


def _read(source: _Source, size: int) -> bytes:
    """Return the next `size` bytes: all of them, or the file is not what it was."""
    data = b""
    while len(data) < size:
        try:
            more = source.stream.read(size - len(data))
        except OSError as error:
            raise _unreadable(source.name, error) from error
        if not more:
            raise FileUnreadable(f"{source.name} became shorter while it was read.", "Try again.")
        data += more
    return data


def _synced(out: BinaryIO, blobs: Blobs) -> None:
    try:
        out.flush()
        os.fsync(out.fileno())
    except OSError as error:
        raise blobs.explain(error) from error


# --- what is to be read


@contextmanager
def _opened(upload: Upload) -> Generator[_Source]:
    if not isinstance(upload, Path):
        size = upload_size(upload)
        yield _as_picture(upload.name, upload.data) or _plain(upload.name, size, io.BytesIO(upload.data))
        return
    before = _regular(upload)
    upload_size(upload)
    try:
        # Should it have become a pipe meanwhile, opening it must not wait for somebody to write.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        stream = os.fdopen(os.open(upload, flags), "rb", buffering=0)
    except OSError as error:
        raise _unreadable(upload.name, error) from error
    with stream:
        if not _same(before, os.fstat(stream.fileno())):
            raise FileUnreadable(f"{upload.name} changed while it was read.", "Try again.")
        yield _source(upload, before.st_size, stream)
        if not _same(before, os.fstat(stream.fileno())):
            raise FileUnreadable(f"{upload.name} changed while it was read.", "Try again.")


def _source(path: Path, size: int, stream: io.FileIO) -> _Source:
    plain = _plain(path.name, size, stream)
    if size > MAX_PICTURE_BYTES or not plain.mime.startswith("image/"):
        return plain
    data = _read(plain, size)
    picture = _as_picture(path.name, data)
    return picture or _plain(path.name, size, io.BytesIO(data))


def _plain(name: str, size: int, stream: BinaryIO) -> _Source:
    mime, _ = mimetypes.guess_type(name)
    return _Source(safe_file_name(name), shown_type(mime or ""), size, 0, 0, stream)


def _as_picture(name: str, data: bytes) -> _Source | None:
    """Return a picture without what its camera wrote into it; None for what is none."""
    picture = read_picture(data) if len(data) <= MAX_PICTURE_BYTES else None
    if picture is None or max(picture.width, picture.height) > MAX_IMAGE_SIDE:
        return None
    return _Source(
        safe_file_name(name), picture.mime, len(picture.data), picture.width, picture.height, io.BytesIO(picture.data)
    )


def _regular(path: Path) -> os.stat_result:
    """Return what is known of an ordinary file, links followed; raises FileUnreadable for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path.name, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise FileUnreadable(f"{path.name} is a folder.", "Pack it into one file, or choose the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise FileUnreadable(f"{path.name} is not a file.", "Choose a file.")
    return status


def _same(before: os.stat_result, now: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns, before.st_ino) == (now.st_size, now.st_mtime_ns, now.st_ino)


def _shown(upload: Upload) -> str:
    return safe_file_name(upload.name)


def _unreadable(name: str, error: Exception) -> FileUnreadable:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "it cannot be opened"
    return FileUnreadable(
        f"{safe_file_name(name)} cannot be read: {reason}.", "Check that it is there and may be read."
    )
