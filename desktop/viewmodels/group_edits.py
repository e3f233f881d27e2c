"""Changing a group in place, field by field: what is under way, and the last change that was not accepted."""

from collections.abc import Awaitable, Callable

from desktop.ports import EnginePort
from desktop.viewmodels import words
from desktop.viewmodels.base import Context
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import Group


class GroupEdits:
    """The group that is shown, and changes of it. `told` is called when the error changed, or what is shown holds."""

    def __init__(self, context: Context, told: Callable[[], None]) -> None:
        self._context = context
        self._told = told
        self.group: Group | None = None
        self.error = ""
        self.field = ""

    def show(self, group: Group | None) -> bool:
        """Be about `group`, or about none; return whether it is another one."""
        other = self.group is None or group is None or group.group_id != self.group.group_id
        self.group = group
        if other:
            self._fail("", "")
        return other

    def change(
        self,
        field: str,
        work: Callable[[EnginePort, GroupId], Awaitable[object]],
        done: Callable[[], None] | None = None,
    ) -> None:
        """Change a field; `done` is called once that is settled, unless another group is shown by then."""
        if self.group is None:
            return
        group_id = self.group.group_id

        def still() -> bool:
            return self.group is not None and self.group.group_id == group_id

        async def apply() -> None:
            self._fail("", "")
            await self._context.bridge.call(lambda engine: work(engine, group_id))
            if done is not None and still():
                done()

        def refuse(error: CauserieError) -> None:
            if still():
                self._fail(words.error_line(error), field)
            else:
                self._context.report(error)

        self._context.spawn(apply(), refuse)

    def _fail(self, error: str, field: str) -> None:
        self.error, self.field = error, field
        self._told()
