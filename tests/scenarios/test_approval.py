"""Invites that ask for approval: who may decide, and what newcomers are told meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import Change, JoinRequested, JoinSettled, Notice, Subscription
from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import InviteExpired, InviteRevoked, InviteUsedUp, NoSuchRequest, NotAllowed
from sync.runtime import requests
from sync.runtime.deadlines import ANSWER_MS
from sync.views import GroupState, JoinRequest, Role
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def approving(engine: Engine, group: GroupId, **more: int) -> str:
    """Return the code of an invite that asks for approval."""
    return (await engine.invites.create(group, approval=True, **more)).code


async def notice(engine: Engine, group: GroupId) -> str:
    """What the engine says about a group in its list."""
    return next(each.notice for each in await engine.groups.list() if each.group_id == group)


async def waits(engine: Engine, group: GroupId) -> None:
    """Wait until the engine knows that an admin has to decide."""

    async def condition() -> bool:
        return await state(engine, group) is GroupState.JOINING and await notice(engine, group) == "approval"

    await until(condition, "waiting for approval")


async def refused(engine: Engine, group: GroupId, why: str) -> None:
    """Wait until the engine was refused for a reason."""

    async def condition() -> bool:
        return await state(engine, group) is GroupState.REFUSED

    await until(condition, "refused")
    assert await notice(engine, group) == why


async def requested(engine: Engine, group: GroupId, count: int = 1) -> list[JoinRequest]:
    """Wait until so many requests wait for the engine's decision, and return them."""

    async def condition() -> bool:
        return len(await engine.joins.list(group)) == count

    await until(condition, f"{count} requests")
    line = next(each for each in await engine.groups.list() if each.group_id == group)
    assert line.requests == count
    return await engine.joins.list(group)


async def heard(engine: Engine, changes: Subscription) -> list[Change]:
    """Return what a subscription was told, and end it."""
    engine.unsubscribe(changes)
    return [change async for change in changes]


async def promoted(owner: Engine, other: Engine, group: GroupId) -> None:
    """Make somebody an admin, and wait until they know."""
    account = await other.accounts.get()
    assert account is not None
    await owner.members.set_role(group, account.account_id, Role.ADMIN)
    await same_digest(group, owner, other)


