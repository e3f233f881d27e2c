"""The floor of catching up: what cannot be left out when operations are taken in, in one process and nothing else.

Reading is msgspec, SHA-256, comparing each operation's predecessor, HKDF and ChaCha20-Poly1305, and one signature for
every batch. Storing is SQLCipher with FTS5: the bytes received, the text, and the index that finds it.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.ids import log_device
from sync.core.ops import Body, Header, Message, SignedOperation
from sync.store.cipher import connect

BATCH: Final = 500
KEY: Final = b"\x07" * 32
_LABEL: Final = b"causerie/1 content\0"
_SIGNED_LABEL: Final = b"causerie/1 operation\0"
_HASH: Final = SHA256()
_KEY: Final = 32
_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds for all operations, and bytes on disk in the end."""

    reading: float
    storing: float
    size: int

    @property
    def seconds(self) -> float:
        """Both, one after the other."""
        return self.reading + self.storing


def measure(folder: Path, raws: Sequence[bytes], secrets: dict[bytes, bytes]) -> Floor:
    """Take in one log's operations, given in its order."""
    started = time.perf_counter()
    texts = read(raws, secrets)
    reading = time.perf_counter() - started
    file = folder / "floor.db"
    storing = store(file, raws, texts)
    return Floor(reading, storing, file.stat().st_size)


def read(raws: Sequence[bytes], secrets: dict[bytes, bytes]) -> list[str]:
    """Return the texts; raises ValueError or a cryptographic error for anything that is not as its author wrote it."""
    signed_decoder = msgspec.msgpack.Decoder(SignedOperation)
    body_decoder = msgspec.msgpack.Decoder(Body)
    header_decoder = msgspec.msgpack.Decoder(Header)
    message_decoder = msgspec.msgpack.Decoder(Message)
    texts: list[str] = []
    previous = b""
    for number, raw in enumerate(raws):
        signed = signed_decoder.decode(raw)
        body = body_decoder.decode(signed.body)
        header = header_decoder.decode(body.header)
        if header.prev != previous:
            raise ValueError("the chain is broken")
        previous = hashlib.sha256(signed.body).digest()
        if number % BATCH == BATCH - 1 or number == len(raws) - 1:
            key = Ed25519PublicKey.from_public_bytes(log_device(header.log))
            key.verify(signed.signature, _SIGNED_LABEL + signed.body)
        info = _LABEL + header.log + header.seq.to_bytes(8, "big")
        material = HKDF(_HASH, _KEY + _NONCE, header.salt, info).derive(secrets[header.epoch])
        padded = ChaCha20Poly1305(material[:_KEY]).decrypt(material[_KEY:], body.payload, body.header)
        texts.append(message_decoder.decode(padded.rstrip(b"\0")[:-1]).text)
    return texts


def store(file: Path, raws: Sequence[bytes], texts: Sequence[str]) -> float:
    """Return how long the driver alone takes to store operations and searchable texts in the same batches, seconds."""
    database = connect(file, KEY)
    database.execute("CREATE TABLE ops (id INTEGER PRIMARY KEY, raw BLOB)")
    database.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, text TEXT)")
    database.execute("CREATE VIRTUAL TABLE search USING fts5 (text, content='messages', content_rowid='id')")
    started = time.perf_counter()
    for start in range(0, len(texts), BATCH):
        database.execute("BEGIN")
        database.executemany("INSERT INTO ops (raw) VALUES (?)", [(raw,) for raw in raws[start : start + BATCH]])
        chosen = list(enumerate(texts[start : start + BATCH], start))
        database.executemany("INSERT INTO messages VALUES (?, ?)", chosen)
        database.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", chosen)
        database.execute("COMMIT")
    seconds = time.perf_counter() - started
    database.close()
    return seconds
