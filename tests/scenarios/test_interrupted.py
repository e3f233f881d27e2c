"""Work that is cut off half-way: cancelled, killed, or refused by the disk. Nothing is lost, and nothing said twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sync.core.ids import GroupId
from sync.core.ops import Message, Operation, Remove
from sync.core.received import Received
from sync.core.room import PORTION, Room
from sync.engine import PORT_PREFERENCE, Engine, EngineConfig, Surroundings
from sync.errors import AccountExists, DiskFull
from sync.net.discovery import NullDiscovery
from sync.net.links import LinkClosed
from sync.runtime.live_room import LiveRoom
from sync.runtime.remaking import Remaking
from sync.store import messages as message_store
from sync.store.database import Db, Store
from sync.views import Account, GroupState
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, texts, until
from tests.support.memory_keyring import MemoryKeyring


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


def room(engine: Engine, group: GroupId) -> LiveRoom:
    live = engine.groups._rooms.find(group)
    assert live is not None
    return live


def store(engine: Engine) -> Store:
    return engine.groups._context.store


async def test_a_message_whose_sender_lost_patience_while_it_was_written_arrives_and_the_log_goes_on(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    writing = asyncio.Event()
    write = Store.write

    async def slowly(self: Store, run: Callable[[Db], Any], *, durable: bool = False) -> Any:
        job = asyncio.ensure_future(write(self, run, durable=durable))
        if durable:
            monkeypatch.undo()
            writing.set()
        return await asyncio.shield(job)

    monkeypatch.setattr(Store, "write", slowly)
    sending = asyncio.create_task(ana.messages.send(group, "one"))
    await writing.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await ana.messages.send(group, "two")
    await reads(ana, group, "one", "two")
    await reads(bo, group, "one", "two")
    await same_digest(group, ana, bo)


async def test_history_that_was_not_made_readable_before_the_end_is_at_the_next_start(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await ana.messages.send(group, "early")
    stopped = asyncio.Event()

    async def never(*_: object) -> None:
        stopped.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Remaking, "of_epoch", never)
    monkeypatch.setattr(Remaking, "everything", never)
    await bo.invites.join((await ana.invites.create(group)).code)
    await stopped.wait()
    await scene.stop("bo")
    monkeypatch.undo()
    bo = await scene.start("bo")
    await reads(bo, group, "early")
    assert not room(bo, group).row.stale


@pytest.mark.expected_log("disk_full")
async def test_messages_lost_to_a_full_disk_while_they_were_made_again_come_back(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await ana.messages.send(group, "kept")
    await cy.messages.send(group, "void")
    for each in (ana, bo, cy):
        await until(lambda each=each: both(each, group), "both are there")
    full = [True]
    project = Remaking._project

    async def fails(self: Remaking, remade: Room, *rest: Any) -> Any:
        if full and remade is room(bo, group).room:
            full.clear()
            raise DiskFull("The disk is full.")
        return await project(self, remade, *rest)

    monkeypatch.setattr(Remaking, "_project", fails)
    account = await cy.accounts.get()
    assert account is not None
    await room(ana, group).author(lambda _: [Remove(account=account.account_id, cuts=())])
    await until(lambda: is_gone(bo, group, 2), "removed")
    await ana.messages.send(group, "after")
    await reads(bo, group, "kept", "after")
    assert await state(cy, group) is GroupState.REMOVED


async def both(engine: Engine, group: GroupId) -> bool:
    return set(await texts(engine, group)) == {"kept", "void"}


async def is_gone(engine: Engine, group: GroupId, left: int) -> bool:
    return len((await engine.groups.get(group)).members) == left


async def test_leaving_does_not_make_everybodys_messages_again(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await bo.messages.send(group, "before")
    await reads(ana, group, "before")
    cleared: list[GroupId] = []
    monkeypatch.setattr(message_store, "clear", lambda _, cleared_group: cleared.append(cleared_group))
    await bo.groups.leave(group)
    await until(lambda: is_gone(ana, group, 1), "gone")
    await ana.messages.send(group, "after")
    assert cleared == []
    await reads(ana, group, "before", "after")


async def test_forgetting_a_group_while_its_history_arrives_leaves_nothing_behind(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    for number in range(30):
        await ana.messages.send(group, f"{number}")
    code = (await ana.invites.create(group)).code
    await bo.invites.join(code)
    await joined(bo, group)
    await bo.groups.leave(group)
    await bo.groups.forget(group)
    rest = await store(bo).read(lambda db: db.connection().exec_driver_sql("SELECT count(*) FROM ops").scalar_one())
    assert rest == 0
    await bo.invites.join((await ana.invites.create(group)).code)
    await reads(bo, group, *(f"{number}" for number in range(30)))


@pytest.mark.expected_log("could not be noted: disk_full")
async def test_a_full_disk_does_not_keep_anybody_from_reading(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    await ana.messages.send(group, "kept")
    await ana.preferences.set(PORT_PREFERENCE, 1)
    await scene.stop("ana")

    async def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(Store, "write", full)
    ana = await scene.start("ana")
    await reads(ana, group, "kept")
    with pytest.raises(DiskFull):
        await ana.messages.send(group, "lost")
    monkeypatch.undo()
    await ana.messages.send(group, "room again")
    await reads(ana, group, "kept", "room again")


async def test_an_account_is_made_once_however_often_it_is_asked_for(tmp_path: Path, scene: Stage) -> None:
    surroundings = Surroundings(
        network=scene.hub.network("dan"), discovery=scene.hub.discovery("dan"), keyring=MemoryKeyring()
    )
    async with Engine(EngineConfig(tmp_path / "dan"), surroundings) as dan:
        made = await asyncio.gather(*(dan.accounts.create("dan") for _ in range(3)), return_exceptions=True)
        assert [type(each) for each in made] == [Account, AccountExists, AccountExists]
        assert await dan.accounts.get() == made[0]


async def test_the_addresses_of_a_code_are_tried_again_after_a_restart(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group)).code
    await scene.stop("ana")
    await bo.invites.join(code)
    scene.hub.discovery = lambda _: NullDiscovery()
    await scene.start("ana")
    bo = await scene.restart("bo")
    await joined(bo, group)


async def test_a_batch_that_was_broken_off_in_its_middle_is_taken_in_the_next_time(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    scene.hub.partition(["ana"], ["bo"])
    said = [f"{number}" for number in range(2 * PORTION)]
    await room(ana, group).author(lambda _: [Message(text=text) for text in said])
    receiving = Room.receiving
    taken: list[int] = []

    def broken_off(self: Room, arrived: Sequence[Operation], received: Received) -> Iterator[None]:
        for _ in receiving(self, arrived, received):
            yield
            if len(arrived) > 1:
                taken.append(len(received.accepted))
                monkeypatch.undo()
                raise LinkClosed

    monkeypatch.setattr(Room, "receiving", broken_off)
    scene.hub.heal()
    await same_digest(group, ana, bo)
    await reads(bo, group, *said[-50:])
    assert len(taken) == 1
    assert taken[0] > 1
    assert room(bo, group).room.vector == room(ana, group).vector
