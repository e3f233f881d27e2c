"""What people see of catching up: how far it has come, and the newest messages before all are here."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.changes import ChangeHub, MessageRemoved, MessagesAdded, SyncProgress
from sync.core.ids import DeviceId, GroupId, MessageId
from sync.runtime.commits import Commit
from sync.runtime.live_room import LiveRoom
from sync.views import GroupState

RHYTHM_SECONDS: Final = 0.25
"""Progress is told this often at most, and when it ends."""
STALL_SECONDS: Final = 15.0
"""Of what does not come for so long nobody is kept waiting: a peer may promise anything."""


@dataclass(slots=True)
class _Course:
    """How far one group has come, and when that was told last (loop time)."""

    stalled: asyncio.TimerHandle
    received: int = 0
    total: int = 0
    told_at: float = float("-inf")


class CatchingUp:
    """Tells views. `missing` returns how much of a group is known to be missing, of the peer that has most of it."""

    def __init__(
        self, hub: ChangeHub, clock: Callable[[], int], missing: Callable[[GroupId], int],
        connected: Callable[[DeviceId], bool],
    ) -> None:  # fmt: skip
        self._hub = hub
        self._clock = clock
        self._missing = missing
        self._connected = connected
        self._courses: dict[GroupId, _Course] = {}

    # --- how far

    def moved(self, group: GroupId, received: int = 0) -> None:
        """Something came, or is not to come any more; `received` is what one peer has sent so far."""
        missing, loop = self._missing(group), asyncio.get_running_loop()
        course = self._courses.get(group)
        if not missing:
            if course is not None:
                self._end(group, course)
            return
        stalled = loop.call_later(STALL_SECONDS, self._give_up, group)
        if course is None:
            course = self._courses[group] = _Course(stalled, received, received + missing)
        else:
            course.stalled.cancel()
            course.stalled = stalled
        # Several peers have much of the same: the figure neither counts that twice nor goes back.
        course.received = max(course.received, course.total - missing)
        course.total = course.received + missing
        if loop.time() - course.told_at >= RHYTHM_SECONDS:
            course.told_at = loop.time()
            self._hub.publish(SyncProgress(group, course.received, course.total))

    def _give_up(self, group: GroupId) -> None:
        course = self._courses[group]
        course.total = course.received
        self._end(group, course)

    def _end(self, group: GroupId, course: _Course) -> None:
        course.stalled.cancel()
        del self._courses[group]
        self._hub.publish(SyncProgress(group, course.total, course.total))

    def stop(self) -> None:
        """Tell nothing more."""
        for course in self._courses.values():
            course.stalled.cancel()
        self._courses.clear()

    # --- the newest

    def glimpsed(self, live: LiveRoom) -> None:
        """The newest of a long history can be seen."""
        positions = [row.position for row in live.glimpse.rows.values()]
        self._hub.publish(MessagesAdded(live.group_id, len(positions), min(positions), max(positions)))

    def committed(self, live: LiveRoom, commit: Commit) -> None:
        """What is stored is looked at no longer; and who was removed has nothing more to show."""
        live.glimpse.came([row.message_id for row in commit.projected.rows])
        if not commit.control_changed:
            return
        joined = live.state is GroupState.JOINED
        before = len(live.glimpse.rows)
        self._gone(live, live.glimpse.judge(live.room, self._clock()) if joined else live.glimpse.end())
        if len(live.glimpse.rows) > before:
            self.glimpsed(live)

    def caught_up(self, live: LiveRoom, peer: DeviceId) -> None:
        """This device has all that a peer has: what it let us look at and is not stored does not count."""
        source = live.glimpse.source
        if source is not None and (source == peer or not self._connected(source)):
            self._gone(live, live.glimpse.end())

    def _gone(self, live: LiveRoom, messages: list[MessageId]) -> None:
        self._hub.publish(*(MessageRemoved(live.group_id, message) for message in messages))
