"""What every viewmodel needs: the bridge, tasks that outlive the call that began them, and errors as sentences."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from desktop.bridge import Bridge
from sync.errors import CauserieError

logger = logging.getLogger(__name__)

OnError = Callable[[CauserieError], None]


@dataclass(frozen=True, slots=True)
class Passing:
    """A notice that passes by. `offer` is the word on its button, such as "Undo", and `act` what that does.

    One that is `brief` only says that something was done: it gives way to whatever comes next.
    """

    text: str
    serious: bool = False
    offer: str = ""
    act: Callable[[], None] | None = None
    brief: bool = False


def ignore(_: Passing) -> None:
    """Show a notice to nobody: for viewmodels without a window."""


class Tasks:
    """Tasks on Qt's loop; a failure that nobody expects is logged once, with its trace."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], on_error: OnError) -> asyncio.Task[None]:
        """Run `work`; a CauserieError goes to `on_error`. The task returned may be cancelled."""
        task = asyncio.get_running_loop().create_task(self._guard(work, on_error))
        self._running.add(task)
        task.add_done_callback(self._done)
        # A task cancelled before its first step never came to await its work.
        task.add_done_callback(lambda _: work.close())
        return task

    def cancel(self) -> None:
        """Cancel what is running."""
        for task in list(self._running):
            task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a task of the window failed", exc_info=error)

    @staticmethod
    async def _guard(work: Coroutine[Any, Any, None], on_error: OnError) -> None:
        try:
            await work
        except CauserieError as error:
            on_error(error)


class Context:
    """Shared by the viewmodels of one window."""

    def __init__(self, bridge: Bridge, report: OnError, tell: Callable[[Passing], None] = ignore) -> None:
        self.bridge = bridge
        self.tasks = Tasks()
        self.report = report
        self.tell = tell

    def spawn(self, work: Coroutine[Any, Any, None], on_error: OnError | None = None) -> asyncio.Task[None]:
        """Run `work` on Qt's loop; an error becomes a notice unless `on_error` takes it."""
        return self.tasks.spawn(work, on_error or self.report)


class ViewModel(QObject):
    """Base of the viewmodels."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.bridge = context.bridge
