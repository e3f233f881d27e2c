"""Bad days: pulled cables, links that die at any frame, sleep, wrong clocks. Nothing is lost, nothing is told twice."""

import asyncio
from pathlib import Path

import pytest

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.net import switchboard
from sync.runtime.storing import Change
from sync.store.database import Db
from sync.store.ops import OutOfStep
from tests.support.hard_times import HardTimes, agreed, eventually, everything, hard_times
from tests.support.hurry import hurried

HOUR = 3600.0
DAY_MS = 24 * 3600 * 1000
YEAR_MS = 365 * DAY_MS


async def gathered(scene: HardTimes, *names: str) -> tuple[GroupId, list[Engine]]:
    people = [await scene.start(name) for name in names]
    return await scene.group(*people), people


def test_hours_on_either_side_of_a_pulled_cable(tmp_path: Path) -> None:
    async def story() -> None:
        async with hard_times(tmp_path) as scene:
            group, (ana, bo, cy, dan) = await gathered(scene, "ana", "bo", "cy", "dan")
            said = []
            await scene.bad.pull(["ana", "bo"], ["cy", "dan"])
            for hour in range(4):
                for each in (ana, bo, cy, dan):
                    said.append(f"{len(said)} in hour {hour}")
                    await each.messages.send(group, said[-1])
                await asyncio.sleep(HOUR)
            assert len(await everything(ana, group)) == len(said) / 2
            scene.hub.heal()
            assert await agreed(group, said, ana, bo, cy, dan) < 60

    hurried(story)


@pytest.mark.parametrize("percent", [1, 5, 20])
def test_links_that_break_at_any_frame(tmp_path: Path, percent: int) -> None:
    async def story() -> None:
        async with hard_times(tmp_path, percent) as scene:
            group, people = await gathered(scene, "ana", "bo", "cy")
            scene.bad.breaks, scene.bad.slowest = percent / 100, 0.2
            said = []
            for number in range(21):
                said.append(f"message {number}")
                await people[number % 3].messages.send(group, said[-1])
                await asyncio.sleep(scene.bad.random.expovariate(0.5))
            assert scene.bad.broken or percent < 5
            scene.bad.breaks = 0
            await agreed(group, said, *people)

    hurried(story)


def test_somebody_joins_and_catches_up_over_links_that_break(tmp_path: Path) -> None:
    async def story() -> None:
        async with hard_times(tmp_path, 7) as scene:
            group, (ana, bo) = await gathered(scene, "ana", "bo")
            said = [f"before {number}" for number in range(60)]
            for text in said:
                await ana.messages.send(group, text)
            await agreed(group, said, ana, bo)
            cy = await scene.start("cy")
            scene.bad.breaks, scene.bad.slowest = 0.1, 0.05
            await cy.invites.join((await ana.invites.create(group)).code)

            async def inside() -> bool:
                return (await cy.groups.list())[0].member_count == 3 and len(await everything(cy, group)) == 60

            await eventually(inside, "joined, with everything")
            scene.bad.breaks = 0
            await agreed(group, said, ana, bo, cy)

    hurried(story)


def test_a_restart_in_the_middle_of_broken_links(tmp_path: Path) -> None:
    async def story() -> None:
        async with hard_times(tmp_path, 3) as scene:
            group, (ana, bo, cy) = await gathered(scene, "ana", "bo", "cy")
            scene.bad.breaks, scene.bad.slowest = 0.05, 0.1
            said = []
            for number in range(12):
                said.append(f"message {number}")
                await (ana, bo, cy)[number % 3].messages.send(group, said[-1])
                await asyncio.sleep(1)
                if number % 4 == 3:
                    bo = await scene.restart("bo")
            scene.bad.breaks = 0
            await agreed(group, said, ana, bo, cy)

    hurried(story)


