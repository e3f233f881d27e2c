"""The sponsor's cap: answers a day, counted before each call and kept across restarts."""

from datetime import UTC, datetime

from desktop.assistant.clock import Clock
from desktop.assistant.events import as_count, as_object, as_text
from desktop.assistant.room_api import Preferences

SPENT_KEY = "assistant.spent"


class Spending:
    """Counts the answers of this device today; a day begins at midnight where the device is."""

    def __init__(self, preferences: Preferences, clock: Clock) -> None:
        self._preferences = preferences
        self._clock = clock
        self._day = ""
        self._answers = 0

    async def load(self) -> None:
        """Read today's count."""
        stored = as_object(await self._preferences.get(SPENT_KEY, None))
        self._day = as_text(stored.get("day"))
        self._answers = as_count(stored.get("answers"))

    @property
    def today(self) -> int:
        """Answers given today."""
        return self._answers if self._day == self._date() else 0

    def left(self, cap: int) -> bool:
        """Return whether `cap` allows another answer; 0 is no limit."""
        return cap <= 0 or self.today < cap

    async def take(self, cap: int) -> bool:
        """Count one answer if `cap` allows it; no await comes between looking and counting."""
        if not self.left(cap):
            return False
        self._answers = self.today + 1
        self._day = self._date()
        await self._save()
        return True

    async def give_back(self) -> None:
        """Uncount an answer of which nothing came."""
        if self.today > 0:
            self._answers -= 1
            await self._save()

    async def _save(self) -> None:
        await self._preferences.set(SPENT_KEY, {"day": self._day, "answers": self._answers})

    def _date(self) -> str:
        return datetime.fromtimestamp(self._clock.now_ms() / 1000, UTC).astimezone().date().isoformat()
