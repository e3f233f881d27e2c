"""A damaged database at the start: put aside, and made again from what can be read (PROTOCOL.md, "Crash safety").

Automatic, because nothing is decided that somebody could want otherwise: the damaged files are kept as they are, what
they still hold is copied, and new logs are begun, so that nothing this device ever wrote is contradicted. Each step may
be the last before the power fails: the next start does it again from the files put aside.
"""

import asyncio
import contextlib
import logging
import os
import shutil
from pathlib import Path
from typing import Final

from sync.errors import StoreDamaged
from sync.identity.files import explain_write, sync_folder, write_private
from sync.identity.profile import Profile
from sync.identity.rescue import Rescued, RescueFile
from sync.runtime.context import wall_clock
from sync.store import notices as notice_store
from sync.store.database import Db, Store, fill
from sync.store.pages import wal_of
from sync.store.salvage import Findings, Spare, SpareGroup, dropped, salvage, take_back

log = logging.getLogger(__name__)

REPAIRED: Final = "repaired"
DAMAGED_TEXT: Final = (
    "A part of this profile's database is damaged, as happens when a disk fails. Close Causerie and start it again: it "
    "then keeps what can be read and gets the rest from the other members."
)
_WAL: Final = "-wal"
_SHARED: Final = "-shm"


def repaired_text(folder: str) -> str:
    """Return the notice that a profile was repaired."""
    return (
        "This profile's database was damaged, as happens when a disk fails or another program writes to its files. "
        "Everything in it that could still be read was kept. What is missing comes back from the other members as soon "
        "as they are connected, if they have it; names, codes and choices that were only on this device may be lost. "
        f"The damaged files were kept, in the folder “{folder}” of the profile: delete it once nothing is missed."
    )


def note_damage(profile: Profile) -> None:
    """Note that the database is damaged, so that the next start repairs it; a note that cannot be made is none."""
    with contextlib.suppress(OSError):
        profile.damage.touch(0o600)


async def open_store(profile: Profile, key: bytes, rescue: RescueFile) -> Store:
    """Open the profile's database, repaired before where it is damaged.

    Raises StoreDamaged where the account cannot be read, and what `Store.open` raises; then nothing was changed.
    """
    spare = _spare(rescue.contents)
    if await asyncio.to_thread(_is_due, profile, spare):
        await asyncio.to_thread(repair, profile, key, spare)
    logged = await asyncio.to_thread(_log_of, profile)
    try:
        store = await Store.open(profile.database, key)
    except StoreDamaged:
        await asyncio.to_thread(repair, profile, key, spare)
        return await Store.open(profile.database, key)
    if logged:
        await _take_back_dropped(store, profile, key, logged)
    return store


async def _take_back_dropped(store: Store, profile: Profile, key: bytes, logged: bytes) -> None:
    """Lay aside the operations in what SQLite could not use of the write-ahead log that it found."""
    try:
        operations = await asyncio.to_thread(dropped, profile.database, key, logged, store.recovered)
        if not operations:
            return
        found = await store.write(lambda db: take_back(db, operations, os.urandom), durable=True)
    except BaseException as error:
        await store.close()
        if isinstance(error, OSError):
            raise explain_write(error, profile.path) from error
        raise
    if found:
        log.info("the write-ahead log was torn or damaged: %d operations were found behind that", found)


def _log_of(profile: Profile) -> bytes:
    try:
        return wal_of(profile.database)
    except OSError as error:
        raise explain_write(error, profile.path) from error


def repair(profile: Profile, key: bytes, spare: Spare) -> Findings:
    """Put a repaired database in the damaged one's place; raises StoreDamaged, DiskFull, ProfileUnwritable."""
    fresh = profile.database.with_name(f"{profile.database.name}.repaired")
    try:
        aside = _put_aside(profile)
        _remove(fresh)
        damaged = aside / profile.database.name

        def build(db: Db) -> Findings:
            findings = salvage(damaged, key, db.connection(), spare, os.urandom)
            notice_store.add(db, REPAIRED, repaired_text(aside.name), wall_clock())
            return findings

        findings = fill(fresh, key, build)
        if not findings.has_account:
            _remove(fresh)
            _take_back(profile, aside)
            raise StoreDamaged(
                "The profile's database cannot be read: its key does not fit, or it is damaged beyond repair.",
                "Nothing was changed. Put back the profile's folder from a backup, or use another profile.",
            )
        for suffix in (_WAL, _SHARED):
            _beside(profile.database, suffix).unlink(missing_ok=True)
        sync_folder(profile.path)
        fresh.replace(profile.database)
        sync_folder(profile.path)
        profile.damage.unlink()
    except OSError as error:
        raise explain_write(error, profile.path) from error
    log.warning(
        "the database was damaged: %d operations were read, %d places could not be", findings.operations, findings.lost
    )
    return findings


def _is_due(profile: Profile, spare: Spare) -> bool:
    """Return whether damage was noted, or the database of somebody with an account is gone."""
    if profile.damage.exists():
        return True
    # SQLite takes an empty file for a new database, and throws its write-ahead log away.
    return bool(spare.identity) and not (profile.database.exists() and profile.database.stat().st_size)


def _spare(contents: Rescued) -> Spare:
    groups = {
        each.group: SpareGroup(
            each.kind, each.state, each.name, {made.epoch: made.secret for made in each.secrets}, each.control
        )
        for each in contents.groups
    }
    return Spare(contents.identity, contents.salt, groups)


def _put_aside(profile: Profile) -> Path:
    """Return the folder with the damaged files, which stay in their place too until there is something better."""
    noted = profile.damage.read_text("utf-8") if profile.damage.exists() else ""
    if noted and (profile.path / noted).is_dir():
        return profile.path / noted
    number = 1
    while (aside := profile.path / f"damaged-{number}").exists():
        number += 1
    aside.mkdir(0o700)
    for suffix in ("", _WAL):
        source, target = _beside(profile.database, suffix), _beside(aside / profile.database.name, suffix)
        if source.exists():
            _link(source, target)
        elif not suffix:
            target.touch(0o600)
    sync_folder(aside)
    write_private(profile.damage, aside.name.encode())
    return aside


def _take_back(profile: Profile, aside: Path) -> None:
    """Undo `_put_aside`."""
    profile.damage.unlink()
    shutil.rmtree(aside)


def _link(source: Path, target: Path) -> None:
    """Give a file a second name, or where the file system has no such thing a copy."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _remove(database: Path) -> None:
    for suffix in ("", _WAL, _SHARED):
        _beside(database, suffix).unlink(missing_ok=True)


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)
