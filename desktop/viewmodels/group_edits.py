"""Changing a group in place, field by field: what is under way, and the last change that was not accepted."""

from collections.abc import Awaitable, Callable

from desktop.ports import EnginePort
from desktop.viewmodels import words
from desktop.viewmodels.base import Context
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import Group


class GroupEdits:
    """The group that is shown, and changes of it; `told` is called whenever any of that is another."""

    def __init__(self, context: Context, told: Callable[[], None]) -> None:
        self._context = context
        self._told = told
        self.group: Group | None = None
        self.error = ""
        self.field = ""
        self._pending = ""

    @property
    def held(self) -> str:
        """The field whose text is somebody's, not the group's: on its way there, or refused."""
        return self._pending or self.field

    def show(self, group: Group | None) -> bool:
        """Be about `group`, or about none; return whether it is another one."""
        other = self.group is None or group is None or group.group_id != self.group.group_id
        self.group = group
        if other:
            self._settle()
        return other

    def change(
        self,
        field: str,
        work: Callable[[EnginePort, GroupId], Awaitable[Group]],
        done: Callable[[], None] | None = None,
    ) -> None:
        """Change a field; `done` is called once that holds, unless another group is shown by then."""
        if self.group is None:
            return
        group_id = self.group.group_id

        def still() -> bool:
            return self.group is not None and self.group.group_id == group_id

        async def apply() -> None:
            changed = await self._context.bridge.call(lambda engine: work(engine, group_id))
            if still():
                self.group = changed
                self._settle()
                if done is not None:
                    done()

        def refuse(error: CauserieError) -> None:
            if still():
                self._settle(words.error_line(error), field)
            else:
                self._context.report(error)

        self._settle(pending=field)
        self._context.spawn(apply(), refuse)

    def _settle(self, error: str = "", field: str = "", pending: str = "") -> None:
        self.error, self.field, self._pending = error, field, pending
        self._told()
