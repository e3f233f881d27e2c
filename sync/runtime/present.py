"""From rooms and rows to the values the public API returns."""

from collections.abc import Callable

from sync.core.ids import AccountId, GroupId
from sync.core.membership import InviteState
from sync.core.ops import AssistantState
from sync.core.room import Room
from sync.runtime.file_views import attachment_view
from sync.runtime.live_turns import LiveTurn
from sync.store.rows import AnswerRow, AttachmentRow, MessageRow, make_position
from sync.views import (
    AnswerFailure,
    AnswerHost,
    AnswerStatus,
    AnswerUsage,
    AssistantAnswer,
    AssistantSettings,
    Attachment,
    Author,
    AuthorKind,
    Invite,
    MessageView,
    Respond,
)

UNKNOWN_NAME = "?"


def name_of(room: Room, account: AccountId) -> str:
    """Return the name of a present or former member."""
    return room.membership.name_of(account) or UNKNOWN_NAME


def message_view(
    row: MessageRow, room: Room, me: AccountId, shown: Callable[[AttachmentRow], Attachment] = attachment_view
) -> MessageView:
    """Return `row` as shown on this device; its files as `shown` has them, else as the store has."""
    answer = None if row.answer is None else _answer(row, row.answer, room)
    name = name_of(room, row.account) if row.answer is None else row.answer.name
    return MessageView(
        message_id=row.message_id,
        group_id=room.group_id,
        author=Author(row.account, name, row.kind),
        device_id=row.device,
        text=row.text,
        sent_at=row.sent_at,
        edited=row.edited,
        deleted=row.deleted,
        reply_to=row.reply_to,
        reactions={},
        not_for_ai=row.not_for_ai,
        hosts=row.hosts,
        turn_nonce=row.turn_nonce,
        turn_expires=row.turn_expires,
        assistant=answer,
        own=row.account == me and answer is None,
        position=row.position,
        attachments=tuple(shown(each) for each in row.attachments),
    )


def _answer(row: MessageRow, answer: AnswerRow, room: Room) -> AssistantAnswer:
    usage = None
    if answer.has_usage:
        usage = AnswerUsage(answer.input_tokens, answer.output_tokens, answer.cost_micros, answer.currency)
    return AssistantAnswer(
        host=AnswerHost(row.device, row.account, name_of(room, row.account)),
        provider=answer.provider,
        model=answer.model,
        trigger=answer.trigger,
        attempt=answer.attempt,
        status=answer.status,
        usage=usage,
        error=AnswerFailure(answer.error_code, answer.error_message) if answer.error_code else None,
        has_receipt=answer.has_receipt,
    )


def live_view(turn: LiveTurn, room: Room) -> MessageView:
    """Return a streaming answer as the message it is going to be."""
    return MessageView(
        message_id=turn.turn,
        group_id=turn.group,
        author=Author(turn.account, turn.name, AuthorKind.ASSISTANT),
        device_id=turn.device,
        text=turn.text,
        sent_at=turn.started,
        edited=False,
        deleted=False,
        reply_to=None,
        reactions={},
        not_for_ai=False,
        hosts=(),
        turn_nonce=b"",
        turn_expires=0,
        assistant=AssistantAnswer(
            host=AnswerHost(turn.device, turn.account, name_of(room, turn.account)),
            provider=turn.provider,
            model=turn.model,
            trigger=turn.trigger,
            attempt=turn.attempt,
            status=AnswerStatus.STREAMING,
            usage=None,
            error=None,
            has_receipt=False,
        ),
        own=False,
        position=make_position(turn.placed, turn.started, turn.turn),
    )


def assistant_settings(room: Room) -> AssistantSettings:
    """Return the assistant of the group with who changed it."""
    settings = room.settings
    state = settings.assistant
    return AssistantSettings(
        enabled=state.enabled,
        name=state.name,
        instructions=state.instructions,
        respond=Respond(state.respond),
        model=state.model,
        changed_by=settings.assistant_changed_by,
        changed_at=settings.assistant_changed_at,
    )


def assistant_state(settings: AssistantSettings) -> AssistantState:
    """Return the settings as they travel."""
    return AssistantState(
        enabled=settings.enabled,
        name=settings.name,
        instructions=settings.instructions,
        respond=settings.respond.value,
        model=settings.model,
    )


def invite_view(group: GroupId, state: InviteState, code: str, link: str) -> Invite:
    """Return an invite; `code` and `link` are empty where this device did not make it."""
    offer = state.offer
    return Invite(
        invite_id=offer.invite,
        group_id=group,
        code=code,
        link=link,
        created_by=state.created_by,
        expires_at=offer.expires,
        max_uses=offer.max_uses,
        uses=state.uses,
        approval=offer.approval,
        revoked=state.revoked,
    )
