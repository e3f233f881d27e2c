"""Files that are fetched by themselves: pictures in messages that arrive, and what was being fetched when it ended."""

import logging
from collections import deque
from typing import Final

from sync.core.pictures import GIF, JPEG, PNG, WEBP
from sync.errors import CauserieError
from sync.runtime.chores import Chores
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.file_fetching import Fetching
from sync.runtime.file_keeping import Keeper
from sync.runtime.files import Attachments
from sync.runtime.live_room import LiveRoom
from sync.runtime.preferences import Preferences
from sync.store import files as file_store
from sync.store.rows import AttachmentRow, MessageRow, NamedRow
from sync.views import FileState

log = logging.getLogger(__name__)

PICTURES_PREFERENCE: Final = "attachments.pictures"
PICTURE_BYTES: Final = 5 * 1024**2
"""Pictures up to this size are fetched by themselves, unless told otherwise; 0: none."""
WAITING_PICTURES: Final = 64
"""Pictures of a group that is being caught up that wait to be fetched: the newest ones, the others when asked for."""
SHARE_OF_ROOM: Final = 4
"""Pictures that are fetched by themselves and not here yet take one part in so many of the room for files: nobody can
fill it by naming pictures that do not exist."""
PICTURES: Final = frozenset({JPEG, PNG, WEBP, GIF})


class Arrivals:
    """Begins to fetch what nobody had to ask for."""

    def __init__(
        self, context: Context, attachments: Attachments, keeper: Keeper, fetching: Fetching, preferences: Preferences
    ) -> None:
        self._context = context
        self._attachments = attachments
        self._keeper = keeper
        self._fetching = fetching
        self._preferences = preferences
        self._chores = Chores()
        self._waiting: deque[tuple[MessageRow, AttachmentRow]] = deque(maxlen=WAITING_PICTURES)
        self._working = False
        self._begun: dict[bytes, int] = {}
        """The sizes of the files that nobody asked for, the first one first."""

    async def begin(self) -> None:
        """Go on with what was being fetched when the program ended."""
        state = FileState.WAITING.value
        rows = await self._context.store.read(lambda db: file_store.in_state(db, state))
        naming: dict[bytes, list[NamedRow]] = {}
        for each in await self._context.store.read(lambda db: file_store.naming(db, [row.file for row in rows])):
            naming.setdefault(each.attachment.file, []).append(each)
        for row in rows:
            if row.file in naming:
                if row.size <= PICTURE_BYTES and naming[row.file][0].attachment.mime in PICTURES:
                    self._begun[row.file] = row.size
                self._fetching.begin(await self._keeper.as_it_is(row), naming[row.file])

    def committed(self, live: LiveRoom, commit: Commit) -> None:
        """Messages were stored: fetch the pictures among what they name, the newest first."""
        rows = [row for row in commit.projected.rows if row.attachments]
        for row in sorted(rows, key=lambda row: row.position):
            for each in row.attachments:
                self._fetching.also_named(NamedRow(row.group_id, row.message_id, row.account, each))
                if each.mime in PICTURES and row.account not in self._context.blocked:
                    self._waiting.append((row, each))
        if self._waiting and not self._working:
            self._working = True
            self._chores.spawn(self._fetch_waiting(), "fetch pictures")

    def forgotten(self) -> None:
        """A group was forgotten: remove the files that only it named."""
        self._chores.spawn(self._keeper.remove_unnamed(), "remove files")

    async def stop(self) -> None:
        """Begin nothing more."""
        self._waiting.clear()
        await self._chores.stop()

    async def _fetch_waiting(self) -> None:
        try:
            while self._waiting:
                row, each = self._waiting.pop()
                limit = await self._preferences.get(PICTURES_PREFERENCE, PICTURE_BYTES)
                if not isinstance(limit, int) or each.size > limit or each.state:
                    continue
                await self._fetch(row, each)
        finally:
            self._working = False

    async def _fetch(self, row: MessageRow, picture: AttachmentRow) -> None:
        try:
            await self._make_way(picture.size)
            await self._attachments.fetch(row.group_id, row.message_id, picture.place)
        except CauserieError as error:
            log.info("a picture is not fetched by itself: %s", error.code)
        else:
            self._begun[picture.file] = picture.size

    async def _make_way(self, size: int) -> None:
        """Fetch the oldest pictures no longer that nobody asked for, until `size` more bytes are within their share."""
        share = (await self._keeper.usage()).quota // SHARE_OF_ROOM
        self._begun = {file: size for file, size in self._begun.items() if self._fetching.get(file) is not None}
        over = sum(self._begun.values()) + size - share
        for oldest in tuple(self._begun):
            if over <= 0:
                return
            over -= self._begun.pop(oldest)
            await self._keeper.remove([oldest])
