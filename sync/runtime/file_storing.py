"""Putting chunks on the disk, and noting in the database only what is there (PROTOCOL.md, "Attachments")."""

import asyncio
import logging
from typing import Final

import msgspec

from sync.core.files import check_chunk
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_checking import is_whole
from sync.runtime.file_transfer import Transfer
from sync.store import files as file_store
from sync.store.rows import FileRow
from sync.views import FileState

log = logging.getLogger(__name__)

SAVE_EVERY: Final = 64
"""Chunks after which what is here is put on the disk and noted: what an end of the program may lose of a file."""


class Storing:
    """Writes transfers down."""

    def __init__(self, context: Context, blobs: Blobs) -> None:
        self._context = context
        self._blobs = blobs

    async def put(self, transfer: Transfer, index: int, sealed: bytes) -> None:
        """Check a chunk and write it; raises HostileInput, DiskFull, ProfileUnwritable."""
        await asyncio.to_thread(self._put, transfer, index, sealed)

    async def save(self, transfer: Transfer, state: FileState) -> FileRow:
        """Put what is here on the disk, then note it; raises DiskFull, ProfileUnwritable."""
        row, transfer.unsaved = transfer.snapshot(state), 0
        await asyncio.to_thread(self._flush, transfer)
        await self._context.store.write(lambda db: file_store.put_file(db, row))
        return row

    async def finish(self, transfer: Transfer) -> FileRow:
        """Check the whole file and note it; it is kept only if it is what its message says. Raises as `save`."""
        await asyncio.to_thread(self._flush, transfer)
        whole = await asyncio.to_thread(is_whole, self._blobs, transfer.attachment)
        row = msgspec.structs.replace(transfer.snapshot(FileState.READY), used=self._context.clock())
        if not whole:
            return await self.note_damaged(transfer)
        await self._context.store.write(lambda db: file_store.put_file(db, row), durable=True)
        return row

    async def note_damaged(self, transfer: Transfer) -> FileRow:
        """Note that a file is not what its message says, and keep nothing of it. Raises as `save`."""
        log.info("a file is not what its sender promised")
        row = msgspec.structs.replace(
            transfer.snapshot(FileState.DAMAGED), received=0, chunks=b"", hashes=b"", used=self._context.clock()
        )
        await self._context.store.write(lambda db: file_store.put_file(db, row), durable=True)
        await asyncio.to_thread(self._blobs.remove, row.file)
        return row

    def _put(self, transfer: Transfer, index: int, sealed: bytes) -> None:
        check_chunk(transfer.hashes, transfer.row.size, index, sealed)
        try:
            self._blobs.write(transfer.row.file, index, sealed)
        except OSError as error:
            raise self._blobs.explain(error) from error

    def _flush(self, transfer: Transfer) -> None:
        if not len(transfer.fetch.here):
            return
        try:
            self._blobs.flush(transfer.row.file)
        except OSError as error:
            raise self._blobs.explain(error) from error
