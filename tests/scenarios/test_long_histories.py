"""What a person asks of a long history, of real engines."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.core.ops import Message
from sync.store import messages as message_store
from sync.store import search as search_store
from sync.store.database import Db
from sync.store.rows import FoundRow
from tests.support.engines import reads, stage

DAY = 24 * 3_600_000


async def test_a_date_is_found_whoevers_clock_is_wrong(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        alice, bob = await scene.start("alice"), await scene.start("bob")
        group = await scene.group(alice, bob)
        said: list[str] = []
        for day in range(6):
            # Bob's clock is two days late.
            scene.later.update(alice=day * DAY, bob=(day - 2) * DAY)
            for who, engine in (("a", alice), ("b", bob), ("c", alice), ("d", alice)):
                said.append(f"{who}{day}")
                await engine.messages.send(group, said[-1])
                await reads(alice, group, *said)
                await reads(bob, group, *said)
        for engine in (alice, bob):
            # Nothing is dated later than when it came by one's own clock: to Bob all of this was two days ago.
            begin = (await engine.messages.list(group, limit=1))[0].sent_at - DAY - DAY // 2
            found = await engine.messages.first_since(group, begin)
            assert found is not None
            assert found.text == "a4", "the first of the day before"
            assert await engine.messages.first_since(group, begin + 300 * DAY) is None
            first = await engine.messages.first_since(group, 0)
            assert first is not None
            assert first.text == "a0"


async def test_the_list_counts_what_is_unread_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_store, "MANY", 5)
    async with stage(tmp_path) as scene:
        alice, bob = await scene.start("alice"), await scene.start("bob")
        group = await scene.group(alice, bob)
        sent = [await alice.messages.send(group, str(number)) for number in range(8)]
        await reads(bob, group, *map(str, range(8)))
        (line,) = await bob.groups.list()
        assert (line.unread, line.last_message and line.last_message.text) == (5, "7")
        await bob.messages.mark_read(group, sent[4].message_id)
        (line,) = await bob.groups.list()
        assert line.unread == 3
        assert (await bob.peers.sync_status(group)).messages == 8


async def test_a_newer_search_waits_for_none_that_was_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()
    searching = search_store.search
    given_up: list[bool] = []

    def slow(db: Db, query: str, *rest: object) -> list[FoundRow]:
        abandoned = rest[-1]
        assert isinstance(abandoned, Callable)
        if query == "slow":
            loop.call_soon_threadsafe(begun.set)
            while not abandoned():
                pass
            given_up.append(True)
        return searching(db, query, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(search_store, "search", slow)
    async with stage(tmp_path) as scene:
        alice = await scene.start("alice")
        group = await alice.groups.create("Garden")
        rooms = alice.messages._rooms  # pyright: ignore[reportPrivateUsage]
        await rooms.joined(group).author(lambda _: [Message(text=f"slow {number}") for number in range(50)])
        first = asyncio.create_task(alice.messages.search("slow"))
        await begun.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert [hit.message.text for hit in await alice.messages.search("slow 7", limit=3)] == ["slow 7"]
    assert given_up == [True]
