"""Databases damaged as failing disks do it: kept aside, made again from what can be read, and from the others."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.changes import Notice
from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import StoreDamaged
from sync.runtime.repairing import REPAIRED
from tests.support.copies import live, notices, say, show
from tests.support.damaging import flip, pages_of
from tests.support.engines import Stage, stage, texts
from tests.support.memory_keyring import MemoryKeyring

DAMAGED = "database (was|is) damaged"


@dataclass
class Talk:
    """Two who have talked, stopped; every test begins with a copy of their profiles."""

    folder: Path
    keyrings: dict[str, MemoryKeyring]
    group: GroupId
    said: frozenset[str]


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Talk:
    folder = tmp_path_factory.mktemp("talk")

    async def have() -> Talk:
        async with stage(folder) as scene:
            ana, bo = [await scene.start(name) for name in ("ana", "bo")]
            group = await scene.group(ana, bo)
            said: set[str] = set()
            for number in range(20):
                await say(group, f"{number} by ana " + "a" * 2_000, ana, said)
                await say(group, f"{number} by bo " + "b" * 2_000, bo, said)
            await show(group, said, ana, bo)
            return Talk(folder, {name: scene.keyring(name) for name in ("ana", "bo")}, group, frozenset(said))

    return asyncio.run(have())


@dataclass
class Scene:
    """A stage with ana on it, and bo's damaged profile."""

    stage: Stage
    group: GroupId
    said: set[str]

    @property
    def database(self) -> Path:
        return self.stage.folder("bo") / "causerie.db"

    def flip(self, kind: str) -> None:
        """Damage the root of a table or an index."""
        flip(self.database, pages_of(self.database, self.stage.database_key("bo"))[kind][0], random.Random(1))


@pytest.fixture
async def scene(tmp_path: Path, talk: Talk) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as scene:
        for name, keyring in talk.keyrings.items():
            scene.take_over(name, talk.folder, keyring)
        await scene.start("ana", account=False)
        yield Scene(scene, talk.group, set(talk.said))


async def meet(scene: Scene) -> None:
    """Let bo use everything until the damage is met, and stop."""
    bo = await scene.stage.start("bo", account=False)
    changes = bo.subscribe()
    with pytest.raises(StoreDamaged, match="damaged"):
        await use_everything(bo, scene.group)
    await scene.stage.stop("bo")
    told = [change.code async for change in changes if isinstance(change, Notice)]
    assert told == [StoreDamaged.code]


async def use_everything(engine: Engine, group: GroupId) -> None:
    await texts(engine, group)
    await engine.messages.search("by")
    await engine.messages.send(group, "written to a damaged page")


async def check_repaired(scene: Scene) -> Engine:
    """Start bo again, and hold the result to what has to be true."""
    bo, ana = await scene.stage.start("bo", account=False), scene.stage.running("ana")
    await show(scene.group, scene.said, ana, bo)
    assert await notices(bo, REPAIRED) == [REPAIRED]
    await say(scene.group, "and on", bo, scene.said)
    await show(scene.group, scene.said, ana, bo)
    assert not live(ana, scene.group).room.closed
    assert not (scene.stage.folder("bo") / "causerie.damaged").exists()
    assert (scene.stage.folder("bo") / "damaged-1" / "causerie.db").exists()
    return bo


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("kind", ["ops", "logs", "groups", "secrets", "identity", "preferences", "contacts"])
async def test_damage_that_the_start_meets(scene: Scene, kind: str) -> None:
    scene.flip(kind)
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("kind", ["messages", "messages_shown", "search_data", "ops_by_id"])
async def test_damage_that_is_met_later(scene: Scene, kind: str) -> None:
    scene.flip(kind)
    await meet(scene)
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
async def test_a_damaged_first_page(scene: Scene) -> None:
    flip(scene.database, 1, random.Random(1))
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
async def test_a_database_whose_beginning_is_gone(scene: Scene) -> None:
    with scene.database.open("r+b") as file:
        file.write(bytes(8192))
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
async def test_a_database_that_was_cut_off(scene: Scene) -> None:
    with scene.database.open("r+b") as opened:
        opened.truncate(scene.database.stat().st_size // 2)
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("gone", [False, True])
async def test_an_empty_database_of_somebody_with_an_account(scene: Scene, gone: bool) -> None:
    if gone:
        scene.database.unlink()
    else:
        scene.database.write_bytes(b"")
    await check_repaired(scene)


async def test_a_database_that_nothing_can_be_read_of_is_left_alone(scene: Scene) -> None:
    folder = scene.stage.folder("bo")
    (folder / "causerie.rescue").unlink()
    scene.database.write_bytes(random.Random(1).randbytes(scene.database.stat().st_size))
    before = contents(folder)
    for _ in range(2):
        with pytest.raises(StoreDamaged, match="beyond repair"):
            await scene.stage.start("bo", account=False)
    assert contents(folder) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in folder.iterdir() if each.is_file() and each.name != "lock"}
