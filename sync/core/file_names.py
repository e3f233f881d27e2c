"""Names of files from people and peers, made safe to show and to write to any disk (PROTOCOL.md, "Attachments")."""

import re
from typing import Final

from sync.core.limits import MAX_FILE_NAME_CHARACTERS, MAX_MIME_CHARACTERS
from sync.core.names import shown_line

FALLBACK_NAME: Final = "file"
_NAME_BYTES: Final = 240
"""As UTF-8: every common file system takes 255, and a number is put behind where the name is taken."""

_FOLDERS: Final = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")
_UNWRITABLE: Final = re.compile('[<>:"|?*\u2236\ua789]')
_JOINERS: Final = re.compile("[\u200c\u200d]")
_RESERVED: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?=$|\.| )",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,10}$")
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_ANY_TYPE: Final = "application/octet-stream"


def safe_file_name(name: str) -> str:
    """Return what is left of a file's name: no folder, nothing hidden or turned round, nothing a system reserves.

    It does not begin or end with a dot or a space, keeps its extension where it has to be cut, and is never empty.
    A safe name stays as it is.
    """
    safe = _cleaned(name)
    while (again := _cleaned(safe)) != safe:  # what is taken away may have held up what cannot stand alone
        safe = again
    return safe


def _cleaned(name: str) -> str:
    name = _FOLDERS.split(name)[-1]
    name = shown_line(_JOINERS.sub("", name), len(name))
    name = _stripped(_UNWRITABLE.sub("_", name))
    if _RESERVED.match(name):
        name = f"_{name}"
    return _fitting(name) or FALLBACK_NAME


def numbered(name: str, number: int) -> str:
    """Return a safe name with a number before its extension, for a name that is taken."""
    extension = _extension(name)
    return f"{name[: len(name) - len(extension)]} ({number}){extension}"


def shown_type(mime: str) -> str:
    """Return a media type as it may be shown and compared, without parameters; that of any bytes for no good one."""
    mime = mime.split(";", maxsplit=1)[0].strip().lower()
    return mime if len(mime) <= MAX_MIME_CHARACTERS and _TYPE.fullmatch(mime) else _ANY_TYPE


def _stripped(name: str) -> str:
    """Systems drop dots and spaces at the end, and hide what begins with a dot."""
    return name.strip(". ")


def _extension(name: str) -> str:
    found = _EXTENSION.search(name)
    return found[0] if found else ""


def _fitting(name: str) -> str:
    if _fits(name):
        return name
    extension = _extension(name)
    stem = name[: MAX_FILE_NAME_CHARACTERS - len(extension)]
    while not _fits(stem + extension):
        stem = stem[:-1]
    return _stripped(stem) + extension if _stripped(stem) else FALLBACK_NAME + extension


def _fits(name: str) -> bool:
    return len(name) <= MAX_FILE_NAME_CHARACTERS and len(name.encode()) <= _NAME_BYTES
