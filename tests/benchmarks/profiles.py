"""Profiles of a given number of messages, made in seconds: five people's, in eight groups, over three years.

The people and the groups are real: four engines joined them over a network in memory. The messages go straight through
the store's own functions, as those of the four others; their operations are not signed, so nobody else can be given
them. At last some real messages are written in each group, as on any day.
"""

import asyncio
import hashlib
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, LogId, LogKind, MessageId, OpId, make_log_id
from sync.core.ops import Header, Kind, Message, Operation
from sync.engine import Engine, EngineConfig, Surroundings
from sync.runtime.live_room import LiveRoom
from sync.store import messages, ops
from sync.store.database import Db, Store
from sync.store.rows import MessageRow
from sync.views import AuthorKind
from tests.benchmarks.file_keyring import environment
from tests.benchmarks.texts import words
from tests.support.engines import joined, until
from tests.support.memory_keyring import MemoryKeyring
from tests.support.memory_network import MemoryHub

SHARES: Final = (0.5, 0.2, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01)
"""How the messages are spread over the groups, the largest first."""
OTHERS: Final = ("Bob", "Carol", "Dave", "Erin")
BATCH: Final = 2_000
RAW: Final = 560
SEALED: Final = 290
YEARS_MS: Final = 3 * 365 * 24 * 3_600_000
OWN: Final = 20
"""Real messages of the profile's own account at the end of each group."""
FRAGMENTS: Final = 20_000
RARE_EVERY: Final = 10_000
ACCENTED: Final = ("déjà", "été", "naïve", "Ærøskøbing", "señor", "Straße")
CHINESE: Final = ("你好世界", "明天见", "谢谢大家", "世界很大")
PICTURES: Final = ("🎉", "👍🏽", "🌻")
OPEN_PREFERENCE: Final = "open"


@dataclass(frozen=True, slots=True)
class Grown:
    """A profile with its messages and its groups, the largest first."""

    profile: Path
    messages: int
    groups: tuple[GroupId, ...]


def grow(folder: Path, total: int) -> Grown:
    """Make a profile of `total` messages in `folder`, its keys in a file there (see `file_keyring`)."""
    os.environ.update(environment(folder / "keyring.json"))
    return asyncio.run(_grow(folder, total))


async def _grow(folder: Path, total: int) -> Grown:
    profile = folder / "alice"
    async with AsyncExitStack() as stack:
        hub = MemoryHub()
        alice = await _enter(stack, hub, folder, "alice")
        others = [await _enter(stack, hub, folder, name) for name in OTHERS]
        groups = tuple([await _found(alice, others, number) for number in range(len(SHARES))])
    async with AsyncExitStack() as stack:
        alice = await _enter(stack, MemoryHub(), folder, "alice")
        for number, (group, share) in enumerate(zip(groups, SHARES, strict=True)):
            await _fill(alice, group, max(1, round(total * share) - OWN), random.Random(number))
        await alice.preferences.set(OPEN_PREFERENCE, groups[0].hex())
    async with AsyncExitStack() as stack:
        alice = await _enter(stack, MemoryHub(), folder, "alice")  # only now it knows how far the logs go
        for group in groups:
            await live_room(alice, group).author(lambda _: [Message(text=f"own message {each}") for each in range(OWN)])
    return Grown(profile, total, groups)


async def _enter(stack: AsyncExitStack, hub: MemoryHub, folder: Path, name: str) -> Engine:
    # What stands for the desktop's own keyring, or for a person who is only here to be in the groups.
    keyring = None if name == "alice" else MemoryKeyring()
    surroundings = Surroundings(hub.network(name), hub.discovery(name), keyring=keyring)
    engine = await stack.enter_async_context(Engine(EngineConfig(folder / name, state=folder / "state"), surroundings))
    if await engine.accounts.get() is None:
        await engine.accounts.create(name.title())
    return engine


