"""Invites among several engines: who may see and withdraw them, who gets the last place, whom a newcomer believes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import Notice
from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import NotAllowed
from sync.runtime.live_room import LiveRoom
from sync.views import GroupPolicy, GroupState
from tests.support.engines import Stage, joined, reads, same_digest, stage, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


def room(engine: Engine, group: GroupId) -> LiveRoom:
    """The group inside the engine."""
    live = engine.groups._rooms.find(group)
    assert live is not None
    return live


async def ends(engine: Engine, group: GroupId, where: GroupState, why: str) -> None:
    """Wait until the engine stands there with a group, and says why."""

    async def condition() -> bool:
        line = next(each for each in await engine.groups.list() if each.group_id == group)
        return (line.state, line.notice) == (where, why)

    await until(condition, f"{where} because {why}")


async def expelled(engine: Engine, other: Engine, group: GroupId) -> None:
    """Let `engine` remove the other one's account."""
    account = await other.accounts.get()
    assert account is not None
    await engine.members.remove(group, account.account_id)


# --- who sees and withdraws


async def test_whoever_may_invite_sees_all_invites_that_are_not_over(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    mine = await ana.invites.create(group, max_uses=3, approval=True)
    bos = await bo.invites.create(group)
    brief = await ana.invites.create(group, expires_in=60)
    await same_digest(group, ana, bo)
    seen = {each.invite_id: each for each in await bo.invites.list(group)}
    assert {mine.invite_id, bos.invite_id, brief.invite_id} < seen.keys()
    shown = seen[mine.invite_id]
    assert (shown.code, shown.max_uses, shown.uses, shown.approval) == ("", 3, 0, True)
    assert shown.created_by == mine.created_by
    await ana.invites.revoke(group, mine.invite_id)
    scene.later["bo"] = 61_000
    await same_digest(group, ana, bo)
    assert not {mine.invite_id, brief.invite_id} & {each.invite_id for each in await bo.invites.list(group)}


async def test_an_invite_is_withdrawn_by_its_maker_or_an_admin(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    bos = await bo.invites.create(group)
    another = await bo.invites.create(group)
    await same_digest(group, ana, bo, cy)
    with pytest.raises(NotAllowed, match="admins"):
        await cy.invites.revoke(group, bos.invite_id)
    await ana.groups.update(group, policy=GroupPolicy(invite="admins"))
    await same_digest(group, ana, bo, cy)
    assert {each.invite_id for each in await bo.invites.list(group)} == {bos.invite_id, another.invite_id}
    assert await cy.invites.list(group) == []
    with pytest.raises(NotAllowed):
        await bo.invites.create(group)
    assert (await bo.invites.revoke(group, bos.invite_id)).revoked
    await same_digest(group, ana, bo, cy)
    assert (await ana.invites.revoke(group, another.invite_id)).revoked


# --- who gets in


async def test_any_member_admits_while_the_inviter_is_away(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = (await ana.invites.create(group)).code
    await same_digest(group, ana, bo)
    await scene.stop("ana")
    await cy.invites.join(code)
    await joined(cy, group)
    await cy.messages.send(group, "hello")
    ana = await scene.start("ana")
    await reads(ana, group, "hello")


async def test_an_invite_ends_with_the_membership_of_its_maker(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = (await bo.invites.create(group)).code
    await same_digest(group, ana, bo)
    await scene.stop("bo")
    bo_account = next(each for each in (await ana.groups.get(group)).members if not each.you)
    await ana.members.remove(group, bo_account.account_id)
    await cy.invites.join(code)
    await ends(cy, group, GroupState.REFUSED, "invite_revoked")


async def test_the_last_place_is_given_twice_and_one_stays(scene: Stage) -> None:
    ana, bo, cy, dee = [await scene.start(name) for name in ("ana", "bo", "cy", "dee")]
    group = await scene.group(ana, bo)
    code = (await ana.invites.create(group, max_uses=1)).code
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana", "cy"], ["bo", "dee"])
    await cy.invites.join(code)
    await dee.invites.join(code)
    await joined(cy, group)
    await joined(dee, group)
    await dee.messages.send(group, "from dee")
    await reads(bo, group, "from dee")
    changes = dee.subscribe()
    scene.hub.heal()
    await ends(dee, group, GroupState.REMOVED, "invite_used_up")
    await reads(bo, group)
    await bo.messages.send(group, "without dee")
    for engine in (ana, bo, cy):
        await reads(engine, group, "without dee")
        assert {each.name for each in (await engine.groups.get(group)).members} == {"ana", "bo", "cy"}
    epoch = (await bo.groups.get(group)).epoch_id
    assert epoch is not None
    assert epoch not in room(dee, group).room.epochs.secrets
    dee.unsubscribe(changes)
    told = [each.message async for each in changes if isinstance(each, Notice)]
    assert any("places went to others" in each for each in told)
    await dee.invites.join((await ana.invites.create(group)).code)
    await joined(dee, group)
    await reads(dee, group, "without dee")


# --- when a code expires


async def test_a_code_that_expires_while_nobody_is_there_is_given_up(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group, expires_in=60)).code
    await scene.stop("ana")
    scene.later["bo"] = 59_500  # the timer rings in half a second
    await bo.invites.join(code)
    changes = bo.subscribe()
    scene.later["bo"] = 60_500
    await ends(bo, group, GroupState.REFUSED, "invite_expired")
    bo.unsubscribe(changes)
    assert [each.code async for each in changes if isinstance(each, Notice)] == ["invite_expired"]


async def test_a_code_that_expired_while_the_program_was_closed_is_given_up_at_the_start(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group, expires_in=60)).code
    await scene.stop("ana")
    await bo.invites.join(code)
    scene.later["bo"] = 61_000
    bo = await scene.restart("bo")
    await ends(bo, group, GroupState.REFUSED, "invite_expired")
