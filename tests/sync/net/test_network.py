"""Switchboards as processes on machines of their own: real multicast, real TCP, cables that are pulled."""

import json
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.identities import identity
from tests.support.netns import Machine, namespaces
from tests.sync.net.hosts import GROUP

pytestmark = pytest.mark.netns

ROOT = Path(__file__).parents[3]


class Node:
    """A running tests.sync.net.node."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def event(self, name: str) -> dict[str, object]:
        """Wait for the next event of that name."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event: dict[str, object] = json.loads(line)
            if event["event"] == name:
                return event
        raise AssertionError(f"the process ended without {name!r}")

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.event("stopped")
        assert self.process.wait(10) == 0


@contextmanager
def node(machine: Machine, name: str, *arguments: str) -> Generator[Node]:
    command = [sys.executable, "-X", "dev", "-W", "error", "-m", "tests.sync.net.node", name, *arguments]
    with machine.popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        running = Node(process)
        try:
            running.event("started")
            yield running
        finally:
            process.kill()


def test_devices_connect_and_the_wire_says_nothing_about_them(tmp_path: Path) -> None:
    with namespaces(2) as lan:
        with (
            lan.machines[1].capture(tmp_path / "wire.pcap") as file,
            node(lan.machines[0], "alice") as alice,
            node(lan.machines[1], "bob") as bob,
        ):
            assert bob.event("connected")["device"] == identity("alice").device.hex()
            assert alice.event("connected")["device"] == identity("bob").device.hex()
            bob.stop()
            alice.event("gone")
            alice.stop()
        wire = file.read_bytes()
    assert b"_causerie" in wire
    people = [identity("alice"), identity("bob")]
    secrets = [GROUP, b"k" * 32, *(each.device for each in people), *(each.account for each in people)]
    for secret in [*secrets, b"alice", b"bob"]:
        assert secret not in wire
        assert secret.hex().encode() not in wire


def test_a_device_limited_to_loopback_says_nothing_on_the_network(tmp_path: Path) -> None:
    with namespaces(1) as lan:
        [machine] = lan.machines
        with (
            machine.capture(tmp_path / "wire.pcap", f"host {machine.address}") as file,
            node(machine, "alice", "--interface", "127.0.0.1") as alice,
            node(machine, "bob", "--interface", "127.0.0.1") as bob,
        ):
            alice.event("connected")
            bob.event("connected")
            alice.stop()
            bob.stop()
        assert file.stat().st_size == 24  # the file's own header


def test_networks_that_were_apart_from_the_start_and_join() -> None:
    with namespaces(2) as lan:
        lan.partition(*([machine] for machine in lan.machines))
        with node(lan.machines[0], "alice") as alice, node(lan.machines[1], "bob") as bob:
            lan.heal()
            alice.event("connected")
            bob.event("connected")


def test_a_device_that_was_killed_comes_back() -> None:
    with namespaces(2) as lan, node(lan.machines[0], "alice") as alice:
        with node(lan.machines[1], "bob") as bob:
            alice.event("connected")
            bob.process.send_signal(signal.SIGKILL)
            alice.event("gone")
        with node(lan.machines[1], "bob") as bob:
            alice.event("connected")
            bob.stop()
        alice.stop()


def test_a_machine_that_was_away_without_its_connections_noticing() -> None:
    with namespaces(2) as lan, node(lan.machines[0], "alice") as alice:
        with node(lan.machines[1], "bob") as bob:
            alice.event("connected")
            lan.machines[1].unplug()
            bob.process.send_signal(signal.SIGKILL)  # alice's side of the connection stays up
        with node(lan.machines[1], "bob") as bob:
            lan.machines[1].plug()
            assert bob.event("connected")["device"] == identity("alice").device.hex()
            alice.event("connected")
            bob.stop()
        alice.stop()


def test_a_device_started_before_its_network_is_up() -> None:
    with namespaces(2) as lan, node(lan.machines[0], "alice") as alice:
        machine = lan.machines[1]
        machine.run(["ip", "address", "flush", "dev", "eth0"])
        with node(machine, "bob") as bob:
            machine.run(["ip", "address", "add", f"{machine.address}/24", "dev", "eth0"])
            alice.event("connected")
            bob.event("connected")


def test_a_network_with_ipv6_only() -> None:
    with namespaces(2) as lan:
        for machine in lan.machines:
            machine.run(["ip", "address", "flush", "dev", "eth0"])
            machine.run(["sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.eth0.accept_dad=0"])
            machine.run(["ip", "address", "add", f"fe80::{machine.port[-1]}/64", "dev", "eth0", "nodad"])
        with node(lan.machines[0], "alice") as alice, node(lan.machines[1], "bob") as bob:
            assert str(alice.event("connected")["address"]).startswith("[fe80::")
            bob.event("connected")
