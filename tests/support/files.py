"""Files in messages, for tests: what is attached, and waiting for what becomes of it."""

import os
import struct
from pathlib import Path

from sync.core.ids import GroupId, MessageId
from sync.engine import Engine
from sync.views import Attachment, FileBytes, FileState
from tests.support.engines import Stage, until


def random_bytes(size: int) -> bytes:
    """Bytes that nothing compresses."""
    return os.urandom(size)


async def pair(scene: Stage) -> tuple[Engine, Engine, GroupId]:
    """Two people in a group."""
    ada, bob = await scene.start("ada"), await scene.start("bob")
    return ada, bob, await scene.group(ada, bob)


async def sent(engine: Engine, group: GroupId, *files: FileBytes | Path) -> MessageId:
    """Send files, without a word; returns the message."""
    return (await engine.messages.send(group, "", attachments=files)).message_id


async def content(engine: Engine, group: GroupId, message: MessageId, index: int = 0) -> bytes:
    """What is in a file that is here."""
    return await engine.attachments.read(group, message, index, limit=1 << 30)


def kept(scene: Stage, name: str) -> int:
    """How many files lie in a person's profile."""
    return len(list((scene.folder(name) / "files").iterdir()))


async def attachment(engine: Engine, group: GroupId, message: MessageId, index: int = 0) -> Attachment:
    """A file in a message, as the engine shows it now."""
    return (await engine.messages.get(group, message)).attachments[index]


async def stands(engine: Engine, group: GroupId, message: MessageId, state: FileState, index: int = 0) -> Attachment:
    """Wait until a file in a message stands so; also for the message."""

    async def condition() -> bool:
        return (await attachment(engine, group, message, index)).state is state

    await until(condition, f"{state} for {engine.info().profile}")
    return await attachment(engine, group, message, index)


async def arrived(engine: Engine, group: GroupId, message: MessageId) -> None:
    """Wait until a message is shown."""

    async def condition() -> bool:
        return any(each.message_id == message for each in await engine.messages.list(group))

    await until(condition, "the message arrived")


def jpeg(*segments: tuple[int, bytes], width: int = 3, height: int = 2, tail: bytes = b"") -> bytes:
    """A picture that has the form of a JPEG, with further segments; nobody could see much on it."""
    frame = (0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    parts = [b"\xff\xd8"]
    for marker, body in (*segments, (0xDB, bytes(65)), frame, (0xDA, b"\x01\x01\x00\x00\x3f\x00")):
        parts.append(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body)
    return b"".join(parts) + b"scan\xff\x00data\xff\xd0more" + b"\xff\xd9" + tail


def exif(orientation: int = 1, note: bytes = b"taken at home") -> tuple[int, bytes]:
    """A segment as cameras write it."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + note
    return 0xE1, b"Exif\0\0" + tiff
