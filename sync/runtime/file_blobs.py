"""The bytes of files, as sealed chunks in a folder of the profile; every method blocks and belongs in a thread.

A file lies in one place from its first chunk on, each chunk where it is going to stay, so that nothing is copied in the
end. Which chunks are there the database says, and it is told only after `flush`: a power cut loses chunks, and never
makes something be taken for a chunk that is none.
"""

import errno
import logging
import os
import re
import secrets
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, Final, cast

from sync.core.files import SEALED_CHUNK_BYTES, chunk_size
from sync.core.sealing import TAG_SIZE
from sync.errors import CauserieError
from sync.identity.files import explain_write

log = logging.getLogger(__name__)

_FOLDER_MODE: Final = 0o700
_IMPORT: Final = ".import-"
_LEFT: Final = "~"
_OURS: Final = re.compile("[0-9a-f]{64}~?")
LEFT_SECONDS: Final = 30 * 24 * 3600
"""How long files are kept that the database does not know."""


class Blobs:
    """The folder of sealed files, by the ids of `sync.core.files.file_id`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the folder, for its owner alone; raises ProfileUnwritable, DiskFull."""
        try:
            self._folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        except OSError as error:
            raise self.explain(error) from error

    def explain(self, error: OSError) -> CauserieError:
        """Return what it means to a person that a file of the folder could not be written."""
        return explain_write(error, self._folder)

    def free(self) -> int:
        """Return how many bytes the disk has room for."""
        return shutil.disk_usage(self._folder).free

    def begin(self) -> tuple[Path, BinaryIO]:
        """Open a file under a name of its own, for what gets its id only when it is written; then `keep` it."""
        path = self._folder / f"{_IMPORT}{secrets.token_hex(8)}"
        return path, _open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, "wb")

    def keep(self, path: Path, file_id: bytes) -> None:
        """Give a file that was begun, and is on the disk, its place."""
        path.replace(self._path(file_id))
        self._sync_folder()

    def write(self, file_id: bytes, index: int, sealed: bytes) -> None:
        """Put a sealed chunk into its place. It may be lost until `flush` returns. Raises OSError."""
        with _open(self._path(file_id), os.O_WRONLY | os.O_CREAT, "r+b") as file:
            file.seek(index * SEALED_CHUNK_BYTES)
            file.write(sealed)

    def flush(self, file_id: bytes) -> None:
        """Return when what was written of a file is on the disk. Raises OSError."""
        with _open(self._path(file_id), os.O_RDWR, "r+b") as file:
            os.fsync(file.fileno())
        self._sync_folder()

    def read(self, file_id: bytes, index: int, size: int) -> bytes:
        """Return a sealed chunk of a file of `size` bytes; what is no longer there is missing. Raises OSError."""
        with self._path(file_id).open("rb") as file:
            file.seek(index * SEALED_CHUNK_BYTES)
            return file.read(chunk_size(size, index) + TAG_SIZE)

    def open(self, file_id: bytes) -> BinaryIO:
        """Open a file to read its chunks one after the other. Raises OSError."""
        return self._path(file_id).open("rb")

    def remove(self, file_id: bytes) -> None:
        """Delete a file, if it is there."""
        self._path(file_id).unlink(missing_ok=True)

    def sweep(self, keep: Collection[bytes], now: int) -> list[bytes]:
        """Delete what an end of the program left half done; returns further files that are not among those to `keep`.

        These are put aside, and deleted when nobody has asked for them in LEFT_SECONDS (`now` in ms): a database that
        had to be made again knows nothing of them at first, and some of them nobody else has.
        """
        names, left = {file_id.hex() for file_id in keep}, list[bytes]()
        for path in self._folder.iterdir():
            if path.name in names or not (path.name.startswith(_IMPORT) or _OURS.fullmatch(path.name)):
                continue
            try:
                if not self._gone(path, now):
                    left.append(bytes.fromhex(path.name.removesuffix(_LEFT)))
            except OSError as error:  # somebody else's, perhaps: no reason not to start
                log.warning("a file that is not needed stays in the profile: %s", errno.errorcode.get(error.errno or 0))
        return left

    @staticmethod
    def _gone(path: Path, now: int) -> bool:
        """Delete a file that nobody needs, or put it aside; returns whether it is deleted."""
        if path.name.startswith(_IMPORT) or (
            path.name.endswith(_LEFT) and path.stat().st_mtime < now / 1000 - LEFT_SECONDS
        ):
            path.unlink(missing_ok=True)
            return True
        if not path.name.endswith(_LEFT):
            os.utime(path, (now / 1000, now / 1000))
            path.replace(path.with_name(path.name + _LEFT))
        return False

    def has(self, file_id: bytes) -> bool:
        """Return whether anything of a file is there, also if it was put aside."""
        path = self._path(file_id)
        aside = path.with_name(path.name + _LEFT)
        if not path.exists() and aside.exists():
            aside.replace(path)
        return path.exists()

    def _path(self, file_id: bytes) -> Path:
        return self._folder / file_id.hex()

    def _sync_folder(self) -> None:
        """Make a new name last through a power cut; on Windows a folder cannot be opened, and needs no such thing."""
        if os.name == "nt":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _open(path: Path, flags: int, mode: str) -> BinaryIO:
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
    return cast(BinaryIO, os.fdopen(descriptor, mode))
