"""Taking a file in to send it: read once, sealed chunk by chunk into the profile, and nothing left half done."""

import asyncio
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, Final

from sync.core.files import ChunkCipher, ChunkMap, chunk_count, chunk_hash, chunk_size, file_id, file_root
from sync.core.ops import FileManifest
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_sources import Source, opened
from sync.store.rows import FileRow
from sync.views import FileState, Upload

_KEY_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was taken in: what a message says of it, and its row."""

    manifest: FileManifest
    row: FileRow


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
    with opened(upload) as source:
        try:
            path, out = blobs.begin()
            try:
                with out:
                    hashes, digest = _seal(source, key, out, stop)
                    out.flush()
                    os.fsync(out.fileno())
                source.unchanged()
                manifest = _manifest(source, key, hashes, digest)
                blobs.keep(path, file_id(manifest))
            finally:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise blobs.explain(error) from error
    return Imported(manifest, _row(manifest, hashes, now))


def _seal(source: Source, key: bytes, out: BinaryIO, stop: threading.Event) -> tuple[bytes, bytes]:
    """Write the sealed chunks; returns their hashes, and that of the file."""
    cipher, whole, hashes = ChunkCipher(key, source.size), sha256(), bytearray()
    for index in range(chunk_count(source.size)):
        if stop.is_set():
            raise _StoppedError
        data = source.read(chunk_size(source.size, index))
        whole.update(data)
        sealed = cipher.seal(index, data)
        hashes += chunk_hash(sealed)
        out.write(sealed)
    return bytes(hashes), whole.digest()


def _manifest(source: Source, key: bytes, hashes: bytes, digest: bytes) -> FileManifest:
    return FileManifest(
        name=source.name,
        mime=source.mime,
        size=source.size,
        key=key,
        root=file_root(source.size, hashes),
        sha256=digest,
        width=source.width,
        height=source.height,
    )


def _row(manifest: FileManifest, hashes: bytes, now: int) -> FileRow:
    chunks = ChunkMap(chunk_count(manifest.size))
    chunks.fill()
    return FileRow(
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
