"""How far catching up has come, as people are told: never back, never for ever."""

from sync.changes import ChangeHub, SyncProgress
from sync.core.ids import GroupId
from sync.runtime import catching_up
from sync.runtime.catching_up import CatchingUp

GROUP = GroupId(b"g" * 32)


class Told:
    """What is told while peers have so much more."""

    def __init__(self) -> None:
        self.missing = 0
        hub = ChangeHub()
        self._heard = hub.subscribe()
        self.course = CatchingUp(hub, lambda: 0, lambda _: self.missing, lambda _: False)

    def moved(self, missing: int, received: int = 0) -> list[tuple[int, int]]:
        """Return what is told when so much is missing."""
        self.missing = missing
        self.course.moved(GROUP, received)
        return self.heard()

    def heard(self) -> list[tuple[int, int]]:
        """Return what was told since."""
        queue = self._heard._queue  # pyright: ignore[reportPrivateUsage]
        told = [(each.received, each.total) for each in queue if isinstance(each, SyncProgress)]
        queue.clear()
        return told


async def test_it_ends_with_everything_and_then_begins_anew() -> None:
    told = Told()
    assert told.moved(75, 25) == [(25, 100)]
    assert told.moved(50) == []  # told a moment ago
    assert told.moved(0) == [(100, 100)]
    assert told.moved(0) == []
    assert told.moved(9, 1) == [(1, 10)]
    told.course.stop()


async def test_a_peer_that_has_more_of_it_does_not_turn_it_back() -> None:
    told = Told()
    told.moved(40, 60)
    told.moved(90)
    assert told.moved(0) == [(150, 150)]


async def test_nobody_is_kept_waiting_for_what_does_not_come() -> None:
    told = Told()
    told.moved(10**12, 3)
    told.heard()
    told.course._give_up(GROUP)  # pyright: ignore[reportPrivateUsage] - as the timer does
    assert told.heard() == [(3, 3)]


def test_it_is_told_a_few_times_a_second() -> None:
    assert 0.1 <= catching_up.RHYTHM_SECONDS <= 1 < catching_up.STALL_SECONDS
