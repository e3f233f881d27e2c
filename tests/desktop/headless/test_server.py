"""The server keeps JSON-RPC's promises whatever comes in."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.headless import pipes
from desktop.headless.pipes import TooLong, split_lines
from sync.changes import PeerDisconnected
from sync.core.ids import AccountId, DeviceId
from sync.errors import NotAMember
from tests.desktop.headless.client import connected, request
from tests.support.fake_assistant import FakeAssistant


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", -32700),
        (b"\xff\x00\xfe garbage \x80", -32700),
        (b'{"a": "\\ud800"}', -32700),
        (b"[" * 100_000, -32700),
        (b"NaN", -32700),
        (b"1", -32600),
        (b'"text"', -32600),
        (b"null", -32600),
        (b"[]", -32600),
        (b'{"method": "system.info", "id": 1}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1}', -32600),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "system.info"}', -32600),
        (b'{"jsonrpc": "2.0", "id": true, "method": "system.info"}', -32600),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "system.reboot"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "__init__"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "system.info", "params": [1]}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "system.info", "params": {"x": 1}}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "account.create", "params": {"name": 3}}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "account.create"}', -32602),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "group.get", "params": {"group_id": "xyz"}}', -32602),
    ],
)
async def test_wrong_lines_are_refused_with_a_sentence_and_nothing_dies(line: bytes, code: int) -> None:
    async with connected() as client:
        answer = await client.ask(line)

        assert answer["error"]["code"] == code
        assert answer["error"]["message"].endswith(".")
        assert (await client.call("system.info"))["result"]["protocol"] == 1


async def test_a_wrong_request_is_answered_under_its_own_id() -> None:
    async with connected() as client:
        assert (await client.ask(request("group.get", id="seven", group_id=7)))["id"] == "seven"


async def test_an_id_that_is_none_is_named() -> None:
    async with connected() as client:
        answer = await client.call("group.get", group_id="xyz")

        assert answer["error"]["message"] == "`group_id` is an id: 64 hexadecimal digits in lower case."


async def test_errors_carry_code_fault_and_hint() -> None:
    async with connected() as client:
        answer = await client.call("group.get", group_id="00" * 32)

        assert answer["error"]["code"] == -32000
        assert answer["error"]["data"] == {"code": "no_such_group", "fault": "local", "hint": ""}


async def test_a_notification_gets_no_answer() -> None:
    async with connected() as client:
        client.write(b'{"jsonrpc": "2.0", "method": "system.reboot"}\n\n  \n')
        client.write(b'{"jsonrpc": "2.0", "method": "account.update", "params": {"name": "Alma"}}\n')

        assert (await client.call("account.get"))["result"]["name"] == "Alma"


async def test_a_batch_is_answered_at_once_without_its_notifications() -> None:
    async with connected() as client:
        notification = b'{"jsonrpc": "2.0", "method": "system.info"}'
        answers = await client.ask(b"[" + request("system.info", 1) + b"," + notification + b", 5]")

        assert [answer.get("id") for answer in answers] == [1, None]
        assert answers[1]["error"]["code"] == -32600


async def test_a_batch_of_notifications_gets_no_answer_and_a_huge_one_is_refused() -> None:
    async with connected() as client:
        client.write(b'[{"jsonrpc": "2.0", "method": "system.info"}]\n')

        assert (await client.ask(b"[" + b",".join([b"1"] * 101) + b"]"))["error"]["code"] == -32600


async def test_a_line_too_long_is_dropped_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "LONGEST_LINE", 1000)
    async with connected() as client:
        answer = await client.ask(b'"' + b"x" * 40_000)

        assert answer["error"]["code"] == -32600
        assert "result" in await client.call("system.info")


class Slow(FakeAssistant):
    """Sends only when told to."""

    gate = asyncio.Event()

    async def send(self, *args, **kwargs):
        await self.gate.wait()
        raise NotAMember("You are not in this group.")


async def test_pipelined_requests_are_answered_as_they_finish() -> None:
    Slow.gate = asyncio.Event()
    async with connected(assistant=Slow) as client:
        client.write(request("message.send", "slow", group_id="00" * 32, text="x") + b"\n")
        client.write(request("system.info", "fast") + b"\n")

        assert (await client.read())["id"] == "fast"
        Slow.gate.set()
        assert (await client.read())["id"] == "slow"


async def test_the_end_of_the_input_waits_for_what_is_under_way() -> None:
    Slow.gate = asyncio.Event()
    async with connected(assistant=Slow) as client:
        client.write(request("message.send", "slow", group_id="00" * 32, text="x"))
        client.hang_up()
        Slow.gate.set()
        assert (await client.read())["id"] == "slow"
        await client.running


async def test_shutdown_is_answered_and_ends_the_server() -> None:
    async with connected() as client:
        assert (await client.call("shutdown"))["result"] == {}
        await client.running


async def test_a_client_that_no_longer_reads_ends_the_server() -> None:
    async with connected() as client:
        client.stop_reading()
        client.write(request("system.info") + b"\n")

        await client.running


async def test_a_slow_client_gets_one_overflow_instead_of_everything() -> None:
    async with connected() as client:
        change = PeerDisconnected(DeviceId(bytes(32)), AccountId(bytes(32)))
        for _ in range(40):
            client.engine.publish(*[change] * 1000)
            await asyncio.sleep(0)

        received = 0
        while (await client.read())["params"]["type"] != "overflow":
            received += 1
        assert received < 20_000


class Broken(FakeAssistant):
    """Has a bug."""

    async def send(self, group_id, text, reply_to=None, not_for_ai=False, attachments=()):
        raise ZeroDivisionError(text)


@pytest.mark.expected_log("message.send failed with ZeroDivisionError")
async def test_a_bug_is_an_internal_error_and_its_log_quotes_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with connected(assistant=Broken) as client:
        answer = await client.call("message.send", group_id="00" * 32, text="what the person wrote")

        assert answer["error"]["code"] == -32603
        assert "what the person wrote" not in caplog.text


@given(st.lists(st.binary(max_size=12)))
def test_lines_do_not_depend_on_how_they_arrive(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    expected = whole.split(b"\n")
    if not expected[-1]:
        expected.pop()

    assert list(split_lines(iter(chunks))) == expected


@given(st.lists(st.integers(1, 30), max_size=6), st.integers(1, 7))
def test_only_lines_over_the_limit_are_too_long(lengths: list[int], step: int) -> None:
    data = b"".join(b"x" * length + b"\n" for length in lengths)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipes, "LONGEST_LINE", 10)
        lines = list(split_lines(data[i : i + step] for i in range(0, len(data), step)))

    assert [isinstance(line, TooLong) for line in lines] == [length > 10 for length in lengths]
