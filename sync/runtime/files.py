"""`engine.attachments`: the files in messages (PROTOCOL.md, "Attachments")."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import msgspec

from sync.core.ids import GroupId, MessageId
from sync.core.ops import FileManifest
from sync.core.payloads import MAX_ATTACHMENTS
from sync.errors import Blocked, CauserieError, NoSuchAttachment, NoSuchMessage, NotReadyYet, TooLarge
from sync.runtime.chores import seen_through
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_checking import BrokenFileError, plain_chunks
from sync.runtime.file_fetching import Fetching
from sync.runtime.file_importing import Imported, take_in
from sync.runtime.file_keeping import Keeper
from sync.runtime.file_saving import write_out
from sync.runtime.file_sources import upload_size
from sync.runtime.file_views import attachment_view
from sync.runtime.rooms import Rooms
from sync.store import files as file_store
from sync.store import messages as message_store
from sync.store.database import Db
from sync.store.rows import AttachmentRow, FileRow, NamedRow
from sync.views import Attachment, FileState, FileUsage, SavedFile, Upload

log = logging.getLogger(__name__)


class Attachments:
    """The files in messages. Everything raises NoSuchGroup, NoSuchMessage, NoSuchAttachment."""

    def __init__(self, context: Context, rooms: Rooms, blobs: Blobs, keeper: Keeper, fetching: Fetching) -> None:
        self._context = context
        self._rooms = rooms
        self._blobs = blobs
        self._keeper = keeper
        self._fetching = fetching
        self._lock = asyncio.Lock()

    async def fetch(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Begin to fetch, go on after a pause, or try again; returns how it stands. Raises Blocked, DiskFull."""
        named = await self._named(group_id, message_id, index)
        if named.account in self._context.blocked:
            raise Blocked("You blocked who sent this file.")
        async with self._lock:
            if self._fetching.get(named.attachment.file) is None and not await self._is_here(named.attachment):
                await self._want(named.attachment)
        return await self._standing(group_id, message_id, index)

    async def pause(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop fetching and keep what is here."""
        named = await self._named(group_id, message_id, index)
        async with self._lock:
            await self._fetching.end(named.attachment.file, keep=True)
        return await self._standing(group_id, message_id, index)

    async def cancel(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop fetching and take what is here off this device, also all of it."""
        file_id = (await self._named(group_id, message_id, index)).attachment.file
        async with self._lock:
            await self._keeper.remove([file_id])
        return await self._standing(group_id, message_id, index)

    async def save(
        self, group_id: GroupId, message_id: MessageId, index: int, path: Path, *, replace: bool = False
    ) -> SavedFile:
        """Write the file to `path`, or into that folder; raises NotReadyYet, FileExists, FileNotSaved, DiskFull."""
        row = await self._ready(group_id, message_id, index)
        with self._keeper.using(row.file):
            try:
                saved = await write_out(self._blobs, row, path, replace=replace)
            except BrokenFileError:
                raise await self._broken(row) from None
        await self._used(row)
        return saved

    async def read(self, group_id: GroupId, message_id: MessageId, index: int, *, limit: int) -> bytes:
        """Return what is in the file, to show it; raises NotReadyYet, and TooLarge for more than `limit` bytes."""
        row = await self._ready(group_id, message_id, index)
        if row.size > limit:
            raise TooLarge(f"The file has {row.size:,} bytes; at most {limit:,} were asked for.")
        with self._keeper.using(row.file):
            try:
                data = await asyncio.to_thread(lambda: b"".join(plain_chunks(self._blobs, row)))
            except BrokenFileError:
                raise await self._broken(row) from None
        await self._used(row)
        return data

    async def usage(self) -> FileUsage:
        """Say how much room the files take on this device, and may take."""
        return await self._keeper.usage()

    async def set_quota(self, quota: int) -> FileUsage:
        """Let files take up to `quota` bytes, and make room if they take more. Raises InvalidInput."""
        return await self._keeper.set_quota(quota)

    # --- for messages

    @asynccontextmanager
    async def taken_in(self, uploads: Sequence[Upload]) -> AsyncGenerator[tuple[FileManifest, ...]]:
        """Seal files into the profile, for a message to name them; where that comes to nothing they are gone again.

        Raises FileUnreadable, TooLarge, DiskFull, ProfileUnwritable.
        """
        if len(uploads) > MAX_ATTACHMENTS:
            raise TooLarge(f"A message can carry {MAX_ATTACHMENTS} files; these are {len(uploads)}.")
        taken: list[Imported] = []
        with ExitStack() as stack:
            try:
                for upload in uploads:
                    imported = await self._take_in(upload, stack)
                    taken.append(imported)
                yield tuple(each.manifest for each in taken)
            except BaseException:
                await seen_through(self._keeper.remove_unnamed(each.row.file for each in taken))
                raise

    async def _take_in(self, upload: Upload, stack: ExitStack) -> Imported:
        """Take one file in, which `stack` keeps from being removed as one that no message names."""
        size = await asyncio.to_thread(upload_size, upload)
        await self._keeper.make_room(size)
        with self._keeper.reserving(size):
            imported = await take_in(self._blobs, upload, self._context.random, self._context.clock())
            stack.enter_context(self._keeper.using(imported.row.file))
            try:
                await self._context.store.write(lambda db: file_store.put_file(db, imported.row))
            except BaseException:
                await seen_through(asyncio.to_thread(self._blobs.remove, imported.row.file))
                raise
        return imported

    def overlaid(self, row: AttachmentRow) -> Attachment:
        """Return a file in a message as it stands at this moment."""
        transfer = self._fetching.get(row.file)
        if transfer is None:
            return attachment_view(row)
        return attachment_view(row, transfer.state, transfer.received)

    # --- inside

    async def _want(self, row: AttachmentRow) -> None:
        """Note that a file is to be fetched, then fetch it."""
        known = await self._context.store.read(lambda db: file_store.file(db, row.file))
        if known is None and await self._keeper.take_up(row):
            return
        have = 0 if known is None else known.received
        await self._keeper.make_room(row.size, here=have, but=row.file)
        if known is None:
            known = FileRow(row.file, row.root, row.size, "")
        known = await self._keeper.as_it_is(known)
        wanted = msgspec.structs.replace(known, state=FileState.WAITING.value, used=self._context.clock())

        def note(db: Db) -> list[NamedRow]:
            file_store.put_file(db, wanted)
            named = file_store.naming(db, [row.file])
            if not named:  # its group was forgotten meanwhile
                file_store.remove_files(db, [row.file])
            return named

        named = await self._context.store.write(note)
        if named:
            self._fetching.begin(wanted, named)

    async def _named(self, group: GroupId, message_id: MessageId, index: int) -> NamedRow:
        self._rooms.get(group)

        def read(db: Db) -> NamedRow | None:
            message = message_store.get(db, group, message_id)
            if message is None:
                raise NoSuchMessage("That message is not on this device.")
            row = file_store.attachment(db, group, message_id, index)
            return None if row is None else NamedRow(group, message_id, message.account, row)

        found = await self._context.store.read(read)
        if found is None:
            raise NoSuchAttachment("That message has no such file.")
        return found

    async def _standing(self, group: GroupId, message_id: MessageId, index: int) -> Attachment:
        return self.overlaid((await self._named(group, message_id, index)).attachment)

    async def _is_here(self, row: AttachmentRow) -> bool:
        """Return whether a file is here whole, and not only said to be: somebody may have tidied up the folder."""
        if row.state != FileState.READY.value:
            return False
        if await asyncio.to_thread(self._blobs.has, row.file):
            return True
        await self._keeper.remove([row.file])
        return False

    async def _ready(self, group: GroupId, message_id: MessageId, index: int) -> AttachmentRow:
        named = await self._named(group, message_id, index)
        if named.account in self._context.blocked:
            raise Blocked("You blocked who sent this file.")
        if named.attachment.state != FileState.READY.value:
            raise NotReadyYet("This file is not on this device yet.", "Fetch it first.")
        return named.attachment

    async def _broken(self, row: AttachmentRow) -> CauserieError:
        """Take a file off that the disk has spoiled; returns what to say."""
        log.warning("a file on this disk is not as it was written; it is removed")
        await self._keeper.remove([row.file])
        return NotReadyYet("This file was damaged on this device's disk and had to be removed.", "Fetch it again.")

    async def _used(self, row: AttachmentRow) -> None:
        now = self._context.clock()
        await self._context.store.write(lambda db: file_store.touch_file(db, row.file, now))
