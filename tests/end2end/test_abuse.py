"""A network with somebody on it who has many addresses and nothing good in mind."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import agree, arrives, founds, hears, invites, joins, says
from tests.support.netns import Lan, Machine
from tests.support.peer_process import ROOT, PeerProcess

FIRST, LAST = "10.77.0.100", "10.77.0.163"


def give_addresses(machine: Machine) -> None:
    """Give a machine 64 more addresses."""
    for number in range(100, 164):
        machine.ip("address", "add", f"10.77.0.{number}/24", "dev", "eth0")


def descriptors(peer: PeerProcess) -> int:
    """How many files and sockets a peer has open."""
    return len(list(Path(f"/proc/{peer.process.pid}/fd").iterdir()))


async def test_a_thousand_connections_from_many_addresses(lan: Lan, make_peer: MakePeer) -> None:
    """Members talk, a newcomer gets in and everything is there, while strangers fill every place there is."""
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await says(alice, group, "before")
    await hears(bob, group, "before")
    before = descriptors(alice)
    give_addresses(third)
    [listening] = [
        each for each in (await alice.request("system.info"))["listening"] if each["address"] == first.address
    ]
    command = [sys.executable, "-m", "tests.support.crowd", first.address, str(listening["port"]), FIRST, LAST]
    with third.popen(command, stdout=subprocess.PIPE, cwd=ROOT) as crowd:
        try:
            assert crowd.stdout is not None
            assert await asyncio.to_thread(crowd.stdout.readline) == "begun\n"
            for number in range(3):
                await says(alice, group, f"alice {number}")
                await hears(bob, group, f"alice {number}")
                await says(bob, group, f"bob {number}")
                await hears(alice, group, f"bob {number}")
            carol = await arrives(make_peer("carol", second), "Carol")
            await joins(carol, await invites(alice, group))
            await hears(carol, group, "before", "alice 2", "bob 2")
            assert descriptors(alice) <= before + 40
        finally:
            crowd.kill()
    await agree(group, alice, bob, carol)
