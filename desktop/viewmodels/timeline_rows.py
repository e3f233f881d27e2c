"""What a row of the timeline shows, worked out from a message and its neighbours: grouping is no matter of QML."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Final

from desktop.text.blocks import Block, plain_text
from desktop.text.markdown import MarkdownReader
from desktop.text.streaming import StreamingText
from desktop.viewmodels import file_words
from desktop.viewmodels import timeline_words as words
from desktop.viewmodels.attachments import AttachmentsModel
from desktop.viewmodels.blocks import BlocksModel, simple_html
from desktop.viewmodels.people import hue, initial
from sync.core.ids import AccountId, DeviceId, MessageId
from sync.views import AnswerStatus, AuthorKind, Delivery, MessageView

GROUPED_WITHIN_MS: Final = 5 * 60 * 1000
MINUTE_MS: Final = 60 * 1000
QUOTE_CHARACTERS: Final = 160
EMOJI_CHARACTERS: Final = 40
_PICTURE: Final = (
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]*(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*)"
)
_EMOJI: Final = re.compile(rf"{_PICTURE}(?:\s?{_PICTURE}){{0,2}}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What rows need to know about where they are shown."""

    account: AccountId | None = None
    device: DeviceId | None = None
    read_mark: MessageId | None = None
    today: date = date.min
    unanswered: MessageId | None = None
    assistant: str = ""
    """What the assistant is called that did not answer."""


@dataclass(slots=True)
class Row:
    """A message in the window, with what has been worked out or fetched about it."""

    view: MessageView
    blocks: tuple[Block, ...]
    quoted: MessageView | None = None
    quote_text: str = ""
    delivery: Delivery | None = None
    stream: StreamingText | None = None
    model: BlocksModel | None = None
    files: AttachmentsModel | None = None
    roles: dict[str, object] | None = field(default=None, repr=False)
    day: date = date.min

    def __post_init__(self) -> None:
        """Work out the day here once: every neighbour asks for it."""
        self.day = words.local_time(self.view.sent_at).date()

    @property
    def streaming(self) -> bool:
        """Whether more text may come."""
        return self.view.assistant is not None and self.view.assistant.status is AnswerStatus.STREAMING


def make_row(view: MessageView, reader: MarkdownReader, quoted: MessageView | None, delivery: Delivery | None) -> Row:
    """Return the row of a message; a streaming one is ready to grow."""
    row = Row(view, (), quoted, first_words(quoted, reader), delivery)
    if row.streaming:
        row.stream = StreamingText(reader.names)
        row.blocks = row.stream.append(view.text)
    elif not view.deleted:
        row.blocks = reader.read(view.text).blocks
    return row


def first_words(view: MessageView | None, reader: MarkdownReader) -> str:
    """Return the beginning of a message in one line, without its markup."""
    if view is None:
        return ""
    if view.deleted:
        return words.deleted_text()
    # Twice the room: markup takes some of it.
    text = " ".join(plain_text(reader.read(view.text[: 2 * QUOTE_CHARACTERS]).blocks).split())[:QUOTE_CHARACTERS]
    return text or file_words.brief(view.attachments)


def joined(older: Row | None, newer: Row | None, setting: Setting) -> bool:
    """Return whether two neighbours belong together: one author, one sitting, nothing between them."""
    if older is None or newer is None or AuthorKind.ASSISTANT in (older.view.author.kind, newer.view.author.kind):
        return False
    if older.view.author.account_id != newer.view.author.account_id or older.view.message_id == setting.read_mark:
        return False
    apart = newer.view.sent_at - older.view.sent_at
    return abs(apart) <= GROUPED_WITHIN_MS and older.day == newer.day


