"""Databases damaged as failing disks do it: kept aside, made again from what can be read, and from the others."""

import os
import random
from pathlib import Path

import pytest

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import StoreDamaged
from sync.store.pages import PAGE
from tests.support.copies import live, say, show
from tests.support.damaging import DAMAGED, LAST, Scene, Talk, check_repaired, flip, meet, use_everything
from tests.support.engines import stage, texts, until

ROUNDS = 6


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("kind", ["ops", "logs", "groups", "secrets", "identity", "preferences", "contacts"])
async def test_damage_that_the_start_meets(talked: Scene, kind: str) -> None:
    talked.flip(kind)
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("kind", ["messages", "messages_shown", "search_data", "ops_by_id"])
async def test_damage_that_is_met_later(talked: Scene, kind: str) -> None:
    talked.flip(kind)
    await meet(talked)
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
async def test_a_damaged_first_page(talked: Scene) -> None:
    flip(talked.database, 1, random.Random(1))
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
async def test_a_database_whose_beginning_is_gone(talked: Scene) -> None:
    with talked.database.open("r+b") as file:
        file.write(bytes(8192))
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
async def test_a_database_that_was_cut_off(talked: Scene) -> None:
    with talked.database.open("r+b") as opened:
        opened.truncate(talked.database.stat().st_size // 2)
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
@pytest.mark.parametrize("gone", [False, True])
async def test_an_empty_database_of_somebody_with_an_account(talked: Scene, gone: bool) -> None:
    if gone:
        talked.database.unlink()
    else:
        talked.database.write_bytes(b"")
    await check_repaired(talked)


async def test_a_database_that_nothing_can_be_read_of_is_left_alone(talked: Scene) -> None:
    folder = talked.stage.folder("bo")
    (folder / "causerie.rescue").unlink()
    talked.database.write_bytes(random.Random(1).randbytes(talked.database.stat().st_size))
    before = contents(folder)
    for _ in range(2):
        with pytest.raises(StoreDamaged, match="beyond repair"):
            await talked.stage.start("bo", account=False)
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
async def test_what_was_never_sent_is_kept(talked: Scene) -> None:
    await talked.stage.stop("ana")
    bo = await talked.stage.start("bo", account=False)
    await say(talked.group, "never sent", bo, talked.said)
    await talked.stage.stop("bo")
    for kind in ("messages", "logs", "ops_by_id"):
        talked.flip(kind)
    bo = await talked.stage.start("bo", account=False)
    await until(lambda: is_shown(bo, talked.group, "never sent"), "kept")
    await talked.stage.stop("bo")
    await talked.stage.start("ana", account=False)
    await check_repaired(talked)


@pytest.mark.expected_log(DAMAGED)
async def test_what_was_never_sent_and_lies_beyond_a_gap_comes_back_when_that_is_filled(talked: Scene) -> None:
    bo, ana = await talked.stage.start("bo", account=False), talked.stage.running("ana")
    await say(talked.group, "sent " + "x" * 15_000, bo, talked.said)
    await show(talked.group, talked.said, ana, bo)
    await talked.stage.stop("ana")
    await say(talked.group, "never sent", bo, talked.said)
    await talked.stage.stop("bo")
    flip(talked.database, talked.overflow(), random.Random(1))
    talked.flip("logs")
    bo = await talked.stage.start("bo", account=False)
    await until(lambda: is_shown(bo, talked.group, "0 by bo " + "b" * 2_000), "read again")
    assert not await is_shown(bo, talked.group, "never sent")
    await talked.stage.stop("bo")
    await talked.stage.start("ana", account=False)
    await check_repaired(talked)


async def is_shown(engine: Engine, group: GroupId, text: str) -> bool:
    return text in await texts(engine, group)


async def test_a_damaged_frame_of_the_write_ahead_log_takes_nothing_with_it_that_follows(talked: Scene) -> None:
    await talked.stage.stop("ana")
    bo = await talked.stage.start("bo", account=False)
    for number in range(4):
        await say(talked.group, f"never sent {number}", bo, talked.said)
    crashed = {name: talked.database.with_name(name).read_bytes() for name in ("causerie.db", "causerie.db-wal")}
    incarnation = live(bo, talked.group).row.incarnation
    await talked.stage.stop("bo")
    wal = bytearray(crashed["causerie.db-wal"])
    wal[len(wal) // 3] ^= 1
    for name, content in {**crashed, "causerie.db-wal": wal}.items():
        talked.database.with_name(name).write_bytes(content)
    bo = await talked.stage.start("bo", account=False)
    assert live(bo, talked.group).row.incarnation != incarnation
    ana = await talked.stage.start("ana", account=False)
    shown = await texts(ana, talked.group)
    assert set(shown) <= talked.said
    await until(lambda: is_shown(bo, talked.group, "never sent 3"), "taken back")
    await say(talked.group, "and on", bo, talked.said)
    await show(talked.group, talked.said, ana, bo)
    assert not live(ana, talked.group).room.closed
