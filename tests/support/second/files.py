"""Files in messages (PROTOCOL.md, "Attachments")."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.support.second.primitives import hashed, require, u64

CHUNK: Final = 262_144


class Manifest(NamedTuple):
    """What a message says of a file."""

    name: str
    mime: str
    size: int
    key: bytes
    root: bytes
    sha256: bytes
    width: int = 0
    height: int = 0

    @property
    def chunks(self) -> int:
        """How many chunks it has."""
        return max(1, -(-self.size // CHUNK))


def seal(key: bytes, data: bytes) -> list[bytes]:
    """Return the sealed chunks of a file."""
    cipher, bound = ChaCha20Poly1305(key), b"causerie/1 file chunk\0" + u64(len(data))
    pieces = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)] or [b""]
    return [cipher.encrypt(number.to_bytes(12, "big"), piece, bound) for number, piece in enumerate(pieces)]


def root_of(size: int, sealed: list[bytes]) -> bytes:
    """Return what a file is asked for by."""
    return hashed("file root", u64(size) + b"".join(hashed("file chunk hash", each) for each in sealed))


class Fetched:
    """A file that is being fetched from one device: `frames` are to be sent, `take` what comes."""

    def __init__(self, group: bytes, manifest: Manifest) -> None:
        self._group = group
        self._manifest = manifest
        self._sealed: dict[int, bytes] = {}
        self._hashes = b""

    def ask(self) -> list[Any]:
        """What to ask first."""
        return [64, self._group, self._manifest.root, True]

    def take(self, number: int, fields: list[Any]) -> Iterator[list[Any]]:
        """Take a frame; yields what to ask next."""
        root, want = self._manifest.root, self._manifest.chunks
        if number == 65 and fields[1] == root and fields[3]:
            _, _, size, have, self._hashes = fields
            require(size == self._manifest.size, "another size")
            require(hashed("file root", u64(size) + self._hashes) == root, "hashes of another file")
            yield from ([66, self._group, root, n] for n in range(want) if have[n // 8] >> (n % 8) & 1)
        elif number == 67 and fields[0] == root:
            _, n, data = fields
            require(hashed("file chunk hash", data) == self._hashes[32 * n :][:32], "another chunk")
            self._sealed[n] = data

    @property
    def data(self) -> bytes | None:
        """The file, once all of it is here."""
        if len(self._sealed) < self._manifest.chunks:
            return None
        cipher, bound = ChaCha20Poly1305(self._manifest.key), b"causerie/1 file chunk\0" + u64(self._manifest.size)
        data = b"".join(cipher.decrypt(n.to_bytes(12, "big"), self._sealed[n], bound) for n in sorted(self._sealed))
        require(sha256(data).digest() == self._manifest.sha256, "another file")
        return data
