"""Logs that two copies of a device wrote: the operation that proves it, and the tips of content logs with branches."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.core.ids import ID_SIZE, GroupId, LogId, OpId
from sync.store.database import Db
from sync.store.refs import core, intern, is_ref
from sync.store.tables import Forks

_SEQ: Final = 8


class ForkRow(msgspec.Struct, frozen=True):
    """A log that was forked, and the operation that proves it: it contradicts what is stored at or before `seq`."""

    log: LogId
    seq: int
    proof: bytes


def put(db: Db, group: GroupId, rows: Sequence[ForkRow]) -> None:
    """Keep proofs; of a log that is known to be forked the first stays."""
    if not rows:
        return
    number = intern(db, [group])[group]
    values = [{"group_ref": number, "log": row.log, "seq": row.seq, "proof": row.proof, "tips": b""} for row in rows]
    db.connection().execute(insert(core(Forks)).on_conflict_do_nothing(), values)


def put_tips(db: Db, group: GroupId, tips: Mapping[LogId, Mapping[OpId, int]]) -> None:
    """Note the tips of forked logs."""
    if not tips:
        return
    number = intern(db, [group])[group]
    table = core(Forks)
    statement = (
        update(table)
        .where(table.c.group_ref == number, table.c.log == bindparam("of_log"))
        .values(tips=bindparam("new_tips"))
    )
    db.connection().execute(statement, [{"of_log": log, "new_tips": _packed(each)} for log, each in tips.items()])


def load(db: Db, group: GroupId) -> dict[LogId, dict[OpId, int]]:
    """Return the forked logs of a group, with the tips of those that have several."""
    query = select(col(Forks.log), col(Forks.tips)).where(is_ref(Forks.group_ref, group))
    return {LogId(log): dict(_unpacked(tips)) for log, tips in db.connection().execute(query)}


def proofs(db: Db, group: GroupId) -> list[ForkRow]:
    """Return the proofs kept of a group's forked logs."""
    query = select(col(Forks.log), col(Forks.seq), col(Forks.proof)).where(is_ref(Forks.group_ref, group))
    return [ForkRow(LogId(log), seq, proof) for log, seq, proof in db.connection().execute(query)]


def _packed(tips: Mapping[OpId, int]) -> bytes:
    return b"".join(seq.to_bytes(_SEQ, "big") + tip for tip, seq in sorted(tips.items()))


def _unpacked(packed: bytes) -> Iterable[tuple[OpId, int]]:
    size = _SEQ + ID_SIZE
    for start in range(0, len(packed), size):
        entry = packed[start : start + size]
        yield OpId(entry[_SEQ:]), int.from_bytes(entry[:_SEQ], "big")
