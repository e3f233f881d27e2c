"""Positions in a text: Python counts characters, Qt counts UTF-16 units, of which some characters take two."""


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def characters(text: str, position: int) -> int:
    """Return how many characters of `text` stand before the unit at `position`."""
    for number, character in enumerate(text):
        if position <= 0:
            return number
        position -= 1 + (character > "\uffff")
    return len(text)
