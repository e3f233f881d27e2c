"""The words of the timeline: times and days in the person's locale, and sentences for states."""

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from desktop.text.bidi import isolate
from sync.views import AnswerStatus, AssistantAnswer, Delivery

_CONTEXT = "Timeline"


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def local_time(ms: int) -> datetime:
    """Return a moment, in ms since 1970, on this device's clock; hostile times are clamped."""
    return datetime.fromtimestamp(min(max(ms, 0), 253_402_214_400_000) / 1000).astimezone()


def time_text(ms: int) -> str:
    """Return the time of day."""
    moment = local_time(ms)
    return QLocale().toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)


def day_text(day: date, today: date) -> str:
    """Return the day as a separator shows it."""
    if day == today:
        return _tr("Today")
    if (today - day).days == 1:
        return _tr("Yesterday")
    pattern = _tr("dddd d MMMM") if day.year == today.year else _tr("d MMMM yyyy")
    text = QLocale().toString(QDate(day.year, day.month, day.day), pattern)
    return text[:1].upper() + text[1:]


def progress_text(received: int, total: int) -> str:
    """Return how far catching up has come."""
    locale = QLocale()
    text = _tr("Catching up: %1 of %2")
    return text.replace("%1", locale.toString(received)).replace("%2", locale.toString(total))


def full_time(ms: int) -> str:
    """Return day and time, for whoever asks precisely when."""
    moment = local_time(ms)
    day = QDate(moment.year, moment.month, moment.day)
    return f"{QLocale().toString(day, QLocale.FormatType.LongFormat)}, {time_text(ms)}"


def delivery_ticks(delivery: Delivery | None) -> str:
    """Return how far a message of ours got, as the name of its mark."""
    if delivery is None:
        return ""
    if delivery.devices and delivery.reached >= delivery.devices:
        return "all"
    return "some" if delivery.reached else "sent"


def delivery_text(delivery: Delivery | None) -> str:
    """Return how far a message of ours got, as a sentence that means exactly what it says."""
    if delivery is None:
        return ""
    if delivery.devices == 0:
        return _tr("Saved on this device. Nobody else is here yet.")
    if delivery.reached == 0:
        return _tr("Saved on this device. It leaves as soon as somebody is reachable.")
    if delivery.reached >= delivery.devices:
        return _tr("On all %n other device(s).", delivery.devices)
    text = _tr("On %1 of %n other device(s).", delivery.devices)
    return text.replace("%1", str(delivery.reached))


def host_line(answer: AssistantAnswer, here: bool) -> str:
    """Return who ran the model for an answer, and which."""
    host = _tr("hosted here") if here else _tr("hosted by %1").replace("%1", isolate(answer.host.name))
    parts = [_tr("assistant"), host]
    if answer.model:
        parts.append(isolate(answer.model))
    return " · ".join(parts)


def status_text(answer: AssistantAnswer) -> str:
    """Return what became of an answer that did not end well; empty for one that did."""
    if answer.status is AnswerStatus.STOPPED:
        return _tr("Stopped.")
    if answer.status is AnswerStatus.FAILED:
        return answer.error.message if answer.error else _tr("The answer failed.")
    return ""


def usage_text(answer: AssistantAnswer) -> str:
    """Return what an answer cost, as far as that is known."""
    usage = answer.usage
    if usage is None:
        return ""
    text = _tr("%n token(s)", usage.input_tokens + usage.output_tokens)
    if usage.cost_micros is None:
        return text
    return f"{text} · {QLocale().toCurrencyString(usage.cost_micros / 1_000_000, usage.currency)}"


def thinking_text(name: str) -> str:
    """Return the sentence while an answer has no words yet."""
    return _tr("%1 is thinking").replace("%1", isolate(name))


def unanswered_text(name: str) -> str:
    """Return what stands under a question that stayed without an answer."""
    return _tr("%1 did not answer.").replace("%1", isolate(name))


def typing_text(names: list[str]) -> str:
    """Return who is typing, or nothing."""
    if not names:
        return ""
    if len(names) == 1:
        return _tr("%1 is typing").replace("%1", isolate(names[0]))
    if len(names) == 2:
        return _tr("%1 and %2 are typing").replace("%1", isolate(names[0])).replace("%2", isolate(names[1]))
    return _tr("Several people are typing")


def no_receipt() -> str:
    """Return what is said of an answer that came without a receipt."""
    return _tr("No receipt came with this answer.")


def deleted_text() -> str:
    """Return what stands where a message was."""
    return _tr("This message was deleted.")


def spoken(author: str, time: str, text: str, extras: list[str]) -> str:
    """Return a whole message in one line for a screen reader."""
    said = f"{author}, {time}: {text}" if text else f"{author}, {time}"
    return ", ".join(part for part in (said, *extras) if part)
