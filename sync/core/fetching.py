"""Which chunk of a file to ask whom for: in their order, of several holders at once, few at a time, none twice.

Nothing here moves bytes or reads a clock; `file_fetching` in the runtime does.
"""

from typing import Final

from sync.core.files import ChunkMap
from sync.core.ids import DeviceId
from sync.core.limits import CHUNKS_IN_FLIGHT

PROMPT_SECONDS: Final = 0.25
"""An answer within this time lets one more chunk be asked of a holder; a later one, one fewer: messages come first."""


class _Holder:
    def __init__(self, chunks: ChunkMap) -> None:
        self.chunks = chunks
        self.window = 1
        self.asked = 0
        self.spent = False
        """Whether it has nothing, for now, that is still to be asked for."""


class Fetch:
    """The chunks of one file that are here, on their way, and to be asked for."""

    def __init__(self, here: ChunkMap) -> None:
        self.here = here
        self._holders: dict[DeviceId, _Holder] = {}
        self._asked: dict[int, DeviceId] = {}
        self._storing: set[int] = set()
        self._late: set[DeviceId] = set()
        self._first = 0

    @property
    def holders(self) -> frozenset[DeviceId]:
        """The devices that have something of what is missing, or that something is on its way from."""
        return frozenset(device for device, holder in self._holders.items() if holder.asked or not holder.spent)

    @property
    def under_way(self) -> int:
        """How many chunks were asked for and are not here yet."""
        return len(self._asked)

    def offer(self, device: DeviceId, chunks: ChunkMap) -> None:
        """Note what a device has: all of it, each time."""
        holder = self._holders.get(device)
        if holder is not None:
            holder.chunks, holder.spent = chunks, False
        elif any(index in chunks for index in range(self._first, chunks.count) if index not in self.here):
            self._holders[device] = _Holder(chunks)

    def withdraw(self, device: DeviceId) -> None:
        """Ask a device for nothing more; what is on its way from it is asked for elsewhere."""
        self._holders.pop(device, None)
        for index in [index for index, who in self._asked.items() if who == device]:
            del self._asked[index]
            self._again(index)

    def ask(self) -> tuple[DeviceId, int] | None:
        """Return whom to ask for which chunk now, None for nothing; call it until it does."""
        if max(len(self._asked), len(self._storing)) >= CHUNKS_IN_FLIGHT:
            return None  # a disk that is slower than the network makes the network wait
        free = sorted(
            (device in self._late, holder.asked, device)
            for device, holder in self._holders.items()
            if holder.asked < holder.window and not holder.spent
        )
        for *_, device in free:
            index = self._next(self._holders[device].chunks)
            if index is not None:
                self._asked[index] = device
                self._holders[device].asked += 1
                return device, index
            self._holders[device].spent = True
        return None

    def arrived(self, device: DeviceId, index: int, seconds: float) -> bool:
        """Note an answer that took so long; returns whether it was waited for, and is now to be checked and stored."""
        holder = self._holders.get(device)
        if holder is None or self._asked.get(index) != device:
            return False
        del self._asked[index]
        holder.asked -= 1
        holder.window = (
            min(CHUNKS_IN_FLIGHT, holder.window + 1) if seconds <= PROMPT_SECONDS else max(1, holder.window - 1)
        )
        self._storing.add(index)
        return True

    def settled(self, index: int, *, stored: bool) -> None:
        """Note that a chunk that arrived is stored, or was not what it should be."""
        self._storing.discard(index)
        if stored:
            self.here.add(index)
        else:
            self._again(index)

    def gone(self, device: DeviceId, index: int) -> None:
        """Note that a device has a chunk no longer that it was asked for."""
        holder = self._holders.get(device)
        if holder is not None and self._asked.get(index) == device:
            del self._asked[index]
            holder.asked -= 1
            holder.chunks.discard(index)
            self._again(index)

    def late(self, device: DeviceId, index: int) -> bool:
        """Ask elsewhere for a chunk that does not come, if anybody else has it; returns whether that is so.

        Who was late is from then on asked only for what nobody else is free to bring, whatever it says to have.
        """
        if self._asked.get(index) != device:
            return False
        others = (holder for who, holder in self._holders.items() if who != device)
        if not any(index in holder.chunks for holder in others):
            return False
        self._late.add(device)
        self.withdraw(device)
        return True

    def awaits(self, device: DeviceId, index: int) -> bool:
        """Return whether a chunk is still expected from a device."""
        return self._asked.get(index) == device

    def _again(self, index: int) -> None:
        """A chunk is to be asked for again, of whoever has it."""
        self._first = min(self._first, index)
        for holder in self._holders.values():
            holder.spent = False

    def _next(self, chunks: ChunkMap) -> int | None:
        missing = (
            index
            for index in range(self._first, chunks.count)
            if not (index in self.here or index in self._asked or index in self._storing)
        )
        first = next(missing, None)
        if first is None:
            return None
        self._first = first
        return first if first in chunks else next((index for index in missing if index in chunks), None)
