"""Searching: what a person types is never an error, and the newest comes first."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.store import messages
from sync.store.database import Db
from sync.store.search import match_expression
from tests.sync.store.samples import GROUP, OTHER_GROUP, memory_db, message

ODD_QUERIES = [
    '"',
    '""',
    "'",
    "*",
    "a*b",
    "NEAR(a b)",
    "text:hello",
    "^hello",
    "a OR",
    "AND",
    "NOT x",
    "(",
    "-",
    "\0",
    "\ud800",
]


def numbers(db: Db, query: str, limit: int = 50) -> list[int]:
    """Return the lamport times of the messages found."""
    return [hit.message.lamport for hit in messages.search(db, query, GROUP, limit)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ete", True),
        ("ÉTÉ", True),
        ("e\u0301te\u0301", True),
        ("été plage", True),
        ("plage été", True),
        ("pla", True),
        ("pl été", False),
        ("l'ete", True),
        ("plage mer", False),
        ("p", False),
        ("plage!", True),
        ("12:30", True),
        ("12:3", False),
    ],
)
def test_all_words_must_match_the_last_one_as_a_prefix(db: Db, query: str, found: bool) -> None:
    messages.put(db, [message(1, "Cet été, l'été à la plage ? 12:30")])
    assert bool(numbers(db, query)) is found


def test_the_newest_come_first_whatever_the_order_they_were_stored_in(db: Db) -> None:
    for number in (5, 1, 9, 3, 7):
        messages.put(db, [message(number)])
    assert numbers(db, "hello") == [9, 7, 5, 3, 1]
    assert numbers(db, "hello", limit=2) == [9, 7]


def test_a_search_stays_in_its_group_or_goes_through_all(db: Db) -> None:
    messages.put(db, [message(1), message(2, group=OTHER_GROUP, lamport=900), message(3)])
    assert numbers(db, "hello") == [3, 1]
    everywhere = messages.search(db, "hello", limit=2)
    assert [(hit.message.group_id, hit.message.lamport) for hit in everywhere] == [(GROUP, 3), (OTHER_GROUP, 900)]


def test_the_snippet_marks_every_match(db: Db) -> None:
    messages.put(db, [message(1, "one " * 40 + "the Résumé is here, see resume " + "two " * 40)])
    (hit,) = messages.search(db, "resum", GROUP)
    assert "the \u2068Résumé\u2069 is here, see \u2068resume\u2069" in hit.snippet
    assert hit.snippet.startswith("…")
    assert len(hit.snippet) < 120


@pytest.mark.parametrize("query", ["", "  ", "!?…", "🙂", "\u2068\u2069", "-- ;"])
def test_a_query_without_a_word_finds_nothing(db: Db, query: str) -> None:
    messages.put(db, [message(1, "hello 🙂 !?")])
    assert numbers(db, query) == []


@settings(max_examples=50)
@given(st.lists(st.one_of(st.text(), st.sampled_from(ODD_QUERIES)), max_size=5).map(" ".join))
def test_any_text_is_a_safe_query(query: str) -> None:
    with memory_db() as db:
        messages.put(db, [message(1, "hello a OR b AND text")])
        messages.search(db, query, GROUP)
        messages.search(db, query)


def test_words_of_every_script_are_words_to_the_index_too(db: Db) -> None:
    letters = [
        character
        for character in map(chr, range(128, sys.maxunicode))
        if unicodedata.category(character)[0] == "L" and len(match_expression(f"a{character}b").split()) == 1
    ]
    assert len(letters) > 100_000
    for start in range(0, len(letters), 1000):
        words = " ".join(f'"a{character}b"' for character in letters[start : start + 1000])
        db.connection().exec_driver_sql("SELECT count(*) FROM search WHERE search MATCH ?", (words,))


@pytest.mark.parametrize("word", ["привет", "γειά", "नमस्ते", "你好世界", "안녕하세요", "ﬁn", "مرحبا"])
def test_a_word_finds_itself_in_any_script(db: Db, word: str) -> None:
    messages.put(db, [message(1, f"and {word} there"), message(2, "nothing")])
    assert numbers(db, word) == [1]
    assert numbers(db, word[:2]) == [1]
