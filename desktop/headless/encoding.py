"""Views of the engine as JSON values. Ids become hexadecimal text; times stay milliseconds since 1970."""

from collections.abc import Sequence

from desktop.headless.file_encoding import attachment
from sync.views import (
    Account,
    AssistantAnswer,
    AssistantSettings,
    Contact,
    EngineInfo,
    Finding,
    Group,
    GroupPolicy,
    GroupSummary,
    Invite,
    InvitePreview,
    JoinRequest,
    LinkRequest,
    Member,
    MessageView,
    OwnDevice,
    Peer,
    PeerSync,
    SafetyNumber,
    SearchHit,
    StoredNotice,
    SyncStatus,
)

Json = dict[str, object]


def hex_or_none(value: bytes | None) -> str | None:
    """Return an id as text; None stays None."""
    return None if value is None else value.hex()


def account(view: Account) -> Json:
    """Return an account."""
    return {"account_id": view.account_id.hex(), "device_id": view.device_id.hex(), "name": view.name}


def info(view: EngineInfo) -> Json:
    """Return what is running."""
    listening = [{"address": endpoint.address, "port": endpoint.port} for endpoint in view.listening]
    return {"version": view.version, "protocol": view.protocol, "profile": view.profile, "listening": listening}


def assistant_settings(view: AssistantSettings) -> Json:
    """Return a group's assistant."""
    return {
        "enabled": view.enabled,
        "name": view.name,
        "instructions": view.instructions,
        "respond": view.respond.value,
        "model": view.model,
        "changed_by": hex_or_none(view.changed_by),
        "changed_at": view.changed_at,
    }


def policy(view: GroupPolicy) -> Json:
    """Return a group's policy."""
    return {"history": view.history, "invite": view.invite, "settings": view.settings}


def member(view: Member) -> Json:
    """Return a member of a group."""
    return {
        "account_id": view.account_id.hex(),
        "name": view.name,
        "role": view.role.value,
        "online": view.online,
        "blocked": view.blocked,
        "verified": view.verified,
        "devices": view.devices,
        "you": view.you,
    }


def group(view: Group) -> Json:
    """Return a group."""
    removed = None
    if view.ending is not None:
        removed = {"by": view.ending.by.hex(), "name": view.ending.name, "at": view.ending.at}
    return {
        "group_id": view.group_id.hex(),
        "name": view.name,
        "description": view.description,
        "kind": view.kind.value,
        "state": view.state.value,
        "members": [member(one) for one in view.members],
        "assistant": assistant_settings(view.assistant),
        "policy": policy(view.policy),
        "epoch_id": hex_or_none(view.epoch_id),
        "digest": view.digest.hex(),
        "read_up_to": hex_or_none(view.read_up_to),
        "partner": hex_or_none(view.partner),
        "removed": removed,
    }


def summary(view: GroupSummary) -> Json:
    """Return a line of the list of groups."""
    return {
        "group_id": view.group_id.hex(),
        "kind": view.kind.value,
        "name": view.name,
        "unread": view.unread,
        "last_message": None if view.last_message is None else message(view.last_message),
        "member_count": view.member_count,
        "state": view.state.value,
        "notice": view.notice,
        "partner": hex_or_none(view.partner),
        "requests": view.requests,
    }


def message(view: MessageView) -> Json:
    """Return a message."""
    return {
        "message_id": view.message_id.hex(),
        "group_id": view.group_id.hex(),
        "author": {
            "account_id": view.author.account_id.hex(),
            "name": view.author.name,
            "kind": view.author.kind.value,
        },
        "text": view.text,
        "sent_at": view.sent_at,
        "edited": view.edited,
        "deleted": view.deleted,
        "reply_to": hex_or_none(view.reply_to),
        "reactions": {emoji: _ids(accounts) for emoji, accounts in view.reactions.items()},
        "attachments": [attachment(one) for one in view.attachments],
        "not_for_ai": view.not_for_ai,
        "assistant": None if view.assistant is None else answer(view.assistant),
    }


