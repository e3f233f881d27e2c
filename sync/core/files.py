"""Files as they travel: chunks sealed under a key of their own, and a hash over all (PROTOCOL.md, "Attachments").

A key is drawn for one file and used for nothing else, so a chunk's place in the file can be its nonce. A file is asked
for by its `root`, which any holder can prove: the hashes of the sealed chunks make the root, each chunk makes its hash.
"""

from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.core.limits import FILE_CHUNK_BYTES
from sync.core.ops import FileManifest
from sync.core.sealing import TAG_SIZE
from sync.core.signing import label
from sync.errors import HostileInput

HASH_SIZE: Final = 32
SEALED_CHUNK_BYTES: Final = FILE_CHUNK_BYTES + TAG_SIZE

_NONCE_SIZE: Final = 12
_CHUNK: Final = label("file chunk")
_HASH: Final = sha256(label("file chunk hash"))
_ROOT: Final = label("file root")
_LOCAL: Final = label("file")


def chunk_count(size: int) -> int:
    """Return how many chunks a file of `size` bytes has; an empty one has one, so that its root is random too."""
    return max(1, -(-size // FILE_CHUNK_BYTES))


def chunk_size(size: int, index: int) -> int:
    """Return how many bytes of a file of `size` bytes chunk `index` holds."""
    return min(FILE_CHUNK_BYTES, size - index * FILE_CHUNK_BYTES)


def sealed_size(size: int) -> int:
    """Return how many bytes the sealed chunks of a file of `size` bytes take."""
    return size + chunk_count(size) * TAG_SIZE


class ChunkCipher:
    """Seals and opens the chunks of one file."""

    def __init__(self, key: bytes, size: int) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._bound = _CHUNK + size.to_bytes(8, "big")

    def seal(self, index: int, data: bytes) -> bytes:
        """Return chunk `index`, sealed."""
        return self._cipher.encrypt(index.to_bytes(_NONCE_SIZE, "big"), data, self._bound)

    def open(self, index: int, sealed: bytes) -> bytes | None:
        """Return what was sealed as chunk `index`, or None when it is not exactly that."""
        try:
            return self._cipher.decrypt(index.to_bytes(_NONCE_SIZE, "big"), sealed, self._bound)
        except InvalidTag:
            return None


def chunk_hash(sealed: bytes) -> bytes:
    """Return the hash of a sealed chunk."""
    hasher = _HASH.copy()
    hasher.update(sealed)
    return hasher.digest()


def file_root(size: int, hashes: bytes) -> bytes:
    """Return what a file of `size` bytes is asked for by; `hashes` are those of its chunks, one after the other."""
    return sha256(_ROOT + size.to_bytes(8, "big") + hashes).digest()


def check_hashes(root: bytes, size: int, hashes: bytes) -> None:
    """Check that `hashes` are those of the file that `root` names; raises HostileInput."""
    if len(hashes) != chunk_count(size) * HASH_SIZE or file_root(size, hashes) != root:
        raise HostileInput("file: hashes that do not make its root")


def check_chunk(hashes: bytes, size: int, index: int, sealed: bytes) -> None:
    """Check that `sealed` is chunk `index` of a file with these `hashes`; raises HostileInput."""
    if len(sealed) != chunk_size(size, index) + TAG_SIZE:
        raise HostileInput("file: a chunk of a wrong size")
    if chunk_hash(sealed) != hashes[index * HASH_SIZE : (index + 1) * HASH_SIZE]:
        raise HostileInput("file: a chunk that is not the one asked for")


def file_id(manifest: FileManifest) -> bytes:
    """Return what a device keeps a file under: everything that decides what is in it.

    Not the root alone: somebody could name another's root with a wrong key, and spoil the file for those who have both.
    """
    size = manifest.size.to_bytes(8, "big")
    return sha256(_LOCAL + manifest.root + size + manifest.key + manifest.sha256).digest()


class ChunkMap:
    """Which chunks of a file somebody has: bit `index` % 8 of byte `index` // 8, the lowest first."""

    def __init__(self, count: int, data: bytes = b"") -> None:
        """Take the map of `count` chunks from `data`, empty for none; raises HostileInput for one of another size."""
        self.count = count
        if data and (len(data) != -(-count // 8) or data[-1] >> ((count - 1) % 8 + 1)):
            raise HostileInput("file: a map of another size")
        self._bits = int.from_bytes(data, "little")

    def __contains__(self, index: int) -> bool:
        return bool(self._bits >> index & 1)

    def __len__(self) -> int:
        return self._bits.bit_count()

    @property
    def full(self) -> bool:
        """Whether no chunk is missing."""
        return len(self) == self.count

    def add(self, index: int) -> None:
        """Note that chunk `index` is there."""
        self._bits |= 1 << index

    def discard(self, index: int) -> None:
        """Note that chunk `index` is not there."""
        self._bits &= ~(1 << index)

    def fill(self) -> None:
        """Note that all are there."""
        self._bits = (1 << self.count) - 1

    def to_bytes(self) -> bytes:
        """Return the map as it is sent and stored."""
        return self._bits.to_bytes(-(-self.count // 8), "little")
