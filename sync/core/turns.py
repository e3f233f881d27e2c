"""Whose turn it was, and which answer is shown (PROTOCOL.md, "Answers")."""

from hashlib import sha256
from typing import Final

from sync.core.ids import DeviceId, MessageId
from sync.core.signing import label

_TURN: Final = label("turn")


def turn_id(trigger: MessageId, device: DeviceId, attempt: int) -> MessageId:
    """Return the id of the answer that `device` gives to `trigger` at its `attempt` (0 for the planned turn)."""
    return MessageId(sha256(_TURN + trigger + device + attempt.to_bytes(8, "big")).digest())


def order_key(status: str, attempt: int, rank: int, answer: MessageId) -> tuple[bool, int, int, MessageId]:
    """Return a key by which the answer to show, of several to one message, comes first.

    A complete one before any other, then the latest attempt, the lowest rank, the lowest id.
    """
    return (status != "complete", -attempt, rank, answer)
