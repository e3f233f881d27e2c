"""Knows when a group falls quiet: who is typing, and which message is the newest. Automatic mode waits for that."""

from desktop.assistant.clock import Clock, Timing
from sync.changes import Typing
from sync.core.ids import AccountId, GroupId
from sync.views import MessageView

TYPING_SECONDS = 10.0
"""A typing sign is believed this long: its end may be lost with a connection."""


class QuietWatch:
    """Remembers just enough of each group to tell a pause."""

    def __init__(self, clock: Clock, timing: Timing) -> None:
        self._clock = clock
        self._timing = timing
        self._newest: dict[GroupId, bytes] = {}
        self._typing: dict[GroupId, dict[AccountId, float]] = {}

    def spoke(self, message: MessageView) -> None:
        """Note a person's message; who has sent is no longer typing."""
        group = message.group_id
        self._newest[group] = max(message.position, self._newest.get(group, b""))
        self._typing.get(group, {}).pop(message.author.account_id, None)

    def typing(self, change: Typing) -> None:
        """Note that somebody starts or stops typing."""
        people = self._typing.setdefault(change.group_id, {})
        if change.active:
            people[change.account_id] = self._clock.monotonic()
        else:
            people.pop(change.account_id, None)

    def superseded(self, message: MessageView) -> bool:
        """Return whether a person wrote something after `message`."""
        return self._newest.get(message.group_id, b"") > message.position

    async def wait(self, message: MessageView) -> bool:
        """Wait for a pause after `message`; False when somebody wrote something newer."""
        latest = self._clock.monotonic() + self._timing.longest_pause
        await self._clock.sleep(self._timing.pause)
        while not self.superseded(message) and self._anyone_typing(message.group_id):
            if self._clock.monotonic() >= latest:
                break
            await self._clock.sleep(self._timing.watch)
        return not self.superseded(message)

    def _anyone_typing(self, group_id: GroupId) -> bool:
        oldest = self._clock.monotonic() - TYPING_SECONDS
        return any(since > oldest for since in self._typing.get(group_id, {}).values())
