"""Machines on a network of their own, made of Linux network namespaces on a bridge in a parent namespace.

    with namespaces(3) as lan:
        alice, bob, carol = lan.machines
        process = alice.popen([sys.executable, "-m", "..."], stdin=PIPE, stdout=PIPE)
        lan.partition([alice, bob], [carol])
        lan.heal()
        bob.netem("delay 40ms loss 2%")

Nothing is connected to the real network. Everything made is removed at the end, processes still inside included. Where
it cannot be done (not root, no `ip`, no rights) the test is skipped and says why.
"""

import functools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

_SUBNET = "10.77.0"


@functools.cache
def unavailable() -> str | None:
    """Return why namespaces cannot be used here, or None if they can."""
    if not sys.platform.startswith("linux"):
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "the `ip` program (iproute2) is not installed"
    probe = f"causerie-probe-{secrets.token_hex(4)}"
    attempt = subprocess.run(["ip", "netns", "add", probe], capture_output=True, text=True, check=False)
    if attempt.returncode != 0:
        return f"network namespaces cannot be made here: {attempt.stderr.strip()}"
    # In a chroot that is no mount point they can be made but not entered.
    attempt = subprocess.run(["ip", "netns", "exec", probe, "true"], capture_output=True, text=True, check=False)
    _ip("netns", "delete", probe)
    if attempt.returncode != 0:
        return f"network namespaces cannot be entered here: {attempt.stderr.strip()}"
    return None


