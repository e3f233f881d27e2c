"""Fuzz one target for a while: `python -m tests.fuzz.one TARGET [SECONDS]`. Findings are kept in build/fuzz/.

Starts from the small corpus in the repository; what the fuzzer itself finds worth keeping goes to build/fuzz/corpus and
is used again the next time.
"""

import argparse
import sys
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["sync.core"]):
    from tests.fuzz.targets import TARGETS

HERE: Final = Path(__file__).parent
BUILD: Final = HERE.parents[1] / "build" / "fuzz"
LONGEST: Final = 8_192


def main() -> None:
    """Fuzz until the time is over; ends with a code other than 0 on a finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("seconds", nargs="?", type=int, default=60)
    chosen = parser.parse_args()
    found = BUILD / "corpus" / chosen.target
    found.mkdir(parents=True, exist_ok=True)
    findings = BUILD / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    options = [
        sys.argv[0],
        f"-max_total_time={chosen.seconds}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={findings}/{chosen.target}-",
        "-timeout=10",
        "-rss_limit_mb=1024",
        "-print_final_stats=1",
        "-verbosity=0",
        str(found),
        str(HERE / "corpus" / chosen.target),
    ]
    atheris.Setup(options, TARGETS[chosen.target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
