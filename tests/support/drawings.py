"""Pictures for tests, good and bad, as the bytes of files."""

import struct
import zlib

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QColor, QImage


def drawn(width: int, height: int, kind: str = "PNG", colour: str = "#336699") -> bytes:
    """Return a picture of one colour."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind):  # pyright: ignore[reportCallIssue, reportArgumentType]
        raise ValueError(kind)
    return bytes(buffer.data().data())


def png(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 6) -> bytes:
    """Return a PNG whose header says what one likes; `rows` are what is compressed in it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif() -> bytes:
    """Return a GIF of two frames of one pixel: red, then blue."""
    red_and_blue = bytes((255, 0, 0, 0, 0, 255))
    frames = b"".join(b",\0\0\0\0\1\0\1\0\0\2\2" + code + b"\0" for code in (b"\x44\x01", b"\x4c\x01"))
    return b"GIF89a\1\0\1\0\x80\0\0" + red_and_blue + frames + b";"


def turned(jpeg: bytes) -> bytes:
    """Return a JPEG that says it was taken with the camera on its side."""
    orientation = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">H", 1) + orientation + b"\0\0\0\0"
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]
