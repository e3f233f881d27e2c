"""What one change of a group amounts to, who hears of it, and a group as the store has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sync.core.ids import DeviceId, EpochId, GroupId, Head, LogId, OpId
from sync.core.room import Room
from sync.runtime.context import Context
from sync.runtime.projection import Projected
from sync.store import forks as fork_store
from sync.store import groups as group_store
from sync.store import ops as op_store
from sync.store.database import Db

if TYPE_CHECKING:
    from sync.runtime.live_room import LiveRoom


@dataclass(frozen=True, slots=True)
class Commit:
    """What one transaction added. `projected` holds only rows that are shown."""

    operations: tuple[bytes, ...]
    heads: Mapping[LogId, Head]
    source: DeviceId | None
    live: bool
    control_changed: bool
    projected: Projected


class Audience(Protocol):
    """Who hears of a commit, after it."""

    def committed(self, live: "LiveRoom", commit: Commit) -> None:
        """Tell peers and views; must not block or raise."""
        ...

    def forgotten(self, group: GroupId) -> None:
        """The group is no longer on this device."""
        ...


async def load_room(context: Context, group: GroupId) -> Room:
    """Return the pure room of a group as the store has it."""
    device = context.who().device

    def read(db: Db) -> tuple[list[bytes], dict[LogId, Head], dict[EpochId, bytes], int, dict[LogId, dict[OpId, int]]]:
        return (
            op_store.control(db, group),
            op_store.heads(db, group),
            group_store.secrets(db, group),
            op_store.max_lamport(db, group),
            fork_store.load(db, group),
        )

    return Room.load(group, device, context.open_box, *await context.store.read(read))
