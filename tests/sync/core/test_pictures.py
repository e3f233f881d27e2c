"""Pictures lose what tells of people, and nothing else; what is not understood stays as it is."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.pictures import GIF, JPEG, PNG, WEBP, read_picture
from tests.support.files import exif, jpeg

HOME = b"48.8584 N, 2.2945 E"
PROFILE = (0xE2, b"ICC_PROFILE\0\1\1colours")
JFIF = (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")


def png(*chunks: tuple[bytes, bytes], width: int = 3, height: int = 2) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", size), *chunks, (b"IDAT", b"pixels"), (b"IEND", b"")]
    raw = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(raw)


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = b"".join(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


LOSSY = (b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 3 | 0x4000, 2) + b"pixels")
LOSSLESS = (b"VP8L", b"\x2f" + struct.pack("<I", (2) | 1 << 14) + b"pixel")


def extended(flags: int) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags, 0, 0, 0]) + (2).to_bytes(3, "little") + (1).to_bytes(3, "little")


@pytest.mark.parametrize(
    ("given_data", "kept", "mime"),
    [
        (jpeg(JFIF, exif(1, HOME), PROFILE), jpeg(JFIF, PROFILE), JPEG),
        (jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + HOME)), jpeg(), JPEG),
        (jpeg((0xED, HOME), (0xFE, HOME), (0xE2, b"MPF\0" + HOME), (0xE0, b"JFXX\0" + HOME)), jpeg(), JPEG),
        (jpeg((0xEE, b"Adobe\0d\0\0\0\0\0")), jpeg((0xEE, b"Adobe\0d\0\0\0\0\0")), JPEG),
        (jpeg(tail=jpeg(exif(1, HOME))), jpeg(), JPEG),
        (png((b"tEXt", HOME), (b"eXIf", HOME), (b"gAMA", b"1234"), (b"tIME", HOME)), png((b"gAMA", b"1234")), PNG),
        (png() + HOME, png(), PNG),
        (webp(LOSSY), webp(LOSSY), WEBP),
        (webp(LOSSLESS), webp(LOSSLESS), WEBP),
        (webp(extended(0x1C), LOSSY, (b"EXIF", HOME), (b"XMP ", HOME)), webp(extended(0x10), LOSSY), WEBP),
        (webp(LOSSY) + HOME, webp(LOSSY), WEBP),
        (b"GIF89a\3\0\2\0rest", b"GIF89a\3\0\2\0rest", GIF),
    ],
)
def test_what_tells_of_people_goes(given_data: bytes, kept: bytes, mime: str) -> None:
    picture = read_picture(given_data)
    assert picture is not None
    assert picture.data == kept
    assert (picture.mime, picture.width, picture.height) == (mime, 3, 2)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("first", [(), (JFIF,)], ids=["bare", "JFIF"])
def test_a_picture_stays_turned_as_it_was(orientation: int, first: tuple[tuple[int, bytes], ...]) -> None:
    picture = read_picture(jpeg(*first, exif(orientation, HOME)))
    assert picture is not None
    assert HOME not in picture.data
    assert (picture.width, picture.height) == ((3, 2) if orientation < 5 else (2, 3))
    again = read_picture(picture.data)
    assert again == picture
    assert (b"Exif" in picture.data) is (orientation > 1)


@pytest.mark.parametrize(
    "tiff",
    [
        b"",
        b"XX*\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\x05\0",
        b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 9, 0),
    ],
)
def test_nonsense_about_turning_turns_nothing(tiff: bytes) -> None:
    picture = read_picture(jpeg((0xE1, b"Exif\0\0" + tiff)))
    assert picture is not None
    assert picture.data == jpeg()


def test_later_scans_belong_to_the_picture() -> None:
    later = b"\xff\xc4" + struct.pack(">H", 6) + b"\xff\xd9ab" + b"\xff\xda" + struct.pack(">H", 2) + b"more\xff\xd9"
    data = jpeg()[:-2] + later
    picture = read_picture(data + HOME)
    assert picture is not None
    assert picture.data == data


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8x", jpeg()[:-2], jpeg()[:20],
        jpeg()[:-2] + b"\xff\xc4\0\0", jpeg(width=0),
        b"\xff\xd8\xff\xe0\0\1", b"\xff\xd8\xff\xd0\0\2", b"\xff\xd8\xff\xe0\xff\xff",
        png()[:-4], png()[:20], png((b"ABCD", b"unknown, and needed")), png((b"IHDR", b"")), png(width=0),
        webp(LOSSY)[:-3], webp((b"ANIM", b"")), webp(LOSSY)[:30], webp((b"VP8 ", b"")),
        b"RIFF\x10\0\0\0WEBPVP8 \xff\0\0\0", b"GIF89a", b"%PDF-1.7", b"BM",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_no_picture(data: bytes) -> None:
    assert read_picture(data) is None


@given(
    st.binary(max_size=200),
    st.sampled_from([jpeg(JFIF, exif(6)), png((b"tEXt", b"t")), webp(extended(8), LOSSY)]),
    st.data(),
)
def test_garbage_breaks_nothing(garbage: bytes, start: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(start)))
    picture = read_picture(start[:at] + garbage + start[at + len(garbage) :])
    if picture is not None:
        again = read_picture(picture.data)
        assert again is not None
        assert again.data == picture.data
