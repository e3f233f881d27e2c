"""One file that is being fetched."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Final

import msgspec

from sync.core.fetching import Fetch
from sync.core.files import ChunkMap, chunk_count, chunk_size
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.store.rows import AttachmentRow, FileRow, NamedRow
from sync.views import FileState

MAX_NAMED: Final = 100
"""Places that hear how a file comes along: who has one named in more of them wants to make work."""


class Transfer:
    """What is known of a file on its way: where it is named, who was asked, what is here."""

    def __init__(self, row: FileRow, named: Sequence[NamedRow], number: int) -> None:
        self.row = row
        self.named = list(named[:MAX_NAMED])
        self.number = number
        """Counts up: who was asked for first comes first."""
        self.hashes = row.hashes
        self.fetch = Fetch(ChunkMap(chunk_count(row.size), row.chunks))
        self.asked: dict[DeviceId, GroupId] = {}
        """The devices that were asked for the file, each in a group shared with it."""
        self.liars: set[DeviceId] = set()
        self.sought: frozenset[DeviceId] = frozenset()
        """Devices that a connection was wanted with because they may have it."""
        self.patient_until = 0.0
        """Until when (loop time) it is given time to come to a neighbour."""
        self.received = row.received
        self.unsaved = 0
        self.saving = False
        self.over = False
        """Whether it is fetched no longer."""
        self.done = False
        """Whether all of it is here, and only its check and the note of it are missing, if anything."""
        self.told: tuple[FileState, float] = (FileState.ABSENT, 0.0)
        """What views were told last, and when."""
        self.telling: asyncio.TimerHandle | None = None
        self._sent: dict[tuple[DeviceId, int], tuple[float, asyncio.TimerHandle]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def also_named(self, named: NamedRow) -> bool:
        """Note a further place that names it; returns whether it is one."""
        if len(self.named) >= MAX_NAMED or named in self.named:
            return False
        self.named.append(named)
        return True

    @property
    def root(self) -> bytes:
        """What holders know it by."""
        return self.row.root

    @property
    def attachment(self) -> AttachmentRow:
        """What a message says of it, its key among it."""
        return self.named[0].attachment

    @property
    def groups(self) -> set[GroupId]:
        """The groups in which it is named."""
        return {each.group_id for each in self.named}

    @property
    def accounts(self) -> set[AccountId]:
        """Who named it."""
        return {each.account for each in self.named}

    @property
    def state(self) -> FileState:
        """How it stands while nobody stops it."""
        return FileState.FETCHING if self.offered else FileState.WAITING

    @property
    def offered(self) -> bool:
        """Whether a connected device has something of it that is missing here, or nothing is missing."""
        return bool(self.fetch.holders) or self.fetch.here.full

    def sent(self, device: DeviceId, index: int, at: float, look: asyncio.TimerHandle) -> None:
        """Note when a chunk was asked for (loop time), and what looks for it when it should be here."""
        self._sent[device, index] = (self.arrived(device, index, at), look)

    def arrived(self, device: DeviceId, index: int, now: float) -> float:
        """Look for a chunk from a device no longer; returns when it was asked for."""
        at, look = self._sent.pop((device, index), (now, None))
        if look is not None:
            look.cancel()
        return at

    def hush(self) -> None:
        """Look for nothing any more."""
        for device, index in tuple(self._sent):
            self.arrived(device, index, 0.0)

    def stored(self, index: int) -> None:
        """Note that a chunk was written."""
        self.fetch.settled(index, stored=True)
        self.received += chunk_size(self.row.size, index)
        self.unsaved += 1

    def snapshot(self, state: FileState) -> FileRow:
        """Return its row as it is to be stored."""
        return msgspec.structs.replace(
            self.row,
            state=state.value,
            received=self.received,
            chunks=self.fetch.here.to_bytes(),
            hashes=self.hashes,
        )

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Begin work on this file that `settle` waits for."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Return when nothing writes to the file any more, once it is over or done."""
        if self.telling is not None:
            self.telling.cancel()
            self.telling = None
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        if tasks:
            await asyncio.wait(tasks)
