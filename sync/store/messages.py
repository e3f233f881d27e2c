"""The messages of a group as the window shows them: written in bulk, read by page, counted, found."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, func, literal, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from sync.core.ids import AccountId, GroupId, MessageId
from sync.store import files, tallies
from sync.store import search as index
from sync.store.bulk import insert_rows
from sync.store.database import Db
from sync.store.message_keys import allocate, key_range
from sync.store.message_rows import COLUMNS, KIND_NUMBERS, READ, answer_to_columns, from_columns, to_columns
from sync.store.refs import CHUNK, bulk_sql, core, find, intern, is_ref, none_of, places, ref
from sync.store.rows import MessageRow, split_position
from sync.store.search import search
from sync.store.shown import IS_SHOWN, ORDER
from sync.store.statements import run, run_for_each
from sync.store.tables import Answers, Messages, Refs
from sync.views import AuthorKind

_MESSAGES = core(Messages)
SHORT_ID: Final = 8
"""Bytes of an id that the index of ids holds."""
_KNOWN: Final = (
    "SELECT message_id, id, lamport, text, shown, deleted FROM messages"
    " WHERE +group_ref = ? AND substr(message_id, 1, 8) IN "
)
_INSERT: Final = bulk_sql(Messages, *COLUMNS)
_REPLACE: Final = bulk_sql(Messages, *COLUMNS, conflict="OR REPLACE")
_ANSWERS = core(Answers)
_sort_key = tuple_(*ORDER)
_sort_time = tuple_(*ORDER[:2])
_short_id = func.substr(
    col(Messages.message_id), literal(1, literal_execute=True), literal(SHORT_ID, literal_execute=True)
)
_NOT_DELETED: Final = col(Messages.deleted).is_(False)
MANY: Final = 1_000
"""The most that `unread` counts."""
_NO_RECEIPTS: Final[Mapping[MessageId, bytes]] = MappingProxyType({})


__all__ = [
    "by_trigger",
    "clear",
    "count",
    "get",
    "last",
    "page",
    "put",
    "receipt",
    "rivalled",
    "search",
    "set_shown",
    "unread",
]


class _Stored:
    """What is stored of a message that is put again."""

    __slots__ = ("key", "lamport", "shown", "text")

    def __init__(self, key: int, lamport: int, text: str, shown: bool, deleted: bool) -> None:
        self.key = key
        self.lamport = lamport
        self.shown = shown
        self.text = _searchable(text, shown, deleted)


def _searchable(text: str, shown: bool, deleted: bool) -> str:
    """Return the text under which a message can be found, empty for none; the view `searchable` says the same."""
    return text if shown and not deleted else ""


def put(db: Db, rows: Sequence[MessageRow], receipts: Mapping[MessageId, bytes] = _NO_RECEIPTS) -> None:
    """Store messages, replacing those with the same id, and keep the search index in step.

    `receipts` holds those of answers among `rows`; an answer without one there keeps the receipt it has.
    """
    by_group: dict[GroupId, dict[MessageId, MessageRow]] = {}
    for row in rows:
        by_group.setdefault(row.group_id, {})[row.message_id] = row
    for group, latest in by_group.items():
        _put_in_group(db, group, list(latest.values()), receipts)


def _put_in_group(db: Db, group: GroupId, rows: list[MessageRow], receipts: Mapping[MessageId, bytes]) -> None:
    refs = intern(db, {group, *(row.account for row in rows), *(row.device for row in rows)})
    stored = _stored(db, refs[group], [row.message_id for row in rows])
    were_shown = sum(stored[row.message_id].shown for row in rows if row.message_id in stored)
    tallies.add(db, refs[group], sum(row.shown for row in rows) - were_shown)
    # A message that moved in lamport time gets a new row number: the search index is ordered by it.
    moved = [row for row in rows if row.message_id in stored and stored[row.message_id].lamport != row.lamport]
    for row in moved:
        receipts = {row.message_id: _drop(db, stored.pop(row.message_id)), **receipts}
    fresh = [row for row in rows if row.message_id not in stored]
    changed = [(stored[row.message_id], row) for row in rows if row.message_id in stored]
    numbered = list(zip(allocate(db, refs[group], fresh), fresh, strict=True))
    _insert(db, numbered, refs)
    _replace(db, changed, refs)
    _put_answers(db, [*numbered, *((was.key, row) for was, row in changed)], refs[group], receipts)


def _stored(db: Db, group_ref: int, ids: Sequence[MessageId]) -> dict[bytes, _Stored]:
    found: dict[bytes, _Stored] = {}
    for start in range(0, len(ids), CHUNK):
        chosen = {message_id[:SHORT_ID] for message_id in ids[start : start + CHUNK]}
        rows = run(db, _KNOWN + places(len(chosen)), (group_ref, *chosen))
        found.update((row[0], _Stored(*row[1:])) for row in rows)
    return found


def _insert(db: Db, rows: Sequence[tuple[int, MessageRow]], refs: Mapping[bytes, int]) -> None:
    if rows:
        insert_rows(db, _INSERT, [to_columns(key, row, refs) for key, row in rows])
        texts = ((key, _searchable(row.text, row.shown, row.deleted)) for key, row in rows)
        index.add(db, (entry for entry in texts if entry[1]))


def _replace(db: Db, rows: Sequence[tuple[_Stored, MessageRow]], refs: Mapping[bytes, int]) -> None:
    if not rows:
        return
    reindexed = [(was, _searchable(row.text, row.shown, row.deleted)) for was, row in rows]
    reindexed = [(was, now) for was, now in reindexed if was.text != now]
    index.drop(db, ((was.key, was.text) for was, _ in reindexed if was.text))
    run_for_each(db, _REPLACE, [to_columns(was.key, row, refs) for was, row in rows])
    index.add(db, ((was.key, now) for was, now in reindexed if now))


def _put_answers(
    db: Db, rows: Iterable[tuple[int, MessageRow]], group_ref: int, receipts: Mapping[MessageId, bytes]
) -> None:
    values = [
        answer_to_columns(key, group_ref, row.answer, receipts.get(row.message_id))
        for key, row in rows
        if row.answer is not None
    ]
    if not values:
        return
    statement = insert(_ANSWERS)
    replacing: dict[str, Any] = {
        column.name: statement.excluded[column.name] for column in _ANSWERS.c if column.name != "id"
    }
    given = func.length(statement.excluded.receipt) > 0
    replacing["receipt"] = func.iif(given, statement.excluded.receipt, _ANSWERS.c.receipt)
    db.connection().execute(statement.on_conflict_do_update(index_elements=["id"], set_=replacing), values)


def _drop(db: Db, was: _Stored) -> bytes:
    """Delete a message that is about to be stored anew; returns its receipt, empty for none."""
    if was.text:
        index.drop(db, [(was.key, was.text)])
    db.connection().execute(delete(_MESSAGES).where(_MESSAGES.c.id == was.key))
    gone = db.connection().execute(delete(_ANSWERS).where(_ANSWERS.c.id == was.key).returning(_ANSWERS.c.receipt))
    return gone.scalar_one_or_none() or b""


def set_shown(db: Db, group: GroupId, ids: Iterable[MessageId], shown: bool) -> None:
    """Show or hide messages, such as the answers that another one outranks."""
    number = find(db, [group]).get(group)
    if number is None:
        return
    table = _MESSAGES.c
    for message_id in ids:
        changed = db.connection().execute(
            update(_MESSAGES)
            .where(_is_message(message_id), table.group_ref == number, table.shown.is_not(shown))
            .values(shown=shown)
            .returning(table.id, table.text, table.deleted)
        )
        for key, text, deleted in changed.all():
            tallies.add(db, number, 1 if shown else -1)
            if text and not deleted:
                (index.add if shown else index.drop)(db, [(key, text)])


def clear(db: Db, group: GroupId) -> None:
    """Delete every message of the group, so that they can be projected again."""
    number = find(db, [group]).get(group)
    if number is None:
        return
    first, last_key = key_range(number)
    index.drop_range(db, first, last_key)
    files.clear(db, number)
    tallies.clear(db, number)
    for table in (_MESSAGES, _ANSWERS):
        db.connection().execute(delete(table).where(table.c.id.between(first, last_key)))


def page(
    db: Db,
    group: GroupId,
    before: bytes | None = None,
    after: bytes | None = None,
    limit: int = 50,
    blocked: Collection[AccountId] = (),
) -> list[MessageRow]:
    """Return up to `limit` shown messages, oldest first: the first `after` one, the last `before` one, or newest.

    Those by, or hosted by, a `blocked` account are passed over.
    """
    conditions = [is_ref(Messages.group_ref, group), IS_SHOWN, *none_of(db, col(Messages.account_ref), blocked)]
    if before is not None:
        conditions.append(_sort_key < _bound(before))
    if after is not None:
        return _read(db, READ.where(*conditions, _sort_key > _bound(after)).order_by(*ORDER).limit(limit))
    found = _read(db, READ.where(*conditions).order_by(*(column.desc() for column in ORDER)).limit(limit))
    found.reverse()
    return found


def last(db: Db, group: GroupId, blocked: Collection[AccountId] = ()) -> MessageRow | None:
    """Return the newest shown message, passing over those of `blocked` accounts."""
    found = page(db, group, limit=1, blocked=blocked)
    return found[0] if found else None


def get(db: Db, group: GroupId, message_id: MessageId) -> MessageRow | None:
    """Return a message, shown or not."""
    found = _read(db, READ.where(_is_message(message_id), is_ref(Messages.group_ref, group)))
    return found[0] if found else None


def by_trigger(db: Db, group: GroupId, trigger: MessageId, *, only_shown: bool = False) -> list[MessageRow]:
    """Return every answer to a message, shown or not, in display order."""
    query = READ.where(is_ref(Answers.group_ref, group), col(Answers.trigger_id) == trigger).order_by(*ORDER)
    return _read(db, query.where(IS_SHOWN) if only_shown else query)


def rivalled(db: Db, account: AccountId) -> list[tuple[GroupId, MessageId]]:
    """Return the questions, each with its group, that an account's device answered and another one too."""
    theirs = select(col(Answers.group_ref), col(Answers.trigger_id)).join(Messages, col(Messages.id) == col(Answers.id))
    pairs = theirs.where(is_ref(Messages.account_ref, account)).distinct().subquery()
    query = (
        select(col(Refs.key), pairs.c.trigger_id)
        .join(Refs, col(Refs.id) == pairs.c.group_ref)
        .join(Answers, and_(col(Answers.group_ref) == pairs.c.group_ref, col(Answers.trigger_id) == pairs.c.trigger_id))
        .group_by(pairs.c.group_ref, pairs.c.trigger_id)
        .having(func.count() > 1)
    )
    return [(GroupId(group), MessageId(trigger)) for group, trigger in db.connection().execute(query)]


