"""Blocking: personal, on one device, never announced; everything is still kept and passed on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import (
    AnswerDelta,
    ContactUpdated,
    MemberUpdated,
    MessageAdded,
    MessageRemoved,
    MessageUpdated,
    OffersChanged,
    Overflow,
    Typing,
)
from sync.core.frames import TypingState
from sync.core.ids import AccountId, GroupId, MessageId
from sync.engine import Engine
from sync.errors import Blocked, InvalidInput, NoSuchMember
from sync.views import AnswerStatus, GroupState
from tests.support.engines import Stage, joined, message, reads, same_digest, stage, state, texts, until

OF_SOMEBODY = (MessageAdded, MessageUpdated, MessageRemoved, AnswerDelta, Typing, OffersChanged, MemberUpdated)
"""Changes that show what a person does."""


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def known(engine: Engine, group: GroupId) -> None:
    """Wait until a conversation that somebody began has come here."""

    async def condition() -> bool:
        return group in {line.group_id for line in await engine.groups.list()}

    await until(condition, "known")


async def account_of(engine: Engine) -> AccountId:
    account = await engine.accounts.get()
    assert account is not None
    return account.account_id


async def claim(engine: Engine, group: GroupId, trigger: MessageId) -> MessageId:
    return await engine.turns.claim(group, trigger, attempt=0, rank=0, name="Sage", provider="builtin", model="small")


async def unread(engine: Engine) -> int:
    return (await engine.groups.list())[0].unread


async def test_what_a_blocked_account_wrote_is_shown_nowhere(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await bo.messages.send(group, "old words")
    await cy.messages.send(group, "words of cy")
    for engine in (ana, cy):
        await same_digest(group, engine, bo)
    bad = await account_of(bo)
    seen = await message(ana, group, "old words")

    contact = await ana.contacts.block(bad)

    assert (contact.name, contact.blocked) == ("bo", True)
    assert await ana.contacts.blocked() == [contact]
    await bo.messages.send(group, "new words")
    await same_digest(group, ana, bo, cy)
    assert await texts(ana, group) == ["words of cy"]
    assert await texts(cy, group) == ["old words", "words of cy", "new words"]
    assert [hit.message.text for hit in await ana.messages.search("words")] == ["words of cy"]
    assert await unread(ana) == 1
    last = (await ana.groups.list())[0].last_message
    assert last is not None
    assert last.text == "words of cy"
    with pytest.raises(Blocked):
        await ana.messages.get(group, seen.message_id)
    with pytest.raises(Blocked):
        await ana.messages.send(group, "to that", reply_to=seen.message_id)
    members = {member.name: member for member in (await ana.groups.get(group)).members}
    assert (members["bo"].blocked, members["bo"].online, members["cy"].blocked) == (True, False, False)

    await ana.contacts.unblock(bad)

    await reads(ana, group, "old words", "words of cy", "new words")
    assert await unread(ana) == 3
    assert await ana.messages.get(group, seen.message_id) == await message(ana, group, "old words")
    assert await ana.contacts.blocked() == []
    assert (await ana.groups.get(group)).members[1].online


async def test_nothing_that_a_blocked_account_does_is_told(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    await reads(bo, group, "Sage?")
    bad = await account_of(bo)
    await ana.contacts.block(bad)
    changes = ana.subscribe()

    await bo.turns.offer("builtin", "small")
    for session in bo.peers._registry.sharing(group):
        session.send(TypingState(group=group, active=True))
    turn = await claim(bo, group, question.message_id)
    await bo.turns.append(group, turn, "An answer")

    async def claimed() -> bool:
        return ana.turns.live_rank(group, question.message_id) == 0

    await until(claimed, "its rank counts all the same")
    assert await texts(ana, group) == ["Sage?"]
    with pytest.raises(Blocked):
        await ana.messages.get(group, turn)
    await bo.turns.finish(group, turn, status=AnswerStatus.COMPLETE)
    await bo.messages.send(group, "look at me")
    await same_digest(group, ana, bo)
    assert await texts(ana, group) == ["Sage?"]
    assert ana.turns.offers(group) == ()
    with pytest.raises(Blocked):
        await ana.turns.receipt(group, turn)
    assert await ana.turns.answered(group, question.message_id) is False, "it was not asked"
    await scene.stop("bo")
    await ana.contacts.unblock(bad)

    async for change in changes:
        if isinstance(change, Overflow):
            break
        assert not isinstance(change, OF_SOMEBODY), change
    assert await texts(ana, group) == ["Sage?", "An answer", "look at me"]


async def test_an_answer_that_streams_shows_once_its_host_is_unblocked(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    await reads(bo, group, "Sage?")
    await ana.contacts.block(await account_of(bo))
    turn = await claim(bo, group, question.message_id)
    await bo.turns.append(group, turn, "half of it")

    async def claimed() -> bool:
        return ana.turns.live_rank(group, question.message_id) == 0

    await until(claimed, "claimed")
    await ana.contacts.unblock(await account_of(bo))
    await reads(ana, group, "Sage?", "half of it")


async def test_an_answer_of_a_blocked_account_does_not_keep_another_from_being_shown(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    question = await ana.messages.send(group, "Sage?", hosts=[])
    await same_digest(group, ana, bo, cy)
    scene.hub.partition(["bo"], ["cy"])
    for engine, rank, text in ((bo, 0, "the first"), (cy, 1, "the second")):
        turn = await engine.turns.claim(
            group, question.message_id, attempt=0, rank=rank, name="Sage", provider="builtin", model="small"
        )
        await engine.turns.append(group, turn, text)
        await engine.turns.finish(group, turn, status=AnswerStatus.COMPLETE)
    scene.hub.heal()
    await same_digest(group, ana, bo, cy)
    await reads(ana, group, "Sage?", "the first")

    await ana.contacts.block(await account_of(bo))
    assert await texts(ana, group) == ["Sage?", "the second"]
    assert [hit.message.text for hit in await ana.messages.search("the")] == ["the second"]
    ana = await scene.restart("ana")
    assert await texts(ana, group) == ["Sage?", "the second"]

    await ana.contacts.unblock(await account_of(bo))
    assert await texts(ana, group) == ["Sage?", "the first"]
    assert await texts(cy, group) == ["Sage?", "the first"]


async def test_what_is_blocked_while_away_is_kept_and_passed_on_after_a_restart(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await scene.stop("cy")
    await ana.contacts.block(await account_of(bo))
    ana = await scene.restart("ana")
    await bo.messages.send(group, "for cy")
    await same_digest(group, ana, bo)
    await scene.stop("bo")

    cy = await scene.start("cy")

    await reads(cy, group, "for cy")
    await same_digest(group, ana, cy)
    assert await texts(ana, group) == []
    assert [contact.name for contact in await ana.contacts.blocked()] == ["bo"]
    assert not (await cy.groups.get(group)).members[1].blocked


async def test_a_reply_to_a_blocked_account_still_shows(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await ana.contacts.block(await account_of(bo))
    bait = await bo.messages.send(group, "bait")
    await reads(cy, group, "bait")
    await cy.messages.send(group, "leave it", reply_to=bait.message_id)
    await reads(ana, group, "leave it")
    assert (await ana.messages.list(group))[0].reply_to == bait.message_id
    page = await ana.messages.list(group, before=bait.message_id)
    assert page == [], "a place in the timeline is no secret"


async def test_who_asked_while_blocked_is_not_answered_here(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    account = await ana.accounts.get()
    assert account is not None
    asked = await bo.messages.send(group, "Sage?", hosts=[account.device_id])
    await reads(ana, group, "Sage?")
    await ana.contacts.block(await account_of(bo))
    with pytest.raises(Blocked):
        await claim(ana, group, asked.message_id)


async def test_the_list_has_a_name_also_when_the_group_is_gone(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    assert [(contact.name, contact.blocked) for contact in await ana.contacts.list()] == [("bo", False), ("cy", False)]
    await ana.contacts.block(await account_of(bo))
    await ana.groups.leave(group)
    await ana.groups.forget(group)
    ana = await scene.restart("ana")
    assert [(contact.name, contact.blocked) for contact in await ana.contacts.list()] == [("bo", True)]
    await ana.contacts.unblock(await account_of(bo))
    assert await ana.contacts.list() == []


async def test_a_name_follows_its_bearer_and_former_members_have_one(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await bo.accounts.rename("Robert")
    await same_digest(group, ana, bo)
    assert [contact.name for contact in await ana.contacts.list()] == ["Robert"]
    await bo.groups.leave(group)

    async def gone() -> bool:
        return len((await ana.groups.get(group)).members) == 1

    await until(gone, "gone")
    assert [contact.name for contact in await ana.contacts.list()] == ["Robert"]


async def test_only_others_who_are_known_can_be_blocked(scene: Stage) -> None:
    ana = await scene.start("ana")
    await ana.groups.create("Alone")
    for change in (ana.contacts.block, ana.contacts.unblock):
        with pytest.raises(InvalidInput):
            await change(await account_of(ana))
        with pytest.raises(NoSuchMember):
            await change(AccountId(b"x" * 32))
    assert await ana.contacts.list() == []


async def test_blocking_somebody_is_told_to_views_and_to_nobody_else(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    before = (await bo.groups.get(group)).digest
    bad = await account_of(bo)
    changes = ana.subscribe()
    for _ in range(2):
        await ana.contacts.block(bad)
    await ana.contacts.unblock(bad)
    ana.unsubscribe(changes)
    expected = [ContactUpdated(bad), Overflow()] * 2
    assert [change async for change in changes if isinstance(change, ContactUpdated | Overflow)] == expected
    await ana.messages.send(group, "still here")
    await reads(bo, group, "still here")
    assert await state(bo, group) is GroupState.JOINED
    assert (await bo.groups.get(group)).digest != before


async def test_a_blocked_account_does_not_stop_what_this_device_answers(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    question = await cy.messages.send(group, "Sage?")
    await reads(ana, group, "Sage?")
    turn = await claim(ana, group, question.message_id)
    for engine in (bo, cy):
        await reads(engine, group, "Sage?", "")
    await ana.contacts.block(await account_of(bo))
    changes = ana.subscribe()
    await bo.turns.stop(group, turn)
    await bo.messages.send(group, "stop it")
    await same_digest(group, ana, bo)
    await cy.turns.stop(group, turn)
    async for change in changes:
        by = getattr(change, "by", None)
        assert by != await account_of(bo)
        if by == await account_of(cy):
            break


async def test_a_newcomer_who_is_blocked_elsewhere_is_blocked_here_too(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    await ana.contacts.block(await account_of(bo))
    second = await ana.groups.create("Another group")
    invite = await ana.invites.create(second)
    await bo.invites.join(invite.code)
    await joined(bo, second)
    await bo.messages.send(second, "here I am")
    await same_digest(second, ana, bo)
    assert await texts(ana, second) == []
    assert {member.name: member.blocked for member in (await ana.groups.get(second)).members}["bo"]


async def test_what_a_blocked_account_writes_does_not_lift_its_group_in_the_list(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    quiet, noisy = await ana.groups.create("Quiet"), await scene.group(ana, bo)
    await ana.messages.send(quiet, "the last word")
    assert [line.group_id for line in await ana.groups.list()] == [quiet, noisy]
    await ana.contacts.block(await account_of(bo))
    await bo.messages.send(noisy, "me! me!")
    await same_digest(noisy, ana, bo)
    assert [line.group_id for line in await ana.groups.list()] == [quiet, noisy]
    await ana.contacts.unblock(await account_of(bo))
    assert [line.group_id for line in await ana.groups.list()] == [noisy, quiet]


async def test_a_conversation_of_two_rests_while_the_other_is_blocked(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    bad = await account_of(bo)
    talk = await ana.groups.open_direct(bad)
    await known(bo, talk)
    await ana.messages.send(talk, "hello")
    await reads(bo, talk, "hello")
    await ana.contacts.block(bad)
    with pytest.raises(Blocked):
        await ana.messages.send(talk, "I do not talk with you")
    with pytest.raises(Blocked):
        await ana.groups.open_direct(bad)
    await bo.messages.send(talk, "why?")
    await same_digest(talk, ana, bo)
    assert await texts(ana, talk) == ["hello"]
    await ana.contacts.unblock(bad)
    await ana.messages.send(talk, "never mind")
    await reads(bo, talk, "hello", "why?", "never mind")
