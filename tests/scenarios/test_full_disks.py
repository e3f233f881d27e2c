"""A disk that is full for a while: that is said once, nothing is stored by halves or told to peers, and it goes on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from sync.changes import Notice, Subscription
from sync.errors import DiskFull
from tests.support.copies import live
from tests.support.engines import Stage, reads, same_digest, stage, texts, until
from tests.support.recording_vfs import Trace, recording

MANY = 30


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Trace]:
    """The disk of bo's database."""
    own = str(tmp_path / "bo" / "causerie.db")
    with recording(lambda path: path.startswith(own) and not path.endswith("-shm")) as trace:
        yield trace


@pytest.fixture
async def scene(tmp_path: Path, disk: Trace) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene
        disk.full = False


@pytest.mark.expected_log("disk_full")
async def test_a_disk_that_fills_up_while_catching_up(scene: Stage, disk: Trace) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    scene.hub.partition(["ana"], ["bo"])
    said = [f"{number} " + "long" * 1_000 for number in range(MANY)]
    sent = [await ana.messages.send(group, text) for text in said]
    changes = bo.subscribe()
    disk.full = True
    scene.hub.heal()

    async def refused_twice() -> bool:
        return disk.refused >= 2

    await until(refused_twice, "two tries")
    assert await texts(bo, group) == []
    assert live(bo, group).digest == (await bo.groups.get(group)).digest
    assert (await ana.messages.delivery(group, sent[0].message_id)).reached == 0
    disk.full = False
    await reads(bo, group, *said)
    await same_digest(group, ana, bo)
    await scene.stop("bo")
    assert [change.code async for change in changes if isinstance(change, Notice)] == ["disk_full"]


@pytest.mark.expected_log("disk_full")
async def test_a_disk_that_is_full_while_sending(scene: Stage, disk: Trace) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    changes = bo.subscribe()
    disk.full = True
    for _ in range(3):
        with pytest.raises(DiskFull, match="no room"):
            await bo.messages.send(group, "long " * 3_000)
    await ana.messages.send(group, "are you there?")
    assert await first_notice(changes) == "disk_full"
    assert await texts(bo, group) == []
    disk.full = False
    await reads(bo, group, "are you there?")
    await bo.messages.send(group, "room again")
    await reads(ana, group, "are you there?", "room again")
    await reads(bo, group, "are you there?", "room again")
    await same_digest(group, ana, bo)
    assert live(ana, group).room.closed == frozenset()


async def first_notice(changes: Subscription) -> str:
    async with asyncio.timeout(30):
        return await anext(change.code async for change in changes if isinstance(change, Notice))
