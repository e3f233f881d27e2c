"""Attachments: files in messages."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sync.views.kinds import FileState


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message. `index` counts within it; `received` are the bytes that are here, of `size`.

    `name` is safe: no folder, no control or direction characters, no name a system reserves. `width` and `height` are
    pixels of an image as its sender says, 0 for no image.
    """

    index: int
    name: str
    mime: str
    size: int
    sha256: bytes
    width: int
    height: int
    state: FileState
    received: int


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file that is not on disk, such as a picture from the clipboard."""

    name: str
    data: bytes


Upload: TypeAlias = Path | FileBytes
"""What can be attached to a message."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file written out of a message; `size` in bytes."""

    path: Path
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class FileUsage:
    """What attachments take on this device, and may take, in bytes. `files` are those that are here whole."""

    used: int
    quota: int
    files: int
