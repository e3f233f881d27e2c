"""Finding "@name" in a text, whatever its case and accents."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.text.blocks import Mention


@dataclass(frozen=True, slots=True)
class Names:
    """Who can be mentioned in a conversation."""

    assistant: str = ""
    members: tuple[str, ...] = ()


NOBODY = Names()


def _fold(text: str) -> str:
    """Return `text` without case and accents, character for character, so that positions stay true."""
    return "".join(unicodedata.normalize("NFD", character)[0].casefold()[:1] for character in text)


def _ends_word(text: str, position: int) -> bool:
    return position >= len(text) or not (text[position].isalnum() or text[position] == "_")


def find_mentions(text: str, names: Names) -> list[tuple[int, int, Mention]]:
    """Return each mention as (start, end, whom); the longest name wins, and the assistant on a tie."""
    if "@" not in text:
        return []
    folded = _fold(text)
    candidates = _candidates(names)
    found: list[tuple[int, int, Mention]] = []
    at = folded.find("@")
    while at >= 0:
        end = at + 1
        if at == 0 or not text[at - 1].isalnum():
            for name, whom in candidates:
                if folded.startswith(name, at + 1) and _ends_word(text, at + 1 + len(name)):
                    end = at + 1 + len(name)
                    found.append((at, end, whom))
                    break
        at = folded.find("@", end)
    return found


def _candidates(names: Names) -> list[tuple[str, Mention]]:
    """Return folded names, longest first; a stable sort keeps the assistant before a member of the same name."""
    pairs = [(names.assistant, Mention.ASSISTANT), *((name, Mention.MEMBER) for name in names.members)]
    return sorted(((_fold(name), whom) for name, whom in pairs if name), key=lambda pair: -len(pair[0]))


def complete(prefix: str, names: Iterable[str], limit: int) -> list[str]:
    """Return up to `limit` of `names` of which a word begins with `prefix`, those that begin with it first."""
    wanted = _fold(prefix)
    scored: list[tuple[int, str]] = []
    for name in names:
        folded = _fold(name)
        if folded.startswith(wanted):
            scored.append((0, name))
        elif any(word.startswith(wanted) for word in folded.split()):
            scored.append((1, name))
    return [name for _, name in sorted(scored, key=lambda pair: pair[0])][:limit]
