"""Starts the window, opens conversations in it, flings through the first one, and tells what that took.

out  {"opened": [s from a choice to its newest messages painted], "frames": [s from frame to frame]}
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from typing import Any, Final, cast

from PySide6.QtCore import QObject

from desktop import app
from desktop.window import MainWindow
from tests.benchmarks.flinging import Fling

OPENINGS: Final = 42
OTHERS: Final = 6
"""The conversations gone through in turn: so many after the first in the list."""
PAUSE: Final = 0.15
"""Between two conversations: what is made in the background is ready by then."""


class ReadingWindow(MainWindow):
    """The window, watched while somebody reads in it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._model = cast(Any, self.app)  # to type checkers, what QML can read is not a value
        self._complete = ""
        self._painted: asyncio.Future[float] | None = None
        self._wanted = ""
        self._begun = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    def show(self) -> None:
        """Show the window and watch its frames."""
        super().show()
        self.window.afterSynchronizing.connect(self._put_together)
        self.window.frameSwapped.connect(self._swapped)

    async def start(self) -> None:
        """Open the engine, and begin to read."""
        await super().start()
        self._reading = asyncio.ensure_future(self._read())

    def _put_together(self) -> None:
        timeline = self._model.timeline
        self._complete = timeline.groupId if timeline.rows.rows else ""

    def _swapped(self) -> None:
        if self._complete:
            self._begun.set()
        if self._painted is not None and not self._painted.done() and self._complete == self._wanted:
            self._painted.set_result(time.monotonic())

    async def _read(self) -> None:
        await self._begun.wait()
        conversations, longest = self._model.conversations, self._model.timeline.group_id
        opened = [await self._open(conversations.select, 1 + number % OTHERS) for number in range(OPENINGS)]
        await self._open(conversations.choose, longest)
        frames = await self._fling()
        print(json.dumps({"opened": opened, "frames": frames}), flush=True)
        self.window.close()

    async def _open(self, choose: Callable[[Any], object], which: object) -> float:
        """Choose a conversation; return how long it took to be painted, in s."""
        await asyncio.sleep(PAUSE)
        self._painted = asyncio.get_running_loop().create_future()
        began = time.monotonic()
        choose(which)
        self._wanted = self._model.timeline.groupId
        return await self._painted - began

    async def _fling(self) -> list[float]:
        view = self.window.findChild(QObject, "messages")
        if view is None:
            raise RuntimeError("the window has no list of messages")
        flung: asyncio.Future[list[float]] = asyncio.get_running_loop().create_future()
        Fling(self.window, view, flung.set_result)
        return await flung


if __name__ == "__main__":
    app.MainWindow = ReadingWindow
    sys.exit(app.main())
