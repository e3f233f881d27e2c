"""Power cuts in the life of a member: what others were told is here is here, and what was acknowledged stays."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.core.ids import GroupId, MessageId
from sync.engine import Engine
from sync.store import flushing
from sync.store.database import Store
from tests.support.copies import live, notices
from tests.support.engines import Stage, same_digest, stage, texts, until
from tests.support.recording_vfs import Event, Trace, recording

SEED = 4_711
CUTS = 6
ROUNDS = 5


@dataclass
class Day:
    """A day on which ana and bo talked, all that SQLite did with bo's database, and what both were told meanwhile."""

    folder: Path
    stage: Stage
    group: GroupId
    trace: Trace


async def have_day(folder: Path, trace: Trace) -> Day:
    async with stage(folder) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        group = await scene.group(ana, bo)
        await bo.messages.send(group, "bo begins")
        bo = await scene.restart("bo")
        trace.mark("sure", "bo begins")
        trace.mark("mirror", mirror_of(scene))
        for number in range(ROUNDS):
            sent = [await ana.messages.send(group, f"ana {number}.{part}") for part in range(3)]
            await bo.messages.send(group, f"bo {number}")
            trace.mark("sure", f"bo {number}")
            await until(lambda last=sent[-1].message_id: has_reached(ana, group, last), "delivered")
            for part in range(3):
                trace.mark("sure", f"ana {number}.{part}")
            trace.mark("mirror", mirror_of(scene))
        return Day(folder, scene, group, trace)


async def has_reached(engine: Engine, group: GroupId, message: MessageId) -> bool:
    return (await engine.messages.delivery(group, message)).reached == 1


def mirror_of(scene: Stage) -> bytes:
    [file] = scene.state("bo").glob("*.mirror")
    return file.read_bytes()


async def cut(day: Day, at: int, folder: Path) -> list[str]:
    """Let bo start after a power cut; return which of what was promised is not there, then let everybody catch up."""
    trace = day.trace
    sure = trace.marks("sure", at)
    async with stage(folder) as scene:
        for name in ("ana", "bo"):
            scene.take_over(name, day.folder, day.stage.keyring(name))
        for file in scene.folder("bo").glob("causerie.db*"):
            file.unlink()
        trace.crash(at, random.Random(SEED + at), scene.folder("bo"))
        [file] = scene.state("bo").iterdir()
        file.write_bytes(trace.marks("mirror", at)[-1])
        bo = await scene.start("bo", account=False)
        there = await texts(bo, day.group)
        missing = [text for text in sure if text not in there]
        ana = await scene.start("ana", account=False)
        shown = await texts(ana, day.group)
        await until(lambda: shows(bo, day.group, shown), "caught up")
        await same_digest(day.group, ana, bo)
        assert not live(ana, day.group).room.closed
        assert await notices(bo) == []
        await bo.messages.send(day.group, "and on")
        await until(lambda: shows(ana, day.group, [*shown, "and on"]), "goes on")
    return missing


async def shows(engine: Engine, group: GroupId, expected: list[str]) -> bool:
    return await texts(engine, group) == expected


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trace]:
    """What happens to bo's database on the first stage."""
    flush, own = flushing.flush_file, str(tmp_path / "day" / "bo" / "causerie.db")
    with recording(lambda path: path.startswith(own) and not path.endswith("-shm")) as trace:

        def recorded(path: Path, *, folder: bool = False) -> None:
            flush(path, folder=folder)
            if str(path).startswith(own):
                trace.events.append(Event("sync", str(path)))

        monkeypatch.setattr(flushing, "flush_file", recorded)
        yield trace


async def cuts(trace: Trace, folder: Path) -> list[str]:
    """Return what was promised and lost in power cuts at moments spread over a day."""
    day = await have_day(folder / "day", trace)
    begun = next(at for at, event in enumerate(trace.events) if event.what == "mark")
    span = len(trace.events) - begun
    lost: list[str] = []
    for number in range(CUTS):
        lost += await cut(day, begun + 1 + span * number // CUTS + span // CUTS // 2, folder / f"cut{number}")
    return lost


async def test_what_a_member_said_it_has_survives_a_power_cut(trace: Trace, tmp_path: Path) -> None:
    assert await cuts(trace, tmp_path) == []


async def test_the_power_cuts_find_what_is_told_too_early(
    trace: Trace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_: Store) -> None:
        return

    monkeypatch.setattr(Store, "flush", at_once)
    assert await cuts(trace, tmp_path) != []
