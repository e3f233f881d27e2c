"""Markdown's inline tokens to spans: styles, safe links, bare addresses, mentions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from desktop.text.bidi import tame
from desktop.text.blocks import Mention, Span, Spans, Style
from desktop.text.links import find_bare, host_of
from desktop.text.mentions import Names, find_mentions

_OPENS = {"strong_open": Style.BOLD, "em_open": Style.ITALIC, "s_open": Style.STRIKE}
_CLOSES = {"strong_close": Style.BOLD, "em_close": Style.ITALIC, "s_close": Style.STRIKE}


def to_spans(tokens: Sequence[Token], names: Names) -> Spans:
    """Return the spans of one block's inline tokens. A picture becomes a link to it: nothing is ever fetched."""
    return _merge(_walk(tokens, names))


def _walk(tokens: Sequence[Token], names: Names) -> Iterator[Span]:
    style = Style.PLAIN
    href = ""
    for token in tokens:
        if token.type in _OPENS:
            style |= _OPENS[token.type]
        elif token.type in _CLOSES:
            style &= ~_CLOSES[token.type]
        elif token.type == "link_open":
            href = _address(token, "href")
        elif token.type == "link_close":
            href = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Span("\n", style, href)
        elif token.type in ("code_inline", "math_inline"):
            yield Span(tame(token.content), style | Style.CODE, href)
        elif token.type == "image":
            address = _address(token, "src")
            yield Span(tame(token.content) or address or "image", style, href or address)
        elif href:
            yield Span(tame(token.content), style, href)
        else:
            yield from _words(tame(token.content), style, names)


def _address(token: Token, name: str) -> str:
    """Return a link's address, or "" for one that must stay inert."""
    address = str(token.attrGet(name) or "")
    return address if host_of(address) else ""


def _words(text: str, style: Style, names: Names) -> Iterator[Span]:
    """Split plain words round the addresses and mentions in them."""
    marks = [(start, end, Span(text[start:end], style, text[start:end])) for start, end in find_bare(text)]
    for start, end, whom in find_mentions(text, names):
        if not any(start < other_end and end > other for other, other_end, _ in marks):
            marks.append((start, end, Span(text[start:end], style, mention=whom)))
    position = 0
    for start, end, span in sorted(marks, key=lambda mark: mark[0]):
        yield Span(text[position:start], style)
        yield span
        position = end
    yield Span(text[position:], style)


def _merge(spans: Iterator[Span]) -> Spans:
    """Join neighbours that look the same and drop empty ones."""
    merged: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        last = merged[-1] if merged else None
        if last and _alike(last, span):
            merged[-1] = replace(last, text=last.text + span.text)
        else:
            merged.append(span)
    return tuple(merged)


def _alike(one: Span, other: Span) -> bool:
    same = (one.style, one.href, one.mention) == (other.style, other.href, other.mention)
    return same and one.mention is Mention.NOBODY