def test_waking_up_where_everybody_else_has_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept = 0.0

    async def story() -> None:
        nonlocal slept
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(switchboard, "passed_seconds", lambda: loop.time() + slept)
        async with hard_times(tmp_path) as scene:
            group, (ana, bo) = await gathered(scene, "ana", "bo")
            await agreed(group, [], ana, bo)
            scene.hub.partition(["ana"], ["bo"], silent=True)
            # The kernel of the one that is awake gives up; the sleeper's connection looks as good as ever.
            scene.bad.give_up("ana")
            await ana.messages.send(group, "while you slept")
            slept = 8 * HOUR
            scene.hub.heal()
            assert await agreed(group, ["while you slept"], ana, bo) < 45

    hurried(story)


@pytest.mark.parametrize("jump", [YEAR_MS, -YEAR_MS])
def test_a_clock_that_jumps_by_a_year_while_running(tmp_path: Path, jump: int) -> None:
    async def story() -> None:
        async with hard_times(tmp_path) as scene:
            group, (ana, bo, cy) = await gathered(scene, "ana", "bo", "cy")
            said, epochs = [], set[bytes | None]()
            for phase, offset in enumerate((0, jump, 0, jump, 0)):
                scene.later["bo"] = offset
                for number in range(3):
                    said.append(f"phase {phase}, message {number}")
                    await (ana, bo, cy)[number % 3].messages.send(group, said[-1])
                    await agreed(group, said, ana, bo, cy)
                    epochs |= {(await each.groups.get(group)).epoch_id for each in (ana, bo, cy)}
                await asyncio.sleep(HOUR)
            # What was said after something was seen is shown after it, whatever the clocks say.
            assert [message.text for message in await everything(cy, group)] == said
            newest = max(message.sent_at for message in await everything(cy, group))
            assert newest <= scene.now("cy") + 5 * 60_000
            assert len(epochs) <= 4, "keys are renewed by age, not by every jump"

    hurried(story)


@pytest.mark.parametrize("jump", [YEAR_MS, -YEAR_MS])
def test_invites_and_newcomers_where_a_clock_has_jumped(tmp_path: Path, jump: int) -> None:
    async def story() -> None:
        async with hard_times(tmp_path) as scene:
            group, (ana, bo) = await gathered(scene, "ana", "bo")
            cy = await scene.start("cy")
            scene.later["bo"] = jump
            await bo.messages.send(group, "what year is it?")
            await agreed(group, ["what year is it?"], ana, bo)
            await cy.invites.join((await ana.invites.create(group)).code)
            await agreed(group, ["what year is it?"], ana, bo, cy)
            scene.later["bo"] = 0
            await cy.messages.send(group, "this one")
            await agreed(group, ["what year is it?", "this one"], ana, bo, cy)

    hurried(story)


def test_a_batch_whose_predecessor_was_not_stored_only_ends_the_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [OutOfStep(), OutOfStep()]
    write = Change.write

    def failing(change: Change, db: Db) -> object:
        if change.continued and failures:
            raise failures.pop()
        return write(change, db)

    async def story() -> None:
        async with hard_times(tmp_path) as scene:
            group, (ana, bo) = await gathered(scene, "ana", "bo")
            monkeypatch.setattr(Change, "write", failing)
            await ana.messages.send(group, "first")
            await ana.messages.send(group, "second")
            await agreed(group, ["first", "second"], ana, bo)
            assert not failures

    hurried(story)


def test_a_message_is_told_once_though_its_key_came_along(tmp_path: Path) -> None:
    async def story() -> None:
        async with hard_times(tmp_path) as scene:
            group, (ana, bo) = await gathered(scene, "ana", "bo")
            scene.hub.partition(["ana"], ["bo"])
            scene.later["bo"] = 8 * DAY_MS  # the key is due to be renewed before anything is said
            said = [f"under a new key {number}" for number in range(3)]
            for text in said:
                await bo.messages.send(group, text)
            scene.hub.heal()
            await agreed(group, said, ana, bo)

    hurried(story)
