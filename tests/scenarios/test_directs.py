"""Conversations of two: begun without an invite, with somebody who may be away, by both at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.frames import Introduction
from sync.core.ids import AccountId, GroupId
from sync.engine import Engine
from sync.errors import Blocked, InvalidInput, NoSuchMember, NotAllowed, NotAMember
from sync.runtime import courtesies
from sync.views import GroupKind, GroupPolicy, GroupState, GroupSummary, Role
from tests.support.engines import Stage, connection, joined, reads, same_digest, stage, state, texts, until
from tests.support.linking import link
from tests.support.memberships import account, live, members, sees, stands, together


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def people(scene: Stage, *names: str) -> list[Engine]:
    return [await scene.start(name) for name in names]


async def direct_lines(engine: Engine) -> list[GroupSummary]:
    return [line for line in await engine.groups.list() if line.kind is GroupKind.DIRECT]


async def has(engine: Engine, group: GroupId) -> None:
    """Wait until the engine is in a conversation that it has not begun."""

    async def condition() -> bool:
        return any(line.group_id == group and line.state is GroupState.JOINED for line in await engine.groups.list())

    await until(condition, "introduced")


async def test_a_conversation_appears_at_once_with_somebody_connected(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await together(ana, bo, cy)
    direct = await ana.groups.open_direct(await account(bo))
    await has(bo, direct)
    assert await bo.groups.open_direct(await account(ana)) == direct
    await ana.messages.send(direct, "just us")
    await reads(bo, direct, "just us")
    await bo.messages.send(direct, "hello")
    await reads(ana, direct, "just us", "hello")
    for viewer, other in ((ana, bo), (bo, ana)):
        line = (await direct_lines(viewer))[0]
        seen = await viewer.groups.get(direct)
        partner = await account(other)
        assert (line.name, line.partner, line.member_count) == (seen.name, partner, 2)
        assert (seen.kind, seen.partner, seen.assistant.enabled) == (GroupKind.DIRECT, partner, False)
        assert seen.name == (await members(viewer, group))[seen.name].name
        assert not any(member.removable or member.promotable for member in seen.members)
    assert await direct_lines(cy) == []
    assert direct not in {each.group_id for each in cy.groups._rooms}
    await bo.accounts.rename("Bo Derek")

    async def renamed() -> bool:
        return (await direct_lines(ana))[0].name == "Bo Derek"

    await until(renamed, "the name the other one has now")


async def test_it_is_there_when_the_other_comes_back_and_only_the_two_ever_meet(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await same_digest(group, ana, bo)
    await scene.stop("bo")
    direct = await ana.groups.open_direct(await account(bo))
    await ana.messages.send(direct, "read this when you are back")
    ana = await scene.restart("ana")
    assert await ana.groups.open_direct(_account_of(ana, group, "bo")) == direct
    bo = await scene.start("bo")
    await has(bo, direct)
    await reads(bo, direct, "read this when you are back")
    await same_digest(direct, ana, bo)
    bo = await scene.restart("bo")
    await reads(bo, direct, "read this when you are back")
    await bo.groups.leave(group)
    await sees(ana, group, "ana")
    await bo.messages.send(direct, "still here")
    await reads(ana, direct, "read this when you are back", "still here")


def _account_of(engine: Engine, group: GroupId, name: str) -> AccountId:
    return next(each for each, who in live(engine, group).room.membership.members.items() if who.name == name)


async def test_both_begin_one_in_a_partition_and_use_the_same_one_after(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana"], ["bo"])
    first = await ana.groups.open_direct(await account(bo))
    second = await bo.groups.open_direct(await account(ana))
    assert first != second
    scene.hub.heal()
    for each in (ana, bo):
        await has_room(each, first)
        await has_room(each, second)
        assert await each.groups.open_direct(await account(bo if each is ana else ana)) == min(first, second)
        assert [line.group_id for line in await direct_lines(each)] == [min(first, second)]


async def has_room(engine: Engine, group: GroupId) -> None:
    async def condition() -> bool:
        return any(each.group_id == group and each.state is GroupState.JOINED for each in engine.groups._rooms)

    await until(condition, "taken up")


async def test_what_was_said_in_the_one_that_is_not_used_stays(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana"], ["bo"])
    begun = {
        await ana.groups.open_direct(await account(bo)): ana,
        await bo.groups.open_direct(await account(ana)): bo,
    }
    loser = max(begun)
    await begun[loser].messages.send(loser, "said alone")
    scene.hub.heal()
    for each in (ana, bo):
        for one in begun:
            await has_room(each, one)
        await reads(each, loser, "said alone")
        assert {line.group_id for line in await direct_lines(each)} == set(begun)
        assert await each.groups.open_direct(await account(bo if each is ana else ana)) == min(begun)


async def test_leaving_ends_it_and_a_new_one_can_be_begun_by_either(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    await scene.group(ana, bo)
    await together(ana, bo)
    old = await ana.groups.open_direct(await account(bo))
    await has(bo, old)
    await ana.messages.send(old, "goodbye")
    await reads(bo, old, "goodbye")
    await ana.groups.leave(old)
    await sees(bo, old, "bo")
    await stands(ana, old, GroupState.LEFT)
    new = await bo.groups.open_direct(await account(ana))
    assert new != old
    await has(ana, new)
    assert await ana.groups.open_direct(await account(bo)) == new
    await ana.messages.send(new, "hello again")
    await reads(bo, new, "hello again")
    await reads(ana, old, "goodbye")
    assert (await ana.groups.get(old)).name == "bo"
    with pytest.raises(NotAMember):
        await ana.messages.send(old, "too late")


async def test_what_does_not_go_in_a_conversation_of_two(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    await scene.group(ana, bo)
    await together(ana, bo)
    direct = await ana.groups.open_direct(await account(bo))
    await has(bo, direct)
    partner = await account(bo)
    attempts = (
        lambda: ana.invites.create(direct),
        lambda: ana.members.remove(direct, partner),
        lambda: ana.members.set_role(direct, partner, Role.ADMIN),
        lambda: ana.groups.update(direct, name="Us"),
        lambda: ana.groups.update(direct, policy=GroupPolicy(history="joining")),
    )
    digest = (await ana.groups.get(direct)).digest
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="onversation of two"):
            await attempt()
    assert (await ana.groups.get(direct)).digest == digest
    await bo.groups.update_assistant(direct, enabled=True)

    async def invited() -> bool:
        return (await ana.groups.get(direct)).assistant.enabled

    await until(invited, "the assistant is asked in by either")


async def test_with_whom_none_can_be_begun(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    await scene.group(ana, bo)
    with pytest.raises(InvalidInput, match="your own"):
        await ana.groups.open_direct(await account(ana))
    with pytest.raises(NoSuchMember):
        await ana.groups.open_direct(await account(cy))
    await ana.contacts.block(await account(bo))
    with pytest.raises(Blocked):
        await ana.groups.open_direct(await account(bo))
    assert await direct_lines(ana) == []


async def test_whoever_blocked_the_other_is_not_bothered_until_that_ends(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await together(ana, bo)
    await bo.contacts.block(await account(ana))
    direct = await ana.groups.open_direct(await account(bo))
    await ana.messages.send(direct, "hey")
    await ana.messages.send(group, "hey all")
    await same_digest(group, ana, bo)
    assert await direct_lines(bo) == []
    await bo.contacts.unblock(await account(ana))
    bo = await scene.restart("bo")
    await has(bo, direct)
    await reads(bo, direct, "hey")


async def test_nobody_fills_a_list_with_conversations(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesies, "MAX_DIRECTS", 2)
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await together(ana, bo)
    for number in range(3):
        direct = await ana.groups.open_direct(await account(bo))
        await ana.messages.send(direct, f"again {number}")
        if number < 2:
            await has(bo, direct)
            await same_digest(direct, ana, bo)
        await ana.groups.leave(direct)
    await ana.messages.send(group, "enough")
    await reads(bo, group, "enough")
    assert len(await direct_lines(bo)) == 2


async def test_an_introduction_nobody_asked_for_ends_the_connection(scene: Stage) -> None:
    ana, mo = await people(scene, "ana", "mo")
    await scene.group(ana, mo)
    await together(ana, mo)
    session = await connection(mo)
    session.send(Introduction(group=GroupId(bytes(32)), operations=(b"x",)))
    await session.peer.gone.wait()
    await together(ana, mo)
    assert await direct_lines(ana) == []


async def test_a_group_that_pretends_to_be_a_conversation_of_two_is_not_taken_up(scene: Stage) -> None:
    ana, mo, cy = await people(scene, "ana", "mo", "cy")
    await scene.group(ana, mo, cy)
    private = await scene.group(mo, cy)
    await together(ana, mo, cy)
    session = await connection(mo, ana.groups._context.who().account)
    operations = tuple(node.op.raw for node in live(mo, private).room.graph.nodes)

    async def lie(peer: object, frame: Introduction) -> None:
        session.send(Introduction(group=private, operations=operations))

    mo_courtesies = mo.groups._publisher.courtesies
    mo_courtesies.introduced = lie  # type: ignore[method-assign]
    for action in session._session.share(private):
        session._outbox.put(action)
    await session.peer.gone.wait()

    async def back() -> bool:
        return bool(await ana.peers.list())

    await until(back, "connected again")
    assert {each.group_id for each in ana.groups._rooms}.isdisjoint({private})


async def test_the_other_is_greeted_by_name_in_every_state(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await together(ana, bo)
    direct = await ana.groups.open_direct(await account(bo))
    await has(bo, direct)
    await ana.members.remove(group, await account(bo))
    await stands(bo, group, GroupState.REMOVED)
    assert await state(bo, direct) is GroupState.JOINED
    await bo.messages.send(direct, "why?")
    await reads(ana, direct, "why?")
    await ana.groups.leave(direct)
    await sees(bo, direct, "bo")
    assert (await bo.groups.get(direct)).name == "ana"
    with pytest.raises(NoSuchMember):
        await bo.groups.open_direct(await account(ana))
    await bo.invites.join((await ana.invites.create(group)).code)
    await joined(bo, group)
    assert await texts(bo, direct) == ["why?"]


async def test_every_device_of_the_other_is_in_it_though_only_one_is_there(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    await link(bo, phone)
    await same_digest(group, ana, bo, phone)
    await scene.stop("bo")
    direct = await ana.groups.open_direct(await account(phone))
    await has(phone, direct)
    await ana.messages.send(direct, "on which of them?")
    await reads(phone, direct, "on which of them?")
    await phone.messages.send(direct, "the phone")
    await scene.stop("ana")
    bo = await scene.start("bo")
    await has(bo, direct)
    await reads(bo, direct, "on which of them?", "the phone")
    await bo.messages.send(direct, "both")
    ana = await scene.start("ana")
    await reads(ana, direct, "on which of them?", "the phone", "both")
    await same_digest(direct, ana, bo, phone)
