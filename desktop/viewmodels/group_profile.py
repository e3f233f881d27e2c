"""The name and the description of the open group, and changing them."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.group_edits import GroupEdits
from sync.views import Group

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class GroupProfile(ViewModel):
    """What a group says it is. Its fields are called name and description."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._edits = GroupEdits(context, self.changed.emit)

    def show(self, group: Group | None) -> None:
        """Be about `group`, or about none."""
        self._edits.show(group)
        self.changed.emit()

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why the last change was not accepted."""
        return self._edits.error

    @Property(str, notify=changed)
    def errorField(self) -> str:
        """Which field that was."""
        return self._edits.field

    @Property(str, notify=changed)
    def held(self) -> str:
        """The field whose text is still the person's own: on its way, or refused and not to be lost."""
        return self._edits.held

    @Property(str, notify=changed)
    def name(self) -> str:
        """What it is called."""
        return self._edits.group.name if self._edits.group else ""

    @Property(str, notify=changed)
    def description(self) -> str:
        """What it is about."""
        return self._edits.group.description if self._edits.group else ""

    @Property(bool, notify=changed)
    def editable(self) -> bool:
        """Whether this account may change it, and the assistant."""
        return self._edits.group is not None and self._edits.group.rights.settings

    @Slot(str)
    def rename(self, name: str) -> None:
        """Call it something else."""
        if self._edits.group is not None and name.strip() != self._edits.group.name:
            self._edits.change("name", lambda engine, group: engine.groups.update(group, name=name))

    @Slot(str)
    def describe(self, text: str) -> None:
        """Say what it is about."""
        about = text.strip()
        if self._edits.group is not None and about != self._edits.group.description:
            self._edits.change("description", lambda engine, group: engine.groups.update(group, description=about))
