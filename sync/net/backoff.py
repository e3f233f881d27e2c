"""When to try again, and whether this machine was asleep."""

import time

FIRST_SECONDS = 0.2
SLOWEST_SECONDS = 30.0
_SLEEP_SECONDS = 5.0


class Backoff:
    """Delays that double from FIRST_SECONDS to `slowest`. The jitter comes in as a number from 0 to 1."""

    def __init__(self, slowest: float = SLOWEST_SECONDS) -> None:
        self._slowest = slowest
        self.failures = 0

    def next(self, jitter: float) -> float:
        """Return seconds to wait after one more failure, shortened by up to a half."""
        delay = min(FIRST_SECONDS * 2 ** min(self.failures, 16), self._slowest)
        self.failures += 1
        return delay * (1 - jitter / 2)

    def slow_down(self) -> None:
        """Go to the longest delay: trying again soon would change nothing."""
        self.failures = max(self.failures, 16)

    def reset(self) -> None:
        """Start over from the shortest delay."""
        self.failures = 0


class SleepWatch:
    """Tells from two clocks whether the machine, or this process, was suspended between two looks."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def slept(self, running: float, passed: float, expected: float) -> bool:
        """Whether time was lost since the last look.

        `running` is a clock that may stand still in sleep, `passed` one that does not, `expected` the seconds between
        looks; a look that comes much too late says that the process was stopped.
        """
        last, self._last = self._last, (running, passed)
        if last is None:
            return False
        ran, went = running - last[0], passed - last[1]
        return went - ran > _SLEEP_SECONDS or ran - expected > _SLEEP_SECONDS


def passed_seconds() -> float:
    """Return a clock that goes on while the machine sleeps."""
    boot_clock = getattr(time, "CLOCK_BOOTTIME", None)
    # Elsewhere the wall clock: somebody setting it only causes a needless look at the connections.
    return time.time() if boot_clock is None else time.clock_gettime(boot_clock)
