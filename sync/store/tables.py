"""The tables as SQLModel classes of the same names, for queries. `migrations` makes them; a test compares the two.

Ids of 32 bytes that repeat (groups, accounts, devices, epochs) are stored once in `refs` and referred to by number.
"""

from typing import Any

from sqlalchemy import Boolean, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel


def _key(**more: Any) -> Any:
    """Return the field of an integer primary key."""
    return Field(default=None, sa_type=Integer, primary_key=True, **more)


def _integer() -> Any:
    return Field(sa_type=Integer, nullable=False)


def _flag() -> Any:
    return Field(sa_type=Boolean, nullable=False)


def _text() -> Any:
    return Field(sa_type=Text, nullable=False)


def _blob() -> Any:
    return Field(sa_type=LargeBinary, nullable=False)


def _blob_key() -> Any:
    return Field(sa_type=LargeBinary, primary_key=True)


def _integer_key() -> Any:
    return Field(sa_type=Integer, primary_key=True)


class Refs(SQLModel, table=True):
    """A long id and the number that stands for it."""

    id: int = _key()
    key: bytes = _blob()


class Logs(SQLModel, table=True):
    """A log of a group and its newest operation."""

    id: int = _key()
    group_ref: int = _integer()
    log: bytes = _blob()
    head_seq: int = _integer()
    head_id: bytes = _blob()
    max_lamport: int = _integer()


class Ops(SQLModel, table=True):
    """An operation, byte for byte; `id` counts in order of arrival."""

    id: int = _key()
    group_ref: int = _integer()
    log_ref: int = _integer()
    seq: int = _integer()
    op_id: bytes = _blob()
    kind: int = _integer()
    epoch_ref: int = _integer()
    raw: bytes = _blob()


class Messages(SQLModel, table=True):
    """A projected message; `id` ascends with the group and the lamport time (see `message_keys`)."""

    id: int = _key()
    group_ref: int = _integer()
    message_id: bytes = _blob()
    op_id: bytes = _blob()  # empty: the same as message_id
    account_ref: int = _integer()
    device_ref: int = _integer()
    kind: int = _integer()  # 0 person, 1 assistant
    lamport: int = _integer()
    sort_time: int = _integer()
    sent_at: int = _integer()
    edited: bool = _flag()
    deleted: bool = _flag()
    not_for_ai: bool = _flag()
    shown: bool = _flag()
    turn_expires: int = _integer()
    turn_nonce: bytes = _blob()
    hosts: bytes = _blob()
    reply_to: bytes = _blob()  # empty: no reply
    text: str = _text()


class Tallies(SQLModel, table=True):
    """How many messages of a group are shown."""

    group_ref: int = _key()
    shown: int = _integer()


class Answers(SQLModel, table=True):
    """What an assistant's message has besides; `id` is its message's."""

    id: int = _key()
    group_ref: int = _integer()
    trigger_id: bytes = _blob()
    attempt: int = _integer()
    rank: int = _integer()
    name: str = _text()
    provider: str = _text()
    model: str = _text()
    status: str = _text()
    has_usage: bool = _flag()
    input_tokens: int = _integer()
    output_tokens: int = _integer()
    cost_micros: int = _integer()  # -1: unknown
    currency: str = _text()
    error_code: str = _text()
    error_message: str = _text()
    receipt: bytes = _blob()


class Attachments(SQLModel, table=True):
    """A file that a message names: how to fetch and open it."""

    group_ref: int = _integer_key()
    message_id: bytes = _blob_key()
    place: int = _integer_key()  # its number within the message
    file: bytes = _blob()
    root: bytes = _blob()
    name: str = _text()
    mime: str = _text()
    size: int = _integer()
    key: bytes = _blob()
    sha256: bytes = _blob()
    width: int = _integer()
    height: int = _integer()


class Files(SQLModel, table=True):
    """How much of a file is here; its bytes are in the profile's folder."""

    file: bytes = _blob_key()
    root: bytes = _blob()
    size: int = _integer()
    state: str = _text()
    own: bool = _flag()
    used: int = _integer()
    received: int = _integer()
    chunks: bytes = _blob()
    hashes: bytes = _blob()


class Groups(SQLModel, table=True):
    """A group on this device; `id` is its ref."""

    id: int = _key()
    group_id: bytes = _blob()
    kind: str = _text()
    state: str = _text()
    name: str = _text()
    activity: int = _integer()
    incarnation: bytes = _blob()
    code: str = _text()
    notice: str = _text()
    read_position: bytes = _blob()
    joined_at: int = _integer()
    stale: bool = _flag()  # messages are to be made again from the operations


class Secrets(SQLModel, table=True):
    """The secret of an epoch."""

    group_ref: int = _integer_key()
    epoch: bytes = _blob_key()
    secret: bytes = _blob()


class Codes(SQLModel, table=True):
    """An invite code made here."""

    group_ref: int = _integer_key()
    invite: bytes = _blob_key()
    code: str = _text()


class Deliveries(SQLModel, table=True):
    """What a device is known to have."""

    log_ref: int = _integer_key()
    device_ref: int = _integer_key()
    seq: int = _integer()


class Addresses(SQLModel, table=True):
    """Where a device was last reached."""

    device: bytes = _blob_key()
    address: str = _text()
    seen: int = _integer()


class Contacts(SQLModel, table=True):
    """A person met in any group."""

    account: bytes = _blob_key()
    name: str = _text()
    blocked: bool = _flag()
    verified: bytes = _blob()  # device ids compared in person, one after the other


class Forks(SQLModel, table=True):
    """A log that two copies of a device wrote, and the operation that proves it."""

    group_ref: int = _integer_key()
    log: bytes = _blob_key()
    seq: int = _integer()
    proof: bytes = _blob()
    tips: bytes = _blob()  # (seq, id) of the newest of each branch; empty: only one is known, or a control log


class Requests(SQLModel, table=True):
    """A request to join that an admin has to decide."""

    group_ref: int = _integer_key()
    request: bytes = _blob_key()
    ask: bytes = _blob()
    asked_at: int = _integer()
    verdict: str = _text()  # empty: none yet


class Notices(SQLModel, table=True):
    """Something a person should read, kept until it is dismissed."""

    id: int = _key()
    code: str = _text()
    message: str = _text()
    group_id: bytes = _blob()  # empty: of no group
    account: bytes = _blob()  # empty: about nobody
    at: int = _integer()


class Salvaged(SQLModel, table=True):
    """An operation found in a damaged database."""

    id: int = _key()
    group_id: bytes = _blob()
    op_id: bytes = _blob()
    content: bool = _flag()
    lamport: int = _integer()
    raw: bytes = _blob()


class Preferences(SQLModel, table=True):
    """A preference of this device, as JSON."""

    key: str = Field(sa_type=Text, primary_key=True)
    value: str = _text()


class Identity(SQLModel, table=True):
    """The account and device keys, as `identity.keys` encodes them; at most one row."""

    id: int = _key()
    data: bytes = _blob()
