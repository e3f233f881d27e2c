"""Who is in charge of a group, and of whom: engines in one process on a network in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.ids import AccountId, GroupId
from sync.engine import Engine
from sync.errors import CauserieError, InvalidInput, NoSuchMember, NotAllowed
from sync.views import GroupPolicy, GroupRights, GroupState, Member, Role
from tests.support.engines import Stage, reads, same_digest, stage, state, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def account(engine: Engine) -> AccountId:
    own = await engine.accounts.get()
    assert own is not None
    return own.account_id


async def members(engine: Engine, group: GroupId) -> dict[str, Member]:
    return {member.name: member for member in (await engine.groups.get(group)).members}


async def roles(engine: Engine, group: GroupId, **expected: str) -> None:
    """Wait until the engine sees exactly these people in these roles."""

    async def condition() -> bool:
        return {name: member.role.value for name, member in (await members(engine, group)).items()} == expected

    await until(condition, f"roles {expected}")


async def test_the_owner_makes_admins_and_ordinary_members_again(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    for each in (ana, bo, cy):
        await roles(each, group, ana="owner", bo="admin", cy="member")
    digest = (await ana.groups.get(group)).digest
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    assert (await ana.groups.get(group)).digest == digest
    await ana.members.set_role(group, await account(bo), Role.MEMBER)
    for each in (ana, bo, cy):
        await roles(each, group, ana="owner", bo="member", cy="member")


async def test_what_each_may_do_is_shown_and_holds(scene: Stage) -> None:
    ana, bo, cy, dan = [await scene.start(name) for name in ("ana", "bo", "cy", "dan")]
    group = await scene.group(ana, bo, cy, dan)
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    await bo.members.set_role(group, await account(cy), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    shown = {
        viewer: {
            name: (member.removable, member.promotable, member.demotable)
            for name, member in (await members(engine, group)).items()
        }
        for viewer, engine in (("ana", ana), ("bo", bo), ("cy", cy), ("dan", dan))
    }
    yes, no, new = (True, False, True), (False, False, False), (True, True, False)
    assert shown == {
        "ana": {"ana": no, "bo": yes, "cy": yes, "dan": new},
        "bo": {"ana": no, "bo": no, "cy": yes, "dan": new},
        "cy": {"ana": no, "bo": no, "cy": no, "dan": new},
        "dan": {"ana": no, "bo": no, "cy": no, "dan": no},
    }
    everything = GroupRights(invite=True, settings=True, policy=True, approve=True)
    assert (await cy.groups.get(group)).rights == everything
    assert (await dan.groups.get(group)).rights == GroupRights(invite=True, settings=True)


async def test_refusals_say_who_may(scene: Stage) -> None:
    ana, bo, cy, dan = [await scene.start(name) for name in ("ana", "bo", "cy", "dan")]
    group = await scene.group(ana, bo, cy, dan)
    a, b, c, d = [await account(each) for each in (ana, bo, cy, dan)]
    await ana.members.set_role(group, b, Role.ADMIN)
    await ana.members.set_role(group, c, Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    stranger = AccountId(bytes(32))
    changing = cy.members.set_role
    refused: list[tuple[type[CauserieError], str]] = [
        (NotAllowed, "Only the group's owner and admins can remove people."),
        (NotAllowed, "ana is the group's owner and cannot be removed."),
        (NotAllowed, "bo has been in charge longer than you, so you cannot remove them."),
        (InvalidInput, "You cannot remove yourself."),
        (NoSuchMember, "That person is not in this group."),
        (NotAllowed, "Only the group's owner and admins can say who is an admin."),
        (NotAllowed, "ana is the group's owner, and stays so until they leave."),
        (NotAllowed, "bo has been in charge longer than you, so you cannot change their role."),
        (InvalidInput, "You cannot change your own role."),
        (InvalidInput, "A group has one owner, and that cannot be handed on."),
        (NoSuchMember, "That person is not in this group."),
    ]
    attempts = [
        lambda: dan.members.remove(group, c), lambda: cy.members.remove(group, a), lambda: cy.members.remove(group, b),
        lambda: cy.members.remove(group, c), lambda: cy.members.remove(group, stranger),
        lambda: dan.members.set_role(group, c, Role.MEMBER),
        lambda: changing(group, a, Role.MEMBER), lambda: changing(group, b, Role.MEMBER),
        lambda: changing(group, c, Role.MEMBER), lambda: changing(group, d, Role.OWNER),
        lambda: changing(group, stranger, Role.ADMIN),
    ]  # fmt: skip
    digest = (await ana.groups.get(group)).digest
    for attempt, (kind, sentence) in zip(attempts, refused, strict=True):
        with pytest.raises(kind) as caught:
            await attempt()
        assert caught.value.message == sentence
    await same_digest(group, ana, bo, cy, dan)
    assert (await ana.groups.get(group)).digest == digest


async def test_the_owner_leaves_and_the_admin_of_longest_standing_follows(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await ana.members.set_role(group, await account(cy), Role.ADMIN)
    await same_digest(group, ana, bo, cy)
    await ana.groups.leave(group)
    for each in (bo, cy):
        await roles(each, group, cy="owner", bo="member")
    ending = (await ana.groups.get(group)).ending
    assert ending is not None
    assert (ending.by, ending.name) == (await account(ana), "ana")
    await cy.members.remove(group, await account(bo))
    await roles(cy, group, cy="owner")


async def test_the_owner_of_ordinary_members_leaves_and_the_oldest_follows_then_the_last_one(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await same_digest(group, ana, bo, cy)
    await ana.groups.leave(group)
    for each in (bo, cy):
        await roles(each, group, bo="owner", cy="member")
    await bo.messages.send(group, "I am in charge now")
    await reads(cy, group, "I am in charge now")
    await bo.groups.leave(group)
    await roles(cy, group, cy="owner")
    await cy.groups.leave(group)
    assert await state(cy, group) is GroupState.LEFT
    assert (await cy.groups.list())[0].notice == ""
    assert await members(cy, group) == {}


async def test_only_those_in_charge_change_the_rules(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    with pytest.raises(NotAllowed, match="who may do what"):
        await bo.groups.update(group, policy=GroupPolicy(invite="admins"))
    await ana.groups.update(group, policy=GroupPolicy(invite="admins", settings="admins"))
    await same_digest(group, ana, bo)
    with pytest.raises(NotAllowed, match="settings"):
        await bo.groups.update(group, name="Mine")
    with pytest.raises(NotAllowed):
        await bo.invites.create(group)
    assert (await bo.groups.get(group)).rights == GroupRights()
