"""Why the assistant spoke or stayed quiet: the last reasons, kept on this device and shown on request."""

import asyncio
from dataclasses import dataclass

from desktop.assistant.events import as_count, as_list, as_text
from desktop.assistant.room_api import JsonValue, Preferences
from sync.core.ids import GroupId, MessageId

REASONS_KEY = "assistant.reasons"
KEPT = 200


@dataclass(frozen=True, slots=True)
class Reason:
    """Why this device's assistant spoke (`responded`) or stayed quiet, in a few words; `at` in ms since 1970."""

    responded: bool
    why: str
    react: str = ""
    at: int = 0


class Reasons:
    """The newest reasons by message: kept under the trigger and, once there is one, under the answer."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._reasons: dict[str, Reason] = {}
        self._saving = asyncio.Lock()

    async def load(self) -> None:
        """Read what was kept."""
        for entry in as_list(await self._preferences.get(REASONS_KEY, None)):
            fields = as_list(entry)
            if len(fields) == 5:
                key, responded, why, react, at = fields
                self._reasons[as_text(key)] = Reason(responded is True, as_text(why), as_text(react), as_count(at))

    def get(self, group_id: GroupId, message_id: MessageId) -> Reason | None:
        """Return the reason kept for a message."""
        return self._reasons.get(_key(group_id, message_id))

    def note(self, group_id: GroupId, message_id: MessageId, reason: Reason) -> None:
        """Keep a reason in memory, dropping the oldest ones; `save` writes it down."""
        key = _key(group_id, message_id)
        self._reasons.pop(key, None)
        self._reasons[key] = reason
        while len(self._reasons) > KEPT:
            del self._reasons[next(iter(self._reasons))]

    async def save(self) -> None:
        """Write down what was noted."""
        async with self._saving:
            rows: list[JsonValue] = [[key, r.responded, r.why, r.react, r.at] for key, r in self._reasons.items()]
            await self._preferences.set(REASONS_KEY, rows)


def _key(group_id: GroupId, message_id: MessageId) -> str:
    return f"{group_id[:8].hex()}:{message_id.hex()}"
