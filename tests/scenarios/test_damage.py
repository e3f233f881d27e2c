"""Databases damaged as failing disks do it: kept aside, made again from what can be read, and from the others."""

import asyncio
import os
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
from sync.store.pages import PAGE, Pages
from tests.support.copies import live, notices, say, show
from tests.support.damaging import flip, pages_of
from tests.support.engines import Stage, stage, texts, until
from tests.support.memory_keyring import MemoryKeyring

DAMAGED = "database (was|is) damaged"
ROUNDS = 6
LAST = "written to a damaged page"


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
            for number in range(18):
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

    def pages(self, kind: str) -> list[int]:
        """Return the pages of a table or an index, the root first."""
        return pages_of(self.database, self.stage.database_key("bo"))[kind]

    def overflow(self) -> int:
        """Return a page with a part of an operation that fits none."""
        with Pages(self.database, self.stage.database_key("bo")) as pages:
            return next(page for page in self.pages("ops") if (pages.get(page) or b"")[:1] == b"\0")

    def flip(self, kind: str) -> None:
        """Damage the root of a table or an index."""
        flip(self.database, self.pages(kind)[0], random.Random(1))


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
    await engine.messages.send(group, LAST)


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


@pytest.mark.expected_log(DAMAGED)
async def test_bits_that_flip_anywhere(tmp_path: Path, talk: Talk) -> None:
    seed = int(os.environ.get("CAUSERIE_SEED", "0")) or random.SystemRandom().getrandbits(32)
    print(f"CAUSERIE_SEED={seed}")
    rng = random.Random(seed)
    for number in range(int(os.environ.get("CAUSERIE_ROUNDS", ROUNDS))):
        async with stage(tmp_path / str(number)) as scene:
            for name, keyring in talk.keyrings.items():
                scene.take_over(name, talk.folder, keyring)
            file = scene.folder("bo") / "causerie.db"
            pages = file.stat().st_size // PAGE
            if number == 0:
                flip(file, 1, rng)  # met for certain
            for _ in range(rng.choice((1, 1, 2, 8))):
                flip(file, rng.randint(1, pages), rng)
            await scene.start("ana", account=False)
            said = set(talk.said)
            bo = await scene.start("bo", account=False)
            try:
                await use_everything(bo, talk.group)
            except StoreDamaged:
                bo = await scene.restart("bo")
            said |= {LAST} & set(await texts(scene.running("ana"), talk.group) + await texts(bo, talk.group))
            await show(talk.group, said, scene.running("ana"), bo)
            assert not live(scene.running("ana"), talk.group).room.closed


@pytest.mark.expected_log(DAMAGED)
async def test_what_was_never_sent_is_kept(scene: Scene) -> None:
    await scene.stage.stop("ana")
    bo = await scene.stage.start("bo", account=False)
    await say(scene.group, "never sent", bo, scene.said)
    await scene.stage.stop("bo")
    for kind in ("messages", "logs", "ops_by_id"):
        scene.flip(kind)
    bo = await scene.stage.start("bo", account=False)
    await until(lambda: is_shown(bo, scene.group, "never sent"), "kept")
    await scene.stage.stop("bo")
    await scene.stage.start("ana", account=False)
    await check_repaired(scene)


@pytest.mark.expected_log(DAMAGED)
async def test_what_was_never_sent_and_lies_beyond_a_gap_comes_back_when_that_is_filled(scene: Scene) -> None:
    bo, ana = await scene.stage.start("bo", account=False), scene.stage.running("ana")
    await say(scene.group, "sent " + "x" * 15_000, bo, scene.said)
    await show(scene.group, scene.said, ana, bo)
    await scene.stage.stop("ana")
    await say(scene.group, "never sent", bo, scene.said)
    await scene.stage.stop("bo")
    flip(scene.database, scene.overflow(), random.Random(1))
    scene.flip("logs")
    bo = await scene.stage.start("bo", account=False)
    await until(lambda: is_shown(bo, scene.group, "0 by bo " + "b" * 2_000), "read again")
    assert not await is_shown(bo, scene.group, "never sent")
    await scene.stage.stop("bo")
    await scene.stage.start("ana", account=False)
    await check_repaired(scene)


async def is_shown(engine: Engine, group: GroupId, text: str) -> bool:
    return text in await texts(engine, group)


async def test_a_damaged_frame_of_the_write_ahead_log_takes_nothing_with_it_that_follows(scene: Scene) -> None:
    await scene.stage.stop("ana")
    bo = await scene.stage.start("bo", account=False)
    for number in range(4):
        await say(scene.group, f"never sent {number}", bo, scene.said)
    crashed = {name: scene.database.with_name(name).read_bytes() for name in ("causerie.db", "causerie.db-wal")}
    incarnation = live(bo, scene.group).row.incarnation
    await scene.stage.stop("bo")
    wal = bytearray(crashed["causerie.db-wal"])
    wal[len(wal) // 3] ^= 1
    for name, content in {**crashed, "causerie.db-wal": wal}.items():
        scene.database.with_name(name).write_bytes(content)
    bo = await scene.stage.start("bo", account=False)
    assert live(bo, scene.group).row.incarnation != incarnation
    ana = await scene.stage.start("ana", account=False)
    shown = await texts(ana, scene.group)
    assert set(shown) <= scene.said
    await until(lambda: is_shown(bo, scene.group, "never sent 3"), "taken back")
    await say(scene.group, "and on", bo, scene.said)
    await show(scene.group, scene.said, ana, bo)
    assert not live(ana, scene.group).room.closed
