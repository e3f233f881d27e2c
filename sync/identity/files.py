"""Files of the profile that only its owner may read, written whole or not at all."""

import errno
import os
import secrets
from pathlib import Path
from typing import Final

from sync.errors import CauserieError, DiskFull, ProfileUnwritable

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_PRIVATE: Final = 0o600


def explain_write(error: OSError, path: Path) -> CauserieError:
    """Return what it means to a person that `path` could not be written."""
    if error.errno in _NO_ROOM:
        return DiskFull(f"There is no room left on the disk that holds {path}.")
    return ProfileUnwritable(
        f"{path} cannot be written: {error.strerror or error}.",
        "Check that the folder belongs to you and is not on a read-only disk, or choose another profile.",
    )


def write_private(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, readable by its owner alone and on the disk when this returns.

    Raises DiskFull or ProfileUnwritable; the file is then as it was.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        try:
            _write_through(temporary, data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise explain_write(error, path) from error


def _write_through(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; on Windows a folder cannot be opened, and needs no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
