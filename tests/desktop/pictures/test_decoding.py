"""Pictures are made small in another process, and nothing in them reaches this one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.decoding import MAX_PICTURE_BYTES, PROGRAM, REPLY, CannotShow, Decoders, Refusal
from tests.support.drawings import drawn, gif, png, turned

GOOD = drawn(64, 48)


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    made = Decoders()
    yield made
    made.close()


def reason(decoders: Decoders, data: bytes) -> Refusal:
    with pytest.raises(CannotShow) as refused:
        decoders.decode(data, 100, 100)
    return refused.value.reason


def children(decoders: Decoders) -> list[int]:
    return [child._process.pid for child in decoders._idle]


@pytest.mark.parametrize("kind", ["PNG", "JPG", "WEBP"])
def test_a_picture_is_made_to_fit(decoders: Decoders, kind: str) -> None:
    picture = decoders.decode(drawn(640, 320, kind), 100, 100)

    assert (picture.width, picture.height) == (100, 50)
    assert (picture.whole_width, picture.whole_height) == (640, 320)
    assert len(picture.pixels) == 100 * 50 * 4
    red, green, blue, alpha = picture.pixels[:4]
    assert abs(red - 0x33) < 4
    assert abs(green - 0x66) < 4
    assert abs(blue - 0x99) < 4
    assert alpha == 255


def test_a_small_picture_stays_as_it_is(decoders: Decoders) -> None:
    picture = decoders.decode(GOOD, 100, 100)
    assert (picture.width, picture.height) == (64, 48)


def test_of_a_film_the_first_frame_is_shown(decoders: Decoders) -> None:
    assert decoders.decode(gif(), 10, 10).pixels == bytes((255, 0, 0, 255))


def test_a_telephone_held_upright_is_shown_upright(decoders: Decoders) -> None:
    picture = decoders.decode(turned(drawn(640, 320, "JPG")), 100, 100)
    assert (picture.width, picture.height) == (50, 100)
    assert (picture.whole_width, picture.whole_height) == (320, 640)


def test_a_line_of_pixels_is_still_something(decoders: Decoders) -> None:
    picture = decoders.decode(drawn(5_000, 1), 100, 100)
    assert (picture.width, picture.height) == (100, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
        drawn(8, 8, "BMP"),
        drawn(8, 8, "XPM"),
        b"%PDF-1.7",
        b"II*\0",
    ],
)
def test_other_formats_are_never_decoded(decoders: Decoders, data: bytes) -> None:
    assert reason(decoders, data) is Refusal.UNKNOWN


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        GOOD[:40],
        GOOD[: len(GOOD) // 2],
        b"\xff\xd8\xff\xe0" + b"\0" * 400,
        b"GIF89a\xff\xff\xff\xff\x80\0\0",
        b"RIFF\0\0\0\0WEBPVP8 ",
        png(0, 10, b""),
        png(200, 200, b"\0" * 10),
    ],
)
def test_broken_pictures_are_refused_and_the_next_one_is_shown(decoders: Decoders, data: bytes) -> None:
    assert reason(decoders, data) is Refusal.BROKEN
    assert decoders.decode(GOOD, 10, 10).width == 10


def test_half_a_photograph_does_no_harm(decoders: Decoders) -> None:
    whole = drawn(400, 300, "JPG")
    with suppress(CannotShow):
        assert decoders.decode(whole[: len(whole) // 2], 100, 100).width == 100
    assert decoders.decode(GOOD, 10, 10).width == 10


def test_a_bomb_is_seen_by_its_header(decoders: Decoders) -> None:
    """A few kB that would be 3.6 GB."""
    bomb = png(30_000, 30_000, b"\0" * 4_000_000, depth=1, colour=0)
    assert len(bomb) < 10_000
    assert reason(decoders, bomb) is Refusal.TOO_LARGE
    assert reason(decoders, png(2**31 - 1, 2**31 - 1, b"")) in (Refusal.TOO_LARGE, Refusal.BROKEN)
    assert len(children(decoders)) == 1


def test_what_would_take_too_much_memory_is_not_allocated(decoders: Decoders) -> None:
    """Below the limit of pixels, and above that of bytes: 400 MB."""
    assert reason(decoders, png(10_000, 10_000, b"\0" * 100_000)) is Refusal.BROKEN
    assert decoders.decode(GOOD, 10, 10).width == 10


def test_a_file_over_the_limit_starts_nothing(decoders: Decoders) -> None:
    assert reason(decoders, bytes(MAX_PICTURE_BYTES + 1)) is Refusal.TOO_LARGE
    assert children(decoders) == []


def test_a_child_is_used_again_and_ends_when_there_is_nothing_to_do(decoders: Decoders) -> None:
    decoders.decode(GOOD, 10, 10)
    (first,) = children(decoders)
    decoders.decode(GOOD, 10, 10)
    assert children(decoders) == [first]
    decoders.rest()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert decoders.decode(GOOD, 10, 10).width == 10
    assert children(decoders) != [first]


def test_a_child_that_died_meanwhile_is_replaced(decoders: Decoders) -> None:
    decoders.decode(GOOD, 10, 10)
    decoders._idle[0].kill()
    decoders._idle[0]._process.wait()
    assert decoders.decode(GOOD, 10, 10).width == 10


BAD_CHILDREN = {
    "hangs": "import time; time.sleep(60)",
    "hangs after reading": "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)",
    "dies": "import os, sys; sys.stdin.buffer.read(8); os.abort()",
    "is not there": "raise SystemExit",
    "says too much": "send(0, 50, 50, 9, 9, 1 << 31)",
    "says too little": "send(0, 50, 50, 9, 9, 50 * 50 * 4, b'x' * 100)",
    "makes it larger than asked": "send(0, 101, 10, 9, 9, 101 * 10 * 4, bytes(101 * 10 * 4))",
    "makes nothing": "send(0, 0, 0, 9, 9, 0)",
    "counts wrongly": "send(0, 50, 50, 9, 9, 50 * 50, bytes(50 * 50))",
    "says nonsense": "send(77, 1, 1, 1, 1, 4, b'1234')",
}
PRELUDE = """
import struct, sys
def send(*fields):
    *head, = fields[:6]
    sys.stdin.buffer.read(8)
    sys.stdout.buffer.write(struct.pack("<BHHIII", *head) + (fields[6] if len(fields) > 6 else b""))
    sys.stdout.flush()
