"""People join, talk, go away and come back: engines in one process on a network in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.errors import AlreadyAMember, InviteExpired, NotAMember
from sync.views import GroupState, Respond
from tests.support.engines import Stage, joined, message, reads, same_digest, stage, state, until

WEEK_MS = 7 * 24 * 3600 * 1000
YEAR_MS = 365 * 24 * 3600 * 1000


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_a_newcomer_receives_the_whole_history_and_both_talk(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden weekend")
    await ana.messages.send(group, "first")
    await ana.messages.send(group, "second")
    invite = await ana.invites.create(group)
    await bo.invites.join(invite.link)
    await joined(bo, group)
    await reads(bo, group, "first", "second")
    await bo.messages.send(group, "third")
    await reads(ana, group, "first", "second", "third")
    await same_digest(group, ana, bo)
    seen = await bo.groups.get(group)
    assert seen.name == "Garden weekend"
    assert [(member.name, member.role.value, member.online) for member in seen.members] == [
        ("bo", "member", True),
        ("ana", "owner", True),
    ]
    assert (await message(ana, group, "third")).author.name == "bo"


async def test_a_message_travels_while_its_author_is_away(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await scene.stop("cy")
    await ana.messages.send(group, "are you there?")
    await reads(bo, group, "are you there?")
    await scene.stop("ana")
    cy = await scene.start("cy")
    await reads(cy, group, "are you there?")
    await same_digest(group, bo, cy)


async def test_any_member_admits_while_the_inviter_is_away(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await ana.messages.send(group, "hello")
    await reads(bo, group, "hello")
    invite = await ana.invites.create(group)
    await same_digest(group, ana, bo)
    await scene.stop("ana")
    cy = await scene.start("cy")
    await cy.invites.join(invite.code)
    await joined(cy, group)
    await reads(cy, group, "hello")
    await scene.stop("bo")
    await cy.messages.send(group, "I came while you were away")
    ana = await scene.start("ana")
    await reads(ana, group, "hello", "I came while you were away")
    assert {member.name for member in (await ana.groups.get(group)).members} == {"ana", "bo", "cy"}


async def test_a_newcomer_talks_at_once_with_members_who_did_not_let_him_in(scene: Stage) -> None:
    people = [await scene.start(name) for name in ("ana", "bo", "cy", "dan")]
    group = await scene.group(*people)

    async def everybody_is_there() -> bool:
        views = [await each.groups.get(group) for each in people]
        return all(len(view.members) == 4 and all(member.online for member in view.members) for view in views)

    await until(everybody_is_there, "everybody sees everybody")
    for each in people:
        assert [peer.state for peer in await each.peers.list()] == ["connected"] * 3


async def test_everybody_finds_each_other_again_after_a_restart_and_a_partition(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    bo = await scene.restart("bo")
    await bo.messages.send(group, "back")
    await reads(ana, group, "back")
    scene.hub.partition(["ana"], ["bo"])
    await ana.messages.send(group, "alone 1")
    await bo.messages.send(group, "alone 2")
    scene.hub.heal()
    await same_digest(group, ana, bo)
    assert {each.text for each in await ana.messages.list(group)} == {"back", "alone 1", "alone 2"}
    assert await ana.messages.list(group) != []
    assert [each.text for each in await ana.messages.list(group)] == [
        each.text for each in await bo.messages.list(group)
    ]


async def test_an_invite_for_one_lets_one_in_and_tells_the_next(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await ana.groups.create("Small")
    invite = await ana.invites.create(group, max_uses=1)
    await bo.invites.join(invite.code)
    await joined(bo, group)
    await cy.invites.join(invite.code)

    async def refused() -> bool:
        return await state(cy, group) is GroupState.REFUSED

    await until(refused, "refused")
    assert (await cy.groups.list())[0].notice == "invite_used_up"
    second = await ana.invites.create(group)
    await cy.invites.join(second.code)
    await joined(cy, group)
    assert [(each.uses, each.max_uses) for each in await ana.invites.list(group)] == [(1, 1), (1, 20)]


async def test_a_withdrawn_invite_is_refused_and_an_expired_one_at_once(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Small")
    invite = await ana.invites.create(group)
    await ana.invites.revoke(group, invite.invite_id)
    await bo.invites.join(invite.code)

    async def refused() -> bool:
        return (await bo.groups.list())[0].notice == "invite_revoked"

    await until(refused, "refused")
    scene.later["bo"] = WEEK_MS + 60_000
    with pytest.raises(InviteExpired):
        await bo.invites.join(invite.code)
    with pytest.raises(AlreadyAMember):
        await ana.invites.join(invite.code)


async def test_leaving_keeps_what_was_said_and_ends_the_rest(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await ana.messages.send(group, "before")
    await reads(bo, group, "before")
    await bo.groups.leave(group)

    async def gone() -> bool:
        return len((await ana.groups.get(group)).members) == 1

    await until(gone, "gone")
    await ana.messages.send(group, "after")
    assert await state(bo, group) is GroupState.LEFT
    await reads(bo, group, "before")
    with pytest.raises(NotAMember):
        await bo.messages.send(group, "too late")
    await bo.groups.forget(group)
    assert await bo.groups.list() == []


async def test_settings_replicate_and_say_who_changed_them(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await bo.groups.update_assistant(group, name="Basil", respond=Respond.AUTOMATICALLY, instructions="Be brief.")

    async def renamed() -> bool:
        return (await ana.groups.get(group)).assistant.name == "Basil"

    await until(renamed, "renamed")
    seen = (await ana.groups.get(group)).assistant
    assert (seen.respond, seen.instructions) == (Respond.AUTOMATICALLY, "Be brief.")
    account = await bo.accounts.get()
    assert account is not None
    assert seen.changed_by == account.account_id
    await ana.accounts.rename("Ana Maria")

    async def known() -> bool:
        return "Ana Maria" in {member.name for member in (await bo.groups.get(group)).members}

    await until(known, "known under the new name")


async def test_a_clock_wrong_by_a_year_stops_nobody(scene: Stage) -> None:
    scene.later["bo"] = -YEAR_MS
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await ana.messages.send(group, "what year is it?")
    await reads(bo, group, "what year is it?")
    await bo.messages.send(group, "the last one")
    await reads(ana, group, "what year is it?", "the last one")
    scene.later["bo"] = YEAR_MS
    await bo.messages.send(group, "no, the next one")
    await reads(ana, group, "what year is it?", "the last one", "no, the next one")
    newest = (await ana.messages.list(group))[-1]
    assert newest.sent_at < scene.now("ana") + 5 * 60_000


async def test_delivery_is_counted_and_unread_is_kept(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await scene.stop("cy")
    sent = await ana.messages.send(group, "hello")

    async def reached() -> bool:
        delivery = await ana.messages.delivery(group, sent.message_id)
        return (delivery.reached, delivery.devices) == (1, 2)

    await until(reached, "one of two")
    await reads(bo, group, "hello")
    assert (await bo.groups.list())[0].unread == 1
    await bo.messages.mark_read(group, sent.message_id)
    assert (await bo.groups.list())[0].unread == 0
    bo = await scene.restart("bo")
    assert (await bo.groups.list())[0].unread == 0


async def test_leaving_while_nobody_is_there_is_told_later(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await scene.stop("ana")
    await bo.groups.leave(group)
    bo = await scene.restart("bo")
    assert await state(bo, group) is GroupState.LEFT
    ana = await scene.start("ana")

    async def gone() -> bool:
        return len((await ana.groups.get(group)).members) == 1

    async def told() -> bool:
        return (await bo.groups.list())[0].notice == ""

    await until(gone, "gone")
    await until(told, "told")
    await ana.messages.send(group, "after")
    assert await bo.messages.list(group) == []


async def test_who_missed_that_somebody_left_is_found_and_told(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await scene.stop("cy")
    await bo.groups.leave(group)

    async def gone() -> bool:
        return len((await ana.groups.get(group)).members) == 2

    await until(gone, "gone")
    await scene.stop("bo")
    await ana.messages.send(group, "under a new epoch")
    cy = await scene.start("cy")
    await reads(cy, group, "under a new epoch")
    assert {member.name for member in (await cy.groups.get(group)).members} == {"ana", "cy"}
    await cy.messages.send(group, "caught up")
    await reads(ana, group, "under a new epoch", "caught up")
