"""From operations to the rows the window reads. Everything here can be made again from the operations at any time."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sync.core import limits, turns
from sync.core.codec import decode, encode
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId, log_device
from sync.core.names import shown_line, shown_text
from sync.core.ops import Answer, Header, Message, Receipt
from sync.core.payloads import MAX_ERROR_CHARACTERS, MAX_MODEL_CHARACTERS
from sync.core.room import Accepted
from sync.errors import HostileInput
from sync.runtime.file_views import attachment_rows
from sync.store import files as file_store
from sync.store import messages as message_store
from sync.store.database import Db
from sync.store.rows import AnswerRow, MessageRow
from sync.views import AnswerStatus, AuthorKind

MAX_RECEIPT_BYTES = 512 * 1024
"""A receipt unpacked; more is a bomb, not a prompt."""


@dataclass(slots=True)
class Projected:
    """Rows to store with their receipts; after storing, `hidden` names answers that a better one replaced."""

    rows: list[MessageRow] = field(default_factory=list[MessageRow])
    receipts: dict[MessageId, bytes] = field(default_factory=dict[MessageId, bytes])
    hidden: list[MessageId] = field(default_factory=list[MessageId])


def project(accepted: Sequence[Accepted], now: int, *, live: bool) -> Projected:
    """Return the message rows that `accepted` operations make; void and unreadable ones make none."""
    projected = Projected()
    for entry in accepted:
        if entry.void or entry.account is None:
            continue
        if isinstance(entry.content, Message):
            projected.rows.append(_message_row(entry.op.header, entry, entry.content, now, live=live))
        elif isinstance(entry.content, Answer):
            row = _answer_row(entry.op.header, entry, entry.content, now)
            if row is not None:
                projected.rows.append(row)
                if entry.content.receipt:
                    projected.receipts[row.message_id] = entry.content.receipt
    return projected


def store_projection(
    db: Db, group: GroupId, projected: Projected, blocked: Collection[AccountId] = frozenset()
) -> Projected:
    """Write the rows and settle which answer to each question everyone sees; returns what is shown.

    The store may run this twice, so `projected` stays as it is.
    """
    message_store.put(db, projected.rows, projected.receipts)
    file_store.put_attachments(db, group, projected.rows)
    hidden: list[MessageId] = []
    for trigger in {row.answer.trigger for row in projected.rows if row.answer is not None}:
        hidden += settle(db, group, trigger, blocked, among_shown=True)
    shown = [row for row in projected.rows if row.message_id not in hidden]
    if any(row.attachments for row in shown):
        shown = file_store.with_attachments(db, shown)
    return Projected(rows=shown, receipts=projected.receipts, hidden=hidden)


def settle(
    db: Db, group: GroupId, trigger: MessageId, blocked: Collection[AccountId], *, among_shown: bool = False
) -> list[MessageId]:
    """Show the answer to a question that comes first, and hide the others; returns these.

    `among_shown`: only those that are shown now, as new ones are; what was outranked stays so. One that a blocked
    account hosted is not shown here anyway: it must not keep another one from being shown.
    """
    answers = message_store.by_trigger(db, group, trigger, only_shown=among_shown)
    if not answers:
        return []
    best = min(answers, key=lambda row: (row.account in blocked, *_visible_order(row))).message_id
    losers = [answer.message_id for answer in answers if answer.message_id != best]
    message_store.set_shown(db, group, [best], True)
    message_store.set_shown(db, group, losers, False)
    return losers


def _visible_order(row: MessageRow) -> tuple[int, int, int, bytes]:
    answer = row.answer
    if answer is None:
        raise ValueError("not an answer")
    return turns.order_key(answer.status.value, answer.attempt, answer.rank, row.message_id)


def _sort_time(time: int, now: int) -> int:
    return min(time, now + limits.CLOCK_TOLERANCE_MS)


def _message_row(header: Header, entry: Accepted, message: Message, now: int, *, live: bool) -> MessageRow:
    plan = message.turn
    sort_time = _sort_time(header.time, now)
    # A message that arrives as it is written is fresh whatever its author's clock says; otherwise that clock must do.
    asked_at = now if live else sort_time
    return MessageRow(
        group_id=entry.op.header.group,
        message_id=MessageId(entry.op.id),
        op_id=entry.op.id,
        account=AccountId(entry.account or b""),
        device=log_device(header.log),
        kind=AuthorKind.PERSON,
        text=shown_text(message.text),
        lamport=header.lamport,
        sort_time=sort_time,
        sent_at=sort_time,
        reply_to=message.reply_to,
        not_for_ai=message.not_for_ai,
        hosts=() if plan is None else plan.hosts,
        turn_nonce=b"" if plan is None else plan.nonce,
        turn_expires=0 if plan is None else asked_at + min(plan.lifetime, limits.TURN_LIFETIME_MS),
        attachments=attachment_rows(message.attachments),
    )


def _answer_row(header: Header, entry: Accepted, answer: Answer, now: int) -> MessageRow | None:
    """Return an answer's row; None for one whose id is not that of its question, host and attempt."""
    device: DeviceId = log_device(header.log)
    if answer.turn != turns.turn_id(answer.trigger, device, answer.attempt):
        return None
    usage, error = answer.usage, answer.error
    placed = answer.placed if 0 < answer.placed <= header.lamport else header.lamport
    started = _sort_time(answer.started or header.time, now)
    return MessageRow(
        group_id=header.group,
        message_id=answer.turn,
        op_id=entry.op.id,
        account=AccountId(entry.account or b""),
        device=device,
        kind=AuthorKind.ASSISTANT,
        text=shown_text(answer.text),
        lamport=placed,
        sort_time=started,
        sent_at=started,
        answer=AnswerRow(
            trigger=answer.trigger,
            attempt=answer.attempt,
            rank=answer.rank,
            name=shown_line(answer.name),
            provider=shown_line(answer.provider, MAX_MODEL_CHARACTERS),
            model=shown_line(answer.model, MAX_MODEL_CHARACTERS),
            status=AnswerStatus(answer.status),
            has_usage=usage is not None,
            input_tokens=0 if usage is None else usage.input_tokens,
            output_tokens=0 if usage is None else usage.output_tokens,
            cost_micros=None if usage is None else usage.cost_micros,
            currency="" if usage is None else shown_line(usage.currency),
            error_code="" if error is None else shown_line(error.code),
            error_message="" if error is None else shown_line(error.message, MAX_ERROR_CHARACTERS),
        ),
    )


def pack_receipt(receipt: Receipt) -> bytes:
    """Return a receipt as it travels in an answer."""
    return zlib.compress(encode(receipt), 9)


def unpack_receipt(packed: bytes) -> Receipt:
    """Return the receipt in `packed`; raises HostileInput on anything else, also on one that unpacks to too much."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(packed, MAX_RECEIPT_BYTES)
    except zlib.error as error:
        raise HostileInput("receipt: not compressed data") from error
    if unpacker.unconsumed_tail:
        raise HostileInput("receipt: unpacks to too much")
    return decode(data, Receipt)
