"""Searching: what a person types is never an error, and the newest comes first."""

# pyright: reportPrivateUsage=false

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.store import messages
from sync.store import search as search_store
from sync.store.database import Db
from sync.store.search import match_expression, query_words
from sync.store.snippets import fold
from tests.sync.store.samples import ANNE, BEN, GROUP, OTHER_GROUP, memory_db, message

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


WORDS = st.sampled_from(
    ["mail", "mails", "Mailand", "maille", "Maïs", "maison", "Été", "eteint", "mai", "m", "приветы", "привет"]
)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def plain_scan(texts: list[str], query: str) -> list[int]:
    """Return the numbers of the texts with every word of `query`, the last as a prefix, the newest first."""
    *whole, last = [fold(word) for word in query_words(query)]
    found: list[int] = []
    for number, text in enumerate(texts):
        words = [fold(word) for word in text.split()]
        ends = last in words if len(last) == 1 and last.isascii() else any(word.startswith(last) for word in words)
        if ends and all(word in words for word in whole):
            found.append(number)
    return found[::-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(PHRASES, min_size=1, max_size=12), PHRASES, st.integers(1, 6), st.sampled_from([0, 2, 32]), st.data())
def test_what_is_found_is_what_a_plain_scan_finds(
    texts: list[str], phrase: str, limit: int, endings: int, data: st.DataObject
) -> None:
    query = phrase[: data.draw(st.integers(1, len(phrase)))].strip()
    groups = [(GROUP, OTHER_GROUP)[number % 3 == 0] for number in range(len(texts))]
    authors = [(ANNE, BEN)[number % 4 == 0] for number in range(len(texts))]
    with memory_db() as db, pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_store, "_MOST_ENDINGS", endings)
        rows = zip(texts, groups, authors, strict=True)
        messages.put(db, [message(n, text, group=group, account=who) for n, (text, group, who) in enumerate(rows)])
        found = plain_scan(texts, query)
        here = [number for number in found if groups[number] == GROUP]
        assert numbers(db, query, limit) == here[:limit]
        everywhere = messages.search(db, query, None, limit)
        assert [hit.message.lamport for hit in everywhere] == found[:limit]
        past = messages.search(db, query, None, limit, {BEN})
        assert [hit.message.lamport for hit in past] == [each for each in found if authors[each] != BEN][:limit]


def test_a_letter_that_is_compared_as_a_plain_one_is_one_in_the_index_too(db: Db) -> None:
    """Else the words that begin with what was typed would not be found among those of the index."""
    letters = [
        character
        for character in map(chr, range(ord(search_store._OTHER_LETTERS)))
        if fold(character).isascii()
        and query_words(f"abc{character}d") == (unicodedata.normalize("NFC", f"abc{character}d"),)
    ]
    assert len(letters) > 150
    for number, letter in enumerate(letters):
        messages.put(db, [message(number, f"abc{letter}d")])
    words = set(db.connection().exec_driver_sql("SELECT term FROM vocabulary").scalars())
    assert words == {fold(f"abc{letter}d") for letter in letters}
