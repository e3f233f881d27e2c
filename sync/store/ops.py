"""Operations, byte for byte as received, and the head of every log."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import func, insert, literal, select
from sqlmodel import col

from sync.core.ids import EpochId, GroupId, Head, LogId, OpId
from sync.core.ops import FIRST_CONTENT_KIND, Operation
from sync.core.signing import parse_operation
from sync.store import refs as ref_store
from sync.store.bulk import insert_rows
from sync.store.database import Db
from sync.store.refs import CHUNK, bulk_sql, core, find, intern, is_ref
from sync.store.statements import run, run_for_each
from sync.store.tables import Logs, Ops

_LOGS = core(Logs)
_APPEND = bulk_sql(Ops, "group_ref", "log_ref", "seq", "op_id", "kind", "epoch_ref", "raw", conflict="OR IGNORE")
_NEW_LOG = insert(_LOGS).prefix_with("OR IGNORE")
# Text, because they run for every message: compiling them anew each time would cost more than running them.
_KNOWN: Final = "SELECT log, id, head_id FROM logs WHERE group_ref = ? AND log IN "
# A fork leaves the head where it is: the first operation at a place counts.
_ADVANCE: Final = (
    "UPDATE logs SET head_id = iif(head_seq < ?1, ?2, head_id), head_seq = max(head_seq, ?1), "
    "max_lamport = max(max_lamport, ?3) WHERE id = ?4"
)
_CONTENT_IDS: Final = (
    "SELECT op_id FROM ops WHERE log_ref = (SELECT id FROM logs WHERE group_ref = (SELECT id FROM refs WHERE key = ?)"
    " AND log = ?) AND seq BETWEEN ? AND ? AND kind >= ? ORDER BY seq"
)
SHORT_ID = 6
"""Bytes of an id that the index of ids holds."""
# Literal, because a partial index is not used for a bound value.
_FIRST_CONTENT = literal(FIRST_CONTENT_KIND, literal_execute=True)
_short_id = func.substr(col(Ops.op_id), literal(1, literal_execute=True), literal(SHORT_ID, literal_execute=True))
_IS_CONTENT = col(Ops.kind) >= _FIRST_CONTENT
_IS_CONTROL = col(Ops.kind) < _FIRST_CONTENT
_NO_SEQ = -1


class _StoredLog(NamedTuple):
    number: int
    head: bytes


class OutOfStep(Exception):
    """A log does not end in the store with what is about to be continued."""


_NO_HEADS: Final[Mapping[LogId, OpId]] = MappingProxyType({})


def append(db: Db, group: GroupId, rows: Sequence[Operation], heads: Mapping[LogId, OpId] = _NO_HEADS) -> None:
    """Store operations of a group in the order given, which is causal; those stored already are passed over.

    Raises OutOfStep unless `heads` are the newest operations of those of their logs, empty for a log that is new.
    """
    if not rows:
        return
    refs = intern(db, {group, *(row.header.epoch for row in rows)})
    group_ref = refs[group]
    tips = _tips(rows)
    known = _known_logs(db, group_ref, tips)
    if any(head != (known[log].head if log in known else b"") for log, head in heads.items()):
        raise OutOfStep
    logs = _opened_logs(db, group_ref, tips, known)
    values = [
        (group_ref, logs[header.log], header.seq, row.id, header.kind, refs[header.epoch], row.raw)
        for row in rows
        for header in (row.header,)
    ]
    insert_rows(db, _APPEND, values)
    ends = [(head.seq, head.id, lamport, logs[log]) for log, (head, lamport) in tips.items()]
    run_for_each(db, _ADVANCE, ends)


def _tips(rows: Sequence[Operation]) -> dict[LogId, tuple[Head, int]]:
    """Return each log's newest operation in `rows` and its highest lamport time."""
    tips: dict[LogId, tuple[Head, int]] = {}
    for log, together in groupby(rows, key=_log_of):
        ops = list(together)
        newest = max(ops, key=_seq_of)  # of several at a place the first
        head, lamport = tips.get(log, (Head(_NO_SEQ, OpId(b"")), 0))
        if newest.header.seq > head.seq:
            head = Head(newest.header.seq, newest.id)
        tips[log] = head, max(lamport, *(op.header.lamport for op in ops))
    return tips


def _log_of(row: Operation) -> LogId:
    return row.header.log


def _seq_of(row: Operation) -> int:
    return row.header.seq


def _opened_logs(
    db: Db, group_ref: int, logs: Collection[LogId], known: Mapping[bytes, _StoredLog]
) -> Mapping[bytes, int]:  # fmt: skip
    """Return the numbers of `logs`, opening those that are not `known`."""
    new = [log for log in sorted(logs) if log not in known]
    if new:
        values = [
            {"group_ref": group_ref, "log": log, "head_seq": _NO_SEQ, "head_id": b"", "max_lamport": 0} for log in new
        ]
        db.connection().execute(_NEW_LOG, values)
        known = _known_logs(db, group_ref, logs)
    return {log: each.number for log, each in known.items()}


def _known_logs(db: Db, group_ref: int, logs: Collection[LogId]) -> dict[bytes, _StoredLog]:
    rows = run(db, _KNOWN + ref_store.places(len(logs)), (group_ref, *logs))
    return {log: _StoredLog(number, head) for log, number, head in rows}


def control(db: Db, group: GroupId) -> list[bytes]:
    """Return the group's control operations in the order they came."""
    query = select(col(Ops.raw)).where(is_ref(Ops.group_ref, group), _IS_CONTROL).order_by(col(Ops.id))
    return list(db.connection().scalars(query))


