"""How much of what has arrived is decrypted and cut into frames before everybody else gets a turn."""

from time import thread_time
from typing import Final

LARGEST: Final = 64 * 1024
SMALLEST: Final = 1024
PORTION_SECONDS: Final = 0.001
"""What a portion may take: of 16 KiB records all of it takes less, of records of one byte a sixtieth of it does."""


class Portions:
    """One connection's buffer, as large as what its records have cost so far allows."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._size = SMALLEST
        self._began = 0.0
        self._spent = 0.0

    def begin(self) -> memoryview:
        """Return where the next portion goes."""
        if len(self._buffer) != self._size:
            self._buffer = bytearray(self._size)
        self._began = thread_time()
        return memoryview(self._buffer)

    def filled(self, size: int) -> bytes:
        """Return the `size` bytes that have come."""
        return bytes(memoryview(self._buffer)[:size])

    def end(self) -> None:
        """Note that the portion was cut into frames: the next one is larger or smaller, as long as this one took."""
        taken = thread_time() - self._began
        self._spent += taken
        if taken > PORTION_SECONDS:
            self._size = max(SMALLEST, self._size // 2)
        elif taken < PORTION_SECONDS / 4:
            self._size = min(LARGEST, self._size * 2)

    def take_cost(self) -> float:
        """Return the processor time, in seconds, of all portions since this was asked last."""
        spent, self._spent = self._spent, 0.0
        return spent
