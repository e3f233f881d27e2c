"""Identifiers used throughout the protocol (PROTOCOL.md, "Identifiers"): raw bytes; in text, lower-case hex."""

from enum import IntEnum
from typing import NamedTuple, NewType

AccountId = NewType("AccountId", bytes)
"""32 bytes: the Ed25519 public root key of an account."""

DeviceId = NewType("DeviceId", bytes)
"""32 bytes: the Ed25519 public signing key of a device."""

OpId = NewType("OpId", bytes)
"""32 bytes: SHA-256 over the exact bytes of an operation without its signature."""

GroupId = NewType("GroupId", bytes)
"""32 bytes: the OpId of the group's genesis operation."""

EpochId = NewType("EpochId", bytes)
"""32 bytes: hash of the control heads and the secret's commitment (PROTOCOL.md, "Epochs")."""

LogId = NewType("LogId", bytes)
"""41 bytes: device id (32), log kind (1), random incarnation (8)."""

MessageId = NewType("MessageId", bytes)
"""32 bytes: the OpId of a person's message, or the turn id of an assistant's answer."""

InviteId = NewType("InviteId", bytes)
"""32 bytes: the Ed25519 public key derived from the invite's secret."""

RequestId = NewType("RequestId", bytes)
"""32 bytes: somebody's request to join a group by an invite that asks for approval, or a device's to be linked."""

ID_SIZE = 32
INCARNATION_SIZE = 8
LOG_ID_SIZE = ID_SIZE + 1 + INCARNATION_SIZE


class LogKind(IntEnum):
    """The two logs each device keeps in a group."""

    CONTROL = 0
    CONTENT = 1


class Head(NamedTuple):
    """The newest operation of a log: its sequence number (from 0) and id."""

    seq: int
    id: OpId


def make_log_id(device: DeviceId, kind: LogKind, incarnation: bytes) -> LogId:
    """Return the id of the log of `kind` that `device` opened under `incarnation` (8 random bytes)."""
    if len(device) != ID_SIZE or len(incarnation) != INCARNATION_SIZE:
        raise ValueError("a log id is made of a 32-byte device id and an 8-byte incarnation")
    return LogId(device + bytes([kind]) + incarnation)


def log_device(log: LogId) -> DeviceId:
    """Return the device that writes `log`."""
    return DeviceId(log[:ID_SIZE])


def log_kind(log: LogId) -> LogKind:
    """Return whether `log` is a control or a content log; raises ValueError on any other kind byte."""
    return LogKind(log[ID_SIZE])
