"""Reading in the window: opening conversations, and flinging through a long one."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.figures import Figure, median, quantile
from tests.benchmarks.window import ROOT, surroundings

RUNS: Final = 3
PATIENCE: Final = 120.0
BARE: Final = ("-m", "tests.benchmarks.bare_list")
FLOOR: Final = "a bare QML list of as many rows"


def measure(profile: Path, messages: int) -> tuple[list[Figure], dict[str, Any]]:
    """Return how fast conversations open, and the time between frames of a fling, in a profile of `messages`."""
    keyring = profile.parent / "keyring.json"
    ours = ("-m", "tests.benchmarks.timed_reading", "--profile", str(profile))
    runs = [(_run(ours, keyring), _run(BARE, keyring)) for _ in range(RUNS)]
    opened = [1_000 * each for mine, _ in runs for each in mine["opened"]]
    frames = [1_000 * each for mine, _ in runs for each in mine["frames"]]
    bare = [1_000 * each for _, floor in runs for each in floor["frames"]]
    figures = [
        Figure("a conversation chosen to its newest screenful painted, p50", median(opened), "ms"),
        Figure("a conversation chosen to its newest screenful painted, p95", quantile(opened, 0.95), "ms"),
        Figure(
            f"fling through {messages // 2:,} messages, from frame to frame, p50",
            median(frames), "ms", median(bare), FLOOR,
        ),
        Figure(
            f"fling through {messages // 2:,} messages, from frame to frame, p99",
            quantile(frames, 0.99), "ms", quantile(bare, 0.99), FLOOR,
        ),
    ]  # fmt: skip
    return figures, {"opened ms": opened, "frames ms": frames, "bare frames ms": bare}


def _run(command: Sequence[str], keyring: Path) -> dict[str, list[float]]:
    """Run one of the programs to its end; raises CalledProcessError and TimeoutExpired."""
    with (keyring.parent / "window.log").open("ab") as log:
        ended = subprocess.run(
            [sys.executable, *command],
            stdout=subprocess.PIPE, stderr=log, env=surroundings(keyring), cwd=ROOT, timeout=PATIENCE, check=True,
        )  # fmt: skip
    return json.loads(ended.stdout)
