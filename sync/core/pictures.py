"""Pictures as files: how large they are, and a copy without where they were taken (PROTOCOL.md, "Attachments").

Cameras write places, times and serial numbers into pictures. They are taken out by leaving out whole segments; no pixel
changes. Whatever is not exactly what is understood here stays as it is: a picture is never broken by this.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
GIF: Final = "image/gif"

_JPEG_START: Final = b"\xff\xd8"
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
_TURNED: Final = 5
"""From this orientation on, width and height are exchanged when the picture is shown."""
_FRAME_MARKERS: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SCAN: Final = 0xDA
_END: Final = 0xD9
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""What is not part of a scan: neither an escaped byte, nor a place to restart, nor padding."""
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_KEPT_APPS: Final = {_APP0: b"JFIF\0", _APP2: b"ICC_PROFILE\0", _APP14: b"Adobe"}
_PNG_HEADER: Final = 13
_PNG_KEPT: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"cICP",
    }
    | {b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_DROPPED: Final = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS: Final = 0x08 | 0x04
"""The bits of VP8X that say there is EXIF or XMP."""


class Picture(NamedTuple):
    """What a picture is: its media type, its size in pixels as shown, and its bytes without what tells of people."""

    mime: str
    width: int
    height: int
    data: bytes


def read_picture(data: bytes) -> Picture | None:
    """Return the picture in `data`; None for what is no JPEG, PNG, WebP or GIF, or not understood to its end."""
    try:
        if data.startswith(_JPEG_START):
            return _jpeg(data)
        if data.startswith(_PNG_START):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return Picture(GIF, *struct.unpack_from("<HH", data, 6), data)
    except (struct.error, IndexError, _NotUnderstoodError):
        pass
    return None


class _NotUnderstoodError(Exception):
    """The bytes are not as the format has them."""


def _require(holds: bool) -> None:
    if not holds:
        raise _NotUnderstoodError


# --- JPEG


class _Segment(NamedTuple):
    marker: int
    body: bytes
    raw: bytes


def _jpeg(data: bytes) -> Picture:
    kept = [_JPEG_START]
    orientation, size, at = 1, (0, 0), 0
    for segment, end in _jpeg_segments(data):
        at = end
        if segment.marker in _FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", segment.body, 1)
            size = (width, height)
        if segment.marker == _APP1 and segment.body.startswith(_EXIF):
            orientation = _orientation(segment.body[len(_EXIF) :])
        elif _jpeg_keeps(segment):
            kept.append(segment.raw)
    _require(size[0] > 0)
    if orientation != 1:
        kept.insert(2 if len(kept) > 1 and kept[1][1] == _APP0 else 1, _minimal_exif(orientation))
    if orientation >= _TURNED:
        size = (size[1], size[0])
    kept.append(data[at : _jpeg_end(data, at)])
    return Picture(JPEG, *size, b"".join(kept))


def _jpeg_segments(data: bytes) -> Iterator[tuple[_Segment, int]]:
    """Return the segments before the first scan, the scan's header last, each with where it ends."""
    at = len(_JPEG_START)
    while True:
        _require(data[at] == 0xFF)
        marker = data[at + 1]
        _require(marker >= 0xC0 and not 0xD0 <= marker <= 0xD9)
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        _require(length >= 2 and end <= len(data))
        yield _Segment(marker, data[at + 4 : end], data[at:end]), end
        if marker == _SCAN:
            return
        at = end


def _jpeg_keeps(segment: _Segment) -> bool:
    """Of what programs and cameras add, only what the picture would look different without."""
    if segment.marker in _KEPT_APPS:
        return segment.body.startswith(_KEPT_APPS[segment.marker])
    return not (_APP0 <= segment.marker <= _APP15 or segment.marker == _COMMENT)


def _jpeg_end(data: bytes, at: int) -> int:
    """Return where the picture ends: previews and films that stand behind it have places and times of their own."""
    while True:
        found = _MARKER.search(data, at)
        if found is None:
            raise _NotUnderstoodError
        if found[0][1] == _END:
            return found.end()
        (length,) = struct.unpack_from(">H", data, found.end())
        at = found.end() + length


def _orientation(tiff: bytes) -> int:
    """Return how the picture is to be turned; 1, not at all, where nothing sensible says so."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, first)
        for entry in range(count):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * entry)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1


def _minimal_exif(orientation: int) -> bytes:
    tiff = b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(tiff)) + _EXIF + tiff


# --- PNG


def _png(data: bytes) -> Picture:
    kept, at, size = [_PNG_START], len(_PNG_START), (0, 0)
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        _require(end <= len(data) and (name == b"IHDR") == (not size[0]))  # the header is first, and the only one
        if name == b"IHDR":
            _require(length == _PNG_HEADER)
            size = struct.unpack_from(">II", data, at + 8)
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        else:
            _require(bool(name[0] & 0x20))  # an unknown chunk that one must understand
        at = end
        if name == b"IEND":
            return Picture(PNG, *size, b"".join(kept))


# --- WebP


def _webp(data: bytes) -> Picture:
    (length,) = struct.unpack_from("<I", data, 4)
    _require(length + 8 <= len(data))
    kept: list[bytes] = []
    at, size = 12, (0, 0)
    while at < length + 8:
        name, body = struct.unpack_from("<4sI", data, at)
        end = at + 8 + body + body % 2
        _require(end <= length + 8)
        chunk = data[at:end]
        size = size if size[0] else _webp_size(name, chunk[8:])
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if name not in _WEBP_DROPPED:
            kept.append(chunk)
        at = end
    _require(size[0] > 0)
    body = b"WEBP" + b"".join(kept)
    return Picture(WEBP, *size, b"RIFF" + struct.pack("<I", len(body)) + body)


def _webp_size(name: bytes, body: bytes) -> tuple[int, int]:
    match name:
        case b"VP8X":
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", body, 6)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", body, 1)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            return 0, 0
