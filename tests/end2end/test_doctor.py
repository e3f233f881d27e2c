"""`causerie-peer doctor` on machines whose peers do not see each other, for one reason after the other."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import arrives
from tests.support.netns import Lan, Machine
from tests.support.peer_process import ROOT

Found = dict[str, dict[str, Any]]


async def doctor(machine: Machine | None, *options: str, seconds: int = 1) -> tuple[int, Found]:
    """Run the doctor, who listens for so long; return its exit status and what it found, by code."""
    command = [sys.executable, "-m", "desktop.headless", "doctor", "--json", "--seconds", str(seconds), *options]
    environment = {key: value for key, value in os.environ.items() if key != "CAUSERIE_INTERFACES"}
    process = await asyncio.create_subprocess_exec(
        *(command if machine is None else machine.command(command)),
        stdout=asyncio.subprocess.PIPE,
        env={**environment, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, {each["code"]: each for each in json.loads(output)}


def nft(machine: Machine, *rules: str) -> None:
    """Let an input chain of the machine hold these rules only."""
    if shutil.which("nft") is None:
        pytest.skip("nft is not installed")
    chain = "add chain inet filter input { type filter hook input priority 0; policy accept; }"
    added = [f"add rule inet filter input {rule}" for rule in rules]
    machine.run(["nft", "; ".join(["flush ruleset", "add table inet filter", chain, *added])])


async def test_two_who_see_each_other_and_what_keeps_them_apart(lan: Lan, make_peer: MakePeer, tmp_path: Path) -> None:
    first, second, _ = lan.machines
    await arrives(make_peer("bob", second), "Bob")
    profile = ("--profile", str(tmp_path / "bob"))

    (healthy, there), (well, own) = await asyncio.gather(doctor(first, seconds=4), doctor(second, *profile))
    lan.partition([first], [second])
    alone = await doctor(first)
    lan.heal()
    nft(second, "udp dport 5353 drop")
    deaf, unheard = await doctor(second, *profile)
    port = int(own["port"]["message"].split(", tried")[0].rpartition(":")[2])
    nft(second, f"tcp dport {port} drop")
    closed, unreachable = await doctor(second, *profile)

    assert (healthy, well) == (0, 0)
    assert there["causerie_nearby"]["grade"] == "ok"
    assert own["running"]["grade"] == "ok"
    # One who is isolated may be alone, or not: that is worth a word, and is no problem of this machine's.
    assert (alone[0], alone[1]["multicast_silent"]["grade"]) == (0, "warning")
    assert "isolation" in alone[1]["multicast_silent"]["hint"]
    assert (deaf, unheard["multicast_unheard"]["grade"]) == (1, "problem")
    assert "udp dport 5353 accept" in unheard["firewall_closed"]["hint"]
    assert (closed, unreachable["port_unreachable"]["grade"]) == (1, "problem")
    assert f"tcp dport {port} accept" in unreachable["firewall_closed"]["hint"]
    assert "multicast_unheard" not in unreachable


async def test_cables_and_programs_in_the_way(lan: Lan, tmp_path: Path) -> None:
    first, second, third = lan.machines
    first.unplug()
    second.ip("address", "flush", "dev", "eth0")
    script = (
        "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 5353)); print(1, flush=True); input()"
    )
    with third.popen([sys.executable, "-c", script], stdin=-1, stdout=-1) as greedy:
        assert greedy.stdout is not None
        greedy.stdout.readline()
        (unplugged, cable), (nowhere, network), (shut, taken) = await asyncio.gather(
            doctor(first), doctor(second), doctor(third, "--profile", str(tmp_path / "nobody"))
        )
        greedy.kill()

    assert (unplugged, cable["no_carrier"]["grade"], cable["no_network"]["grade"]) == (1, "warning", "problem")
    assert (nowhere, network["no_network"]["grade"]) == (1, "problem")
    assert (shut, taken["multicast_taken"]["grade"], taken["not_running"]["grade"]) == (1, "problem", "warning")


async def test_a_wrong_interface_is_refused_in_a_sentence() -> None:
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "desktop.headless", "doctor", "--interface", "eth0"],
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"not an IP address" in said
