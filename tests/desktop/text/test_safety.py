"""Whatever a message says, what is shown holds only the tags written by us, and nothing that fetches or reorders."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given

from desktop.text.blocks import Block, CodeBlock, Heading, Paragraph, Spans, Table, plain_text
from desktop.text.code import Role, highlight
from desktop.text.html import ALLOWED_TAGS, code_html, spans_html
from desktop.text.links import host_of, is_hidden
from desktop.text.markdown import parse
from desktop.text.mentions import Names
from tests.desktop.text.strategies import texts

NAMES = Names("Sage", ("Bo", "Ana Maria"))
CLASSES = {"ai", "at", "host"}


class _Audit(HTMLParser):
    """Fails on any tag or attribute outside the allow-list; collects the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS
        for name, value in attrs:
            assert (tag, name) in {("a", "href"), ("span", "class")}
            assert host_of(value or "") if name == "href" else value in CLASSES or (value or "").startswith("c-")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def audit(html: str) -> str:
    """Return the text of `html` after checking every tag in it."""
    parser = _Audit()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.text


def all_spans(blocks: tuple[Block, ...]) -> Iterator[Spans]:
    """Every group of spans shown together."""
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield block.spans
            case Table():
                for row in (block.header, *block.rows):
                    yield from row
            case _:
                pass


@given(texts)
def test_only_our_own_tags_come_out(text: str) -> None:
    blocks = parse(text, NAMES)
    for spans in all_spans(blocks):
        audit(spans_html(spans))
    for block in blocks:
        if isinstance(block, CodeBlock):
            assert audit(code_html(block.language, block.text)) == block.text


@given(texts)
def test_no_override_and_no_open_isolate_is_left(text: str) -> None:
    for spans in all_spans(parse(text, NAMES)):
        shown = audit(spans_html(spans))
        assert not re.search("[\u202a-\u202e]", shown)
        depth = 0
        for character in shown:
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            assert depth >= 0
        assert depth == 0


@given(texts)
def test_every_table_row_is_as_wide_as_its_header(text: str) -> None:
    for block in parse(text):
        if isinstance(block, Table):
            assert {len(block.aligns)} == {len(row) for row in (block.header, *block.rows)}


@given(texts)
def test_highlighting_loses_nothing(text: str) -> None:
    for language in ("python", "html", "diff", "no-such-language"):
        assert "".join(piece for _, piece in highlight(language, text)) == text


def test_code_shows_the_characters_that_would_reorder_it() -> None:
    (block,) = parse("```c\nif (admin) \u202e{ // no\n```")
    assert isinstance(block, CodeBlock)
    assert block.text == "if (admin) ‹U+202E›{ // no"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://[::1",
        "http://a:99999999",
        "mailto:nobody",
    ],
)
def test_an_address_we_would_not_open_is_no_link(address: str) -> None:
    assert host_of(address) == ""
    assert "<a " not in "".join(spans_html(spans) for spans in all_spans(parse(f"[click]({address}) {address}")))


def test_an_address_with_invisible_characters_is_no_link() -> None:
    assert host_of("https://exa\u202emple.org") == host_of("https://exa\u200bmple.org") == ""


@pytest.mark.parametrize(
    ("href", "host"),
    [
        ("https://google.com@evil.example/x", "evil.example"),
        ("http://example.org:8080/a", "example.org:8080"),
        ("https://пример.example", "xn--e1afmkfd.example"),
        ("mailto:ana@example.org", "ana@example.org"),
    ],
)
def test_the_real_host_is_named(href: str, host: str) -> None:
    assert host_of(href) == host


@pytest.mark.parametrize("label", ["our bank", "https://example.com", "x.example.org", "see example.org"])
def test_words_that_hide_the_host_get_it_beside_them(label: str) -> None:
    assert is_hidden(label, "https://example.co/login")


def test_words_that_name_the_host_need_nothing() -> None:
    assert not is_hidden("example.org/path", "https://example.org/path")
    assert not is_hidden("https://example.org", "https://example.org/")


def test_a_picture_is_a_link_and_never_a_picture() -> None:
    (block,) = parse("![cat](https://cats.example/1.png)")
    assert isinstance(block, Paragraph)
    assert spans_html(block.spans).startswith('<a href="https://cats.example/1.png">cat</a>')
    assert plain_text((block,)) == "cat"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("abap", "<" * 20_000),
        ("autoit", (" " * 250 + "\n") * 70),
        ("perl", "<" * 20_000),
        ("python", "x = 1\n" + "(" * 301),
    ],
)
def test_code_made_to_hold_the_window_up_is_shown_plain(language: str, text: str) -> None:
    assert list(highlight(language, text)) == [(Role.PLAIN, text)]
