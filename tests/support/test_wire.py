"""The bad network used by the soak: fair, lossy, slow, doubling, cut, unplugged, and gone afterwards."""

import asyncio
import subprocess
import sys

import pytest

from tests.support.wire import Weather, Wire, WiredMachine, no_wire, wired

pytestmark = [
    pytest.mark.netns,
    pytest.mark.skipif(no_wire() is not None, reason=str(no_wire())),
    pytest.mark.may_block,  # machines are made by programs, on the loop that waits for them
]

LISTEN = """
import socket
s = socket.socket(type=socket.SOCK_DGRAM); s.bind(("", 4040)); s.settimeout(float({patience}))
print("ready", flush=True)
heard = []
try:
    while True: heard.append(s.recv(99).decode())
except TimeoutError: print(*heard, flush=True)
"""
SPEAK = """
import socket, sys
s = socket.socket(type=socket.SOCK_DGRAM)
for n in range(50): s.sendto(b"%d" % n, (sys.argv[1], 4040))
"""
FAR = 0.3


async def run(machine: WiredMachine, script: str, *arguments: str) -> asyncio.subprocess.Process:
    command = machine.command([sys.executable, "-c", script, *arguments])
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


async def heard(source: WiredMachine, target: WiredMachine) -> list[int]:
    """Return which of 50 packets arrive, in the order in which they do."""
    listener = await run(target, LISTEN.format(patience=2 * FAR))
    assert listener.stdout is not None
    await listener.stdout.readline()
    speaker = await run(source, SPEAK, target.address)
    await speaker.communicate()
    output, _ = await listener.communicate()
    return [int(word) for word in output.split()]


async def in_weather(wire: Wire, weather: Weather) -> list[int]:
    wire.weather = weather
    try:
        return await heard(wire.machines[0], wire.machines[1])
    finally:
        wire.weather = Weather()


async def test_what_befalls_frames() -> None:
    async with wired(3, seed=1) as wire:
        alice, bob, _ = wire.machines
        assert await heard(alice, bob) == list(range(50))
        lossy = await in_weather(wire, Weather(loss=0.3))
        assert 10 < len(lossy) < 50
        assert wire.lost >= 50 - len(lossy)
        doubled = await in_weather(wire, Weather(duplicate=0.5))
        assert len(doubled) > 60
        assert set(doubled) == set(range(50))
        mixed = await in_weather(wire, Weather(delay=FAR / 3, jitter=FAR / 3))
        assert mixed != sorted(mixed)
        assert set(mixed) == set(range(50))


async def test_who_is_cut_off_hears_nothing_and_everything_is_gone_afterwards() -> None:
    async with wired(3) as wire:
        alice, bob, carol = wire.machines
        wire.partition([alice], [bob, carol])
        assert await heard(alice, bob) == []
        assert await heard(carol, bob) == list(range(50))
        wire.heal()
        bob.unplug()
        assert "NO-CARRIER" in bob.ip("link", "show", "eth0")
        assert await heard(alice, bob) == []
        bob.plug()
        assert "NO-CARRIER" not in bob.ip("link", "show", "eth0")
        bob.move("10.78.0.200")
        assert await heard(alice, bob) == list(range(50))
        name = wire.name
    listed = await asyncio.to_thread(
        subprocess.run, ["ip", "netns", "list"], capture_output=True, text=True, check=True
    )
    assert name not in listed.stdout
