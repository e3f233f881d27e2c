"""The open conversation: its header, its assistant, its members, and leaving it."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.ports import EnginePort
from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.members import Members
from desktop.viewmodels.people import hue, initial
from sync.changes import Change, GroupUpdated, MemberUpdated, Overflow, PeerConnected, PeerDisconnected, SyncProgress
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import Group, GroupKind, GroupState, Respond

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class GroupDetails(ViewModel):
    """What is known of the open conversation; everything empty while none is open."""

    changed = Signal()
    errorChanged = Signal()
    progressChanged = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group_id: GroupId | None = None
        self._group: Group | None = None
        self._members = Members(self)
        self._error = ""
        self._field = ""
        self._progress = 1.0
        self._notice = ""
        context.bridge.listen(self._on_changes)

    @property
    def group_id(self) -> GroupId | None:
        """The open conversation."""
        return self._group_id

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether a conversation is open."""
        return self._group is not None

    @Property(str, notify=changed)
    def standing(self) -> str:
        """Where this device stands: joining, joined, left, removed or refused; empty with none open."""
        return self._group.state.value if self._group else ""

    @Property(str, notify=changed)
    def name(self) -> str:
        """The conversation's name."""
        return words.group_title(self._group.name, self._group.state) if self._group else ""

    @Property(str, notify=changed)
    def line(self) -> str:
        """Who is in it."""
        return words.group_line(self._group) if self._group else ""

    @Property(str, notify=changed)
    def initial(self) -> str:
        """The letter of its avatar."""
        return (initial(self._group.name) or "…") if self._group else ""

    @Property(float, notify=changed)
    def hue(self) -> float:
        """The hue of its avatar."""
        return hue(self._group.group_id) if self._group else 0.0

    @Property(bool, notify=changed)
    def square(self) -> bool:
        """Whether it is a group rather than a conversation of two."""
        return self._group is not None and self._group.kind is GroupKind.GROUP

    @Property(int, notify=changed)
    def memberCount(self) -> int:
        """How many people are in it."""
        return len(self._group.members) if self._group else 0

    @Property(int, notify=changed)
    def onlineCount(self) -> int:
        """How many other people of it are here."""
        return sum(m.online and not m.you for m in self._group.members) if self._group else 0

    @Property(Members, constant=True)
    def members(self) -> Members:
        """The people in it."""
        return self._members

    @Property(bool, notify=changed)
    def assistantEnabled(self) -> bool:
        """Whether an assistant takes part."""
        return self._group is not None and self._group.assistant.enabled

    @Property(str, notify=changed)
    def assistantName(self) -> str:
        """What the assistant is called."""
        return self._group.assistant.name if self._group else ""

    @Property(str, notify=changed)
    def instructions(self) -> str:
        """The assistant's personality."""
        return self._group.assistant.instructions if self._group else ""

    @Property(str, notify=changed)
    def respond(self) -> str:
        """When the assistant speaks: automatically, when_mentioned or off."""
        return self._group.assistant.respond.value if self._group else ""

    @Property(str, notify=changed)
    def changedLine(self) -> str:
        """Who changed the assistant last."""
        return words.changed_line(self._group.assistant, self._group, words.now_ms()) if self._group else ""

    @Property(str, notify=changed)
    def notice(self) -> str:
        """Why a join was refused, or what it waits for."""
        return words.engine_sentence(self._notice)

    @Property(str, notify=errorChanged)
    def error(self) -> str:
        """Why the last change was not accepted."""
        return self._error

    @Property(str, notify=errorChanged)
    def errorField(self) -> str:
        """Which change that was: name, assistant or respond."""
        return self._field

    @Property(float, notify=progressChanged)
    def progress(self) -> float:
        """How far catching up is, 0 to 1; 1 when there is nothing to catch up with."""
        return self._progress

    def show(self, group_id: GroupId | None) -> None:
        """Open a conversation, or none."""
        self._group_id = group_id
        self._set_error("", "")
        self._progress = 1.0
        self.progressChanged.emit()
        if group_id is None:
            self._group = None
            self._members.show(())
            self.changed.emit()
        else:
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the conversation again."""
        if self._group_id is not None:
            self.context.spawn(self._load(self._group_id))

    @Slot(str)
    def rename(self, name: str) -> None:
        """Rename the conversation."""
        if self._group is not None and name.strip() != self._group.name:
            self._change("name", lambda engine, group: engine.groups.update(group, name=name))

    @Slot(bool)
    def setAssistantEnabled(self, enabled: bool) -> None:
        """Invite the assistant, or send it out."""
        self._change("respond", lambda engine, group: engine.groups.update_assistant(group, enabled=enabled))

    @Slot(str)
    def renameAssistant(self, name: str) -> None:
        """Give the assistant another name."""
        if self._group is not None and name.strip() != self._group.assistant.name:
            self._change("assistant", lambda engine, group: engine.groups.update_assistant(group, name=name))

    @Slot(str)
    def setInstructions(self, text: str) -> None:
        """Give the assistant another personality."""
        if self._group is not None and text != self._group.assistant.instructions:
            self._change("instructions", lambda engine, group: engine.groups.update_assistant(group, instructions=text))

    @Slot(str)
    def setRespond(self, mode: str) -> None:
        """Say when the assistant speaks."""
        respond = Respond(mode)
        self._change("respond", lambda engine, group: engine.groups.update_assistant(group, respond=respond))

    @Slot()
    def leave(self) -> None:
        """Leave the group."""
        if self._group_id is not None:
            self.context.spawn(self._leave(self._group_id))

    @Slot()
    def forget(self) -> None:
        """Take the conversation off this device's list."""
        if (group_id := self._group_id) is not None:
            self.context.spawn(self._forget(group_id))

    async def _load(self, group_id: GroupId) -> None:
        group = await self.bridge.call(lambda engine: engine.groups.get(group_id))
        summaries = () if group.state is GroupState.JOINED else await self.bridge.call(lambda e: e.groups.list())
        if group_id != self._group_id:
            return
        self._notice = next((s.notice for s in summaries if s.group_id == group_id), "")
        self._group = group
        self._members.show(group.members)
        self.changed.emit()

    async def _leave(self, group_id: GroupId) -> None:
        await self.bridge.call(lambda engine: engine.groups.leave(group_id))
        self.left.emit()

    async def _forget(self, group_id: GroupId) -> None:
        await self.bridge.call(lambda engine: engine.groups.forget(group_id))
        self.left.emit()

    def _change(self, field: str, work: Callable[[EnginePort, GroupId], Coroutine[Any, Any, object]]) -> None:
        if (group_id := self._group_id) is None:
            return

        async def apply() -> None:
            self._set_error("", "")
            await self.bridge.call(lambda engine: work(engine, group_id))
            await self._load(group_id)

        self.context.spawn(apply(), lambda error: self._fail(field, error))

    def _fail(self, field: str, error: CauserieError) -> None:
        self._set_error(words.error_line(error), field)
        self.changed.emit()

    def _set_error(self, error: str, field: str) -> None:
        self._error, self._field = error, field
        self.errorChanged.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, SyncProgress) and change.group_id == self._group_id:
                self._progress = min(1.0, change.received / change.total) if change.total else 1.0
                self.progressChanged.emit()
        if any(self._concerns(change) for change in changes):
            self.reload()

    def _concerns(self, change: Change) -> bool:
        if isinstance(change, Overflow | PeerConnected | PeerDisconnected):
            return True
        return isinstance(change, GroupUpdated | MemberUpdated) and change.group_id == self._group_id
