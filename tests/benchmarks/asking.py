"""What a node with a long history is asked, as the window asks it, and how long it takes."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from sqlalchemy import text

from sync.core.ids import GroupId
from sync.store.database import Db
from sync.views import MessageView
from tests.benchmarks.figures import median
from tests.benchmarks.nodes import Stage
from tests.benchmarks.profiles import store_of
from tests.benchmarks.texts import words

REPEATS: Final = 7
HITS: Final = 40
SCREENFUL: Final = 50


def queries() -> dict[str, str]:
    """Return what is typed, letter by letter, by what kind of query it is."""
    common, often, seldom = words()[0], words()[40], words()[15_000]
    return {
        "a common word": common + words()[1],
        "two common words": f"{common} {often}",
        "a rare word": seldom,
        "a common and a rare word": f"{common} {seldom}",
        "an accented word": "déjà",
        "Chinese": "你好世界",
        "a word that is nowhere": "zzyzzx",
    }


async def timed(ask: Callable[[], Awaitable[object]], repeats: int = REPEATS) -> float:
    """Return the median time of an answer, ms; the first is not counted, which compiles what is asked."""
    taken: list[float] = []
    await ask()
    for _ in range(repeats):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


async def reading(stage: Stage, group: GroupId) -> dict[str, float]:
    """Return what the window's questions cost, ms."""
    engine = stage.engine
    middle = await _middle(stage, group)
    newest = (await engine.messages.list(group, limit=1))[0]

    async def jump() -> None:
        first = await engine.messages.first_since(group, middle.sent_at)
        assert first is not None
        await engine.messages.list(group, before=first.message_id, limit=SCREENFUL)
        await engine.messages.list(group, after=first.message_id, limit=SCREENFUL)

    return {
        "newest screenful": await timed(lambda: engine.messages.list(group, limit=SCREENFUL)),
        "page before one in the middle": await timed(lambda: engine.messages.list(group, before=middle.message_id)),
        "page after one in the middle": await timed(lambda: engine.messages.list(group, after=middle.message_id)),
        "jump to a date": await timed(jump),
        "conversations with unread counts": await timed(engine.groups.list),
        "count of a conversation": await timed(lambda: engine.peers.sync_status(group)),
        "mark read": await timed(lambda: engine.messages.mark_read(group, newest.message_id), 1),
    }


async def searching(stage: Stage, group: GroupId, blocked: bool) -> dict[str, float]:
    """Return the slowest of the answers while each of the queries is typed, in one conversation and in all, ms."""
    engine, slowest = stage.engine, dict[str, float]()
    member = next(each for each in (await engine.groups.get(group)).members if not each.you)
    if blocked:
        await engine.contacts.block(member.account_id)
    for name, query in queries().items():
        typed = [query[: end + 1] for end in range(len(query))]
        for where, scope in (("in one", group), ("in all", None)):
            slowest[f"{name}, {where}"] = max(
                [
                    await timed(lambda one=one, scope=scope: engine.messages.search(one, group_id=scope, limit=HITS), 3)
                    for one in typed
                ]
            )
    if blocked:
        await engine.contacts.unblock(member.account_id)
    return slowest


async def floors(stage: Stage) -> dict[str, float]:
    """Return what SQLite alone takes for a screenful and for a search, ms."""
    word = words()[0]

    def page(db: Db) -> object:
        return db.connection().execute(text(f"SELECT text FROM messages ORDER BY id DESC LIMIT {SCREENFUL}")).all()

    def find(db: Db) -> object:
        query = f"SELECT rowid FROM search WHERE search MATCH '\"{word}\"' ORDER BY rowid DESC LIMIT {HITS}"
        return db.connection().execute(text(query)).all()

    store = store_of(stage.engine)
    return {"page": await timed(lambda: store.read(page)), "search": await timed(lambda: store.read(find))}


async def sending(stage: Stage, group: GroupId, count: int) -> float:
    """Return how long a message takes until it is on disk, ms."""
    return await timed(lambda: stage.engine.messages.send(group, "One more, as every day."), count)


async def _middle(stage: Stage, group: GroupId) -> MessageView:
    first, last = await stage.engine.messages.first_since(group, 0), (await stage.engine.messages.list(group))[-1]
    assert first is not None
    found = await stage.engine.messages.first_since(group, (first.sent_at + last.sent_at) // 2)
    assert found is not None
    return found
