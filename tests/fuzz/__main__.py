"""Fuzz every target, as many at a time as there are cores: `python -m tests.fuzz [SECONDS]` (each, 60 by default)."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.fuzz.targets import TARGETS

LOGS: Final = Path(__file__).parents[2] / "build" / "fuzz"
GRACE: Final = 120
"""Seconds after which a fuzzer that did not end in time is taken for hanging."""


def fuzz(target: str, seconds: int) -> bool:
    """Fuzz one target; print a line about it and return whether nothing was found."""
    command = [sys.executable, "-m", "tests.fuzz.one", target, str(seconds)]
    log = LOGS / f"{target}.log"
    with log.open("wb") as output:
        ended = subprocess.run(command, stdout=output, stderr=output, timeout=seconds + GRACE, check=False)
    said = log.read_text(encoding="utf-8", errors="replace")
    units = re.search(r"number_of_executed_units: (\d+)", said)
    tried = int(units[1]) if units else 0
    if ended.returncode == 0 and tried:
        print(f"{target:10} {tried:>12,} inputs in {seconds} s, nothing found", flush=True)
        return True
    print(f"{target:10} FOUND SOMETHING, or could not run: {log}\n{said[-3_000:]}", flush=True)
    return False


def main() -> int:
    """Return how many targets found something."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    LOGS.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda target: fuzz(target, seconds), TARGETS)).count(False)


if __name__ == "__main__":
    sys.exit(main())
