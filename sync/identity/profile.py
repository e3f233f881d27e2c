"""The profile's folder: everything Causerie keeps, for one process at a time."""

import hashlib
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sync.errors import ProfileInUse
from sync.identity.files import explain_write
from sync.identity.lock import try_lock
from sync.identity.secrets import SECRETS_FILE

_FOLDER_MODE: Final = 0o700
_HOLDER_BYTES: Final = 200
_SOCKET_PATH_BYTES: Final = 100
"""Longest path of a local socket that every system accepts (104 on macOS, 108 on Linux, with the end mark)."""


class Profile:
    """A locked profile folder. Close it, or use it as a context manager, to let others in."""

    def __init__(self, path: Path, program: str = "causerie") -> None:
        """Make the folder if needed, readable by its owner alone, and lock it for `program`.

        Raises ProfileInUse naming the holder, ProfileUnwritable, DiskFull.
        """
        self.path = path.absolute()
        self._descriptor = -1
        try:
            self.path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            self.path.chmod(_FOLDER_MODE)
            self._lock(program)
        except OSError as error:
            self.close()
            raise explain_write(error, self.path) from error
        except ProfileInUse:
            self.close()
            raise

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.path / "causerie.db"

    @property
    def rescue(self) -> Path:
        """The spare copy of what nobody else has (`sync.identity.rescue`)."""
        return self.path / "causerie.rescue"

    @property
    def damage(self) -> Path:
        """The file that is there while the database is known to be damaged; it names where that is put aside."""
        return self.path / "causerie.damaged"

    @property
    def secrets(self) -> Path:
        """The file of secrets under a passphrase, where there is one."""
        return self.path / SECRETS_FILE

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.path / "logs"

    @property
    def socket(self) -> Path:
        """The local socket by which a second start reaches the first; elsewhere when the folder's path is too long."""
        return socket_path(self.path)

    def close(self) -> None:
        """Unlock the profile. Calling it again is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _lock(self, program: str) -> None:
        self._descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        if not try_lock(self._descriptor):
            raise ProfileInUse(
                f"This profile is already in use by {_holder(self._descriptor)}.",
                "Close that program first, or choose another profile.",
            )
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, f"{os.getpid()} {program}\n".encode())


def socket_path(profile: Path) -> Path:
    """Return where the program that holds `profile` listens for a second start; needs no lock."""
    inside = profile.absolute() / "socket"
    if len(os.fsencode(inside)) <= _SOCKET_PATH_BYTES:
        return inside
    name = hashlib.sha256(os.fsencode(profile.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"causerie-{name}.socket"


def _holder(descriptor: int) -> str:
    """Return who wrote its name into the lock file, in words."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, _HOLDER_BYTES).decode("utf-8", "replace")
    number, _, program = text.strip().partition(" ")
    return f"{program} (process {number})" if program and number.isdigit() else "another program"
