"""`python -m tests.soak [--minutes 10] [--peers 8] [--seed N] [--replay FILE]`: exit status 1 if anything was lost."""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path

from tests.soak import trace
from tests.soak.soak import replay, soak


def main() -> int:
    """Play a soak and print what came of it; returns 1 if it failed, with a trace left behind."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=trace.__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long faults happen (default: %(default)s)")
    parser.add_argument("--peers", type=int, default=8, help="how many peers (default: %(default)s)")
    parser.add_argument("--seed", type=int, help="the schedule to draw (default: another one each time)")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="play the schedule of this trace again")
    options = parser.parse_args()
    if options.peers < 2:
        parser.error("it takes two to talk")
    if options.replay is not None:
        earlier = trace.load(options.replay)
        _say(f"replaying {options.replay}")
        kept = asyncio.run(replay(earlier, _say))
    else:
        seed = options.seed if options.seed is not None else secrets.randbelow(1_000_000)
        _say(f"seed {seed}")
        kept = asyncio.run(soak(seed, options.minutes * 60, options.peers, _say))
    for note in kept.notes:
        _say(f"note: {note}")
    for failure in kept.failures[:50]:
        _say(f"FAILED: {failure}")
    _say(f"the trace is in {trace.save(kept)}")
    return int(bool(kept.failures))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
