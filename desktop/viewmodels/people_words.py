"""Sentences about people: their place in a group, what is done to them, how one's own membership ended."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop.text.bidi import isolate
from desktop.viewmodels.words import moment
from sync.views import Ending, Group, GroupKind, GroupState, Member, Role

_CONTEXT = "People"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def named(sentence: str, name: str, group: str = "") -> str:
    """Return `sentence` with a person's name for %1 and a group's for %2."""
    return sentence.replace("%2", isolate(group)).replace("%1", isolate(name))


def display_name(member: Member) -> str:
    """Return a member's name, marked if it is one's own."""
    return named(_tr("%1 (you)"), member.name) if member.you else member.name


def role_name(role: Role) -> str:
    """Return a role as a word; plain members have none."""
    return {Role.OWNER: _tr("Owner"), Role.ADMIN: _tr("Admin"), Role.MEMBER: ""}[role]


def presence(online: bool) -> str:
    """Return whether somebody is here."""
    return _tr("here") if online else _tr("away")


def standing(member: Member) -> str:
    """Return whether a member is here, or that they are blocked; nothing for oneself."""
    if member.you:
        return ""
    return _tr("Blocked") if member.blocked else presence(member.online)


def devices(count: int) -> str:
    """Return how many devices somebody has, if that is worth a word."""
    return _tr("%n devices", count) if count > 1 else ""


def detail(member: Member) -> str:
    """Return a member's role and number of devices."""
    return " · ".join(part for part in (role_name(member.role), devices(member.devices)) if part)


def spoken(member: Member) -> str:
    """Return a member in one line for a screen reader."""
    verified = _tr("verified") if member.verified else ""
    parts = (display_name(member), role_name(member.role), standing(member), verified, devices(member.devices))
    return ", ".join(part for part in parts if part)


def full_time(ms: int) -> tuple[str, str]:
    """Return a day with its year, and the time on it."""
    then = moment(ms)
    day = QLocale().toString(QDate(then.year, then.month, then.day), "d MMMM yyyy")
    return day, QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)


def ended(state: GroupState, ending: Ending | None, kind: GroupKind) -> str:
    """Return how one's own membership ended, and that nothing that was said is lost."""
    rest = _tr("You can still read what was here before.")
    if ending is None:
        known = _tr("You were removed from this group.") if state is GroupState.REMOVED else _tr("You left this group.")
        return f"{known} {rest}"
    day, clock = full_time(ending.at)
    if state is GroupState.LEFT:
        sentence = _tr("You left this group on %2 at %3.")
        if kind is GroupKind.DIRECT:
            sentence = _tr("You left this conversation on %2 at %3.")
    elif ending.name:
        sentence = _tr("%1 removed you on %2 at %3.")
    else:
        sentence = _tr("You were removed on %2 at %3.")
    return f"{sentence.replace('%3', clock).replace('%2', day).replace('%1', isolate(ending.name))} {rest}"


def blocked_partner(name: str) -> str:
    """Return why one cannot write to somebody who is blocked."""
    return named(_tr("You blocked %1. You see nothing that %1 writes, and cannot write here."), name)


def partner_gone(name: str) -> str:
    """Return why one cannot write to somebody who left a conversation of two."""
    return named(_tr("%1 has left this conversation. Nobody would read what you write here."), name)


def direct_line(group: Group) -> str:
    """Return what stands under the name of somebody one talks with alone."""
    other = next((member for member in group.members if not member.you), None)
    parts = (standing(other) if other else "", _tr("end-to-end encrypted"))
    return " · ".join(part for part in parts if part)


def blocked_now(name: str) -> str:
    """Return that somebody has just been blocked."""
    return named(_tr("You blocked %1."), name)


def unblock() -> str:
    """Return the word for seeing somebody again."""
    return _tr("Unblock")


def unblocked_now(name: str) -> str:
    """Return that somebody is no longer blocked."""
    return named(_tr("%1 is no longer blocked."), name)


def removed_now(name: str, group: str) -> str:
    """Return that somebody has just been removed."""
    return named(_tr("%1 is no longer in %2."), name, group)


def admin_now(name: str) -> str:
    """Return that somebody has just become an admin."""
    return named(_tr("%1 is an admin now."), name)


def member_now(name: str) -> str:
    """Return that somebody is no admin any more."""
    return named(_tr("%1 is an ordinary member now."), name)
