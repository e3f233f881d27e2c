"""What is asked of a peer, in which portions, and how much of it has come."""

from collections import deque

import pytest

from sync.core.frames import Operations
from sync.core.ids import DeviceId, GroupId, LogId, LogKind, make_log_id
from sync.core.limits import BATCH_OPERATIONS
from sync.core.pulling import GLIMPSE_LOGS, GLIMPSE_OPERATIONS, PULLS_IN_FLIGHT, Pulling, Tail, tails
from sync.core.reconcile import Gap
from sync.errors import HostileInput

GROUP = GroupId(bytes(32))


def log(number: int, kind: LogKind = LogKind.CONTENT) -> LogId:
    """The log of some device."""
    return make_log_id(DeviceId(bytes([number]) * 32), kind, bytes(8))


def answer(count: int, *, last: bool = True) -> Operations:
    """So many operations."""
    return Operations(group=GROUP, operations=(b"x",) * count, live=False, last=last)


def test_long_ranges_are_asked_for_in_portions_and_logs_take_turns() -> None:
    pulling = Pulling(deque())
    pulling.want([Gap(log(1), 0, 2 * BATCH_OPERATIONS - 1), Gap(log(2), 5, 9)])
    assert pulling.next() == [
        Gap(log(1), 0, BATCH_OPERATIONS - 1), Gap(log(2), 5, 9), Gap(log(1), BATCH_OPERATIONS, 2 * BATCH_OPERATIONS - 1)
    ]  # fmt: skip
    assert (pulling.received, pulling.total) == (0, 2 * BATCH_OPERATIONS + 5)


def test_few_pulls_are_in_flight() -> None:
    pulling = Pulling(deque())
    pulling.want([Gap(log(1), 0, 100 * BATCH_OPERATIONS)])
    assert len(pulling.next()) == PULLS_IN_FLIGHT
    assert pulling.next() == []
    pulling.answered(answer(BATCH_OPERATIONS))
    assert len(pulling.next()) == 1


def test_what_has_come_is_counted_and_all_of_it_in_the_end() -> None:
    pulling = Pulling(deque())
    pulling.want([Gap(log(1), 0, 9)])
    pulling.next()
    assert pulling.answered(answer(4, last=False)) == (b"x",) * 4
    assert (pulling.received, pulling.total) == (4, 10)
    pulling.answered(answer(3))  # less than was promised
    assert (pulling.received, pulling.total) == (10, 10)
    assert not pulling.busy
    pulling.done()
    assert (pulling.received, pulling.total) == (0, 0)


def test_empty_promises_are_forgotten_with_the_first_answer() -> None:
    pulling = Pulling(deque())
    pulling.want([Gap(log(1), 0, 10**15), Gap(log(2), 0, BATCH_OPERATIONS)])
    pulling.look([Tail(log(1), 10**15 - 1, 10**15)])
    for _ in pulling.next():
        pulling.answered(answer(0))
    assert pulling.received == pulling.total == 3 * BATCH_OPERATIONS
    assert not pulling.busy


def test_the_newest_are_looked_at_first_and_do_not_count() -> None:
    pulling = Pulling(deque())
    pulling.want([Gap(log(1), 0, 9)])
    pulling.look([Tail(log(1), 5, 9), Tail(log(2), 3, 4)])
    assert [gap.first for gap in pulling.next()] == [3, 5, 0]
    assert pulling.answered(answer(2)) == ()
    assert pulling.looked() == ()
    assert pulling.answered(answer(3, last=False)) == ()
    assert pulling.answered(answer(2)) == ()
    assert pulling.looked() == (b"x",) * 7
    assert pulling.looked() == ()
    assert (pulling.received, pulling.total) == (0, 10)


def test_a_look_that_waits_for_its_turn_is_waited_for() -> None:
    pulling = Pulling(deque())
    pulling.look([Tail(log(number), 0, 0) for number in range(PULLS_IN_FLIGHT + 1)])
    pulling.next()
    for _ in range(PULLS_IN_FLIGHT):
        pulling.answered(answer(1))
    assert pulling.looked() == ()
    pulling.next()
    pulling.answered(answer(1))
    assert len(pulling.looked()) == PULLS_IN_FLIGHT + 1


def test_answers_to_what_was_asked_before_do_not_count() -> None:
    pulling = Pulling(deque([Gap(log(1), 0, 9)]))
    pulling.want([Gap(log(1), 0, 9)])
    pulling.answered(answer(0))
    assert (pulling.received, pulling.total) == (0, 10)
    assert len(pulling.next()) == 1


def test_what_nobody_asked_for_is_hostile() -> None:
    with pytest.raises(HostileInput):
        Pulling(deque()).answered(answer(1))


def test_a_short_history_is_not_looked_at_first() -> None:
    assert tails([Gap(log(1), 0, BATCH_OPERATIONS - 1), Gap(log(2, LogKind.CONTROL), 0, 4_000)]) == []


def test_of_a_long_history_the_ends_of_the_longest_logs_are_looked_at() -> None:
    assert tails([Gap(log(1), 0, 9_999)]) == [Tail(log(1), 10_000 - GLIMPSE_OPERATIONS, 9_999)]
    gaps = [Gap(log(number), 0, 1_000 + number) for number in range(GLIMPSE_LOGS + 1)]
    found = tails(gaps)
    assert {gap.log for gap in found} == {log(number) for number in range(1, GLIMPSE_LOGS + 1)}
    assert sum(gap.last - gap.first + 1 for gap in found) == GLIMPSE_OPERATIONS
    assert tails([Gap(log(1), 998, 999), Gap(log(2), 0, 999)])[1] == Tail(log(1), 998, 999)
