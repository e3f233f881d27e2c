"""Restored backups and moved profiles, with real engines: new logs begin before old ones are contradicted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.runtime.restoring import RESTORED
from tests.support.copies import backup, copy, group_of, live, notices, restore, say, show
from tests.support.engines import Stage, stage, texts


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


@pytest.mark.expected_log("older than what this device has written")
async def test_a_restored_backup_goes_on_under_new_logs_before_it_writes(scene: Stage) -> None:
    group, said = await group_of(scene)
    kept = backup(scene, "cy")
    cy = await scene.start("cy")
    ana, bo = scene.running("ana"), scene.running("bo")
    await say(group, "after the backup", cy, said)
    await show(group, said, ana, bo, cy)
    await scene.stop("cy")
    restore(scene, "cy", kept)
    scene.hub.partition(["cy"], ["ana", "bo"])
    cy = await scene.start("cy")
    assert await texts(cy, group) == ["ana is here", "bo is here", "cy is here"]
    await say(group, "before anybody is met", cy, said)
    scene.hub.heal()
    await show(group, said, ana, bo, cy)
    assert await notices(cy) == [RESTORED]
    assert [await notices(each) for each in (ana, bo)] == [[], []]
    assert not live(ana, group).room.closed
    cy = await scene.restart("cy")
    assert await notices(cy) == [RESTORED]
    await say(group, "and on", cy, said)
    await show(group, said, ana, bo, cy)


@pytest.mark.expected_log("older than what this device has written")
async def test_the_same_backup_can_be_restored_again(scene: Stage) -> None:
    group, said = await group_of(scene)
    kept = backup(scene, "cy")
    ana, bo = scene.running("ana"), scene.running("bo")
    for number in range(3):
        cy = await scene.start("cy")
        await say(group, f"time {number}", cy, said)
        await show(group, said, ana, bo, cy)
        assert await notices(cy) == ([RESTORED] if number else [])
        await scene.stop("cy")
        restore(scene, "cy", kept)
    assert await notices(ana) == []
    assert not live(ana, group).room.closed


async def test_a_profile_that_was_moved_goes_on_quietly(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=False)
    before = (await scene.start("cy")) and live(scene.running("cy"), group).row.incarnation
    await scene.stop("cy")
    moved = await scene.start("copy")
    assert live(moved, group).row.incarnation != before
    await say(group, "from the new machine", moved, said)
    await show(group, said, scene.running("ana"), scene.running("bo"), moved)
    assert [await notices(each) for each in (moved, scene.running("ana"))] == [[], []]
    incarnation = live(moved, group).row.incarnation
    moved = await scene.restart("copy")
    assert live(moved, group).row.incarnation == incarnation


@pytest.mark.expected_log("mirror of the logs cannot be read")
async def test_a_damaged_mirror_stops_nothing(scene: Stage) -> None:
    group, said = await group_of(scene)
    [file] = scene.state("cy").iterdir()
    file.write_bytes(b"damaged")
    cy = await scene.start("cy")
    await say(group, "all the same", cy, said)
    await show(group, said, scene.running("ana"), scene.running("bo"), cy)
    assert await notices(cy) == []
    incarnation = live(cy, group).row.incarnation
    cy = await scene.restart("cy")
    assert live(cy, group).row.incarnation == incarnation


@pytest.mark.expected_log("mirror of the logs could not be written")
@pytest.mark.expected_log("mirror of the logs cannot be read")
async def test_a_mirror_that_cannot_be_written_stops_nothing(scene: Stage) -> None:
    group, said = await group_of(scene)
    [file] = scene.state("cy").iterdir()
    file.unlink()
    file.mkdir()
    for text in ("one", "two"):
        cy = await scene.start("cy")
        await say(group, text, cy, said)
        await show(group, said, scene.running("ana"), scene.running("bo"), cy)
        await scene.stop("cy")


async def test_a_mirror_that_lags_behind_is_no_backup(scene: Stage) -> None:
    group, said = await group_of(scene)
    [file] = scene.state("cy").iterdir()
    lagging = file.read_bytes()
    cy = await scene.start("cy")
    incarnation = live(cy, group).row.incarnation
    await say(group, "noted too late", cy, said)
    await scene.stop("cy")
    file.write_bytes(lagging)
    cy = await scene.start("cy")
    assert live(cy, group).row.incarnation == incarnation
    await show(group, said, scene.running("ana"), scene.running("bo"), cy)


@pytest.mark.expected_log("older than what this device has written")
async def test_a_mirror_of_another_history_is_a_backup(scene: Stage) -> None:
    group, said = await group_of(scene)
    kept = backup(scene, "cy")
    cy = await scene.start("cy")
    await say(group, "the one", cy, said)
    await show(group, said, scene.running("ana"), scene.running("bo"), cy)
    await scene.stop("cy")
    [file] = scene.state("cy").iterdir()
    mirrored = file.read_bytes()
    restore(scene, "cy", kept)
    file.unlink()
    scene.hub.partition(["cy"], ["ana", "bo"])
    cy = await scene.start("cy")
    row = live(cy, group).row
    await scene.stop("cy")
    restore(scene, "cy", kept)
    file.write_bytes(mirrored)
    cy = await scene.start("cy")
    assert live(cy, group).row.incarnation != row.incarnation
    assert await notices(cy) == [RESTORED]
