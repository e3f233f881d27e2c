"""Giving up groups whose code has expired before anybody let this device in (PROTOCOL.md, "Invites")."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from sync.core.invites import parse_code
from sync.runtime.chores import Alarm, Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.requests import APPROVAL
from sync.runtime.rooms import Rooms
from sync.views import GroupState

ANSWER_MS: Final = 7 * 24 * 3600 * 1000
"""How long after its code expired a newcomer may come back to hear that it was approved in time."""

GiveUp = Callable[[LiveRoom], Coroutine[Any, Any, None]]


class Deadlines:
    """One timer, to the earliest."""

    def __init__(self, context: Context, rooms: Rooms, give_up: GiveUp) -> None:
        self._context = context
        self._rooms = rooms
        self._give_up = give_up
        self._chores = Chores()
        self._alarm = Alarm(context.clock, self.look)

    def passed(self, live: LiveRoom) -> bool:
        """Return whether there is no point in asking any more."""
        return _deadline(live) <= self._context.clock()

    def look(self) -> None:
        """Give up what is over, and come back when the next one is."""
        joining = [live for live in self._rooms if live.state is GroupState.JOINING and live.row.code]
        for live in joining:
            if self.passed(live):
                self._chores.spawn(self._give_up(live), "give up an expired invite")
        self._alarm.set(min((_deadline(live) for live in joining if not self.passed(live)), default=None))

    async def stop(self) -> None:
        """Disarm the timer and finish what was begun."""
        self._alarm.stop()
        await self._chores.stop()


def _deadline(live: LiveRoom) -> int:
    """Return when to give up, in ms since 1970."""
    expires = parse_code(live.row.code).expires * 1000
    return expires + ANSWER_MS if live.row.notice == APPROVAL else expires
