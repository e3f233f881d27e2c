"""Which messages are in the window: filled page by page round where the reader is, never the whole history."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, TypeVar

from desktop.ports import EnginePort
from desktop.text.markdown import MarkdownReader
from desktop.text.mentions import NOBODY, Names
from desktop.viewmodels.base import Context
from desktop.viewmodels.timeline_model import TimelineModel
from desktop.viewmodels.timeline_pages import (
    PAGE,
    QUICK_CHARACTERS,
    Opening,
    Page,
    fetch,
    fetch_near,
    fetch_opening,
    fetch_round,
)
from desktop.viewmodels.timeline_room import names_of
from desktop.viewmodels.timeline_rows import Row, Setting, make_row
from sync.changes import Change
from sync.core.ids import GroupId, MessageId

T = TypeVar("T")

LIMIT: Final = 300
"""Rows kept: enough to fling through, few enough to forget."""


class TimelineWindow:
    """Fills a TimelineModel. While a page is on its way changes are held, then given to `release` in their order."""

    def __init__(self, context: Context, model: TimelineModel, release: Callable[[Sequence[Change]], None]) -> None:
        self.context = context
        self.model = model
        self.group_id: GroupId | None = None
        self.has_older = False
        self.has_newer = False
        self.reader = MarkdownReader(NOBODY)
        self._release = release
        self._generation = 0
        self._busy = 0
        self._held: list[Change] = []

    @property
    def loading(self) -> bool:
        """Whether a page is on its way."""
        return self._busy > 0

    def choose(self, group_id: GroupId | None) -> None:
        """Turn to another conversation, or to none; what is on its way for the last one is dropped when it comes."""
        self._generation += 1
        self.group_id = group_id
        self.has_older = self.has_newer = False
        self._held.clear()
        self.model.reset([], Setting(), has_older=False)

    async def open(self) -> Opening | None:
        """Show the newest messages; return what was read of the conversation, None if another was chosen since."""
        with self.holding():
            opening = await self.call(fetch_opening)
            if opening is None:
                return None
            self.reader = MarkdownReader(names_of(opening.group))
            await self._show(opening.page, _setting(opening), newer=False)
            return opening

    async def latest(self) -> None:
        """Show the newest messages again."""
        with self.holding():
            page = await self.call(fetch)
            if page is not None:
                await self._show(page, self.model.setting, newer=False)

    async def round(self, message_id: MessageId) -> int:
        """Bring a message into the window; return its row, or -1 when it is nowhere."""
        if self.model.find(message_id) < 0:
            with self.holding():
                page = await self.call(lambda engine, group: fetch_round(engine, group, message_id))
                if page is not None:
                    await self._show(page, self.model.setting, newer=not page.short)
        return self.model.find(message_id)

    async def again(self, middle: int) -> int:
        """Read the messages round a row again; return the row of the nearest that is still shown, -1 for none."""
        rows = self.model.rows
        near = sorted(range(len(rows)), key=lambda row: abs(row - middle))
        wanted = [rows[row].view.message_id for row in near]
        with self.holding():
            found = await self.call(lambda engine, group: fetch_near(engine, group, wanted))
            if found is None:
                return -1
            message_id, page = found
            await self._show(page, self.model.setting, newer=not page.short)
        return self.model.find(message_id)

    async def older(self) -> None:
        """Add the page before the oldest row; rows far below leave the window."""
        rows = self.model.rows
        if self.loading or not self.has_older or not rows:
            return
        oldest = rows[-1].view.message_id
        with self.holding():
            page = await self.call(lambda engine, group: fetch(engine, group, before=oldest))
            added = await self.read(page) if page is not None else None
            if page is None or added is None:
                return
            self.has_older = not page.short
            self.model.add_older(added, self.has_older)
            if len(rows) > LIMIT:
                self.has_newer = True
                self.model.trim(0, len(rows) - LIMIT - 1)

    async def newer(self) -> None:
        """Add the page after the newest row; rows far above leave the window."""
        rows = self.model.rows
        if self.loading or not self.has_newer or not rows:
            return
        newest = rows[0].view.message_id
        with self.holding():
            page = await self.call(lambda engine, group: fetch(engine, group, after=newest))
            added = await self.read(page) if page is not None else None
            if page is None or added is None:
                return
            self.has_newer = not page.short
            self.model.insert(0, added)
            self.forget_oldest()

    def forget_oldest(self) -> None:
        """Let rows far above leave the window."""
        excess = len(self.model.rows) - LIMIT
        if excess > 0:
            self.has_older = True
            self.model.trim(LIMIT, LIMIT + excess - 1)

    def rename(self, names: Names) -> None:
        """Read messages with mentions again when the people have changed."""
        if names == self.reader.names:
            return
        self.reader = MarkdownReader(names)
        for index, row in enumerate(self.model.rows):
            if "@" in row.view.text and not row.streaming and len(row.view.text) <= QUICK_CHARACTERS:
                self.model.put(index, make_row(row.view, self.reader, row.quoted, row.delivery))

    def hold(self, changes: Sequence[Change]) -> bool:
        """Keep `changes` for later if a page is on its way."""
        if self.loading:
            self._held.extend(changes)
        return self.loading

    @contextmanager
    def holding(self) -> Generator[None]:
        """Hold changes while the body runs; what waits comes after it."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            if not self._busy:
                held, self._held = self._held, []
                self._release(held)

    async def call(self, work: Callable[[EnginePort, GroupId], Awaitable[T]]) -> T | None:
        """Run `work` on the engine's loop; None if the conversation changed meanwhile."""
        group, generation = self.group_id, self._generation
        if group is None:
            return None
        result = await self.context.bridge.call(lambda engine: work(engine, group))
        return result if generation == self._generation else None

    async def read(self, page: Page) -> list[Row] | None:
        """Return the rows of a page; None if the conversation changed meanwhile. Long texts are read by a worker."""
        if page.characters <= QUICK_CHARACTERS:
            return page.rows(self.reader)
        generation, reader = self._generation, MarkdownReader(self.reader.names)
        rows = await asyncio.get_running_loop().run_in_executor(None, page.rows, reader)
        return rows if generation == self._generation else None

    async def _show(self, page: Page, setting: Setting, newer: bool) -> None:
        rows = await self.read(page)
        if rows is not None:
            self.has_newer = newer
            self.has_older = len(page.messages) >= PAGE
            self.model.reset(rows, setting, self.has_older)


def _setting(opening: Opening) -> Setting:
    """Return what the rows of a freshly opened conversation are described with."""
    newest = opening.page.messages[-1].message_id if opening.page.messages else None
    read = opening.group.read_up_to
    return Setting(
        account=opening.account.account_id if opening.account else None,
        device=opening.account.device_id if opening.account else None,
        read_mark=None if read == newest else read,
        today=datetime.now().astimezone().date(),
    )
