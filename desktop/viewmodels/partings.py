"""Ways out of the open conversation: leave it, delete it, take what is left of it off the list."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import question_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.confirmation import Confirmation, Question
from desktop.viewmodels.question_words import Wording
from sync.core.ids import GroupId
from sync.views import Group, GroupState

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Partings(ViewModel):
    """Each is asked first, and the question says what happens to whom."""

    parted = Signal()

    def __init__(self, context: Context, confirmation: Confirmation, parent: QObject) -> None:
        super().__init__(context, parent)
        self._confirmation = confirmation
        self._group: Group | None = None

    def show(self, group: Group | None) -> None:
        """Be about a conversation, or about none."""
        self._group = group

    @Slot()
    def askLeave(self) -> None:
        """Leave the group, if that is meant."""
        self._ask(question_words.leaving, self._leave)

    @Slot()
    def askForget(self) -> None:
        """Take a group one is no longer in off this device's list, if that is meant."""
        self._ask(question_words.forgetting, self._forget)

    @Slot()
    def askDelete(self) -> None:
        """Leave a conversation of two and delete it here, if that is meant."""
        self._ask(question_words.deletion, self._delete)

    def _ask(self, wording: Callable[[str], Wording], work: Callable[[GroupId], Coroutine[Any, Any, None]]) -> None:
        group = self._group
        if group is not None:
            title = words.group_title(group.name, group.state)
            self._confirmation.ask(Question(wording(title), lambda: work(group.group_id)))

    async def _leave(self, group_id: GroupId) -> None:
        await self.bridge.call(lambda engine: engine.groups.leave(group_id))
        self.parted.emit()

    async def _forget(self, group_id: GroupId) -> None:
        await self.bridge.call(lambda engine: engine.groups.forget(group_id))
        self.parted.emit()

    async def _delete(self, group_id: GroupId) -> None:
        group = await self.bridge.call(lambda engine: engine.groups.get(group_id))
        if group.state is GroupState.JOINED:
            await self.bridge.call(lambda engine: engine.groups.leave(group_id))
        await self._forget(group_id)
