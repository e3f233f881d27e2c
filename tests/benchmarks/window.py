"""The window: from starting the process to a painted conversation, and what it then keeps in memory."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.figures import Figure, median
from tests.benchmarks.file_keyring import environment
from tests.benchmarks.machine import drop_page_cache, pss_mb

ROOT: Final = Path(__file__).parents[2]
STARTED_VARIABLE: Final = "CAUSERIE_BENCH_STARTED"
BARE: Final = ("-m", "tests.benchmarks.bare_window")
WARM_RUNS: Final = 7
COLD_RUNS: Final = 3
IDLE_SECONDS: Final = 4.0
PATIENCE: Final = 60.0
FLOOR: Final = "a bare QML window"
UNWANTED: Final = ("CAUSERIE_PASSPHRASE", "PYTHONDONTWRITEBYTECODE")
"""Environment that would measure something else: another store of keys, and compiling all of Causerie at each start."""


def command(profile: Path) -> tuple[str, ...]:
    """Return what starts the window on a profile."""
    return ("-m", "tests.benchmarks.timed_window", "--profile", str(profile))


def measure(profile: Path, messages: int) -> tuple[list[Figure], dict[str, Any]]:
    """Return start times and memory of the window on a profile of `messages`, and the samples behind them."""
    ours = command(profile)
    keyring = profile.parent / "keyring.json"
    for one in (ours, BARE):
        start(one, keyring)  # the first start writes caches, as after an installation
    warm = [(start(ours, keyring), start(BARE, keyring)) for _ in range(WARM_RUNS)]
    memory = [(idle_memory(ours, keyring), idle_memory(BARE, keyring)) for _ in range(2)]
    cold: list[tuple[dict[str, float], dict[str, float]]] = []
    for _ in range(COLD_RUNS):
        if drop_page_cache():
            first = start(ours, keyring)
            drop_page_cache()
            cold.append((first, start(BARE, keyring)))
    where = f"start to a painted conversation, {messages:,} messages"
    figures = [
        _figure(f"{where}, warm", [(mine["painted"], bare["painted"]) for mine, bare in warm], "s"),
        _figure(f"{where}, cold", [(mine["painted"], bare["painted"]) for mine, bare in cold], "s")
        if cold
        else Figure(f"{where}, cold", None, "s", note="dropping the page cache needs root"),
        _figure("memory of the idle window (PSS)", memory, "MB"),
    ]
    return figures, {"warm": warm, "cold": cold, "memory MB": memory}


def _figure(name: str, pairs: Sequence[tuple[float, float]], unit: str) -> Figure:
    return Figure(name, median(mine for mine, _ in pairs), unit, median(bare for _, bare in pairs), FLOOR)


def start(command: Sequence[str], keyring: Path) -> dict[str, float]:
    """Start a window, wait until it is painted, end it; return its times in s."""
    with _window(command, keyring) as (_, times):
        return times


def idle_memory(command: Sequence[str], keyring: Path) -> float:
    """Return what a window keeps when nothing happens, in MB."""
    with _window(command, keyring) as (pid, _):
        time.sleep(IDLE_SECONDS)
        return pss_mb(pid)


def surroundings(keyring: Path) -> dict[str, str]:
    """Return the environment of a window that is measured: no display, no network but this machine."""
    return {
        **{name: value for name, value in os.environ.items() if name not in UNWANTED},
        **environment(keyring),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "CAUSERIE_INTERFACES": "127.0.0.1",
        "XDG_CACHE_HOME": str(keyring.parent / "cache"),
        "CAUSERIE_STATE": str(keyring.parent / "state"),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def _window(command: Sequence[str], keyring: Path) -> Generator[tuple[int, dict[str, float]]]:
    """Run a window from its start to after its first frame; raises RuntimeError when it never gets there."""
    with (keyring.parent / "window.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            env={**surroundings(keyring), STARTED_VARIABLE: str(time.monotonic_ns())}, cwd=ROOT,
        )  # fmt: skip
    with process:
        try:
            yield process.pid, _first_line(process, Path(log.name))
            if process.stdin is not None:
                process.stdin.close()
            process.wait(PATIENCE)
        finally:
            process.kill()


def _first_line(process: "subprocess.Popen[bytes]", log: Path) -> dict[str, float]:
    if process.stdout is None:
        raise RuntimeError("the window has no output")
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    line = process.stdout.readline() if ready else b""
    if not line:
        raise RuntimeError(f"the window was not painted:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
    return json.loads(line)
