"""The real llama.cpp with the real small model: protocol truth for both interfaces, and a child that always ends."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from desktop.assistant import builtin
from desktop.assistant.builtin import BuiltinServer, find_model
from desktop.assistant.choice import ApiStyle, HostChoice, HostKind
from desktop.assistant.failures import ProviderAuth, ProviderContextTooLong, ProviderMissing
from desktop.assistant.judge import SCHEMA
from desktop.assistant.providers import Connection, PromptEntry, Provider, Usage, open_provider
from desktop.assistant.service import AssistantService
from sync.views import AnswerStatus
from tests.support.fake_clock import FakeClock
from tests.support.fake_room import GROUP, World

pytestmark = pytest.mark.skipif(not builtin.runtime_installed(), reason="the extra builtin-model is not installed")
QUESTION = (PromptEntry("system", "Answer in a few words."), PromptEntry("user", "What is the capital of France?"))


@pytest.fixture(scope="module")
def model() -> Path:
    return find_model()


@pytest.fixture
async def server(model: Path) -> AsyncIterator[BuiltinServer]:
    server = await BuiltinServer.start(model)
    yield server
    await server.close()


async def connect(server: BuiltinServer, style: ApiStyle, key: str | None = None) -> Provider:
    key = server.api_key if key is None else key
    return await open_provider(Connection(HostKind.COMPATIBLE, server.base_url, "demo", "llama.cpp", style, key))


async def test_streams_decides_stops_and_refuses_over_both_interfaces(server: BuiltinServer) -> None:
    for style in (ApiStyle.RESPONSES, ApiStyle.CHAT):
        provider = await connect(server, style)
        pieces = [piece async for piece in provider.stream(QUESTION, "demo", 40)]
        assert "".join(piece for piece in pieces if isinstance(piece, str)).strip()
        assert len(pieces) > 2, "it comes in pieces"
        assert isinstance(pieces[-1], Usage)
        assert pieces[-1].input_tokens > 10

        decision = json.loads(await provider.decide(QUESTION, "demo", 400, SCHEMA))
        assert set(decision) == {"respond", "react", "why"}
        assert isinstance(decision["respond"], bool)

        # Leaving in the middle frees the only slot for the next question.
        async with aclosing(provider.stream((PromptEntry("user", "Count to five hundred."),), "demo", 3_000)) as source:
            assert await anext(source)
        async with asyncio.timeout(10):
            assert [piece async for piece in provider.stream(QUESTION, "demo", 5)]

        with pytest.raises(ProviderContextTooLong):
            [piece async for piece in provider.stream((PromptEntry("user", "many words " * 4_000),), "demo", 5)]
        await provider.close()


async def test_key_is_needed_and_never_visible_to_other_processes(server: BuiltinServer) -> None:
    stranger = await connect(server, ApiStyle.CHAT, "guess")
    with pytest.raises(ProviderAuth):
        [piece async for piece in stranger.stream(QUESTION, "demo", 5)]
    await stranger.close()
    child = next(child for child in psutil.Process().children() if "builtin_worker" in " ".join(child.cmdline()))
    assert server.api_key not in " ".join(child.cmdline()) + repr(child.environ())
    assert all(connection.laddr.ip == "127.0.0.1" for connection in child.net_connections())


async def test_first_answer_with_nothing_configured_but_the_builtin_model() -> None:
    world = World(FakeClock())
    ana, ben = world.join("Ana"), world.join("Ben")
    async with AssistantService(ana) as service:
        status = await service.configure(HostChoice(HostKind.BUILTIN))
        assert (status.ready, status.demonstration) == (True, True)
        assert ana.offered is not None
        assert ana.offered.model == "SmolLM2-135M-Instruct"
        await service.send(GROUP, "Sage, what is the capital of France?")
        await ben.until(lambda: bool(ben.store) and any(view.assistant for view in ben.store.values()))
        (answer,) = ben.answers()
        assert answer.assistant is not None
        assert answer.assistant.status is AnswerStatus.COMPLETE
        assert answer.text
        assert not answer.text.startswith("Sage:")
        server = service._host._opened.server
        os.kill(children()[0], signal.SIGKILL)  # it crashes, and the next question starts it again
        await server._process.wait()
        await service.send(GROUP, "Sage, and of Italy?")
        await ben.until(lambda: sum(1 for view in ben.store.values() if view.assistant) == 2)
        last = ben.answers()[-1].assistant
        assert last is not None
        assert last.status is AnswerStatus.COMPLETE, last.error
    assert children() == []


async def test_child_ends_with_its_parent(model: Path) -> None:
    server = await BuiltinServer.start(model)
    (pid,) = children()
    child = psutil.Process(pid)
    await server.close()
    assert not server.running
    assert not child.is_running()


@pytest.mark.expected_log("did not start")
async def test_file_that_is_no_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    fake = tmp_path / "fake.gguf"
    fake.write_bytes(b"GGUF" + bytes(1_000))
    with pytest.raises(ProviderMissing, match="does not start"):
        await BuiltinServer.start(find_model(str(fake)))
    assert children() == []


def test_what_is_missing_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(ProviderMissing, match="GGUF"):
        find_model(str(tmp_path / "absent.gguf"))
    monkeypatch.setattr(builtin, "MODEL_PACKAGE", "no-such-package-here")
    with pytest.raises(ProviderMissing, match="file is not installed"):
        find_model()
    monkeypatch.setattr(builtin, "runtime_installed", lambda: False)
    with pytest.raises(ProviderMissing, match="not installed on this device") as raised:
        find_model()
    assert "builtin-model" in raised.value.sentence


async def test_starting_can_be_cancelled(model: Path) -> None:
    starting = asyncio.create_task(BuiltinServer.start(model))
    async with asyncio.timeout(10):
        await until_born()
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert children() == []


async def until_born() -> None:
    """Wait for a child: the loop's own thread of watching has no event for a birth."""
    await asyncio.sleep(0)
    if not children():
        await until_born()


def children() -> list[int]:
    """Return the model processes this test has running."""
    found: list[int] = []
    for child in psutil.Process().children():
        try:
            if child.status() != psutil.STATUS_ZOMBIE and any("builtin_worker" in part for part in child.cmdline()):
                found.append(child.pid)
        except psutil.NoSuchProcess:
            continue
    return found
