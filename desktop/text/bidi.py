"""Keeping the direction of text honest: no message may reorder what stands round it (Unicode UAX #9)."""

import re
import unicodedata

FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"

_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_RTL = frozenset({"R", "AL"})


def tame(text: str) -> str:
    """Return `text` without embeddings and overrides, its isolates balanced; marks such as RLM stay."""
    text = _OVERRIDES.sub("", text)
    if not _ISOLATES.search(text):
        return text
    depth = 0
    kept: list[str] = []
    for character in text:
        if character == POP_ISOLATE:
            if depth == 0:
                continue
            depth -= 1
        elif _ISOLATES.match(character):
            depth += 1
        kept.append(character)
    return "".join(kept) + POP_ISOLATE * depth


def reveal(text: str) -> str:
    """Return code with its direction controls made visible, so that it reads in the order it would run."""
    return _CONTROLS.sub(lambda found: f"‹U+{ord(found.group()):04X}›", text)


def isolate(text: str) -> str:
    """Return a name or an address wrapped so that its direction cannot disturb the sentence round it."""
    return f"{FIRST_STRONG_ISOLATE}{tame(text)}{POP_ISOLATE}"


def is_rtl(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in _RTL:
            return True
    return False
