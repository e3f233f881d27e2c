"""Several devices, one visible answer: planning, taking over, stopping, and staying out of it."""

import asyncio
from dataclasses import replace

import pytest

from desktop.assistant.choice import HostChoice, HostKind, Sponsor, StoredHost
from desktop.assistant.failures import NoModelHere, ProviderQuota
from sync.changes import Overflow
from sync.core.ids import MessageId
from sync.errors import DiskFull
from sync.views import AnswerStatus, AssistantSettings, Respond
from tests.desktop.assistant.conftest import Start
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_room import GROUP, World
from tests.support.scripted_model import ScriptedModel


async def test_author_with_a_model_answers_at_once(world: World, start: Start) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    service = await start(ana, ScriptedModel())
    message = await service.send(GROUP, "Sage, hello?")
    await settle()
    assert message.hosts == (ana.account.device_id,)
    (answer,) = ben.answers()
    assert answer.text == "Hello there."
    assert answer.author.name == "Sage"
    assert answer.assistant is not None
    assert answer.assistant.status is AnswerStatus.COMPLETE
    assert answer.assistant.usage is not None
    assert answer.assistant.usage.output_tokens == 2


async def test_unmentioned_message_asks_nobody(world: World, start: Start) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel())
    message = await service.send(GROUP, "hello everybody")
    await settle()
    assert message.hosts == ()
    assert ana.answers() == []


async def test_reply_to_an_answer_counts_as_a_mention(world: World, start: Start) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel())
    await service.send(GROUP, "Sage, hello?")
    await settle()
    again = await service.send(GROUP, "and what else?", reply_to=ana.answers()[0].message_id)
    assert again.hosts == (ana.account.device_id,)


@pytest.mark.parametrize(
    "settings",
    [AssistantSettings(enabled=False), AssistantSettings(respond=Respond.OFF), AssistantSettings(name="Other")],
)
async def test_switched_off_or_renamed_assistant_is_not_asked(
    world: World, start: Start, settings: AssistantSettings
) -> None:
    ana = world.join("Ana")
    world.settings = settings
    service = await start(ana, ScriptedModel())
    assert (await service.send(GROUP, "@Sage hello")).hosts == ()


async def test_author_without_a_model_borrows_one(world: World, start: Start) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    asking = await start(ana)
    await start(ben, ScriptedModel())
    message = await asking.send(GROUP, "@sage hello")
    await settle()
    assert message.hosts == (ben.account.device_id,)
    assert [answer.device_id for answer in ana.answers()] == [ben.account.device_id]


async def test_three_hosts_give_one_answer(world: World, start: Start, clock: FakeClock) -> None:
    rooms = [world.join(name) for name in ("Ana", "Ben", "Cleo")]
    models = [ScriptedModel() for _ in rooms]
    services = [await start(room, model) for room, model in zip(rooms, models, strict=True)]
    message = await services[0].send(GROUP, "Sage?")
    await clock.advance(120)
    assert len(message.hosts) == 3
    assert message.hosts[0] == rooms[0].account.device_id
    assert sum(len(model.prompts) for model in models) == 1
    assert all(len(room.answers()) == 1 for room in rooms)


