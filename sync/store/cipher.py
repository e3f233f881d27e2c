"""Opening the encrypted file, and what the driver's errors mean to a person."""

import errno
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Final, cast

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from sync.errors import CauserieError, DiskFull, ProfileUnwritable, StoreDamaged

KEY_SIZE: Final = 32

driver: Final = cast("ModuleType", dbapi2)
"""SQLCipher's DB-API module: the standard library's `sqlite3` with encryption."""

_PRAGMAS: Final = (
    # Without this a wrong key writes the driver's own log lines to stderr.
    "PRAGMA cipher_log_level = NONE",
    # Wiping every freed page is slow, and the same text lives in Python's strings anyway.
    "PRAGMA cipher_memory_security = OFF",
    # Nothing may reach a temporary file in the clear.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 10000",
)
_PAGE_SIZE: Final = 4096
_WRITER_CACHE_KIB: Final = 16_000
_READER_CACHE_KIB: Final = 2_000
_CHECKPOINT_PAGES: Final = 16_000
"""From here on the writer itself folds the log in, which `upkeep` has not come to: what it grows to is bounded."""
_KEPT_WAL_BYTES: Final = 16 * 1024 * 1024

_AS_THEY_ARE: Final = (bytes, bool)
"""What the driver can store and does not know it can: each time it would ask the value itself how, and fail, which
takes several times as long as storing it."""

_PRIMARY: Final = 0xFF  # extended result codes carry the primary one in their low byte
_UNREADABLE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_UNWRITABLE: Final = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
)


def connect(path: Path, key: bytes, *, read_only: bool = False) -> sqlite3.Connection:
    """Open the database at `path` under a raw 256-bit `key`, making it if absent; raises StoreDamaged, driver's errors.

    Nothing is written before the key has proved right. The connection stays in autocommit: BEGIN is the caller's.
    """
    if len(key) != KEY_SIZE:
        raise ValueError("the database key has 32 bytes")
    # SQLite takes a fragment for an empty file, and would write over it.
    if path.is_file() and 0 < path.stat().st_size < _PAGE_SIZE:
        raise _unreadable()
    for kind in _AS_THEY_ARE:
        driver.register_adapter(kind, kind)
    connection: sqlite3.Connection = driver.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        connection.execute(_PRAGMAS[0])
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in _PRAGMAS[1:]:
            connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA journal_size_limit = {_KEPT_WAL_BYTES}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        connection.execute(f"PRAGMA cache_size = -{_READER_CACHE_KIB if read_only else _WRITER_CACHE_KIB}")
    except BaseException:
        connection.close()
        raise
    return connection


def result_code(error: BaseException) -> int:
    """Return SQLite's primary result code of a driver's or SQLAlchemy's error, 0 when it has none."""
    source = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(source, "sqlite_errorcode", 0)) & _PRIMARY


def explain(error: BaseException, *, opened: bool = False) -> CauserieError | None:
    """Return what a database error means to a person, None for one that only a bug can cause.

    In a database that was `opened` the key is right.
    """
    code = result_code(error)
    if code == sqlite3.SQLITE_FULL:
        return _no_room()
    if code in _UNREADABLE:
        return _damaged() if opened else _unreadable()
    if code in _UNWRITABLE:
        return ProfileUnwritable(
            "The profile's database cannot be written.",
            "Check that the folder exists, belongs to you and is not on a read-only disk.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return _disk_failed()
    return None


def explain_system(error: OSError) -> CauserieError:
    """Return what the system's own error about the database's files means to a person."""
    return _no_room() if error.errno in (errno.ENOSPC, errno.EDQUOT) else _disk_failed()


def _no_room() -> DiskFull:
    return DiskFull("There is no room left on the disk that holds this profile.")


def _disk_failed() -> ProfileUnwritable:
    return ProfileUnwritable(
        "The disk that holds this profile reported an error.",
        "Check the disk, and that its folder is still there; nothing acknowledged before is lost.",
    )


def _unreadable() -> StoreDamaged:
    return StoreDamaged(
        "The profile's database cannot be opened: its key does not fit, or the file is damaged.",
        "Nothing was changed. Put back the profile's folder from a backup, or use another profile.",
    )


def _damaged() -> StoreDamaged:
    return StoreDamaged(
        "A part of this profile's database is damaged, as happens when a disk fails.",
        "Close Causerie and start it again: it then keeps what can be read and gets the rest from the other members.",
    )
