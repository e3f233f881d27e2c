"""Bad days on a real network: addresses change, cables are pulled, machines sleep, and there is a router in between.

How long it took until messages flowed again is printed (`pytest -s`), not judged: machines differ.
"""

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import agree, arrives, founds, hears, invites, joins, meets, says
from tests.support.netns import Lan, Machine
from tests.support.peer_process import PeerProcess

SLEEP_SECONDS = 6.0
"""More than what tells a machine that slept from one that was only slow."""
SILENCE_SECONDS = 2.0


@contextmanager
def timed(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: messages flow again after {time.monotonic() - began:.1f} s")


@pytest.fixture
async def couple(lan: Lan, make_peer: MakePeer) -> tuple[PeerProcess, PeerProcess, str]:
    """Alice and Bob, who talk."""
    first, second, _ = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await says(alice, group, "before")
    await hears(bob, group, "before")
    return alice, bob, group


async def both_speak(group: str, alice: PeerProcess, bob: PeerProcess, what: str) -> None:
    """Wait until what each says arrives at the other."""
    with timed(what):
        await asyncio.gather(says(alice, group, f"alice after {what}"), says(bob, group, f"bob after {what}"))
        await asyncio.gather(hears(bob, group, f"alice after {what}"), hears(alice, group, f"bob after {what}"))
    await agree(group, alice, bob)


def move(machine: Machine, address: str) -> None:
    machine.ip("address", "flush", "dev", "eth0")
    machine.ip("address", "add", f"{address}/24", "dev", "eth0")


async def test_addresses_that_change(lan: Lan, couple: tuple[PeerProcess, PeerProcess, str]) -> None:
    alice, bob, group = couple
    move(lan.machines[0], "10.77.0.101")
    await both_speak(group, alice, bob, "one moved")
    move(lan.machines[0], "10.77.0.102")
    move(lan.machines[1], "10.77.0.103")
    await both_speak(group, alice, bob, "both moved")


async def test_a_cable_that_is_pulled_and_a_network_cut_in_two(
    lan: Lan, couple: tuple[PeerProcess, PeerProcess, str]
) -> None:
    alice, bob, group = couple
    lan.machines[0].unplug()
    await says(alice, group, "said alone")
    await asyncio.sleep(SILENCE_SECONDS)
    lan.machines[0].plug()
    await both_speak(group, alice, bob, "the cable was pulled")
    lan.partition([lan.machines[0]], [lan.machines[1]])
    await says(bob, group, "said apart")
    await asyncio.sleep(SILENCE_SECONDS)
    lan.heal()
    await both_speak(group, alice, bob, "the network was cut")
    await hears(bob, group, "said alone")
    await hears(alice, group, "said apart")


async def test_waking_up(couple: tuple[PeerProcess, PeerProcess, str]) -> None:
    alice, bob, group = couple
    bob.process.send_signal(signal.SIGSTOP)
    await says(alice, group, "while bob slept")
    await asyncio.sleep(SLEEP_SECONDS)
    bob.process.send_signal(signal.SIGCONT)
    await both_speak(group, alice, bob, "sleep")
    await hears(bob, group, "while bob slept")


async def test_an_interface_that_comes_later(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    first.ip("link", "set", "eth0", "down")
    first.ip("address", "flush", "dev", "eth0")
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)
    first.ip("link", "set", "eth0", "up")
    first.ip("address", "add", f"{first.address}/24", "dev", "eth0")
    with timed("the interface came"):
        await joins(bob, code)
    await both_speak(group, alice, bob, "joining")


async def test_a_link_with_ipv6_only(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    for machine in (first, second):
        machine.ip("address", "flush", "dev", "eth0")
        for setting in ("all.disable_ipv6=0", "eth0.accept_dad=0", "eth0.disable_ipv6=0"):
            machine.run(["sysctl", "-qw", f"net.ipv6.conf.{setting}"])
        machine.ip("link", "set", "eth0", "down")
        machine.ip("link", "set", "eth0", "up")
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    with timed("an IPv6-only link"):
        await joins(bob, await invites(alice, group))
    (peer,) = await alice.request("peer.list")
    assert peer["address"].startswith("[fe80::")
    await both_speak(group, alice, bob, "joining")


async def test_a_router_in_between_and_an_address_typed(lan: Lan, make_peer: MakePeer) -> None:
    first, router, second = lan.machines
    # Two networks that share nothing but a router with a leg in each.
    lan.partition([first, router], [second])
    second.ip("address", "flush", "dev", "eth0")
    second.ip("address", "add", "10.99.0.3/24", "dev", "eth0")
    lan.add_leg(router, "eth1", side=1)
    router.ip("address", "add", "10.99.0.1/24", "dev", "eth1")
    router.run(["sysctl", "-qw", "net.ipv4.ip_forward=1"])
    first.ip("route", "add", "default", "via", router.address)
    second.ip("route", "add", "default", "via", "10.99.0.1")
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    # The code brings Alice's address along; nobody hears anybody's announcements.
    with timed("a router in between"):
        await joins(bob, await invites(alice, group))
    await both_speak(group, alice, bob, "joining across")

    await bob.close()
    port = (await alice.request("system.info"))["listening"][0]["port"]
    await arrives(bob)
    await bob.request("peer.connect", address=f"{first.address}:{port}")
    await meets(bob, group, alice)
    await both_speak(group, alice, bob, "typing the address")
