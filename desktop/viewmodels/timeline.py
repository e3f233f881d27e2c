"""The open conversation as the window sees it: its rows, where the reader stands, and what is going on."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import joining_words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.timeline_changes import TimelineChanges
from desktop.viewmodels.timeline_model import TimelineModel
from desktop.viewmodels.timeline_pages import fetch_group
from desktop.viewmodels.timeline_questions import Questions
from desktop.viewmodels.timeline_rhythm import Rhythm
from desktop.viewmodels.timeline_room import Surroundings, names_of
from desktop.viewmodels.timeline_rows import Row
from desktop.viewmodels.timeline_window import TimelineWindow
from sync.changes import (
    AnswerDelta,
    AttachmentUpdated,
    Change,
    GroupUpdated,
    MemberUpdated,
    MessagesAdded,
    Overflow,
    SyncProgress,
    Typing,
)  # fmt: skip
from sync.core.ids import GroupId, MessageId
from sync.views import Group

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Timeline(ViewModel):
    """The messages of one conversation. The view tells it whether the reader is at the end and looking."""

    changed = Signal()
    opened = Signal()
    found = Signal(int)
    middleAsked = Signal()
    stayed = Signal(int)
    dateAsked = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._model = TimelineModel(self)
        self._window = TimelineWindow(context, self._model, self._take)
        self._changes = TimelineChanges(self._window)
        self._rhythm = Rhythm(context.spawn, self._reload)
        self._room = Surroundings()
        self._questions = Questions(self._model, self)
        self._following = True
        self._watched = False
        self._fresh = 0
        self._opening: asyncio.Task[None] | None = None
        self._marked: MessageId | None = None
        self._middle = 0
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._new_day)
        self.bridge.listen(self._hear)
        self.changed.connect(self._look_for_questions)

    @Property(QObject, constant=True)
    def rows(self) -> TimelineModel:
        """The rows, newest first."""
        return self._model

    @Property(str, notify=changed)
    def groupId(self) -> str:
        """The conversation's id in hex; empty when none is open."""
        return self.group_id.hex() if self.group_id else ""

    @Property(str, notify=changed)
    def name(self) -> str:
        """The conversation's name."""
        return self._room.group.name if self._room.group else ""

    @Property(bool, notify=changed)
    def direct(self) -> bool:
        """Whether it is a conversation of two."""
        return self._room.direct

    @Property(str, notify=changed)
    def state(self) -> str:
        """What to show besides, or in place of, messages: a `RoomState`."""
        return str(self._room.state(not self._model.rows, self._window.loading))

    @Property(str, notify=changed)
    def notice(self) -> str:
        """Why joining waits or failed."""
        group = self._room.group
        return joining_words.standing_sentence(group.state, self._room.notice) if group else ""

    @Property(int, notify=changed)
    def fresh(self) -> int:
        """How many messages came below while the reader was further up."""
        return self._fresh

    @Property(bool, notify=changed)
    def hasNewer(self) -> bool:
        """Whether the newest row is not the newest message."""
        return self._window.has_newer

    @Property(str, notify=changed)
    def typing(self) -> str:
        """Who is typing, as a sentence."""
        return self._room.typing_text()

    @Property(float, notify=changed)
    def progress(self) -> float:
        """How far catching up is, from 0 to 1; 1 when there is nothing to catch up with."""
        return self._room.progress

    @Property(str, notify=changed)
    def progressText(self) -> str:
        """The same in numbers, where there is much to catch up with."""
        return self._room.progress_text()

    @Property(bool, notify=changed)
    def unreachable(self) -> bool:
        """Whether there are other members, and none is connected."""
        return self._room.unreachable

    @property
    def group_id(self) -> GroupId | None:
        """The conversation that is open."""
        return self._window.group_id

    @property
    def group(self) -> Group | None:
        """The conversation as last read."""
        return self._room.group

    def row(self, message_id: MessageId) -> Row | None:
        """Return a row of the window."""
        index = self._model.find(message_id)
        return self._model.rows[index] if index >= 0 else None

    def attach(self, change: AttachmentUpdated) -> None:
        """Show how a file stands now, before the engine tells everybody."""
        if change.group_id == self.group_id:
            self._model.set_attachment(change.message_id, change.attachment)

    def asks(self, row: Row) -> bool:
        """Return whether a row is put to the assistant, so that it can be asked again."""
        answers = (other.view.assistant for other in self._model.rows if other.streaming)
        under_way = any(answer and answer.trigger == row.view.message_id for answer in answers)
        return self._room.group is not None and not under_way and self._questions.asks(row, self._room.group)

    def show_group(self, group_id: GroupId | None) -> None:
        """Open a conversation, or none."""
        self._fresh, self._following, self._marked = 0, True, None
        self._room = Surroundings()
        self._window.choose(group_id)
        if group_id is not None:
            self._opening = self.context.spawn(self._open())
        self.changed.emit()

    async def settled(self) -> None:
        """Wait until a conversation that is being opened shows its messages, or cannot."""
        if self._opening is not None:
            await asyncio.wait([self._opening])

    async def _open(self) -> None:
        opening = await self._window.open()
        if opening is None:
            return
        self._room = Surroundings(opening.account, opening.group, opening.notice)
        self._schedule_midnight()
        self.changed.emit()
        self.opened.emit()
        self._mark_read()

    def _hear(self, changes: Sequence[Change]) -> None:
        if any(isinstance(change, Overflow) for change in changes):
            self.context.spawn(self._reload())
            return
        mine = [change for change in changes if getattr(change, "group_id", None) == self.group_id]
        if mine and not self._window.hold(mine):
            self._take(mine)

    def _take(self, changes: Sequence[Change]) -> None:
        """Apply changes of this conversation."""
        if any(isinstance(change, GroupUpdated | MemberUpdated) for change in changes):
            self.context.spawn(self._read_group())
        for change in changes:
            match change:
                case Typing():
                    (self._room.typing.add if change.active else self._room.typing.discard)(change.account_id)
                case MessagesAdded():
                    self._fresh += self._changes.gathered(change, following=self._following)
                    self._rhythm.ask()
                case SyncProgress():
                    self._room.received, self._room.total = change.received, change.total
                case _:
                    pass
        newest = self._newest()
        arrivals = self._changes.apply(changes)
        seen = self._following and self._watched
        if arrivals.own and self._window.has_newer:
            self.jumpToLatest()
        elif arrivals.others and not self._following:
            self._fresh += arrivals.others
        if arrivals.others and not seen and self._model.setting.read_mark is None and newest is not None:
            self._model.change_setting(replace(self._model.setting, read_mark=newest))
        self._mark_read()
        # Words of an answer, and progress of a file, change a row and nothing round it.
        if not all(isinstance(change, AnswerDelta | AttachmentUpdated) for change in changes):
            self.changed.emit()

    async def _read_group(self) -> None:
        opening = await self._window.call(fetch_group)
        if opening is None:
            return
        self._room.account, self._room.group, self._room.notice = opening.account, opening.group, opening.notice
        here = {member.account_id for member in opening.group.members if member.online}
        self._room.typing &= here
        self._window.rename(names_of(opening.group))
        self.changed.emit()

    async def _reload(self) -> None:
        """Read what is shown again, after changes were lost or somebody was blocked; the reader stays in place."""
        await self._read_group()
        self.middleAsked.emit()
        row = -1 if self._following or not self._model.rows else await self._window.again(self._middle)
        if row >= 0:
            self.stayed.emit(row)
        else:
            await self._window.latest()
        self.changed.emit()

    @Slot(int)
    def stand(self, row: int) -> None:
        """Answer `middleAsked`: the row in the middle of what is being read."""
        self._middle = row

    def _look_for_questions(self) -> None:
        self._questions.use(self._room.group, at_end=not self._window.has_newer)

    def _newest(self) -> MessageId | None:
        return self._model.rows[0].view.message_id if self._model.rows else None

    def _mark_read(self) -> None:
        """Tell the engine how far the reader has seen, if they look at the end."""
        newest = self._newest()
        if (
            newest is None
            or not (self._watched and self._following)
            or self._window.has_newer
            or newest == self._marked
        ):
            return
        if self._model.rows[0].streaming:
            return
        self._marked = newest
        self.context.spawn(self._tell_read(newest))

    async def _tell_read(self, newest: MessageId) -> None:
        await self._window.call(lambda engine, group: engine.messages.mark_read(group, newest))

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        self._model.change_setting(self._model.setting)
        self.changed.emit()

    def _schedule_midnight(self) -> None:
        now = datetime.now().astimezone()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=1, microsecond=0)
        self._midnight.start(int((midnight - now).total_seconds() * 1000))

    def _new_day(self) -> None:
        self._model.change_setting(replace(self._model.setting, today=datetime.now().astimezone().date()))
        self._schedule_midnight()

    @Slot()
    def loadOlder(self) -> None:
        """Called when the reader nears the oldest row."""
        if self._window.has_older and not self._window.loading:
            self.context.spawn(self._load(self._window.older()))

    @Slot()
    def loadNewer(self) -> None:
        """Called when the reader nears the newest row and it is not the newest message."""
        if self._window.has_newer and not self._window.loading:
            self.context.spawn(self._load(self._window.newer()))

    async def _load(self, page: Coroutine[Any, Any, None]) -> None:
        await page
        self.changed.emit()

    def jumpToTime(self, at: int) -> None:
        """Go to where the conversation passes a moment, ms since 1970; to the end if it ended before."""
        self.context.spawn(self._jump_to_time(at))

    async def _jump_to_time(self, at: int) -> None:
        first = await self._window.call(lambda engine, group: engine.messages.first_since(group, at))
        await self._jump(first.message_id if first else None)

    @Slot()
    def jumpToLatest(self) -> None:
        """Go to the end; the view moves when `found` names row 0."""
        self.context.spawn(self._jump(None))

    @Slot(str)
    def jumpTo(self, message: str) -> None:
        """Go to a message, by its id in hex; the view moves when `found` names its row."""
        self.context.spawn(self._jump(MessageId(bytes.fromhex(message))))

    async def _jump(self, message_id: MessageId | None) -> None:
        if message_id is None and self._window.has_newer:
            await self._window.latest()
        row = 0 if message_id is None else await self._window.round(message_id)
        self.changed.emit()
        if row >= 0:
            self.found.emit(row)

    @Slot(bool, bool)
    def watch(self, following: bool, watched: bool) -> None:
        """Say whether the view is at the end, and whether the window is looked at."""
        following = following and not self._window.has_newer
        if (following, watched) == (self._following, self._watched):
            return
        self._following, self._watched = following, watched
        if following:
            self._fresh = 0
        self._mark_read()
        self.changed.emit()
