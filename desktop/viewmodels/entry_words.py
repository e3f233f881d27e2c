"""Sentences about invites and newcomers, as those see them who are in already."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from desktop.text.bidi import isolate
from desktop.viewmodels.words import day_name, error_line, error_sentence, long_time, moment
from sync.core.ids import AccountId
from sync.errors import CauserieError, InviteExpired, InviteRevoked, InviteUsedUp
from sync.views import Group, Invite, JoinRequest

_CONTEXT = "Window"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def newcomers(names: Sequence[str]) -> str:
    """Return who wants to join; empty when nobody does."""
    if not names:
        return ""
    first = isolate(names[0])
    if len(names) == 1:
        return _tr("%1 wants to join.").replace("%1", first)
    if len(names) == 2:
        return _tr("%1 and %2 want to join.").replace("%2", isolate(names[1])).replace("%1", first)
    return _tr("%1 and %n other(s) want to join.", len(names) - 1).replace("%1", first)


def requests_hint(count: int) -> str:
    """Return how many newcomers wait, for the conversations list; empty when none do."""
    return _tr("%n person(s) waiting to join", count) if count else ""


def request_line(request: JoinRequest, invite: Invite | None, group: Group, now: int) -> str:
    """Return since when somebody waits, and by whose invite."""
    parts = [since(request.asked_at, now)]
    if invite is not None:
        parts.append(invited_by(invite.created_by, group))
    return " · ".join(parts)


def decision_error(error: CauserieError) -> str:
    """Return why a newcomer could not be let in. The engine's own hint speaks to the newcomer, not to who decides."""
    if isinstance(error, InviteExpired | InviteUsedUp | InviteRevoked):
        return f"{error_sentence(error)} {_tr('Make a new one and send it to them.')}"
    return error_line(error)


def since(ms: int, now: int) -> str:
    """Return since when: a time today, a day before that."""
    then, today = moment(ms), moment(now)
    if then.date() == today.date():
        clock = QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)
        return _tr("since %1").replace("%1", clock)
    return _tr("since %1").replace("%1", day_name(ms, now))


def invited_by(account_id: AccountId, group: Group) -> str:
    """Return whose invite it is."""
    maker = next((member for member in group.members if member.account_id == account_id), None)
    if maker is None:
        return _tr("invited by a former member")
    return _tr("invited by you") if maker.you else _tr("invited by %1").replace("%1", isolate(maker.name))


def invite_maker(invite: Invite, group: Group) -> str:
    """Return who made an invite."""
    maker = next((member for member in group.members if member.account_id == invite.created_by), None)
    if maker is None:
        return _tr("By a former member")
    return _tr("By you") if maker.you else _tr("By %1").replace("%1", isolate(maker.name))


def invite_uses(invite: Invite) -> str:
    """Return how many places of an invite are taken."""
    return _tr("%1 of %2 used").replace("%2", str(invite.max_uses)).replace("%1", str(invite.uses))


def until(ms: int) -> str:
    """Return until when something holds."""
    return _tr("until %1").replace("%1", long_time(ms))
