"""Text from people, made safe to show: names in one line, messages in many (PROTOCOL.md, "Text").

Senders clean what they send and receivers clean it again, so that nobody can hide text, turn a line round, or look like
somebody else by characters that cannot be seen.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from sync.core.limits import MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARACTERS, MAX_NAME_CHARACTERS
from sync.errors import EmptyText, TooLarge

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]")
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EMBEDDINGS: Final = re.compile("[\u202a-\u202e]")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0"
    "\U000e0000-\U000e0fff]"
)
_JOINERS: Final = re.compile("([\u200c\u200d])[\u200c\u200d]*")
_LOOSE_JOINER: Final = re.compile("(?:^|(?<= ))[\u200c\u200d]|[\u200c\u200d](?= |$)")
_UNUSUAL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)
"""Whatever a message is cleaned of: one search tells that there is nothing to do."""
_POP_ISOLATE: Final = "\u2069"
_UNFIT_FOR_STREAMS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _visible(text: str) -> bool:
    """Return whether there is anything to see: something besides marks, separators and format characters."""
    return any(unicodedata.category(character)[0] not in "MZC" for character in _INVISIBLE.sub("", text))


def _line(text: str) -> str:
    """Return one line of NFC without controls, direction marks or hidden characters."""
    text = _CONTROLS.sub("", " ".join(text.split()))
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", _DIRECTIONS.sub("", text)))
    # A joiner shapes the letters or emoji on both its sides; doubled or at an edge it only hides a difference.
    text = _LOOSE_JOINER.sub("", _JOINERS.sub(r"\1", " ".join(text.split())))
    return " ".join(text.split())


def clean_name(text: str) -> str:
    """Return a name as one line of NFC without controls, direction marks or hidden characters.

    Raises EmptyText when nothing visible is left and TooLarge beyond MAX_NAME_CHARACTERS.
    """
    text = _line(text)
    if not _visible(text):
        raise EmptyText("A name needs at least one character that can be seen.")
    if len(text) > MAX_NAME_CHARACTERS:
        raise TooLarge(f"A name can have at most {MAX_NAME_CHARACTERS} characters; this one has {len(text)}.")
    return text


@lru_cache(maxsize=4096)
def shown_line(text: str, limit: int = MAX_NAME_CHARACTERS) -> str:
    """Return what a peer calls somebody or something as it may be shown; empty when nothing of it can be seen."""
    text = _line(text)[:limit]
    return text if _visible(text) else ""


def shown_text(text: str, *, limit: int = MAX_MESSAGE_CHARACTERS) -> str:
    """Return a peer's text as it may be shown: cleaned, cut where it is too long, empty when nothing can be seen."""
    try:
        return clean_text(text, limit=limit)
    except EmptyText:
        return ""
    except TooLarge:
        return shown_text(text[: limit // 4], limit=limit)  # a quarter of the characters fits, whatever they are


def shown_stream(text: str) -> str:
    """Return a part of a text that is still coming, with a space for each character `clean_text` might remove."""
    return _UNFIT_FOR_STREAMS.sub(" ", text)


def _balanced(line: str) -> str:
    """Return a line whose direction isolates all end within it, and that ends none it did not begin."""
    kept: list[str] = []
    depth = 0
    for character in line:
        if character == _POP_ISOLATE:
            if depth == 0:
                continue
            depth -= 1
        elif "\u2066" <= character < _POP_ISOLATE:
            depth += 1
        kept.append(character)
    return "".join(kept) + _POP_ISOLATE * depth


def clean_text(text: str, *, limit: int = MAX_MESSAGE_CHARACTERS) -> str:
    """Return a message's text with "\\n" line ends and without controls or anything that turns other text round.

    Tabs and indentation stay; blank lines at the start and white space at the end go. Raises EmptyText when nothing
    visible is left and TooLarge beyond `limit` characters or MAX_MESSAGE_BYTES bytes.
    """
    if _UNUSUAL.search(text):
        text = _EMBEDDINGS.sub("", _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)))
        if _ISOLATES.search(text):
            text = "\n".join(_balanced(line) for line in text.split("\n"))
    text = text.rstrip()
    first = text[:1]
    if first.isspace():
        text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text)
    if not (first.isascii() and first.isalnum()) and not _visible(text):
        raise EmptyText("There is nothing to see in this text.")
    if len(text) > limit:
        raise TooLarge(f"The text has {len(text):,} characters; at most {limit:,} are possible.")
    if len(text.encode()) > MAX_MESSAGE_BYTES:
        raise TooLarge(f"The text takes {len(text.encode()):,} bytes; at most {MAX_MESSAGE_BYTES:,} are possible.")
    return text


def fold(text: str) -> str:
    """Return a key under which texts that differ only in case, accents or width are equal."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
