"""The assistant of the open conversation, and changing it."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.ports import EnginePort
from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import AssistantSettings, Group, Respond

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

NOBODY = AssistantSettings(enabled=False, name="", respond=Respond.OFF)


@QmlElement
class GroupAssistant(ViewModel):
    """What the group has settled about its assistant; any member who may can change it here."""

    changed = Signal()
    errorChanged = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group: Group | None = None
        self._settings = NOBODY
        self._error = ""
        self._field = ""

    @Property(bool, notify=changed)
    def enabled(self) -> bool:
        """Whether it takes part."""
        return self._settings.enabled

    @Property(str, notify=changed)
    def name(self) -> str:
        """What it is called."""
        return self._settings.name

    @Property(str, notify=changed)
    def instructions(self) -> str:
        """Its personality."""
        return self._settings.instructions

    @Property(str, notify=changed)
    def respond(self) -> str:
        """When it speaks: automatically, when_mentioned or off."""
        return self._settings.respond.value if self._settings.enabled else Respond.OFF.value

    @Property(str, notify=changed)
    def changedLine(self) -> str:
        """Who changed it last."""
        return words.changed_line(self._settings, self._group, words.now_ms()) if self._group else ""

    @Property(str, notify=errorChanged)
    def error(self) -> str:
        """Why the last change was not accepted."""
        return self._error

    @Property(str, notify=errorChanged)
    def errorField(self) -> str:
        """Which change that was: name, respond or instructions."""
        return self._field

    def show(self, group: Group | None) -> None:
        """Be about the assistant of `group`, or of none."""
        if self._group is None or group is None or group.group_id != self._group.group_id:
            self._fail("", "")
        self._group = group
        self._settings = group.assistant if group else NOBODY
        self.changed.emit()

    @Slot(str)
    def rename(self, name: str) -> None:
        """Give it another name."""
        if name.strip() != self._settings.name:
            self._change("name", lambda engine, group: engine.groups.update_assistant(group, name=name))

    @Slot(str)
    def setInstructions(self, text: str) -> None:
        """Give it another personality."""
        if text != self._settings.instructions:
            self._change("instructions", lambda engine, group: engine.groups.update_assistant(group, instructions=text))

    @Slot(str)
    def setRespond(self, mode: str) -> None:
        """Say when it speaks. Off leaves it in the group, silent; anything else invites one that was never there."""
        respond = Respond(mode)
        enabled = True if respond is not Respond.OFF else None
        self._change(
            "respond", lambda engine, group: engine.groups.update_assistant(group, respond=respond, enabled=enabled)
        )

    def _change(
        self, field: str, work: Callable[[EnginePort, GroupId], Coroutine[Any, Any, AssistantSettings]]
    ) -> None:
        if self._group is None:
            return
        group_id = self._group.group_id

        async def apply() -> None:
            self._fail("", "")
            await self.bridge.call(lambda engine: work(engine, group_id))

        def refuse(error: CauserieError) -> None:
            self._fail(words.error_line(error), field)
            self.changed.emit()

        self.context.spawn(apply(), refuse)

    def _fail(self, error: str, field: str) -> None:
        self._error, self._field = error, field
        self.errorChanged.emit()
