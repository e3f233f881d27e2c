"""A member, or a stranger, who does too much of something, over real connections: the others go on talking."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.changes import MessageAdded
from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import Digest, Heads, LogHead, Operations, Ping, Pull, SessionFrame, TypingState, Vector
from sync.core.ids import Head, LogId, MessageId, OpId
from sync.core.limits import BATCH_OPERATIONS, UNAUTHENTICATED_CONNECTIONS, UNAUTHENTICATED_PER_ADDRESS
from sync.core.ops import Message, Operation
from sync.engine import Engine
from sync.errors import NoSuchMessage, Unreachable
from sync.net import crowding, tcp_link, transport
from sync.net.budget import Budget
from sync.net.links import LinkClosed
from sync.net.tcp_link import QUEUED_BYTES, TcpLink
from sync.net.transport import TcpNetwork
from sync.runtime.sessions import PeerSession
from tests.support.dishonest import NOW, Dishonest
from tests.support.engines import until
from tests.support.honest import Honest, honest


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Honest]:
    async with honest(tmp_path) as scene:
        yield scene


@pytest.fixture
async def mallory(scene: Honest) -> AsyncIterator[Dishonest]:
    async with Dishonest("mallory") as mallory:
        await mallory.join(scene.address, await scene.code())
        yield mallory


def session(engine: Engine, mallory: Dishonest) -> PeerSession:
    """Ana's side of the connection to Mallory."""
    found = engine.groups._registry.get(mallory.who.device)
    assert found is not None
    return found


def budget(scene: Honest, mallory: Dishonest) -> Budget:
    return session(scene.ana, mallory).peer.budget


def network(engine: Engine) -> TcpNetwork:
    found = engine.peers._switchboard._network
    assert isinstance(found, TcpNetwork)
    return found


@asynccontextmanager
async def reading(mallory: Dishonest) -> AsyncGenerator[None]:
    """Read what comes and forget it."""

    async def read() -> None:
        with contextlib.suppress(LinkClosed, TimeoutError):
            while True:
                await mallory.receive()
                mallory.heard.clear()

    task = asyncio.create_task(read())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def flood(mallory: Dishonest, count: int) -> list[Operation]:
    """Return messages that continue one another."""
    made: list[Operation] = []
    head: Head | None = None
    for number in range(count):
        made.append(
            mallory.write_content(Message(text=f"flood {number}"), head=head, lamport=mallory.room.lamport + number)
        )
        head = Head(made[-1].header.seq, made[-1].id)
    return made


async def talk(scene: Honest) -> None:
    """Both write, both have it: whatever else there is."""
    for here, there in ((scene.ana, scene.bo), (scene.bo, scene.ana)):
        said = (await here.messages.send(scene.group, "honest")).message_id

        async def has(engine: Engine = there, message: MessageId = said) -> bool:
            try:
                return bool(await engine.messages.get(scene.group, message))
            except NoSuchMessage:
                return False

        await until(has, "heard")


async def flooded(engine: Engine, scene: Honest, mallory: Dishonest) -> int:
    """How many of Mallory's messages an engine has."""
    head = scene.room(engine).vector.get(mallory.own_log())
    return 0 if head is None else head.seq + 1


# --- members


def small_frames(mallory: Dishonest) -> dict[str, list[SessionFrame]]:
    group, logs = mallory.room.group_id, mallory.room.vector
    known = tuple(LogHead(log=log, seq=head.seq, id=head.id) for log, head in logs.items())
    return {
        "pings": [Ping(n=number) for number in range(3_000)],
        "typing": [TypingState(group=group, active=bool(number % 2)) for number in range(3_000)],
        "heads": [Heads(group=group, entries=known)] * 1_000,
        "vectors": [Vector(group=group, entries=known[:1])] * 300,
        "digests": [Digest(group=group, digest=os.urandom(32)) for _ in range(300)],
        "the same pulls": [Pull(group=group, log=log, first=0, last=head.seq) for log, head in logs.items()] * 100,
    }


