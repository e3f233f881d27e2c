"""What a batch of operations came to (see `room`)."""

from dataclasses import dataclass, field

import msgspec

from sync.core.ids import AccountId, EpochId, OpId
from sync.core.logs import Fork
from sync.core.ops import ContentPayload, Operation
from sync.core.reconcile import Gap


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """An operation that is now part of the room. `content` is None for control, and for what cannot be opened (yet)."""

    op: Operation
    content: ContentPayload | None
    account: AccountId | None
    void: bool


@dataclass(slots=True)
class Received:
    """What a batch came to. `accepted` is in an order in which it can be stored: causes and earlier ones first."""

    accepted: list[Accepted] = field(default_factory=list[Accepted])
    duplicates: int = 0
    gaps: list[Gap] = field(default_factory=list[Gap])
    waiting: list[OpId] = field(default_factory=list[OpId])
    refused: dict[OpId, str] = field(default_factory=dict[OpId, str])
    control_changed: bool = False
    opened: set[EpochId] = field(default_factory=set[EpochId])
    forks: list[Fork] = field(default_factory=list[Fork])
    beside: list[Operation] = field(default_factory=list[Operation])
    """Content that lies beside what its log is known to end with: `Room.settle` takes it, with what the store knows."""

    def miss(self, gap: Gap) -> None:
        """Note what is missing, one range a log: what comes before a run, or of a branch all that was here."""
        for index, known in enumerate(self.gaps):
            if known.log == gap.log:
                if known.first != gap.first:
                    self.gaps[index] = Gap(gap.log, min(known.first, gap.first), max(known.last, gap.last))
                return
        self.gaps.append(gap)
