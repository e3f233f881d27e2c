"""Closing the program: what was said a moment before still goes out."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.store.database import Store
from tests.support.engines import Stage, reads, stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_what_was_said_right_before_closing_arrives(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    flush = Store.flush

    async def slowly(self: Store) -> None:
        await asyncio.sleep(0.2)
        await flush(self)

    # Before ana can tell of a message, the disk has to have what she acknowledges.
    monkeypatch.setattr(Store, "flush", slowly)
    await bo.messages.send(group, "good night")
    await reads(ana, group, "good night")
    await ana.messages.send(group, "sleep well")
    await scene.stop("ana")
    await reads(bo, group, "good night", "sleep well")
