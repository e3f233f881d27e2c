"""Comparing state vectors."""

from hypothesis import given
from hypothesis import strategies as st

from sync.core.ids import DeviceId, Head, LogId, LogKind, OpId, make_log_id
from sync.core.reconcile import Gap, compare, digest

CONTROL, CONTENT = (make_log_id(DeviceId(b"d" * 32), kind, bytes(8)) for kind in (LogKind.CONTROL, LogKind.CONTENT))
VECTORS = st.dictionaries(
    st.sampled_from([make_log_id(DeviceId(bytes([n]) * 32), kind, bytes(8)) for n in range(3) for kind in LogKind]),
    st.builds(lambda seq, branch: Head(seq, OpId(bytes([seq, branch]) * 16)), st.integers(0, 3), st.integers(0, 1)),
)


def head(seq: int, branch: int = 0) -> Head:
    return Head(seq, OpId(bytes([seq, branch]) * 16))


def test_what_is_missing_is_asked_for_control_first() -> None:
    theirs = {CONTENT: head(5), CONTROL: head(3)}
    assert compare({}, theirs, control_only=False) == [Gap(CONTROL, 0, 3), Gap(CONTENT, 0, 5)]
    assert compare({}, theirs, control_only=True) == [Gap(CONTROL, 0, 3)]
    assert compare({CONTENT: head(4), CONTROL: head(9)}, theirs, control_only=False) == [Gap(CONTENT, 5, 5)]


def test_branches_are_asked_for() -> None:
    theirs = {CONTENT: head(2, 1), CONTROL: head(2, 1)}
    mine = {CONTENT: head(2), CONTROL: head(2)}
    assert compare(mine, theirs, control_only=False) == [Gap(CONTROL, 0, 2), Gap(CONTENT, 2, 2)]


@given(VECTORS, VECTORS)
def test_digests_are_equal_exactly_for_equal_vectors(one: dict[LogId, Head], two: dict[LogId, Head]) -> None:
    assert (digest(one) == digest(two)) == (one == two)
    assert digest(dict(reversed(one.items()))) == digest(one)
    assert compare(one, one, control_only=False) == []


@given(VECTORS, VECTORS)
def test_of_two_different_vectors_at_least_one_side_has_something_to_ask(
    one: dict[LogId, Head], two: dict[LogId, Head]
) -> None:
    asks = compare(one, two, control_only=False) + compare(two, one, control_only=False)
    assert bool(asks) == (one != two)
    assert all(gap.first <= gap.last for gap in asks)