def heads(db: Db, group: GroupId) -> dict[LogId, Head]:
    """Return the newest operation of every log of the group."""
    query = select(col(Logs.log), col(Logs.head_seq), col(Logs.head_id)).where(is_ref(Logs.group_ref, group))
    return {LogId(log): Head(seq, OpId(op_id)) for log, seq, op_id in db.connection().execute(query)}


def span(
    db: Db, group: GroupId, log: LogId, first: int, last: int, max_ops: int, max_bytes: int, *, skip: int = 0
) -> list[bytes]:  # fmt: skip
    """Return operations `first` to `last` of a log, at most `max_ops` and `max_bytes` (but one at least if any).

    A log with branches has several at one position; of these `skip` are left out.
    """
    log_ref = select(col(Logs.id)).where(is_ref(Logs.group_ref, group), col(Logs.log) == log).scalar_subquery()
    query = (
        select(col(Ops.raw))
        .where(col(Ops.log_ref) == log_ref, col(Ops.seq).between(first, last))
        .order_by(col(Ops.seq), col(Ops.id))
        .limit(max_ops)
        .offset(skip)
    )
    found: list[bytes] = []
    size = 0
    with db.connection().scalars(query) as rows:
        for raw in rows:
            size += len(raw)
            if found and size > max_bytes:
                break
            found.append(raw)
    return found


def predecessors(db: Db, group: GroupId, log: LogId) -> dict[OpId, OpId]:
    """Return what each operation of a log continues; empty at its beginning."""
    log_ref = select(col(Logs.id)).where(is_ref(Logs.group_ref, group), col(Logs.log) == log).scalar_subquery()
    query = select(col(Ops.op_id), col(Ops.raw)).where(col(Ops.log_ref) == log_ref)
    with db.connection().execute(query) as rows:
        return {OpId(op_id): parse_operation(raw).header.prev for op_id, raw in rows}


def by_epoch(db: Db, group: GroupId, epoch: EpochId, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Return up to `limit` (cursor, operation) of the content sealed under `epoch` after a cursor (0 at first)."""
    if group not in find(db, [group]):
        return []
    query = (
        select(col(Ops.id), col(Ops.raw))
        .where(is_ref(Ops.epoch_ref, epoch), is_ref(Ops.group_ref, group), _IS_CONTENT, col(Ops.id) > after)
        .order_by(col(Ops.id))
        .limit(limit)
    )
    return [(number, raw) for number, raw in db.connection().execute(query)]


def content(db: Db, group: GroupId, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Return up to `limit` (cursor, operation) of the group's content as it came, after a cursor (0 at first)."""
    query = (
        select(col(Ops.id), col(Ops.raw))
        .where(is_ref(Ops.group_ref, group), _IS_CONTENT, col(Ops.id) > after)
        .order_by(col(Ops.id))
        .limit(limit)
    )
    return [(number, raw) for number, raw in db.connection().execute(query)]


def max_lamport(db: Db, group: GroupId) -> int:
    """Return the highest lamport time of the group's operations, 0 for none."""
    query = select(func.coalesce(func.max(col(Logs.max_lamport)), 0)).where(is_ref(Logs.group_ref, group))
    return db.connection().execute(query).scalar_one()


def count(db: Db, group: GroupId) -> int:
    """Return how many operations the group's logs hold (a fork's second branch not counted)."""
    query = select(func.coalesce(func.sum(col(Logs.head_seq) + 1), 0)).where(is_ref(Logs.group_ref, group))
    return db.connection().execute(query).scalar_one()


def clear(db: Db, group: GroupId) -> None:
    """Delete every operation and log of the group."""
    for model in (Ops, Logs):
        table = core(model)
        db.connection().execute(table.delete().where(is_ref(table.c.group_ref, group)))


def place(db: Db, group: GroupId, op_id: OpId) -> tuple[LogId, int] | None:
    """Return (log, seq) of an operation, None if it is not stored."""
    query = (
        select(col(Logs.log), col(Ops.seq))
        .join(Logs, col(Logs.id) == col(Ops.log_ref))
        .where(_short_id == op_id[:SHORT_ID], col(Ops.op_id) == op_id, is_ref(Ops.group_ref, group))
    )
    found = db.connection().execute(query).first()
    return None if found is None else (LogId(found[0]), found[1])


def places(db: Db, group: GroupId, ids: Collection[OpId]) -> dict[OpId, tuple[LogId, int]]:
    """Return (log, seq) of those of `ids` that are stored."""
    wanted = list(ids)
    found: dict[OpId, tuple[LogId, int]] = {}
    for start in range(0, len(wanted), CHUNK):
        chosen = wanted[start : start + CHUNK]
        query = (
            select(col(Ops.op_id), col(Logs.log), col(Ops.seq))
            .join(Logs, col(Logs.id) == col(Ops.log_ref))
            .where(
                _short_id.in_([each[:SHORT_ID] for each in chosen]),
                col(Ops.op_id).in_(chosen),
                is_ref(Ops.group_ref, group),
            )
        )
        found |= {OpId(op_id): (LogId(log), seq) for op_id, log, seq in db.connection().execute(query)}
    return found


def content_ids(db: Db, group: GroupId, log: LogId, first: int, last: int) -> list[OpId]:
    """Return the ids of content operations `first` to `last` of a log, in order."""
    return [OpId(row[0]) for row in run(db, _CONTENT_IDS, (group, log, first, last, FIRST_CONTENT_KIND))]
