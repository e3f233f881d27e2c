"""Decoded pictures in memory, and the image provider through which QML sees them."""

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

from desktop.decoding import Picture

PROVIDER: Final = "picture"
MOST_BYTES: Final = 24 * 1024 * 1024
"""About forty on the timeline. What is on the screen lives on whether it is kept here or not."""


def image_of(picture: Picture) -> QImage:
    """Return a decoded picture as Qt's, with pixels of its own."""
    shape = QImage.Format.Format_RGBA8888_Premultiplied
    return QImage(picture.pixels, picture.width, picture.height, 4 * picture.width, shape).copy()


class PictureCache:
    """The pictures looked at last, by their keys, within a bound."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._images: OrderedDict[str, QImage] = OrderedDict()

    def put(self, key: str, image: QImage) -> None:
        """Keep a picture; those not asked for the longest go. The newest stays whatever its size."""
        self.drop(key)
        self._images[key] = image
        self._size += image.sizeInBytes()
        while self._size > self._most and len(self._images) > 1:
            self.drop(next(iter(self._images)))

    def get(self, key: str) -> QImage | None:
        """Return a picture, None if it is not here or no longer."""
        if key in self._images:
            self._images.move_to_end(key)
        return self._images.get(key)

    def drop(self, key: str) -> None:
        """Keep a picture no longer."""
        image = self._images.pop(key, None)
        if image is not None:
            self._size -= image.sizeInBytes()


class PictureProvider(QQuickImageProvider):
    """Answers `image://picture/<key>` from the cache; it decodes nothing and reads nothing."""

    def __init__(self, cache: PictureCache) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._cache = cache

    def requestImage(self, id: str, size: QSize, requested_size: QSize) -> QImage:
        """Return the picture, or nothing, which QML reports as an error."""
        image = self._cache.get(id) or QImage()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image
