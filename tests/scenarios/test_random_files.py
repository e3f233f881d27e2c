"""Files through days at random: cables, restarts, pauses, little room. In the end everybody can have all of them."""

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync.core.ids import GroupId, MessageId
from sync.errors import DiskFull, NotReadyYet
from sync.views import FileBytes, FileState
from tests.support.engines import Stage, stage, until
from tests.support.files import content

NAMES = ("ada", "bob", "cleo")
DEEDS = (
    "send",
    "fetch",
    "fetch",
    "fetch",
    "pause",
    "cancel",
    "restart",
    "part",
    "heal",
    "room",
    "room",
    "wait",
    "wait",
)
SIZES = (0, 10, 300_000, 700_000)
STEPS = 60
LITTLE, PLENTY = 1_000_000, 10**9


@dataclass
class Day:
    """What happens to a few people, drawn from a seed."""

    scene: Stage
    random: random.Random
    group: GroupId
    sent: dict[MessageId, tuple[str, bytes]] = field(default_factory=dict[MessageId, tuple[str, bytes]])

    async def step(self) -> None:
        """Let one thing happen."""
        name, deed = self.random.choice(NAMES), self.random.choice(DEEDS)
        match deed:
            case "send":
                await self.send(name)
            case "restart":
                await self.scene.restart(name)
            case "part":
                names = self.random.sample(NAMES, len(NAMES))
                self.scene.hub.partition(names[:1], names[1:])
            case "heal":
                self.scene.hub.heal()
            case "room":
                await self.scene.engine(name).attachments.set_quota(self.random.choice((LITTLE, PLENTY)))
            case "wait":
                await self.some_arrive(name)
            case _:
                await self.handle(name, deed)

    async def send(self, name: str) -> None:
        data = self.random.randbytes(self.random.choice(SIZES))
        try:
            view = await self.scene.engine(name).messages.send(self.group, "", attachments=[FileBytes("a.bin", data)])
        except DiskFull:
            return
        self.sent[view.message_id] = name, data

    async def handle(self, name: str, deed: str) -> None:
        """Fetch, pause or take off one of the files that are known."""
        engine = self.scene.engine(name)
        known = [each.message_id for each in await engine.messages.list(self.group, limit=100)]
        if not known:
            return
        message = self.random.choice(known)
        try:
            if deed == "fetch":
                await engine.attachments.fetch(self.group, message, 0)
            elif deed == "pause":
                await engine.attachments.pause(self.group, message, 0)
            elif self.sent[message][0] != name:
                await engine.attachments.cancel(self.group, message, 0)
        except (DiskFull, NotReadyYet):
            return

    async def some_arrive(self, name: str) -> None:
        """Give what is on its way a little time, as long as it takes to ask often."""
        for _ in range(self.random.randrange(20)):
            await self.scene.engine(name).attachments.usage()

    async def ends_well(self) -> None:
        """Everybody wants everything, and gets it."""
        self.scene.hub.latency = 0
        self.scene.hub.heal()
        for name in NAMES:
            await self.scene.engine(name).attachments.set_quota(PLENTY)
            await until(lambda name=name: self.all_shown(name), f"{name} has all messages")
        for name in NAMES:
            for message in self.sent:
                await self.scene.engine(name).attachments.fetch(self.group, message, 0)
        for name in NAMES:
            await until(lambda name=name: self.all_here(name), f"{name} has all files")
            for message, (_, data) in self.sent.items():
                assert await content(self.scene.engine(name), self.group, message) == data

    async def all_shown(self, name: str) -> bool:
        return len(await self.scene.engine(name).messages.list(self.group, limit=100)) == len(self.sent)

    async def all_here(self, name: str) -> bool:
        shown = await self.scene.engine(name).messages.list(self.group, limit=100)
        return all(each.attachments[0].state is FileState.READY for each in shown)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_file_is_lost(tmp_path: Path, seed: int) -> None:
    async with stage(tmp_path) as scene:
        engines = [await scene.start(name) for name in NAMES]
        group = await scene.group(*engines)
        scene.hub.latency = 0.001
        day = Day(scene, random.Random(seed), group)
        for _ in range(STEPS):
            await day.step()
        await day.ends_well()
