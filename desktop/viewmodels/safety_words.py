"""Sentences about safety numbers: what two people compare, and what the comparison says."""

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.people_words import named

_CONTEXT = "Safety"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def title(name: str) -> str:
    """Return whose number it is."""
    return named(_tr("Verify %1"), name)


def how(name: str) -> str:
    """Return how to compare, in one paragraph."""
    return named(
        _tr(
            "Meet %1, or call and recognise the voice, and have %1 open this same page about you. If both of you see "
            "the same number, nobody reads along between you, and it is really %1 you write with."
        ),
        name,
    )


def devices(name: str, count: int) -> str:
    """Return how many devices of the other are part of the number."""
    return named(_tr("The number covers %n device(s) of %1, and yours.", count), name)


def changed(name: str) -> str:
    """Return that a verified number is no longer the same."""
    return named(_tr("The safety number with %1 has changed."), name)


def changed_hint(name: str) -> str:
    """Return what that means and what to do."""
    return named(
        _tr(
            "You verified %1 before, and since then a device was added that you have not compared. Until you have, "
            "somebody else may be reading what you write to %1. Compare the new number."
        ),
        name,
    )


def verified(name: str) -> str:
    """Return that the number was compared."""
    return named(_tr("You have verified %1. If a device is added, you will be told."), name)


def same() -> str:
    """Return that what was pasted is the number shown."""
    return _tr("The numbers are the same.")


def different(name: str) -> str:
    """Return that what was pasted is another number."""
    return named(
        _tr(
            "This is another number. Compare again; if it differs once more, somebody may be reading along: do not "
            "trust that this is %1."
        ),
        name,
    )


def incomplete(digits: int) -> str:
    """Return that what was pasted is no whole number."""
    return _tr("%n of 60 digits.", digits)


def too_many() -> str:
    """Return that what was pasted is more than a number."""
    return _tr("This is longer than a safety number, which has 60 digits.")
