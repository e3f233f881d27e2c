"""What a message is made of once its markdown is read: a flat tuple of typed blocks, each with inline spans.

Lists and quotations are not boxes within boxes: a block says how deep it stands (`Place`), which is all a view needs to
draw it and what lets a streaming answer grow by its last block alone.
"""

from dataclasses import dataclass
from enum import IntFlag, StrEnum


class Style(IntFlag):
    """How a span looks; styles combine."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    STRIKE = 4
    CODE = 8


class Mention(StrEnum):
    """Whom a span mentions, if anybody."""

    NOBODY = ""
    MEMBER = "member"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. `href` is the address a link opens; "\\n" in `text` is a line break."""

    text: str
    style: Style = Style.PLAIN
    href: str = ""
    mention: Mention = Mention.NOBODY


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: depth of quotation, depth of lists, and the marker of the list item it opens."""

    quote: int = 0
    indent: int = 0
    marker: str = ""


TOP = Place()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: Spans
    place: Place = TOP


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 to 6."""

    level: int
    spans: Spans
    place: Place = TOP


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Code, or mathematics (language "math"), to be shown as it is. `language` is what the writer called it."""

    language: str
    text: str
    place: Place = TOP


class Align(StrEnum):
    """A table column's alignment."""

    START = ""
    CENTER = "center"
    END = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: every row, the header included, has exactly as many cells as `aligns`."""

    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    aligns: tuple[Align, ...]
    place: Place = TOP


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""

    place: Place = TOP


Block = Paragraph | Heading | CodeBlock | Table | Rule


def spans_text(spans: Spans) -> str:
    """Return the words of `spans` without their styles."""
    return "".join(span.text for span in spans)


def block_text(block: Block) -> str:
    """Return a block as plain text: what a screen reader reads and a preview shows."""
    match block:
        case Paragraph() | Heading():
            return f"{block.place.marker} {spans_text(block.spans)}".strip()
        case CodeBlock():
            return block.text
        case Table():
            return "\n".join("\t".join(spans_text(cell) for cell in row) for row in (block.header, *block.rows))
        case Rule():
            return ""


def plain_text(blocks: tuple[Block, ...]) -> str:
    """Return the whole message as plain text, one block a line."""
    return "\n".join(text for text in map(block_text, blocks) if text)