"""


@pytest.mark.parametrize("child", BAD_CHILDREN)
def test_a_child_that_was_taken_over_harms_nobody(child: str, tmp_path: Path) -> None:
    program = tmp_path / "child.py"
    program.write_text(PRELUDE + BAD_CHILDREN[child])
    decoders = Decoders(program, seconds=1.0)
    try:
        assert reason(decoders, GOOD) is Refusal.BROKEN
        assert decoders._busy == set()
    finally:
        decoders.close()


def test_nothing_is_decoded_once_the_window_closes(decoders: Decoders) -> None:
    decoders.decode(GOOD, 10, 10)
    (child,) = children(decoders)
    decoders.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert reason(decoders, GOOD) is Refusal.BROKEN


ESCAPES = """
import os, resource, runpy, socket, subprocess, sys, threading
decoder = runpy.run_path(sys.argv[1])
decoder["warm_up"]()
decoder["confine"]()
def attempt(what, deed):
    try:
        deed()
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        print(what, "refused", flush=True)
    else:
        print(what, "WORKED", flush=True)
attempt("file", lambda: open("/etc/hostname"))
attempt("write", lambda: open("/tmp/causerie-escape", "w"))
attempt("socket", lambda: socket.socket())
attempt("fork", lambda: os.fork())
attempt("program", lambda: os.execv("/bin/true", ["true"]))
attempt("thread", lambda: threading.Thread(target=print).start())
attempt("kill", lambda: os.kill(os.getppid(), 0))
attempt("memory", lambda: bytearray(2 << 30))
attempt("limits", lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40)) or os.listdir("/"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")
def test_who_decodes_can_reach_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", ESCAPES, str(PROGRAM)], capture_output=True, text=True, timeout=60, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line]
    assert [line for line in lines if not line.endswith("refused")] == [], done.stderr
    assert len(lines) == 9


def test_both_ends_speak_the_same() -> None:
    """The child is a program of its own and imports nothing of ours."""
    text = PROGRAM.read_text(encoding="utf-8")
    assert f'struct.Struct("{REPLY.format}")' in text
    assert "from desktop" not in text
    assert "from sync" not in text
