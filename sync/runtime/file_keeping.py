"""How much room files may take on this device, and which give way (PROTOCOL.md, "Attachments")."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Final

import msgspec

from sync.errors import DiskFull, InvalidInput
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_checking import found_again
from sync.runtime.file_views import updated
from sync.runtime.preferences import Preferences
from sync.store import files as file_store
from sync.store.database import Db
from sync.store.rows import AttachmentRow, FileRow, NamedRow
from sync.views import FileState, FileUsage

log = logging.getLogger(__name__)

QUOTA_PREFERENCE: Final = "attachments.quota"
DEFAULT_QUOTA: Final = 2 * 1024**3
SHARE_OF_FREE: Final = 10
"""Files take at most one part in so many of what the disk has left, unless told otherwise."""
SPARE_BYTES: Final = 64 * 1024**2
"""Left free on the disk: the messages themselves need room too."""


async def _nothing(_: bytes) -> None:
    """Stand in for who fetches files."""


class Keeper:
    """Keeps files within their quota."""

    def __init__(self, context: Context, blobs: Blobs, preferences: Preferences) -> None:
        self._context = context
        self._blobs = blobs
        self._preferences = preferences
        self._lock = asyncio.Lock()
        self._reserved = 0
        self._used_now: Counter[bytes] = Counter()
        self.ending: Callable[[bytes], Awaitable[None]] = _nothing
        """Sees to it that a file is not being fetched."""

    @contextmanager
    def using(self, file_id: bytes) -> Generator[None]:
        """Keep a file from being removed while it is read."""
        self._used_now[file_id] += 1
        try:
            yield
        finally:
            self._used_now[file_id] -= 1

    async def usage(self) -> FileUsage:
        """Say how much room the files take, and may take."""
        used, files = await self._context.store.read(file_store.totals)
        return FileUsage(used, await self._quota(used), files)

    async def set_quota(self, quota: int) -> FileUsage:
        """Let files take up to `quota` bytes, and remove some if they take more; raises InvalidInput."""
        if quota < 0:
            raise InvalidInput("Files cannot take less than no room.")
        await self._preferences.set(QUOTA_PREFERENCE, quota)
        async with self._lock:
            used, _ = await self._context.store.read(file_store.totals)
            await self._remove_until(used - quota, anyway=True)
        return await self.usage()

    async def make_room(self, size: int, *, here: int = 0, but: bytes = b"") -> None:
        """See that a file fits, `but` by its id, `here` bytes of which are here; raises DiskFull.

        It fits beside all others, also those that are asked for and not here yet.
        """
        async with self._lock:
            promised = await self._context.store.read(lambda db: file_store.promised(db, but))
            used, _ = await self._context.store.read(file_store.totals)
            quota = await self._quota(used)
            over = promised + self._reserved + size - quota
            if size > quota or await self._remove_until(over, but=but) < over:
                raise DiskFull(
                    f"Files may take {_readable(quota)} on this device, and there is no room left for this one.",
                    "Allow files more room in the settings, or take some off this device.",
                )
            if await asyncio.to_thread(self._blobs.free) < size - here + SPARE_BYTES:
                raise DiskFull(f"The disk has too little room left for a file of {_readable(size)}.")

    @contextmanager
    def reserving(self, size: int) -> Generator[None]:
        """Count `size` bytes as taken while a file is taken in."""
        self._reserved += size
        try:
            yield
        finally:
            self._reserved -= size

    async def remove_unnamed(self, chosen: Iterable[bytes] | None = None) -> None:
        """Remove files that no message names: of all those that are not being read, or of `chosen` ones."""
        among = None if chosen is None else set(chosen)
        rows = await self._context.store.read(file_store.unnamed)
        await self.remove(row for row in rows if (not self._used_now[row] if among is None else row in among))

    async def prepare(self, *, tidy: bool) -> None:
        """Make the folder, and remove what an end of the program left: before anything is fetched or taken in."""
        await asyncio.to_thread(self._blobs.prepare)
        if tidy:
            await self.remove_unnamed()
        rows = await self._context.store.read(file_store.all_files)
        known, now = {row.file for row in rows}, self._context.clock()
        left = await asyncio.to_thread(self._blobs.sweep, known, now)
        named = await self._context.store.read(lambda db: file_store.naming(db, left)) if left else []
        for each in {each.attachment.file: each.attachment for each in named}.values():
            await self.take_up(each)

    async def as_it_is(self, row: FileRow) -> FileRow:
        """Return what is here of a file: nothing, where somebody has tidied up the folder."""
        if not row.received or await asyncio.to_thread(self._blobs.has, row.file):
            return row
        return msgspec.structs.replace(row, received=0, chunks=b"")

    async def take_up(self, row: AttachmentRow) -> bool:
        """Take up a file that is here though the database knows nothing of it; returns whether it is."""
        found = await asyncio.to_thread(found_again, self._blobs, row, self._context.clock())
        if found is None:
            return False

        def note(db: Db) -> list[NamedRow]:
            file_store.put_file(db, found)
            return file_store.naming(db, [row.file])

        named = await self._context.store.write(note)
        self._context.hub.publish(*(updated(each, FileState.READY, row.size) for each in named))
        return True

    async def remove(self, files: Iterable[bytes]) -> None:
        """Forget that files are here, then delete them: what is said to be here always is."""
        doomed = list(files)
        if not doomed:
            return
        for file_id in doomed:
            await self.ending(file_id)

        def forget(db: Db) -> list[NamedRow]:
            file_store.remove_files(db, doomed)
            return file_store.naming(db, doomed)

        named = await self._context.store.write(forget)
        for file_id in doomed:
            await asyncio.to_thread(self._blobs.remove, file_id)
        self._context.hub.publish(*(updated(each, FileState.ABSENT, 0) for each in named))

    async def _quota(self, used: int) -> int:
        chosen = await self._preferences.get(QUOTA_PREFERENCE)
        if isinstance(chosen, int):
            return chosen
        free = await asyncio.to_thread(self._blobs.free)
        return min(DEFAULT_QUOTA, (free + used) // SHARE_OF_FREE)

    async def _remove_until(self, over: int, *, but: bytes = b"", anyway: bool = False) -> int:
        """Remove what may go, `but` one, until `over` bytes are free, if they can be or `anyway`; returns how many."""
        if over <= 0:
            return 0
        freed, doomed = 0, list[bytes]()
        for row in await self._context.store.read(_in_order):
            if freed >= over:
                break
            if row.file != but and not self._used_now[row.file]:
                doomed.append(row.file)
                freed += row.received
        if anyway or freed >= over:
            await self.remove(doomed)
            log.info("%d files made room", len(doomed))
        return freed


def _in_order(db: Db) -> list[FileRow]:
    """Return what may go: files of others, the least recently used first.

    Own ones stay: whoever has fetched one makes room too, and then it would be nowhere.
    """
    return [row for row in file_store.all_files(db) if row.state != FileState.WAITING.value and not row.own]


def _readable(size: int) -> str:
    for unit, name in ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
