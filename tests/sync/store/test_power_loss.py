"""Power cuts imagined at any moment of a run: what the disk was promised is there, and of the rest no half."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.errors import StoreDamaged
from sync.store import cipher, flushing, lanes, local, upkeep
from sync.store.cipher import connect
from sync.store.database import Store
from tests.support.recording_vfs import Event, Trace, recording
from tests.sync.store.samples import KEY

WRITES = 60
IMAGES = 50
SEED = 20_260
RECORDED = (".db", ".db-wal", ".db-journal")


@pytest.fixture(params=["by the writer", "beside the writer"])
def trace(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trace]:
    """What happens to databases; the write-ahead log is folded in often, as after months of use."""
    if request.param == "by the writer":
        monkeypatch.setattr(cipher, "_CHECKPOINT_PAGES", 24)
    else:
        monkeypatch.setattr(upkeep, "FOLDED_PAGES", 24)
        monkeypatch.setattr(upkeep, "GATHER_SECONDS", 0.0)
    with recording(lambda path: path.endswith(RECORDED) and "/image" not in path) as trace:
        record_flushes(trace, monkeypatch)
        yield trace


def record_flushes(trace: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    flush = flushing.flush_file

    def recorded(path: Path, *, folder: bool = False) -> None:
        flush(path, folder=folder)
        if "/image" not in str(path):
            trace.events.append(Event("sync", str(path)))

    monkeypatch.setattr(flushing, "flush_file", recorded)


async def write_some(trace: Trace, path: Path) -> None:
    """Write numbers one after the other, every fifth durably, every ninth followed by a flush, noting what is sure."""
    store = await Store.open(path, KEY)
    for number in range(WRITES):
        text = f"{number} " * 200
        durable = number % 5 == 0
        await store.write(lambda db, n=number, t=text: local.set_preference(db, f"{n:04}", t), durable=durable)
        if number % 9 == 0:
            await store.flush()
        if durable or number % 9 == 0:
            trace.mark("sure", number)
    await store.close()


async def faults(trace: Trace, folder: Path) -> list[str]:
    """Return what is wrong with databases after power cuts at moments spread over the run."""
    rng = random.Random(SEED)
    found: list[str] = []
    for image in range(IMAGES):
        at = len(trace.events) * (image + 1) // IMAGES
        place = folder / f"image{image}"
        place.mkdir()
        trace.crash(at, rng, place)
        sure = max(trace.marks("sure", at), default=-1)
        fault = await fault_in(place / "store.db", sure) if list(place.iterdir()) else "no database" * (sure >= 0)
        if fault:
            found.append(f"seed {SEED}, after {at} of {len(trace.events)} events: {fault}")
    return found


async def fault_in(path: Path, sure: int) -> str:
    try:
        store = await Store.open(path, KEY)
    except StoreDamaged as error:
        return error.message
    try:
        there = sorted(await store.read(local.preferences))
    except StoreDamaged as error:
        return error.message
    finally:
        await store.close()
    if there != [f"{number:04}" for number in range(len(there))]:
        return f"not the beginning of what was written: {there}"
    if len(there) <= sure:
        return f"{sure} was promised, and {len(there)} are there"
    return "" if is_sound(path) else "pages do not fit together"


def is_sound(path: Path) -> bool:
    connection = connect(path, KEY)
    try:
        wrong = connection.execute("PRAGMA cipher_integrity_check").fetchall()
        return not wrong and connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()


async def test_a_power_cut_takes_nothing_that_was_promised(trace: Trace, tmp_path: Path) -> None:
    await write_some(trace, tmp_path / "store.db")
    assert [event.what for event in trace.events].count("sync") > WRITES // 5
    assert await faults(trace, tmp_path) == []


# Folding beside the writer syncs when it comes to it, and may by chance make up for what was forgotten.
@pytest.mark.parametrize("trace", ["by the writer"], indirect=True)
@pytest.mark.parametrize("bug", ["never synced", "flushes forgotten"])
async def test_the_power_cuts_find_what_is_not_synced(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    if bug == "never synced":
        monkeypatch.setattr(lanes, "LEVELS", {True: "OFF", False: "OFF"})
    else:
        monkeypatch.setattr(flushing, "flush_file", forgotten)
    await write_some(trace, tmp_path / "store.db")
    assert await faults(trace, tmp_path) != []


def forgotten(path: Path, *, folder: bool = False) -> None:
    del path, folder
