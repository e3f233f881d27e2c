"""The new group dialog."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import AssistantSettings, Respond

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Founding(ViewModel):
    """Makes a group; what was typed stays in the dialog until that worked."""

    changed = Signal()
    founded = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._busy = False
        self._error = ""
        self._group_id: GroupId | None = None

    @property
    def group_id(self) -> GroupId | None:
        """The group made last."""
        return self._group_id

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether a group is being made."""
        return self._busy

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why it could not be made."""
        return self._error

    @Slot(str, bool, str, str)
    def found(self, name: str, assistant: bool, assistant_name: str, respond: str) -> None:
        """Make a group called `name`, with or without an assistant; `founded` follows."""
        if self._busy:
            return
        default = AssistantSettings()
        settings = AssistantSettings(
            enabled=assistant, name=assistant_name.strip() or default.name, respond=Respond(respond)
        )
        self._set(busy=True, error="")
        self.context.spawn(self._found(name, settings), self._fail)

    @Slot()
    def clear(self) -> None:
        """Forget the last error."""
        self._set(busy=False, error="")

    async def _found(self, name: str, settings: AssistantSettings) -> None:
        self._group_id = await self.bridge.call(lambda engine: engine.groups.create(name, settings))
        self._set(busy=False, error="")
        self.founded.emit()

    def _fail(self, error: CauserieError) -> None:
        self._set(busy=False, error=words.error_line(error))

    def _set(self, *, busy: bool, error: str) -> None:
        self._busy, self._error = busy, error
        self.changed.emit()