def receipt(db: Db, group: GroupId, message_id: MessageId) -> bytes | None:
    """Return the receipt of an answer, None if it has none."""
    query = (
        select(col(Answers.receipt))
        .join(Messages, col(Messages.id) == col(Answers.id))
        .where(_is_message(message_id), is_ref(Messages.group_ref, group))
    )
    return db.connection().execute(query).scalar_one_or_none() or None


def unread(db: Db, group: GroupId, read: bytes, me: AccountId, blocked: Collection[AccountId] = ()) -> int:
    """Return how many shown messages after position `read` (empty: all) are by others or by the assistant.

    Those by, or hosted by, a `blocked` account do not count. MANY stands for that many or more: counting on would take
    the longer the more nobody cares how many exactly.
    """
    theirs = (col(Messages.account_ref).is_distinct_from(ref(me))) | (
        col(Messages.kind) == KIND_NUMBERS[AuthorKind.ASSISTANT]
    )
    query = select(literal(1)).where(is_ref(Messages.group_ref, group), IS_SHOWN, _NOT_DELETED, theirs)
    query = query.where(*none_of(db, col(Messages.account_ref), blocked))
    if not read:
        return _count(db, query)
    lamport, sort_time, message_id = split_position(read)
    later = query.where(_sort_time > tuple_(lamport, sort_time))
    same_time = query.where(_sort_time == tuple_(lamport, sort_time), col(Messages.message_id) > message_id)
    return min(MANY, _count(db, later) + _count(db, same_time))


def _count(db: Db, query: Select[int]) -> int:
    """Return how many rows there are, MANY at most."""
    return db.connection().execute(select(func.count()).select_from(query.limit(MANY).subquery())).scalar_one()


def count(db: Db, group: GroupId) -> int:
    """Return how many messages of the group are shown."""
    return tallies.shown(db, group)


def _is_message(message_id: MessageId) -> ColumnElement[bool]:
    """Return the condition that finds a message by its id; add the group's."""
    return and_(_short_id == message_id[:SHORT_ID], col(Messages.message_id) == message_id)


def _bound(position: bytes) -> Any:
    return tuple_(*split_position(position))


def _read(db: Db, query: Select[*tuple[Any, ...]]) -> list[MessageRow]:
    return [from_columns(row) for row in db.connection().execute(query)]
