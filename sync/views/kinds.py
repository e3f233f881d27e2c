"""The words the engine's values are made of."""

from enum import StrEnum


class GroupKind(StrEnum):
    """A group of people, or a conversation of two."""

    GROUP = "group"
    DIRECT = "direct"


class GroupState(StrEnum):
    """Where this device stands with a group."""

    JOINING = "joining"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"
    REFUSED = "refused"


class Role(StrEnum):
    """A member's role."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


class Respond(StrEnum):
    """When the assistant speaks."""

    AUTOMATICALLY = "automatically"
    WHEN_MENTIONED = "when_mentioned"
    OFF = "off"


class AuthorKind(StrEnum):
    """Who wrote a message."""

    PERSON = "person"
    ASSISTANT = "assistant"


class FileState(StrEnum):
    """How much of an attachment is on this device."""

    ABSENT = "absent"
    """Not asked for, or taken off this device again."""
    WAITING = "waiting"
    """Asked for; nobody who has it is connected."""
    FETCHING = "fetching"
    PAUSED = "paused"
    READY = "ready"
    """All here, and exactly what its sender promised."""
    DAMAGED = "damaged"
    """What its sender promised cannot be: its parts do not make the whole."""


class AnswerStatus(StrEnum):
    """How far an assistant's answer got."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"
