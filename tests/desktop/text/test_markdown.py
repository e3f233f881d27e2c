"""Markdown as people and models write it."""

from desktop.text.blocks import (
    Align,
    CodeBlock,
    Heading,
    Mention,
    Paragraph,
    Place,
    Rule,
    Span,
    Style,
    Table,
    plain_text,
)
from desktop.text.code import Role, highlight
from desktop.text.html import spans_html
from desktop.text.markdown import parse
from desktop.text.mentions import Names, complete, find_mentions

NAMES = Names("Sage", ("Bo", "Ana Maria", "Inès"))


def test_styles() -> None:
    (block,) = parse("We have **6 *very* people**, `a  <b>` and ~~rain~~")
    assert isinstance(block, Paragraph)
    assert spans_html(block.spans) == (
        "We have <b>6 </b><b><i>very</i></b><b> people</b>, <code>a\u00a0 &lt;b&gt;</code> and <s>rain</s>"
    )


def test_a_line_break_typed_is_a_line_break_shown() -> None:
    assert parse("one\ntwo") == (Paragraph((Span("one\ntwo"),)),)


def test_lists_are_flat_and_say_how_deep() -> None:
    places = [block.place for block in parse("- a\n  - b\n    1. c\n\n  d\n3) e\n4) f\n> - g\n-\n")]
    assert places == [
        Place(0, 1, "•"), Place(0, 2, "◦"), Place(0, 3, "1."), Place(0, 1, ""),
        Place(0, 1, "3)"), Place(0, 1, "4)"), Place(1, 1, "•"), Place(0, 1, "•"),
    ]  # fmt: skip


def test_headings_rules_and_quotes() -> None:
    assert parse("## Plan\n\n---\n\n> said\n>> before") == (
        Heading(2, (Span("Plan"),)),
        Rule(),
        Paragraph((Span("said"),), Place(1)),
        Paragraph((Span("before"),), Place(2)),
    )


def test_tables_know_their_columns() -> None:
    (table,) = parse("| When | Cost |\n|:-:|--:|\n| 11:30 | **24** € |\n| x |\n")
    assert isinstance(table, Table)
    assert table.aligns == (Align.CENTER, Align.END)
    assert table.rows[0][1] == (Span("24", Style.BOLD), Span(" €"))
    assert plain_text((table,)) == "When\tCost\n11:30\t24 €\nx\t"


def test_code_keeps_every_space_and_its_language() -> None:
    assert parse("```Python title=x\n  a\n\n  b\n```\n") == (CodeBlock("Python", "  a\n\n  b"),)


def test_mathematics_is_shown_as_written() -> None:
    assert parse("$$\nE = mc^2\n$$\n\\[ a < b \\]\n\\(x_1\\) costs $5 or $$\n") == (
        CodeBlock("math", "E = mc^2"),
        CodeBlock("math", "a < b"),
        Paragraph((Span("x_1", Style.CODE), Span(" costs $5 or $$"))),
    )


def test_bare_addresses_are_links_without_the_sentence_round_them() -> None:
    (block,) = parse("See (https://example.org/a_(b)), or https://b.example/x_y_z.")
    assert isinstance(block, Paragraph)
    assert [span.href for span in block.spans if span.href] == ["https://example.org/a_(b)", "https://b.example/x_y_z"]


def test_mentions_ignore_case_and_accents_but_not_word_ends() -> None:
    text = "@sage and @INES, @ana maria; not @Bobby nor mail@bo.example"
    found = [(text[start:end], whom) for start, end, whom in find_mentions(text, NAMES)]
    assert found == [("@sage", Mention.ASSISTANT), ("@INES", Mention.MEMBER), ("@ana maria", Mention.MEMBER)]


def test_a_mention_in_code_is_code() -> None:
    (block,) = parse("`@Sage`", NAMES)
    assert isinstance(block, Paragraph)
    assert block.spans == (Span("@Sage", Style.CODE),)


def test_completion_prefers_names_that_begin_so() -> None:
    assert complete("ma", ["Ana Maria", "Max", "Sage"], 5) == ["Max", "Ana Maria"]
    assert complete("", ["Sage", "Bo"], 1) == ["Sage"]


def test_code_has_roles() -> None:
    roles = {piece.strip(): role for role, piece in highlight("python", "def f(): return 'a' # b")}
    assert roles["def"] is Role.KEYWORD
    assert roles["'a'"] is Role.STRING
    assert roles["# b"] is Role.COMMENT
    assert roles["f"] is Role.NAME


def test_the_last_line_of_a_diff_has_its_role_too() -> None:
    assert [role for role, _ in highlight("diff", "- a\n+ b")] == [Role.REMOVED, Role.ADDED]
