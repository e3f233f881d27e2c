"""What the window and the headless peer ask of the engine about files in messages (see `ports`)."""

from pathlib import Path
from typing import Protocol

from sync.core.ids import GroupId, MessageId
from sync.views import Attachment, FileUsage, SavedFile


class AttachmentsPort(Protocol):
    """The files in messages. Everything raises NoSuchGroup, NoSuchMessage, NoSuchAttachment."""

    async def fetch(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Begin to fetch, go on after a pause, or try again; returns how it stands. Raises Blocked, DiskFull."""
        ...

    async def pause(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop fetching and keep what is here."""
        ...

    async def cancel(self, group_id: GroupId, message_id: MessageId, index: int) -> Attachment:
        """Stop fetching and take what is here off this device, also all of it."""
        ...

    async def save(
        self, group_id: GroupId, message_id: MessageId, index: int, path: Path, *, replace: bool = False
    ) -> SavedFile:
        """Write the file to `path`, or into that folder; raises NotReadyYet, FileExists, FileNotSaved, DiskFull."""
        ...

    async def read(self, group_id: GroupId, message_id: MessageId, index: int, *, limit: int) -> bytes:
        """Return what is in the file, to show it; raises NotReadyYet, and TooLarge for more than `limit` bytes."""
        ...

    async def usage(self) -> FileUsage:
        """Say how much room the files take on this device, and may take."""
        ...

    async def set_quota(self, quota: int) -> FileUsage:
        """Let files take up to `quota` bytes, and make room if they take more. Raises InvalidInput."""
        ...
