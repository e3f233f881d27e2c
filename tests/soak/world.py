"""The people of a soak, their processes and machines, and what can be done to them."""

import asyncio
import glob
import os
import signal
import subprocess
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from tests.soak.schedule import Cast
from tests.support.peer_process import PeerError, PeerProcess
from tests.support.wire import SUBNET, Weather, Wire, WiredMachine, no_wire, wired

EVERYWHERE: Final = ("kill", "stop", "remove", "leave", "role", "attach")
ON_A_WIRE: Final = ("unplug", "partition", "weather", "move")
DISK_BYTES: Final = 160 * 1024 * 1024
"""The small disk: enough for what is said and sent, and soon filled."""
PATIENCE: Final = 90.0
"""Seconds to wait for one answer of a peer, which may be stopped for a while and shares the processor with seven."""
AGAIN_SECONDS: Final = 0.5
DISK_FULL: Final = "no room left"
"""What a peer says that did not start for want of room."""
_FAKETIME: Final = "/usr/lib/*/faketime/libfaketime.so.1"


class Person:
    """Somebody with a peer that may be killed, stopped, cut off, moved, filled up or given a wrong clock."""

    def __init__(self, number: int, folder: Path, machine: WiredMachine | None, extra: dict[str, str]) -> None:
        self.number = number
        self.name = f"p{number}"
        self.machine = machine
        self.account = ""
        self.asleep = False
        self.busy = asyncio.Lock()
        """Held while the process is away, so that faults which end or stop it come one after the other."""
        self.lives: list[int] = []
        """Where in the peer's events each of its lives began."""
        self.deaths: list[str] = []
        """What it said when it ended although nobody ended it."""
        self._ballast = folder / "ballast"
        self._clock = folder.parent / f"{self.name}.clock"
        prefix = machine.command([]) if machine is not None else []
        interfaces = None if machine is not None else "127.0.0.1"
        self.peer = PeerProcess(
            folder / self.name,
            "--log-level",
            "info",
            prefix=prefix,
            env={"CAUSERIE_INTERFACES": interfaces, "CAUSERIE_STATE": str(folder.parent / "state"), **extra},
            patience=PATIENCE,
        )
        self.peer.log = folder.parent / f"{self.name}.log"

    @property
    def awake(self) -> bool:
        """Whether somebody can talk with the peer now."""
        return self.peer.running and not self.asleep

    async def start(self) -> None:
        """Start the peer; the first time with an account. On a full disk it is tried until there is room."""
        self.lives.append(self.peer.mark())
        await self.peer.start()
        if not self.account:
            made = await self.peer.request("account.create", name=self.name)
            self.account = made["account_id"]

    async def restart(self) -> None:
        """Start the peer again, as soon as there is room where its disk is full; notes it when it does not come up."""
        while True:
            try:
                await self.start()
            except PeerError as error:
                await self.kill()
                if DISK_FULL not in error.message:
                    self.deaths.append(f"it did not start: {error.message[-500:]}")
                    return
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return

    def look_alive(self) -> None:
        """Note it when the peer has ended, though nobody ended it."""
        if not self.peer.running:
            self.deaths.append(f"its log ends: {self.peer.log.read_text(encoding='utf-8', errors='replace')[-500:]}")

    async def kill(self) -> None:
        """End the process in the middle of whatever it does."""
        with suppress(ProcessLookupError):
            self.peer.process.kill()
        await self.peer.wait()

    def sleep(self) -> None:
        """Stop the process, as a suspended machine does."""
        self.asleep = True
        self.peer.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        with suppress(ProcessLookupError):
            self.peer.process.send_signal(signal.SIGCONT)
        self.asleep = False

    def set_clock(self, offset: float) -> None:
        """Put the wall clock wrong by `offset` seconds, or right with 0."""
        temporary = self._clock.with_suffix(".new")
        temporary.write_text(f"{offset:+.0f}\n")
        temporary.replace(self._clock)

    def fill_disk(self) -> None:
        """Leave no room for anything."""
        with suppress(OSError), self._ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(65_536))

    def free_disk(self) -> None:
        """Take away what filled the disk."""
        self._ballast.unlink(missing_ok=True)


