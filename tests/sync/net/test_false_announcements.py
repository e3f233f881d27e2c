"""Strangers who announce whatever they like: bounded work, members not forgotten, nobody attacked through us."""

import asyncio
import os
from types import SimpleNamespace
from typing import Any

import pytest

from sync.core.discovery_tags import DAY_SECONDS, txt_tags
from sync.core.limits import TAG_BYTES, TAGS
from sync.net import discovery as discovery_module
from sync.net import presence as presence_module
from sync.net.announcements import Announcement, announced_properties, read_announcement
from sync.net.dial_pace import AT_ONCE, HOST_AT_ONCE, HOST_RATE, MOST_HOSTS, RATE, DialPace
from sync.net.discovery import MOST_OF_A_NONCE, MOST_SIGHTINGS, Sighting, ZeroconfDiscovery
from sync.net.presence import Presence
from tests.sync.net.hosts import EPOCH

DAY = 20_000


def announcement(name: str, *, ours: bool, nonce: bytes | None = None) -> Announcement:
    nonce = nonce or os.urandom(16)
    tags = txt_tags([EPOCH] if ours else [], nonce, DAY, os.urandom)
    return Announcement(name, (f"192.168.1.{len(name)}:4040",), nonce, tags)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> tuple[ZeroconfDiscovery, list[Sighting]]:
    """A discovery that has not started, and what it reports."""
    monkeypatch.setattr(discovery_module.time, "time", lambda: float(DAY * DAY_SECONDS))
    found: list[Sighting] = []
    here = ZeroconfDiscovery(("127.0.0.1",))
    here._keys, here._on_found = (EPOCH,), found.append
    return here, found


def test_a_flood_of_strangers_does_not_push_members_out(listening: tuple[ZeroconfDiscovery, list[Sighting]]) -> None:
    here, found = listening
    here._heard(announcement("member", ours=True))
    for number in range(3 * MOST_SIGHTINGS):
        here._heard(announcement(f"stranger {number}", ours=False))
    assert len(here._seen) == MOST_SIGHTINGS
    assert "member" in here._seen
    assert [each.instance for each in found] == ["member"]


def test_copies_of_what_a_member_announces_lead_to_few_places(
    listening: tuple[ZeroconfDiscovery, list[Sighting]],
) -> None:
    here, found = listening
    nonce = os.urandom(16)
    for number in range(100):
        here._heard(announcement(f"copy {number}", ours=True, nonce=nonce))
    assert len(found) == MOST_OF_A_NONCE
    here._silent("copy 0")
    here._heard(announcement("another", ours=True, nonce=nonce))
    assert found[-1].instance == "another"


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:4860:4860::8888", "1.1.1.1"])
def test_the_internet_is_not_on_this_network(host: str) -> None:
    properties = {
        bytes(key): bytes(value or b"")  # type: ignore[arg-type]
        for key, value in announced_properties(os.urandom(16), [os.urandom(TAG_BYTES)] * TAGS).items()
    }
    assert read_announcement("name", properties, [host], 4040, loopback=False) is None
    read = read_announcement("name", properties, [host, "10.1.2.3"], 4040, loopback=False)
    assert read is not None
    assert read.addresses == ("10.1.2.3:4040",)


async def test_announcements_are_read_at_a_pace_and_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "_READ_RATE", 0.001)
    presence = Presence(("127.0.0.1",), 4040, lambda _: None, lambda _: None)
    read: list[str] = []
    monkeypatch.setattr(presence, "_look_up", lambda _zeroconf, _type, name: read.append(name))
    added: Any = SimpleNamespace()
    for number in range(10_000):
        presence._changed(added, "", f"instance {number}", presence_module.ServiceStateChange.Added)
    assert len(presence._unread) == presence_module._MOST_UNREAD
    async with asyncio.timeout(10):
        while len(read) < presence_module._READ_AT_ONCE:  # noqa: ASYNC110
            await asyncio.sleep(0)
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(read) == presence_module._READ_AT_ONCE
    presence._changed(added, "", read[-1], presence_module.ServiceStateChange.Removed)
    await presence.stop()


def test_announced_addresses_are_dialled_at_a_pace() -> None:
    pace = DialPace()
    victim = [pace.allows(f"192.168.1.7:{port}", 0.0) for port in range(1, 1_000)]
    assert sum(victim) == HOST_AT_ONCE
    assert pace.allows("192.168.1.7:80", 1 / HOST_RATE)
    pace = DialPace()
    assert sum(pace.allows(f"192.168.{number // 250}.{number % 250 + 1}:1", 0.0) for number in range(2_000)) == AT_ONCE
    assert len(pace._hosts) == MOST_HOSTS
    assert pace.allows("10.0.0.1:1", 1 / RATE)


def test_who_turns_out_to_be_a_member_does_not_count() -> None:
    pace = DialPace()
    for number in range(1_000):
        address = f"[fe80::{number % 9 + 1}]:4040"
        assert pace.allows(address, 0.0)
        pace.led_to_member(address)
