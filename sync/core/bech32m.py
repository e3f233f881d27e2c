"""Bytes as text that survives what people do to it (BIP 350; PROTOCOL.md, "Invites", "Devices").

A code is a prefix followed by its bytes and a checksum. It says itself how long it is (byte 0 is the version, byte 1
the number of bytes beyond the fixed ones), so it can be found in the middle of a sentence, and broken over lines.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
MAX_TEXT_CHARACTERS: Final = 20_000
"""How much pasted text is searched for a code."""

_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_CHECKSUM: Final = 6
_BECH32M: Final = 0x2BC830A3
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_IGNORED: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\"'`*_>|«»‹›„“”‚‘’\u2010-\u2015-]")


class Damaged(Exception):
    """There is no whole code at a place of a text: a sentence says why, and a hint what to do if it is not obvious."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def squeezed(text: str) -> str:
    """Return `text` in lower case and without what mail, chat and word processors put into a code."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARACTERS])).lower()


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                check ^= generator
    return check


def _to_words(data: bytes) -> list[int]:
    bits = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (bits * 5 - len(data) * 8)
    return [number >> 5 * (bits - 1 - index) & 31 for index in range(bits)]


def _to_bytes(words: list[int]) -> bytes:
    """Return the whole bytes in `words`; bits left over are dropped (the checksum has vouched for them)."""
    size = len(words) * 5 // 8
    number = 0
    for word in words:
        number = number << 5 | word
    return (number >> (len(words) * 5 - size * 8)).to_bytes(size, "big")


class CodeForm(NamedTuple):
    """A kind of code: its prefix with the separator, its version, and how many bytes it has at least."""

    prefix: str
    version: int
    fixed: int

    def encode(self, data: bytes) -> str:
        """Return the code for `data`, which begins with the version and the number of bytes beyond `fixed`."""
        words = _to_words(data)
        check = _checksum(self._expanded() + words + [0] * _CHECKSUM) ^ _BECH32M
        words += [check >> 5 * (_CHECKSUM - 1 - index) & 31 for index in range(_CHECKSUM)]
        return self.prefix + "".join(ALPHABET[word] for word in words)

    def read(self, rest: str) -> tuple[bytes, str]:
        """Return the data of the code whose characters after the prefix `rest` begins with, and its text.

        Raises Damaged.
        """
        run = len(rest) - len(rest.lstrip(ALPHABET))
        words = [_VALUES[character] for character in rest[:run]]
        head = _to_bytes(words[:4])
        if len(head) == 2 and head[0] != self.version:
            raise Damaged(
                "This code is mistyped, or it was made by another version of Causerie.",
                "Copy the whole code again. If that does not help, update Causerie.",
            )
        wanted = -(-(self.fixed + (head[1] if len(head) == 2 else 0)) * 8 // 5) + _CHECKSUM
        if run < wanted:
            following = rest[run : run + 1]
            if following.isalnum():
                raise Damaged(f"This code is mistyped: codes never contain the character “{following}”.")
            raise Damaged(f"This code is cut off: {run} of its {wanted} characters after “{self.prefix}” are here.")
        words = words[:wanted]
        if _checksum(self._expanded() + words) != _BECH32M:
            raise Damaged("This code is mistyped: at least one of its characters is wrong or missing.")
        return _to_bytes(words[:-_CHECKSUM]), self.prefix + rest[:wanted]

    def places(self, text: str) -> Iterator[str]:
        """Yield what follows each prefix in a squeezed text."""
        for found in re.finditer(self.prefix, text):
            yield text[found.end() :]

    def _expanded(self) -> list[int]:
        name = self.prefix[:-1]
        return [*(ord(character) >> 5 for character in name), 0, *(ord(character) & 31 for character in name)]
