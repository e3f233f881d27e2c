"""From a damaged database into a fresh one: whatever pages prove right, before anything is asked of anybody.

What only this device knows is copied row by row. Operations prove themselves, so they are laid aside as they are, to be
taken in like those of a peer (`sync.runtime.salvaging`). Messages and the search index are made again from them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import SQLModel

from sync.core.ids import ID_SIZE, INCARNATION_SIZE, EpochId, GroupId
from sync.core.ops import FIRST_CONTENT_KIND, Operation
from sync.core.signing import parse_operation
from sync.errors import HostileInput
from sync.store import ops as op_store
from sync.store.btree import INDEX_LEAF, TABLE_LEAF, Row, Trees, Value
from sync.store.database import Db
from sync.store.pages import Pages, frames_of
from sync.store.refs import core
from sync.store.tables import Codes, Groups, Identity, Refs, Requests, Salvaged, Secrets
from sync.views import GroupKind, GroupState

Random: TypeAlias = Callable[[int], bytes]

MADE_AGAIN: Final = frozenset(
    {"logs", "ops", "messages", "answers", "attachments", "tallies", "search", "deliveries", "forks"}
)
"""Tables that follow from the operations, or that peers tell again. All others are copied."""
_NEW_GROUP: Final[Mapping[str, Any]] = {
    "activity": 0, "incarnation": b"", "code": "", "notice": "", "read_position": b"", "joined_at": 0, "stale": False,
}  # fmt: skip
_CHUNK: Final = 500
_OBJECTS: Final = frozenset({"table", "index", "view", "trigger"})
_OP_COLUMNS: Final = 8
_GROUP_COLUMNS: Final = 11
_ROW_SIGN: Final = 1 << 63


@dataclass(frozen=True, slots=True)
class SpareGroup:
    """What has to be known of a group so that its members are found and the rest comes from them."""

    kind: str = GroupKind.GROUP.value
    state: str = GroupState.JOINED.value
    name: str = ""
    secrets: Mapping[EpochId, bytes] = field(default_factory=dict[EpochId, bytes])
    control: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Spare:
    """What is known besides the damaged file; `salt` is what the file began with."""

    identity: bytes = b""
    salt: bytes = b""
    groups: Mapping[GroupId, SpareGroup] = field(default_factory=dict[GroupId, SpareGroup])


@dataclass(slots=True)
class Findings:
    """What a salvage came to."""

    has_account: bool = False
    operations: int = 0
    lost: int = 0
    """Pages and rows that could not be read, of those that were looked at."""


def salvage(damaged: Path, key: bytes, fresh: Connection, spare: Spare, random: Random) -> Findings:
    """Fill `fresh`, an empty database of the newest shape, in the caller's transaction; raises OSError.

    Groups go on under logs of their own that nothing was written to: `random` gives the incarnations.
    """
    with Pages(damaged, key, spare.salt) as pages:
        trees = Trees(pages)
        roots = _roots(trees)
        findings = Findings()
        for table in kept():
            _copy(fresh, table, trees.rows(roots[table]) if table in roots else ())
        if trees.lost:
            _copy(fresh, "secrets", filter(_is_secret, trees.strays(INDEX_LEAF)))
            _copy(fresh, "groups", filter(_is_group, trees.strays(TABLE_LEAF)))
        findings.operations = _lay_aside(fresh, _operations(trees, roots.get("ops", 0)))
        findings.lost = trees.lost
    _fill_in(fresh, spare)
    _settle_groups(fresh, random)
    findings.has_account = fresh.execute(select(core(Identity).c.data)).first() is not None
    return findings


def dropped(database: Path, key: bytes, wal: bytes, recovered: int) -> list[Operation]:
    """Return the operations in pages of a write-ahead log beyond the `recovered` frames that SQLite took from it.

    `wal` is the log as it was before the database was opened. A damaged frame, or one that a power cut tore, makes
    SQLite drop what comes after it as well.
    """
    numbers = {frame.page for frame in frames_of(wal, recovered)}
    if not numbers:
        return []
    with Pages(database, key, wal=wal) as pages:
        return list(_parsed(Trees(pages).leaves(numbers, TABLE_LEAF)))


def take_back(db: Db, operations: Collection[Operation], random: Random) -> int:
    """Lay aside those of `operations` that a group here lacks; returns how many.

    Where some of them are of the logs this device goes on with, it begins new ones: they may not be all.
    """
    table, connection = core(Groups), db.connection()
    incarnations = {row[0]: row[1] for row in connection.execute(select(table.c.group_id, table.c.incarnation))}
    unique = {op.id: op for op in operations if _group_of(op) in incarnations}
    lacking = [op for op in unique.values() if not op_store.places(db, _group_of(op), [op.id])]
    _lay_aside(connection, iter(lacking))
    for group in {_group_of(op) for op in lacking if op.header.log.endswith(incarnations[_group_of(op)])}:
        changed = update(table).where(table.c.group_id == group)
        connection.execute(changed.values(incarnation=random(INCARNATION_SIZE)))
    return len(lacking)


def _group_of(op: Operation) -> GroupId:
    return op.header.group or GroupId(op.id)


def kept() -> list[str]:
    """Return the tables that are copied, those first that others refer to."""
    names = sorted(SQLModel.metadata.tables.keys() - MADE_AGAIN)
    return sorted(names, key=lambda name: name != "refs")


def _roots(trees: Trees) -> dict[str, int]:
    """Return where each table's tree begins; the list of tables is found also where page 1 is gone."""
    found = {str(row.values[1]): row.values[3] for row in trees.rows(1) if _is_object(row)}
    if trees.lost:
        found |= {str(row.values[1]): row.values[3] for row in trees.strays(TABLE_LEAF) if _is_object(row)}
    return {name: root for name, root in found.items() if isinstance(root, int) and root > 1}


