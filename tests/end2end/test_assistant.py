"""The assistant between real processes, with model servers that answer, fail and fall silent on demand."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import arrives, founds, hears, invites, joins, meets, messages, says
from tests.support.peer_process import PeerProcess
from tests.support.scripted_provider import UNAUTHORIZED, Ending, ProviderServer, Say

KEY = "sk-a-very-secret-key-0123456789"
ENVIRONMENT = {"CAUSERIE_INTERFACES": "127.0.0.1"}


@pytest.fixture
async def servers() -> AsyncIterator[list[ProviderServer]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(ProviderServer()) for _ in range(2)]


async def friends(make_peer: MakePeer, *names: str) -> tuple[str, list[PeerProcess]]:
    """Return a group and the peers in it, each connected with the first."""
    peers = [await arrives(make_peer(name.lower(), None, "--no-discovery", env=ENVIRONMENT), name) for name in names]
    group = await founds(peers[0], "Garden")
    for peer in peers[1:]:
        await joins(peer, await invites(peers[0], group))
        await meets(peer, group, peers[0])
    return group, peers


async def lends(peer: PeerProcess, server: ProviderServer, *others: PeerProcess) -> None:
    """Offer a model to the others, and wait until they know."""
    marks = [other.mark() for other in others]
    await peer.request("assistant.host", kind="compatible", base_url=server.base_url, api_key=KEY)
    for other, mark in zip(others, marks, strict=True):
        await other.wait_event("assistant.offers", since=mark)


async def answer(peer: PeerProcess, group: str, question: str, *, ended: bool = True) -> dict[str, Any]:
    """Wait for the answer to a question and return it."""

    async def there() -> dict[str, Any] | None:
        for message in await messages(peer, group):
            about = message["assistant"]
            if about and about["trigger"] == question and (about["status"] != "streaming" or not ended):
                return message
        return None

    return await peer.until(there, "an answer")


async def test_a_failure_reaches_everybody_as_a_sentence(make_peer: MakePeer, servers: list[ProviderServer]) -> None:
    group, (alice, bob) = await friends(make_peer, "Alice", "Bob")
    await lends(alice, servers[0], bob)
    servers[0].replies.append(UNAUTHORIZED)
    question = await says(bob, group, "@Sage hello?")
    told = [(await answer(peer, group, question))["assistant"] for peer in (alice, bob)]
    assert told[0] == told[1]
    assert told[0]["status"] == "failed"
    assert told[0]["error"]["code"] == "provider_auth"
    assert "refused the API key" in told[0]["error"]["message"]


async def test_the_group_decides_its_name_its_manner_and_when_it_speaks(
    make_peer: MakePeer, servers: list[ProviderServer]
) -> None:
    group, (alice, bob) = await friends(make_peer, "Alice", "Bob")
    await lends(alice, servers[0], bob)
    await bob.request("assistant.update", group_id=group, name="Zoé Bot", instructions="Speak in rhymes.")
    secret = await bob.request("message.send", group_id=group, text="Hush, Zoé Bot, of the roses", not_for_ai=True)
    await says(bob, group, "@Sage is your former name")
    question = await says(bob, group, "zoe bot, hello?")
    assert (await answer(alice, group, question))["author"]["name"] == "Zoé Bot"
    (asked,) = servers[0].asked
    assert "Speak in rhymes." in str(asked.body)
    assert "roses" not in str(asked.body)
    assert secret["message_id"] != question

    await bob.request("assistant.update", group_id=group, respond="off")
    await says(bob, group, "Zoé Bot, still there?")
    await hears(alice, group, "Zoé Bot, still there?")
    await bob.request("assistant.update", group_id=group, respond="automatically")
    servers[0].replies.extend([Say(('{"respond": true, "react": "", "why": "a question"}',)), Say(("Paris.",))])
    question = await says(bob, group, "What is the capital of France?")
    assert (await answer(bob, group, question))["text"] == "Paris."
    assert len(servers[0].asked) == 3


async def test_any_member_stops_an_answer(make_peer: MakePeer, servers: list[ProviderServer]) -> None:
    group, (alice, bob) = await friends(make_peer, "Alice", "Bob")
    await lends(alice, servers[0], bob)
    servers[0].replies.append(Say(("Once upon ", "a time"), Ending.STALL))
    question = await says(bob, group, "@Sage a story?")
    streaming = await answer(bob, group, question, ended=False)
    await bob.wait_event("assistant.delta", message_id=streaming["message_id"])
    await bob.request("assistant.stop", group_id=group, message_id=streaming["message_id"])
    for peer in (alice, bob):
        assert (await answer(peer, group, question))["assistant"]["status"] == "stopped"
    await servers[0].dropped.wait()


async def test_the_next_host_takes_over_and_the_first_one_leaves_it_at_that(
    make_peer: MakePeer, servers: list[ProviderServer]
) -> None:
    group, (alice, bob, carol) = await friends(make_peer, "Alice", "Bob", "Carol")
    await lends(alice, servers[0], carol)
    (listening,) = (await bob.request("system.info"))["listening"]
    await carol.request("peer.connect", address=f"{listening['address']}:{listening['port']}")
    await meets(carol, group, alice, bob)
    await lends(bob, servers[1], carol)
    for server in servers:
        server.replies.append(Say(("Half ", "of it"), Ending.STALL))
    question = await says(carol, group, "@Sage hello?")
    streaming = await answer(carol, group, question, ended=False)
    await carol.wait_event("assistant.delta", message_id=streaming["message_id"])
    first = alice if streaming["assistant"]["host"]["name"] == "Alice" else bob
    second = servers[1] if first is alice else servers[0]
    second.replies.clear()

    await first.kill()
    taken = await answer(carol, group, question)
    assert taken["assistant"]["host"]["name"] != streaming["assistant"]["host"]["name"]
    assert (taken["text"], taken["assistant"]["status"]) == ("Hello there.", "complete")

    await first.start()
    assert await answer(first, group, question) == taken
    assert sum(len(server.asked) for server in servers) == 2
