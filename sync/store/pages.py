"""The pages of an encrypted database read one by one, each proved right or left out: for files SQLite gives up on.

SQLCipher 4: AES-256-CBC, then HMAC-SHA512 over ciphertext, initialisation vector and page number. So a page of the
write-ahead log proves itself too, whatever became of the frames before it.
"""

import hashlib
import hmac
import struct
from pathlib import Path
from typing import Final, NamedTuple, Self

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE: Final = 4096
RESERVED: Final = 80
USABLE: Final = PAGE - RESERVED
SALT: Final = 16
_IV: Final = 16
_MAGIC: Final = b"SQLite format 3\0"
_SALT_MASK: Final = 0x3A
_FAST_ITERATIONS: Final = 2
_WAL_HEADER: Final = 32
_FRAME_HEADER: Final = struct.Struct(">II8s8x")
_SLOT: Final = _FRAME_HEADER.size + PAGE


class Frame(NamedTuple):
    """Where the write-ahead log holds a page."""

    page: int
    offset: int


class Pages:
    """The pages of a database file and its write-ahead log; close it, or use it as a context manager."""

    def __init__(self, database: Path, key: bytes, salt: bytes = b"", wal: bytes | None = None) -> None:
        """Open the files; raises OSError.

        `salt` stands in for the file's own where its beginning is gone, `wal` for the write-ahead log.
        """
        self._cipher = algorithms.AES(key)
        self._file = database.open("rb")
        self._wal = wal_of(database) if wal is None else wal
        stored = self._file.read(SALT)
        self._mac_keys = [_mac_key(key, each) for each in dict.fromkeys((stored, salt)) if len(each) == SALT]
        self._frames: dict[int, list[int]] = {}
        frames = frames_of(self._wal)
        for frame in frames:
            self._frames.setdefault(frame.page, []).append(frame.offset)
        size = self._file.seek(0, 2) // PAGE
        # A damaged frame can name any page; there are no more than each frame could have added.
        self.count = max(size, *(page for page in self._frames if page <= size + len(frames)), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def get(self, number: int) -> bytes | None:
        """Return a page in the clear, in its newest form that proves right; None where there is none."""
        if number < 1:
            return None
        for offset in reversed(self._frames.get(number, ())):
            page = self._opened(self._wal[offset : offset + PAGE], number)
            if page is not None:
                return page
        self._file.seek((number - 1) * PAGE)
        return self._opened(self._file.read(PAGE), number)

    def _opened(self, raw: bytes, number: int) -> bytes | None:
        if len(raw) < PAGE:
            return None
        signed, mac = raw[SALT if number == 1 else 0 : USABLE + _IV], raw[USABLE + _IV :]
        counted = signed + struct.pack("<I", number)
        if not any(hmac.compare_digest(hmac.digest(key, counted, "sha512"), mac) for key in self._mac_keys):
            return None
        decryptor = Cipher(self._cipher, modes.CBC(signed[-_IV:])).decryptor()
        return (_MAGIC if number == 1 else b"") + decryptor.update(signed[:-_IV]) + decryptor.finalize()


def frames_of(wal: bytes, skipped: int = 0) -> list[Frame]:
    """Return the frames of a write-ahead log behind the first `skipped`, up to the last that ends a transaction.

    Damaged ones are among them; those of the log's former contents are not.
    """
    salts = wal[16:24]
    first = wal[_WAL_HEADER : _WAL_HEADER + _FRAME_HEADER.size]
    if len(first) == _FRAME_HEADER.size and _FRAME_HEADER.unpack(first)[2] != salts:
        salts = _FRAME_HEADER.unpack(first)[2]  # the log's own beginning is damaged
    frames: list[Frame] = []
    ended = 0
    for at in range(_WAL_HEADER + skipped * _SLOT, len(wal) - _SLOT + 1, _SLOT):
        page, size, found = _FRAME_HEADER.unpack_from(wal, at)
        if found == salts:
            frames.append(Frame(page, at + _FRAME_HEADER.size))
            ended = len(frames) if size else ended
    return frames[:ended]


def wal_of(database: Path) -> bytes:
    """Return a database's write-ahead log, empty where there is none; raises OSError."""
    try:
        return database.with_name(f"{database.name}-wal").read_bytes()
    except FileNotFoundError:
        return b""


def salt_of(database: Path) -> bytes:
    """Return the salt a database file begins with, empty where there is none; raises OSError."""
    with database.open("rb") as file:
        salt = file.read(SALT)
    return salt if len(salt) == SALT else b""


def _mac_key(key: bytes, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ _SALT_MASK for byte in salt), _FAST_ITERATIONS, len(key))
