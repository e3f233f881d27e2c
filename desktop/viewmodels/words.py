"""Sentences and times of everything outside the timeline, in the person's language."""

import time
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop.assistant.choice import LocalServer
from desktop.text.bidi import isolate
from desktop.viewmodels.engine_words import engine_sentence
from desktop.viewmodels.joining_words import refused_sentence, waiting_row
from sync.errors import CauserieError
from sync.views import (
    AssistantSettings,
    Group,
    GroupKind,
    GroupState,
    GroupSummary,
    InvitePreview,
    MessageView,
    Respond,
)

_CONTEXT = "Window"

SHOWN_NAMES = 3
DAY_MS = 86_400_000


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def now_ms() -> int:
    """Return the device's clock in ms since 1970."""
    return time.time_ns() // 1_000_000


def moment(ms: int) -> datetime:
    """Return a moment on this device's clock; hostile times are clamped."""
    return datetime.fromtimestamp(min(max(ms, 0), 253_402_214_400_000) / 1000).astimezone()


def short_time(ms: int, now: int) -> str:
    """Return when something happened, as short as a list allows: a time, a weekday or a date."""
    then, today = moment(ms), moment(now)
    if then.date() == today.date():
        return QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)
    date = QDate(then.year, then.month, then.day)
    days = (today.date() - then.date()).days
    if 0 < days < 7:
        return QLocale().toString(date, "ddd").removesuffix(".")
    return QLocale().toString(date, "d MMM" if then.year == today.year else "MM/yyyy")


def long_time(ms: int) -> str:
    """Return a day and time in full."""
    then = moment(ms)
    date = QLocale().toString(QDate(then.year, then.month, then.day), "dddd d MMMM")
    clock = QLocale().toString(QTime(then.hour, then.minute), QLocale.FormatType.ShortFormat)
    return _tr("%1 at %2").replace("%1", date).replace("%2", clock)


def day_name(ms: int, now: int) -> str:
    """Return the day something happened: today, yesterday, a weekday, a date."""
    then, today = moment(ms), moment(now)
    days = (today.date() - then.date()).days
    if days == 0:
        return _tr("today")
    if days == 1:
        return _tr("yesterday")
    return QLocale().toString(QDate(then.year, then.month, then.day), "dddd" if 0 < days < 7 else "d MMMM")


def listed(names: Sequence[str]) -> str:
    """Return names as a phrase: "Ana, Bo and Cy"."""
    if len(names) < 2:
        return "".join(names)
    return _tr("%1 and %2").replace("%1", ", ".join(names[:-1])).replace("%2", names[-1])


def group_line(group: Group) -> str:
    """Return who is in a group and that it is encrypted, for the header."""
    if not group.members:
        return _tr("end-to-end encrypted")
    names = [isolate(member.name) for member in group.members]
    if group.assistant.enabled and group.assistant.respond is not Respond.OFF:
        names.append(isolate(group.assistant.name))
    if len(names) > SHOWN_NAMES + 2:
        rest = len(names) - SHOWN_NAMES
        names = [*names[:SHOWN_NAMES], _tr("%n other(s)", rest)]
    return " · ".join(part for part in (listed(names), _tr("end-to-end encrypted")) if part)


def group_title(name: str, state: GroupState) -> str:
    """Return a group's name; one that is being joined may not have told it yet."""
    return name or (_tr("New conversation") if state is GroupState.JOINED else _tr("A group you were invited to"))


def presence_line(people: int) -> str:
    """Return how many people are connected to this device."""
    return _tr("%n person(s) on this network", people) if people else _tr("Nobody else here yet")


def state_line(summary: GroupSummary) -> str:
    """Return what a conversation that is not simply open waits for; empty for an open one."""
    match summary.state:
        case GroupState.JOINING:
            return waiting_row(summary.notice)
        case GroupState.REFUSED:
            return refused_sentence(summary.notice)
        case GroupState.LEFT:
            return _tr("You left this group")
        case GroupState.REMOVED:
            return refused_sentence(summary.notice) if summary.notice else _tr("You were removed from this group")
        case GroupState.JOINED:
            return ""


