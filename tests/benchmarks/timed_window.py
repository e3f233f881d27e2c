"""Starts the window as `causerie` does and tells when its conversation is painted; ends when its input does.

    out  {"painted": seconds since CAUSERIE_BENCH_STARTED, "appeared": ..., "engine": ...}

The start is `time.monotonic_ns()` of the process that starts this one. Painted means: a frame is on the screen that was
put together when the conversation's newest messages were there.
"""

import json
import os
import sys
import time
from typing import Any, cast

from PySide6.QtCore import QSocketNotifier

from desktop import app
from desktop.window import MainWindow

STARTED_VARIABLE = "CAUSERIE_BENCH_STARTED"


class TimedWindow(MainWindow):
    """The window, watched while it paints its first conversation."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._times: dict[str, float] = {}
        self._complete = False
        self._notifier: QSocketNotifier | None = None

    def show(self) -> None:
        """Show the window and watch its frames."""
        super().show()
        self.window.afterSynchronizing.connect(self._put_together)
        self.window.frameSwapped.connect(self._swapped)

    async def start(self) -> None:
        """Open the engine, and note when that is done."""
        await super().start()
        self._times.setdefault("engine", _elapsed())

    def _put_together(self) -> None:
        model = cast(Any, self.app)  # to type checkers, what QML can read is not a value
        self._complete = model.stage == "main" and bool(model.timeline.rows.rows)

    def _swapped(self) -> None:
        self._times.setdefault("appeared", _elapsed())
        if self._complete and self._notifier is None:
            self._times["painted"] = _elapsed()
            print(json.dumps(self._times), flush=True)
            self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
            self._notifier.activated.connect(self._end)

    def _end(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self.window.close()


def _elapsed() -> float:
    return (time.monotonic_ns() - int(os.environ[STARTED_VARIABLE])) / 1e9


if __name__ == "__main__":
    app.MainWindow = TimedWindow
    sys.exit(app.main())
