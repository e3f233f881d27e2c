"""The fake engine's files in messages: bytes in memory, and states a test sets."""

import hashlib
import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sync.changes import AttachmentUpdated
from sync.core.ids import GroupId, MessageId
from sync.core.payloads import MAX_ATTACHMENTS
from sync.errors import FileExists, FileUnreadable, InvalidInput, NoSuchAttachment, NotReadyYet, TooLarge
from sync.views import Attachment, FileState, FileUsage, MessageView, SavedFile, Upload
from tests.support.fake_state import FakeState

QUOTA = 5_000_000_000


def described(index: int, name: str, data: bytes, size: tuple[int, int] = (0, 0)) -> Attachment:
    """Return a file that is here."""
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = hashlib.sha256(data).digest()
    return Attachment(index, name, mime, len(data), digest, *size, FileState.READY, len(data))


class FakeAttachments:
    """The files in messages."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.data: dict[bytes, bytes] = {}
        self.reads = 0
        self.quota = QUOTA

    def take_in(self, uploads: Sequence[Upload]) -> tuple[Attachment, ...]:
        """Keep what is attached to a message."""
        if len(uploads) > MAX_ATTACHMENTS:
            raise TooLarge(f"A message can carry {MAX_ATTACHMENTS} files; these are {len(uploads)}.")
        taken: list[Attachment] = []
        for index, upload in enumerate(uploads):
            name = upload.name
            try:
                data = upload.read_bytes() if isinstance(upload, Path) else upload.data
            except OSError as error:
                raise FileUnreadable(f"“{name}” cannot be read.") from error
            taken.append(described(index, name, data))
            self.data[taken[-1].sha256] = data
        return tuple(taken)

    def attach(self, message: MessageView, *files: tuple[str, bytes, tuple[int, int]]) -> MessageView:
        """Return `message` with files that are here: name, bytes, width and height."""
        made = tuple(described(index, *file) for index, file in enumerate(files))
        self.data.update({one.sha256: data for one, (_, data, _) in zip(made, files, strict=True)})
        return replace(message, attachments=made)

    def set(self, group_id: GroupId, message_id: MessageId, index: int, state: FileState, received: int) -> Attachment:
        """Let a file stand in another way, and say so."""
        return self._change(group_id, message_id, index, lambda old: replace(old, state=state, received=received))

    async def fetch(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Begin to fetch."""
        return self._become(group_id, message_id, index, FileState.FETCHING)

    async def pause(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop, and keep what is here."""
        return self._become(group_id, message_id, index, FileState.PAUSED)

    async def cancel(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop, and keep nothing."""
        return self.set(group_id, message_id, index, FileState.ABSENT, 0)

    async def save(
        self, group_id: GroupId, message_id: MessageId, index: int, path: Path, *, replace: bool = False
    ) -> SavedFile:
        """Write a file."""
        found = self._find(group_id, message_id, index)
        if found.state is not FileState.READY:
            raise NotReadyYet("This file is not on this device yet.")
        return SavedFile(_written(path, found.name, self.data[found.sha256], replace), found.size, found.sha256)

    async def read(self, group_id: GroupId, message_id: MessageId, index: int, *, limit: int) -> bytes:
        """Return what is in a file."""
        found = self._find(group_id, message_id, index)
        self.reads += 1
        if found.state is not FileState.READY:
            raise NotReadyYet("This file is not on this device yet.")
        if found.size > limit:
            raise TooLarge("This file is too large to be shown.")
        return self.data[found.sha256]

    async def usage(self) -> FileUsage:
        """Say how much there is."""
        return FileUsage(sum(map(len, self.data.values())), self.quota, len(self.data))

    async def set_quota(self, quota: int) -> FileUsage:
        """Let files take so much."""
        if quota < 1:
            raise InvalidInput("Files need some room.")
        self.quota = quota
        return await self.usage()

    def _find(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        self._state.group(group_id)
        files = self._state.find(group_id, message_id).attachments
        if not 0 <= index < len(files):
            raise NoSuchAttachment("This message has no such file.")
        return files[index]

    def _become(self, group_id: GroupId, message_id: MessageId, index: int, state: FileState) -> Attachment:
        return self._change(group_id, message_id, index, lambda old: replace(old, state=state))

    def _change(
        self, group_id: GroupId, message_id: MessageId, index: int, change: Callable[[Attachment], Attachment]
    ) -> Attachment:
        self._find(group_id, message_id, index)
        messages = self._state.messages[group_id]
        place = [message.message_id for message in messages].index(message_id)
        old = messages[place].attachments
        files = (*old[:index], change(old[index]), *old[index + 1 :])
        messages[place] = replace(messages[place], attachments=files)
        self._state.hub.publish(AttachmentUpdated(group_id, message_id, files[index]))
        return files[index]


def _written(path: Path, name: str, data: bytes, replace: bool) -> Path:
    target = path / name if path.is_dir() else path
    if target.exists() and not replace:
        raise FileExists(f"There is a file called “{target.name}” already.")
    target.write_bytes(data)
    return target
