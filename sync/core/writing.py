"""This device's own operations (PROTOCOL.md, "Operations")."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.core.codec import encode
from sync.core.ids import DeviceId, EpochId, GroupId, Head, LogId, LogKind, OpId, make_log_id
from sync.core.limits import MAX_OPERATION_BYTES, VERSION
from sync.core.ops import CONTENT_TYPES, CONTROL_TYPES, ContentPayload, ControlPayload, Header, Kind, Operation
from sync.core.payloads import check_control, decode_content
from sync.core.sealing import seal_content
from sync.core.signing import MAX_COUNTER, SALT_SIZE, SigningKey, build_operation
from sync.errors import HostileInput, InvalidInput, TooLarge

_KINDS: Final[dict[type, Kind]] = {each: kind for kind, each in (*CONTROL_TYPES.items(), *CONTENT_TYPES.items())}
_OVERHEAD: Final = 4 * 1024
"""What header, signature and padding add to a payload at most."""


class Writer(NamedTuple):
    """What a device writes its logs with: its key, the logs' incarnation (8 bytes) and a source of random bytes."""

    signing_key: SigningKey
    incarnation: bytes
    random: Callable[[int], bytes]


def own_log(writer: Writer, kind: LogKind) -> LogId:
    """Return the log of `kind` that the writer writes."""
    return make_log_id(DeviceId(writer.signing_key.public), kind, writer.incarnation)


@dataclass(frozen=True, slots=True)
class Draft:
    """Where an operation will stand. `lamport` is the logical clock before it, `time` ms since 1970."""

    group: GroupId
    head: Head | None
    lamport: int
    time: int
    deps: tuple[OpId, ...] = ()
    control_heads: tuple[OpId, ...] = ()


def _header(draft: Draft, payload: ControlPayload | ContentPayload, writer: Writer, epoch: EpochId) -> Header:
    kind = LogKind.CONTENT if isinstance(payload, ContentPayload) else LogKind.CONTROL
    return Header(
        version=VERSION,
        group=draft.group,
        log=own_log(writer, kind),
        seq=0 if draft.head is None else draft.head.seq + 1,
        prev=OpId(b"") if draft.head is None else draft.head.id,
        kind=_KINDS[type(payload)],
        lamport=min(draft.lamport + 1, MAX_COUNTER),
        time=max(0, draft.time),
        deps=draft.deps,
        control_heads=draft.control_heads,
        epoch=epoch,
        salt=writer.random(SALT_SIZE),
    )


def _fitting(payload: ControlPayload | ContentPayload) -> bytes:
    encoded = encode(payload)
    if len(encoded) > MAX_OPERATION_BYTES - _OVERHEAD - len(encoded) // 16:
        raise TooLarge(f"This takes {len(encoded):,} bytes, more than one operation can carry.")
    return encoded


def control_operation(payload: ControlPayload, draft: Draft, writer: Writer) -> Operation:
    """Return a signed control operation; raises TooLarge, and InvalidInput for what others would refuse."""
    op = build_operation(_header(draft, payload, writer, EpochId(b"")), _fitting(payload), writer.signing_key)
    try:
        check_control(op, payload, draft.group or GroupId(op.id))
    except HostileInput as error:
        raise InvalidInput(f"This cannot be written to the group: {error}.") from error
    return op


def content_operation(
    payload: ContentPayload, draft: Draft, writer: Writer, epoch: EpochId, secret: bytes
) -> Operation:
    """Return a signed content operation sealed under an epoch; raises TooLarge, and InvalidInput as above."""
    header, plaintext = _header(draft, payload, writer, epoch), _fitting(payload)
    try:
        decode_content(header.kind, plaintext)
    except HostileInput as error:
        raise InvalidInput(f"This cannot be written to the group: {error}.") from error
    sealed = seal_content(secret, encode(header), header.log, header.seq, header.salt, plaintext)
    return build_operation(header, sealed, writer.signing_key)
