"""This device's own statements to those it is not connected with, and how many of each other device are looked at."""

import asyncio
from collections.abc import Callable

from sync.core.gossip import Signed, Statement, sign
from sync.runtime.context import Context

EPHEMERAL_BURST = 1_000
EPHEMERAL_RATE = 200.0
"""Ephemeral frames taken from a peer at once, and a second after that; the rest is passed over."""


class Allowance:
    """How many frames of one kind or origin are looked at, so that a flood stays with whoever sends it."""

    def __init__(self, burst: float = EPHEMERAL_BURST, rate: float = EPHEMERAL_RATE) -> None:
        self._burst = burst
        self._rate = rate
        self._left = burst
        self._at = 0.0

    def spend(self, kept: float = 0.0) -> bool:
        """Return whether one more is allowed that leaves so many for others, and count it."""
        now = asyncio.get_running_loop().time()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1 + kept:
            return False
        self._left -= 1
        return True


class Speaker:
    """Numbers and signs what this device says. A session begins with the program, or when an earlier one is ahead."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = 0
        self._number = 0

    @property
    def session(self) -> int:
        """The number of the session; later ones are greater."""
        if not self._session:
            self._session = max(1, self._context.clock())
        return self._session

    def say(self, statement: Callable[[int, int], Statement]) -> Signed:
        """Return a statement, given session and number, as it travels."""
        self._number += 1
        return sign(self._context.who().keys.device_key, statement(self.session, self._number))

    def outbid(self, session: int) -> bool:
        """Begin a later session if our own words of one that is ahead go about: the clock was set back meanwhile.

        Returns whether that was so.
        """
        if session <= self.session:
            return False
        self._session = session + 1
        return True
