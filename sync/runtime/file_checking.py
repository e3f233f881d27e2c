"""Reading files that are here: to check them, to show them, to write them out. Everything blocks."""

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from sync.core.files import SEALED_CHUNK_BYTES, ChunkCipher, ChunkMap, chunk_count, chunk_hash, file_root
from sync.runtime.file_blobs import Blobs
from sync.store.rows import AttachmentRow, FileRow
from sync.views import FileState


class BrokenFileError(Exception):
    """A file is not, or no longer, what its message says."""


def plain_chunks(blobs: Blobs, row: AttachmentRow) -> Iterator[bytes]:
    """Yield what is in a file, piece by piece; raises BrokenFileError, also for one that cannot be read or is gone."""
    cipher = ChunkCipher(row.key, row.size)
    try:
        file = blobs.open(row.file)
    except OSError as error:
        raise BrokenFileError from error
    with file:
        for index in range(chunk_count(row.size)):
            data = cipher.open(index, _piece(file))
            if data is None:
                raise BrokenFileError
            yield data


def _piece(file: BinaryIO) -> bytes:
    try:
        return file.read(SEALED_CHUNK_BYTES)
    except OSError as error:
        raise BrokenFileError from error


def is_whole(blobs: Blobs, row: AttachmentRow) -> bool:
    """Return whether a file is exactly what its message says."""
    whole, size = sha256(), 0
    try:
        for data in plain_chunks(blobs, row):
            whole.update(data)
            size += len(data)
    except BrokenFileError:
        return False
    return size == row.size and whole.digest() == row.sha256


def found_again(blobs: Blobs, row: AttachmentRow, now: int) -> FileRow | None:
    """Return the row of a file that is here whole though the database knows nothing of it; None for any other."""
    try:
        if not (blobs.has(row.file) and is_whole(blobs, row)):
            return None
        with blobs.open(row.file) as file:
            hashes = b"".join(chunk_hash(file.read(SEALED_CHUNK_BYTES)) for _ in range(chunk_count(row.size)))
    except OSError:
        return None
    if file_root(row.size, hashes) != row.root:
        return None
    chunks = ChunkMap(chunk_count(row.size))
    chunks.fill()
    return FileRow(
        file=row.file,
        root=row.root,
        size=row.size,
        state=FileState.READY.value,
        used=now,
        received=row.size,
        chunks=chunks.to_bytes(),
        hashes=hashes,
    )
