"""Texts to measure with: no language, but words as frequent as a language's."""

import random
from functools import lru_cache
from typing import Final

CHARACTERS: Final = 200
RARE_EVERY: Final = 10_000


@lru_cache(maxsize=1)
def words() -> list[str]:
    """Return a vocabulary of 20,000 words, the common ones first."""
    source = random.Random(1)
    return ["".join(source.choices("etaoinshrdlucmfwypvbgkjqxz", k=2 + number % 9)) for number in range(20_000)]


def text_of(number: int) -> str:
    """Return a text of about 200 characters, the same for the same number; every 10,000th has a word of its own."""
    source = random.Random(number)
    vocabulary = words()
    chosen = (vocabulary[int(len(vocabulary) ** source.random()) - 1] for _ in range(40))
    text = " ".join(chosen)[:CHARACTERS]
    return f"{text} rareword{number}" if number % RARE_EVERY == 0 else text
