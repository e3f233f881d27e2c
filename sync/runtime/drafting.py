"""What there is to write when a room has decided: everything that one transaction makes true."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from sync.core.logs import Fork
from sync.core.ops import FIRST_CONTENT_KIND
from sync.core.room import Accepted, Room
from sync.runtime.context import Context
from sync.runtime.projection import project
from sync.runtime.standing import next_row, worth_writing
from sync.runtime.storing import Change, OnDisk, Warn, branches_of, fork_rows
from sync.store.rows import GroupRow


@dataclass(frozen=True, slots=True)
class Draft:
    """A room that has decided, and what of it, and of the group's row, is on disk."""

    context: Context
    room: Room
    disk: OnDisk
    row: GroupRow
    stored_row: GroupRow | None

    def change(
        self, accepted: Sequence[Accepted], forks: Sequence[Fork], warnings: Sequence[Warn], *, live: bool, stale: bool
    ) -> tuple[Change, GroupRow]:
        """Return what there is to write, and the group's row after it; `stale` messages come later."""
        operations, now = [entry.op for entry in accepted], self.context.clock()
        projected = project(accepted, now, live=live)
        control = any(op.header.kind < FIRST_CONTENT_KIND for op in operations)
        blocked = self.context.blocked
        row = next_row(
            self.row, self.room, self.context.identity, projected, now, control_changed=control, blocked=blocked
        )
        if stale:
            row = msgspec.structs.replace(row, stale=True)
        heads = {op.header.log: self.room.vector[op.header.log] for op in operations}
        change = Change(
            group=self.room.group_id,
            at=now,
            operations=operations,
            heads=heads,
            control_changed=control,
            secrets=self.disk.fresh_secrets(self.room),
            row=row if worth_writing(row, self.stored_row) else None,
            projected=projected,
            forks=fork_rows(forks),
            tips=branches_of(self.room, heads),
            warnings=warnings,
            blocked=frozenset(blocked),
        )
        return change, row
