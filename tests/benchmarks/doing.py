"""What nodes are told to do: found and fill a group, join it, talk in it, watch what arrives."""

import asyncio
import time
from dataclasses import dataclass

from sync.changes import GroupUpdated, MessageAdded, MessagesAdded, PeerConnected, SyncProgress
from sync.core.ids import GroupId, LogKind, MessageId, log_kind
from sync.core.invites import encode_code, parse_code
from sync.core.ops import FIRST_CONTENT_KIND, Message
from sync.core.signing import parse_operation
from sync.runtime.live_room import LiveRoom
from sync.store import ops as op_store
from sync.views import GroupState
from tests.benchmarks.nodes import Stage
from tests.benchmarks.texts import text_of

BATCH = 500
"""Messages authored in one transaction, where how long it takes is of no interest."""
OPEN_PREFERENCE = "open"
"""Where the window keeps which conversation is open."""


@dataclass(frozen=True, slots=True)
class Joined:
    """When a newcomer began to join, met a member, was in, and had everything. Times in ns."""

    began: int
    connected: int
    joined: int
    complete: int
    found: int
    """Messages that a search finds at that moment."""


@dataclass(frozen=True, slots=True)
class History:
    """What a group's logs hold: content as it travels, and the secrets that open it."""

    raws: list[bytes]
    secrets: dict[bytes, bytes]


async def make_account(stage: Stage, name: str) -> None:
    """Make the profile's account."""
    await stage.engine.accounts.create(name)


async def found(stage: Stage, name: str) -> GroupId:
    """Found a group."""
    return await stage.engine.groups.create(name)


async def fill(stage: Stage, group: GroupId, first: int, last: int) -> None:
    """Write messages `first` to `last - 1`, many in a transaction."""
    live = _live(stage, group)
    for start in range(first, last, BATCH):
        texts = [text_of(number) for number in range(start, min(start + BATCH, last))]
        await live.author(lambda _, texts=texts: [Message(text=text) for text in texts])


async def open_first(stage: Stage, group: GroupId) -> None:
    """Have the window show the group when it starts."""
    await stage.engine.preferences.set(OPEN_PREFERENCE, group.hex())


async def history(stage: Stage, group: GroupId, limit: int) -> History:
    """Return up to `limit` content operations as they are stored, and the secrets that open them."""
    live = _live(stage, group)
    store = live._context.store  # pyright: ignore[reportPrivateUsage] - the engine shows nobody its operations
    raws = [raw for _, raw in await store.read(lambda db: op_store.content(db, group, 0, limit))]
    assert all(parse_operation(raw).header.kind >= FIRST_CONTENT_KIND for raw in raws[:1])
    return History(raws, {bytes(epoch): secret for epoch, secret in live.room.epochs.secrets.items()})


async def invite(stage: Stage, group: GroupId, addressed: bool) -> str:
    """Return an invite code; without an address in it unless `addressed`: whoever joins has to find us."""
    code = (await stage.engine.invites.create(group)).code
    return code if addressed else encode_code(parse_code(code)._replace(addresses=()))


async def join(stage: Stage, code: str, messages: int, word: str, expected: int) -> Joined:
    """Join by code; return when `messages` are stored, and the `expected` ones with `word` are found."""
    subscription = stage.engine.subscribe(capacity=messages + 10_000)
    began = time.monotonic_ns()
    connected = joined = 0
    group = await stage.engine.invites.join(code)
    async for change in subscription:
        match change:
            case PeerConnected() if not connected:
                connected = time.monotonic_ns()
            case GroupUpdated(state=GroupState.JOINED) if not joined:
                joined = time.monotonic_ns()
            case _:
                pass
        if joined and stored(stage, group) >= messages:
            break
    hits = await stage.engine.messages.search(word, group_id=group, limit=expected + 1) if word else []
    complete = time.monotonic_ns()
    stage.engine.unsubscribe(subscription)
    return Joined(began, connected, joined, complete, len(hits))


def stored(stage: Stage, group: GroupId) -> int:
    """Return how many operations of content are on disk."""
    live = stage.engine.messages._rooms.get(group)  # pyright: ignore[reportPrivateUsage] - no view counts them
    return sum(head.seq + 1 for log, head in live.vector.items() if log_kind(log) is LogKind.CONTENT)


async def meet(stage: Stage, peers: int) -> int:
    """Wait until as many devices are connected; return when, in ns."""
    subscription = stage.engine.subscribe()
    while len(await stage.engine.peers.list()) < peers:
        async for change in subscription:
            if isinstance(change, PeerConnected):
                break
    stage.engine.unsubscribe(subscription)
    return time.monotonic_ns()


async def settle(stage: Stage, group: GroupId) -> None:
    """Wait until nothing of the group is missing."""
    subscription = stage.engine.subscribe()
    while (await stage.engine.peers.sync_status(group)).missing:
        async for change in subscription:
            if isinstance(change, SyncProgress | MessageAdded | MessagesAdded):
                break
    stage.engine.unsubscribe(subscription)


async def talk(stage: Stage, group: GroupId, first: int, last: int, pause: float) -> list[tuple[MessageId, int, int]]:
    """Send messages one by one with pauses; return (message, when it was handed over, when it was on disk), in ns."""
    sent: list[tuple[MessageId, int, int]] = []
    for number in range(first, last):
        began = time.monotonic_ns()
        view = await stage.engine.messages.send(group, text_of(number))
        sent.append((view.message_id, began, time.monotonic_ns()))
        await asyncio.sleep(pause)
    return sent


async def listen(stage: Stage, messages: int) -> dict[MessageId, int]:
    """Return when each of the next messages had been stored, in ns."""
    subscription = stage.engine.subscribe()
    arrived: dict[MessageId, int] = {}
    async for change in subscription:
        if isinstance(change, MessageAdded):
            arrived[change.message.message_id] = time.monotonic_ns()
            if len(arrived) >= messages:
                break
    stage.engine.unsubscribe(subscription)
    return arrived


def _live(stage: Stage, group: GroupId) -> LiveRoom:
    # The public API sends one message at a time; a history of thousands is written below it.
    rooms = stage.engine.messages._rooms  # pyright: ignore[reportPrivateUsage]
    return rooms.joined(group)
