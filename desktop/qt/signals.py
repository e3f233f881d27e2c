"""Ending the window politely when the system, or Ctrl+C in a terminal, asks for it."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier

ENDING = (signal.SIGINT, signal.SIGTERM)


class EndSignals(QObject):
    """Calls `end` on Qt's thread when the process is told to end.

    Python runs a signal's handler only between two of its own steps, and an idle window takes none: a byte on a socket
    wakes Qt, which takes one.
    """

    def __init__(self, end: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end_of_pair in (self._reader, self._writer):
            end_of_pair.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

        def handle(number: int, frame: FrameType | None) -> None:
            end()

        self._former = [(number, signal.signal(number, handle)) for number in ENDING]
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Leave signals as they were."""
        signal.set_wakeup_fd(-1)
        for number, handler in self._former:
            signal.signal(number, handler)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _drain(self) -> None:
        self._reader.recv(64)