def answer(view: AssistantAnswer) -> Json:
    """Return what is known of an assistant's answer besides its text."""
    usage = error = None
    if view.usage is not None:
        usage = {
            "input_tokens": view.usage.input_tokens,
            "output_tokens": view.usage.output_tokens,
            "cost_micros": view.usage.cost_micros,
            "currency": view.usage.currency,
        }
    if view.error is not None:
        error = {"code": view.error.code, "message": view.error.message}
    return {
        "host": {
            "device_id": view.host.device_id.hex(),
            "account_id": view.host.account_id.hex(),
            "name": view.host.name,
        },
        "provider": view.provider,
        "model": view.model,
        "trigger": view.trigger.hex(),
        "attempt": view.attempt,
        "status": view.status.value,
        "usage": usage,
        "error": error,
    }


def invite(view: Invite) -> Json:
    """Return an invite; `code` and `link` are empty on devices that did not make it."""
    return {
        "invite_id": view.invite_id.hex(),
        "group_id": view.group_id.hex(),
        "code": view.code,
        "link": view.link,
        "created_by": view.created_by.hex(),
        "expires_at": view.expires_at,
        "max_uses": view.max_uses,
        "uses": view.uses,
        "approval": view.approval,
        "revoked": view.revoked,
    }


def preview(view: InvitePreview) -> Json:
    """Return what a code says."""
    return {
        "group_id": hex_or_none(view.group_id),
        "group_name": view.group_name,
        "inviter": view.inviter,
        "expires_at": view.expires_at,
        "already_member": view.already_member,
        "approval": view.approval,
    }


def hit(view: SearchHit) -> Json:
    """Return a found message."""
    return {"message": message(view.message), "snippet": view.snippet}


def peer(view: Peer) -> Json:
    """Return a connected device."""
    return {
        "device_id": view.device_id.hex(),
        "account_id": view.account_id.hex(),
        "address": view.address,
        "state": view.state,
        "groups": _ids(view.groups),
    }


def sync_status(view: SyncStatus) -> Json:
    """Return how complete a group is."""
    return {
        "digest": view.digest.hex(),
        "messages": view.messages,
        "missing": view.missing,
        "peers": view.peers,
        "state": view.state.value,
        "waiting": None if view.waiting is None else view.waiting.value,
        "received": view.received,
        "total": view.total,
        "synced_at": view.synced_at,
        "connected": [peer_sync(one) for one in view.connected],
    }


def peer_sync(view: PeerSync) -> Json:
    """Return how a group stands with one connected device."""
    return {
        "device_id": view.device_id.hex(),
        "account_id": view.account_id.hex(),
        "address": view.address,
        "state": view.state.value,
        "received": view.received,
        "total": view.total,
        "synced_at": view.synced_at,
    }


def finding(view: Finding) -> Json:
    """Return something found by a look at the network."""
    return {"grade": view.grade.value, "code": view.code, "message": view.message, "hint": view.hint}


def join_request(view: JoinRequest) -> Json:
    """Return somebody who waits to be let in."""
    return {
        "request_id": view.request_id.hex(),
        "group_id": view.group_id.hex(),
        "account_id": view.account_id.hex(),
        "name": view.name,
        "invite_id": view.invite_id.hex(),
        "asked_at": view.asked_at,
    }


def contact(view: Contact) -> Json:
    """Return a person."""
    return {
        "account_id": view.account_id.hex(),
        "name": view.name,
        "blocked": view.blocked,
        "verified": view.verified,
    }


def safety_number(view: SafetyNumber) -> Json:
    """Return what two people compare."""
    return {
        "account_id": view.account_id.hex(),
        "name": view.name,
        "safety_number": view.digits,
        "qr": view.qr,
        "verified": view.verified,
        "changed": view.changed,
        "devices": view.devices,
    }


def own_device(view: OwnDevice) -> Json:
    """Return a device of this account."""
    return {
        "device_id": view.device_id.hex(),
        "this": view.this,
        "connected": view.connected,
        "added_at": view.added_at,
        "groups": view.groups,
    }


def link_request(view: LinkRequest) -> Json:
    """Return a device that wants to be linked."""
    return {"request_id": view.request_id.hex(), "digits": view.digits, "expires_at": view.expires_at}


def stored_notice(view: StoredNotice) -> Json:
    """Return a notice that is kept."""
    return {
        "notice_id": view.notice_id,
        "code": view.code,
        "message": view.message,
        "group_id": hex_or_none(view.group_id),
        "account_id": hex_or_none(view.account_id),
        "at": view.at,
    }


def _ids(values: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in values]