def _is_object(row: Row) -> bool:
    return len(row.values) == 5 and row.values[0] in _OBJECTS and isinstance(row.values[4], str | None)


def _is_secret(row: Row) -> bool:
    values = row.values
    return len(values) == 3 and isinstance(values[0], int) and all(_is_id(each) for each in values[1:])


def _is_group(row: Row) -> bool:
    values = row.values
    return len(values) >= _GROUP_COLUMNS and _is_id(values[1]) and all(isinstance(each, str) for each in values[2:5])


def _is_id(value: Value) -> bool:
    return isinstance(value, bytes) and len(value) == ID_SIZE


def _copy(fresh: Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows as they were stored; one that breaks a rule of its table is none."""
    into = SQLModel.metadata.tables[table]
    columns = [column.name for column in into.c]
    statement = insert(into).prefix_with("OR IGNORE")
    for row in rows:
        values = list(row.values[: len(columns)])
        if columns[0] == "id" and values and values[0] is None:
            values[0] = row.number - 2 * _ROW_SIGN if row.number >= _ROW_SIGN else row.number
        fresh.execute(statement, dict(zip(columns, values, strict=False)))


def _operations(trees: Trees, root: int) -> Iterator[Operation]:
    """Return the operations in the tree of `ops`, and in leaves that nothing readable leads to any more."""
    before = trees.lost
    rows = trees.rows(root) if root else iter(())
    yield from _parsed(rows)
    if before or trees.lost or not root:
        yield from _parsed(trees.strays(TABLE_LEAF))


def _parsed(rows: Iterable[Row]) -> Iterator[Operation]:
    for row in rows:
        raw, op_id = (row.values[7], row.values[4]) if len(row.values) == _OP_COLUMNS else (None, None)
        if isinstance(raw, bytes) and isinstance(op_id, bytes):
            try:
                operation = parse_operation(raw)
            except HostileInput:
                continue
            if operation.id == op_id:
                yield operation


def _lay_aside(fresh: Connection, operations: Iterator[Operation]) -> int:
    count = 0
    while chosen := list(islice(operations, _CHUNK)):
        count += len(chosen)
        fresh.execute(
            insert(core(Salvaged)).prefix_with("OR IGNORE"),
            [
                {
                    "group_id": _group_of(op),
                    "op_id": op.id,
                    "content": op.header.kind >= FIRST_CONTENT_KIND,
                    "lamport": op.header.lamport,
                    "raw": op.raw,
                }
                for op in chosen
            ],
        )
    return count


def _fill_in(fresh: Connection, spare: Spare) -> None:
    """Put in what the damaged file did not give."""
    if spare.identity:
        fresh.execute(insert(core(Identity)).prefix_with("OR IGNORE").values(id=1, data=spare.identity))
    refs, groups, secrets, salvaged = core(Refs), core(Groups), core(Secrets), core(Salvaged)
    for number, group in fresh.execute(select(groups.c.id, groups.c.group_id)).all():
        fresh.execute(insert(refs).prefix_with("OR IGNORE").values(id=number, key=group))
    known = dict(spare.groups)
    for each in spare.groups.values():
        _lay_aside(fresh, map(parse_operation, each.control))
    for group in fresh.scalars(select(salvaged.c.group_id).distinct()).all():
        known.setdefault(group, SpareGroup())
    for group, each in known.items():
        number = _number(fresh, group)
        row = {"id": number, "group_id": group, "kind": each.kind, "state": each.state, "name": each.name}
        fresh.execute(insert(groups).prefix_with("OR IGNORE").values(**row, **_NEW_GROUP))
        for epoch, secret in each.secrets.items():
            values = {"group_ref": number, "epoch": epoch, "secret": secret}
            fresh.execute(insert(secrets).prefix_with("OR IGNORE").values(**values))


def _number(fresh: Connection, group: bytes) -> int:
    refs = core(Refs)
    fresh.execute(insert(refs).prefix_with("OR IGNORE").values(key=group))
    return fresh.execute(select(refs.c.id).where(refs.c.key == group)).scalar_one()


def _settle_groups(fresh: Connection, random: Random) -> None:
    """Drop what belongs to no group any more, and begin new logs."""
    groups = core(Groups)
    numbers = fresh.scalars(select(groups.c.id)).all()
    for model in (Secrets, Codes, Requests):
        table = core(model)
        fresh.execute(delete(table).where(table.c.group_ref.not_in(numbers)))
    for number in numbers:
        changed = update(groups).where(groups.c.id == number)
        fresh.execute(changed.values(incarnation=random(INCARNATION_SIZE), stale=False))
