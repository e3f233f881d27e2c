"""Whoever comes into a group is told which models its members offer."""

import asyncio
from pathlib import Path

from sync.changes import OffersChanged, Subscription
from sync.core.ids import GroupId
from sync.engine import Engine
from tests.support.engines import PATIENCE, joined, stage


async def told_of_an_offer(engine: Engine, changes: Subscription, group: GroupId) -> None:
    async with asyncio.timeout(PATIENCE):
        async for change in changes:
            if change == OffersChanged(group) and engine.turns.offers(group):
                return


async def test_a_newcomer_is_told_of_the_models_offered(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        await ana.turns.offer("builtin", "small")
        changes = bo.subscribe()

        group = await scene.group(ana, bo)

        await told_of_an_offer(bo, changes, group)


async def test_the_others_are_told_what_a_newcomer_offers(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
        group = await scene.group(ana, bo)
        await cy.turns.offer("builtin", "small")
        changes = [engine.subscribe() for engine in (ana, bo)]
        invite = await bo.invites.create(group)

        await cy.invites.join(invite.code)

        await joined(cy, group)
        for engine, subscription in zip((ana, bo), changes, strict=True):
            await told_of_an_offer(engine, subscription, group)
