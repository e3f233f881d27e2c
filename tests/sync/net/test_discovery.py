"""Multicast DNS on the loopback interface: members see each other, strangers see nothing they could use."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pytest
from zeroconf import DNSOutgoing, DNSPointer, DNSService, DNSText
from zeroconf.asyncio import AsyncZeroconf

from sync.core.discovery_tags import DiscoveryKey
from sync.core.ids import GroupId
from sync.errors import InvalidInput
from sync.net import presence
from sync.net.announcements import announced_properties, read_announcement
from sync.net.discovery import Sighting, ZeroconfDiscovery
from sync.net.presence import SERVICE

LOOPBACK = ["127.0.0.1"]
# RFC 1035, section 3.2.2, and RFC 6762, section 18.
_RESPONSE, _IN, _PTR, _TXT, _SRV = 0x8400, 1, 12, 16, 33


def fresh_key() -> DiscoveryKey:
    """A key nobody else on this machine has, whatever tests run beside this one."""
    return DiscoveryKey(secrets.token_bytes(32), GroupId(b"g" * 32))


class Looking:
    """A discovery and what it reported."""

    def __init__(self) -> None:
        self.discovery = ZeroconfDiscovery(LOOPBACK)
        self.reports: list[Sighting] = []
        self._changed = asyncio.Event()

    def found(self, sighting: Sighting) -> None:
        self.reports.append(sighting)
        self._changed.set()

    async def report(self, *addresses: str) -> Sighting:
        """Wait for the next report with these addresses."""
        async with asyncio.timeout(20):
            while True:
                for sighting in self.reports:
                    if sighting.addresses == addresses:
                        self.reports.remove(sighting)
                        return sighting
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def looking(port: int, *keys: DiscoveryKey) -> AsyncGenerator[Looking]:
    looker = Looking()
    try:
        await looker.discovery.start(port, keys, looker.found)
        yield looker
    finally:
        await looker.discovery.stop()


async def test_members_find_each_other_and_part() -> None:
    key, unrelated = fresh_key(), fresh_key()
    async with looking(1111, key, unrelated) as alice:
        async with looking(2222, key) as bob:
            seen = await alice.report("127.0.0.1:2222")
            assert seen.matched == (key,)
            await bob.report("127.0.0.1:1111")
        gone = await alice.report()
        assert gone.instance == seen.instance


async def test_strangers_are_not_reported() -> None:
    key, others = fresh_key(), fresh_key()
    async with looking(1111, others) as stranger, looking(2222, key), looking(3333, key) as member:
        await member.report("127.0.0.1:2222")
        assert stranger.reports == []


async def test_new_keys_are_announced_and_looked_for() -> None:
    key = fresh_key()
    async with looking(1111, fresh_key()) as alice, looking(2222, key) as bob:
        alice.discovery.update([key])
        await alice.report("127.0.0.1:2222")
        await bob.report("127.0.0.1:1111")


async def test_a_fresh_announcement_has_nothing_to_do_with_the_last() -> None:
    key = fresh_key()
    async with looking(1111, key) as alice, looking(2222, key) as bob:
        first = await alice.report("127.0.0.1:2222")
        before = alice.discovery._seen[first.instance]
        bob.discovery.refresh()
        assert (await alice.report()).instance == first.instance
        second = await alice.report("127.0.0.1:2222")
        after = alice.discovery._seen[second.instance]
        assert before.instance != after.instance
        assert before.nonce != after.nonce
        assert not set(before.tags) & set(after.tags)


HOSTILE_NAMES = [
    SERVICE,
    f".{SERVICE}",
    f"{'x' * 63}.{SERVICE}",
    f"a.b.c.{SERVICE}",
    f"a\x00b.{SERVICE}",
    "elsewhere._http._tcp.local.",
    "nothing",
]


async def test_hostile_announcements_harm_nobody() -> None:
    key = fresh_key()
    async with looking(1111, key) as alice, AsyncZeroconf(interfaces=LOOPBACK) as mallory:
        await mallory.zeroconf.async_wait_for_start()
        for name in HOSTILE_NAMES:
            packet = DNSOutgoing(_RESPONSE)
            packet.add_answer_at_time(DNSPointer(SERVICE, _PTR, _IN, 120, name), 0)
            packet.add_answer_at_time(DNSText(name, _TXT, _IN, 120, b"\xffv=1"), 0)
            packet.add_answer_at_time(DNSService(name, _SRV, _IN, 120, 0, 0, 0, name), 0)
            mallory.zeroconf.async_send(packet)
        async with looking(2222, key):
            await alice.report("127.0.0.1:2222")


@pytest.mark.expected_log("devices nearby cannot be found")
async def test_without_multicast_it_says_so_once_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    key = fresh_key()
    opened = presence.AsyncZeroconf

    def refuse(**_: object) -> AsyncZeroconf:
        raise OSError("not here")

    monkeypatch.setattr(presence, "AsyncZeroconf", refuse)
    async with looking(1111, key) as alice:
        monkeypatch.setattr(presence, "AsyncZeroconf", opened)
        async with looking(2222, key):
            alice.discovery.refresh()
            await alice.report("127.0.0.1:2222")


async def test_interfaces_are_addresses() -> None:
    with pytest.raises(InvalidInput):
        ZeroconfDiscovery(["lo"])


NONCE, TAGS = bytes(16), [bytes([number]) * 8 for number in range(16)]


def test_an_announcement_is_read_as_it_was_written() -> None:
    properties = {bytes(key): bytes(value) for key, value in _pairs(announced_properties(NONCE, TAGS))}
    read = read_announcement("name", properties, ["192.0.2.1", "fe80::1%eth0"], 4040, loopback=False)
    assert read is not None
    assert read.addresses == ("192.0.2.1:4040", "[fe80::1%eth0]:4040")
    assert (read.nonce, list(read.tags)) == (NONCE, TAGS)


def _pairs(properties: object) -> Sequence[tuple[bytes, bytes]]:
    assert isinstance(properties, dict)
    return list(properties.items())


@pytest.mark.parametrize(
    "change",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"n": bytes(15)},
        {b"n": None},
        {b"t": bytes(127)},
        {b"t": bytes(136)},
        {b"t": None},
    ],
)
def test_announcements_of_another_shape_are_ignored(change: dict[bytes, bytes | None]) -> None:
    good: dict[bytes, bytes | None] = {b"v": b"1", b"n": NONCE, b"t": b"".join(TAGS)}
    assert read_announcement("name", good, ["192.0.2.1"], 4040, loopback=False) is not None
    assert read_announcement("name", good | change, ["192.0.2.1"], 4040, loopback=False) is None


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0", "224.0.0.251", "ff02::fb"])
def test_addresses_that_cannot_be_dialled_are_left_out(host: str) -> None:
    good: dict[bytes, bytes | None] = {b"v": b"1", b"n": NONCE, b"t": b"".join(TAGS)}
    assert read_announcement("name", good, [host], 4040, loopback=False) is None
    read = read_announcement("name", good, [host, "192.0.2.1"], 4040, loopback=False)
    assert read is not None
    assert read.addresses == ("192.0.2.1:4040",)


def test_the_number_of_addresses_is_limited_and_a_port_needed() -> None:
    good: dict[bytes, bytes | None] = {b"v": b"1", b"n": NONCE, b"t": b"".join(TAGS)}
    hosts = [f"192.0.2.{number}" for number in range(1, 50)]
    read = read_announcement("name", good, hosts, 4040, loopback=False)
    assert read is not None
    assert len(read.addresses) == 8
    assert read_announcement("name", good, hosts, 0, loopback=False) is None
    assert read_announcement("name", good, hosts, None, loopback=False) is None
