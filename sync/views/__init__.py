"""What the engine's public API returns: frozen values, ready to show. Times are ms since 1970, ids raw bytes."""

from typing import TypeAlias

from sync.views.files import Attachment, FileBytes, FileUsage, SavedFile, Upload
from sync.views.groups import (
    AssistantSettings,
    Ending,
    Group,
    GroupPolicy,
    GroupRights,
    GroupSummary,
    Invite,
    InvitePreview,
    JoinRequest,
    Member,
)
from sync.views.health import Finding, Grade
from sync.views.kinds import AnswerStatus, AuthorKind, FileState, GroupKind, GroupState, Respond, Role
from sync.views.messages import (
    AnswerFailure,
    AnswerHost,
    AnswerReceipt,
    AnswerUsage,
    AssistantAnswer,
    Author,
    Delivery,
    MessageView,
    ModelOffer,
    ReceiptEntry,
    SearchHit,
)
from sync.views.people import Account, Contact, LinkCode, LinkRequest, OwnDevice, SafetyNumber, StoredNotice
from sync.views.running import Endpoint, EngineInfo, Peer, PeerSync, SyncState, SyncStatus, Waiting

__all__ = [
    "Account",
    "AnswerFailure",
    "AnswerHost",
    "AnswerReceipt",
    "AnswerStatus",
    "AnswerUsage",
    "AssistantAnswer",
    "AssistantSettings",
    "Attachment",
    "Author",
    "AuthorKind",
    "Contact",
    "Delivery",
    "Ending",
    "Endpoint",
    "EngineInfo",
    "FileBytes",
    "FileState",
    "FileUsage",
    "Finding",
    "Grade",
    "Group",
    "GroupKind",
    "GroupPolicy",
    "GroupRights",
    "GroupState",
    "GroupSummary",
    "Invite",
    "InvitePreview",
    "JoinRequest",
    "JsonValue",
    "LinkCode",
    "LinkRequest",
    "Member",
    "MessageView",
    "ModelOffer",
    "OwnDevice",
    "Peer",
    "PeerSync",
    "ReceiptEntry",
    "Respond",
    "Role",
    "SafetyNumber",
    "SavedFile",
    "SearchHit",
    "StoredNotice",
    "SyncState",
    "SyncStatus",
    "Upload",
    "Waiting",
]

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
"""What a preference can hold."""
