"""Strangers at the door: paces and places, without a socket."""

import itertools

from sync.core.limits import (
    STRANGERS_AN_ADDRESS_BURST,
    STRANGERS_AN_ADDRESS_RATE,
    STRANGERS_BURST,
    STRANGERS_RATE,
    UNAUTHENTICATED_CONNECTIONS,
)
from sync.net.buckets import TokenBucket
from sync.net.gate import MOST_ADDRESSES, Gate, Visitor


def let_in(gate: Gate, host: str, out: list[str], now: float = 0.0) -> Visitor:
    visitor = gate.admit(host, now)
    assert visitor is not None
    visitor.put_out = lambda: out.append(host)
    return visitor


def test_a_bucket() -> None:
    bucket = TokenBucket(3, 2.0)
    assert [bucket.spend(10.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.seconds_until(10.0, 1) == 0.5
    assert not bucket.spend(10.4)
    assert bucket.spend(10.5)
    bucket.draw(10.5, 4)
    assert bucket.seconds_until(10.5, 0) == 2.0
    bucket.give_back(100)
    assert bucket.left(10.5) == 3


def test_whoever_has_waited_longest_at_an_address_makes_room_for_the_next_from_there() -> None:
    gate, out = Gate(total=8, each=2), list[str]()
    first = let_in(gate, "a", out)
    first.put_out = lambda: out.append("the first")
    for _ in range(3):
        let_in(gate, "a", out)
    assert out == ["the first", "a"]
    assert len(gate) == 2


def test_when_all_places_are_taken_the_most_crowded_address_makes_room() -> None:
    gate, out = Gate(total=4, each=3), list[str]()
    for host in ("a", "b", "b", "c", "d", "e"):
        let_in(gate, host, out)
    assert out == ["b", "a"]
    assert len(gate) == 4


def test_who_has_left_leaves_a_place() -> None:
    gate, out = Gate(total=1, each=1), list[str]()
    gate.release(let_in(gate, "a", out), proven=False)
    let_in(gate, "b", out)
    assert out == []


def test_an_address_somebody_with_keys_came_from_keeps_its_place() -> None:
    gate, out = Gate(total=2, each=2), list[str]()
    gate.release(let_in(gate, "member", out), proven=True)
    let_in(gate, "member", out)
    let_in(gate, "a", out)
    let_in(gate, "b", out)
    assert out == ["a"]
    let_in(gate, "member", out)
    assert out == ["a", "b"]
    assert gate.admit("c", 0.0) is None


def test_one_address_is_let_in_at_a_pace() -> None:
    gate, out = Gate(), list[str]()
    admitted = [gate.admit("a", 0.0) is not None for _ in range(2 * STRANGERS_AN_ADDRESS_BURST)]
    assert sum(admitted) == STRANGERS_AN_ADDRESS_BURST
    let_in(gate, "b", out)
    let_in(gate, "a", out, 1 / STRANGERS_AN_ADDRESS_RATE)
    assert gate.admit("a", 1 / STRANGERS_AN_ADDRESS_RATE) is None


def test_members_who_prove_themselves_do_not_use_the_pace_up() -> None:
    gate, out = Gate(), list[str]()
    for _ in range(3 * STRANGERS_BURST):
        gate.release(let_in(gate, "one office, one address", out), proven=True)


def test_a_thousand_addresses_are_let_in_at_a_pace_and_do_not_keep_known_ones_out() -> None:
    gate, out = Gate(), list[str]()
    gate.release(let_in(gate, "member", out), proven=True)
    admitted = sum(gate.admit(f"stranger {number}", 0.0) is not None for number in range(1_000))
    assert admitted == STRANGERS_BURST
    assert len(gate) == UNAUTHENTICATED_CONNECTIONS
    let_in(gate, "member", out)
    let_in(gate, "newcomer", out, 1 / STRANGERS_RATE)


def test_addresses_are_remembered_within_bounds() -> None:
    gate = Gate()
    for number in range(3 * MOST_ADDRESSES):
        visitor = gate.admit(str(number), float(number))
        assert visitor is not None
        gate.release(visitor, proven=True)
    assert len(gate._known) == len(gate._paces) == MOST_ADDRESSES


def test_nobody_once_let_in_is_put_out_by_strangers_before_a_handshake_can_be_over() -> None:
    gate, lasted, began = Gate(), list[float](), dict[int, float]()
    numbers = itertools.count()
    for step in range(10_000):
        now = step / 1_000
        visitor = gate.admit(f"stranger {next(numbers)}", now)
        if visitor is not None:
            began[id(visitor)] = now
            visitor.put_out = lambda since=now, clock=lambda: now: lasted.append(clock() - since)
    assert len(lasted) > 100
    assert min(lasted[STRANGERS_BURST:]) >= 0.5
