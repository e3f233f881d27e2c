"""Real processes that are killed at random instants (kill -9), and a real disk that fills up."""

import asyncio
import os
import random
import time
from pathlib import Path

import msgspec
import pytest

from sync.core.ids import GroupId
from sync.engine import Engine, EngineConfig
from sync.identity.secrets import database_key, open_secrets
from sync.store import groups as group_store
from sync.store.database import Store
from tests.end2end.conftest import MakePeer
from tests.end2end.stories import agree, arrives, founds, hears, invites, joins, says, texts
from tests.support.peer_process import PeerError, PeerProcess

SECONDS = 8.0
BURST = 12
LONGEST_DELAY = 0.25
PASSPHRASE = "correct horse battery staple"


async def talk_until_killed(speaker: PeerProcess, group: str, words: list[str], said: set[str]) -> None:
    """Say all the words as fast as they are acknowledged, and note those that were, until there is no answer."""
    for word in words:
        try:
            await says(speaker, group, word)
        except PeerError:
            return
        said.add(word)


async def kill(peer: PeerProcess) -> None:
    peer.process.kill()
    await peer.wait()


async def test_peers_that_are_killed_at_any_instant_lose_and_repeat_nothing(make_peer: MakePeer) -> None:
    seed = int(os.environ.get("CAUSERIE_SEED", "0")) or random.SystemRandom().getrandbits(32)
    print(f"CAUSERIE_SEED={seed}")
    rng = random.Random(seed)
    alice, bob = await arrives(make_peer("alice"), "Alice"), await arrives(make_peer("bob"), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    said: set[str] = set()
    end, rounds = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        rounds += 1
        victim = rng.choice((alice, bob))
        talking = [
            asyncio.create_task(
                talk_until_killed(peer, group, [f"{peer.name} {rounds}.{number}" for number in range(BURST)], said)
            )
            for peer in (alice, bob)
        ]
        await asyncio.sleep(rng.random() * LONGEST_DELAY)
        await kill(victim)
        await asyncio.gather(*talking)
        await victim.start()
    for peer in (alice, bob):
        await hears(peer, group, *said)
    await agree(group, alice, bob)
    shown = [sorted(await texts(peer, group)) for peer in (alice, bob)]
    assert shown[0] == shown[1]
    assert len(set(shown[0])) == len(shown[0])
    assert said <= set(shown[0])
    print(f"{rounds} rounds, {len(said)} acknowledged, {len(shown[0])} shown")
    for peer in (alice, bob):
        await peer.close()
        assert await made_again(peer, group) == shown[0]


async def made_again(peer: PeerProcess, group: str) -> list[str]:
    """Return what is shown when everything is made again from the operations."""
    group_id = GroupId(bytes.fromhex(group))
    key = database_key(open_secrets(peer.profile, PASSPHRASE))
    store = await Store.open(peer.profile / "causerie.db", key)
    row = await store.read(lambda db: group_store.get(db, group_id))
    assert row is not None
    await store.write(lambda db: group_store.put(db, msgspec.structs.replace(row, stale=True)))
    await store.close()
    state = peer.profile.parent / "state"
    config = EngineConfig(peer.profile, passphrase=PASSPHRASE, state=state, discovery=False)
    async with Engine(config) as engine:
        return sorted([message.text for message in await engine.messages.list(group_id, limit=500)])


async def test_a_disk_that_fills_up_while_catching_up(small_disk: Path, make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    bob = make_peer(f"{small_disk.name}/bob")
    bob.log = small_disk.parent / "bob.log"
    await arrives(bob, "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await bob.close()
    long = [f"{number} " + "x" * 15_000 for number in range(40)]
    for text in long:
        await says(alice, group, text)
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk)
    ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - 300_000)))
    since = bob.mark()
    await bob.start()
    await bob.wait_event("notice", code="disk_full", since=since)
    assert len([event for event in bob.events if event["type"] == "notice"]) == 1
    ballast.unlink()
    await hears(bob, group, *long)
    await agree(group, alice, bob)
    assert len([event for event in bob.events if event["type"] == "notice"]) == 1


pytestmark = pytest.mark.may_block
