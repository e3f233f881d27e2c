"""Changes of the engine as events (HEADLESS.md, "Events")."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar, cast

from desktop.headless import encoding, file_encoding
from desktop.headless.encoding import Json
from sync import changes
from sync.changes import Change

C = TypeVar("C", bound=Change)


def encode(change: Change) -> tuple[str, Json] | None:
    """Return the type and fields of the event for `change`, None for what is of no concern outside."""
    entry = KINDS.get(type(change))
    if entry is None:
        return None
    name, fields = entry
    return name, fields(change)


def _entry(kind: type[C], name: str, fields: Callable[[C], Json]) -> tuple[type, tuple[str, Callable[[Change], Json]]]:
    return kind, (name, cast(Callable[[Change], Json], fields))


def _message(change: changes.MessageAdded | changes.MessageUpdated) -> Json:
    return {"group_id": change.group_id.hex(), "message": encoding.message(change.message)}


def _message_id(change: changes.MessageRemoved) -> Json:
    return {"group_id": change.group_id.hex(), "message_id": change.message_id.hex()}


def _delta(change: changes.AnswerDelta) -> Json:
    return {"group_id": change.group_id.hex(), "message_id": change.message_id.hex(), "text": change.text}


def _group(change: changes.GroupUpdated) -> Json:
    return {"group_id": change.group_id.hex(), "state": change.state.value}


def _member(change: changes.MemberUpdated) -> Json:
    return {"group_id": change.group_id.hex(), "account_id": change.account_id.hex()}


def _connected(change: changes.PeerConnected) -> Json:
    return {
        "device_id": change.device_id.hex(),
        "account_id": change.account_id.hex(),
        "address": change.address,
    }


def _disconnected(change: changes.PeerDisconnected) -> Json:
    return {"device_id": change.device_id.hex(), "account_id": change.account_id.hex()}


def _typing(change: changes.Typing) -> Json:
    return {
        "group_id": change.group_id.hex(),
        "account_id": change.account_id.hex(),
        "active": change.active,
    }


def _delivery(change: changes.DeliveryUpdated) -> Json:
    return {"group_id": change.group_id.hex(), "message_ids": [one.hex() for one in change.message_ids]}


def _offers(change: changes.OffersChanged) -> Json:
    return {"group_id": change.group_id.hex()}


def _progress(change: changes.SyncProgress) -> Json:
    return {"group_id": change.group_id.hex(), "received": change.received, "total": change.total}


def _messages(change: changes.MessagesAdded) -> Json:
    return {"group_id": change.group_id.hex(), "count": change.count}


def _notice(change: changes.Notice) -> Json:
    return {
        "code": change.code,
        "message": change.message,
        "group_id": encoding.hex_or_none(change.group_id),
        "account_id": encoding.hex_or_none(change.account_id),
        "notice_id": change.notice_id,
    }


def _attachment(change: changes.AttachmentUpdated) -> Json:
    return {
        "group_id": change.group_id.hex(),
        "message_id": change.message_id.hex(),
        "attachment": file_encoding.attachment(change.attachment),
    }


def _join_requested(change: changes.JoinRequested) -> Json:
    return encoding.join_request(change.request)


def _join_settled(change: changes.JoinSettled) -> Json:
    return {"group_id": change.group_id.hex(), "request_id": change.request_id.hex()}


def _contact(change: changes.ContactUpdated) -> Json:
    return {"account_id": change.account_id.hex()}


def _link_requested(change: changes.LinkRequested) -> Json:
    return encoding.link_request(change.request)


def _link_finished(change: changes.LinkFinished) -> Json:
    return {"request_id": change.request_id.hex(), "error": change.error or None}


def _overflow(change: changes.Overflow) -> Json:
    del change
    return {}


KINDS: Final[Mapping[type, tuple[str, Callable[[Change], Json]]]] = dict(
    (
        _entry(changes.MessageAdded, "message.added", _message),
        _entry(changes.MessagesAdded, "messages.added", _messages),
        _entry(changes.MessageUpdated, "message.updated", _message),
        _entry(changes.MessageRemoved, "message.removed", _message_id),
        _entry(changes.AnswerDelta, "assistant.delta", _delta),
        _entry(changes.OffersChanged, "assistant.offers", _offers),
        _entry(changes.GroupUpdated, "group.updated", _group),
        _entry(changes.MemberUpdated, "member.updated", _member),
        _entry(changes.PeerConnected, "peer.connected", _connected),
        _entry(changes.PeerDisconnected, "peer.disconnected", _disconnected),
        _entry(changes.Typing, "typing", _typing),
        _entry(changes.DeliveryUpdated, "message.delivered", _delivery),
        _entry(changes.SyncProgress, "sync.progress", _progress),
        _entry(changes.AttachmentUpdated, "attachment.updated", _attachment),
        _entry(changes.JoinRequested, "join.requested", _join_requested),
        _entry(changes.JoinSettled, "join.settled", _join_settled),
        _entry(changes.ContactUpdated, "contact.updated", _contact),
        _entry(changes.LinkRequested, "device.link.requested", _link_requested),
        _entry(changes.LinkFinished, "device.link.finished", _link_finished),
        _entry(changes.Notice, "notice", _notice),
        _entry(changes.Overflow, "overflow", _overflow),
    )
)
