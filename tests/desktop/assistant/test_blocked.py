"""A blocked account reaches no model of this device: not by asking, not by being quoted, not through what it hosted."""

from dataclasses import dataclass

import pytest

from desktop.assistant.providers import Connection, PromptEntry, Schema
from sync.changes import Change
from sync.core.limits import TURN_STEP_SECONDS
from sync.errors import Blocked
from sync.views import AssistantSettings, Respond
from tests.desktop.assistant.conftest import Start
from tests.support.fake_clock import FakeClock, settle
from tests.support.fake_room import GROUP, FakeRoom, World
from tests.support.scripted_model import ScriptedModel, ScriptedProvider

AUTOMATIC = AssistantSettings(respond=Respond.AUTOMATICALLY)
PAUSE = 60


def words(prompts: list[tuple[PromptEntry, ...]]) -> str:
    return " ".join(entry.text for prompt in prompts for entry in prompt)


async def test_what_a_blocked_account_hosted_is_not_shown_to_a_model(world: World, start: Start) -> None:
    ana, mallory = world.join("Ana"), world.join("Mallory")
    lying = await start(mallory, ScriptedModel(script=["Ana owes me money."]))
    await lying.send(GROUP, "Sage?")
    await settle()
    ana.blocked.add(mallory.account.account_id)
    model = ScriptedModel()
    await (await start(ana, model)).send(GROUP, "Sage, what was said?")
    await settle()
    assert "what was said?" in words(model.prompts)
    assert "owes" not in words(model.prompts)


async def test_a_blocked_account_is_neither_judged_nor_part_of_what_is(
    world: World, start: Start, clock: FakeClock
) -> None:
    world.settings = AUTOMATIC
    ana, ben, mallory = world.join("Ana"), world.join("Ben"), world.join("Mallory")
    model = ScriptedModel(decisions=['{"respond": false, "react": "", "why": "small talk"}'])
    await start(ana, model)
    ana.blocked.add(mallory.account.account_id)
    bait = await mallory.messages.send(GROUP, "bait", hosts=[ana.account.device_id])
    await clock.advance(PAUSE)
    assert model.judged == []
    await ben.messages.send(GROUP, "what does this mean?", reply_to=bait.message_id, hosts=[ana.account.device_id])
    await clock.advance(PAUSE)
    assert "what does this mean?" in words(model.judged)
    assert "bait" not in words(model.judged)
    assert "Mallory" not in words(model.judged)


@dataclass
class Interrupted(ScriptedModel):
    """A model whose owner blocks the author while it judges."""

    owner: FakeRoom | None = None
    author: FakeRoom | None = None

    async def __call__(self, connection: Connection) -> ScriptedProvider:
        return _Interrupted(self, connection)


class _Interrupted(ScriptedProvider):
    async def decide(self, prompt: object, model: str, reply: int, schema: Schema) -> str:
        del prompt, model, reply, schema
        assert isinstance(self._model, Interrupted)
        assert self._model.owner is not None
        assert self._model.author is not None
        self._model.owner.blocked.add(self._model.author.account.account_id)
        return '{"respond": true, "react": "", "why": "a question"}'


async def test_who_is_blocked_while_it_is_judged_gets_no_answer(world: World, start: Start, clock: FakeClock) -> None:
    world.settings = AUTOMATIC
    ana, mallory = world.join("Ana"), world.join("Mallory")
    model = Interrupted(owner=ana, author=mallory)
    await start(ana, model)
    await mallory.messages.send(GROUP, "anybody?", hosts=[ana.account.device_id])
    await clock.advance(PAUSE)
    assert mallory.account.account_id in ana.blocked
    assert (model.prompts, ana.answers()) == ([], [])


async def test_who_is_blocked_while_it_waits_gets_no_answer(world: World, start: Start, clock: FakeClock) -> None:
    ana, ben, mallory = world.join("Ana"), world.join("Ben"), world.join("Mallory")
    model = ScriptedModel()
    await start(ana, model)
    await mallory.messages.send(GROUP, "Sage?", hosts=[ben.account.device_id, ana.account.device_id])
    await settle()
    ana.blocked.add(mallory.account.account_id)
    await clock.advance(TURN_STEP_SECONDS * 2)
    assert (model.prompts, ana.answers()) == ([], [])


async def test_what_a_blocked_account_asked_is_not_asked_again(world: World, start: Start) -> None:
    ana, ben, mallory = world.join("Ana"), world.join("Ben"), world.join("Mallory")
    await start(ben, ScriptedModel())
    model = ScriptedModel()
    service = await start(ana, model)
    question = await mallory.messages.send(GROUP, "Sage?", hosts=[ben.account.device_id])
    await settle()
    ana.blocked.add(mallory.account.account_id)
    for message in (question, *ana.answers()):
        with pytest.raises(Blocked):
            await service.retry(GROUP, message.message_id)
    assert len(ana.answers()) == 1
    assert model.prompts == []


async def test_a_reply_to_a_blocked_account_is_a_question_like_any_other(
    world: World, start: Start, clock: FakeClock
) -> None:
    ana, ben, mallory = world.join("Ana"), world.join("Ben"), world.join("Mallory")
    model = ScriptedModel()
    await start(ana, model)
    ana.blocked.add(mallory.account.account_id)
    bait = await mallory.messages.send(GROUP, "bait")
    await ben.messages.send(GROUP, "Sage, explain", reply_to=bait.message_id, hosts=[ana.account.device_id])
    await clock.advance(PAUSE)
    assert [answer.device_id for answer in ana.answers()] == [ana.account.device_id]
    assert "bait" not in words(model.prompts)


async def test_models_of_a_blocked_account_are_not_asked(world: World, start: Start) -> None:
    ana, mallory = world.join("Ana"), world.join("Mallory")
    await start(mallory, ScriptedModel())
    service = await start(ana)
    assert (await service.send(GROUP, "Sage?")).hosts == (mallory.account.device_id,)
    ana.blocked.add(mallory.account.account_id)
    assert (await service.send(GROUP, "Sage?")).hosts == ()


async def test_an_answer_that_is_not_shown_here_is_not_written_twice(
    world: World, start: Start, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, mallory = world.join("Ana"), world.join("Ben"), world.join("Mallory")
    await start(mallory, ScriptedModel())
    model = ScriptedModel()
    await start(ana, model)
    ana.blocked.add(mallory.account.account_id)
    told: list[Change] = []
    hosts = [mallory.account.device_id, ana.account.device_id]
    await ben.messages.send(GROUP, "Sage?", hosts=hosts)
    monkeypatch.setattr(ana, "publish", told.append)  # the engine tells nothing of what Mallory does
    await clock.advance(TURN_STEP_SECONDS * 3)
    assert [answer.device_id for answer in ben.answers()] == [mallory.account.device_id]
    assert model.prompts == []
