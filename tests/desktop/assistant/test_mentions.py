"""When a message speaks to the assistant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.assistant.mentions import mentions, own_words

HARMLESS = st.text(st.sampled_from("abc éß日!?.,;:'\"-*_ \t"), max_size=30)
NAMES = st.sampled_from(["Sage", "Zoé", "Dr Watson", "C-3PO", "小智", "R2", "Ω"])


@pytest.mark.parametrize(
    "text",
    [
        "Sage",
        "sage?",
        "SAGE!",
        "hey @sage",
        "@Sage: go",
        "(Sage)",
        "**Sage**",
        "Sàgé",
        "l'avis de Sage.",
        "ask Sage\nplease",
        "> quoted\nSage, what is this?",
        "`code` Sage",
        "```\ncode\n```\nSage?",
        "…Sage",
    ],
)
def test_mentioned(text: str) -> None:
    assert mentions(text, "Sage")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "message",
        "sages",
        "usage",
        "sage_femme",
        "sage-femme",
        "me@sage.com",
        "sage.com",
        "https://example.org/sage",
        "@sagesse",
        "> Sage said so",
        "  > Sage",
        "`Sage`",
        "``a `Sage` b``",
        "```\nSage\n```",
        "~~~ py\nSage\n~~~",
        "```\nSage",
        "    Sage()",
        "text\n\n    Sage()",
        "> > Sage",
    ],
)
def test_not_mentioned(text: str) -> None:
    assert not mentions(text, "Sage")


@pytest.mark.parametrize(
    ("text", "name"),
    [("dr  watson, please", "Dr Watson"), ("小智你好", "小智"), ("zoe?", "Zoé"), ("ZOÉ", "zoé"), ("c-3po!", "C-3PO")],
)
def test_names_of_all_kinds(text: str, name: str) -> None:
    assert mentions(text, name)


@given(NAMES, HARMLESS, HARMLESS)
def test_a_name_between_spaces_is_always_heard(name: str, before: str, after: str) -> None:
    assert mentions(f"x{before.strip()} {name} {after.strip()}", name)


@given(NAMES, st.lists(HARMLESS, max_size=4))
def test_quoted_lines_never_trigger(name: str, lines: list[str]) -> None:
    assert not mentions("\n".join(f"> {line} {name} @{name}" for line in ["", *lines]), name)


@given(NAMES, HARMLESS, st.sampled_from(["```", "~~~~"]))
def test_fenced_code_never_triggers(name: str, line: str, fence: str) -> None:
    assert not mentions(f"{fence} text\n{line} {name}\n@{name}\n{fence}", name)


@given(NAMES, HARMLESS, st.sampled_from(["`", "``", "```"]))
def test_code_spans_never_trigger(name: str, words: str, ticks: str) -> None:
    assert not mentions(f"x {ticks} {words} @{name} {ticks} y", name)


@given(st.text(max_size=300), st.text(min_size=1, max_size=20))
def test_any_text_and_any_name_are_read(text: str, name: str) -> None:
    assert mentions(text, name) in (True, False)
    assert own_words(text) is not None


def test_a_hostile_text_is_read_quickly() -> None:
    assert not mentions("`" * 10_000 + "\n" + "` " * 5_000 + "> " * 2_000, "Sage")
