"""The child process that decodes pictures, so that a hostile one costs a picture and not the conversation.

Run by path with `python -I`: it imports nothing of Causerie. Before the first byte of a picture arrives it gives up
memory beyond a bound, files, sockets, other programs and children. It ends when its standard input does.

    in   length u32, most width u16, most height u16; then the picture's bytes
    out  status u8, width u16, height u16, whole width u32, whole height u32, length u32; then RGBA bytes
"""

import ctypes
import errno
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO, Final

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

REQUEST: Final = struct.Struct("<IHH")
REPLY: Final = struct.Struct("<BHHIII")
SHOWN, UNKNOWN, TOO_LARGE, BROKEN = 0, 1, 2, 3
"""Statuses: decoded; not of a kind that is shown; more pixels than are decoded; not what its first bytes promise."""

MAX_INPUT_BYTES: Final = 64 * 1024 * 1024
MAX_PIXELS: Final = 128 * 1024 * 1024
"""The largest telephones make 108 million. Checked before anything is decoded."""
ALLOCATION_MB: Final = 256
"""One decoded picture: 64 million pixels, or more where a JPEG is made smaller while it is decoded."""
MEMORY_BYTES: Final = 768 * 1024 * 1024
"""Beyond what the interpreter and Qt take: the input, a picture, and its smaller copy."""
CPU_SECONDS: Final = 15
"""For one picture."""

CALLS: Final = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "readv": (19, 65),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettid": (186, 178),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "exit_group": (231, 94),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "tgkill": (234, 131),
    "getrandom": (318, 278),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "membarrier": (324, 283),
    "setitimer": (38, 103),
}
"""The system calls of a process that computes and talks to its parent: their numbers on x86-64 and on 64-bit ARM."""
ARCHITECTURES: Final = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""The kernel's name for an architecture, and its column above."""

KINDS: Final = (
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
)
"""First bytes, where they stand, and the only reader that is then asked."""


def kind_of(data: bytes) -> str:
    """Return which of the formats that are shown `data` begins like; empty for any other."""
    return next((kind for mark, at, kind in KINDS if data[at : at + len(mark)] == mark), "")


def fitted(width: int, height: int, most_width: int, most_height: int) -> tuple[int, int]:
    """Return the largest size of the same shape within the bounds; never larger than it is, never nothing."""
    share = min(1.0, most_width / width, most_height / height)
    return max(1, round(width * share)), max(1, round(height * share))


def opened(data: bytes) -> QBuffer:
    """Return what a reader reads from."""
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    return buffer


def reader_of(buffer: QBuffer, kind: str) -> QImageReader:
    """Return a reader for one format that guesses at no other."""
    reader = QImageReader(buffer, QByteArray(kind.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    return reader


def decode(data: bytes, most_width: int, most_height: int) -> tuple[int, QSize, QImage]:
    """Return the status, the whole picture's size as it is looked at, and the picture within the bounds."""
    nothing = QSize(0, 0), QImage()
    kind = kind_of(data)
    if not kind:
        return UNKNOWN, *nothing
    buffer = opened(data)
    reader = reader_of(buffer, kind)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return BROKEN, *nothing
    if size.width() * size.height() > MAX_PIXELS:
        return TOO_LARGE, *nothing
    turned = bool(reader.transformation().value & QImageIOHandler.Transformation.TransformationRotate90.value)
    bounds = (most_height, most_width) if turned else (most_width, most_height)
    width, height = fitted(size.width(), size.height(), *bounds)
    reader.setScaledSize(QSize(width, height))
    image = reader.read()
    if image.isNull():
        return BROKEN, *nothing
    if image.width() > most_width or image.height() > most_height:
        # Some readers disregard the size they are asked for.
        wanted = QSize(*fitted(image.width(), image.height(), most_width, most_height))
        image = image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    whole = size.transposed() if turned else size
    return SHOWN, whole, image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)


def answer(data: bytes, most_width: int, most_height: int) -> bytes:
    """Return the reply to one request."""
    status, whole, image = decode(data, most_width, most_height)
    pixels = b"" if image.isNull() else bytes(image.constBits())
    width, height = (image.width(), image.height()) if pixels else (0, 0)
    return REPLY.pack(status, width, height, whole.width(), whole.height(), len(pixels)) + pixels


def warm_up() -> None:
    """Load the readers while files can still be opened."""
    QImageReader.setAllocationLimit(ALLOCATION_MB)
    for mark, at, kind in KINDS:
        buffer = opened(bytes(at) + mark)
        reader_of(buffer, kind).read()


def confine() -> None:
    """Give up what decoding does not need. Nothing of it can be taken back."""
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    if sys.platform == "linux":  # elsewhere address space says little about memory
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        bounds[resource.RLIMIT_AS] = pages * resource.getpagesize() + MEMORY_BYTES
    for limit, bound in bounds.items():
        resource.setrlimit(limit, (bound, bound))
    machine = os.uname().machine
    if sys.platform == "linux" and machine in ARCHITECTURES:
        filter_calls(*ARCHITECTURES[machine])


def filter_calls(architecture: int, column: int) -> None:
    """Let the kernel refuse every system call but those allowed (seccomp(2))."""
    load, equal, give = 0x20, 0x15, 0x06  # BPF: LD W ABS, JEQ K, RET K
    allow, kill, refuse = 0x7FFF0000, 0x80000000, 0x00050000
    program = [
        (load, 0, 0, 4),
        (equal, 1, 0, architecture),
        (give, 0, 0, kill),
        (load, 0, 0, 0),
    ]
    for numbers in CALLS.values():
        program += [(equal, 0, 1, numbers[column]), (give, 0, 0, allow)]
    program.append((give, 0, 0, refuse | errno.EPERM))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    header = struct.pack("@HP", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_seccomp, by_filter = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(set_seccomp, by_filter, header, 0, 0):
        # Some containers refuse even this; the limits above hold there too.
        sys.stderr.write("the decoder of pictures runs without a filter of system calls\n")


def exactly(source: BinaryIO, length: int) -> bytes:
    """Return the next `length` bytes; fewer when the parent is gone."""
    parts: list[bytes] = []
    while length and (part := source.read(length)):
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def main() -> None:
    """Answer requests until the parent closes the pipe, or is gone."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    # Qt would make large pictures smaller with several threads, and where there can be none wait for them for ever.
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"
    warm_up()
    confine()
    while len(head := exactly(source, REQUEST.size)) == REQUEST.size:
        length, most_width, most_height = REQUEST.unpack(head)
        data = exactly(source, length)
        if length > MAX_INPUT_BYTES or len(data) < length:
            return
        # Ends this process if it computes for longer, whatever it is stuck in.
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        sink.write(answer(data, most_width, most_height))
        sink.flush()
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    main()
