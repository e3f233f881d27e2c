"""Where a session takes what is about files: what it says to those who fetch and to those who give."""

from functools import partial
from pathlib import Path

from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileDrop, FileFrame, FileHave
from sync.core.ids import GroupId
from sync.runtime.beyond import Beyond
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.file_arrivals import Arrivals
from sync.runtime.file_blobs import Blobs
from sync.runtime.file_fetching import Fetching
from sync.runtime.file_keeping import Keeper
from sync.runtime.file_serving import Serving
from sync.runtime.files import Attachments
from sync.runtime.live_room import LiveRoom
from sync.runtime.preferences import Preferences
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import PeerSession, SessionRegistry


class FileDesk:
    """Everything about files, put together."""

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: SessionRegistry,
        preferences: Preferences,
        folder: Path,
        beyond: Beyond,
    ) -> None:
        self._blobs = Blobs(folder)
        self._keeper = Keeper(context, self._blobs, preferences)
        self._fetching = Fetching(context, registry, self._blobs, beyond.webs, beyond.seek)
        beyond.came = self._fetching.seeking.came
        self._keeper.ending = partial(self._fetching.end, keep=False)
        self._serving = Serving(context, rooms, registry, self._blobs, self._keeper, self._fetching)
        self.attachments = Attachments(context, rooms, self._blobs, self._keeper, self._fetching)
        self._arrivals = Arrivals(context, self.attachments, self._keeper, self._fetching, preferences)

    async def start(self, *, tidy: bool) -> None:
        """Make the folder, remove what is not needed, and go on with what was being fetched.

        `tidy` says whether the messages are all there, so that what none of them names is needed no more.
        """
        await self._keeper.prepare(tidy=tidy)
        await self._arrivals.begin()

    async def stop(self) -> None:
        """Put everything on the disk."""
        await self._arrivals.stop()
        await self._fetching.stop()
        await self._serving.stop()

    def arrived(self, session: PeerSession, group: GroupId) -> None:
        """A group is shared with a peer."""
        self._fetching.arrived(session, group)

    def departed(self, session: PeerSession) -> None:
        """A peer is gone."""
        self._fetching.departed(session)
        self._serving.departed(session)

    def received(self, session: PeerSession, frame: FileFrame) -> None:
        """Take a frame; raises HostileInput."""
        match frame:
            case FileAsk() | ChunkAsk():
                session.serve(frame)
            case FileHave():
                self._fetching.told(session, frame)
            case ChunkData():
                self._fetching.brought(session, frame)
            case FileDrop():
                self._serving.dropped(session, frame)

    def committed(self, live: LiveRoom, commit: Commit) -> None:
        """Messages were stored, which may name files."""
        self._arrivals.committed(live, commit)

    async def answer(self, session: PeerSession, ask: FileAsk | ChunkAsk) -> FileHave | ChunkData:
        """Return what a peer asked for."""
        return await self._serving.answer(session, ask)

    def forgotten(self) -> None:
        """A group is no longer on this device: nor need be its files."""
        self._arrivals.forgotten()
