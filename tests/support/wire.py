"""Machines on a bad network: namespaces joined by a switch in this process, which loses, delays and doubles frames.

    async with wired(3) as wire:
        alice, bob, carol = wire.machines
        wire.weather = Weather(loss=0.05, delay=0.1, jitter=0.05, duplicate=0.02)
        wire.partition([alice, bob], [carol])
        alice.unplug()

Each machine's `eth0` is a TAP device whose other end is read here, so that nothing is needed of the kernel besides
/dev/net/tun: no netem, no packet filter. Frames wait on the loop's time.
"""

import asyncio
import fcntl
import os
import random
import secrets
import struct
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.netns import Namespace, unavailable

SUBNET: Final = "10.78.0"
TUN: Final = Path("/dev/net/tun")
_TUNSETIFF: Final = 0x400454CA
_TUNSETCARRIER: Final = 0x400454E2
_TAP_WITHOUT_HEADER: Final = 0x0002 | 0x1000
_FRAME_BYTES: Final = 2048
_AT_ONCE: Final = 64
"""Frames read in one go, so that a flood on one port leaves the others their turn."""
_MOST_WAITING: Final = 20_000
"""Frames that may be on their way at a time; a real switch has a bounded memory too."""


def no_wire() -> str | None:
    """Return why there can be no wire here, or None if there can."""
    return unavailable() or (None if TUN.exists() else "this kernel has no /dev/net/tun")


@dataclass(frozen=True, slots=True)
class Weather:
    """What befalls each frame: chances from 0 to 1, times in seconds. `jitter` comes on top and reorders frames."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    duplicate: float = 0.0

    @property
    def fair(self) -> bool:
        """Whether frames pass at once and unharmed."""
        return self == Weather()


class WiredMachine(Namespace):
    """A namespace whose `eth0` ends in a Wire."""

    def __init__(self, wire: "Wire", number: int) -> None:
        super().__init__(f"{wire.name}-{number}")
        self.number = number
        self.address = f"{SUBNET}.{number}"
        self.plugged = True
        self.side = 0
        device = f"cw{secrets.token_hex(5)}"
        self.fd = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.fd, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _TAP_WITHOUT_HEADER))
        subprocess.run(["ip", "link", "set", device, "netns", self.namespace], check=True, timeout=30)
        self.ip("link", "set", device, "name", "eth0")
        self.ip("address", "add", f"{self.address}/24", "dev", "eth0")
        self.ip("link", "set", "eth0", "up")

    def unplug(self) -> None:
        """Pull the cable: the interface loses its carrier."""
        self.plugged = False
        fcntl.ioctl(self.fd, _TUNSETCARRIER, struct.pack("i", 0))

    def plug(self) -> None:
        """Put the cable back."""
        self.plugged = True
        fcntl.ioctl(self.fd, _TUNSETCARRIER, struct.pack("i", 1))

    def move(self, address: str) -> None:
        """Take another IPv4 address, as from a new lease."""
        self.ip("address", "delete", f"{self.address}/24", "dev", "eth0")
        self.ip("address", "add", f"{address}/24", "dev", "eth0")
        self.address = address

    def remove(self) -> None:
        """End the processes inside and remove the machine."""
        super().remove()
        os.close(self.fd)


class Wire:
    """A switch with a mind of its own; `weather` may be changed at any time."""

    def __init__(self, seed: int = 0) -> None:
        self.name = f"causerie-{secrets.token_hex(3)}"
        self.weather = Weather()
        self.machines: list[WiredMachine] = []
        self.frames = 0
        self.lost = 0
        self._random = random.Random(seed)
        self._known: dict[bytes, WiredMachine] = {}
        self._waiting = 0

    def add(self) -> WiredMachine:
        """Plug in one more machine."""
        machine = WiredMachine(self, len(self.machines) + 1)
        self.machines.append(machine)
        asyncio.get_running_loop().add_reader(machine.fd, self._read, machine)
        return machine

    def partition(self, *sides: Sequence[WiredMachine]) -> None:
        """Let only machines on the same side reach each other; who is on none reaches nobody."""
        for machine in self.machines:
            machine.side = -machine.number
        for number, side in enumerate(sides):
            for machine in side:
                machine.side = number

    def heal(self) -> None:
        """Undo `partition`."""
        self.partition(self.machines)

    def close(self) -> None:
        """Remove every machine and whatever runs in it."""
        for machine in self.machines:
            asyncio.get_running_loop().remove_reader(machine.fd)
            machine.remove()
        self.machines.clear()

    def _read(self, source: WiredMachine) -> None:
        for _ in range(_AT_ONCE):
            try:
                frame = os.read(source.fd, _FRAME_BYTES)
            except BlockingIOError:
                return
            except OSError:  # the interface is down
                return
            if source.plugged:
                self._forward(source, frame)

    def _forward(self, source: WiredMachine, frame: bytes) -> None:
        self._known[frame[6:12]] = source
        to = self._known.get(frame[:6]) if not frame[0] & 1 else None
        for target in self.machines if to is None else (to,):
            if target is not source:
                self._weathered(source, target, frame)

    def _weathered(self, source: WiredMachine, target: WiredMachine, frame: bytes) -> None:
        weather, chance = self.weather, self._random.random
        self.frames += 1
        if source.side != target.side or not target.plugged:
            return
        if weather.fair:
            _write(target, frame)
            return
        if chance() < weather.loss or self._waiting >= _MOST_WAITING:
            self.lost += 1
            return
        for _ in range(2 if chance() < weather.duplicate else 1):
            self._waiting += 1
            after = weather.delay + weather.jitter * chance()
            asyncio.get_running_loop().call_later(after, self._arrive, source, target, frame)

    def _arrive(self, source: WiredMachine, target: WiredMachine, frame: bytes) -> None:
        self._waiting -= 1
        if source.side == target.side and target.plugged and target in self.machines:
            _write(target, frame)


def _write(target: WiredMachine, frame: bytes) -> None:
    # An interface that is down, or one whose queue is full, drops what comes.
    with suppress(OSError):
        os.write(target.fd, frame)


@asynccontextmanager
async def wired(count: int, seed: int = 0) -> AsyncGenerator[Wire]:
    """Yield a wire with `count` machines; raises RuntimeError where there can be none (see `no_wire`)."""
    reason = no_wire()
    if reason is not None:
        raise RuntimeError(reason)
    wire = Wire(seed)
    try:
        for _ in range(count):
            wire.add()
        yield wire
    finally:
        wire.close()
