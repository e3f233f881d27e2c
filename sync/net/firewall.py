"""What can be told of this machine's firewall without changing it, and which rule would let Causerie through."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

from sync.net.hearing import PORT as MDNS_PORT
from sync.views import Finding, Grade

Run = Callable[[Sequence[str]], str | None]
"""Runs a program and returns what it printed; None where it is not there, not allowed, or failed."""

_UFW: Final = Path("/etc/ufw/ufw.conf")
_SECONDS: Final = 5.0


def run(command: Sequence[str]) -> str | None:
    """Run a program that only reads; see `Run`."""
    program = shutil.which(command[0]) or shutil.which(command[0], path="/usr/sbin:/sbin")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the commands of this module, none of them from outside
            [program, *command[1:]], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def look(port: int, run: Run = run, ufw: Path = _UFW) -> Finding:
    """Return what is known of the firewall, and what to allow for TCP `port` and for discovery."""
    for check in (_firewalld, _ufw, _nft):
        finding = check(port, run, ufw)
        if finding is not None:
            return finding
    if sys.platform == "linux":
        message = "No firewall was found here that would keep others out, as far as can be seen without being root."
        return Finding(Grade.OK, "firewall_none", message)
    return Finding(
        Grade.OK,
        "firewall_unknown",
        "Whether a firewall on this machine keeps others out cannot be seen from here.",
        f"If others cannot connect, let Causerie receive on TCP port {port} and UDP port {MDNS_PORT} in its settings.",
    )


def _firewalld(port: int, run: Run, _: Path) -> Finding | None:
    if (run(["firewall-cmd", "--state"]) or "").strip() != "running":
        return None
    zone = (run(["firewall-cmd", "--list-all"]) or "").split()
    missing = [] if "mdns" in zone else ["--add-service=mdns"]
    missing += [] if f"{port}/tcp" in zone else [f"--add-port={port}/tcp"]
    if not missing:
        return Finding(Grade.OK, "firewall_open", "The firewall (firewalld) lets Causerie through.")
    return _closed("firewalld", f"sudo firewall-cmd {' '.join(missing)}, and the same again with --permanent")


def _ufw(port: int, run: Run, ufw: Path) -> Finding | None:
    try:
        enabled = "enabled=yes" in ufw.read_text(encoding="utf-8", errors="replace").lower()
    except OSError:
        return None
    if not enabled:
        return None
    rules = run(["ufw", "status"]) or ""
    missing = [] if f"{port}/tcp" in rules else [f"sudo ufw allow {port}/tcp"]
    missing += [] if f"{MDNS_PORT}/udp" in rules else [f"sudo ufw allow {MDNS_PORT}/udp"]
    if not missing:
        return Finding(Grade.OK, "firewall_open", "The firewall (ufw) lets Causerie through.")
    return _closed("ufw", " and ".join(missing))


def _nft(port: int, run: Run, _: Path) -> Finding | None:
    try:
        ruleset = json.loads(run(["nft", "-j", "list", "ruleset"]) or "{}")
    except ValueError:
        return None
    entries = cast("list[dict[str, Any]]", ruleset.get("nftables", []))
    chains = [each["chain"] for each in entries if each.get("chain", {}).get("hook") == "input"]
    rules = [each["rule"] for each in entries if "rule" in each]
    for chain in chains:
        where = [chain["family"], chain["table"], chain["name"]]
        own = [rule["expr"] for rule in rules if [rule["family"], rule["table"], rule["chain"]] == where]
        refusing = chain.get("policy") == "drop"
        missing = [
            f"sudo nft insert rule {' '.join(where)} {protocol} dport {number} accept"
            for protocol, number in (("tcp", port), ("udp", MDNS_PORT))
            if not _admits(own, protocol, number, refusing)
        ]
        if missing:
            return _closed("nftables", " and ".join(missing))
    return Finding(Grade.OK, "firewall_open", "The firewall (nftables) lets Causerie through.") if chains else None


def _admits(rules: Sequence[list[dict[str, Any]]], protocol: str, port: int, refusing: bool) -> bool:
    """Return what the first rule that decides about a port says, and the chain's policy where none does.

    Rules with other conditions, such as an interface or a state, are passed over: they are not about everybody.
    """
    for rule in rules:
        matches = [part["match"] for part in rule if "match" in part]
        if len(matches) > 1 or not all(_is_about(match, protocol, port) for match in matches):
            continue
        if any("accept" in part for part in rule):
            return True
        if any("drop" in part or "reject" in part for part in rule):
            return False
    return not refusing


def _is_about(match: dict[str, Any], protocol: str, port: int) -> bool:
    left, right = match.get("left"), match.get("right")
    if match.get("op") != "==" or left != {"payload": {"protocol": protocol, "field": "dport"}}:
        return False
    return port in (cast("dict[str, list[Any]]", right).get("set", []) if isinstance(right, dict) else [right])


def _closed(name: str, command: str) -> Finding:
    return Finding(
        Grade.WARNING,
        "firewall_closed",
        f"A firewall ({name}) is on, and does not seem to let Causerie through.",
        f"Allow it: {command}.",
    )
