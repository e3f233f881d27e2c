"""Removals that prove void, and such as never counted: what is shown follows, once and only where it has to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.ids import AccountId, DeviceId, GroupId, LogKind
from sync.core.ops import Remove
from sync.core.writing import Draft, control_operation, own_log
from sync.engine import Engine
from sync.runtime.remaking import Remaking
from sync.views import Role
from tests.scenarios.test_roles import account, roles
from tests.support.engines import Stage, reads, same_digest, stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_what_a_void_removal_hid_is_shown_when_it_proves_void(scene: Stage) -> None:
    ana, bo, cy, dan, eve = [await scene.start(name) for name in ("ana", "bo", "cy", "dan", "eve")]
    group = await scene.group(ana, bo, cy, dan, eve)
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan, eve)
    scene.hub.partition(["ana", "cy", "eve"], ["bo", "dan"])
    await cy.messages.send(group, "nobody told me")
    await reads(eve, group, "nobody told me")
    await bo.members.remove(group, await account(cy))
    await same_digest(group, bo, dan)
    scene.hub.partition(["ana", "cy"], ["bo", "dan", "eve"])
    await ana.members.remove(group, await account(bo))
    await same_digest(group, bo, dan, eve)
    await reads(dan, group)
    scene.hub.partition(["ana", "cy", "bo", "dan", "eve"])
    for each in (ana, cy, dan, eve):
        await roles(each, group, ana="owner", cy="member", dan="member", eve="member")
        await reads(each, group, "nobody told me")


async def test_removals_that_do_not_count_are_no_work(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a member could have everybody make all messages again, as often as the group's history has room."""
    ana, bo, cy = [await scene.start(name) for name in ("ana", "bo", "cy")]
    group = await scene.group(ana, bo, cy)
    scene.hub.partition(["ana"], ["bo", "cy"])
    await cy.messages.send(group, "unheard")
    await reads(bo, group, "unheard")
    await ana.members.remove(group, await account(cy))
    remade = 0
    everything = Remaking.everything

    async def counted(self: Remaking) -> None:
        nonlocal remade
        remade += 1
        await everything(self)

    monkeypatch.setattr(Remaking, "everything", counted)
    scene.hub.partition(["ana", "bo", "cy"])
    await reads(bo, group)
    await same_digest(group, ana, bo)
    before = remade
    assert before
    for _ in range(3):
        await bogus(bo, group, await account(ana))
        await same_digest(group, ana, bo)
    assert remade == before


async def bogus(engine: Engine, group: GroupId, target: AccountId) -> None:
    """Write a removal that does not count, and send it to everybody."""
    live = engine.groups._rooms.get(group)
    room, writer = live.room, live.writer()
    head = room.vector.get(own_log(writer, LogKind.CONTROL))
    draft = Draft(group, head, room.lamport, 1_800_000_000_000, room.control_heads())
    operation = control_operation(Remove(account=target, cuts=()), draft, writer)
    await live.ingest([operation.raw], DeviceId(bytes(32)), live=True)
    assert operation.id in live.room.membership.rejected
