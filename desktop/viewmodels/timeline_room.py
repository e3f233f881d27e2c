"""What stands round the messages of a conversation: who is there, who types, what state it is in."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desktop.text.mentions import Names
from desktop.viewmodels import timeline_words as words
from sync.core.ids import AccountId
from sync.views import Account, Group, GroupKind, GroupState


class RoomState(StrEnum):
    """What the timeline shows in place of, or besides, its messages."""

    NONE = "none"
    LOADING = "loading"
    JOINING = "joining"
    REFUSED = "refused"
    LEFT = "left"
    REMOVED = "removed"
    ALONE = "alone"
    QUIET = "quiet"
    TALKING = "talking"


WORTH_TELLING: Final = 1_000
"""Operations to catch up with that are told in numbers; fewer are here before anybody has read that."""
_ENDED: Final = {
    GroupState.JOINING: RoomState.JOINING,
    GroupState.REFUSED: RoomState.REFUSED,
    GroupState.LEFT: RoomState.LEFT,
    GroupState.REMOVED: RoomState.REMOVED,
}


def names_of(group: Group) -> Names:
    """Return who can be mentioned in a group."""
    assistant = group.assistant.name if group.assistant.enabled else ""
    return Names(assistant, tuple(member.name for member in group.members))


@dataclass(slots=True)
class Surroundings:
    """The group as last read, and what is under way in it."""

    account: Account | None = None
    group: Group | None = None
    notice: str = ""
    typing: set[AccountId] = field(default_factory=set[AccountId])
    received: int = 0
    total: int = 0

    def state(self, empty: bool, loading: bool) -> RoomState:
        """Return what to show, given whether there are messages."""
        if self.group is None:
            return RoomState.LOADING if loading else RoomState.NONE
        if self.group.state in (GroupState.JOINING, GroupState.REFUSED):
            return _ENDED[self.group.state]
        if empty and loading:
            return RoomState.LOADING
        if self.group.state in _ENDED:
            return _ENDED[self.group.state]
        if not empty:
            return RoomState.TALKING
        return RoomState.ALONE if len(self.group.members) <= 1 and not self.direct else RoomState.QUIET

    @property
    def direct(self) -> bool:
        """Whether it is a conversation of two."""
        return self.group is not None and self.group.kind is GroupKind.DIRECT

    @property
    def unreachable(self) -> bool:
        """Whether there are others, and none of them is connected."""
        if self.group is None or self.group.state is not GroupState.JOINED:
            return False
        others = [member for member in self.group.members if not member.you]
        if self.direct and any(member.blocked for member in others):
            return False
        return bool(others) and not any(member.online for member in others)

    @property
    def progress(self) -> float:
        """How far catching up is, from 0 to 1; 1 when there is nothing to catch up with."""
        return self.received / self.total if 0 <= self.received < self.total else 1.0

    def progress_text(self) -> str:
        """Return the same in numbers; empty for so little that nobody could read it before it is over."""
        if self.progress == 1 or self.total < WORTH_TELLING:
            return ""
        return words.progress_text(self.received, self.total)

    def typing_text(self) -> str:
        """Return who types, ourselves left out."""
        if self.group is None:
            return ""
        return words.typing_text([m.name for m in self.group.members if m.account_id in self.typing and not m.you])