class Namespace:
    """A network stack of its own, with nothing in it but a loopback."""

    def __init__(self, name: str) -> None:
        self.namespace = name
        _ip("netns", "add", name)
        # Addresses are up at once only without duplicate detection, and tests here speak IPv4.
        self.run(["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1"])
        self.ip("link", "set", "lo", "up")

    def ip(self, *arguments: str) -> str:
        """Run `ip` inside and return what it printed; raises CalledProcessError."""
        return _ip("-n", self.namespace, *arguments)

    def command(self, arguments: Sequence[str]) -> list[str]:
        """Return the command line that runs `arguments` inside; it becomes that program, with the same process id."""
        return ["ip", "netns", "exec", self.namespace, *arguments]

    def run(self, arguments: Sequence[str], timeout: float = 60) -> str:
        """Run a program inside to its end and return what it printed; raises CalledProcessError."""
        return subprocess.run(
            self.command(arguments), capture_output=True, text=True, check=True, timeout=timeout
        ).stdout

    def popen(
        self,
        arguments: Sequence[str],
        *,
        stdin: int | IO[str] | None = None,
        stdout: int | IO[str] | None = None,
        stderr: int | IO[str] | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a program inside, with text pipes."""
        return subprocess.Popen(
            self.command(arguments), stdin=stdin, stdout=stdout, stderr=stderr, env=env, cwd=cwd, text=True, bufsize=1
        )

    @contextmanager
    def capture(self, path: Path, expression: str = "") -> Generator[Path]:
        """Record what crosses eth0 into `path` (pcap) while inside; skips the test without tcpdump."""
        if shutil.which("tcpdump") is None:
            pytest.skip("tcpdump is not installed")
        arguments = ["tcpdump", "-i", "eth0", "-U", "-n", "--immediate-mode", "-w", str(path), *expression.split()]
        with self.popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            try:
                if process.stderr is not None:
                    process.stderr.readline()  # "listening on ..."
                yield path
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(10)

    def remove(self) -> None:
        """End the processes inside and remove the namespace, if it is still there."""
        if self.namespace in {line.split()[0] for line in _ip("netns", "list").splitlines() if line}:
            _end_processes(self.namespace)
            _ip("netns", "delete", self.namespace)


class Machine(Namespace):
    """A namespace with an interface `eth0` on the bridge."""

    def __init__(self, lan: "Lan", number: int) -> None:
        super().__init__(f"{lan.name}-{number}")
        self.address = f"{_SUBNET}.{number}"
        self.port = f"port{number}"
        self._lan = lan
        _ip("link", "add", self.port, "netns", lan.name, "type", "veth", "peer", "eth0", "netns", self.namespace)
        self.ip("address", "add", f"{self.address}/24", "dev", "eth0")
        self.ip("link", "set", "eth0", "up")
        self.plug()

    def netem(self, rule: str) -> None:
        """Shape what leaves the machine, such as "delay 40ms loss 2%"; empty ends it. Skips without netem."""
        self._shape(["netem", *rule.split()] if rule else [])

    def limit_rate(self, rate: str) -> None:
        """Let at most `rate`, such as "10mbit", leave the machine; empty ends it."""
        self._shape(["tbf", "rate", rate, "burst", "64kb", "latency", "400ms"] if rate else [])

    def unplug(self) -> None:
        """Pull the cable: the interface loses its carrier."""
        _ip("-n", self._lan.name, "link", "set", self.port, "down")

    def plug(self) -> None:
        """Put the cable back."""
        _ip("-n", self._lan.name, "link", "set", self.port, "master", "bridge0", "up")

    def _shape(self, discipline: Sequence[str]) -> None:
        shape = ["tc", "qdisc", "replace", "dev", "eth0", "root"]
        result = subprocess.run(
            self.command([*shape, *(discipline or ["pfifo", "limit", "1000"])]),
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        if "qdisc kind is unknown" in result.stderr:
            pytest.skip(f"this kernel has no {discipline[0]}")
        result.check_returncode()


class Lan:
    """A bridge, and the machines plugged into it."""

    def __init__(self, count: int) -> None:
        self.name = f"causerie-{secrets.token_hex(3)}"
        self.machines: list[Machine] = []
        self._bridges = 0
        try:
            _ip("netns", "add", self.name)
            self._bridge()
            for number in range(1, count + 1):
                self.machines.append(Machine(self, number))
        except BaseException:
            self.close()
            raise

    def partition(self, *sides: Sequence[Machine]) -> None:
        """Let only machines on the same side reach each other; their interfaces stay up and notice nothing."""
        while self._bridges < len(sides):
            self._bridge()
        for number, side in enumerate(sides):
            for machine in side:
                _ip("-n", self.name, "link", "set", machine.port, "master", f"bridge{number}")

    def heal(self) -> None:
        """Undo `partition`."""
        self.partition(self.machines)

    def add_leg(self, machine: Machine, interface: str, side: int) -> None:
        """Give a machine one more interface, plugged in on a side of the present `partition`."""
        port = f"{machine.port}-{interface}"
        _ip("link", "add", port, "netns", self.name, "type", "veth", "peer", interface, "netns", machine.namespace)
        _ip("-n", self.name, "link", "set", port, "master", f"bridge{side}", "up")
        machine.ip("link", "set", interface, "up")

    def close(self) -> None:
        """End the processes inside and remove everything."""
        names = [*(machine.namespace for machine in self.machines), self.name]
        existing = {line.split()[0] for line in _ip("netns", "list").splitlines() if line}
        for name in names:
            if name in existing:
                _end_processes(name)
                _ip("netns", "delete", name)

    def _bridge(self) -> None:
        bridge = f"bridge{self._bridges}"
        # Snooping would need a querier to keep multicast flowing.
        _ip("-n", self.name, "link", "add", bridge, "type", "bridge", "mcast_snooping", "0", "forward_delay", "0")
        _ip("-n", self.name, "link", "set", bridge, "up")
        self._bridges += 1


@contextmanager
def namespaces(count: int) -> Generator[Lan]:
    """Yield a network of `count` machines; skips the test where that is impossible."""
    reason = unavailable()
    if reason is not None:
        pytest.skip(reason)
    lan = Lan(count)
    try:
        yield lan
    finally:
        lan.close()


def _end_processes(namespace: str) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 3
        pids = _pids(namespace)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        while pids and time.monotonic() < deadline:
            _reap(pids)
            pids = _pids(namespace)


def _pids(namespace: str) -> list[int]:
    return [int(line) for line in _ip("netns", "pids", namespace).split()]


def _reap(pids: Iterable[int]) -> None:
    """Collect our own children among `pids`: as zombies they would count as being inside."""
    for pid in pids:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def _ip(*arguments: str) -> str:
    return subprocess.run(["ip", *arguments], capture_output=True, text=True, check=True, timeout=30).stdout
