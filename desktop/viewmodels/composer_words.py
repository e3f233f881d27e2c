"""The words of the composer."""

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.text.bidi import isolate
from desktop.viewmodels import people_words
from sync.core.limits import MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARACTERS
from sync.views import AssistantSettings, Group, GroupKind, GroupState, Respond

_CONTEXT = "Composer"


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def placeholder(group: Group | None) -> str:
    """Return what stands in the empty field."""
    return _tr("Message %1").replace("%1", isolate(group.name)) if group and group.name else _tr("Message")


def closed_reason(group: Group | None) -> str:
    """Return why nothing can be written here; empty when it can."""
    if group is None:
        return ""
    match group.state:
        case GroupState.JOINING:
            return _tr("You can write as soon as you have joined.")
        case GroupState.REFUSED:
            return _tr("You could not join this group.")
        case GroupState.LEFT | GroupState.REMOVED:
            return people_words.ended(group.state, group.ending, group.kind)
        case GroupState.JOINED:
            return _partner_away(group) if group.kind is GroupKind.DIRECT else ""


def _partner_away(group: Group) -> str:
    """Return why the other one in a conversation of two would not get what is written; empty when they would."""
    other = next((member for member in group.members if not member.you), None)
    if other is None:
        return people_words.partner_gone(group.name)
    return people_words.blocked_partner(other.name) if other.blocked else ""


def assistant_hint(assistant: AssistantSettings | None) -> str:
    """Return when the assistant answers; empty when there is none."""
    if assistant is None or not assistant.enabled:
        return ""
    sentence = {
        Respond.AUTOMATICALLY: _tr("%1 joins in by itself"),
        Respond.WHEN_MENTIONED: _tr("%1 answers when mentioned"),
        Respond.OFF: _tr("%1 is off"),
    }[assistant.respond]
    return sentence.replace("%1", isolate(assistant.name))


def too_long(text: str) -> str:
    """Return the sentence for a text over the limit of one message; empty below it."""
    over = len(text) - MAX_MESSAGE_CHARACTERS
    if over <= 0 and len(text.encode("utf-8", "surrogatepass")) <= MAX_MESSAGE_BYTES:
        return ""
    if over <= 0:
        return _tr("This is too long for one message. Send it in parts; nothing is lost.")
    sentence = _tr("This is %1 characters too long for one message. Shorten it or send it in parts; nothing is lost.")
    return sentence.replace("%1", QLocale().toString(over))


def nothing_kept() -> str:
    """Return the reassurance that goes with a failed send."""
    return _tr("Your message is still here.")
