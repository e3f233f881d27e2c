"""Spans and code as rich text: a handful of tags, all written here, everything else escaped.

Colours are named, not given: the window's style sheet decides what `.ai` or `.c-keyword` looks like, light or dark.
"""

from html import escape

from desktop.text.bidi import isolate
from desktop.text.blocks import Mention, Span, Spans, Style
from desktop.text.code import Role, highlight
from desktop.text.links import host_of, is_hidden

ALLOWED_TAGS = frozenset({"a", "b", "i", "s", "code", "span", "br"})

_TAGS = ((Style.CODE, "code"), (Style.STRIKE, "s"), (Style.ITALIC, "i"), (Style.BOLD, "b"))
_MENTIONS = {Mention.ASSISTANT: "ai", Mention.MEMBER: "at"}


def spans_html(spans: Spans) -> str:
    """Return spans as rich text. A link whose words hide where it goes is followed by its host."""
    pieces: list[str] = []
    for index, span in enumerate(spans):
        pieces.append(_span(span))
        following = spans[index + 1] if index + 1 < len(spans) else None
        if span.href and (following is None or following.href != span.href):
            pieces.append(_host(spans[: index + 1], span.href))
    return "".join(pieces)


def _span(span: Span) -> str:
    text = _escape(span.text)
    for style, tag in _TAGS:
        if span.style & style:
            text = f"<{tag}>{text}</{tag}>"
    if span.mention:
        text = f'<span class="{_MENTIONS[span.mention]}">{isolate(text)}</span>'
    return f'<a href="{escape(span.href)}">{text}</a>' if span.href else text


def _host(spans: Spans, href: str) -> str:
    """Return the host to show after a link that ends `spans`, or nothing if its words name it."""
    label = ""
    for span in reversed(spans):
        if span.href != href:
            break
        label = span.text + label
    return f' <span class="host">({isolate(escape(host_of(href)))})</span>' if is_hidden(label, href) else ""


def _escape(text: str) -> str:
    """Return `text` with nothing left that rich text would read, its spaces and line breaks kept."""
    return escape(text).replace("\n", "<br>").replace("  ", "\u00a0 ").replace("\t", "\u00a0 ")


def code_html(language: str, text: str) -> str:
    """Return code as rich text for a block that keeps white space, each token under its role's class."""
    pieces: list[str] = []
    for role, piece in highlight(language, text):
        # White space stays outside: rich text carries a span's look over a line break inside it.
        shown = piece.rstrip()
        words, rest = escape(shown), piece[len(shown) :]
        pieces.append(f"{words}{rest}" if role is Role.PLAIN else f'<span class="c-{role}">{words}</span>{rest}')
    return "".join(pieces)
