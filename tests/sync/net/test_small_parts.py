"""Frames on a stream, addresses as typed, delays, and signs of sleep."""

from ipaddress import IPv4Network, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import HostileInput, InvalidInput
from sync.net.addresses import LocalAddress, format_address, local_addresses, multicast_interfaces, nearest_first
from sync.net.addresses import parse_address as parse
from sync.net.backoff import Backoff, SleepWatch, passed_seconds
from sync.net.framing import FrameSplitter, frame_header

FRAMES = st.lists(st.binary(min_size=1, max_size=40), max_size=8)


@given(FRAMES, st.lists(st.integers(1, 30), min_size=1))
def test_frames_survive_any_cutting_of_the_stream(frames: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(frame_header(len(frame)) + frame for frame in frames)
    splitter, found, turn = FrameSplitter(40), list[bytes](), 0
    while stream:
        size = cuts[turn % len(cuts)]
        found += splitter.feed(stream[:size])
        stream, turn = stream[size:], turn + 1
    assert found == frames
    assert not splitter.partial


@given(FRAMES, st.integers(1, 39))
def test_an_unfinished_frame_is_noticed(frames: list[bytes], missing: int) -> None:
    stream = b"".join(frame_header(len(frame)) + frame for frame in frames) + frame_header(40) + bytes(40 - missing)
    splitter = FrameSplitter(40)
    assert splitter.feed(stream) == frames
    assert splitter.partial


@pytest.mark.parametrize("size", [0, 41, 2**32 - 1])
def test_a_wrong_length_is_refused_before_the_frame(size: int) -> None:
    splitter = FrameSplitter(40)
    with pytest.raises(HostileInput, match=str(size)):
        splitter.feed(frame_header(size))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.20:4040", ("192.168.1.20", 4040)),
        (" laptop.local:1 ", ("laptop.local", 1)),
        ("[fe80::1%eth0]:65535", ("fe80::1%eth0", 65535)),
    ],
)
def test_addresses_as_typed(text: str, address: tuple[str, int]) -> None:
    assert parse(text) == address
    assert parse(format_address(*address)) == address


@pytest.mark.parametrize(
    "text", ["", "laptop", ":4040", "fe80::1:4040", "a b:1", "[]:1", "a:", "a:b", "a:0", "a:65536", "a:²"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse(text)


def test_this_machines_addresses() -> None:
    assert all(not local.host.startswith("127.") and local.host != "::1" for local in local_addresses())
    assert multicast_interfaces(["127.0.0.1", "192.0.2.99"]) == ("127.0.0.1",)


def test_addresses_on_our_own_network_come_first() -> None:
    four, six = IPv4Network("192.168.1.0/24"), IPv6Network("fd00::/64")
    local = [LocalAddress("192.168.1.5", four), LocalAddress("fd00::5", six)]
    far, near, near_six, named = "10.0.0.1:1", "192.168.1.9:1", "[fd00::9]:1", "laptop.local:1"
    assert nearest_first([far, named, near, near_six], local) == [near, near_six, far, named]


@given(st.integers(0, 100), st.floats(0, 1))
def test_delays_stay_between_the_first_and_the_slowest(failures: int, jitter: float) -> None:
    backoff = Backoff()
    for _ in range(failures):
        backoff.next(0)
    assert 0.1 <= backoff.next(jitter) <= 30
    backoff.reset()
    assert backoff.next(0) == 0.2
    backoff.slow_down()
    assert backoff.next(0) == 30


@pytest.mark.parametrize(
    ("ran", "passed", "slept"),
    [
        (15.0, 15.0, False),
        (18.0, 18.0, False),
        (15.0, 3615.0, True),  # the machine slept
        (300.0, 300.0, True),  # the process was stopped
        (15.0, -3600.0, False),  # somebody set the clock back
    ],
)
def test_signs_of_sleep(ran: float, passed: float, slept: bool) -> None:
    watch = SleepWatch()
    assert not watch.slept(100.0, 1000.0, 15.0)
    assert watch.slept(100.0 + ran, 1000.0 + passed, 15.0) is slept


def test_the_passing_clock_goes_on() -> None:
    before = passed_seconds()
    assert passed_seconds() >= before
