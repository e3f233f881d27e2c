"""One soak from the first peer's start to the verdict."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.soak import trace, verdict
from tests.soak.schedule import Cast, Event, cast, write
from tests.soak.story import Story
from tests.soak.trace import Trace
from tests.soak.world import World, world

QUIET_SECONDS: Final = 120.0
"""How long everything may take to heal; it takes far less, but the machine may be busy."""

Say = Callable[[str], None]


async def soak(seed: int, seconds: float, people: int, say: Say) -> Trace:
    """Play what the seed draws, and return what came of it."""
    return await _play(seed, seconds, cast(people), None, say)


async def replay(earlier: Trace, say: Say) -> Trace:
    """Play the schedule of an earlier soak again."""
    return await _play(earlier.seed, earlier.seconds, earlier.cast, earlier.schedule, say)


async def _play(seed: int, seconds: float, cast: Cast, events: list[Event] | None, say: Say) -> Trace:
    with tempfile.TemporaryDirectory(prefix="causerie-soak-") as name:
        folder = Path(name)
        async with world(cast, folder, seed) as scene:
            for kind, reason in scene.impossible.items():
                say(f"not possible here: {kind} ({reason})")
            drawn = write(seed, seconds, cast, scene.possible) if events is None else events
            schedule = [event for event in drawn if event.kind == "say" or event.kind in scene.possible]
            kept = Trace(seed, seconds, cast, schedule, scene.impossible)
            story = Story(scene, await _found(scene))
            say(f"{cast.people} peers in {len(cast.groups)} groups; {len(schedule)} events in {seconds:.0f} seconds")
            await story.play(schedule)
            await _close(story, kept, say)
        return kept


async def _found(scene: World) -> list[str]:
    """Found the groups and let everybody in."""
    groups: list[str] = []
    for number, people in enumerate(scene.cast.groups):
        founder = scene.people[people[0]].peer
        group = (await founder.request("group.create", name=f"Group {number}"))["group_id"]
        code = (await founder.request("invite.create", group_id=group))["code"]

        async def join(who: int, group: str = group, code: str = code) -> None:
            peer = scene.people[who].peer
            await peer.request("group.join", code=code)
            await peer.wait_event("group.updated", group_id=group, state="joined")

        await asyncio.gather(*(join(who) for who in people[1:]))
        groups.append(group)
    return groups


async def _close(story: Story, kept: Trace, say: Say) -> None:
    """Heal everything, wait, and judge."""
    began = time.monotonic()
    await story.world.heal()
    say(f"healed in {time.monotonic() - began:.1f} s; now everybody has to agree")
    took, wrong = await verdict.settle(story, QUIET_SECONDS)
    kept.failures = [*wrong, *await verdict.judge(story), *await verdict.fetch(story, QUIET_SECONDS)]
    kept.notes = story.account.notes
    kept.done, kept.refused = dict(story.account.done), dict(story.account.refused)
    kept.logs = {person.name: trace.log_of(person.peer.log) for person in story.world.people}
    said = len(story.account.said)
    contested = sum(story.account.contested(each) for each in story.account.said)
    say(f"{said} messages were acknowledged ({contested} while their author was put out or left)")
    say("happened: " + ", ".join(f"{kind} {count}" for kind, count in sorted(kept.done.items())))
    say("refused: " + (", ".join(f"{what} {count}" for what, count in sorted(kept.refused.items())) or "nothing"))
    say(f"{'agreed' if not wrong else 'no agreement'} after {took:.1f} s of quiet")
