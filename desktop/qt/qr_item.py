"""A QR code drawn as squares: sharp at any size."""

import segno
from PySide6.QtCore import Property, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

QML_IMPORT_NAME = "Causerie.Desktop"
QML_IMPORT_MAJOR_VERSION = 1

QUIET_ZONE = 2
"""Modules of paper round the code. The card it stands on adds the rest of the four that readers want."""


@QmlElement
class QrCode(QQuickPaintedItem):
    """`text` as a QR code in `ink` on nothing."""

    textChanged = Signal()
    inkChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._ink = QColor("black")
        self._rows: list[bytearray] = []

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._rows = [bytearray(row) for row in segno.make(text, error="m", micro=False).matrix] if text else []
        self.textChanged.emit()
        self.update()

    def _get_ink(self) -> QColor:
        return self._ink

    def _set_ink(self, ink: QColor) -> None:
        self._ink = ink
        self.inkChanged.emit()
        self.update()

    def paint(self, painter: QPainter) -> None:
        """Draw the code as large as there is room."""
        if not self._rows:
            return
        modules = len(self._rows) + 2 * QUIET_ZONE
        side = min(self.width(), self.height()) / modules
        left, top = (self.width() - side * modules) / 2, (self.height() - side * modules) / 2
        # Edges on whole pixels: modules may differ by one pixel, but none is blurred and no gap shows between two.
        edges = [round((n + QUIET_ZONE) * side) for n in range(len(self._rows) + 1)]
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    corner = QPointF(left + edges[x], top + edges[y])
                    painter.fillRect(
                        QRectF(corner, QSizeF(edges[x + 1] - edges[x], edges[y + 1] - edges[y])), self._ink
                    )

    text = Property(str, _get_text, _set_text, notify=textChanged)
    ink = Property(QColor, _get_ink, _set_ink, notify=inkChanged)
