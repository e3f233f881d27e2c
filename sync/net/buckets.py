"""How much of something is allowed at once, and how fast more becomes allowed. No clock: whoever asks says the time."""


class TokenBucket:
    """Holds `burst` at most, filled by `rate` a second. Times are in seconds, of any clock that does not go back."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._left = burst
        self._at = float("-inf")

    @property
    def burst(self) -> float:
        """The most it holds."""
        return self._burst

    def left(self, now: float) -> float:
        """Return what is allowed now; below zero after `draw` took more than there was."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        return self._left

    def spend(self, now: float, amount: float = 1.0) -> bool:
        """Take `amount` if it is there; returns whether it was."""
        if self.left(now) < amount:
            return False
        self._left -= amount
        return True

    def draw(self, now: float, amount: float) -> None:
        """Take `amount` whether or not it is there: what was done already has to be paid for all the same."""
        self._left = self.left(now) - amount

    def give_back(self, amount: float = 1.0) -> None:
        """Undo a `spend`."""
        self._left = min(self._burst, self._left + amount)

    def seconds_until(self, now: float, amount: float) -> float:
        """Return for how long to wait until `amount` is there."""
        return max(0.0, (amount - self.left(now)) / self._rate)
