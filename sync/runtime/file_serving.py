"""Giving files to members who ask for them (PROTOCOL.md, "Attachments")."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import msgspec

from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileHave
from sync.core.files import ChunkMap, check_chunk, chunk_count
from sync.core.ids import DeviceId, GroupId
from sync.errors import HostileInput
from sync.runtime.chores import Chores
from sync.runtime.context import Context
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_fetching import Fetching
from sync.runtime.file_keeping import Keeper
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry
from sync.store import files as file_store
from sync.store.rows import FileRow
from sync.views import FileState, GroupState

log = logging.getLogger(__name__)

MAX_WAITING: Final = 1_000
"""Files that one peer may want to be told of when there is more of them here."""


@dataclass(slots=True)
class _Granted:
    """A file that a peer may have: it was shown to be named in a group that both are in."""

    group: GroupId
    row: FileRow
    chunks: ChunkMap
    """What is here, also of a file that is being fetched: not to be changed from here."""
    spoiled: set[int] = field(default_factory=set[int])
    """Chunks that the disk has spoiled."""


class Serving:
    """Answers what peers ask about files, one thing at a time for each."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: SessionRegistry,
        blobs: Blobs,
        keeper: Keeper,
        fetching: Fetching,
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._blobs = blobs
        self._keeper = keeper
        self._fetching = fetching
        self._granted: dict[DeviceId, dict[bytes, _Granted]] = {}
        self._waiting: dict[DeviceId, dict[bytes, FileAsk]] = {}
        self._chores = Chores()
        fetching.more = self._more

    async def answer(self, session: PeerSession, ask: FileAsk | ChunkAsk) -> FileHave | ChunkData:
        """Return what a peer asked for, or that it is not here."""
        if isinstance(ask, ChunkAsk):
            return ChunkData(root=ask.root, index=ask.index, data=await self._chunk(session, ask))
        self._note_waiting(session, ask)  # first: there may be more while the store is asked
        granted = await self._grant(session, ask)
        if granted is not None and granted.chunks.full:
            self.dropped(session, ask)
        if granted is None:
            return FileHave(group=ask.group, root=ask.root, size=0, chunks=b"", hashes=b"")
        hashes = granted.row.hashes if ask.want_hashes else b""
        chunks = granted.chunks.to_bytes()
        return FileHave(group=ask.group, root=ask.root, size=granted.row.size, chunks=chunks, hashes=hashes)

    def dropped(self, session: PeerSession, frame: FileDrop | FileAsk) -> None:
        """A peer wants a file no longer, or no more of it."""
        self._waiting.get(session.device, {}).pop(frame.root, None)

    def departed(self, session: PeerSession) -> None:
        """A peer is gone."""
        self._granted.pop(session.device, None)
        self._waiting.pop(session.device, None)

    async def stop(self) -> None:
        """Finish what is being noted."""
        await self._chores.stop()

    def may_have(self, session: PeerSession, group: GroupId) -> bool:
        """Return whether a peer is a member of a group that this device is in, now.

        Blocking is personal and never announced: somebody who is blocked here is given files like anybody else.
        """
        live = self._rooms.find(group)
        if live is None or live.state is not GroupState.JOINED:
            return False
        return group in session.shared and live.has_device(session.device)

    async def _grant(self, session: PeerSession, ask: FileAsk) -> _Granted | None:
        if not self.may_have(session, ask.group):
            return None
        rows = await self._context.store.read(lambda db: file_store.named(db, ask.group, ask.root))
        if not rows:
            return None
        row = max(rows, key=lambda row: (row.state == FileState.READY.value, row.received))
        transfer = self._fetching.get(row.file)
        chunks = ChunkMap(chunk_count(row.size), row.chunks)
        if transfer is not None and transfer.hashes:
            row, chunks = msgspec.structs.replace(row, hashes=transfer.hashes), transfer.fetch.here
        if not (row.hashes and len(chunks)):
            return None
        granted = _Granted(ask.group, row, chunks)
        self._granted.setdefault(session.device, {})[ask.root] = granted
        return granted

    async def _chunk(self, session: PeerSession, ask: ChunkAsk) -> bytes:
        """Return a chunk; empty where it is not here, or not for this peer."""
        granted = self._granted.get(session.device, {}).get(ask.root)
        if granted is None or not self.may_have(session, granted.group):
            return b""
        if ask.index not in granted.chunks or ask.index in granted.spoiled:
            return b""
        with self._keeper.using(granted.row.file):
            try:
                return await asyncio.to_thread(self._read, granted.row, ask.index)
            except FileNotFoundError:
                # It had to make room, or was taken off; it may be here again.
                self._note_waiting(session, FileAsk(group=granted.group, root=ask.root, want_hashes=False))
                return b""
            except (OSError, HostileInput):
                log.warning("a file on this disk is not as it was written")
                granted.spoiled.add(ask.index)
                return b""

    def _read(self, row: FileRow, index: int) -> bytes:
        """Return a chunk as it was stored: what a disk made of it must not look like a lie of ours."""
        sealed = self._blobs.read(row.file, index, row.size)
        check_chunk(row.hashes, row.size, index, sealed)
        return sealed

    def _note_waiting(self, session: PeerSession, ask: FileAsk) -> None:
        waiting = self._waiting.setdefault(session.device, {})
        if len(waiting) < MAX_WAITING or ask.root in waiting:
            waiting[ask.root] = ask

    def _more(self, root: bytes) -> None:
        """Answer again whoever asked for a file of which there is more here now."""
        for device, waiting in self._waiting.items():
            session, ask = self._registry.get(device), waiting.pop(root, None)
            if session is not None and ask is not None:
                with suppress(HostileInput):  # who has asked for too much already does not need to be told of more
                    session.serve(ask)
