"""Starts the window and tells when each message is on the screen; ends when its input does.

out  {"painted": [id in hex, ...], "at": time.monotonic_ns()}  a frame, with the messages that are new in it
"""

import json
import sys
import time
from itertools import takewhile
from typing import Any, cast

from PySide6.QtCore import QSocketNotifier

from desktop import app
from desktop.window import MainWindow


class ArrivingWindow(MainWindow):
    """The window, watched while messages arrive at its end."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._model = cast(Any, self.app)  # to type checkers, what QML can read is not a value
        self._newest: bytes | None = None
        self._fresh: list[str] = []
        self._notifier: QSocketNotifier | None = None

    def show(self) -> None:
        """Show the window and watch its frames."""
        super().show()
        self.window.afterSynchronizing.connect(self._put_together)
        self.window.frameSwapped.connect(self._swapped)
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._end)

    def _put_together(self) -> None:
        ids = [row.view.message_id for row in self._model.timeline.rows.rows]
        self._fresh = [each.hex() for each in takewhile(lambda each: each != self._newest, ids)]
        self._newest = ids[0] if ids else None

    def _swapped(self) -> None:
        if self._fresh:
            print(json.dumps({"painted": self._fresh, "at": time.monotonic_ns()}), flush=True)
            self._fresh = []

    def _end(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self.window.close()


if __name__ == "__main__":
    app.MainWindow = ArrivingWindow
    sys.exit(app.main())
