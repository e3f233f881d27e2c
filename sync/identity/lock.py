"""A lock that the system releases when its holder ends, however it ends."""

import os
import sys
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE: Final = 1 << 30
    # A locked byte cannot be read on Windows, so it lies far behind the holder's name.

    def try_lock(descriptor: int) -> bool:
        """Take the lock on an open file; returns whether it was free."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Take the lock on an open file; returns whether it was free."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def holder_of(profile: Path) -> int | None:
    """Return the process that holds the lock of a profile; None where nobody does, or it does not say who it is."""
    try:
        descriptor = os.open(profile / "lock", os.O_RDWR)
    except OSError:
        return None
    try:
        if try_lock(descriptor):
            return None
        os.lseek(descriptor, 0, os.SEEK_SET)
        number = os.read(descriptor, 32).partition(b" ")[0]
        return int(number) if number.isdigit() else None
    finally:
        os.close(descriptor)
