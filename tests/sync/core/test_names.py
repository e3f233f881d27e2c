"""Text from people, made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.names import clean_name, clean_text, fold, shown_line, shown_stream, shown_text
from sync.errors import EmptyText, TooLarge

anything = st.text(st.characters(blacklist_categories=()), max_size=60)
nasty = st.text(
    st.sampled_from(
        "ab \t\n\r\u200b\u200c\u200d\u202e\u2066\u2067\u2069\u202c\u0301\u1100\u3164\x00\x85\u2028\ud800é👩"
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada", "Ada"),
        ("  Ada \t  Lovelace\n", "Ada Lovelace"),
        ("Ade\u0301lie", "Adélie"),
        ("A\u200bd\ufeffa", "Ada"),
        ("Ada\u202egnp.exe", "Adagnp.exe"),
        ("\u2066Ada\u2069\u200f", "Ada"),
        ("Ada\x00\x07\x85", "Ada"),
        ("Ada\ud800", "Ada"),
        ("👩\u200d🔬", "👩\u200d🔬"),  # a scientist is one emoji
        ("نامه\u200cای", "نامه\u200cای"),  # a Persian word
        ("A\u200d\u200c\u200dda", "A\u200dda"),
        ("\u200dAda \u200d B\u200c", "Ada B"),
        ("a \u200d b", "a b"),
    ],
)
def test_names_are_one_clean_line(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u200b", "\u3164", "\u2800 \u2800", "\u0301", "\u202e", "\ufeff\n", "\U000e0041"]
)
def test_nothing_to_see_is_neither_a_name_nor_a_message(typed: str) -> None:
    with pytest.raises(EmptyText):
        clean_name(typed)
    with pytest.raises(EmptyText):
        clean_text(typed)


def test_a_name_has_a_limit() -> None:
    assert clean_name("x" * 64 + "  ") == "x" * 64
    with pytest.raises(TooLarge, match="64"):
        clean_name("x" * 65)


@given(anything | nasty)
def test_a_clean_name_is_clean(typed: str) -> None:
    try:
        name = clean_name(typed)
    except (EmptyText, TooLarge):
        return
    assert clean_name(name) == name
    assert name == name.strip()
    assert unicodedata.is_normalized("NFC", name)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name)
    name.encode()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("one\r\ntwo\rthree\u2028four\x0cfive\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\n \n    indented\n\ttabbed  \n\n", "    indented\n\ttabbed"),
        ("bell\x07 and nul\x00\x1b[31m", "bell and nul[31m"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("\u2067right to left\u2069", "\u2067right to left\u2069"),
        ("\u2067open\nnext", "\u2067open\u2069\nnext"),
        ("stray\u2069 end", "stray end"),
        ("\u2066a\u2067b\u2069", "\u2066a\u2067b\u2069\u2069"),
        ("half\ud83d pair", "half pair"),
        ("e\u0301 stays as written \u200d👩\u200d🔬", "e\u0301 stays as written \u200d👩\u200d🔬"),
    ],
)
def test_messages_keep_their_lines_and_lose_what_turns_others_round(typed: str, text: str) -> None:
    assert clean_text(typed) == text


@given(anything | nasty)
def test_a_clean_text_is_clean(typed: str) -> None:
    try:
        text = clean_text(typed)
    except EmptyText:
        return
    assert clean_text(text) == text
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in text if character not in "\n\t")
    for line in text.split("\n"):
        assert sum("\u2066" <= character <= "\u2068" for character in line) == line.count("\u2069")
    text.encode()


def test_texts_have_limits_in_characters_and_in_bytes() -> None:
    assert len(clean_text("x" * 20_000)) == 20_000
    with pytest.raises(TooLarge, match="20,001 characters"):
        clean_text("x" * 20_001)
    with pytest.raises(TooLarge, match="bytes"):
        clean_text("👩" * 20_000)
    with pytest.raises(TooLarge, match="10"):
        clean_text("x" * 11, limit=10)


@pytest.mark.parametrize(("one", "two"), [("Été", "ete"), ("STRASSE", "straße"), ("ﬁn", "Fin"), ("Ａda", "ada")])
def test_folding_forgets_case_accents_and_width(one: str, two: str) -> None:
    assert fold(one) == fold(two)


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(nasty, st.integers(1, 64))
def test_whatever_a_peer_calls_itself_can_be_shown(text: str, limit: int) -> None:
    shown = shown_line(text, limit)
    assert len(shown) <= limit
    assert shown in {"", shown_line(shown, limit)} or len(shown) == limit


@pytest.mark.parametrize(
    ("text", "length"), [("x" * 30_000, 5_000), ("\u200b" * 5_000 + "\u754c" * 14_500, 0), ("\u200b", 0), ("fine", 4)]
)
def test_a_text_that_should_not_be_is_cut_or_nothing(text: str, length: int) -> None:
    assert len(shown_text(text)) == length


@given(nasty)
def test_a_streamed_text_keeps_its_length(text: str) -> None:
    assert len(shown_stream(text)) == len(text)
    assert "\u202e" not in shown_stream(text)