def describe(row: Row, older: Row | None, newer: Row | None, setting: Setting, has_older: bool) -> dict[str, object]:
    """Return every role of a row. `older` and `newer` are its neighbours in the window."""
    view = row.view
    first = not joined(older, row, setting)
    last = not joined(row, newer, setting)
    new_day = not has_older if older is None else older.day != row.day
    time = words.time_text(view.sent_at)
    repeated = not last and newer is not None and newer.view.sent_at // MINUTE_MS == view.sent_at // MINUTE_MS
    text = words.deleted_text() if view.deleted else plain_text(row.blocks)
    unanswered = words.unanswered_text(setting.assistant) if view.message_id == setting.unanswered else ""
    return {
        "messageId": view.message_id.hex(),
        "kind": str(view.author.kind),
        "own": view.own and view.assistant is None,
        "author": view.author.name,
        "initial": initial(view.author.name),
        "hue": hue(view.author.account_id),
        "first": first,
        "last": last,
        "day": words.day_text(row.day, setting.today) if new_day else "",
        "unread": older is not None and older.view.message_id == setting.read_mark and not view.own,
        "time": "" if repeated else time,
        "fullTime": words.full_time(view.sent_at),
        "ticks": words.delivery_ticks(row.delivery) if view.own else "",
        "delivery": words.delivery_text(row.delivery) if view.own else "",
        "quote": _quote(row),
        "reactions": _reactions(view, setting),
        "html": escape(words.deleted_text()) if view.deleted else _simple(row),
        "big": not view.deleted and is_emoji(view.text),
        "deleted": view.deleted,
        "edited": view.edited and not view.deleted,
        "notForAi": view.not_for_ai,
        "spoken": words.spoken(view.author.name, time, text, [*_extras(row), unanswered]),
        "unanswered": unanswered,
        "bare": not view.deleted and not text and bool(view.attachments),
        **_answer(row, setting),
    }


def _simple(row: Row) -> str:
    return "" if row.view.assistant is not None else simple_html(row.blocks) or ""


def is_emoji(text: str) -> bool:
    """Return whether a message is nothing but one to three pictures."""
    text = text.strip()
    return len(text) <= EMOJI_CHARACTERS and bool(_EMOJI.fullmatch(text))


def needs_blocks(row: Row) -> bool:
    """Return whether a row is shown block by block rather than as one piece of text."""
    return not row.view.deleted and (row.view.assistant is not None or simple_html(row.blocks) is None)


def _extras(row: Row) -> list[str]:
    answer = row.view.assistant
    files = [] if row.view.deleted else [file_words.spoken(file) for file in row.view.attachments]
    return [
        *files,
        words.status_text(answer) if answer else "",
        words.delivery_text(row.delivery) if row.view.own else "",
    ]


def _quote(row: Row) -> dict[str, object] | None:
    """Return the message this one replies to, shortened; None if it replies to nothing."""
    if row.view.reply_to is None:
        return None
    quoted = row.quoted
    return {
        "id": row.view.reply_to.hex(),
        "author": quoted.author.name if quoted else "",
        "assistant": quoted is not None and quoted.author.kind is AuthorKind.ASSISTANT,
        "text": row.quote_text,
    }


def _reactions(view: MessageView, setting: Setting) -> list[dict[str, object]]:
    return [
        {"emoji": emoji, "count": len(accounts), "mine": setting.account in accounts}
        for emoji, accounts in view.reactions.items()
        if accounts
    ]


def _answer(row: Row, setting: Setting) -> dict[str, object]:
    """Return the roles that only an assistant's answer fills."""
    answer = row.view.assistant
    if answer is None:
        return {**dict.fromkeys(("status", "problem", "hostLine", "usage", "thinking"), ""), "hasReceipt": False}
    streaming = answer.status is AnswerStatus.STREAMING
    return {
        "status": str(answer.status),
        "problem": words.status_text(answer),
        "hostLine": words.host_line(answer, answer.host.device_id == setting.device),
        "usage": words.usage_text(answer),
        "hasReceipt": answer.has_receipt,
        "thinking": words.thinking_text(row.view.author.name) if streaming and not row.blocks else "",
    }
