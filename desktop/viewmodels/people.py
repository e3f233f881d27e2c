"""How a person or a group is drawn: an initial on a hue of their own."""

import unicodedata
from typing import Final

ASSISTANT_HUES: Final = (0.62, 0.84)
"""The violets: the assistant's alone, so that nobody looks like it."""


def hue(identity: bytes) -> float:
    """Return a hue between 0 and 1, never a violet, that is always the same for an account or group id."""
    first, last = ASSISTANT_HUES
    place = int.from_bytes(identity[:2], "big") / 65_536 * (1 - (last - first))
    return place if place < first else place + (last - first)


def initial(name: str) -> str:
    """Return the first letter or digit of `name` in upper case; empty when it has none."""
    for character in unicodedata.normalize("NFC", name):
        if character.isalnum():
            return character.upper()[0]
    return name.strip()[:1]
