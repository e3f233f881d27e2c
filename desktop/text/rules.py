"""The markdown dialect of messages: CommonMark with tables, strikethrough and mathematics, without anything fetched.

Raw HTML is text. Reference links are off: a definition at the end would change links far above it, so that no part of a
streaming answer could ever be called finished.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_FENCES = {"$$": "$$", "\\[": "\\]"}


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""`$$` or `\[` alone on a line up to its closing line or the end; or opened and closed on one line."""
    if state.is_code_block(start):
        return False
    first = _line(state, start)
    closing = _FENCES.get(first[:2])
    if closing is None:
        return False
    one_line = len(first) > 4 and first.find(closing, 2) == len(first) - 2
    if not one_line and len(first) > 2:
        return False
    if silent:
        return True
    token = state.push("math_block", "code", 0)
    last = start + 1
    if one_line:
        token.content = first[2:-2].strip() + "\n"
    else:
        while last < end and _line(state, last) != closing and not _outside(state, last):
            last += 1
        token.content = state.getLines(start + 1, last, state.sCount[start], True)
        last += 1 if last < end and not _outside(state, last) else 0
    token.map = [start, last]
    state.line = last
    return True


def _outside(state: StateBlock, line: int) -> bool:
    """A line that has left the list item or quotation the block stands in."""
    return not state.isEmpty(line) and state.sCount[line] < state.blkIndent


def _math_inline(state: StateInline, silent: bool) -> bool:
    r"""`\(` ... `\)` within a line."""
    if not state.src.startswith("\\(", state.pos):
        return False
    end = state.src.find("\\)", state.pos + 2, state.posMax)
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        state.push("math_inline", "code", 0).content = state.src[state.pos + 2 : end].strip()
    state.pos = end + 2
    return True


def make_parser() -> MarkdownIt:
    """Return a parser for the dialect; one serves any number of texts, on one thread at a time."""
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"]).disable(["reference", "html_block", "html_inline"])
    parser.block.ruler.before("fence", "math_block", _math_block, {"alt": ["paragraph", "blockquote", "list"]})
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    return parser
