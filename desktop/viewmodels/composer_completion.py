"""Completing "@name" while it is typed."""

from dataclasses import dataclass, replace
from typing import Final

from desktop.text.mentions import complete
from desktop.viewmodels.people import hue, initial
from sync.views import Group

OFFERS: Final = 6
LONGEST: Final = 32


@dataclass(frozen=True, slots=True)
class Offer:
    """A name that can be mentioned."""

    name: str
    assistant: bool
    hue: float

    def shown(self) -> dict[str, object]:
        """Return what a delegate needs."""
        return {"name": self.name, "assistant": self.assistant, "hue": self.hue, "initial": initial(self.name)}


@dataclass(frozen=True, slots=True)
class Completion:
    """The names offered for the text from `start` ("@") to `end` (the cursor)."""

    offers: tuple[Offer, ...] = ()
    start: int = 0
    end: int = 0
    index: int = 0

    @classmethod
    def at(cls, text: str, cursor: int, group: Group | None) -> "Completion":
        """Return what to offer with the cursor there."""
        start = text.rfind("@", max(0, cursor - LONGEST), cursor)
        if group is None or start < 0 or (start and text[start - 1].isalnum()):
            return cls()
        typed = text[start + 1 : cursor]
        if "\n" in typed or typed.startswith(" "):
            return cls()
        offers = _offers(group)
        names = complete(typed, offers, OFFERS)
        if names and all(name.casefold() == typed.casefold() for name in names):
            return cls()
        return cls(tuple(offers[name] for name in names), start, cursor)

    def moved(self, step: int) -> "Completion":
        """Return the same offers with another one chosen."""
        return replace(self, index=(self.index + step) % len(self.offers)) if self.offers else self

    def accepted(self, text: str, index: int) -> tuple[str, int]:
        """Return the text with the offer at `index` (-1: the chosen one) written out, and where the cursor goes."""
        if not self.offers:
            return text, len(text)
        name = self.offers[self.index if index < 0 else index].name
        following = text[self.end :]
        written = f"{text[: self.start]}@{name}" + ("" if following.startswith(" ") else " ")
        return written + following, len(written) + following.startswith(" ")


def _offers(group: Group) -> dict[str, Offer]:
    """Return whom a person can mention: the assistant first, then the others, online ones before."""
    found: dict[str, Offer] = {}
    if group.assistant.enabled:
        found[group.assistant.name] = Offer(group.assistant.name, assistant=True, hue=0.0)
    for member in sorted(group.members, key=lambda member: not member.online):
        if not member.you:
            found.setdefault(member.name, Offer(member.name, assistant=False, hue=hue(member.account_id)))
    return found
