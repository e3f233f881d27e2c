"""How much of what has arrived is decrypted and cut into frames before everybody else gets a turn, and who pays."""

import ssl
from time import perf_counter, thread_time
from typing import Final

from sync.net.links import Charge

FIRST_BYTES: Final = 1024
"""What asyncio decrypts by itself: as many records at most, which take about as long as a portion may."""
RECORD_BYTES: Final = 16 * 1024
PORTION_SECONDS: Final = 0.001
UNPAID_SECONDS: Final = 0.005
"""What a connection may take before anybody pays for it: a handshake takes a tenth of it."""
UNPAID_WAIT_SECONDS: Final = 1.0
"""Between the portions of one that has taken more."""


class Portions:
    """One connection's portions: each ends when its time is over, whatever records and frames it comes in."""

    def __init__(self) -> None:
        self.cut = False
        """Whether the portion ended although there is more."""
        self._first = bytearray(FIRST_BYTES)
        self._charge: Charge | None = None
        self._unpaid = 0.0
        self._began = 0.0
        self._until = 0.0

    def begin(self) -> memoryview:
        """Return where the first of the next portion goes."""
        self.cut = False
        self._began = thread_time()
        self._until = perf_counter() + PORTION_SECONDS
        return memoryview(self._first)

    def first(self, size: int) -> bytes:
        """Return the first `size` bytes of the portion."""
        return bytes(memoryview(self._first)[:size])

    def more(self, connection: ssl.SSLObject) -> bytes:
        """Decrypt the next record; nothing when the time is over or no record is left. Raises ssl.SSLError."""
        if perf_counter() >= self._until:
            self.cut = True
            return b""
        try:
            return connection.read(RECORD_BYTES)
        except (ssl.SSLWantReadError, ssl.SSLSyscallError):
            return b""

    def end(self) -> float:
        """Charge for the portion; return for how long (s) there should be no other."""
        return self._paid(thread_time() - self._began)

    def pay(self, charge: Charge) -> float:
        """Let `charge` pay, also for what nobody has paid for; return for how long (s) there should be no portion."""
        self._charge = charge
        unpaid, self._unpaid = self._unpaid, 0.0
        return self._paid(unpaid)

    def _paid(self, seconds: float) -> float:
        if self._charge is not None:
            return self._charge(seconds)
        self._unpaid += seconds
        return 0.0 if self._unpaid < UNPAID_SECONDS else UNPAID_WAIT_SECONDS
