"""The image provider behind `Icon.qml`: outline SVGs tinted with any colour, sharp at any size."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from desktop.qt.paths import ICONS

DEFAULT_SIZE = 24


class IconProvider(QQuickImageProvider):
    """Answers `image://icon/<name>/<colour without #>` with the icon of that name in that colour."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._sources: dict[str, str] = {}

    def requestImage(self, id: str, size: QSize, requested_size: QSize) -> QImage:
        """Return the icon drawn at the size asked for, in pixels."""
        name, _, colour = id.partition("/")
        side = max(requested_size.width(), requested_size.height())
        side = side if side > 0 else DEFAULT_SIZE
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        renderer = QSvgRenderer(QByteArray(self._tinted(name, colour).encode()))
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        size.setWidth(side)
        size.setHeight(side)
        return image

    def _tinted(self, name: str, colour: str) -> str:
        if name not in self._sources:
            self._sources[name] = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        opacity = int(colour[:2], 16) / 255 if len(colour) == 8 else 1.0
        stroke = f'#{colour[-6:]}" stroke-opacity="{opacity:.3f}'
        return self._sources[name].replace('currentColor"', f'{stroke}"')
