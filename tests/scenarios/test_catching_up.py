"""A long history arrives: the newest can be read first, people see how far it has come, nothing else waits."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from sync.changes import Change, MessageAdded, MessageRemoved, MessagesAdded, Subscription, SyncProgress
from sync.core.ids import GroupId
from sync.core.ops import Message
from sync.engine import Engine
from sync.runtime.following import Following
from sync.store.database import Db
from tests.support.engines import Stage, joined, same_digest, stage, texts, until

T = TypeVar("T")

HISTORY = 1_400


async def write(engine: Engine, group: GroupId, first: int, last: int) -> None:
    """Write messages in one transaction."""
    rooms = engine.messages._rooms  # pyright: ignore[reportPrivateUsage] - the public API sends one at a time
    await rooms.joined(group).author(lambda _: [Message(text=f"line {number}") for number in range(first, last)])


async def history(scene: Stage) -> tuple[Engine, GroupId]:
    """Return ana's engine and her group with a long history."""
    ana = await scene.start("ana")
    group = await scene.group(ana)
    for first in range(0, HISTORY, 140):
        await write(ana, group, first, first + 140)
    return ana, group


@asynccontextmanager
async def listening(engine: Engine) -> AsyncGenerator[Subscription]:
    """Give a subscription of an engine's changes."""
    subscription = engine.subscribe(10_000)
    try:
        yield subscription
    finally:
        engine.unsubscribe(subscription)


async def heard(subscription: Subscription, last: type[Change]) -> list[Change]:
    """Return what is told until the first change of a type."""
    told: list[Change] = []
    async for change in subscription:
        told.append(change)
        if isinstance(change, last):
            break
    return told


def so_far(subscription: Subscription) -> list[Change]:
    """Return what has been told and not been taken."""
    return list(subscription._queue)  # pyright: ignore[reportPrivateUsage]


async def test_the_newest_can_be_read_before_the_rest_is_here(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, group = await history(scene)
        bo = await scene.start("bo")
        async with listening(bo) as changes:
            await bo.invites.join((await ana.invites.create(group)).code)
            await heard(changes, MessagesAdded)
            assert await texts(bo, group) == [f"line {number}" for number in range(HISTORY - 50, HISTORY)]
            newest = (await bo.messages.list(group, limit=1))[0]
            assert (await bo.messages.get(group, newest.message_id)).text == f"line {HISTORY - 1}"
            above = await bo.messages.list(group, before=newest.message_id, limit=3)
            assert [each.text for each in above] == [f"line {number}" for number in range(HISTORY - 4, HISTORY - 1)]
            await same_digest(group, ana, bo)
            everything = await bo.messages.list(group, limit=500)
            assert [each.text for each in everything] == [f"line {number}" for number in range(HISTORY - 500, HISTORY)]
            assert not any(isinstance(change, MessageRemoved | MessageAdded) for change in so_far(changes))


async def test_progress_goes_up_and_ends_with_everything(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, group = await history(scene)
        cy = await scene.start("cy")
        await cy.invites.join((await ana.invites.create(group)).code)
        await joined(cy, group)
        await same_digest(group, ana, cy)
        bo = await scene.start("bo")
        async with listening(bo) as changes:
            await bo.invites.join((await ana.invites.create(group)).code)
            await same_digest(group, ana, bo, cy)
            await until(lambda: nothing_missing(bo, group), "nothing is missing")
            told = [change for change in so_far(changes) if isinstance(change, SyncProgress)]
        assert told[-1].received == told[-1].total >= HISTORY
        assert [each.received for each in told] == sorted(each.received for each in told)
        assert all(each.total < 2 * HISTORY for each in told)


async def test_what_is_looked_at_is_not_stored_until_it_comes_in_its_turn(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, group = await history(scene)
        bo = await scene.start("bo")
        async with listening(bo) as changes:
            await bo.invites.join((await ana.invites.create(group)).code)
            await heard(changes, MessagesAdded)
        bo = await scene.restart("bo")
        await same_digest(group, ana, bo)
        await until(lambda: shows(bo, group, HISTORY - 1), "the newest message")
        assert len(await bo.messages.list(group, limit=500)) == 500


async def test_closing_ends_also_what_is_ending_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, ending = Following.stop, asyncio.Event()

    async def slowly(self: Following) -> None:
        await plain(self)
        if not ending.is_set():
            ending.set()
            await asyncio.Event().wait()

    async with stage(tmp_path) as scene:
        await scene.group(await scene.start("ana"), await scene.start("bo"))
        monkeypatch.setattr(Following, "stop", slowly)
        scene.hub.partition(("ana",), ("bo",))
        await ending.wait()
    assert "peer outbox" not in {task.get_name() for task in asyncio.all_tasks()}


async def test_what_is_stored_while_a_page_is_read_is_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage(tmp_path) as scene:
        ana, group = await history(scene)
        bo = await scene.start("bo")
        store = bo.messages._context.store  # pyright: ignore[reportPrivateUsage]
        plain = store.read

        async def late(run: Callable[[Db], T]) -> T:
            result = await plain(run)
            monkeypatch.setattr(store, "read", plain)
            await same_digest(group, ana, bo)
            return result

        async with listening(bo) as changes:
            await bo.invites.join((await ana.invites.create(group)).code)
            await heard(changes, MessagesAdded)
        newest = (await bo.messages.list(group, limit=1))[0]
        monkeypatch.setattr(store, "read", late)
        assert await texts(bo, group) == [f"line {number}" for number in range(HISTORY - 50, HISTORY)]
        assert (await bo.messages.get(group, newest.message_id)).text == newest.text


async def shows(engine: Engine, group: GroupId, number: int) -> bool:
    """Whether the newest message is that one."""
    return (await texts(engine, group))[-1:] == [f"line {number}"]


async def nothing_missing(engine: Engine, group: GroupId) -> bool:
    """Whether the engine knows of nothing that is still to come."""
    return not (await engine.peers.sync_status(group)).missing
