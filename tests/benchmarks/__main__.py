"""`python -m tests.benchmarks [part ...]`: measure, print a line for each figure, keep JSON and the table."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import (
    abuse,
    answers,
    arriving,
    catching_up,
    files,
    histories,
    reading,
    reconnect,
    size,
    talking,
    topology,
    window,
)
from tests.benchmarks.figures import Figure, keep, write_table
from tests.benchmarks.machine import describe
from tests.benchmarks.profiles import Grown, grow

WINDOW_MESSAGES: Final = 100_000
Measure = Callable[[Path], tuple[list[Figure], dict[str, Any]]]


@cache
def seeded(folder: Path) -> talking.Seeded:
    """Return the profile with a long history that several parts use."""
    return talking.seed(folder)


@cache
def grown(folder: Path, messages: int) -> Grown:
    """Return a profile of that many messages, made the first time it is asked for."""
    folder.mkdir()
    return grow(folder, messages)


PARTS: Final[dict[str, Measure]] = {
    "window": lambda folder: window.measure(grown(folder / "window", WINDOW_MESSAGES).profile, WINDOW_MESSAGES),
    "reading": lambda folder: reading.measure(grown(folder / "window", WINDOW_MESSAGES).profile, WINDOW_MESSAGES),
    "size": size.measure,
    "talking": lambda folder: talking.measure(seeded(folder)),
    "arriving": arriving.measure,
    "catching_up": catching_up.measure,
    "reconnect": reconnect.measure,
    "answers": answers.measure,
    "topology": topology.measure,
    "files": files.measure,
    "histories": histories.measure,
    "abuse": abuse.measure,
}


def main() -> int:
    """Measure the parts asked for; returns 1 if one could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="What Causerie costs.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)} (default: all)")
    wanted: list[str] = parser.parse_args().parts or list(PARTS)
    unknown = [part for part in wanted if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}")
    machine = describe()
    print(machine.sentence(), flush=True)
    failed = False
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="causerie-bench-") as name:
        for part in wanted:
            try:
                figures, samples = PARTS[part](Path(name))
            except Exception as error:  # noqa: BLE001 - one part that cannot be measured leaves the others
                print(f"{part}: could not be measured: {type(error).__name__}: {error}", flush=True)
                failed = True
                continue
            keep(part, machine, figures, samples)
            for figure in figures:
                print(figure.line(), flush=True)
    print(f"{write_table(list(PARTS))} ({time.monotonic() - began:.0f} s)")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
