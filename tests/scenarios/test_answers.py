"""Answers stream to every member, end as one operation, and exactly one is shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import StopRequested
from sync.core.ids import GroupId, MessageId
from sync.core.limits import UNPLANNED_RANK
from sync.engine import Engine
from sync.errors import NoSuchMessage
from sync.views import (
    AnswerFailure,
    AnswerReceipt,
    AnswerStatus,
    AnswerUsage,
    MessageView,
    ReceiptEntry,
)
from tests.support.engines import Stage, reads, same_digest, stage, until

RECEIPT = AnswerReceipt("builtin", "http://127.0.0.1", "small", (ReceiptEntry("system", "Be brief."),))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def claim(engine: Engine, group: GroupId, trigger: MessageId, *, attempt: int = 0, rank: int = 0) -> MessageId:
    return await engine.turns.claim(
        group, trigger, attempt=attempt, rank=rank, name="Sage", provider="builtin", model="small"
    )


async def answers(engine: Engine, group: GroupId) -> list[MessageView]:
    return [each for each in await engine.messages.list(group) if each.assistant is not None]


async def shows(engine: Engine, group: GroupId, text: str, status: AnswerStatus) -> MessageView:
    """Wait until the engine shows exactly one answer, with that text and status; return it."""

    async def condition() -> bool:
        return [(a.text, a.assistant and a.assistant.status) for a in await answers(engine, group)] == [(text, status)]

    await until(condition, f"{text!r} {status}")
    return (await answers(engine, group))[0]


async def test_an_answer_streams_to_everybody_and_keeps_its_place(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    question = await ana.messages.send(group, "@Sage hello?")
    turn = await claim(ana, group, question.message_id)
    await ana.turns.append(group, turn, "Good ")
    await ana.turns.append(group, turn, "evening")
    for member in (bo, cy):
        seen = await shows(member, group, "Good evening", AnswerStatus.STREAMING)
        assert seen.message_id == turn
        assert seen.author.name == "Sage"
    await bo.messages.send(group, "while it writes")
    await reads(ana, group, "@Sage hello?", "Good evening", "while it writes")
    await ana.turns.append(group, turn, ".")
    usage = AnswerUsage(12, 3, None, "")
    done = await ana.turns.finish(group, turn, status=AnswerStatus.COMPLETE, usage=usage, receipt=RECEIPT)
    assert done.message_id == turn
    for member in (ana, bo, cy):
        seen = await shows(member, group, "Good evening.", AnswerStatus.COMPLETE)
        assert seen.assistant is not None
        assert (seen.assistant.usage, seen.assistant.host.name) == (usage, "ana")
        assert await member.turns.receipt(group, turn) == RECEIPT
        await reads(member, group, "@Sage hello?", "Good evening.", "while it writes")
    await same_digest(group, ana, bo, cy)


async def test_a_member_who_connects_in_the_middle_sees_the_text_so_far(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await scene.stop("bo")
    question = await ana.messages.send(group, "Sage?")
    turn = await claim(ana, group, question.message_id)
    await ana.turns.append(group, turn, "I was ")
    bo = await scene.start("bo")
    await shows(bo, group, "I was ", AnswerStatus.STREAMING)
    await ana.turns.append(group, turn, "saying")
    await shows(bo, group, "I was saying", AnswerStatus.STREAMING)


async def test_any_member_can_stop_and_only_the_host_hears(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    question = await ana.messages.send(group, "Sage?")
    turn = await claim(ana, group, question.message_id)
    await shows(bo, group, "", AnswerStatus.STREAMING)
    changes = ana.subscribe()
    await bo.turns.stop(group, turn)
    account = await bo.accounts.get()
    assert account is not None
    async for change in changes:
        if isinstance(change, StopRequested):
            assert (change.message_id, change.by) == (turn, account.account_id)
            break
    await ana.turns.finish(group, turn, status=AnswerStatus.STOPPED)
    await shows(cy, group, "", AnswerStatus.STOPPED)
    await bo.turns.stop(group, turn)  # ended: harmless


async def test_an_answer_vanishes_with_its_host_and_the_next_may_act(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    await claim(ana, group, question.message_id)

    async def claimed() -> bool:
        return bo.turns.live_rank(group, question.message_id) == 0

    await until(claimed, "claimed")
    await scene.stop("ana")

    async def gone() -> bool:
        return bo.turns.live_rank(group, question.message_id) is None and not await answers(bo, group)

    await until(gone, "gone")


async def test_of_two_answers_made_apart_everybody_shows_the_same_one(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    await reads(bo, group, "Sage?")
    scene.hub.partition(["ana"], ["bo"])
    first = await claim(ana, group, question.message_id, rank=0)
    await ana.turns.finish(group, first, status=AnswerStatus.FAILED, error=AnswerFailure("provider_auth", "No."))
    second = await claim(bo, group, question.message_id, rank=1)
    await bo.turns.append(group, second, "Yes.")
    await bo.turns.finish(group, second, status=AnswerStatus.COMPLETE)
    scene.hub.heal()
    for member in (ana, bo):
        seen = await shows(member, group, "Yes.", AnswerStatus.COMPLETE)
        assert seen.message_id == second
    await same_digest(group, ana, bo)


async def test_try_again_replaces_a_failure(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    failed = await claim(ana, group, question.message_id)
    error = AnswerFailure("provider_unreachable", "The model cannot be reached.")
    await ana.turns.finish(group, failed, status=AnswerStatus.FAILED, error=error)
    seen = await shows(bo, group, "", AnswerStatus.FAILED)
    assert seen.assistant is not None
    assert seen.assistant.error == error
    assert await bo.turns.attempts(group, question.message_id) == 1
    again = await claim(bo, group, question.message_id, attempt=1, rank=UNPLANNED_RANK)
    assert await bo.turns.attempts(group, question.message_id) == 2
    await bo.turns.append(group, again, "Here I am.")
    await bo.turns.finish(group, again, status=AnswerStatus.COMPLETE)
    for member in (ana, bo):
        await shows(member, group, "Here I am.", AnswerStatus.COMPLETE)


async def test_offers_come_and_go_with_the_devices_that_make_them(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await bo.turns.offer("builtin", "small")

    async def offered() -> bool:
        return [offer.model for offer in ana.turns.offers(group)] == ["small"]

    async def nothing() -> bool:
        return ana.turns.offers(group) == ()

    await until(offered, "offered")
    await bo.turns.offer(None, None)
    await until(nothing, "withdrawn")
    await bo.turns.offer("builtin", "small")
    await until(offered, "offered again")
    await scene.stop("bo")
    await until(nothing, "gone")


async def test_only_the_host_writes_an_answer(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    question = await ana.messages.send(group, "Sage?")
    turn = await claim(ana, group, question.message_id)
    await shows(bo, group, "", AnswerStatus.STREAMING)
    with pytest.raises(NoSuchMessage):
        await bo.turns.append(group, turn, "not mine")
    with pytest.raises(NoSuchMessage):
        await bo.turns.finish(group, turn, status=AnswerStatus.COMPLETE)


async def test_a_long_answer_and_its_receipt_still_fit(scene: Stage) -> None:
    ana = await scene.start("ana")
    group = await scene.group(ana)
    question = await ana.messages.send(group, "Sage?")
    turn = await claim(ana, group, question.message_id)
    for number in range(300):
        await ana.turns.append(group, turn, f"漢字 {number} " * 30)
    entries = tuple(ReceiptEntry("user", f"{number}: {number * 7919 % 10007} " * 60) for number in range(300))
    receipt = AnswerReceipt("compatible", "http://127.0.0.1", "large", entries)
    done = await ana.turns.finish(group, turn, status=AnswerStatus.COMPLETE, receipt=receipt)
    assert 10_000 < len(done.text) <= 20_000
    stored = await ana.turns.receipt(group, turn)
    assert stored is not None
    assert stored.entries[-1] == entries[-1]
