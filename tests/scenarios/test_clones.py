"""Copied profiles, with real engines: nobody loses anything, all end with the same, everybody is told once."""

from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path

import pytest

from sync.core.ids import GroupId
from sync.runtime.clones import CLONE_DETECTED, OWN_CLONE
from tests.support.copies import PEOPLE, copy, group_of, live, notices, say, show
from tests.support.engines import Stage, same_digest, stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def meet_in_turn(scene: Stage, group: GroupId, *names: str) -> None:
    """Let people come and go, one pair after the other, until all know all."""
    for _ in range(2):
        for one, other in zip(names, [*names[1:], names[0]], strict=True):
            if {one, other} <= {"cy", "copy"}:
                continue
            engines = [await scene.start(each) for each in (one, other)]
            await same_digest(group, *engines)
            for each in (one, other):
                await scene.stop(each)


@pytest.mark.parametrize("order", list(permutations(("ana", "bo", "cy", "copy")))[::5], ids="-".join)
async def test_both_copies_write_and_meet_the_others_in_any_order(scene: Stage, order: tuple[str, ...]) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    for name in ("ana", "bo"):
        await scene.stop(name)
    for number, name in enumerate(("cy", "copy")):
        writer = await scene.start(name)
        for part in range(number + 2):
            await say(group, f"{name} {part}", writer, said)
        await scene.stop(name)
    await meet_in_turn(scene, group, *order)
    ana, bo, cy = [await scene.start(name) for name in PEOPLE]
    await show(group, said, ana, bo, cy)
    await say(group, "still here", cy, said)
    await show(group, said, ana, bo, cy)
    assert [await notices(each) for each in (ana, bo)] == [[CLONE_DETECTED], [CLONE_DETECTED]]
    assert await notices(cy) == [OWN_CLONE]
    await scene.stop("cy")
    twin = await scene.start("copy")
    await say(group, "me too", twin, said)
    await show(group, said, ana, bo, twin)
    assert await notices(twin) == [OWN_CLONE]
    assert [await notices(each) for each in (ana, bo)] == [[CLONE_DETECTED], [CLONE_DETECTED]]


# --- both at once


async def test_of_two_copies_at_the_same_time_one_waits_and_none_does_harm(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    ana, bo, cy = scene.running("ana"), scene.running("bo"), await scene.start("cy")
    await show(group, said, ana, bo, cy)
    twin = await scene.start("copy")
    await say(group, "from cy", cy, said)
    await show(group, said, ana, bo, cy)
    # A device has one connection to each other one: the second copy meets nobody while the first is there.
    assert await twin.peers.list() == []
    await say(group, "from the copy", twin, said)
    await scene.stop("cy")
    await show(group, said, ana, bo, twin)
    cy = await scene.start("cy")
    assert await cy.peers.list() == []
    await scene.stop("copy")
    await show(group, said, ana, bo, cy)
    await say(group, "goes on", cy, said)
    await show(group, said, ana, bo, cy)
    assert [await notices(each) for each in (ana, bo, cy)] == [[CLONE_DETECTED], [CLONE_DETECTED], [OWN_CLONE]]


async def test_both_copies_change_the_group(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    ana, bo = scene.running("ana"), scene.running("bo")
    for name in ("cy", "copy"):
        scene.hub.partition([name], ["ana", "bo"])
        writer = await scene.start(name)
        await writer.groups.update(group, description=f"as {name} has it")
        await say(group, f"{name} changed it", writer, said)
        await writer.groups.update(group, description=f"as {name} has it now")
        scene.hub.heal()
        await show(group, said, ana, bo, writer)
        await scene.stop(name)
    ana, bo, cy = await scene.restart("ana"), await scene.restart("bo"), await scene.start("cy")
    await show(group, said, ana, bo, cy)
    assert len(live(ana, group).room.closed) == 2
    assert len({(await each.groups.get(group)).description for each in (ana, bo, cy)}) == 1
    assert [await notices(each) for each in (ana, bo, cy)] == [[CLONE_DETECTED], [CLONE_DETECTED], [OWN_CLONE]]
    await cy.groups.update(group, description="settled")
    await say(group, "on", cy, said)
    await show(group, said, ana, bo, cy)
    assert (await bo.groups.get(group)).description == "settled"


async def test_a_copy_that_is_still_being_used_when_the_fork_is_found_goes_on_at_once(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    cy = await scene.start("cy")
    ana, bo = scene.running("ana"), scene.running("bo")
    await say(group, "one", cy, said)
    await show(group, said, ana, bo, cy)
    await scene.stop("cy")
    twin = await scene.start("copy")
    scene.hub.partition(["copy"], ["ana", "bo"])
    before = live(twin, group).row.incarnation
    await say(group, "two", twin, said)
    scene.hub.heal()
    await show(group, said, ana, bo, twin)
    await say(group, "three", twin, said)
    assert live(twin, group).row.incarnation != before
    await show(group, said, ana, bo, twin)
    again = await scene.restart("copy")
    assert live(again, group).room.closed
    await say(group, "four", again, said)
    await show(group, said, ana, bo, again)
    assert await notices(again) == [OWN_CLONE]


async def test_a_notice_that_was_dismissed_does_not_come_back(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    for name in ("cy", "copy"):
        writer = await scene.start(name)
        await say(group, f"{name} writes", writer, said)
        await show(group, said, scene.running("ana"), scene.running("bo"), writer)
        await scene.stop(name)
    ana = scene.running("ana")
    [told] = [each for each in await ana.notices.list() if each.code == CLONE_DETECTED]
    assert told.group_id == group
    assert "cy" in told.message
    await ana.notices.dismiss(told.notice_id)
    ana = await scene.restart("ana")
    cy = await scene.start("cy")
    await show(group, said, ana, scene.running("bo"), cy)
    await cy.groups.update(group, description="Both kinds of logs")
    await say(group, "more", cy, said)
    await show(group, said, ana, scene.running("bo"), cy)
    assert await notices(ana) == []
    assert live(ana, group).room.closed


# --- removal


async def test_a_copy_adds_nothing_to_what_a_removed_member_wrote(scene: Stage) -> None:
    group, said = await group_of(scene)
    copy(scene, "cy", "copy", mirror=True)
    cy = await scene.start("cy")
    ana, bo = scene.running("ana"), scene.running("bo")
    for text in ("one", "two", "three"):
        await say(group, text, cy, said)
    account = await cy.accounts.get()
    assert account is not None
    await show(group, said, ana, bo, cy)
    await scene.stop("cy")
    scene.hub.partition(["ana"], ["bo", "copy"])
    twin = await scene.start("copy")
    await twin.messages.send(group, "from the past")
    await show(group, said | {"from the past"}, bo)
    await ana.members.remove(group, account.account_id)
    await scene.stop("copy")
    scene.hub.heal()
    await show(group, said, ana, bo)
    bo = await scene.restart("bo")
    await say(group, "without cy", bo, said)
    await show(group, said, ana, bo)
