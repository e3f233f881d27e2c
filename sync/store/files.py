"""The files that messages name, and how much of each is on this device. Their bytes lie elsewhere (see `blobs`)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Integer, Select, and_, case, delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import aliased
from sqlmodel import col

from sync.core.ids import AccountId, GroupId, MessageId
from sync.store.database import Db
from sync.store.refs import CHUNK, core, find, is_ref
from sync.store.rows import AttachmentRow, FileRow, MessageRow, NamedRow
from sync.store.tables import Attachments, Files, Messages, Refs
from sync.views import FileState

_ATTACHMENTS: Final = core(Attachments)
_FILES: Final = core(Files)
_SAME_FILE: Final = col(Files.file) == col(Attachments.file)
_GROUP = aliased(Refs)
_ACCOUNT = aliased(Refs)
_ATTACHED: Final[list[Any]] = [
    col(Attachments.place),
    col(Attachments.file),
    col(Attachments.root),
    col(Attachments.name),
    col(Attachments.mime),
    col(Attachments.size),
    col(Attachments.key),
    col(Attachments.sha256),
    col(Attachments.width),
    col(Attachments.height),
    func.coalesce(col(Files.state), ""),
    func.coalesce(col(Files.received), 0),
]
_FILE: Final[list[Any]] = [
    col(Files.file),
    col(Files.root),
    col(Files.size),
    col(Files.state),
    col(Files.own),
    col(Files.used),
    col(Files.received),
    col(Files.chunks),
    col(Files.hashes),
]


# --- what messages name


def put_attachments(db: Db, group: GroupId, rows: Sequence[MessageRow]) -> None:
    """Store what messages name, in the place of what they named before."""
    rows = [row for row in rows if row.attachments]
    if not rows:
        return
    number = find(db, [group])[group]
    values = [
        {"group_ref": number, "message_id": row.message_id, **_columns(each)}
        for row in rows
        for each in row.attachments
    ]
    statement = insert(_ATTACHMENTS)
    replacing = {name: statement.excluded[name] for name in _columns(rows[0].attachments[0])}
    keys = ["group_ref", "message_id", "place"]
    db.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=replacing), values)


def _columns(row: AttachmentRow) -> dict[str, Any]:
    values = msgspec.structs.asdict(row)
    return {name: value for name, value in values.items() if name not in ("state", "received")}


def with_attachments(db: Db, rows: Sequence[MessageRow]) -> list[MessageRow]:
    """Return messages with what they name, and how much of it is here."""
    found: dict[MessageId, list[AttachmentRow]] = {}
    for group in {row.group_id for row in rows}:
        ids = [row.message_id for row in rows if row.group_id == group]
        for start in range(0, len(ids), CHUNK):
            chosen = col(Attachments.message_id).in_(ids[start : start + CHUNK])
            for message_id, *rest in db.connection().execute(_attached(group).where(chosen)):
                found.setdefault(MessageId(message_id), []).append(AttachmentRow(*rest))
    return [
        msgspec.structs.replace(row, attachments=tuple(found[row.message_id])) if row.message_id in found else row
        for row in rows
    ]


def attachment(db: Db, group: GroupId, message_id: MessageId, place: int) -> AttachmentRow | None:
    """Return what a message names at `place`, None for nothing."""
    query = _attached(group).where(col(Attachments.message_id) == message_id, col(Attachments.place) == place)
    row = db.connection().execute(query).first()
    return None if row is None else AttachmentRow(*row[1:])


def _attached(group: GroupId) -> Select[*tuple[Any, ...]]:
    query = select(col(Attachments.message_id), *_ATTACHED).outerjoin(Files, _SAME_FILE)
    return query.where(is_ref(Attachments.group_ref, group)).order_by(col(Attachments.place))


def clear(db: Db, group_ref: int) -> None:
    """Forget what the messages of a group name; the files stay until `unnamed` are removed."""
    db.connection().execute(delete(_ATTACHMENTS).where(_ATTACHMENTS.c.group_ref == group_ref))


def naming(db: Db, files: Collection[bytes]) -> list[NamedRow]:
    """Return where files are named, by whom, and how much of each is here."""
    short = func.substr(col(Messages.message_id), 1, 8) == func.substr(col(Attachments.message_id), 1, 8)
    same = and_(short, col(Messages.message_id) == col(Attachments.message_id))
    query = (
        select(col(_GROUP.key), col(Attachments.message_id), col(_ACCOUNT.key), *_ATTACHED)
        .select_from(Attachments)
        .join(_GROUP, col(_GROUP.id) == col(Attachments.group_ref))
        .join(Messages, and_(same, col(Messages.group_ref) == col(Attachments.group_ref)))
        .join(_ACCOUNT, col(_ACCOUNT.id) == col(Messages.account_ref))
        .outerjoin(Files, _SAME_FILE)
    )
    found: list[NamedRow] = []
    chosen = list(files)
    for start in range(0, len(chosen), CHUNK):
        rows = db.connection().execute(query.where(col(Attachments.file).in_(chosen[start : start + CHUNK])))
        found += [
            NamedRow(GroupId(group), MessageId(message_id), AccountId(account), AttachmentRow(*rest))
            for group, message_id, account, *rest in rows
        ]
    return found


# --- what is here


def file(db: Db, file_id: bytes) -> FileRow | None:
    """Return how much of a file is here, None for one that was never asked for."""
    found = _files(db, col(Files.file) == file_id)
    return found[0] if found else None


def named(db: Db, group: GroupId, root: bytes) -> list[FileRow]:
    """Return the files of that root that are here, at least in part, if a message of the group names it."""
    named_here = exists().where(
        is_ref(Attachments.group_ref, group), col(Attachments.root) == root, col(Attachments.file) == col(Files.file)
    )
    return _files(db, col(Files.root) == root, named_here)


def all_files(db: Db) -> list[FileRow]:
    """Return every file that is here or asked for, least recently used first; without maps and hashes."""
    columns = [column for column in _FILE if column.key not in ("chunks", "hashes")]
    query = select(*columns).order_by(col(Files.used), col(Files.file))
    return [FileRow(*row) for row in db.connection().execute(query)]


def in_state(db: Db, state: str) -> list[FileRow]:
    """Return the files in a state, the one asked for last at the end."""
    return _files(db, col(Files.state) == state)


def totals(db: Db) -> tuple[int, int]:
    """Return how many bytes of files are here, and how many files are here whole."""
    whole = col(Files.state) == FileState.READY.value
    query = select(func.coalesce(func.sum(col(Files.received)), 0), func.coalesce(func.sum(whole.cast(Integer)), 0))
    used, files = db.connection().execute(query).one()
    return int(used), int(files)


def promised(db: Db, but: bytes) -> int:
    """Return how many bytes files take, or will when what is asked for is here; but for one of them."""
    waiting = col(Files.state) == FileState.WAITING.value
    taken = case((waiting, col(Files.size)), else_=col(Files.received))
    query = select(func.coalesce(func.sum(taken), 0)).where(col(Files.file) != but)
    return int(db.connection().execute(query).scalar_one())


def put_file(db: Db, row: FileRow) -> None:
    """Store how much of a file is here."""
    values: dict[str, Any] = msgspec.structs.asdict(row)
    statement = insert(_FILES).values(**values)
    replacing = {name: value for name, value in values.items() if name != "file"}
    db.connection().execute(statement.on_conflict_do_update(index_elements=["file"], set_=replacing))


def touch_file(db: Db, file_id: bytes, used: int) -> None:
    """Note that a file was used, at `used` ms."""
    db.connection().execute(update(_FILES).where(_FILES.c.file == file_id).values(used=used))


def remove_files(db: Db, files: Iterable[bytes]) -> None:
    """Forget that files are here."""
    chosen = list(files)
    for start in range(0, len(chosen), CHUNK):
        db.connection().execute(delete(_FILES).where(_FILES.c.file.in_(chosen[start : start + CHUNK])))


def unnamed(db: Db) -> list[bytes]:
    """Return the files that no message names."""
    is_named = exists().where(col(Attachments.root) == col(Files.root), _SAME_FILE)
    return [row[0] for row in db.connection().execute(select(col(Files.file)).where(~is_named))]


def _files(db: Db, *conditions: Any) -> list[FileRow]:
    query = select(*_FILE).where(*conditions).order_by(col(Files.used), col(Files.file))
    return [FileRow(*row) for row in db.connection().execute(query)]
