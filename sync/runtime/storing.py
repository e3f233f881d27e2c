"""What one change of a group writes, in one transaction, and what of a room is on disk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from sync.changes import Notice
from sync.core.ids import AccountId, EpochId, GroupId, Head, LogId, LogKind, OpId, log_kind
from sync.core.logs import Fork, Tips
from sync.core.ops import Operation
from sync.core.reconcile import digest
from sync.core.room import Room
from sync.errors import InviteUsedUp
from sync.runtime.projection import Projected, store_projection
from sync.store import forks as fork_store
from sync.store import groups as group_store
from sync.store import notices as notice_store
from sync.store import ops as op_store
from sync.store.database import Db
from sync.store.forks import ForkRow
from sync.store.refs import intern
from sync.store.rows import GroupRow, SecretRow
from sync.views import GroupState

REMOVED: Final = "removed"
ENDS: Final = (REMOVED, InviteUsedUp.code)
"""The notices that this account is in a group no longer."""


class Warn(NamedTuple):
    """A notice to keep, about a member where there is an account."""

    code: str
    message: str
    account: AccountId | None


@dataclass(frozen=True, slots=True)
class Change:
    """Everything one transaction writes; `row` None leaves the group's as it is."""

    group: GroupId
    at: int
    operations: Sequence[Operation]
    heads: Mapping[LogId, Head]
    """The newest operations of their logs after it."""
    control_changed: bool
    secrets: Sequence[SecretRow]
    row: GroupRow | None
    projected: Projected
    forks: Sequence[ForkRow]
    tips: Mapping[LogId, Tips]
    warnings: Sequence[Warn]
    blocked: Collection[AccountId]
    continued: Mapping[LogId, OpId] = field(default_factory=dict[LogId, OpId])
    """What has to be the newest operation of a log by then: what it continues may fail to be stored."""

    @property
    def raws(self) -> tuple[bytes, ...]:
        """The operations as they travel."""
        return tuple(op.raw for op in self.operations)

    def write(self, db: Db) -> tuple[Projected, list[Notice]]:
        """Write it; returns what is shown, and the notices that are new. May run twice."""
        intern(db, self._ids())  # at once, which parts of it below ask for again
        op_store.append(db, self.group, self.operations, self.continued)
        group_store.put_secrets(db, self.group, self.secrets)
        if self.row is not None:
            group_store.put(db, self.row)
            if self.row.state is GroupState.JOINED and self.row.joined_at == self.at:
                # In again: that one was put out is news no longer.
                notice_store.remove_of_group(db, self.group, ENDS)
        fork_store.put(db, self.group, self.forks)
        # Those of control logs follow from the graph.
        content = {log: tips for log, tips in self.tips.items() if log_kind(log) is LogKind.CONTENT}
        fork_store.put_tips(db, self.group, content)
        notices = [
            Notice(code, message, self.group, account, number)
            for code, message, account in self.warnings
            if (number := notice_store.add(db, code, message, self.at, self.group, account))
        ]
        return store_projection(db, self.group, self.projected, self.blocked), notices

    def _ids(self) -> set[bytes]:
        rows = self.projected.rows
        epochs = (op.header.epoch for op in self.operations)
        return {self.group, *epochs, *(row.account for row in rows), *(row.device for row in rows)}


def erase(db: Db, group: GroupId) -> None:
    """Delete everything kept of a group, and what was to be read about its end."""
    group_store.remove(db, group)
    notice_store.remove_of_group(db, group, ENDS)


class OnDisk:
    """What of a room the store has: all that peers may be told of. The pure room may be one batch ahead."""

    def __init__(self, room: Room) -> None:
        self.vector: dict[LogId, Head] = dict(room.vector)
        self.branches: dict[LogId, Tips] = dict(room.branches)
        self.epochs: set[EpochId] = set(room.epochs.secrets)
        self._digest: bytes | None = None

    @property
    def digest(self) -> bytes:
        """The digest of the vector."""
        if self._digest is None:
            self._digest = digest(self.vector)
        return self._digest

    def fresh_secrets(self, room: Room) -> list[SecretRow]:
        """Return the secrets of epochs that are not on disk."""
        return [SecretRow(each, room.epochs.secrets[each]) for each in room.epochs.secrets.keys() - self.epochs]

    def written(self, change: Change) -> None:
        """Note that a change is on disk."""
        self.epochs.update(each.epoch for each in change.secrets)
        self.vector.update(change.heads)
        self.branches.update(change.tips)
        self._digest = None


def branches_of(room: Room, logs: Collection[LogId]) -> dict[LogId, Tips]:
    """Return the tips of those of `logs` that have branches."""
    return {log: room.branches[log] for log in logs if log in room.branches}


def fork_rows(forks: Sequence[Fork]) -> list[ForkRow]:
    """Return forks as they are stored."""
    return [ForkRow(fork.log, fork.other.header.seq, fork.other.raw) for fork in forks]
