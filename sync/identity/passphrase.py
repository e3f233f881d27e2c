"""Secrets in a file of the profile, sealed by a passphrase: Argon2id (RFC 9106) and ChaCha20-Poly1305 (RFC 8439)."""

import os
import unicodedata
from pathlib import Path
from typing import Final

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.core.codec import decode, encode
from sync.core.ops import Wire
from sync.core.sealing import derive
from sync.errors import HostileInput, InvalidInput, ProfileUnwritable, StoreDamaged, WrongPassphrase
from sync.identity.files import write_private

_KEY_SIZE: Final = 32
_SALT_SIZE: Final = 16
_NONCE_SIZE: Final = 12
_CHECK_SIZE: Final = 16
_VERSION: Final = 1


class Cost(Wire):
    """What a guess of the passphrase costs: passes, KiB of memory, lanes."""

    passes: int
    memory: int
    lanes: int


COST: Final = Cost(passes=3, memory=64 * 1024, lanes=4)
"""RFC 9106, section 4, second recommended option."""

_HIGHEST: Final = Cost(passes=64, memory=4 * 1024 * 1024, lanes=64)
"""More than any later version would ask for: a damaged file must not take all memory."""


class _Sealed(Wire):
    """The file. `check` tells a wrong passphrase from a damaged file."""

    version: int
    cost: Cost
    salt: bytes
    check: bytes
    nonce: bytes
    sealed: bytes


class PassphraseSecrets:
    """A secret store in one file that only the passphrase opens. Deriving the key takes about 0.1 s and 64 MiB."""

    def __init__(self, path: Path, passphrase: str, cost: Cost = COST) -> None:
        """Open the file, or prepare a new one that the first `set` writes.

        Raises WrongPassphrase, StoreDamaged, InvalidInput for an empty passphrase, ProfileUnwritable.
        """
        self._path = path
        self._values: dict[str, str] = {}
        stored = _load(path)
        if stored is None:
            self._new_key(passphrase, cost)
            return
        self._cost, self._salt = stored.cost, stored.salt
        self._key = _derive(passphrase, self._salt, self._cost)
        if derive(self._key, "passphrase check", self._salt, _CHECK_SIZE) != stored.check:
            raise WrongPassphrase("That is not the passphrase of this profile.", "Try again; nothing was changed.")
        self._values = _unseal(stored, self._key)

    def get(self, name: str) -> str | None:
        """Return a secret, None if there is none of that name."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        """Store a secret; raises DiskFull or ProfileUnwritable, and then nothing has changed."""
        self._replace({**self._values, name: value})

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one; raises as `set`."""
        if name in self._values:
            self._replace({key: value for key, value in self._values.items() if key != name})

    def change_passphrase(self, passphrase: str) -> None:
        """Seal the same secrets by another passphrase; raises as `set`, and InvalidInput for an empty one."""
        before = self._key, self._salt, self._cost
        self._new_key(passphrase, self._cost)
        try:
            self._replace(self._values)
        except BaseException:
            self._key, self._salt, self._cost = before
            raise

    def _new_key(self, passphrase: str, cost: Cost) -> None:
        salt = os.urandom(_SALT_SIZE)
        self._key = _derive(passphrase, salt, cost)
        self._salt, self._cost = salt, cost

    def _replace(self, values: dict[str, str]) -> None:
        nonce = os.urandom(_NONCE_SIZE)
        check = derive(self._key, "passphrase check", self._salt, _CHECK_SIZE)
        sealed = ChaCha20Poly1305(self._key).encrypt(nonce, msgspec.json.encode(values), None)
        write_private(self._path, encode(_Sealed(_VERSION, self._cost, self._salt, check, nonce, sealed)))
        self._values = values


def _load(path: Path) -> _Sealed | None:
    """Return the file's content, None if there is no file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ProfileUnwritable(f"{path} cannot be read: {error.strerror}.") from error
    try:
        stored = decode(data, _Sealed)
    except HostileInput as error:
        raise _damaged() from error
    cost = stored.cost
    asked = zip(msgspec.structs.astuple(cost), msgspec.structs.astuple(_HIGHEST), strict=True)
    sizes = len(stored.salt), len(stored.nonce), len(stored.check)
    if (
        stored.version != _VERSION
        or sizes != (_SALT_SIZE, _NONCE_SIZE, _CHECK_SIZE)
        or not all(0 < value <= highest for value, highest in asked)
        or cost.memory < 8 * cost.lanes
    ):
        raise _damaged()
    return stored


def _unseal(stored: _Sealed, key: bytes) -> dict[str, str]:
    try:
        opened = ChaCha20Poly1305(key).decrypt(stored.nonce, stored.sealed, None)
        return msgspec.json.decode(opened, type=dict[str, str])
    except (InvalidTag, msgspec.DecodeError) as error:
        raise _damaged() from error


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    if not passphrase:
        raise InvalidInput("The passphrase is empty.", "Choose one of several words.")
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hash_secret_raw(typed, salt, cost.passes, cost.memory, cost.lanes, _KEY_SIZE, Type.ID)


def _damaged() -> StoreDamaged:
    return StoreDamaged(
        "The file that holds this profile's secrets is damaged.",
        'Put back the file "secrets" of the profile\'s folder from a backup.',
    )