class World:
    """Everybody, and the network between them."""

    def __init__(
        self, folder: Path, cast: Cast, people: list[Person], wire: Wire | None, impossible: dict[str, str]
    ) -> None:
        self.folder = folder
        self.cast = cast
        self.people = people
        self.wire = wire
        self.impossible = impossible
        self._leases = 100

    @property
    def possible(self) -> tuple[str, ...]:
        """The kinds of events that can happen here."""
        kinds = (*EVERYWHERE, *ON_A_WIRE, "clock", "disk")
        return tuple(kind for kind in kinds if kind not in self.impossible)

    def machines(self, numbers: tuple[int, ...]) -> list[WiredMachine]:
        """The machines of these people; none where all share one."""
        return [person.machine for person in self.people if person.number in numbers and person.machine is not None]

    def lease(self) -> str:
        """A fresh address."""
        self._leases += 1
        return f"{SUBNET}.{self._leases}"

    async def heal(self) -> None:
        """Make everything well: network, clocks, disks, processes."""
        if self.wire is not None:
            self.wire.weather = Weather()
            self.wire.heal()
        for person in self.people:
            if person.machine is not None:
                person.machine.plug()
            person.set_clock(0)
            person.free_disk()
            if person.asleep:
                person.wake()
        await asyncio.gather(*(self._bring_back(person) for person in self.people))

    async def _bring_back(self, person: Person) -> None:
        async with person.busy:
            if not person.peer.running:
                person.look_alive()
                await person.restart()

    async def result(self, number: int, method: str, **params: object) -> Any:
        """Ask somebody's peer; raises PeerError."""
        return await self.people[number].peer.request(method, **params)


@asynccontextmanager
async def world(cast: Cast, folder: Path, seed: int) -> AsyncGenerator[World]:
    """Yield a world in which everybody has started; afterwards nothing of it is left."""
    async with AsyncExitStack() as stack:
        impossible: dict[str, str] = {}
        reason = no_wire()
        wire = None if reason else await stack.enter_async_context(wired(cast.people, seed))
        impossible |= {kind: reason for kind in ON_A_WIRE if reason}
        clock = next(iter(glob.glob(_FAKETIME)), None)  # noqa: PTH207 - the folder's name depends on the machine
        if clock is None:
            impossible["clock"] = "faketime is not installed"
        people: list[Person] = []
        for number in range(cast.people):
            home = folder / f"home{number}"
            home.mkdir(parents=True)
            if number in cast.small:
                impossible |= _small_disk(stack, home)
            extra = _wrong_clock(clock, folder / f"p{number}.clock") if number in cast.clocked else {}
            people.append(Person(number, home, wire.machines[number] if wire else None, extra))
        stack.push_async_callback(_end, people)
        await asyncio.gather(*(person.start() for person in people))
        yield World(folder, cast, people, wire, impossible)


def _small_disk(stack: AsyncExitStack, home: Path) -> dict[str, str]:
    if os.geteuid() != 0:
        return {"disk": "mounting a small disk needs root"}
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(home)]
    attempt = subprocess.run(mount, capture_output=True, text=True, check=False)
    if attempt.returncode != 0:
        return {"disk": f"a small disk cannot be mounted here: {attempt.stderr.strip()}"}
    stack.callback(subprocess.run, ["umount", str(home)], check=True)
    return {}


def _wrong_clock(library: str | None, clock: Path) -> dict[str, str]:
    if library is None:
        return {}
    clock.write_text("+0\n")
    return {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        # Only the time of day is wrong: no clock that is set wrong makes timers run differently.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


async def _end(people: list[Person]) -> None:
    for person in people:
        if person.asleep:
            person.wake()
        if person.peer.running:
            person.peer.process.kill()
    for person in people:
        if person.peer.running:
            await person.peer.wait()
