"""A spare copy of what no other device can give back, beside the database and sealed under its key.

The account's and device's keys, which groups there are with the newest secrets and the control operations of each, and
the salt the database file begins with. With it a database that is beyond reading is made again from what the other
members have.
"""

import os
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.core.codec import decode, encode
from sync.core.ids import EpochId, GroupId
from sync.core.ops import Wire
from sync.core.sealing import derive
from sync.core.signing import label
from sync.errors import HostileInput
from sync.identity.files import write_private

_PURPOSE: Final = "rescue copy"
_VERSION: Final = 1
_NONCE: Final = 12
_MOST_BYTES: Final = 64 * 1024 * 1024


class RescuedSecret(Wire):
    """The secret of an epoch."""

    epoch: EpochId
    secret: bytes


class RescuedGroup(Wire):
    """A group: how this device stands with it, its newest epochs, and its control operations, causes first."""

    group: GroupId
    kind: str
    state: str
    name: str
    secrets: tuple[RescuedSecret, ...]
    control: tuple[bytes, ...]


class Rescued(Wire):
    """What the file holds; `identity` as it is in the database."""

    salt: bytes = b""
    identity: bytes = b""
    groups: tuple[RescuedGroup, ...] = ()
    version: int = _VERSION


class RescueFile:
    """The file; calls block."""

    def __init__(self, path: Path, database_key: bytes) -> None:
        """Read the file; one that is not there or cannot be read holds nothing."""
        self._path = path
        self._key = derive(database_key, _PURPOSE, b"")
        self.contents = self._read()

    def write(self, contents: Rescued) -> None:
        """Replace the file, on the disk when this returns, if that changes it; raises DiskFull, ProfileUnwritable."""
        if contents == self.contents:
            return
        nonce = os.urandom(_NONCE)
        sealed = ChaCha20Poly1305(self._key).encrypt(nonce, encode(contents), label(_PURPOSE))
        write_private(self._path, nonce + sealed)
        self.contents = contents

    def _read(self) -> Rescued:
        try:
            if self._path.stat().st_size > _MOST_BYTES:
                return Rescued()
            raw = self._path.read_bytes()
            plain = ChaCha20Poly1305(self._key).decrypt(raw[:_NONCE], raw[_NONCE:], label(_PURPOSE))
            return decode(plain, Rescued)
        except (OSError, ValueError, InvalidTag, HostileInput):
            return Rescued()
