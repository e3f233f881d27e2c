"""Whether everybody agrees once all is well: the same operations, and everything acknowledged exactly once."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from tests.soak.story import Said, Story
from tests.soak.world import Person
from tests.support.peer_process import PeerError

PAGE: Final = 500
LOOK_SECONDS: Final = 0.5
_BAD: Final = (" ERROR ", " CRITICAL ")


async def settle(story: Story, patience: float) -> tuple[float, list[str]]:
    """Wait until everybody is back in and has the same; return the seconds it took and what is still wrong then."""
    began = time.monotonic()
    await _everybody_back(story, patience)
    while True:
        wrong = await _differences(story)
        waited = time.monotonic() - began
        if not wrong or waited > patience:
            return waited, wrong
        await asyncio.sleep(LOOK_SECONDS)


async def judge(story: Story) -> list[str]:
    """Return what is wrong with what people see, in sentences; nothing where all is as it should be."""
    wrong = list(story.account.failures)
    for person in story.world.people:
        wrong += [f"{person.name} ended by itself: {each}" for each in person.deaths]
        wrong += _twice_told(person)
        wrong += _bad_lines(person)
    for number in range(len(story.groups)):
        wrong += await _group(story, number)
    return wrong


async def _everybody_back(story: Story, patience: float) -> None:
    """Let those in again who left, were removed, or were refused, until everybody is in every group of theirs."""

    async def back(group: int, who: int) -> None:
        try:
            async with asyncio.timeout(patience):
                while await _state(story, group, who) != "joined":
                    try:
                        async with asyncio.timeout(20):
                            await story.rejoin(group, who)
                    except (PeerError, TimeoutError, AssertionError) as error:
                        story.account.notes.append(f"p{who} was not let into group {group} at once: {error}")
                        await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            story.account.failures.append(f"p{who} did not come back into group {group} in {patience:.0f} s")

    members = [(group, who) for group, people in enumerate(story.world.cast.groups) for who in people[1:]]
    await asyncio.gather(*(back(group, who) for group, who in members))


async def _state(story: Story, group: int, who: int) -> str:
    try:
        return (await story.world.result(who, "group.get", group_id=story.groups[group]))["state"]
    except PeerError:
        return "unknown"


async def _differences(story: Story) -> list[str]:
    """Return how what the members of each group have still differs."""
    wrong: list[str] = []
    for number, (group, people) in enumerate(zip(story.groups, story.world.cast.groups, strict=True)):
        views = await asyncio.gather(*(story.world.result(who, "group.get", group_id=group) for who in people))
        statuses = await asyncio.gather(*(story.world.result(who, "sync.status", group_id=group) for who in people))
        digests = Counter(status["digest"][:8] for status in statuses)
        if len(digests) > 1:
            each = {f"p{who}": status["digest"][:8] for who, status in zip(people, statuses, strict=True)}
            wrong.append(f"group {number}: {len(digests)} different digests: {each}")
        wrong += [
            f"group {number}: p{who} misses {status['missing']}"
            for who, status in zip(people, statuses, strict=True)
            if status["missing"]
        ]
        accounts = {story.world.people[who].account for who in people}
        for who, view in zip(people, views, strict=True):
            if {member["account_id"] for member in view["members"]} != accounts or view["state"] != "joined":
                names = sorted(member["name"] for member in view["members"])
                wrong.append(f"group {number}: p{who} is {view['state']} and sees the members {names}")
    return wrong


async def _group(story: Story, number: int) -> list[str]:
    """Return what is wrong with the messages of a group: differences, doubles, losses."""
    wrong: list[str] = []
    people = story.world.cast.groups[number]
    shown = [await _everything(story.world.people[who], story.groups[number]) for who in people]
    ids = [[message["message_id"] for message in messages] for messages in shown]
    for who, mine in zip(people, ids, strict=True):
        wrong += [f"group {number}: p{who} shows {each} {n} times" for each, n in Counter(mine).items() if n > 1]
        if set(mine) != set(ids[0]):
            odd = [each[:8] for each in sorted(set(mine) ^ set(ids[0]))]
            wrong.append(f"group {number}: p{who} does not show what p{people[0]} shows: {odd}")
        elif mine != ids[0] and not story.account.done["clock"]:
            # With wrong clocks, what was said at once may stand differently here and there (PROTOCOL.md, "Operations").
            wrong.append(f"group {number}: p{who} shows in another order what p{people[0]} shows")
    texts = Counter(message["text"] for message in shown[0])
    wrong += [f"group {number}: {text!r} is shown {n} times" for text, n in texts.items() if n > 1]
    wrong += [f"group {number}: p{who} shows {out} out of order" for who, out in _out_of_order(people, shown)]
    for said in story.account.said:
        if said.group != number or story.account.contested(said):
            continue
        for who, mine in zip(people, shown, strict=True):
            message = next((each for each in mine if each["message_id"] == said.message_id), None)
            if message is None or message["text"] != said.text:
                wrong.append(f"group {number}: p{who} lacks {said.text!r} of {said.at:.1f} s ({said.message_id[:8]})")
            elif said.sha256 and message["attachments"][0]["sha256"] != said.sha256:
                wrong.append(f"group {number}: p{who} has another file in {said.text!r}")
    return wrong


def _out_of_order(people: Sequence[int], shown: Sequence[list[Any]]) -> Iterable[tuple[int, str]]:
    """Yield who shows what an author said in another order than it was said in: each text ends in a number."""
    for who, messages in zip(people, shown, strict=True):
        last: dict[str, int] = {}
        for message in messages:
            if message["attachments"]:  # files take their time, and what is said meanwhile comes before them
                continue
            author, number = message["author"]["account_id"], int(message["text"].rpartition(" ")[2])
            if number < last.get(author, 0):
                yield who, message["text"]
            last[author] = number


async def fetch(story: Story, patience: float) -> list[str]:
    """Have everybody fetch and save every file; return what is wrong with what they get."""
    wrong: list[str] = []

    async def get(who: int, said: Said) -> None:
        peer, group = story.world.people[who].peer, story.groups[said.group]
        where = {"group_id": group, "message_id": said.message_id}
        try:
            async with asyncio.timeout(patience):
                while (await peer.request("attachment.fetch", **where))["state"] != "ready":  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_SECONDS)
                path = story.world.folder / f"saved-{who}-{said.message_id[:8]}"
                saved = await peer.request("attachment.save", **where, path=str(path))
        except (PeerError, TimeoutError) as error:
            wrong.append(f"p{who} does not get the file of {said.text!r}: {error or 'it took too long'}")
            return
        found = await asyncio.to_thread(lambda: hashlib.sha256(path.read_bytes()).hexdigest())
        if (found, saved["sha256"]) != (said.sha256, said.sha256):
            wrong.append(f"p{who} saved another file than came with {said.text!r}")

    files = [each for each in story.account.said if each.sha256 and not story.account.contested(each)]
    wanted = [(who, each) for each in files for who in story.world.cast.groups[each.group]]
    await asyncio.gather(*(get(who, each) for who, each in wanted))
    return wrong


async def _everything(person: Person, group: str) -> list[Any]:
    """Return all messages of a group, oldest first."""
    found: list[Any] = []
    while True:
        before = {"before": found[0]["message_id"]} if found else {}
        page = await person.peer.request("message.list", group_id=group, limit=PAGE, **before)
        if not page:
            return found
        found = [*page, *found]


def _twice_told(person: Person) -> list[str]:
    """Return which messages were told as new in one life of the peer while they were shown already."""
    ends = [*person.lives[1:], len(person.peer.events)]
    wrong: list[str] = []
    for begin, end in zip(person.lives, ends, strict=True):
        shown: set[str] = set()
        for event in person.peer.events[begin:end]:
            if event["type"] == "message.removed":
                shown.discard(event["message_id"])
            elif event["type"] == "message.added":
                told = event["message"]["message_id"]
                if told in shown:
                    wrong.append(f"{person.name} was told of {event['message']['text']!r} ({told[:8]}) again")
                shown.add(told)
    return wrong


def _bad_lines(person: Person) -> list[str]:
    lines = person.peer.log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [f"{person.name} logged: {line[:300]}" for line in lines if any(bad in line for bad in _BAD)][:10]
