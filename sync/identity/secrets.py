"""Where secrets rest: the system's keyring, or a file under a passphrase. Never in the clear."""

import os
import secrets as random
from pathlib import Path
from typing import Any, Final, Protocol, cast

import keyring
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringError, PasswordDeleteError

from sync.errors import NoKeyStore, ProfileUnwritable, StoreDamaged, WrongPassphrase
from sync.identity.files import write_private
from sync.identity.passphrase import COST, Cost, PassphraseSecrets

SERVICE: Final = "Causerie"
SECRETS_FILE: Final = "secrets"
KEYRING_FILE: Final = "keyring"
"""Holds the random id under which this profile's entries stand in the keyring, so that the folder can be moved."""

_DATABASE_KEY: Final = "database"
_KEY_SIZE: Final = 32
_RECOMMENDED: Final = 1
"""Keyrings of a lower priority store in the clear, or nowhere."""


class SecretStore(Protocol):
    """Named secrets. Calls may block on the system; raises NoKeyStore, DiskFull or ProfileUnwritable."""

    def get(self, name: str) -> str | None:
        """Return a secret, None if there is none of that name."""
        ...

    def set(self, name: str, value: str) -> None:
        """Store a secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one."""
        ...


class Keyring(Protocol):
    """What is used of `keyring.backend.KeyringBackend`."""

    @property
    def priority(self) -> float:
        """How good a place for secrets it is."""
        ...

    def get_password(self, service: str, username: str) -> str | None:
        """Return an entry."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store an entry."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Delete an entry; raises PasswordDeleteError if there is none."""
        ...


class KeyringSecrets:
    """The system's keyring, entries scoped by the profile's random id."""

    def __init__(self, backend: Keyring, profile_id: str) -> None:
        self._backend = backend
        self._profile_id = profile_id

    def get(self, name: str) -> str | None:
        """Return a secret, None if there is none of that name; raises NoKeyStore."""
        try:
            return self._backend.get_password(SERVICE, self._entry(name))
        except KeyringError as error:
            raise _silent_keyring() from error

    def set(self, name: str, value: str) -> None:
        """Store a secret; raises NoKeyStore."""
        try:
            self._backend.set_password(SERVICE, self._entry(name), value)
        except KeyringError as error:
            raise _silent_keyring() from error

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one; raises NoKeyStore."""
        if self.get(name) is None:
            return
        try:
            self._backend.delete_password(SERVICE, self._entry(name))
        except PasswordDeleteError:
            return  # somebody else was quicker
        except KeyringError as error:
            raise _silent_keyring() from error

    def _entry(self, name: str) -> str:
        return f"{self._profile_id}/{name}"


def open_secrets(
    profile: Path, passphrase: str | None = None, backend: Keyring | None = None, cost: Cost = COST
) -> SecretStore:
    """Return the secret store of a profile: under the passphrase if it has or is given one, else the keyring's.

    `backend` stands in for the system's keyring. Raises WrongPassphrase, NoKeyStore, StoreDamaged, ProfileUnwritable.
    """
    file = profile / SECRETS_FILE
    if file.exists():
        if not passphrase:
            raise WrongPassphrase("This profile is protected by a passphrase.", "Enter it, or set CAUSERIE_PASSPHRASE.")
        return PassphraseSecrets(file, passphrase, cost)
    if passphrase:
        if (profile / KEYRING_FILE).exists():
            raise WrongPassphrase(
                "This profile has no passphrase: its key is in the system's keyring.", "Start without a passphrase."
            )
        return PassphraseSecrets(file, passphrase, cost)
    return KeyringSecrets(_usable(backend or cast("Any", keyring.get_keyring())), _profile_id(profile))


def database_key(secrets: SecretStore, *, exists: bool = False) -> bytes:
    """Return the 32-byte key of the profile's database, made on first use.

    With `exists` the database is there already, so a missing key is lost, not new: raises StoreDamaged.
    """
    stored = secrets.get(_DATABASE_KEY)
    if stored is None:
        if exists:
            raise StoreDamaged(
                "The key of this profile's database is not in the system's keyring.",
                "Log in as the user who made the profile, or put back the keyring from a backup.",
            )
        stored = os.urandom(_KEY_SIZE).hex()
        secrets.set(_DATABASE_KEY, stored)
    try:
        key = bytes.fromhex(stored)
    except ValueError:
        key = b""
    if len(key) != _KEY_SIZE:
        raise StoreDamaged("The stored key of this profile's database is not a key.", "Put it back from a backup.")
    return key


def _usable(backend: Keyring) -> Keyring:
    """Return `backend` if it really keeps secrets; raises NoKeyStore."""
    nowhere = isinstance(backend, fail.Keyring | null.Keyring)
    empty = isinstance(backend, chainer.ChainerBackend) and not list(backend.backends)
    if nowhere or empty or backend.priority < _RECOMMENDED:
        raise NoKeyStore(
            "This system has no keyring to keep the profile's key in.",
            "Set a passphrase instead (CAUSERIE_PASSPHRASE), or start a keyring such as GNOME Keyring or KWallet.",
        )
    return backend


def _silent_keyring() -> NoKeyStore:
    return NoKeyStore(
        "The system's keyring did not answer, or is locked.",
        "Unlock it and try again, or use a profile with a passphrase (CAUSERIE_PASSPHRASE).",
    )


def _profile_id(profile: Path) -> str:
    """Return the profile's id in the keyring, made on first use."""
    file = profile / KEYRING_FILE
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        made = random.token_hex(8)
        write_private(file, made.encode("ascii"))
        return made
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileUnwritable(f"{file} cannot be read.") from error
