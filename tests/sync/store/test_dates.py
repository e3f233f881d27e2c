"""Where a date is: exactly there with clocks that agree, and in a place that makes sense with clocks that do not."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.ids import AccountId
from sync.store import messages
from sync.store.database import Db
from sync.store.dates import first_since
from sync.store.rows import MessageRow
from tests.sync.store.samples import ANNE, BEN, GROUP, OTHER_GROUP, memory_db, message

DAY = 24 * 3_600_000


def dated(number: int, time: int, **more: Any) -> MessageRow:
    """Return the message of that number, of that time."""
    return msgspec.structs.replace(message(number), sort_time=time, sent_at=time, **more)


def found(db: Db, at: int) -> int | None:
    """Return the number of the message found."""
    row = first_since(db, GROUP, at)
    return None if row is None else row.lamport


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 30), max_size=60).map(sorted),
    st.integers(0, 31),
    st.sets(st.integers(0, 59), max_size=30),
    st.integers(1, 2_000),
)
def test_with_clocks_that_agree_it_is_the_first_one(times: list[int], at: int, hidden: set[int], apart: int) -> None:
    with memory_db() as db:
        rows = [
            msgspec.structs.replace(
                dated(number, time),
                lamport=number * apart,
                shown=number % 7 > 0,
                account=BEN if number in hidden else ANNE,
            )
            for number, time in enumerate(times)
        ]
        messages.put(db, [*rows, message(1, group=OTHER_GROUP)])
        for blocked in (set[AccountId](), {BEN}):
            seen = [row for row in rows if row.shown and row.account not in blocked and row.sort_time >= at]
            assert first_since(db, GROUP, at, blocked) == (seen[0] if seen else None)


def test_an_empty_or_unknown_group_has_no_dates(db: Db) -> None:
    assert found(db, 0) is None
    messages.put(db, [dated(1, 5, shown=False)])
    assert found(db, 0) is None


def test_one_member_whose_clock_is_a_day_ahead_leads_nobody_astray(db: Db) -> None:
    # Ten days, ten messages each; every third is by somebody whose clock is a day ahead.
    messages.put(db, [dated(n, n * DAY // 10 + (DAY if n % 3 == 0 else 0)) for n in range(100)])
    for day in range(1, 9):
        place = found(db, day * DAY)
        assert place is not None
        assert 10 * day - 4 <= place <= 10 * day + 4


def test_somebody_who_dates_everything_back_is_passed_over(db: Db) -> None:
    messages.put(db, [dated(n, n * DAY if n % 4 else 0) for n in range(1, 200)])
    assert found(db, 50 * DAY) in range(47, 54)
    assert found(db, 1_000 * DAY) is None


def test_a_flood_of_one_instant_is_no_trap(db: Db) -> None:
    messages.put(db, [dated(n, DAY if n < 10 else 5 * DAY, lamport=7) for n in range(500)])
    messages.put(db, [dated(n, 6 * DAY) for n in range(600, 610)])
    assert found(db, 6 * DAY) == 600
    row = first_since(db, GROUP, 5 * DAY)
    assert row is not None
    assert row.sort_time == 5 * DAY
