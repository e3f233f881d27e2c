"""The files that are being fetched: by what they are known, and which of them are asked for first."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from sync.core.ids import DeviceId
from sync.runtime.file_transfer import Transfer

FILES_AT_ONCE: Final = 3
"""Files that chunks are asked of at a time; the others wait for their turn."""
SMALL_FILE: Final = 8 * 1024**2
"""Files up to this size come before larger ones: they are over soon."""


class Transfers:
    """The transfers there are; of several with one root, which only one of them can be right about, one at a time."""

    def __init__(self) -> None:
        self._files: dict[bytes, Transfer] = {}
        self._roots: dict[bytes, list[Transfer]] = {}

    def __iter__(self) -> Iterator[Transfer]:
        return iter(tuple(self._files.values()))

    def get(self, file_id: bytes) -> Transfer | None:
        """Return a file that is being fetched."""
        return self._files.get(file_id)

    def by_root(self, root: bytes) -> Transfer | None:
        """Return the file of that root that is being fetched; of several, one after the other."""
        same = self._roots.get(root)
        return same[0] if same else None

    def first_ones(self) -> list[Transfer]:
        """Return the files that are wanted; of several with one root the first."""
        return [same[0] for same in self._roots.values()]

    def add(self, transfer: Transfer) -> None:
        """Take in a transfer."""
        self._files[transfer.row.file] = transfer
        self._roots.setdefault(transfer.root, []).append(transfer)

    def remove(self, transfer: Transfer) -> bool:
        """Take out a transfer; returns whether it was there."""
        if self._files.get(transfer.row.file) is not transfer:
            return False
        del self._files[transfer.row.file]
        same = self._roots[transfer.root]
        same.remove(transfer)
        if not same:
            del self._roots[transfer.root]
        return True

    def clear(self) -> None:
        """Take out all."""
        self._files.clear()
        self._roots.clear()

    def in_turn(self, stalling: AbstractSet[DeviceId]) -> list[Transfer]:
        """Return the files to ask for now; those that only `stalling` devices have must not hold up the others."""
        ready = [each for each in self.first_ones() if each.fetch.holders and each.hashes and not each.over]
        ready.sort(key=lambda each: (each.fetch.holders <= stalling, each.row.size > SMALL_FILE, each.number))
        return ready[:FILES_AT_ONCE]
