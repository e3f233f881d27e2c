"""The namespaces used by other tests: reachable, partitioned, captured, and gone afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.netns import Machine, namespaces

pytestmark = pytest.mark.netns

_LISTEN = "import socket; s = socket.create_server(('', 4040)); print('ready', flush=True); s.accept()"
_REACH = "import socket, sys; s = socket.socket(); s.settimeout(0.4); print(s.connect_ex((sys.argv[1], 4040)))"


def reaches(source: Machine, target: Machine) -> bool:
    with target.popen([sys.executable, "-c", _LISTEN], stdout=subprocess.PIPE) as listener:
        assert listener.stdout is not None
        assert listener.stdout.readline() == "ready\n"
        try:
            return source.run([sys.executable, "-c", _REACH, target.address]).strip() == "0"
        finally:
            listener.kill()


def test_partition_and_heal() -> None:
    with namespaces(3) as lan:
        alice, bob, carol = lan.machines
        assert reaches(alice, carol)
        lan.partition([alice, bob], [carol])
        assert reaches(alice, bob)
        assert not reaches(alice, carol)
        lan.heal()
        assert reaches(carol, alice)


def test_capture_records_what_crosses(tmp_path: Path) -> None:
    with namespaces(2) as lan:
        alice, bob = lan.machines
        alice.limit_rate("50mbit")
        with bob.capture(tmp_path / "bob.pcap", "tcp port 4040") as file:
            assert reaches(alice, bob)
            while file.stat().st_size <= 24 + 3 * 60:  # what tcpdump has not read when it ends is lost
                assert reaches(alice, bob)


def test_delay() -> None:
    with namespaces(2) as lan:
        alice, bob = lan.machines
        alice.netem("delay 300ms")
        bob.netem("delay 300ms")
        assert not reaches(alice, bob)
        alice.netem("")
        bob.netem("")
        assert reaches(alice, bob)


def test_everything_is_gone_afterwards() -> None:
    with namespaces(1) as lan:
        [machine] = lan.machines
        process = machine.popen([sys.executable, "-c", "import time; time.sleep(600)"])
        process_id = process.pid
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    assert lan.name not in listed
    process.wait(5)
    assert not Path(f"/proc/{process_id}").exists()
