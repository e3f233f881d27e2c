"""The piece of a message round what was looked for; what was found stands between U+2068 and U+2069.

Made here and not by the index, which would search once more for every message found.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

MATCH_START: Final = "\u2068"
MATCH_END: Final = "\u2069"
LOOKED_AT: Final = 16_000
"""Characters of a message that are looked through: what a match far down in a long one would cost is bounded."""
LENGTH: Final = 110
_BEFORE: Final = 30
_MARKS: Final = "[\u0300-\u036f]*"
_IN_WORD: Final = "[^\\W_]"
_LATIN_END: Final = "\u0250"


class _Folded(dict[int, str]):
    """What a character is compared as: lower case and without accents, always one character."""

    def __missing__(self, code: int) -> str:
        character = unicodedata.normalize("NFD", chr(code))[0]
        plain = character if character < _LATIN_END else chr(code)
        folded = self[code] = (plain.lower() or plain)[0]
        return folded


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """Return `text` as it is compared, of the same length."""
    return text.translate(_FOLDED)


def snippet(text: str, words: tuple[str, ...], prefix: bool) -> str:
    """Return the piece of `text` round the first of `words`, each match marked; the last may be a `prefix`."""
    text = text[:LOOKED_AT].replace(MATCH_START, "").replace(MATCH_END, "")
    pattern, folded = _pattern(words, prefix), fold(text)
    first = pattern.search(folded)
    start = 0 if first is None or first.end() <= LENGTH else _word_start(folded, max(0, first.start() - _BEFORE))
    end = start + LENGTH
    if first is not None:
        end = max(end, min(first.end(), first.start() + LENGTH))
    end = _word_end(folded, end)
    pieces = ["…" if start else ""]
    at = start
    for match in pattern.finditer(folded, start, end):
        pieces += (text[at : match.start()], MATCH_START, text[match.start() : match.end()], MATCH_END)
        at = match.end()
    pieces += (text[at:end], "…" if end < len(text) else "")
    return "".join(pieces)


@lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...], prefix: bool) -> re.Pattern[str]:
    """Return what matches any of the words, as `fold` leaves them; combining marks count for nothing."""
    alternatives: list[str] = []
    for number, word in enumerate(words):
        letters = _MARKS.join(re.escape(letter) for letter in fold(word)) + _MARKS
        rest = f"(?:{_IN_WORD}|[\u0300-\u036f])*" if prefix and number == len(words) - 1 else f"(?!{_IN_WORD})"
        alternatives.append(letters + rest)
    return re.compile(f"(?<!{_IN_WORD})(?:{'|'.join(alternatives)})")


def _word_start(text: str, at: int) -> int:
    """Return where the next word begins, if one does before long."""
    space = text.find(" ", at, at + _BEFORE)
    return at if space < 0 else space + 1


def _word_end(text: str, at: int) -> int:
    """Return where the word before ends, if that is near."""
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - _BEFORE // 2, at)
    return at if space < 0 else space
