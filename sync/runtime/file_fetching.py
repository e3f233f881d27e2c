"""Fetching files from whoever has them (PROTOCOL.md, "Attachments"): asking, checking, storing, going on elsewhere."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from sync.changes import Notice
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.files import ChunkMap, check_chunk, check_hashes, chunk_count
from sync.core.ids import DeviceId, GroupId
from sync.errors import CauserieError, HostileInput
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_checking import is_whole
from sync.runtime.file_transfer import Transfer
from sync.runtime.file_views import updated
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import files as file_store
from sync.store.rows import FileRow, NamedRow
from sync.views import FileState

log = logging.getLogger(__name__)

FILES_AT_ONCE: Final = 3
"""Files that chunks are asked of at a time; the others wait for their turn."""
SMALL_FILE: Final = 8 * 1024**2
"""Files up to this size come before larger ones: they are over soon."""
LATE_SECONDS: Final = 15.0
"""After this time a chunk is asked for elsewhere, if anybody else has it."""
SAVE_EVERY: Final = 64
"""Chunks after which what is here is put on the disk and noted: what an end of the program may lose of a file."""
TELL_SECONDS: Final = 0.25


def _nobody(_: bytes) -> None:
    """Stand in for those who wait for more of a file."""


class Fetching:
    """The files that this device wants and has not; `more` hears the root of a file of which there is more here."""

    def __init__(self, context: Context, registry: SessionRegistry, blobs: Blobs) -> None:
        self._context = context
        self._registry = registry
        self._blobs = blobs
        self._transfers: dict[bytes, Transfer] = {}
        self._roots: dict[bytes, list[Transfer]] = {}
        self._asked: dict[DeviceId, set[tuple[bytes, int]]] = {}
        self._late: set[asyncio.TimerHandle] = set()
        self._number = 0
        self.more: Callable[[bytes], None] = _nobody

    # --- what is wanted

    def get(self, file_id: bytes) -> Transfer | None:
        """Return a file that is being fetched."""
        return self._transfers.get(file_id)

    def by_root(self, root: bytes) -> Transfer | None:
        """Return the file of that root that is being fetched; of several, one after the other."""
        same = self._roots.get(root)
        return same[0] if same else None

    def begin(self, row: FileRow, named: Iterable[NamedRow]) -> Transfer:
        """Fetch a file that the store has noted as wanted."""
        known = self._transfers.get(row.file)
        if known is not None:
            return known
        self._number += 1
        transfer = Transfer(row, tuple(named), self._number)
        self._transfers[row.file] = transfer
        self._roots.setdefault(row.root, []).append(transfer)
        self._ask_all(transfer)
        self._tell(transfer, at_once=True)
        if transfer.fetch.here.full:  # the program ended before it was checked
            transfer.spawn(self._finish(transfer), "check a file")
        return transfer

    async def end(self, file_id: bytes) -> FileRow | None:
        """Fetch a file no longer; returns how much of it is on the disk, None when it was not being fetched."""
        transfer = self._transfers.get(file_id)
        if transfer is None:
            return None
        self._drop(transfer)
        await transfer.settle()
        await asyncio.to_thread(self._flush, transfer)
        return transfer.snapshot(FileState.PAUSED)

    async def stop(self) -> None:
        """Put everything that is here on the disk, and fetch no longer."""
        for transfer in tuple(self._transfers.values()):
            transfer.over = True
        for transfer in tuple(self._transfers.values()):
            await transfer.settle()
            if transfer.unsaved and self._transfers.get(transfer.row.file) is transfer:
                await self._save(transfer)
        for timer in self._late:
            timer.cancel()
        self._transfers.clear()
        self._roots.clear()

    # --- who is there

    def arrived(self, session: PeerSession, group: GroupId) -> None:
        """A group is shared with a peer: ask it for what is named there."""
        for same in self._roots.values():
            if group in same[0].groups:
                self._ask(same[0], session)

    def departed(self, session: PeerSession) -> None:
        """A peer is gone: what it was asked for is asked for elsewhere."""
        self._asked.pop(session.device, None)
        for transfer in tuple(self._transfers.values()):
            if transfer.asked.pop(session.device, None) is not None:
                transfer.fetch.withdraw(session.device)
                self._tell(transfer)
        self._go_on()

    # --- what peers say

    def told(self, session: PeerSession, frame: FileHave) -> bool:
        """Take what a peer has of a file; returns whether it was asked. Raises HostileInput."""
        transfer = self.by_root(frame.root)
        if transfer is None or session.device not in transfer.asked:
            return False
        if session.device in transfer.liars or not frame.chunks:
            return True  # it will say so when it has some
        if frame.size != transfer.row.size:
            raise HostileInput("file: of another size")
        chunks = ChunkMap(chunk_count(frame.size), frame.chunks)
        if not transfer.hashes:
            check_hashes(frame.root, frame.size, frame.hashes)
            transfer.hashes = frame.hashes
        transfer.fetch.offer(session.device, chunks)
        self._tell(transfer)
        self._go_on()
        return True

    def brought(self, session: PeerSession, frame: ChunkData) -> None:
        """Take a chunk; raises HostileInput for one that nobody asked for."""
        asked = self._asked.get(session.device, set())
        if (frame.root, frame.index) not in asked:
            raise HostileInput("file: a chunk that nobody asked for")
        asked.discard((frame.root, frame.index))
        transfer = self.by_root(frame.root)
        if transfer is None:
            return
        now = asyncio.get_running_loop().time()
        took = now - transfer.sent.pop(frame.index, now)
        if not frame.data:
            transfer.fetch.gone(session.device, frame.index)
        elif transfer.fetch.arrived(session.device, frame.index, took):
            transfer.spawn(self._take(transfer, session, frame), "store a chunk")
        self._go_on()

    # --- asking

    def _ask_all(self, transfer: Transfer) -> None:
        if self.by_root(transfer.root) is transfer:
            for session in self._registry:
                self._ask(transfer, session)

    def _ask(self, transfer: Transfer, session: PeerSession) -> None:
        group = next((group for group in transfer.groups if group in session.shared), None)
        if group is None or session.device in transfer.liars:
            return
        transfer.asked[session.device] = group
        session.send(FileAsk(group=group, root=transfer.root, want_hashes=not transfer.hashes))

    def _go_on(self) -> None:
        """Ask for chunks, of the files whose turn it is."""
        ready = [
            same[0] for same in self._roots.values() if same[0].fetch.holders and same[0].hashes and not same[0].over
        ]
        ready.sort(key=lambda transfer: (transfer.row.size > SMALL_FILE, transfer.number))
        for transfer in ready[:FILES_AT_ONCE]:
            self._fill(transfer)

    def _fill(self, transfer: Transfer) -> None:
        loop = asyncio.get_running_loop()
        while not transfer.accounts <= self._context.blocked and (wanted := transfer.fetch.ask()) is not None:
            device, index = wanted
            session, group = self._registry.get(device), transfer.asked.get(device)
            if session is None or group is None or group not in session.shared:
                transfer.fetch.withdraw(device)
                continue
            transfer.sent[index] = loop.time()
            self._asked.setdefault(device, set()).add((transfer.root, index))
            session.send(ChunkAsk(group=group, root=transfer.root, index=index))
            self._expect(transfer, device, index)

    def _expect(self, transfer: Transfer, device: DeviceId, index: int) -> None:
        """Look again when a chunk should long be here."""

        def look() -> None:
            self._late.discard(timer)
            if transfer.fetch.late(device, index):
                self._go_on()

        timer = asyncio.get_running_loop().call_later(LATE_SECONDS, look)
        self._late.add(timer)

    # --- storing

    async def _take(self, transfer: Transfer, session: PeerSession, frame: ChunkData) -> None:
        try:
            await asyncio.to_thread(self._put, transfer, frame)
        except HostileInput as error:
            log.info("a peer sent a chunk that is none of the file's; its connection ends")
            log.debug("because: %s", error)
            transfer.fetch.settled(frame.index, stored=False)
            transfer.liars.add(session.device)
            transfer.fetch.withdraw(session.device)
            session.peer.abort()
        except OSError as error:
            transfer.fetch.settled(frame.index, stored=False)
            await self._give_up(transfer, self._blobs.explain(error))
        else:
            transfer.stored(frame.index)
            await self._stored(transfer)
        self._go_on()

    def _put(self, transfer: Transfer, frame: ChunkData) -> None:
        check_chunk(transfer.hashes, transfer.row.size, frame.index, frame.data)
        self._blobs.write(transfer.row.file, frame.index, frame.data)

    async def _stored(self, transfer: Transfer) -> None:
        if transfer.over:
            return
        try:
            if transfer.fetch.here.full:
                await self._finish(transfer)
            elif transfer.unsaved >= SAVE_EVERY and not transfer.saving:
                await self._save(transfer)
        except CauserieError as error:
            await self._give_up(transfer, error)
        self._tell(transfer)

    async def _save(self, transfer: Transfer) -> None:
        """Put what is here on the disk, then note it; raises DiskFull, ProfileUnwritable."""
        transfer.saving = True
        try:
            row, transfer.unsaved = transfer.snapshot(FileState.WAITING), 0
            await asyncio.to_thread(self._flush, transfer)
            await self._context.store.write(lambda db: file_store.put_file(db, row))
        finally:
            transfer.saving = False
        self.more(transfer.root)

    def _flush(self, transfer: Transfer) -> None:
        if transfer.received or self._blobs.has(transfer.row.file):
            try:
                self._blobs.flush(transfer.row.file)
            except OSError as error:
                raise self._blobs.explain(error) from error

    async def _finish(self, transfer: Transfer) -> None:
        """Check the whole file, and keep it only if it is what the message says."""
        transfer.over = True
        await asyncio.to_thread(self._flush, transfer)
        try:
            whole = await asyncio.to_thread(is_whole, self._blobs, transfer.attachment)
        except OSError as error:
            raise self._blobs.explain(error) from error
        row = transfer.snapshot(FileState.READY)
        if not whole:
            log.info("the parts of a file do not make what its sender promised")
            row = msgspec.structs.replace(row, state=FileState.DAMAGED.value, received=0, chunks=b"", hashes=b"")
        row = msgspec.structs.replace(row, used=self._context.clock())
        await self._context.store.write(lambda db: file_store.put_file(db, row), durable=True)
        if not whole:
            await asyncio.to_thread(self._blobs.remove, row.file)
        self._drop(transfer)
        self._publish(transfer, FileState(row.state), row.received)
        if whole:
            self._thank(transfer)
            self.more(transfer.root)

    def _thank(self, transfer: Transfer) -> None:
        """Tell those it came from that it is here: they need to keep it for nobody's sake but their own."""
        chunks = transfer.fetch.here.to_bytes()
        for device, group in transfer.asked.items():
            session = self._registry.get(device)
            if session is not None and group in session.shared:
                frame = FileHave(group=group, root=transfer.root, size=transfer.row.size, chunks=chunks, hashes=b"")
                session.send(frame)

    async def _give_up(self, transfer: Transfer, error: CauserieError) -> None:
        """Pause a file that cannot be stored, and say why."""
        if self._transfers.get(transfer.row.file) is not transfer:
            return
        log.warning("a file is no longer fetched: %s", error.code)
        self._drop(transfer)
        transfer.over = True
        row = transfer.snapshot(FileState.PAUSED)
        self._publish(transfer, FileState.PAUSED, transfer.received)
        self._context.hub.publish(Notice(error.code, error.message, transfer.named[0].group_id))
        try:
            await asyncio.to_thread(self._flush, transfer)
            await self._context.store.write(lambda db: file_store.put_file(db, row))
        except CauserieError as again:
            log.warning("nor could that be noted: %s", again.code)  # it is asked for again at the next start

    def _drop(self, transfer: Transfer) -> None:
        """Fetch a file no longer, and say so to those who were asked."""
        if self._transfers.get(transfer.row.file) is not transfer:
            return
        del self._transfers[transfer.row.file]
        same = self._roots[transfer.root]
        same.remove(transfer)
        if transfer.telling is not None:
            transfer.telling.cancel()
        for device, group in transfer.asked.items():
            session = self._registry.get(device)
            if session is not None:
                session.send(FileDrop(group=group, root=transfer.root))
        if same:
            self._ask_all(same[0])
        else:
            del self._roots[transfer.root]

    # --- telling

    def _tell(self, transfer: Transfer, *, at_once: bool = False) -> None:
        """Tell views how a file stands: at once when its state changes, else a few times a second."""
        if self._transfers.get(transfer.row.file) is not transfer:
            return
        loop = asyncio.get_running_loop()
        state, at = transfer.told
        wait = at + TELL_SECONDS - loop.time()
        if at_once or state is not transfer.state or wait <= 0:
            if transfer.telling is not None:
                transfer.telling.cancel()
            transfer.telling = None
            transfer.told = (transfer.state, loop.time())
            self._publish(transfer, transfer.state, transfer.received)
        elif transfer.telling is None:
            transfer.telling = loop.call_later(wait, self._tell_now, transfer)

    def _tell_now(self, transfer: Transfer) -> None:
        transfer.telling = None
        self._tell(transfer, at_once=True)

    def _publish(self, transfer: Transfer, state: FileState, received: int) -> None:
        self._context.hub.publish(*(updated(named, state, received) for named in transfer.named))
