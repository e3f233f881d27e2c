"""A message that grows: finished blocks are kept as they are, only the tail is read again."""

import re

from desktop.text.blocks import Block, CodeBlock
from desktop.text.markdown import MarkdownReader
from desktop.text.mentions import NOBODY, Names

_SETTLED_LINES = 2
"""A block stands still once the one after it has two whole lines: a table, the slowest to show, is known by then."""

_OPEN_FENCE = re.compile(r"(?P<fence>`{3,}(?=[^`\n]*\n)|~{3,})[^\n]*\n(?P<code>.*)", re.DOTALL)


class StreamingText:
    """Text arriving in pieces, as blocks. After any pieces, `blocks` equals what `parse` makes of their sum."""

    def __init__(self, names: Names = NOBODY) -> None:
        self._reader = MarkdownReader(names)
        self._settled: list[Block] = []
        self._tail = ""
        self._resume: int | None = None
        self._blocks: tuple[Block, ...] = ()
        self._held = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything so far; settled blocks keep their identity."""
        return self._blocks

    @property
    def settled(self) -> int:
        """How many leading blocks will never change again."""
        return len(self._settled)

    def append(self, piece: str) -> tuple[Block, ...]:
        """Add `piece` and return the blocks. Costs what the unsettled tail costs to read, not the whole text."""
        piece = self._held + piece
        # Half of a line break may still be missing its other half.
        self._held = "\r" if piece.endswith("\r") else ""
        self._tail += piece[: len(piece) - len(self._held)].replace("\r\n", "\n").replace("\r", "\n")
        self._read(self._tail + "\n" if self._held else self._tail)
        return self._blocks

    def _read(self, text: str) -> None:
        quick = self._open_code(text)
        if quick is not None:
            self._blocks = (*self._settled, quick)
            return
        parsed = self._reader.read(text, self._resume)
        self._blocks = (*self._settled, *parsed.blocks)
        complete = text.count("\n")
        ready = [cut for cut in parsed.cuts if cut.blocks and complete - cut.line >= _SETTLED_LINES]
        if ready and not self._held:
            cut = ready[-1]
            self._settled.extend(parsed.blocks[: cut.blocks])
            self._tail = "\n".join(text.split("\n")[cut.line :])
            self._resume = cut.number

    def _open_code(self, text: str) -> Block | None:
        """The tail as code if it is an unclosed block of it: by far the longest tail there is, and the simplest."""
        last = self._blocks[-1] if len(self._blocks) == len(self._settled) + 1 else None
        opened = _OPEN_FENCE.match(text) if isinstance(last, CodeBlock) else None
        if opened is None or "\0" in text:
            return None
        fence = opened["fence"]
        if re.search(rf"^ {{0,3}}{re.escape(fence)}{re.escape(fence[0])}*[ \t]*$", opened["code"], re.MULTILINE):
            return None
        # An unfinished line of nothing but spaces is not a line yet.
        lines, feed, unfinished = opened["code"].rpartition("\n")
        code = lines + feed + unfinished if unfinished.strip(" \t") else lines + feed
        return self._reader.code(text[: opened.start("code")], code)