async def test_next_host_acts_when_the_first_one_vanishes(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    silent = ScriptedModel(script=[asyncio.Event()])
    asking = await start(ana, silent)
    await start(ben, ScriptedModel())
    message = await asking.send(GROUP, "Sage?")
    await clock.advance(5)
    ana.online = False
    await clock.advance(20)
    assert not any(a.assistant and a.assistant.status is AnswerStatus.COMPLETE for a in ben.answers())
    await clock.advance(10)
    (answer,) = ben.answers()
    assert answer.device_id == ben.account.device_id
    assert answer.assistant is not None
    assert answer.assistant.trigger == message.message_id
    assert answer.assistant.status is AnswerStatus.COMPLETE


async def test_host_of_rank_two_waits_sixteen_seconds(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben, cleo = (world.join(name) for name in ("Ana", "Ben", "Cleo"))
    asking = await start(ana)
    ranked = {room.account.device_id: room for room in (ben, cleo)}
    await start(ben, ScriptedModel())
    await start(cleo, ScriptedModel())
    absent = world.join("Absent")
    absent.offered = replace(ben.offered, device_id=absent.account.device_id) if ben.offered else None
    message = await asking.send(GROUP, "Sage?")
    ranks = {device: rank for rank, device in enumerate(message.hosts)}
    first = min(ranked, key=lambda device: ranks[device])
    due = ranks[first] * 8
    if due:
        await clock.advance(due - 0.5)
        assert ana.answers() == []
    await clock.advance(1)
    assert [answer.device_id for answer in ana.answers()] == [first]


async def test_nobody_answers_after_the_lifetime(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    await start(ben, ScriptedModel())
    asking = await start(ana)
    ben.online = False
    message = await ana.messages.send(GROUP, "Sage?", hosts=[ben.account.device_id])
    await clock.advance(601)
    ben.online = True
    ben.put(message)
    await clock.advance(60)
    assert ben.answers() == []
    assert await asking.can_answer(GROUP)


async def test_open_question_is_answered_after_a_restart(world: World, start: Start, clock: FakeClock) -> None:
    ana = world.join("Ana")
    await ana.messages.send(GROUP, "Sage?", hosts=[ana.account.device_id])
    first = await start(ana, ScriptedModel())
    await settle()
    assert ana.answers() == []  # no model was chosen when it started
    ana.publish(Overflow())
    await settle()
    assert len(ana.answers()) == 1
    ana.publish(Overflow())
    await clock.advance(30)
    assert len(ana.answers()) == 1
    assert first.explain(GROUP, ana.answers()[0].message_id)


async def test_stop_from_another_members_screen(world: World, start: Start) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    host = await start(ana, ScriptedModel(script=["First words", asyncio.Event()]))
    other = await start(ben)
    await host.send(GROUP, "Sage?")
    await settle()
    await other.stop(GROUP, ben.answers()[0].message_id)
    await settle()
    (answer,) = ben.answers()
    assert answer.text == "First words"
    assert answer.assistant is not None
    assert answer.assistant.status is AnswerStatus.STOPPED
    assert await other.receipt(GROUP, answer.message_id) is not None


async def test_blocked_not_for_ai_and_unsponsored_are_not_answered(
    world: World, start: Start, clock: FakeClock
) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    model = ScriptedModel()
    host = await start(ana, model, sponsor=Sponsor.ME)
    asking = await start(ben)
    assert (await asking.send(GROUP, "Sage?")).hosts == ()  # nothing is offered
    await ben.messages.send(GROUP, "Sage?", hosts=[ana.account.device_id])
    assert (await host.send(GROUP, "Sage?", not_for_ai=True)).hosts == ()
    await ana.messages.send(GROUP, "Sage?", not_for_ai=True, hosts=[ana.account.device_id])
    await host.configure(replace((await host.status()).choice, sponsor=Sponsor.MEMBERS))
    ana.blocked.add(ben.account.account_id)
    await ben.messages.send(GROUP, "Sage?", hosts=[ana.account.device_id])
    await clock.advance(60)
    assert model.prompts == []


async def test_failure_is_shown_to_all_and_can_be_tried_again(world: World, start: Start) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    asking = await start(ana, ScriptedModel(script=[ProviderQuota("Example")]))
    other = await start(ben, ScriptedModel())
    await asking.send(GROUP, "Sage?")
    await settle()
    failed = ben.answers()[0].assistant
    assert failed is not None
    assert failed.error is not None
    assert failed.error.code == "provider_quota"
    await other.retry(GROUP, ben.answers()[0].message_id)
    await settle()
    (answer,) = ana.answers()
    assert answer.assistant is not None
    assert (answer.assistant.attempt, answer.assistant.status) == (1, AnswerStatus.COMPLETE)
    assert answer.device_id == ben.account.device_id


async def test_retrying_twice_makes_two_attempts(world: World, start: Start) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel())
    question = await service.send(GROUP, "Sage?")
    await settle()
    for attempt in (1, 2):
        await service.retry(GROUP, question.message_id)
        await settle()
        (answer,) = ana.answers()
        assert answer.assistant is not None
        assert answer.assistant.attempt == attempt
    reason = service.explain(GROUP, ana.answers()[0].message_id)
    assert reason is not None
    assert reason.why == "A member asked again."


async def test_retry_without_any_model_says_so(world: World, start: Start) -> None:
    ana = world.join("Ana")
    service = await start(ana)
    message = await service.send(GROUP, "Sage?")
    with pytest.raises(NoModelHere, match="No connected device"):
        await service.retry(GROUP, message.message_id)


async def test_retry_without_a_model_asks_a_device_that_offers_one(world: World, start: Start) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    asking = await start(ana)
    message = await asking.send(GROUP, "Sage, how high is Mont Blanc?")
    await start(ben, ScriptedModel())
    await asking.retry(GROUP, message.message_id)
    await settle()
    asked = next(view for view in ana.timeline() if view.reply_to == message.message_id)
    assert asked.text == "@Sage"
    assert [answer.assistant.trigger for answer in ana.answers() if answer.assistant] == [asked.message_id]


async def test_cap_leaves_the_answer_to_the_next_host(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    capped = ScriptedModel()
    asking = await start(ana, capped, cap=1)
    await asking.send(GROUP, "Sage?")
    await settle()
    assert (await asking.status()).used_today == 1
    second = await asking.send(GROUP, "Sage, once more?")
    await clock.advance(10)
    assert len(capped.prompts) == 1
    failed = ana.answers()[-1].assistant
    assert failed is not None
    assert failed.trigger == second.message_id
    assert failed.error is not None
    assert failed.error.code == "assistant_cap_reached"
    await start(ben, ScriptedModel())
    await asking.send(GROUP, "Sage, and now?")
    await clock.advance(10)
    assert ana.answers()[-1].device_id == ben.account.device_id
    assert ana.offered is None


async def test_closing_takes_back_a_bare_claim(world: World, start: Start) -> None:
    ana = world.join("Ana")
    model = ScriptedModel(script=[asyncio.Event()])
    service = await start(ana, model)
    await service.send(GROUP, "Sage?")
    await settle()
    await service.__aexit__(None, None, None)
    assert len(ana.withdrawn) == 1
    assert model.open == 0
    assert ana.live == {}


async def test_a_host_that_was_away_leaves_a_question_to_who_took_it_over(
    world: World, start: Start, clock: FakeClock
) -> None:
    ana, ben, cleo = (world.join(name) for name in ("Ana", "Ben", "Cleo"))
    ana.preferences.values["assistant.host"] = StoredHost(
        HostChoice(HostKind.COMPATIBLE, "http://127.0.0.1:9/v1", "demo")
    ).to_json()
    ana.online = False
    await start(ben, ScriptedModel())
    hosts = [ana.account.device_id, ben.account.device_id]
    question = await cleo.messages.send(GROUP, "Sage?", hosts=hosts)
    await clock.advance(9)
    (answer,) = cleo.answers()
    assert answer.device_id == ben.account.device_id
    # Ana comes back: she has the question already, and Ben's answer only a moment later.
    ana.store[question.message_id] = question
    ana.online = True
    returning = ScriptedModel()
    await start(ana, model=None, opener=returning)
    await clock.advance(3)
    ana.put(answer)
    await clock.advance(60)
    assert returning.prompts == []
    assert cleo.answers() == [answer]


@pytest.mark.expected_log("could not be followed")
async def test_a_change_that_cannot_be_followed_does_not_make_it_deaf(
    world: World, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel())

    async def full() -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(ana.groups, "list", full)
        ana.publish(Overflow())
        await settle()
    await service.send(GROUP, "Sage?")
    await settle()
    assert len(ana.answers()) == 1


async def test_a_question_long_ago_is_still_what_is_asked_again(world: World, start: Start) -> None:
    ana = world.join("Ana")
    question = await ana.messages.send(GROUP, "Sage, who planted the pear tree?")
    for number in range(6_000):
        position = world.position()
        later = replace(question, message_id=MessageId(position * 4), position=position, text=f"later {number}")
        ana.store[later.message_id] = later
    model = ScriptedModel()
    service = await start(ana, model)
    await service.retry(GROUP, question.message_id)
    await settle()
    assert [entry.text for entry in model.prompts[0][1:]] == ["Ana: Sage, who planted the pear tree?"]
