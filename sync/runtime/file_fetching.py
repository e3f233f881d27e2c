"""Fetching files from whoever has them (PROTOCOL.md, "Attachments"): asking, checking, storing, going on elsewhere."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final
from weakref import WeakSet

from sync.changes import Notice
from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.files import ChunkMap, check_hashes, chunk_count
from sync.core.ids import DeviceId, GroupId
from sync.errors import CauserieError, HostileInput
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_seeking import Seeking, Web
from sync.runtime.file_storing import SAVE_EVERY, Storing
from sync.runtime.file_telling import Teller
from sync.runtime.file_transfer import Transfer
from sync.runtime.file_turns import Transfers
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store.rows import FileRow, NamedRow
from sync.views import FileState

log = logging.getLogger(__name__)

FILES_ASKED: Final = 1_000
"""Files that a peer is asked for when it arrives: those that were wanted last."""
LATE_SECONDS: Final = 15.0
"""After this time a chunk is asked for elsewhere, if anybody else has it."""
CHUNK_SECONDS: Final = 0.002
"""Processor time that a chunk may take at its sender's cost before it is his: nobody pays for what was asked of him."""


def _nobody(_: bytes) -> None:
    """Stand in for those who wait for more of a file."""


class Fetching:
    """The files that this device wants and has not; `more` hears the root of a file of which there is more here."""

    def __init__(
        self,
        context: Context,
        registry: SessionRegistry,
        blobs: Blobs,
        web: Web,
        seek: Callable[[frozenset[DeviceId]], None],
    ) -> None:
        self._context = context
        self._registry = registry
        self._storing = Storing(context, blobs)
        self._teller = Teller(context.hub)
        self._transfers = Transfers()
        self._dropped: WeakSet[Transfer] = WeakSet()
        """Files fetched no longer, of some of which that is still being noted."""
        self._asked: dict[DeviceId, Counter[tuple[bytes, int]]] = {}
        self._stalling: set[DeviceId] = set()
        """Devices that did not answer in time, and have brought nothing since."""
        self._number = 0
        self.seeking = Seeking(web, self._transfers.first_ones, seek)
        self.more: Callable[[bytes], None] = _nobody

    # --- what is wanted

    def get(self, file_id: bytes) -> Transfer | None:
        """Return a file that is being fetched."""
        return self._transfers.get(file_id)

    def by_root(self, root: bytes) -> Transfer | None:
        """Return the file of that root that is being fetched; of several, one after the other."""
        return self._transfers.by_root(root)

    def begin(self, row: FileRow, named: Iterable[NamedRow]) -> None:
        """Fetch a file that the store has noted as wanted."""
        if self._transfers.get(row.file) is not None:
            return
        self._number += 1
        transfer = Transfer(row, tuple(named), self._number)
        self._transfers.add(transfer)
        self._ask_all(transfer)
        self.seeking.lacking(transfer)
        self._teller.tell(transfer)
        if transfer.fetch.here.full:  # the program ended before it was checked
            transfer.spawn(self._stored(transfer), "check a file")

    async def end(self, file_id: bytes, *, keep: bool) -> None:
        """Fetch a file no longer, and `keep` what is here; nothing if it is not being fetched. Raises DiskFull."""
        transfer = self._transfers.get(file_id)
        if transfer is None:
            return
        if not transfer.done:
            self._drop(transfer)
        await transfer.settle()
        if keep and not transfer.done:
            await self._storing.save(transfer, FileState.PAUSED)
            self._teller.tell_end(transfer, FileState.PAUSED, transfer.received)

    def also_named(self, named: NamedRow) -> None:
        """A further message names a file: it can be asked for there too."""
        transfer = self._transfers.get(named.attachment.file)
        if transfer is not None and transfer.also_named(named):
            self._ask_all(transfer)
            self.seeking.lacking(transfer)

    async def stop(self) -> None:
        """Put everything that is here on the disk, and fetch no longer."""
        self.seeking.stop()
        transfers = tuple(self._transfers)
        for transfer in transfers:
            transfer.over = True
        for transfer in transfers:
            transfer.hush()
            await transfer.settle()
            if transfer.unsaved and not transfer.done:
                await self._save_at_the_end(transfer)
        self._transfers.clear()
        for transfer in tuple(self._dropped):
            await transfer.settle()

    async def _save_at_the_end(self, transfer: Transfer) -> None:
        try:
            await self._storing.save(transfer, FileState.WAITING)
        except CauserieError as error:
            log.warning("what is here of a file could not be noted: %s", error.code)

    # --- who is there

    def arrived(self, session: PeerSession, group: GroupId) -> None:
        """A group is shared with a peer: ask it for what is named there."""
        wanted = [each for each in self._transfers.first_ones() if group in each.groups]
        for transfer in wanted[-FILES_ASKED:]:
            self._ask(transfer, session)

    def departed(self, session: PeerSession) -> None:
        """A peer is gone: what it was asked for is asked for elsewhere."""
        self._asked.pop(session.device, None)
        for transfer in tuple(self._transfers):
            if transfer.asked.pop(session.device, None) is not None:
                if session.device in transfer.fetch.holders:
                    transfer.sought -= {session.device}
                    self.seeking.lacking(transfer)
                transfer.fetch.withdraw(session.device)
                self._teller.tell(transfer)
        self._go_on()

    # --- what peers say

    def told(self, session: PeerSession, frame: FileHave) -> None:
        """Take what a peer has of a file, if it was asked; raises HostileInput."""
        transfer = self.by_root(frame.root)
        if transfer is None or session.device not in transfer.asked:
            return
        if session.device in transfer.liars or not frame.chunks:
            return  # it will say so when it has some
        if not (transfer.hashes or frame.hashes):
            return  # an answer to what was asked before the file was given up and asked for again
        if not transfer.hashes:
            check_hashes(frame.root, frame.size, frame.hashes)
        if frame.size != transfer.row.size:
            if transfer.hashes:
                raise HostileInput("file: of another size")
            # The hashes show that the holder is right: who named the file promised a size that it does not have.
            transfer.spawn(self._disprove(transfer), "leave a file")
            return
        chunks = ChunkMap(chunk_count(frame.size), frame.chunks)
        transfer.hashes = transfer.hashes or frame.hashes
        transfer.fetch.offer(session.device, chunks)
        self._teller.tell(transfer)
        self._go_on()

    def brought(self, session: PeerSession, frame: ChunkData) -> None:
        """Take a chunk; raises HostileInput for one that nobody asked for."""
        asked = self._asked.get(session.device, Counter())
        if not asked[frame.root, frame.index]:
            raise HostileInput("file: a chunk that nobody asked for")
        asked -= Counter([(frame.root, frame.index)])  # in place, and without what has come to nothing
        transfer = self.by_root(frame.root)
        if transfer is None:
            return
        now = asyncio.get_running_loop().time()
        took = now - transfer.arrived(session.device, frame.index, now)
        if not frame.data:
            transfer.fetch.gone(session.device, frame.index)
        elif transfer.fetch.arrived(session.device, frame.index, took):
            session.peer.budget.refund(CHUNK_SECONDS)
            self._stalling.discard(session.device)
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
        for transfer in self._transfers.in_turn(self._stalling):
            self._fill(transfer)

    def _fill(self, transfer: Transfer) -> None:
        loop = asyncio.get_running_loop()
        if transfer.accounts <= self._context.blocked:
            transfer.spawn(self._give_up(transfer), "leave a file")
            return
        while (wanted := transfer.fetch.ask()) is not None:
            device, index = wanted
            session, group = self._registry.get(device), transfer.asked.get(device)
            if session is None or group is None or group not in session.shared:
                transfer.fetch.withdraw(device)
                continue
            look = loop.call_later(LATE_SECONDS, self._look, transfer, device, index)
            transfer.sent(device, index, loop.time(), look)
            self._asked.setdefault(device, Counter())[transfer.root, index] += 1
            session.send(ChunkAsk(group=group, root=transfer.root, index=index))

    def _look(self, transfer: Transfer, device: DeviceId, index: int) -> None:
        """A chunk should long be here: ask somebody else for it, or see again later whether there is somebody."""
        self._stalling.add(device)
        if not transfer.fetch.late(device, index) and transfer.fetch.awaits(device, index):
            loop = asyncio.get_running_loop()
            look = loop.call_later(LATE_SECONDS, self._look, transfer, device, index)
            transfer.sent(device, index, loop.time(), look)
        self._go_on()

    # --- storing

    async def _take(self, transfer: Transfer, session: PeerSession, frame: ChunkData) -> None:
        try:
            await self._storing.put(transfer, frame.index, frame.data)
        except HostileInput as error:
            log.info("a peer sent a chunk that is none of the file's; its connection ends")
            log.debug("because: %s", error)
            transfer.fetch.settled(frame.index, stored=False)
            transfer.liars.add(session.device)
            transfer.fetch.withdraw(session.device)
            session.peer.abort()
        except CauserieError as error:
            transfer.fetch.settled(frame.index, stored=False)
            await self._give_up(transfer, error)
        else:
            transfer.stored(frame.index)
            self._teller.tell(transfer)
            await self._stored(transfer)
        self._go_on()

    async def _stored(self, transfer: Transfer) -> None:
        """Note what is here when there is enough of it, and all of it when it is all."""
        if transfer.over or transfer.saving:
            return
        transfer.saving = True
        try:
            if transfer.fetch.here.full:
                await self._finish(transfer)
            elif transfer.unsaved >= SAVE_EVERY:
                await self._storing.save(transfer, FileState.WAITING)
                self.more(transfer.root)
        except CauserieError as error:
            await self._give_up(transfer, error)
        finally:
            transfer.saving = False
        if transfer.fetch.here.full:  # it became so meanwhile
            await self._stored(transfer)

    async def _finish(self, transfer: Transfer) -> None:
        transfer.done = True
        row = await self._storing.finish(transfer)
        self._drop(transfer)
        self._teller.tell_end(transfer, FileState(row.state), row.received)
        if row.received == row.size and row.state == FileState.READY.value:
            self.more(transfer.root)

    async def _give_up(self, transfer: Transfer, error: CauserieError | None = None) -> None:
        """Pause a file that cannot be stored, and say why; or one that nobody may be shown any more."""
        if not self._drop(transfer):
            return
        await transfer.settle()  # what is being written yet is kept
        self._teller.tell_end(transfer, FileState.PAUSED, transfer.received)
        if error is not None:
            log.warning("a file is no longer fetched: %s", error.code)
            self._context.hub.publish(Notice(error.code, error.message, transfer.named[0].group_id))
        try:
            await self._storing.save(transfer, FileState.PAUSED)
        except CauserieError as again:
            log.warning("nor could that be noted: %s", again.code)  # it is asked for again at the next start

    async def _disprove(self, transfer: Transfer) -> None:
        """Fetch a file no longer whose root is that of another one, and say that it is not what was promised."""
        if not self._drop(transfer):
            return
        self._teller.tell_end(transfer, FileState.DAMAGED, 0)
        try:
            await self._storing.note_damaged(transfer)
        except CauserieError as error:
            log.warning("that a file is none could not be noted: %s", error.code)  # it shows again at the next start

    def _drop(self, transfer: Transfer) -> bool:
        """Fetch a file no longer, and say so to those who were asked; returns whether it still was."""
        if not self._transfers.remove(transfer):
            return False
        self._dropped.add(transfer)
        transfer.over = True
        transfer.hush()
        for device, group in transfer.asked.items():
            session = self._registry.get(device)
            if session is not None:
                session.send(FileDrop(group=group, root=transfer.root))
        next_one = self.by_root(transfer.root)
        if next_one is not None:
            self._ask_all(next_one)
        else:
            self.seeking.settled()
        return True
