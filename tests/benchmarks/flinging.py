"""Flinging through a list as a finger does, again and again, and the time between the frames that shows."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Q_ARG, QMetaObject, QObject, QTimer
from PySide6.QtQuick import QQuickWindow

SECONDS: Final = 12.0
EVERY_MS: Final = 600
VELOCITY: Final = 6_000.0
"""Pixels a second, towards what is older."""


class Fling(QObject):
    """Flings `view`, a ListView in `window`, and calls `done` with the s between frames while it moved."""

    def __init__(self, window: QQuickWindow, view: QObject, done: Callable[[list[float]], object]) -> None:
        super().__init__(window)
        self._window = window
        self._view = view
        self._done = done
        self._frames: list[float] = []
        self._last = 0.0
        self._pushes = QTimer(self)
        self._pushes.timeout.connect(self._push)
        self._pushes.start(EVERY_MS)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self._finish)
        self._end.start(int(SECONDS * 1000))
        window.frameSwapped.connect(self._swapped)

    def _push(self) -> None:
        QMetaObject.invokeMethod(self._view, "flick", Q_ARG(float, 0.0), Q_ARG(float, VELOCITY))

    def _swapped(self) -> None:
        now = time.monotonic()
        if self._last and self._view.property("moving"):
            self._frames.append(now - self._last)
        self._last = now if self._view.property("moving") else 0.0

    def _finish(self) -> None:
        self._pushes.stop()
        self._window.frameSwapped.disconnect(self._swapped)
        self._done(self._frames)
