"""The switchboard over links in memory: one connection to each device, whatever happens at the same moment."""

import asyncio
import random

import pytest

from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import Offer, Ping
from sync.core.ids import InviteId
from sync.errors import InvalidInput, NotAMember, Unreachable
from sync.net import arbiter, switchboard
from tests.support.memory_network import MemoryHub
from tests.sync.net.hosts import EPOCH, GROUP, OTHER, FakeHost, running

INVITE = DiscoveryKey(b"i" * 32, GROUP, InviteId(b"v" * 32))


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arbiter, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(switchboard, "ANSWER_SECONDS", 0.05)


async def test_connect_by_address() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as board, running(hub.network("b"), bob):
        assert await board.connect("b:4040") == bob.device
        await bob.connected(alice)
        assert alice.addresses == {bob.device: "b:4040"}
        assert [peer.groups for peer in board.connections()] == [{GROUP}]
        await alice.up[0].send(Offer(provider="openai", model="m"))
        await bob.until(lambda: bob.frames == [Offer(provider="openai", model="m")])
    assert alice.up == bob.up == []


async def test_connecting_again_returns_the_same_device() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob) as other:
        await one.connect("b:4040")
        await bob.connected(alice)
        assert await one.connect("b:4040") == bob.device
        assert await other.connect("a:4040") == alice.device
        assert alice.begun == [bob.device]
        assert bob.begun == [alice.device]


@pytest.mark.parametrize("latency", [0.0, 0.01])
async def test_dialling_each_other_at_once_leaves_one_connection(latency: float) -> None:
    hub, alice, bob = MemoryHub(latency), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob) as other:
        assert await asyncio.gather(one.connect("b:4040"), other.connect("a:4040")) == [bob.device, alice.device]
        await alice.connected(bob)
        await bob.connected(alice)
        assert alice.begun == [bob.device]
        assert bob.begun == [alice.device]
        assert alice.up[0].outbound != bob.up[0].outbound


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_the_delays_one_connection_is_made_and_stays(seed: int) -> None:
    chance = random.Random(seed)
    hub, alice, bob = MemoryHub(lambda: chance.random() * 0.02), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob) as other:
        to_bob, to_alice = one.connect("b:4040"), other.connect("a:4040")
        again_to_bob, again_to_alice = one.connect("b:4040"), other.connect("a:4040")
        found = await asyncio.gather(to_bob, to_alice, again_to_bob, again_to_alice)
        assert found == [bob.device, alice.device] * 2
        await alice.connected(bob)
        await bob.connected(alice)
        assert await alice.up[0].alive(5)
        assert alice.begun == [bob.device]
        assert bob.begun == [alice.device]


async def test_many_devices_find_each_other() -> None:
    hub, hosts = MemoryHub(0.001), [FakeHost(f"device {number}") for number in range(6)]
    boards = [
        running(hub.network(f"m{number}"), host, hub.discovery(f"m{number}")) for number, host in enumerate(hosts)
    ]
    for board in boards:
        await board.__aenter__()
    for host in hosts:
        await host.connected(*(other for other in hosts if other is not host))
    assert all(len(host.begun) == len(hosts) - 1 for host in hosts)
    for board in boards:
        await board.__aexit__(None, None, None)


async def test_reconnects_after_a_partition() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice, hub.discovery("a")):
        async with running(hub.network("b"), bob, hub.discovery("b")):
            await alice.connected(bob)
            hub.partition(["a"], ["b"])
            await alice.connected()
            await bob.connected()
            hub.heal()
            await alice.connected(bob)
            await bob.connected(alice)
        await alice.connected()


@pytest.mark.usefixtures("_impatient")
async def test_a_dead_connection_makes_room_for_a_new_one() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob) as other:
        await one.connect("b:4040")
        await bob.connected(alice)
        hub.partition(["a"], ["b"], silent=True)
        alice.up[0].abort()  # bob does not hear of it
        await alice.connected()
        assert len(bob.up) == 1
        hub.heal()
        one.poke()
        await alice.connected(bob)
        assert bob.begun == [alice.device, alice.device]
        assert len(other.connections()) == 1


@pytest.mark.usefixtures("_impatient")
async def test_poke_drops_connections_that_do_not_answer() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob):
        await one.connect("b:4040")
        await bob.connected(alice)
        one.poke()
        assert await alice.up[0].alive(5)
        hub.partition(["a"], ["b"], silent=True)
        one.poke()
        await alice.connected()
        hub.heal()
        await alice.connected(bob)


