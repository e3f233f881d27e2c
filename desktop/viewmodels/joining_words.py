"""What a newcomer is told while joining waits, and when it failed."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from desktop.viewmodels.engine_words import engine_sentence
from sync.errors import InviteExpired, InviteRevoked, InviteUsedUp, JoinRejected, NotAllowed
from sync.views import GroupState, InvitePreview

APPROVAL: Final = "approval"
"""The notice of a group in which an admin has still to say yes."""
_CONTEXT = "Window"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def waiting_sentence(notice: str) -> str:
    """Return what joining waits for."""
    if notice == APPROVAL:
        return _tr("The group knows that you are waiting. An admin has to let you in.")
    if notice:
        return _explained(notice)
    return _tr("Nobody from this group is reachable on this network. Causerie keeps trying.")


def refused_sentence(notice: str) -> str:
    """Return why joining ended without getting in, from the code the group answered with."""
    known = {
        JoinRejected.code: _tr("An admin of the group turned your request away."),
        InviteExpired.code: _tr("The invite expired before you were in."),
        InviteUsedUp.code: _tr("All the places of this invite went to others."),
        InviteRevoked.code: _tr("This invite was withdrawn."),
        NotAllowed.code: _tr("The group does not let you in with this invite."),
    }
    return known.get(notice) or _explained(notice) or _tr("The group did not let you in.")


def refused_hint(notice: str) -> str:
    """Return the way out of that."""
    if notice == JoinRejected.code:
        return _tr("If that was a mistake, talk with somebody in the group. With a new code you can ask again.")
    return _tr("Ask somebody in the group for a new code.")


def _explained(notice: str) -> str:
    """Return a notice that is a sentence already; nothing for the code of one that is not known here."""
    return engine_sentence(notice) if " " in notice else ""


def standing_sentence(state: GroupState, notice: str) -> str:
    """Return why a group cannot be read yet, or will not be."""
    match state:
        case GroupState.JOINING:
            return waiting_sentence(notice)
        case GroupState.REFUSED:
            return refused_sentence(notice)
        case _:
            return ""


def standing_key(state: GroupState, notice: str) -> str:
    """Return where this device stands with a group; "waiting" where joining needs nothing but an admin's yes."""
    return "waiting" if state is GroupState.JOINING and notice == APPROVAL else state.value


def preview_line(preview: InvitePreview, expiry: str) -> str:
    """Return how long a code holds, and that an admin has a say, where this device knows."""
    return f"{expiry} · {_tr('an admin has to let you in')}" if preview.approval else expiry


def waiting_row(notice: str) -> str:
    """Return the same, short enough for the conversations list."""
    return _tr("Waiting to be let in") if notice == APPROVAL else _tr("Joining…")
