"""Thousands of random histories of a group (see tests/support/histories.py), on all cores.

    python -m tests.benchmarks histories              a thousand
    LONG=1 python -m tests.benchmarks histories       ten thousand (make bench LONG=1)
    SEED=7 HISTORIES=50 python -m tests.benchmarks histories       the fifty that seed 7 begins

Each part of the work has a seed, which is printed; the same seed plays the same fifty histories again. One that breaks
a rule is printed as what Hypothesis drew, as what happened, and as a blob that `reproduce_failure` takes.
"""

import os
import secrets
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from sync.core.sealing import SUITE_CLASSIC, SUITE_HYBRID
from tests.benchmarks.figures import Figure
from tests.support.histories_machine import Histories

SHORT: Final = 1_000
LONG: Final = 10_000
PORTION: Final = 50
"""Histories that share a seed."""
LENGTHS: Final = (15, 25, 35, 50)
"""Steps of a history, at most."""


class Job(NamedTuple):
    """Some histories to play."""

    seed: int
    histories: int
    steps: int
    suite: int


class Outcome(NamedTuple):
    """What became of them; `failure` is empty if all held."""

    job: Job
    played: int
    seconds: float
    failure: str


def play(job: Job) -> Outcome:
    """Play a portion."""
    played: list[str] = []

    class Played(Histories):
        suite = job.suite

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                played.append(self.told)

    began, failure = time.monotonic(), ""
    try:
        run_state_machine_as_test(
            seed(job.seed)(Played),
            settings=settings(
                max_examples=job.histories,
                stateful_step_count=job.steps,
                database=None,
                deadline=None,
                print_blob=True,
                report_multiple_bugs=False,
                phases=[Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
    except Exception:  # noqa: BLE001 - whatever a history does wrong is what this is looking for
        story = played[-1] if played else ""
        failure = f"{traceback.format_exc(limit=-8)}\n{story}"
    return Outcome(job, len(played), time.monotonic() - began, failure)


def jobs(total: int, first: int | None) -> list[Job]:
    """Return the work, each part with a seed of its own: random, or counted from `first`."""
    seeds = [secrets.randbits(32) if first is None else first + each for each in range(-(-total // PORTION))]
    return [
        Job(each, min(PORTION, total), LENGTHS[each % 4], SUITE_HYBRID if each % 10 == 9 else SUITE_CLASSIC)
        for each in seeds
    ]


def measure(_folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Play the histories asked for; raises AssertionError if one of them broke a rule."""
    default = LONG if os.environ.get("LONG") else SHORT
    first = os.environ.get("SEED")
    work = jobs(int(os.environ.get("HISTORIES", default)), None if first is None else int(first))
    began, played, failed = time.monotonic(), 0, list[Outcome]()
    with ProcessPoolExecutor() as pool:
        for done in as_completed([pool.submit(play, each) for each in work]):
            outcome = done.result()
            played += outcome.played
            print(f"histories: seed {outcome.job.seed}: {outcome.played} in {outcome.seconds:.0f} s", flush=True)
            if outcome.failure:
                failed.append(outcome)
                print(f"{outcome.failure}\nhistories: {outcome.job} broke a rule", flush=True)
    seconds = time.monotonic() - began
    if failed:
        raise AssertionError(f"{len(failed)} of {len(work)} seeds broke a rule: {[each.job for each in failed]}")
    samples = {"histories": played, "seeds": [each.seed for each in work], "seconds": seconds}
    return [Figure("Random histories that held", played, "histories", note=f"{seconds:.0f} s")], samples