def preview(message: MessageView | None, plain: str, kind: GroupKind) -> str:
    """Return the newest message in one line; `plain` is its text without markup."""
    if message is None:
        return _tr("No messages yet")
    if message.deleted:
        return _tr("Message deleted")
    if message.own:
        return _tr("You: %1").replace("%1", plain)
    if message.assistant is None and kind is GroupKind.DIRECT:
        return plain
    return f"{isolate(message.author.name)}: {plain}"


def spoken_row(name: str, text: str, when: str, unread: int) -> str:
    """Return a row of the conversations list in one line for a screen reader."""
    waiting = _tr("%n unread message(s)", unread) if unread else ""
    return ", ".join(part for part in (name, waiting, text, when) if part)


def answering(name: str) -> str:
    """Return that the assistant is writing."""
    return _tr("%1 is answering…").replace("%1", isolate(name))


def changed_line(settings: AssistantSettings, group: Group, now: int) -> str:
    """Return who changed the assistant last, and when; empty if nobody did."""
    if settings.changed_by is None:
        return _tr("as the group was made")
    who = next((member for member in group.members if member.account_id == settings.changed_by), None)
    day = day_name(settings.changed_at, now)
    if who is None:
        return _tr("changed by a former member, %1").replace("%1", day)
    if who.you:
        return _tr("changed by you, %1").replace("%1", day)
    return _tr("changed by %1, %2").replace("%1", isolate(who.name)).replace("%2", day)


def expires_in(ms: int, now: int) -> str:
    """Return how long something still holds."""
    left = ms - now
    if left <= 0:
        return _tr("expired")
    if left >= DAY_MS:
        return _tr("expires in %n day(s)", round(left / DAY_MS))
    if left >= 3_600_000:
        return _tr("expires in %n hour(s)", round(left / 3_600_000))
    return _tr("expires in %n minute(s)", max(1, round(left / 60_000)))


def invite_summary(preview: InvitePreview) -> str:
    """Return what a code leads to, as far as that is known before joining."""
    if preview.group_name and preview.inviter:
        text = _tr("%1, invited by %2").replace("%2", isolate(preview.inviter))
        return text.replace("%1", isolate(preview.group_name))
    if preview.group_name:
        return preview.group_name
    if preview.inviter:
        return _tr("An invitation from %1").replace("%1", isolate(preview.inviter))
    return _tr("This is a good code")


def server_detail(server: LocalServer) -> str:
    """Return where a model server is, and how many models it has."""
    return f"{isolate(server.base_url)} · {_tr('%n model(s)', len(server.models))}"


def already_member(preview: InvitePreview) -> str:
    """Return that one is in that group already."""
    if preview.group_name:
        return _tr("You are already in %1.").replace("%1", isolate(preview.group_name))
    return _tr("You are already in this group.")


def error_sentence(error: CauserieError) -> str:
    """Return what went wrong."""
    return engine_sentence(error.message)


def error_hint(error: CauserieError) -> str:
    """Return what to do about it."""
    return engine_sentence(error.hint)


def error_line(error: CauserieError) -> str:
    """Return what went wrong and what to do, as one text."""
    return " ".join(part for part in (error_sentence(error), error_hint(error)) if part)


def start_failed() -> str:
    """Return that something nobody foresaw kept the window from starting."""
    return _tr("Causerie could not start because of a mistake in the program.")


def start_failed_hint() -> str:
    """Return what to do about that."""
    return _tr("Try again. If it happens every time, report it with the log: your conversations are safe on disk.")


def passphrase_problem(passphrase: str, again: str, shortest: int) -> str:
    """Return what is wrong with a new passphrase; empty when nothing is."""
    if len(passphrase) < shortest:
        return _tr("Choose a passphrase of at least %n characters.", shortest)
    return "" if passphrase == again else _tr("The two passphrases are not the same.")
