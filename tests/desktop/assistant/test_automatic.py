"""Automatic mode: it waits for a pause, judges once, and can say why."""

import json

import pytest

from desktop.assistant.failures import ProviderBadAnswer, ProviderQuota
from desktop.assistant.judge import parse_decision
from desktop.assistant.service import AssistantService
from sync.changes import Typing
from sync.views import AssistantSettings, Respond
from tests.desktop.assistant.conftest import AT_ONCE, Start
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_room import GROUP, World
from tests.support.scripted_model import ScriptedModel

YES = json.dumps({"respond": True, "react": "👍", "why": "A question to all."})
NO = json.dumps({"respond": False, "react": "", "why": "They talk with each other."})


@pytest.fixture(autouse=True)
def automatically(world: World) -> None:
    world.settings = AssistantSettings(respond=Respond.AUTOMATICALLY)


async def test_speaks_after_a_pause_when_it_judges_so(world: World, start: Start, clock: FakeClock) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel(decisions=[YES]))
    message = await service.send(GROUP, "How high is Mont Blanc?")
    await clock.advance(2)
    assert ana.answers() == []
    await clock.advance(1)
    (answer,) = ana.answers()
    reason = service.explain(GROUP, message.message_id)
    assert reason is not None
    assert (reason.responded, reason.why, reason.react) == (True, "A question to all.", "👍")
    assert service.explain(GROUP, answer.message_id) == reason


async def test_silence_is_explained_and_kept(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    other = ScriptedModel()
    service = await start(ana, ScriptedModel(decisions=[NO]))
    await start(ben, other)
    message = await service.send(GROUP, "Ben, lunch?")
    await clock.advance(120)
    assert message.hosts == (ana.account.device_id,), "nobody may overrule the silence"
    assert ana.answers() == []
    assert other.judged == []
    async with AssistantService(ana, opener=ScriptedModel(), clock=clock, timing=AT_ONCE) as later:
        reason = later.explain(GROUP, message.message_id)
    assert reason is not None
    assert (reason.responded, reason.why) == (False, "They talk with each other.")


async def test_mention_needs_no_judgement_and_no_pause(world: World, start: Start) -> None:
    ana = world.join("Ana")
    model = ScriptedModel()
    service = await start(ana, model)
    await service.send(GROUP, "Sage?")
    await settle()
    assert len(ana.answers()) == 1
    assert model.judged == []


async def test_only_the_newest_of_several_messages_is_judged(world: World, start: Start, clock: FakeClock) -> None:
    ana = world.join("Ana")
    model = ScriptedModel(decisions=[YES])
    service = await start(ana, model)
    first = await service.send(GROUP, "How high")
    await clock.advance(1)
    await service.send(GROUP, "is Mont Blanc?")
    await clock.advance(10)
    assert len(ana.answers()) == 1
    assert len(model.judged) == 1
    reason = service.explain(GROUP, first.message_id)
    assert reason is not None
    assert not reason.responded


async def test_waits_while_somebody_types_but_not_for_ever(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    service = await start(ana, ScriptedModel(decisions=[YES]))
    await service.send(GROUP, "How high is Mont Blanc?")
    for _ in range(14):
        ana.publish(Typing(GROUP, ben.account.account_id, active=True))
        await clock.advance(1)
        assert ana.answers() == []
    ana.publish(Typing(GROUP, ben.account.account_id, active=True))
    await clock.advance(3)
    assert len(ana.answers()) == 1


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("What is the capital of France?", True),
        ("法国的首都是哪里？", True),
        ("Nice weather today.", False),
        ("Ben, where are you?", False),
        ("> Is this a question?", False),
    ],
)
@pytest.mark.parametrize("broken", ["", "true", '{"respond": "yes"}', "Sure! I would say", ProviderBadAnswer("x")])
async def test_a_model_that_cannot_decide_is_cautious(
    world: World, start: Start, clock: FakeClock, text: str, speaks: bool, broken: str | ProviderBadAnswer
) -> None:
    ana = world.join("Ana")
    world.join("Ben")
    service = await start(ana, ScriptedModel(decisions=[broken]))
    message = await service.send(GROUP, text)
    await clock.advance(5)
    assert bool(ana.answers()) is speaks
    reason = service.explain(GROUP, message.message_id)
    assert reason is not None
    assert "no usable decision" in reason.why


async def test_reply_to_a_person_is_left_alone_by_a_cautious_model(
    world: World, start: Start, clock: FakeClock
) -> None:
    ana, ben = world.join("Ana"), world.join("Ben")
    service = await start(ana, ScriptedModel(decisions=["?"]))
    first = await ben.messages.send(GROUP, "I am on my way")
    await service.send(GROUP, "when will you arrive?", reply_to=first.message_id)
    await clock.advance(5)
    assert ana.answers() == []


async def test_failing_judgement_stays_quiet_and_says_why(world: World, start: Start, clock: FakeClock) -> None:
    ana = world.join("Ana")
    service = await start(ana, ScriptedModel(decisions=[ProviderQuota("Example")]))
    message = await service.send(GROUP, "How high is Mont Blanc?")
    await clock.advance(5)
    assert ana.answers() == []
    reason = service.explain(GROUP, message.message_id)
    assert reason is not None
    assert "no credit" in reason.why


def test_decisions_are_read_strictly() -> None:
    assert parse_decision('{"respond": 1, "react": "", "why": ""}') is None
    assert parse_decision("[]") is None
    decision = parse_decision('{"respond": true, "react": 5, "why": "' + "long " * 100 + '"}')
    assert decision is not None
    assert decision.react == ""
    assert len(decision.why) <= 200
