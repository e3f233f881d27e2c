"""What peers cost this device, and who waits for it (PROTOCOL.md, "Fairness").

Cost is processor time of the event loop's thread, measured while a peer's frame is handled, so that there is no list of
what is dear to be kept true. Who has used up what he may is read from more slowly; TCP lets him feel it. Nobody is
disconnected for being slow to serve.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Generator
from time import thread_time
from typing import Any, Final, Generic, TypeVar

from sync.core.ids import AccountId
from sync.core.limits import MODEST_BURST_SECONDS, MODEST_SHARE, PEER_BURST_SECONDS, PEER_SHARE
from sync.net.buckets import TokenBucket
from sync.net.precedence import PAUSES

T = TypeVar("T")

Turn = Callable[[float], Awaitable[None]]
"""Lets others go on, after so many seconds of work that could have waited."""

FRAME_SECONDS: Final = 15e-6
"""What a frame costs besides what is measured: waking up, and measuring."""
BYTE_SECONDS: Final = 1e-9
"""What a byte costs besides: the system's work when it is received."""
SLICE_SECONDS: Final = 0.001
"""After so much work for one peer everybody else gets a turn."""
LONGEST_WAIT_SECONDS: Final = 1.0
"""A peer is heard once in that time at least, so that it can show to be alive."""
MOST_BUDGETS: Final = 512


class Measured(Generic[T]):
    """Awaits `work` and counts in `seconds` what its own steps take of this thread's processor time."""

    def __init__(self, work: Awaitable[T]) -> None:
        self.seconds = 0.0
        self._work = work

    def __await__(self) -> Generator[Any, Any, T]:
        steps = self._work.__await__()
        raised: BaseException | None = None
        while True:
            began = thread_time()
            try:
                waits_for = next(steps) if raised is None else steps.throw(raised)
            except StopIteration as end:
                return end.value
            finally:
                self.seconds += thread_time() - began
            raised = None
            try:
                yield waits_for
            except BaseException as error:  # noqa: BLE001 - belongs to the work, which is told in the next step
                raised = error


class Budget:
    """The processor time that one account, with all its devices, may use: PEER_SHARE of it, and a burst.

    Of that it may use MODEST_SHARE, and a burst, before those go first who use less.
    """

    def __init__(self, turn: Turn | None = None) -> None:
        """`turn` lets others go on; None: once."""
        self._clock = _loop_time
        self._turn = turn or _once
        self._bucket = TokenBucket(PEER_BURST_SECONDS, PEER_SHARE)
        self._modest = TokenBucket(MODEST_BURST_SECONDS, MODEST_SHARE)
        self._slice = 0.0
        self._receiving = 0.0

    @property
    def modest(self) -> bool:
        """Whether so little was used lately that the account goes first."""
        return self._modest.left(self._clock()) > 0

    def draw(self, seconds: float, *, waited: bool = False) -> None:
        """Charge processor time; `waited`: of work that has let others go first already."""
        now = self._clock()
        if not waited:
            self._slice += seconds
        self._bucket.draw(now, seconds)
        self._modest.draw(now, min(seconds, self._modest.left(now) + MODEST_BURST_SECONDS))

    def refund(self, seconds: float) -> None:
        """Give back what was charged for work that turned out to be wanted. Others have their turn all the same."""
        now = self._clock()
        self._bucket.draw(now, -seconds)
        self._modest.draw(now, -seconds)

    def received(self, seconds: float) -> float:
        """Charge what receiving took; return for how long (s) to receive nothing more."""
        self.draw(seconds, waited=True)
        debt = self._bucket.seconds_until(self._clock(), 0)
        if debt:
            return min(debt, LONGEST_WAIT_SECONDS)
        self._receiving += seconds
        if self._receiving < SLICE_SECONDS:
            return 0.0
        taken, self._receiving = self._receiving, 0.0
        return 0.0 if self.modest else taken * PAUSES

    def decoding(self, data: bytes, decode: Callable[[bytes], T]) -> T:
        """Decode a frame and charge what it takes."""
        began = thread_time()
        try:
            return decode(data)
        finally:
            self.draw(FRAME_SECONDS + len(data) * BYTE_SECONDS + thread_time() - began)

    async def spend(self, work: Awaitable[T]) -> T:
        """Do `work` and charge what its steps take."""
        measured = Measured(work)
        try:
            return await measured
        finally:
            self.draw(measured.seconds)

    async def settle(self) -> None:
        """Wait until the account may be served again, and let others have their turn meanwhile."""
        debt = self._bucket.seconds_until(self._clock(), 0)
        if debt:
            self._slice = 0.0
            await asyncio.sleep(min(debt, LONGEST_WAIT_SECONDS))
        elif self._slice >= SLICE_SECONDS:
            taken, self._slice = self._slice, 0.0
            await self._turn(0.0 if self.modest else taken)


class Budgets:
    """The budgets of accounts, kept when they disconnect: coming back does not fill them. All guests have one."""

    def __init__(self, turn: Turn | None = None) -> None:
        """See `Budget`."""
        self._turn = turn
        self._budgets: OrderedDict[AccountId | None, Budget] = OrderedDict()

    def of(self, account: AccountId | None) -> Budget:
        """Return the budget of an account, or that of all guests (None)."""
        budget = self._budgets.get(account)
        if budget is None:
            budget = self._budgets[account] = Budget(self._turn)
        self._budgets.move_to_end(account)
        if len(self._budgets) > MOST_BUDGETS:
            self._budgets.popitem(last=False)
        return budget


async def _once(taken: float) -> None:
    await asyncio.sleep(0)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
