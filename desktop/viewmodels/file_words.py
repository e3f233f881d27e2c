"""The words of files in messages: sizes, states, and what stands for them where there is one line."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.decoding import Refusal
from desktop.text.bidi import isolate
from sync.core.limits import MAX_FILE_BYTES
from sync.core.payloads import MAX_ATTACHMENTS
from sync.views import Attachment, FileState, FileUsage

_CONTEXT = "Files"

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What is decoded and shown. Anything else is a file to be saved."""


def _tr(text: str, count: int = -1) -> str:
    return QCoreApplication.translate(_CONTEXT, text, None, count)


def is_picture(mime: str) -> bool:
    """Return whether files of a type are shown as pictures."""
    return mime in PICTURES


def glyph(mime: str) -> str:
    """Return the icon that stands for a type of file."""
    return "image" if is_picture(mime) else "file-text"


def size_text(size: int) -> str:
    """Return a number of bytes as people say it: "12 MB"."""
    precision = 0 if size < 1_000_000 else 1
    text = QLocale().formattedDataSize(size, precision, QLocale.DataSizeFormat.DataSizeSIFormat)
    point = f"{QLocale().decimalPoint()}0 "
    return text.replace(point, " ").replace(point.replace(" ", "\u00a0"), "\u00a0")


def progress_text(received: int, size: int) -> str:
    """Return how much of a file is here: "3.1 of 12 MB"."""
    here, whole = size_text(min(received, size)), size_text(size)
    number, _, unit = here.replace("\u00a0", " ").rpartition(" ")
    same = whole.replace("\u00a0", " ").endswith(f" {unit}")
    return _tr("%1 of %2").replace("%1", number if same else here).replace("%2", whole)


def share(attachment: Attachment) -> float:
    """Return how much of a file is here, from 0 to 1."""
    if attachment.state is FileState.READY:
        return 1.0
    return min(1.0, attachment.received / attachment.size) if attachment.size else 0.0


def state_line(attachment: Attachment) -> str:
    """Return how a file stands, in the line under its name."""
    progress = progress_text(attachment.received, attachment.size)
    match attachment.state:
        case FileState.ABSENT:
            return _tr("%1, not on this device").replace("%1", size_text(attachment.size))
        case FileState.WAITING:
            return _tr("Nobody who has this file is here")
        case FileState.FETCHING:
            return progress
        case FileState.PAUSED:
            return _tr("Paused at %1").replace("%1", progress)
        case FileState.READY:
            return size_text(attachment.size)
        case FileState.DAMAGED:
            return _tr("Damaged: this is not what its sender promised")


def spoken(attachment: Attachment) -> str:
    """Return a file in one line for a screen reader."""
    kind = _tr("Photo") if is_picture(attachment.mime) else _tr("File")
    return f"{kind} {isolate(attachment.name)}, {state_line(attachment)}"


def brief(attachments: Sequence[Attachment]) -> str:
    """Return what stands for the files of a message that has no words of its own; empty without files."""
    if not attachments:
        return ""
    if all(is_picture(one.mime) for one in attachments):
        return f"📷 {_tr('%n photo(s)', len(attachments))}" if len(attachments) > 1 else f"📷 {_tr('Photo')}"
    first = next(one for one in attachments if not is_picture(one.mime))
    more = len(attachments) - 1
    name = f"📎 {isolate(first.name)}"
    return f"{name} {_tr('and %n more', more)}" if more else name


def refused_line(reason: Refusal) -> str:
    """Return why a picture is not shown."""
    if reason is Refusal.TOO_LARGE:
        return _tr("This picture is too large to be shown here. You can save it.")
    return _tr("This picture cannot be shown. You can save it.")


def folder_refused(name: str) -> str:
    """Return why a folder is not attached."""
    return _tr("“%1” is a folder. Add the files in it, or pack it into one file first.").replace("%1", isolate(name))


def not_there(name: str) -> str:
    """Return that a file is gone."""
    return _tr("“%1” is no longer there.").replace("%1", isolate(name))


def not_readable(name: str) -> str:
    """Return that a file may not be read."""
    return _tr("“%1” cannot be read: it is not yours to open, or it is not an ordinary file.").replace(
        "%1", isolate(name)
    )


def too_large(name: str) -> str:
    """Return that a file is over the limit."""
    sentence = _tr("“%1” is too large: one file may have %2.").replace("%2", size_text(MAX_FILE_BYTES))
    return sentence.replace("%1", isolate(name))


def empty_file(name: str) -> str:
    """Return that there is nothing in a file."""
    return _tr("“%1” is empty.").replace("%1", isolate(name))


def too_many() -> str:
    """Return that a message holds no more files."""
    return _tr("One message holds %n file(s) at most. Send the others in the next one.", MAX_ATTACHMENTS)


def not_files() -> str:
    """Return that what was dropped is no file of this device."""
    return _tr("Only files and pictures of this device can be dropped here.")


def pasted_name(moment: str, suffix: str) -> str:
    """Return the name of a picture that came from the clipboard."""
    return f"{_tr('Picture')} {moment}.{suffix}"


def preparing(names: Sequence[str]) -> str:
    """Return that files are being read before they are sent."""
    if len(names) == 1:
        return _tr("Preparing “%1”…").replace("%1", isolate(names[0]))
    return _tr("Preparing %n file(s)…", len(names))


def chip(name: str, size: int) -> str:
    """Return a file that waits to be sent in one line for a screen reader."""
    return f"{isolate(name)}, {size_text(size)}"


def saved(path: Path) -> str:
    """Return where a file was saved."""
    sentence = _tr("Saved “%1” in “%2”.").replace("%2", isolate(path.parent.name or str(path.parent)))
    return sentence.replace("%1", isolate(path.name))


def show_folder() -> str:
    """Return the word on the button that opens the folder a file was saved in."""
    return _tr("Show folder")


def copied() -> str:
    """Return that a picture is on the clipboard."""
    return _tr("Picture copied")


def usage_line(usage: FileUsage) -> str:
    """Return how much room files take."""
    used = _tr("%1 of %2 used").replace("%1", size_text(usage.used)).replace("%2", size_text(usage.quota))
    return f"{used}, {_tr('%n file(s)', usage.files)}"


def quota_question(quota: int) -> str:
    """Return what a smaller quota does."""
    sentence = _tr(
        "Files you have not opened for longest leave this device until the rest fits into %1. Their messages stay, and "
        "each file can be fetched again from somebody who has it."
    )
    return sentence.replace("%1", size_text(quota))
