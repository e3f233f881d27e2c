"""Damage to a profile's files, as failing disks do it, and what has to be true after the repair."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from sync.changes import Notice
from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import StoreDamaged
from sync.runtime.repairing import REPAIRED
from sync.store.btree import Trees
from sync.store.pages import PAGE, Pages
from tests.support.copies import live, notices, say, show
from tests.support.engines import Stage, stage, texts
from tests.support.memory_keyring import MemoryKeyring

DAMAGED: Final = "database (was|is) damaged|: store_damaged$"  # the second: work that met the page on its way
"""What the log says of it."""
LAST: Final = "written to a damaged page"


def flip(file: Path, page: int, rng: random.Random) -> None:
    """Turn over one bit of a page of a database."""
    at = (page - 1) * PAGE + rng.randrange(16 if page == 1 else 0, PAGE)
    with file.open("r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)[0]
        opened.seek(at)
        opened.write(bytes([byte ^ 1 << rng.randrange(8)]))


def pages_of(database: Path, key: bytes) -> dict[str, list[int]]:
    """Return the pages of each table's and index's tree, the root first, and those that nothing uses."""
    with Pages(database, key) as pages:
        found = {"schema": _walked(pages, 1)}
        for row in Trees(pages).rows(1):
            root = row.values[3]
            if isinstance(root, int) and root > 0:
                found[str(row.values[1])] = _walked(pages, root)
        used = {page for tree in found.values() for page in tree}
        found["free"] = [page for page in range(1, pages.count + 1) if page not in used]
    return found


def _walked(pages: Pages, root: int) -> list[int]:
    trees = Trees(pages)
    for _ in trees.rows(root):
        pass
    return [root, *sorted(trees.seen - {root})]


@dataclass
class Talk:
    """Two who have talked, stopped; every test begins with a copy of their profiles."""

    folder: Path
    keyrings: dict[str, MemoryKeyring]
    group: GroupId
    said: frozenset[str]


async def have_talk(folder: Path) -> "Talk":
    """Let two talk, and stop."""
    async with stage(folder) as scene:
        ana, bo = [await scene.start(name) for name in ("ana", "bo")]
        group = await scene.group(ana, bo)
        said: set[str] = set()
        for number in range(18):
            await say(group, f"{number} by ana " + "a" * 2_000, ana, said)
            await say(group, f"{number} by bo " + "b" * 2_000, bo, said)
        await show(group, said, ana, bo)
        return Talk(folder, {name: scene.keyring(name) for name in ("ana", "bo")}, group, frozenset(said))


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

    async def begin(self, talk: Talk) -> None:
        """Take over both profiles, and start ana."""
        for name, keyring in talk.keyrings.items():
            self.stage.take_over(name, talk.folder, keyring)
        await self.stage.start("ana", account=False)


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
    assert set(await notices(bo, REPAIRED)) == {REPAIRED}
    await say(scene.group, "and on", bo, scene.said)
    await show(scene.group, scene.said, ana, bo)
    assert not live(ana, scene.group).room.closed
    assert not (scene.stage.folder("bo") / "causerie.damaged").exists()
    assert (scene.stage.folder("bo") / "damaged-1" / "causerie.db").exists()
    return bo
