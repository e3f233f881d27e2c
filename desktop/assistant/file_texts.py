"""What a model is shown of files: the words of small text files that are on this device, of all others the name.

Nothing is fetched for it, and pictures stay where they are: what is sent to a provider is text, told by the receipt.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final, TypeAlias

from desktop.assistant.room_api import Attachments
from sync.core.ids import MessageId
from sync.errors import CauserieError
from sync.views import Attachment, FileState, MessageView

MAX_TEXT_BYTES: Final = 64 * 1024
"""Larger files are data rather than something to read in a conversation."""
MAX_FILE_CHARACTERS: Final = 12_000
"""Of one file; where less fits, less is sent."""
MAX_FILES: Final = 20
"""Of one conversation, the newest."""
TEXT_TYPES: Final = frozenset(
    {
        *("application/json", "application/xml", "application/yaml", "application/toml", "application/x-yaml"),
        *("application/javascript", "application/sql", "application/x-sh", "application/x-tex", "image/svg+xml"),
    }
)
TEXT_SUFFIXES: Final = frozenset(
    {
        *(".txt", ".md", ".markdown", ".csv", ".tsv", ".json", ".yaml", ".yml", ".toml", ".ini", ".log", ".xml"),
        *(".py", ".js", ".ts", ".c", ".h", ".cpp", ".rs", ".go", ".java", ".sh", ".sql", ".css", ".tex", ".rst"),
    }
)
CUT: Final = "[the rest of the file is left out]"

FileTexts: TypeAlias = Mapping[tuple[MessageId, int], str]
"""The words of files, by the message they are in and their number in it."""


async def read_texts(port: Attachments, messages: Sequence[MessageView]) -> dict[tuple[MessageId, int], str]:
    """Return the words of the files in `messages`, oldest first, all of which may be shown; the newest are read."""
    found: dict[tuple[MessageId, int], str] = {}
    for message in reversed(messages):
        for file in message.attachments:
            if len(found) >= MAX_FILES:
                return found
            if not is_text(file):
                continue
            try:
                data = await port.read(message.group_id, message.message_id, file.index, limit=MAX_TEXT_BYTES)
            except CauserieError:
                continue  # gone since the message was read: it is named all the same
            if text := words_of(data):
                found[message.message_id, file.index] = text
    return found


def is_text(file: Attachment) -> bool:
    """Return whether a file is here, small, and says that it is text."""
    says = file.mime.startswith("text/") or file.mime in TEXT_TYPES
    named = PurePath(file.name).suffix.lower() in TEXT_SUFFIXES
    return file.state is FileState.READY and file.size <= MAX_TEXT_BYTES and (says or named)


def words_of(data: bytes) -> str:
    """Return what is written in a file, empty for anything but UTF-8 text; control characters are left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if "\0" in text:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in text if one in "\n\t" or one.isprintable()).strip()


def named(file: Attachment) -> str:
    """Return a file by its name: "[file photo.jpg, 2.1 MB]"."""
    return f"[file {file.name}, {size_text(file.size)}]"


def told(message: MessageView, texts: FileTexts, most: int) -> str:
    """Return the files of a message as lines set in below it, each file's words cut to `most` characters."""
    lines: list[str] = []
    for file in message.attachments:
        lines.append(f"\n    {named(file)}")
        text = texts.get((message.message_id, file.index), "") if most > 0 else ""
        if text:
            shown = text if len(text) <= most else f"{text[:most].rstrip()}\n{CUT}"
            # Set in further than any message, so that no line of a file reads as somebody's words.
            lines.extend(f"\n        {line}" for line in shown.split("\n"))
    return "".join(lines)


def size_text(size: int) -> str:
    """Return a number of bytes in English: "2.1 MB"."""
    for unit, bound in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= bound:
            return f"{size / bound:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
