"""How a person or a group is drawn: an initial on a hue of their own."""

import unicodedata


def hue(identity: bytes) -> float:
    """Return a hue between 0 and 1 that is always the same for an account or group id."""
    return int.from_bytes(identity[:2], "big") / 65_536


def initial(name: str) -> str:
    """Return the first letter or digit of `name` in upper case; empty when it has none."""
    for character in unicodedata.normalize("NFC", name):
        if character.isalnum():
            return character.upper()[0]
    return name.strip()[:1]
