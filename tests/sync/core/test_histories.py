"""Hundreds of whole histories, with partitions, clones and somebody who signs whatever his keys can sign.

Which histories is decided by a fixed seed, so that the suite is stable; `make bench LONG=1` goes through thousands of
others. What must hold is in `histories_claims` and `histories_rules`.
"""

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from sync.core.sealing import SUITE_HYBRID
from tests.support.histories_machine import Histories


class HybridHistories(Histories):
    """The same with hybrid keys."""

    suite = SUITE_HYBRID


def play(machine: type[Histories], number: int, histories: int, steps: int) -> None:
    """Go through some histories; the one that fails is told step by step, and how to repeat it."""
    chosen = seed(number)(type(machine.__name__, (machine,), {}))
    run_state_machine_as_test(
        chosen,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(1, 9))
def test_histories(number: int) -> None:
    play(Histories, number, histories=60, steps=12 + 4 * number)


@pytest.mark.timeout(600)
def test_histories_with_hybrid_keys() -> None:
    play(HybridHistories, 1, histories=30, steps=20)