async def test_an_admin_decides_about_a_newcomer_who_waits(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await ana.messages.send(group, "before")
    at_anas, at_bos = ana.subscribe(), bo.subscribe()
    await bo.invites.join(await approving(ana, group, max_uses=1))
    await waits(bo, group)
    [request] = await requested(ana, group)
    assert (request.name, request.group_id) == ("bo", group)
    await ana.joins.approve(group, request.request_id)
    await joined(bo, group)
    await reads(bo, group, "before")
    assert await notice(bo, group) == ""
    assert await ana.joins.list(group) == []
    told = await heard(ana, at_anas)
    assert [each for each in told if isinstance(each, JoinRequested | JoinSettled)] == [
        JoinRequested(request), JoinSettled(group, request.request_id)
    ]  # fmt: skip
    notices = [each for each in await heard(bo, at_bos) if isinstance(each, Notice)]
    assert [(each.code, each.message) for each in notices] == [
        ("approval", "An admin of the group has to let you in first.")
    ]
    with pytest.raises(NoSuchRequest):
        await ana.joins.approve(group, request.request_id)


async def test_a_no_is_final_wherever_the_newcomer_asks(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, cy)
    code = await approving(ana, group)
    await bo.invites.join(code)
    [request] = await requested(ana, group)
    await ana.joins.reject(group, request.request_id)
    await refused(bo, group, "join_rejected")
    await scene.stop("ana")
    await bo.groups.leave(group)
    await bo.invites.join(code)
    await refused(bo, group, "join_rejected")
    with pytest.raises(NotAllowed):
        await cy.joins.reject(group, request.request_id)
    ana = await scene.start("ana")
    assert await ana.joins.list(group) == []
    with pytest.raises(NoSuchRequest):
        await ana.joins.approve(group, request.request_id)


async def test_inviter_and_admins_may_be_away(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = await approving(ana, group)
    await same_digest(group, ana, bo)
    await scene.stop("ana")
    await cy.invites.join(code)
    await waits(cy, group)
    assert await bo.joins.list(group) == []  # bo keeps it, and may not decide
    await scene.restart("bo")
    await scene.stop("cy")
    ana = await scene.start("ana")
    [request] = await requested(ana, group)
    assert request.name == "cy"
    await ana.joins.approve(group, request.request_id)
    ana = await scene.restart("ana")
    cy = await scene.start("cy")
    await joined(cy, group)


async def test_a_newcomer_restarts_while_it_waits(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await bo.invites.join(await approving(ana, group))
    [request] = await requested(ana, group)
    bo = await scene.restart("bo")
    await waits(bo, group)
    assert await ana.joins.list(group) == [request]
    ana = await scene.restart("ana")
    assert await ana.joins.list(group) == [request]
    await ana.joins.approve(group, request.request_id)
    await joined(bo, group)


async def test_requests_follow_who_may_decide(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    await cy.invites.join(await approving(ana, group))
    [request] = await requested(ana, group)
    with pytest.raises(NotAllowed):
        await bo.joins.approve(group, request.request_id)
    await promoted(ana, bo, group)
    assert [each.request_id for each in await requested(bo, group)] == [request.request_id]
    account = await bo.accounts.get()
    assert account is not None
    changes = bo.subscribe()
    await ana.members.set_role(group, account.account_id, Role.MEMBER)
    await same_digest(group, ana, bo)
    assert await bo.joins.list(group) == []
    assert JoinSettled(group, request.request_id) in await heard(bo, changes)
    with pytest.raises(NotAllowed):
        await bo.joins.approve(group, request.request_id)
    await ana.joins.approve(group, request.request_id)
    await joined(cy, group)


async def test_withdrawing_the_invite_settles_its_requests(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    invite = await ana.invites.create(group, approval=True)
    await bo.invites.join(invite.code)
    [request] = await requested(ana, group)
    changes = ana.subscribe()
    await ana.invites.revoke(group, invite.invite_id)
    assert JoinSettled(group, request.request_id) in await heard(ana, changes)
    assert await ana.joins.list(group) == []
    await refused(bo, group, "invite_revoked")


async def test_the_last_place_goes_to_one_of_those_who_wait(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group, max_uses=1)
    await bo.invites.join(code)
    await cy.invites.join(code)
    for_bo, for_cy = sorted(await requested(ana, group, 2), key=lambda each: each.name)
    await ana.joins.approve(group, for_bo.request_id)
    await joined(bo, group)
    await refused(cy, group, "invite_used_up")
    with pytest.raises((InviteUsedUp, InviteRevoked)):
        await ana.joins.approve(group, for_cy.request_id)


async def test_of_a_yes_and_a_no_at_the_same_moment_the_yes_stands(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    await promoted(ana, bo, group)
    code = await approving(ana, group)
    await same_digest(group, ana, bo)
    await cy.invites.join(code)
    [request] = await requested(ana, group)
    await requested(bo, group)
    scene.hub.partition(["ana"], ["bo"], ["cy"])
    await ana.joins.approve(group, request.request_id)
    await bo.joins.reject(group, request.request_id)
    scene.hub.partition(["bo", "cy"], ["ana"])
    await refused(cy, group, "join_rejected")
    scene.hub.heal()
    await same_digest(group, ana, bo)
    assert {each.name for each in (await bo.groups.get(group)).members} == {"ana", "bo", "cy"}
    assert [*await ana.joins.list(group), *await bo.joins.list(group)] == []
    await cy.invites.join(code)  # for the group he is in
    await joined(cy, group)


async def test_the_place_is_taken_elsewhere_while_an_admin_approves(scene: Stage) -> None:
    ana, bo, cy, dee = [await scene.start(name) for name in ("ana", "bo", "cy", "dee")]
    group = await scene.group(ana, bo)
    await promoted(ana, bo, group)
    code = await approving(ana, group, max_uses=1)
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana", "cy"], ["bo", "dee"])
    await cy.invites.join(code)
    await dee.invites.join(code)
    for admin in (ana, bo):
        [request] = await requested(admin, group)
        await admin.joins.approve(group, request.request_id)
    await joined(cy, group)
    await joined(dee, group)
    scene.hub.heal()

    async def condition() -> bool:
        return (await state(dee, group), await notice(dee, group)) == (GroupState.REMOVED, "invite_used_up")

    await until(condition, "dee knows that the place went to cy")
    assert await state(cy, group) is GroupState.JOINED


async def test_an_approval_by_somebody_who_was_no_admin_any_more_is_void(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    await promoted(ana, bo, group)
    code = await approving(ana, group)
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana"], ["bo", "cy"])
    account = await bo.accounts.get()
    assert account is not None
    await ana.members.set_role(group, account.account_id, Role.MEMBER)
    await cy.invites.join(code)
    [request] = await requested(bo, group)
    await bo.joins.approve(group, request.request_id)
    await joined(cy, group)
    scene.hub.heal()

    async def condition() -> bool:
        return await state(cy, group) is GroupState.REMOVED

    await until(condition, "cy knows")

    async def told() -> bool:
        return any("does not count" in each.message for each in await cy.notices.list())

    await until(told, "told why")


async def test_a_newcomer_who_came_in_by_another_invite_waits_no_longer(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await bo.invites.join(await approving(ana, group))
    [request] = await requested(ana, group)
    changes = ana.subscribe()
    await bo.invites.join((await ana.invites.create(group)).code)
    await joined(bo, group)
    assert JoinSettled(group, request.request_id) in await heard(ana, changes)
    with pytest.raises(NoSuchRequest):
        await ana.joins.approve(group, request.request_id)


async def test_who_was_removed_needs_a_new_invite_to_ask(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group)
    await bo.invites.join(code)
    [request] = await requested(ana, group)
    await ana.joins.approve(group, request.request_id)
    await joined(bo, group)
    await ana.members.remove(group, request.account_id)

    async def condition() -> bool:
        return await state(bo, group) is GroupState.REMOVED

    await until(condition, "removed")
    await bo.invites.join(code)
    await refused(bo, group, "not_allowed")
    assert await ana.joins.list(group) == []
    await bo.invites.join(await approving(ana, group))
    [again] = await requested(ana, group)
    assert again.request_id != request.request_id


async def test_somebody_blocked_is_not_shown_among_those_who_wait(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    common = await scene.group(ana, bo)
    account = next(each for each in (await ana.groups.get(common)).members if not each.you)
    await ana.contacts.block(account.account_id)
    group = await ana.groups.create("Garden")
    changes = ana.subscribe()
    await bo.invites.join(await approving(ana, group))
    await waits(bo, group)
    assert await ana.joins.list(group) == []
    assert not [each for each in await heard(ana, changes) if isinstance(each, JoinRequested)]
    await ana.contacts.unblock(account.account_id)
    await requested(ana, group)


async def test_when_too_many_wait_others_are_turned_away_for_now(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MAX_REQUESTS", 1)
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group)
    await bo.invites.join(code)
    [request] = await requested(ana, group)
    await cy.invites.join(code)
    await ana.joins.reject(group, request.request_id)
    await refused(bo, group, "join_rejected")
    cy = await scene.restart("cy")
    [second] = await requested(ana, group)
    assert second.name == "cy"


async def test_requests_are_over_when_their_invite_expires(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group, expires_in=60)
    scene.later["ana"] = 59_500
    await bo.invites.join(code)
    [request] = await requested(ana, group)
    changes = ana.subscribe()
    scene.later["ana"] = 60_500

    async def condition() -> bool:
        return await ana.joins.list(group) == []

    await until(condition, "over")
    with pytest.raises((NoSuchRequest, InviteExpired)):
        await ana.joins.approve(group, request.request_id)
    async for change in changes:  # the timer tells, with nobody asking
        if change == JoinSettled(group, request.request_id):
            break


async def test_a_no_reaches_the_newcomer_by_a_member_who_heard_it(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = await approving(ana, group)
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana"], ["bo", "cy"])
    await cy.invites.join(code)
    await waits(cy, group)
    scene.hub.partition(["ana", "bo"], ["cy"])
    [request] = await requested(ana, group)
    await ana.joins.reject(group, request.request_id)

    async def heard_it() -> bool:
        return bo.invites._doors.book.rejected(group, request.request_id)

    await until(heard_it, "bo heard it")
    scene.hub.partition(["ana"], ["bo", "cy"])
    await refused(cy, group, "join_rejected")


async def test_a_newcomer_approved_in_time_gets_in_after_the_code_expired(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await bo.invites.join(await approving(ana, group, expires_in=60))
    await waits(bo, group)
    [request] = await requested(ana, group)
    await scene.stop("bo")
    await ana.joins.approve(group, request.request_id)
    scene.later["ana"] = scene.later["bo"] = 24 * 3600 * 1000
    await scene.restart("ana")
    bo = await scene.start("bo")
    await joined(bo, group)


async def test_a_newcomer_whom_nobody_approved_in_time_is_told(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group, expires_in=60)
    scene.later["ana"] = 59_500
    await bo.invites.join(code)
    await waits(bo, group)
    scene.later["ana"] = 60_500
    await refused(bo, group, "invite_expired")


async def test_a_new_code_entered_as_the_old_one_expires_is_not_given_up(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden weekend")
    old, new = [await ana.invites.create(group, expires_in=seconds) for seconds in (60, 6_000)]
    scene.hub.partition(["ana"], ["bo"])
    await bo.invites.join(old.code)
    live = bo.groups._rooms.get(group)
    async with live._lock:
        entered = asyncio.create_task(bo.invites.join(new.code))
        await asyncio.sleep(0)
        scene.later["bo"] = 70_000
        bo.invites._doors.entering.deadlines.look()
    await entered
    await bo.invites._doors.entering.deadlines._chores.stop()
    assert await state(bo, group) is GroupState.JOINING
    scene.hub.heal()
    await joined(bo, group)


async def test_nobody_waits_for_an_answer_for_ever(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    await bo.invites.join(await approving(ana, group, expires_in=60))
    await waits(bo, group)
    await scene.stop("ana")
    await scene.stop("bo")
    scene.later["bo"] = 60_000 + ANSWER_MS
    bo = await scene.start("bo")
    await refused(bo, group, "invite_expired")
