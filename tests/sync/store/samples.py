"""Rows to store, and a database in memory to store them in."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, LogKind, MessageId, OpId, make_log_id
from sync.core.ops import Header, Kind, Operation
from sync.store import groups
from sync.store.cipher import connect, driver
from sync.store.database import Db
from sync.store.migrations import migrate
from sync.store.rows import AnswerRow, GroupRow, MessageRow
from sync.views import AnswerStatus, AuthorKind, GroupKind, GroupState

KEY = bytes(range(32))
GROUP = GroupId(b"g" * 32)
OTHER_GROUP = GroupId(b"h" * 32)
ANNE, BEN = AccountId(b"a" * 32), AccountId(b"b" * 32)
EPOCH = EpochId(b"e" * 32)


@contextmanager
def memory_db() -> Iterator[Db]:
    """Yield a session on a new encrypted database in memory, with two groups."""
    engine = create_engine(
        "sqlite://", module=driver, creator=partial(connect, Path(":memory:"), KEY), poolclass=StaticPool
    )
    try:
        with engine.connect() as connection, connection.begin():
            migrate(connection)
            with Db(connection, join_transaction_mode="rollback_only") as session:
                for group in (GROUP, OTHER_GROUP):
                    groups.put(session, group_row(group))
                yield session
    finally:
        engine.dispose()


def group_row(group: GroupId = GROUP, activity: int = 0, name: str = "Kitchen") -> GroupRow:
    return GroupRow(group, GroupKind.GROUP, GroupState.JOINED, name, activity, b"incarnat")


def ident(seed: object) -> bytes:
    return sha256(str(seed).encode()).digest()


def device_of(account: AccountId) -> DeviceId:
    return DeviceId(account[:31] + b"\x01")


def message(
    number: int,
    text: str = "hello",
    account: AccountId = ANNE,
    group: GroupId = GROUP,
    lamport: int | None = None,
    *,
    shown: bool = True,
    deleted: bool = False,
    answer: AnswerRow | None = None,
) -> MessageRow:
    """Return the message of that number: equal numbers have equal ids."""
    message_id = MessageId(ident(("message", number, group)))
    time = 1_900_000_000_000 + number
    return MessageRow(
        group,
        message_id,
        OpId(message_id),
        account,
        device_of(account),
        AuthorKind.PERSON if answer is None else AuthorKind.ASSISTANT,
        text,
        number if lamport is None else lamport,
        time,
        time,
        shown=shown,
        deleted=deleted,
        answer=answer,
    )


def answer_to(trigger: MessageId, attempt: int = 0) -> AnswerRow:
    return AnswerRow(trigger, attempt, 0, "Sage", "builtin", "tiny", AnswerStatus.COMPLETE)


def operation(
    account: AccountId, seq: int, kind: Kind = Kind.MESSAGE, branch: str = "", size: int = 100, epoch: EpochId = EPOCH
) -> Operation:
    """Return an operation whose bytes mean nothing: the store only keeps them."""
    log_kind = LogKind.CONTROL if kind < Kind.MESSAGE else LogKind.CONTENT
    log = make_log_id(device_of(account), log_kind, b"incarnat")
    op_id = OpId(ident(("operation", log, seq, branch)))
    epoch = epoch if log_kind is LogKind.CONTENT else EpochId(b"")
    header = Header(1, GROUP, log, seq, OpId(b""), kind, 10 + seq, 0, (), (), epoch, bytes(32))
    return Operation(op_id, header, b"", b"", bytes(64), (op_id * (size // 32 + 1))[:size])