async def test_a_stranger_learns_nothing() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob", [OTHER])
    network = hub.network("b")
    async with running(hub.network("a"), alice) as one, running(network, bob):
        with pytest.raises(Unreachable, match="shares no conversation"):
            await one.connect("b:4040")
        assert [link.bytes for link in network.links] == [0]


async def test_an_invite_makes_a_guest_on_both_sides() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice", [INVITE], []), FakeHost("bob", [EPOCH, INVITE], [])
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob):
        await one.connect("b:4040")
        await bob.connected(alice)
        for host in (alice, bob):
            assert host.up[0].guest
            assert host.up[0].groups == set()


async def test_a_newcomer_unknown_here_is_taken_for_a_member_by_the_epochs_key() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice", groups=[]), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob):
        await one.connect("b:4040")
        await bob.connected(alice)
        for host in (alice, bob):
            assert not host.up[0].guest
            assert host.up[0].groups == {GROUP}


async def test_guests_are_limited() -> None:
    hub, bob = MemoryHub(), FakeHost("bob", [EPOCH, INVITE], [])
    guests = [FakeHost(f"guest {number}", [INVITE], []) for number in range(17)]
    async with running(hub.network("b"), bob):
        boards = [running(hub.network(f"g{number}"), guest) for number, guest in enumerate(guests)]
        for number, context in enumerate(boards):
            board = await context.__aenter__()
            if number < 16:
                await board.connect("b:4040")
            else:
                with pytest.raises(NotAMember, match="Too many devices"):
                    await board.connect("b:4040")
        for context in boards:
            await context.__aexit__(None, None, None)


async def test_hostile_bytes_close_that_connection_only() -> None:
    hub, alice, bob, carol = MemoryHub(), FakeHost("alice"), FakeHost("bob"), FakeHost("carol")
    async with (
        running(hub.network("a"), alice) as one,
        running(hub.network("b"), bob),
        running(hub.network("c"), carol) as other,
    ):
        await one.connect("b:4040")
        await other.connect("b:4040")
        await bob.connected(alice, carol)
        await alice.up[0].link.send(b"\xc1garbage")
        await bob.until(lambda: bob.begun.count(alice.device) == 2)  # thrown out, and back after a while
        assert bob.begun.count(carol.device) == 1


async def test_garbage_before_authentication_is_closed_silently() -> None:
    hub, bob = MemoryHub(), FakeHost("bob")
    network = hub.network("b")
    async with running(network, bob):
        stranger = await hub.network("x").dial("b:4040", 1)
        await stranger.send(b"GET / HTTP/1.1")
        with pytest.raises(Exception, match="the other end closed"):
            await stranger.receive()
        assert [link.bytes for link in network.links] == [0]


async def test_pings_are_answered_below_the_session() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob")
    async with running(hub.network("a"), alice) as one, running(hub.network("b"), bob):
        await one.connect("b:4040")
        await alice.up[0].send(Ping(n=7))
        assert await alice.up[0].alive(5)
        assert alice.frames == bob.frames == []


async def test_new_keys_bring_new_devices() -> None:
    hub, alice, bob = MemoryHub(), FakeHost("alice"), FakeHost("bob", [OTHER])
    async with (
        running(hub.network("a"), alice, hub.discovery("a")),
        running(hub.network("b"), bob, hub.discovery("b")) as board,
    ):
        assert board.connections() == ()
        bob.keys = [EPOCH]
        board.keys_changed()
        await bob.connected(alice)


async def test_addresses_that_lead_to_ourselves_or_nowhere() -> None:
    hub, alice = MemoryHub(), FakeHost("alice")
    async with running(hub.network("a"), alice) as board:
        with pytest.raises(InvalidInput, match="own address"):
            await board.connect("a:4040")
        with pytest.raises(InvalidInput, match="with a port"):
            await board.connect("a")
        with pytest.raises(Unreachable, match="not running there"):
            await board.connect("nobody:4040")


async def test_remembered_and_configured_addresses_are_dialled_at_start() -> None:
    hub, alice, bob, carol = MemoryHub(), FakeHost("alice"), FakeHost("bob"), FakeHost("carol")
    known = [(bob.device, "nobody:1"), (bob.device, "b:4040")]
    async with (
        running(hub.network("b"), bob),
        running(hub.network("c"), carol),
        running(hub.network("a"), alice, typed=["c:4040"], remembered=known),
    ):
        await alice.connected(bob, carol)