@pytest.mark.parametrize("what", ["pings", "typing", "heads", "vectors", "digests", "the same pulls"])
async def test_frames_that_are_cheap_to_make(scene: Honest, mallory: Dishonest, what: str) -> None:
    """They are answered, or not, at the cost of who sends them; a message in the middle of it gets through."""
    frames = small_frames(mallory)[what]
    async with reading(mallory):
        sending = asyncio.create_task(mallory.send(*frames))
        await scene.still_talking()
        await sending
    assert await mallory.still_welcome()
    await scene.still_talking()


async def test_waiting_frames_of_one_byte_are_bounded(scene: Honest, mallory: Dishonest) -> None:
    """While Mallory may not be served, what she sends waits with her, not here."""
    budget(scene, mallory).draw(1_000)
    here = session(scene.ana, mallory).peer.link
    assert isinstance(here, TcpLink)
    here.pay(lambda _: 0.0)  # else hardly any would be decrypted

    async def ping() -> None:
        for _ in range(100):
            await mallory.send(*([Ping(n=1)] * 1_000))
            await asyncio.sleep(0)

    sending = asyncio.create_task(ping())

    async def paused() -> bool:
        return not here._reading

    await until(paused, "no more is read")
    assert here._inbox_bytes <= 2 * QUEUED_BYTES + tcp_link.FRAME_OVERHEAD * QUEUED_BYTES // 7
    assert len(here._inbox) * tcp_link.FRAME_OVERHEAD <= here._inbox_bytes
    await scene.still_talking()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_who_used_too_much_is_served_later_and_stays(scene: Honest, mallory: Dishonest) -> None:
    budget(scene, mallory).draw(4)
    await scene.still_talking()
    assert await mallory.still_welcome()


async def test_what_an_account_costs_is_not_forgotten_when_it_comes_back(scene: Honest, mallory: Dishonest) -> None:
    budget(scene, mallory).draw(100)
    await mallory.link.close()
    await mallory.meet(scene.address, mallory.room.dialling_keys(NOW))
    await until_connected(scene, mallory)
    assert not budget(scene, mallory).modest


async def until_connected(scene: Honest, mallory: Dishonest) -> None:
    async def connected() -> bool:
        return scene.ana.groups._registry.get(mallory.who.device) is not None

    await until(connected, "connected")


async def test_a_flood_of_pushes_waits_for_what_others_say(scene: Honest, mallory: Dishonest) -> None:
    """Ana's message is shown at Bo's while most of the flood that began before is still to come."""
    made = flood(mallory, 400)
    budget(scene, mallory).draw(2)
    subscription = scene.bo.subscribe(capacity=10_000)
    async with reading(mallory):
        pushing = asyncio.create_task(push_all(mallory, made))
        said = await scene.ana.messages.send(scene.group, "honest")
        async with asyncio.timeout(20):
            async for change in subscription:
                if isinstance(change, MessageAdded) and change.message.message_id == said.message_id:
                    break
        assert await flooded(scene.ana, scene, mallory) < len(made)
        await talk(scene)
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
    scene.bo.unsubscribe(subscription)


async def push_all(mallory: Dishonest, made: list[Operation]) -> None:
    for operation in made:
        await mallory.push(operation)


async def test_a_flood_that_is_pulled_is_taken_in_between_what_people_say(scene: Honest, mallory: Dishonest) -> None:
    made = flood(mallory, 3 * BATCH_OPERATIONS)
    last = made[-1]
    await mallory.send(Heads(mallory.room.group_id, (LogHead(last.header.log, last.header.seq, last.id),)))
    serving = asyncio.create_task(serve(mallory, made))
    for _ in range(5):
        await talk(scene)
    # All that somebody wrote is kept all the same: to stop it is for people, by removing who does that.
    async with asyncio.timeout(60):
        while await flooded(scene.bo, scene, mallory) < len(made):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def serve(mallory: Dishonest, made: list[Operation]) -> None:
    while True:
        frame = await mallory.receive()
        if isinstance(frame, Pull):
            mine = frame.log == made[0].header.log
            raws = tuple(each.raw for each in made[frame.first : frame.last + 1]) if mine else ()
            await mallory.send(Operations(group=frame.group, operations=raws, live=False, last=True))


