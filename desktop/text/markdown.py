"""Markdown to a flat tuple of typed blocks, with the places where a streaming text may safely be cut."""

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.token import Token

from desktop.text.bidi import reveal
from desktop.text.blocks import TOP, Align, Block, CodeBlock, Heading, Paragraph, Place, Rule, Spans, Table
from desktop.text.inline import to_spans
from desktop.text.mentions import NOBODY, Names
from desktop.text.rules import make_parser

_BULLETS = "•◦▪"
_LANGUAGE_CHARACTERS = 24


@dataclass(frozen=True, slots=True)
class Cut:
    """A line at which parsing can begin anew with the same result: `blocks` come before it; `number` resumes a list."""

    line: int
    blocks: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The blocks of a text and where it may be cut, in order."""

    blocks: tuple[Block, ...]
    cuts: tuple[Cut, ...]


@dataclass(slots=True)
class _Level:
    """An open list: the number of its next item, or None for bullets."""

    number: int | None
    depth: int


@dataclass(slots=True)
class _Builder:
    """Walks block tokens, remembering where it stands."""

    names: Names
    lines: list[str]
    resume: int | None
    blocks: list[Block] = field(default_factory=list[Block])
    cuts: list[Cut] = field(default_factory=list[Cut])
    lists: list[_Level] = field(default_factory=list[_Level])
    quote: int = 0
    marker: str = ""

    def add(self, make: Callable[[Place], Block]) -> None:
        place = TOP
        if self.quote or self.lists:
            place = Place(self.quote, len(self.lists), self.marker)
        self.marker = ""
        self.blocks.append(make(place))

    def cut(self, token: Token, number: int | None) -> None:
        if token.map is not None:
            self.cuts.append(Cut(token.map[0], len(self.blocks), number))

    def container(self, token: Token) -> None:
        """Enter or leave a list, an item or a quotation."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.open_item(token)
            case "list_item_close":
                self.close_item()
            case "blockquote_open" | "blockquote_close":
                self.quote += token.nesting
            case _:
                pass

    def open_list(self, token: Token) -> None:
        start = token.attrGet("start")
        number = int(1 if start is None else start) if token.type == "ordered_list_open" else None
        if self.resume is not None and not self.blocks and not self.lists and number is not None:
            number = self.resume
        self.lists.append(_Level(number, token.level))

    def open_item(self, token: Token) -> None:
        level = self.lists[-1]
        if level.depth == 0 and token.map is not None and "|" not in self.lines[token.map[0]]:
            self.cut(token, level.number)
        if level.number is None:
            self.marker = _BULLETS[min(len(self.lists), len(_BULLETS)) - 1]
        else:
            self.marker = f"{level.number}{token.markup}"
            level.number += 1

    def close_item(self) -> None:
        if self.marker:
            self.add(lambda place: Paragraph((), place))


def parse(text: str, names: Names = NOBODY) -> tuple[Block, ...]:
    """Return the blocks of a whole text. Any text is a message: this never raises."""
    return MarkdownReader(names).read(text).blocks


class MarkdownReader:
    """Reads texts of one conversation, whose `names` can be mentioned. For one thread at a time."""

    def __init__(self, names: Names = NOBODY) -> None:
        self.names = names
        self._parser = make_parser()

    def read(self, text: str, resume: int | None = None) -> Parsed:
        """Return the blocks of `text`; `resume` is the number of the first item if it continues an ordered list."""
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        tokens = self._parser.parse(text)
        builder = _Builder(self.names, text.split("\n"), resume)
        position = 0
        while position < len(tokens):
            position = _step(builder, tokens, position)
        return Parsed(tuple(builder.blocks), tuple(builder.cuts))

    def code(self, opening: str, body: str) -> CodeBlock:
        """Return a code block from the line that opens its fence and the lines that follow."""
        return CodeBlock(_name(opening.lstrip(opening[0])), reveal(body.rstrip("\n")))


def _step(builder: _Builder, tokens: list[Token], position: int) -> int:
    """Take the token at `position`, and those that belong to it; return the next position."""
    token = tokens[position]
    if token.level == 0 and token.nesting >= 0 and not token.type.endswith("list_open"):
        builder.cut(token, None)
    match token.type:
        case "paragraph_open":
            spans = _spans(tokens[position + 1], builder.names)
            builder.add(lambda place: Paragraph(spans, place))
            return position + 3
        case "heading_open":
            spans = _spans(tokens[position + 1], builder.names)
            builder.add(lambda place: Heading(int(token.tag[1:]), spans, place))
            return position + 3
        case "fence" | "code_block" | "math_block":
            builder.add(lambda place: CodeBlock(_language(token), reveal(token.content.rstrip("\n")), place))
        case "hr":
            builder.add(Rule)
        case "table_open":
            return _table(builder, tokens, position)
        case _:
            builder.container(token)
    return position + 1


def _spans(token: Token, names: Names) -> Spans:
    return to_spans(token.children or (), names)


def _language(token: Token) -> str:
    if token.type == "math_block":
        return "math"
    return _name(token.info)


def _name(info: str) -> str:
    words = reveal(info).split()
    return words[0][:_LANGUAGE_CHARACTERS] if words else ""


def _table(builder: _Builder, tokens: list[Token], position: int) -> int:
    """Read a table's tokens up to its end; return the position after it."""
    rows: list[list[Spans]] = []
    aligns: list[Align] = []
    while tokens[position].type != "table_close":
        token = tokens[position]
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_spans(tokens[position + 1], builder.names))
            if token.type == "th_open":
                aligns.append(_align(token))
        position += 1
    header, *body = (tuple(row) for row in rows)
    builder.add(lambda place: Table(header, tuple(body), tuple(aligns), place))
    return position + 1


def _align(token: Token) -> Align:
    style = str(token.attrGet("style") or "")
    return Align.END if style.endswith("right") else Align.CENTER if style.endswith("center") else Align.START
