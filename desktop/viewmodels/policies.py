"""Who can do what in the open group, and changing it: saved at once, with a way back."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.ports import EnginePort
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.group_edits import GroupEdits
from sync.core.ids import GroupId
from sync.views import Group, GroupPolicy

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

FIELDS: Final = ("history", "invite", "settings")


def value_of(policy: GroupPolicy, field: str) -> str:
    """Return one field of a policy."""
    return {"history": policy.history, "invite": policy.invite, "settings": policy.settings}[field]


def with_value(policy: GroupPolicy, field: str, value: str) -> GroupPolicy:
    """Return a policy with one field changed."""
    match field:
        case "history":
            return replace(policy, history=value)
        case "invite":
            return replace(policy, invite=value)
        case _:
            return replace(policy, settings=value)


@QmlElement
class Policies(ViewModel):
    """The group's policy, field by field: history, invite and settings."""

    changed = Signal()
    undoChanged = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._edits = GroupEdits(context, self.changed.emit)
        self._before: tuple[str, str] = ("", "")

    def show(self, group: Group | None) -> None:
        """Be about `group`, or about none."""
        if self._edits.show(group):
            self._keep("", "")
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
    def history(self) -> str:
        """What newcomers can read: all or joining."""
        return self._policy().history

    @Property(str, notify=changed)
    def invite(self) -> str:
        """Who can invite: members or admins."""
        return self._policy().invite

    @Property(str, notify=changed)
    def settings(self) -> str:
        """Who can change the name, the description and the assistant: members or admins."""
        return self._policy().settings

    @Property(bool, notify=changed)
    def editable(self) -> bool:
        """Whether this account may change any of it."""
        return self._edits.group is not None and self._edits.group.rights.policy

    @Property(str, notify=undoChanged)
    def undoField(self) -> str:
        """Which field was changed here last and can be put back; empty if none."""
        return self._before[0]

    @Slot(str, str)
    def choose(self, field: str, value: str) -> None:
        """Let something else hold for a field."""
        if field in FIELDS and value != (before := value_of(self._policy(), field)):
            self._put(field, value, before)

    @Slot()
    def undo(self) -> None:
        """Put the last change back."""
        field, value = self._before
        if field:
            self._put(field, value, "")

    def _policy(self) -> GroupPolicy:
        return self._edits.group.policy if self._edits.group else GroupPolicy()

    def _put(self, field: str, value: str, before: str) -> None:
        async def put(engine: EnginePort, group_id: GroupId) -> Group:
            # On top of what holds now: another field may have been changed by somebody else meanwhile.
            policy = (await engine.groups.get(group_id)).policy
            return await engine.groups.update(group_id, policy=with_value(policy, field, value))

        self._keep("", "")
        self._edits.change(field, put, lambda: self._keep(field if before else "", before))

    def _keep(self, field: str, value: str) -> None:
        self._before = (field, value)
        self.undoChanged.emit()