async def _found(alice: Engine, others: Sequence[Engine], number: int) -> GroupId:
    group = await alice.groups.create(f"Group {number + 1}")
    code = (await alice.invites.create(group)).code
    for other in others:
        await other.invites.join(code)
        await joined(other, group)

    async def complete() -> bool:
        return len((await alice.groups.get(group)).members) == len(others) + 1

    await until(complete, "everybody is in")
    return group


def live_room(engine: Engine, group: GroupId) -> LiveRoom:
    """Return the group as the engine works with it: what measures reaches below the public API."""
    rooms = engine.messages._rooms  # pyright: ignore[reportPrivateUsage]
    return rooms.joined(group)


def store_of(engine: Engine) -> Store:
    """Return the engine's store."""
    return engine.messages._context.store  # pyright: ignore[reportPrivateUsage]


async def _fill(alice: Engine, group: GroupId, count: int, source: random.Random) -> None:
    live = live_room(alice, group)
    room, me = live.room, alice.messages._context.who()  # pyright: ignore[reportPrivateUsage]
    epoch = room.epochs.sending() or EpochId(b"")
    authors = [
        (account, device)
        for account, state in room.membership.members.items()
        for device in state.devices
        if account != me.account
    ]
    made = _made(group, epoch, authors, count, source, me_time=alice.messages._context.clock())  # pyright: ignore[reportPrivateUsage]
    while batch := list(islice(made, BATCH)):

        def run(db: Db, batch: Sequence[tuple[Operation, MessageRow]] = batch) -> None:
            ops.append(db, group, [operation for operation, _ in batch])
            messages.put(db, [row for _, row in batch])

        await store_of(alice).write(run)


def _made(
    group: GroupId,
    epoch: EpochId,
    authors: Sequence[tuple[AccountId, DeviceId]],
    count: int,
    source: random.Random,
    me_time: int,
) -> Iterator[tuple[Operation, MessageRow]]:
    """Yield messages, oldest first: bursts of an author, clocks that differ by seconds, days without a word."""
    logs: list[LogId] = [make_log_id(device, LogKind.CONTENT, b"incarnat") for _, device in authors]
    seqs = [0] * len(authors)
    pieces = fragments()
    step = YEARS_MS // (count + 1)
    author = 0
    for number in range(count):
        if source.random() < 0.4:
            author = source.randrange(len(authors))
        account, device = authors[author]
        message_id = OpId(hashlib.sha256(group + number.to_bytes(8, "big")).digest())
        at = me_time - YEARS_MS + number * step + source.randrange(step // 2 + 1)
        text = _text(number, pieces, source)
        lamport = 100 + number
        raw = (message_id * (RAW // 32 + 1))[:RAW]
        header = Header(
            1, group, logs[author], seqs[author], message_id, Kind.MESSAGE, lamport, at, (), (), epoch, message_id
        )
        seqs[author] += 1
        row = MessageRow(
            group, MessageId(message_id), message_id, account, device, AuthorKind.PERSON, text, lamport, at, at
        )
        yield Operation(message_id, header, raw[:SEALED], raw, raw[:64], raw), row


def _text(number: int, pieces: Sequence[str], source: random.Random) -> str:
    """Return a text: of about 200 characters, some shorter, a few with a word that is hardly anywhere else."""
    text = " ".join(source.choices(pieces, k=source.choice((1, 2, 4, 6))))
    if number % RARE_EVERY == RARE_EVERY // 2:
        return f"{text} rareword{number}"
    if number % 50 == 7:
        extra = (ACCENTED, CHINESE, PICTURES)[number // 50 % 3]
        return f"{text} {extra[number // 150 % len(extra)]}"
    return text


def fragments() -> list[str]:
    """Return pieces of about 60 characters whose words are as frequent as a language's."""
    source, vocabulary = random.Random(2), words()
    return [
        " ".join(vocabulary[int(len(vocabulary) ** source.random()) - 1] for _ in range(10)) for _ in range(FRAGMENTS)
    ]
