"""Statements that others pass on: who said what, once, and no old ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.codec import encode
from sync.core.gossip import Beacon, LogPlace, Passage, Signed, Statement, Stored, Window, holds, read, short, sign
from sync.core.ids import LogKind
from sync.errors import HostileInput
from tests.support.identities import group_id, identity

ANA, BO = identity("ana"), identity("bo")
KEY = ANA.credentials.signing_key
G = group_id("g")
STATEMENTS: list[Statement] = [
    Beacon(G, ANA.device, 1, 2, (short(BO.device),), "provider", "model"),
    Passage(G, ANA.device, 1, 2, b"frame"),
    Stored(G, ANA.device, 1, 2, (LogPlace(BO.log(LogKind.CONTENT), 7),)),
]


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: type(each).__name__)
def test_what_a_device_says_is_read_and_holds(statement: Statement) -> None:
    signed = sign(KEY, statement)
    again = read(signed, type(statement), G)
    assert again == statement
    assert holds(signed, again)


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: type(each).__name__)
def test_nobody_says_it_for_another_or_changes_it(statement: Statement) -> None:
    forged = sign(BO.credentials.signing_key, statement)
    assert not holds(forged, statement)
    changed = Signed(statement=encode(statement)[:-1] + b"\0", signature=sign(KEY, statement).signature)
    assert not holds(changed, statement)


def test_the_signature_of_one_kind_is_worth_nothing_for_another() -> None:
    passage, stored = STATEMENTS[1], STATEMENTS[2]
    signature = sign(KEY, passage).signature
    assert not holds(Signed(statement=encode(stored), signature=signature), stored)
    assert not holds(Signed(statement=encode(passage), signature=sign(KEY, stored).signature), passage)


def test_a_statement_of_another_group_than_its_frame_is_hostile() -> None:
    with pytest.raises(HostileInput, match="another group"):
        read(sign(KEY, STATEMENTS[0]), Beacon, group_id("other"))


def test_what_is_no_statement_is_hostile() -> None:
    with pytest.raises(HostileInput):
        read(sign(KEY, STATEMENTS[1]), Beacon, G)


# --- the window


def test_each_number_counts_once() -> None:
    window = Window()
    window.note(5, 10)
    assert not window.is_news(5, 10)
    assert window.is_news(5, 11)
    window.note(5, 12)
    assert window.is_news(5, 11)
    window.note(5, 11)
    assert not window.is_news(5, 11)


def test_what_was_said_before_the_first_beacon_of_a_session_is_old() -> None:
    window = Window()
    window.begin(5, 10)
    assert not window.is_news(5, 9)
    window.note(5, 12)
    window.begin(5, 13)
    assert window.is_news(5, 11)


def test_without_beacons_what_was_said_before_the_first_heard_counts_too() -> None:
    window = Window()
    window.note(5, 10)
    assert window.is_news(5, 9)


def test_an_earlier_session_is_over_and_a_later_one_begins() -> None:
    window = Window()
    window.note(5, 10)
    assert not window.is_news(4, 99)
    assert window.is_news(6, 0)
    window.note(6, 0)
    assert window.session == 6
    assert not window.is_news(5, 11)
    assert window.is_news(6, 1)


@given(st.lists(st.integers(0, 2_000), max_size=80))
def test_nothing_counts_twice_and_little_is_remembered(numbers: list[int]) -> None:
    window, taken, highest = Window(), set[int](), -1
    window.note(1, 0)
    taken.add(0)
    for number in numbers:
        news = window.is_news(1, number)
        assert not (news and number in taken)
        assert news or number in taken or number < highest - Window.WIDTH
        if news:
            window.note(1, number)
            taken.add(number)
            highest = max(highest, number)