async def test_a_thousand_logs_that_are_not_there(scene: Honest, mallory: Dishonest) -> None:
    """Whoever says to have what nobody has is not asked for it again and again."""
    logs = [LogId(mallory.who.device + b"\x01" + number.to_bytes(8, "big")) for number in range(1_000)]
    entries = tuple(LogHead(log, 2**50, OpId(os.urandom(32))) for log in logs)
    await mallory.send(Heads(mallory.room.group_id, entries))
    asked: dict[LogId, int] = {}
    async with asyncio.timeout(30):
        while len(asked) < len(logs):
            frame = await mallory.receive()
            if isinstance(frame, Pull):
                asked[frame.log] = asked.get(frame.log, 0) + 1
                await mallory.send(Operations(group=frame.group, operations=(), live=False, last=True))
    assert max(asked.values()) <= 3  # once more when control operations were stored meanwhile
    await scene.still_talking()


# --- devices that anybody with a key can make up


async def test_a_member_cannot_fill_all_places_with_made_up_devices(scene: Honest, mallory: Dishonest) -> None:
    keys = [DiscoveryKey(each.key, each.group) for each in mallory.room.dialling_keys(NOW)]
    async with contextlib.AsyncExitStack() as stack:
        turned_away = 0
        for number in range(crowding.MOST_UNKNOWN + 4):
            made_up = await stack.enter_async_context(Dishonest(f"made up {number}"))
            try:
                await made_up.meet(scene.address, keys)
                await made_up.send(Ping(n=1))
                await made_up.receive()
            except LinkClosed:
                turned_away += 1
        unknown = [
            each
            for each in scene.ana.groups._registry
            if each.device not in scene.room(scene.ana).membership.active_devices()
        ]
        assert len(unknown) <= crowding.MOST_UNKNOWN
        assert turned_away >= 4
        await scene.still_talking()


# --- strangers


def strangers(address: str, count: int) -> list[socket.socket]:
    host, _, port = address.rpartition(":")
    crowd: list[socket.socket] = []
    for _ in range(count):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex((host, int(port)))
        crowd.append(connection)
    return crowd


async def test_a_thousand_connections(scene: Honest) -> None:
    """What they hold is bounded, members talk, and a new one comes in as soon as there is a place for its address."""
    crowd = strangers(scene.address, 1_000)
    try:
        await scene.still_talking()
        assert len(network(scene.ana)._gate) <= UNAUTHENTICATED_PER_ADDRESS
        assert len(network(scene.ana)._links) <= UNAUTHENTICATED_CONNECTIONS + 2
        async with Dishonest("newcomer") as newcomer:
            code = await scene.code()
            async with asyncio.timeout(20):
                while True:
                    with contextlib.suppress(LinkClosed, Unreachable):
                        await newcomer.join(scene.address, code)
                        break
                    await asyncio.sleep(0.05)
        await scene.still_talking()
    finally:
        for connection in crowd:
            connection.close()


async def test_whoever_says_nothing_or_one_byte_after_the_other_is_put_out(
    scene: Honest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE_SECONDS", 0.2)
    monkeypatch.setattr(tcp_link, "HANDSHAKE_SECONDS", 0.2)
    crowd = strangers(scene.address, UNAUTHENTICATED_PER_ADDRESS)
    await scene.still_talking()

    async def gone() -> bool:
        for connection in crowd:
            with contextlib.suppress(OSError):
                connection.send(b"\x16")
        return not len(network(scene.ana)._gate)

    await until(gone, "every place is free")
    for connection in crowd:
        connection.close()


@pytest.mark.expected_log("cannot accept connections for now")
async def test_no_descriptor_is_left(scene: Honest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members go on talking; who wants to come in can when there are descriptors again."""
    monkeypatch.setattr(transport, "_OUT_OF_SOCKETS_SECONDS", 0.01)
    loop = asyncio.get_running_loop()
    real, refused = loop.sock_accept, 0

    async def sock_accept(listener: socket.socket) -> Any:
        nonlocal refused
        if refused < 20:
            refused += 1
            raise OSError(24, "Too many open files")
        return await real(listener)

    monkeypatch.setattr(loop, "sock_accept", sock_accept)
    for connection in strangers(scene.address, 1):  # the accept that waits goes by the real one
        connection.close()
    await scene.still_talking()

    async def tried() -> bool:
        return refused == 20

    await until(tried, "no descriptor, twenty times")
    async with Dishonest("newcomer") as newcomer:
        await newcomer.join(scene.address, await scene.code())
    await scene.still_talking()
