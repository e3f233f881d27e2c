"""From handing a message over on one device to seeing it in the window of another."""

import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sync.core.ids import GroupId, MessageId
from tests.benchmarks import doing
from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.nodes import Node
from tests.benchmarks.window import ROOT, surroundings

BEFORE: Final = 2_000
"""Messages that are there already."""
SAID: Final = 200
PAUSE: Final = 0.1
"""Nobody waits for the one before."""
PATIENCE: Final = 60.0


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return how long messages take to be painted, in ms."""
    profile, keyring = folder / "arriving-alice", folder / "keyring.json"
    with Node(folder / "arriving-bob", discovery=True) as bob:
        group = _befriend(bob, profile)
        with _window(profile, keyring) as window:
            bob.call(doing.meet, 1)
            bob.call(doing.settle, group)
            said = bob.call(doing.talk, group, BEFORE, BEFORE + SAID, PAUSE)
            painted = _painted(window, {message for message, _, _ in said})
    taken = [(painted[message] - began) / 1e6 for message, began, _ in said]
    figures = [
        Figure(f"delivery, accepted on A to painted in B's window, {name}", quantile(taken, share), "ms")
        for name, share in (("p50", 0.5), ("p95", 0.95))
    ]
    return figures, {"painted ms": taken}


def _befriend(bob: Node, profile: Path) -> GroupId:
    """Make alice's profile, with a conversation with bob that her window opens; return the conversation."""
    bob.call(doing.make_account, "Bob")
    group = bob.call(doing.found, "Garden weekend")
    bob.call(doing.fill, group, 0, BEFORE)
    with Node(profile, discovery=True) as alice:
        alice.call(doing.make_account, "Alice")
        alice.call(doing.join, bob.call(doing.invite, group, True), BEFORE, "", 0)
        alice.call(doing.open_first, group)
    return group


@contextmanager
def _window(profile: Path, keyring: Path) -> Generator["subprocess.Popen[str]"]:
    """Run the window until the end of the block."""
    with (
        (keyring.parent / "window.log").open("ab") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.timed_arriving", "--profile", str(profile)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=surroundings(keyring), cwd=ROOT, text=True,
        ) as process,
    ):  # fmt: skip
        try:
            yield process
            if process.stdin is not None:
                process.stdin.close()
            process.wait(PATIENCE)
        finally:
            process.kill()


def _painted(window: "subprocess.Popen[str]", wanted: set[MessageId]) -> dict[MessageId, int]:
    """Return when each wanted message was on the screen, in ns; raises TimeoutError."""
    found: dict[MessageId, int] = {}
    until = time.monotonic() + PATIENCE
    for line in window.stdout or ():
        told = json.loads(line)
        found |= {MessageId(bytes.fromhex(each)): told["at"] for each in told["painted"]}
        if wanted <= found.keys():
            return found
        if time.monotonic() > until:
            break
    raise TimeoutError("a message was never painted")
