"""Every way a provider fails, over a real socket: its code, its sentence, and what is done about it."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from desktop.assistant import model_host
from desktop.assistant.choice import HostChoice, HostKind, HostStatus
from desktop.assistant.clock import Timing
from desktop.assistant.connecting import BUILTIN_NAME
from desktop.assistant.failures import (
    BuiltinStopped,
    ProviderAuth,
    ProviderCutOff,
    ProviderFailure,
    ProviderUnreachable,
)
from desktop.assistant.model_host import SECRET_NAME
from desktop.assistant.providers import Connection, PromptEntry, open_provider
from desktop.assistant.service import AssistantService
from sync.errors import DiskFull
from sync.views import AnswerStatus, AssistantAnswer, MessageView
from tests.support.fake_clock import FakeClock
from tests.support.fake_room import GROUP, FakeRoom, World
from tests.support.scripted_model import ScriptedModel
from tests.support.scripted_provider import (
    MODEL_GONE,
    NO_CREDIT,
    PAYMENT_REQUIRED,
    SERVER_ERROR,
    TOO_LONG,
    UNAUTHORIZED,
    Drop,
    Ending,
    Fail,
    Hang,
    ProviderServer,
    Reply,
    Say,
    rate_limited,
)

KEY = "sk-a-very-secret-key-0123456789"
QUICK = Timing(first_token=0.3, next_token=0.3, coalesce=0.0, retries=(0.0, 0.0))
APIS = pytest.mark.parametrize("responses", [True, False], ids=["responses", "chat"])


class Bench:
    """A person with one assistant on a scripted server."""

    def __init__(self, server: ProviderServer, room: FakeRoom, service: AssistantService) -> None:
        self.server, self.room, self.service = server, room, service

    async def ask(self, text: str = "Sage?") -> tuple[MessageView, AssistantAnswer]:
        """Ask, and return the finished answer."""
        question = await self.service.send(GROUP, text)

        def finished() -> list[MessageView]:
            return [
                view
                for view in self.room.answers()
                if view.assistant
                and view.assistant.trigger == question.message_id
                and view.assistant.status is not AnswerStatus.STREAMING
            ]

        await self.room.until(lambda: bool(finished()))
        view = finished()[0]
        assert view.assistant is not None
        return view, view.assistant


@pytest.fixture
def responses() -> bool:
    return True


@pytest.fixture
async def bench(responses: bool) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(ProviderServer(responses=responses))
        room = World(FakeClock()).join("Ana")
        service = await stack.enter_async_context(AssistantService(room, timing=QUICK))
        await service.configure(HostChoice(HostKind.COMPATIBLE, server.base_url), KEY)
        yield Bench(server, room, service)


@APIS
async def test_answer_usage_and_receipt_are_what_was_exchanged(bench: Bench) -> None:
    view, answer = await bench.ask("Sage, how are you?")
    assert (view.text, answer.status) == ("Hello there.", AnswerStatus.COMPLETE)
    assert answer.usage is not None
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (11, 3)
    sent = bench.server.asked[-1]
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    receipt = await bench.service.receipt(GROUP, view.message_id)
    assert receipt is not None
    entries = sent.body.get("input") or sent.body["messages"]
    assert [(entry["role"], entry["content"]) for entry in entries] == [(e.role, e.text) for e in receipt.entries]
    assert entries[-1]["content"] == "Ana: Sage, how are you?"
    assert not {name for name in sent.headers if name.startswith("openai-")}


async def test_responses_are_not_stored_at_the_provider(bench: Bench) -> None:
    await bench.ask()
    assert bench.server.asked[-1].body["store"] is False


@pytest.mark.parametrize("responses", [False])
async def test_missing_responses_api_is_asked_for_once(bench: Bench) -> None:
    await bench.ask()
    await bench.ask("Sage, again?")
    paths = [request.path for request in bench.server.asked]
    assert paths == ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]
    await bench.service.__aexit__(None, None, None)
    async with AssistantService(bench.room, timing=QUICK) as bench.service:
        await bench.ask("Sage, and later?")
    assert bench.server.asked[-1].headers["authorization"] == f"Bearer {KEY}"
    assert [request.path for request in bench.server.asked[3:]] == ["/v1/chat/completions"]


@APIS
@pytest.mark.parametrize(
    ("replies", "code", "words"),
    [
        ([UNAUTHORIZED], "provider_auth", "refused the API key"),
        ([Fail(403)], "provider_auth", "refused the API key"),
        ([Fail(403, "model_not_found", "No access to this model")], "provider_model_gone", "no model called"),
        ([Fail(429, "", "The load balancer is busy")] * 3, "provider_rate_limited", "too many requests"),
        ([NO_CREDIT], "provider_quota", "no credit left"),
        ([PAYMENT_REQUIRED], "provider_quota", "no credit left"),
        ([rate_limited(40)], "provider_rate_limited", "in 40 seconds"),
        ([rate_limited(), rate_limited(), rate_limited()], "provider_rate_limited", "Try again in a while"),
        ([rate_limited(7_000)], "provider_rate_limited", "in 117 minutes"),
        ([SERVER_ERROR] * 3, "provider_server_error", "error 500"),
        ([TOO_LONG], "provider_context_too_long", "too long"),
        ([Fail(400, "unsupported", f"No such field, {KEY}")], "provider_bad_answer", "No such field"),
        ([Say(refusal="I cannot help.", text=())], "provider_refused", "declined"),
        ([Say(ending=Ending.FILTERED)], "provider_refused", "declined"),
        ([Say(ending=Ending.CUT)], "provider_cut_off", "broke off"),
        ([Say(ending=Ending.SHORT)], "provider_cut_off", "broke off"),
        ([Say(ending=Ending.STALL)], "provider_cut_off", "broke off"),
        ([Say(ending=Ending.MALFORMED)], "provider_bad_answer", "cannot be used"),
        ([Say(ending=Ending.FAILED)], "provider_server_error", "problem of its own"),
        ([Say(text=())], "provider_bad_answer", "wrote nothing"),
        ([Hang(), Hang(), Hang()], "provider_unreachable", "does not answer"),
    ],
)
async def test_failure_has_its_code_and_sentence(
    bench: Bench, replies: list[Reply], code: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.server.replies.extend(replies)
    view, answer = await bench.ask()
    assert answer.status is AnswerStatus.FAILED
    assert answer.error is not None
    assert answer.error.code == code
    assert words in answer.error.message
    assert KEY not in answer.error.message + caplog.text + repr(bench.service.__dict__)
    # A request that is given up while it is still on its way takes no reply.
    assert all(isinstance(reply, Hang) for reply in bench.server.replies), "every scripted reply was used"
    assert view.text in ("", "Hello there.")


@APIS
async def test_model_that_is_gone(bench: Bench) -> None:
    bench.server.replies.extend([MODEL_GONE] * 2)  # both interfaces are asked: a missing one says 404 as well
    _, answer = await bench.ask()
    assert answer.error is not None
    assert answer.error.code == "provider_model_gone"
    assert "“demo”" in answer.error.message


@APIS
@pytest.mark.parametrize("passing", [SERVER_ERROR, rate_limited(0), Fail(503), Hang(), Say((), Ending.CUT)])
async def test_passing_failure_before_the_first_word_is_retried(bench: Bench, passing: Reply) -> None:
    bench.server.replies.append(passing)
    view, answer = await bench.ask()
    assert (view.text, answer.status) == ("Hello there.", AnswerStatus.COMPLETE)


async def test_conversation_is_shortened_until_it_fits(bench: Bench) -> None:
    for number in range(60):
        await bench.room.messages.send(GROUP, f"Line {number} " + "of a long conversation " * 10)
    bench.server.replies.append(TOO_LONG)
    view, answer = await bench.ask("Sage, and now?")
    assert answer.status is AnswerStatus.COMPLETE
    first, second = (json_size(request.body["input"]) for request in bench.server.asked)
    assert second < first * 0.7
    assert view.text == "Hello there."
    receipt = await bench.service.receipt(GROUP, view.message_id)
    assert receipt is not None
    told = [entry.text for entry in receipt.entries]
    # All that left, not only what was asked with in the end.
    assert told == [entry["content"] for entry in bench.server.asked[0].body["input"]]


@pytest.mark.parametrize("replies", [[Drop(), Drop(), Drop()], [SERVER_ERROR, Drop(), Drop()]])
async def test_what_left_before_the_connection_broke_is_in_the_receipt(bench: Bench, replies: list[Reply]) -> None:
    bench.server.replies.extend(replies)
    _, answer = await bench.ask()
    assert answer.error is not None
    assert answer.error.code == "provider_unreachable"
    assert answer.has_receipt


async def test_what_left_before_the_server_vanished_is_in_the_receipt(bench: Bench) -> None:
    clock = FakeClock()
    await bench.service.__aexit__(None, None, None)
    async with AssistantService(bench.room, clock=clock, timing=Timing(retries=(5.0,))) as bench.service:
        bench.server.replies.append(SERVER_ERROR)
        asking = asyncio.create_task(bench.ask())
        await bench.server.answering.wait()
        await bench.server.__aexit__(None, None, None)
        while not asking.done():
            await clock.advance(1)
        _, answer = await asking
    assert answer.has_receipt


async def test_unreachable_server(bench: Bench) -> None:
    await bench.server.__aexit__(None, None, None)
    _, answer = await bench.ask()
    assert answer.error is not None
    assert answer.error.code == "provider_unreachable"
    assert not answer.has_receipt  # nothing left this machine


async def test_stop_ends_the_request(bench: Bench) -> None:
    bench.server.replies.append(Say(ending=Ending.STALL))
    await bench.service.send(GROUP, "Sage?")
    await bench.room.until(lambda: bool(bench.room.answers()) and bench.room.answers()[0].text == "Hello there.")
    await bench.service.stop(GROUP, bench.room.answers()[0].message_id)
    async with asyncio.timeout(5):
        await bench.server.dropped.wait()
        await bench.room.until(lambda: bench.room.live == {})
    (answer,) = bench.room.answers()
    assert answer.assistant is not None
    assert answer.assistant.status is AnswerStatus.STOPPED


async def test_stop_ends_a_pause_between_retries(bench: Bench) -> None:
    clock = FakeClock()
    async with AssistantService(bench.room, clock=clock, timing=Timing(retries=(10.0,))) as service:
        bench.server.replies.append(SERVER_ERROR)
        await bench.service.__aexit__(None, None, None)
        await service.send(GROUP, "Sage?")
        await bench.server.answering.wait()
        await service.stop(GROUP, bench.room.answers()[0].message_id)
        await bench.room.until(lambda: bench.room.live == {})
    assert len(bench.server.asked) == 1


# --- choosing a provider


async def test_key_is_tested_and_kept_only_in_the_secret_store(bench: Bench) -> None:
    bench.server.models = [{"id": f"model-{n}", "object": "model", "created": n, "owned_by": "us"} for n in range(41)]
    tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, bench.server.base_url), "another-key")
    assert (tested.works, tested.message) == (True, "Key works: 41 models")
    assert bench.room.secrets.values == {SECRET_NAME: KEY}
    assert KEY not in repr(bench.room.preferences.values)
    status = await bench.service.configure(HostChoice(HostKind.COMPATIBLE, bench.server.base_url), "another-key")
    assert bench.room.secrets.values == {SECRET_NAME: "another-key"}
    assert (status.ready, status.has_key, len(status.models)) == (True, True, 41)


async def test_key_of_nothing_but_spaces_is_no_key(bench: Bench) -> None:
    status = await bench.service.configure(HostChoice(HostKind.COMPATIBLE, bench.server.base_url), "  ")
    assert not status.has_key
    assert bench.room.secrets.values == {}


async def test_refused_key_raises_and_leaves_the_choice(bench: Bench) -> None:
    bench.server.models_reply = Fail(401, "invalid_api_key", f"Incorrect API key provided: {KEY}x")
    before: HostStatus = await bench.service.status()
    with pytest.raises(ProviderAuth) as raised:
        await bench.service.configure(HostChoice(HostKind.COMPATIBLE, bench.server.base_url), f"{KEY}x")
    assert KEY not in "".join(traceback.format_exception(raised.value)) + repr(raised.value)
    assert raised.value.__cause__ is None
    assert await bench.service.status() == before
    assert bench.room.secrets.values == {SECRET_NAME: KEY}


@pytest.mark.parametrize("key", ["clé", "two\nlines", "smuggled\r\nHost: elsewhere"])
async def test_key_no_header_can_carry_is_refused(bench: Bench, key: str) -> None:
    tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, bench.server.base_url), key)
    assert tested.code == "provider_auth"


async def test_kept_key_is_never_sent_to_another_server(bench: Bench) -> None:
    async with ProviderServer() as other:
        await bench.service.configure(HostChoice(HostKind.COMPATIBLE, other.base_url))
        assert KEY not in repr(other.requests)
        assert not (await bench.service.status()).has_key
        await bench.service.configure(HostChoice(HostKind.COMPATIBLE, bench.server.base_url))
        assert bench.server.requests[-1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("url", ["", "ftp://x/v1", "http://", "not an address", "http://[::1", "http://a:99999999"])
async def test_unusable_address_is_refused_in_words(bench: Bench, url: str) -> None:
    tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, url))
    assert (tested.works, tested.code) == (False, "invalid")


async def test_openai_without_a_key_is_told_before_anything_is_sent(bench: Bench) -> None:
    tested = await bench.service.test(HostChoice(HostKind.OPENAI))
    assert (tested.code, "needs an API key" in tested.message) == ("provider_auth", True)


async def test_something_else_on_the_port(bench: Bench) -> None:
    async def shout(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(ProviderUnreachable):
            await bench.service.configure(HostChoice(HostKind.COMPATIBLE, url))


@pytest.mark.parametrize("reply", [Fail(404), Fail(405), Fail(302)])
async def test_address_without_a_model_server_is_told_as_such(bench: Bench, reply: Reply) -> None:
    bench.server.models_reply = reply
    tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, bench.server.base_url))
    assert (tested.code, "no model server" in tested.message) == ("provider_not_there", True)


async def test_server_without_a_model_is_told_as_such(bench: Bench) -> None:
    bench.server.models = []
    tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, bench.server.base_url))
    assert (tested.code, "has no model yet" in tested.message) == ("provider_no_models", True)


async def test_server_that_says_nothing_is_not_waited_for_long(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_host, "TEST_SECONDS", 0.2)
    bench.server.models_reply = Hang()
    async with asyncio.timeout(5):
        tested = await bench.service.test(HostChoice(HostKind.COMPATIBLE, bench.server.base_url))
    assert tested.code == "provider_unreachable"


async def test_choice_that_cannot_be_kept_leaves_nothing_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, model = world.join("Ana"), ScriptedModel()

    async def full(key: str, value: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(ana.preferences, "set", full)
    async with AssistantService(ana, opener=model) as service:
        with pytest.raises(DiskFull):
            await service.configure(HostChoice(HostKind.COMPATIBLE, "http://127.0.0.1:9/v1"))
        assert model.open == 0
        assert not (await service.status()).ready


def json_size(value: object) -> int:
    return len(repr(value))


def test_every_failure_is_a_sentence() -> None:
    for kind in ProviderFailure.__subclasses__():
        assert kind.code != ProviderFailure.code
        assert kind.default_hint.endswith((".", "")), kind


async def test_builtin_model_that_stopped_is_told_as_such() -> None:
    provider = await open_provider(Connection(HostKind.BUILTIN, "http://127.0.0.1:9/v1", "demo", BUILTIN_NAME))
    with pytest.raises(BuiltinStopped, match="built-in model has stopped"):
        await anext(provider.stream((PromptEntry("user", "Hello"),), "demo", 5))
    await provider.close()
    assert ProviderCutOff(BUILTIN_NAME).message == "The answer from the built-in model broke off before its end."
