"""Between `MessageRow` and the columns of `messages` and `answers`."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from sync.core.ids import ID_SIZE, AccountId, DeviceId, GroupId, MessageId, OpId
from sync.store.rows import AnswerRow, MessageRow
from sync.store.tables import Answer, Message, Ref
from sync.views import AnswerStatus, AuthorKind

KINDS: Final = (AuthorKind.PERSON, AuthorKind.ASSISTANT)
KIND_NUMBERS: Final = {kind: number for number, kind in enumerate(KINDS)}
_UNKNOWN_COST: Final = -1

_GROUP = aliased(Ref)
_ACCOUNT = aliased(Ref)
_DEVICE = aliased(Ref)

READ: Final[Select[Any]] = (
    select(
        col(_GROUP.key),
        col(Message.message_id),
        col(Message.op_id),
        col(_ACCOUNT.key),
        col(_DEVICE.key),
        col(Message.kind),
        col(Message.text),
        col(Message.lamport),
        col(Message.sort_time),
        col(Message.sent_at),
        col(Message.reply_to),
        col(Message.edited),
        col(Message.deleted),
        col(Message.not_for_ai),
        col(Message.hosts),
        col(Message.turn_nonce),
        col(Message.turn_expires),
        col(Message.shown),
        col(Answer.trigger_id),
        col(Answer.attempt),
        col(Answer.rank),
        col(Answer.name),
        col(Answer.provider),
        col(Answer.model),
        col(Answer.status),
        col(Answer.has_usage),
        col(Answer.input_tokens),
        col(Answer.output_tokens),
        col(Answer.cost_micros),
        col(Answer.currency),
        col(Answer.error_code),
        col(Answer.error_message),
        func.length(col(Answer.receipt)) > 0,  # reads only the length: receipts are loaded on demand
        col(Message.id),
    )
    .select_from(Message)
    .join(_GROUP, col(_GROUP.id) == col(Message.group_ref))
    .join(_ACCOUNT, col(_ACCOUNT.id) == col(Message.account_ref))
    .join(_DEVICE, col(_DEVICE.id) == col(Message.device_ref))
    .outerjoin(Answer, col(Answer.id) == col(Message.id))
)
"""Every column `from_columns` needs; add conditions on `Message`."""

_ANSWER_FROM: Final = 18
_KEY_AT: Final = -1


def from_columns(row: Any) -> MessageRow:
    """Return the message in a row of `READ`."""
    message_id = MessageId(row[1])
    reply_to: bytes = row[10]
    hosts: bytes = row[14]
    return MessageRow(
        GroupId(row[0]),
        message_id,
        OpId(row[2] or row[1]),
        AccountId(row[3]),
        DeviceId(row[4]),
        KINDS[row[5]],
        *row[6:10],
        MessageId(reply_to) if reply_to else None,
        *row[11:14],
        tuple(DeviceId(hosts[at : at + ID_SIZE]) for at in range(0, len(hosts), ID_SIZE)),
        *row[15:18],
        None if row[_ANSWER_FROM] is None else _answer_from_columns(row[_ANSWER_FROM:_KEY_AT]),
    )


def _answer_from_columns(columns: Any) -> AnswerRow:
    trigger, attempt, rank, name, provider, model, status, has_usage, spent_in, spent_out, cost, *rest = columns
    return AnswerRow(
        MessageId(trigger),
        attempt,
        rank,
        name,
        provider,
        model,
        AnswerStatus(status),
        has_usage,
        spent_in,
        spent_out,
        None if cost == _UNKNOWN_COST else cost,
        *rest[:-1],
        bool(rest[-1]),
    )


def key_of(row: Any) -> int:
    """Return the row number in a row of `READ`."""
    return row[_KEY_AT]


def to_columns(key: int, row: MessageRow, refs: Mapping[bytes, int]) -> dict[str, Any]:
    """Return the columns of `messages` for a row numbered `key`."""
    return {
        "id": key,
        "group_ref": refs[row.group_id],
        "message_id": row.message_id,
        "op_id": b"" if row.op_id == row.message_id else row.op_id,
        "account_ref": refs[row.account],
        "device_ref": refs[row.device],
        "kind": KIND_NUMBERS[row.kind],
        "lamport": row.lamport,
        "sort_time": row.sort_time,
        "sent_at": row.sent_at,
        "edited": row.edited,
        "deleted": row.deleted,
        "not_for_ai": row.not_for_ai,
        "shown": row.shown,
        "turn_expires": row.turn_expires,
        "turn_nonce": row.turn_nonce,
        "hosts": b"".join(row.hosts),
        "reply_to": row.reply_to or b"",
        "text": row.text,
    }


def answer_to_columns(key: int, group_ref: int, answer: AnswerRow, receipt: bytes | None) -> dict[str, Any]:
    """Return the columns of `answers`; `receipt` None keeps the one that is stored."""
    return {
        "id": key,
        "group_ref": group_ref,
        "trigger_id": answer.trigger,
        "attempt": answer.attempt,
        "rank": answer.rank,
        "name": answer.name,
        "provider": answer.provider,
        "model": answer.model,
        "status": answer.status.value,
        "has_usage": answer.has_usage,
        "input_tokens": answer.input_tokens,
        "output_tokens": answer.output_tokens,
        "cost_micros": _UNKNOWN_COST if answer.cost_micros is None else answer.cost_micros,
        "currency": answer.currency,
        "error_code": answer.error_code,
        "error_message": answer.error_message,
        "receipt": receipt or b"",
    }
