"""Between `MessageRow` and the columns of `messages` and `answers`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from sync.core.ids import ID_SIZE, AccountId, DeviceId, GroupId, MessageId, OpId
from sync.store.rows import AnswerRow, MessageRow
from sync.store.tables import Answers, Messages, Refs
from sync.views import AnswerStatus, AuthorKind

KINDS: Final[tuple[AuthorKind, ...]] = (AuthorKind.PERSON, AuthorKind.ASSISTANT)
KIND_NUMBERS: Final = {kind: number for number, kind in enumerate(KINDS)}
_UNKNOWN_COST: Final = -1

_GROUP = aliased(Refs)
_ACCOUNT = aliased(Refs)
_DEVICE = aliased(Refs)

READ: Final[Select[*tuple[Any, ...]]] = (
    select(
        col(_GROUP.key),
        col(Messages.message_id),
        col(Messages.op_id),
        col(_ACCOUNT.key),
        col(_DEVICE.key),
        col(Messages.kind),
        col(Messages.text),
        col(Messages.lamport),
        col(Messages.sort_time),
        col(Messages.sent_at),
        col(Messages.reply_to),
        col(Messages.edited),
        col(Messages.deleted),
        col(Messages.not_for_ai),
        col(Messages.hosts),
        col(Messages.turn_nonce),
        col(Messages.turn_expires),
        col(Messages.shown),
        col(Answers.trigger_id),
        col(Answers.attempt),
        col(Answers.rank),
        col(Answers.name),
        col(Answers.provider),
        col(Answers.model),
        col(Answers.status),
        col(Answers.has_usage),
        col(Answers.input_tokens),
        col(Answers.output_tokens),
        col(Answers.cost_micros),
        col(Answers.currency),
        col(Answers.error_code),
        col(Answers.error_message),
        func.length(col(Answers.receipt)) > 0,  # reads only the length: receipts are loaded on demand
        col(Messages.id),
    )
    .select_from(Messages)
    .join(_GROUP, col(_GROUP.id) == col(Messages.group_ref))
    .join(_ACCOUNT, col(_ACCOUNT.id) == col(Messages.account_ref))
    .join(_DEVICE, col(_DEVICE.id) == col(Messages.device_ref))
    .outerjoin(Answers, col(Answers.id) == col(Messages.id))
)
"""Every column `from_columns` needs; add conditions on `Messages`."""

_KEY_AT: Final = -1


def from_columns(row: Any) -> MessageRow:
    """Return the message in a row of `READ`."""
    group, message_id, op_id, account, device, kind, text, lamport, sort_time, sent_at, reply_to, *rest = row
    edited, deleted, not_for_ai, hosts, turn_nonce, turn_expires, shown, *answer, _ = rest
    return MessageRow(
        GroupId(group),
        MessageId(message_id),
        OpId(op_id or message_id),
        AccountId(account),
        DeviceId(device),
        KINDS[int(kind)],
        text,
        lamport,
        sort_time,
        sent_at,
        MessageId(reply_to) if reply_to else None,
        edited,
        deleted,
        not_for_ai,
        tuple(DeviceId(hosts[at : at + ID_SIZE]) for at in range(0, len(hosts), ID_SIZE)),
        turn_nonce,
        turn_expires,
        shown,
        None if answer[0] is None else _answer_from_columns(answer),
    )


def _answer_from_columns(columns: Sequence[Any]) -> AnswerRow:
    trigger, attempt, rank, name, provider, model, status, has_usage, tokens_in, tokens_out, cost, *rest = columns
    currency, error_code, error_message, has_receipt = rest
    return AnswerRow(
        MessageId(trigger),
        attempt,
        rank,
        name,
        provider,
        model,
        AnswerStatus(status),
        has_usage,
        tokens_in,
        tokens_out,
        None if cost == _UNKNOWN_COST else cost,
        currency,
        error_code,
        error_message,
        has_receipt,
    )


def key_of(row: Any) -> int:
    """Return the row number in a row of `READ`."""
    return row[_KEY_AT]


COLUMNS: Final = (
    "id",
    "group_ref",
    "message_id",
    "op_id",
    "account_ref",
    "device_ref",
    "kind",
    "lamport",
    "sort_time",
    "sent_at",
    "edited",
    "deleted",
    "not_for_ai",
    "shown",
    "turn_expires",
    "turn_nonce",
    "hosts",
    "reply_to",
    "text",
)
"""The columns of `messages`."""


def to_columns(key: int, row: MessageRow, refs: Mapping[bytes, int]) -> tuple[Any, ...]:
    """Return the values of `COLUMNS` for a row numbered `key`."""
    return (
        key,
        refs[row.group_id],
        row.message_id,
        b"" if row.op_id == row.message_id else row.op_id,
        refs[row.account],
        refs[row.device],
        KIND_NUMBERS[row.kind],
        row.lamport,
        row.sort_time,
        row.sent_at,
        row.edited,
        row.deleted,
        row.not_for_ai,
        row.shown,
        row.turn_expires,
        row.turn_nonce,
        b"".join(row.hosts),
        row.reply_to or b"",
        row.text,
    )


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
