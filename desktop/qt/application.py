"""Causerie's Qt application: where the system's wish to quit arrives."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication


class Application(QGuiApplication):
    """Emits `quitting` in place of quitting: Qt's own would stop the loop under the engine's feet.

    An event filter would see that too, and every other event of every object: Python at each step of a scroll.
    """

    quitting = Signal()

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))

    def event(self, event: QEvent) -> bool:
        """Take the wish to quit."""
        if event.type() is not QEvent.Type.Quit:
            return super().event(event)
        self.quitting.emit()
        return True
