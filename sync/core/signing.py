"""Ed25519 signatures, and operations in and out of their signed form (PROTOCOL.md, "Operations").

Every signature is made over a label naming its purpose followed by the data, so that a signature made for one purpose
is worthless for another. Keys are checked before use: an Ed25519 key of small order verifies a fixed signature for any
message, and a second encoding of the same point would give one account two ids.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.core.codec import decode_with, encode
from sync.core.ids import ID_SIZE, LOG_ID_SIZE, LogKind, OpId, log_device
from sync.core.limits import MAX_CONTROL_HEADS, MAX_DEPS, MAX_OPERATION_BYTES, VERSION
from sync.core.ops import FIRST_CONTENT_KIND, Body, Header, Kind, Operation, SignedOperation
from sync.errors import HostileInput

KEY_SIZE: Final = 32
SIGNATURE_SIZE: Final = 64
SALT_SIZE: Final = 32
MAX_COUNTER: Final = 2**53
"""Sequence numbers, lamport clocks and times stay exact wherever JSON or SQLite carry them."""

_FIELD: Final = 2**255 - 19
_SMALL_ORDER: Final = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        2707385501144840649318225287225658788936804267575313519463743609750303402022,
        55188659117513257062467267217118295137698188065244968500265048394206261417927,
    }
)
"""The y coordinates of the eight points whose order divides 8."""

_SIGNED: Final = msgspec.msgpack.Decoder(SignedOperation)
_BODY: Final = msgspec.msgpack.Decoder(Body)
_HEADER: Final = msgspec.msgpack.Decoder(Header)
_KINDS: Final = frozenset(int(kind) for kind in Kind)


def label(purpose: str) -> bytes:
    """Return the prefix that separates one use of a signature, MAC, hash or derivation from every other."""
    return b"causerie/1 " + purpose.encode("ascii") + b"\0"


def usable_key(public: bytes) -> bool:
    """Return whether `public` is the one proper encoding of an Ed25519 key that is not of small order."""
    if len(public) != KEY_SIZE:
        return False
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return y < _FIELD and y not in _SMALL_ORDER


@lru_cache(maxsize=1024)
def _verifier(public: bytes) -> Ed25519PublicKey | None:
    return Ed25519PublicKey.from_public_bytes(public) if usable_key(public) else None


def verify(public: bytes, purpose: str, data: bytes, signature: bytes) -> bool:
    """Return whether `signature` is that of the holder of `public` over `data` for `purpose` (RFC 8032)."""
    verifier = _verifier(public)
    if verifier is None or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        verifier.verify(signature, label(purpose) + data)
    except InvalidSignature:
        return False
    return True


class SigningKey:
    """An Ed25519 private key."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()

    @classmethod
    def from_bytes(cls, seed: bytes) -> "SigningKey":
        """Return the key of a 32-byte seed; raises ValueError on another length."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def to_bytes(self) -> bytes:
        """Return the 32-byte seed."""
        return self._private.private_bytes_raw()

    def sign(self, purpose: str, data: bytes) -> bytes:
        """Return the 64-byte signature over `data` for `purpose`."""
        return self._private.sign(label(purpose) + data)


def _header_fault(header: Header) -> str | None:
    """Return what is wrong with a header by itself, or None."""
    if header.version != VERSION:
        return "unknown version"
    if header.kind not in _KINDS:
        return "unknown kind"
    content = header.kind >= FIRST_CONTENT_KIND
    if len(header.log) != LOG_ID_SIZE or header.log[ID_SIZE] != (LogKind.CONTENT if content else LogKind.CONTROL):
        return "log does not fit the kind"
    genesis = header.kind == Kind.GENESIS
    if len(header.group) != (0 if genesis else ID_SIZE):
        return "group does not fit the kind"
    if len(header.prev) != (ID_SIZE if header.seq else 0):
        return "prev does not fit seq"
    if genesis and (header.seq or header.deps):
        return "genesis is not the first operation"
    if not (0 <= header.seq <= MAX_COUNTER and 0 <= header.lamport <= MAX_COUNTER and 0 <= header.time <= MAX_COUNTER):
        return "counter out of range"
    if len(header.deps) > MAX_DEPS or len(header.control_heads) > (MAX_CONTROL_HEADS if content else 0):
        return "too many references"
    for reference in header.deps + header.control_heads:
        if len(reference) != ID_SIZE:
            return "reference of a wrong size"
    if len(header.epoch) != (ID_SIZE if content else 0) or len(header.salt) != SALT_SIZE:
        return "epoch or salt of a wrong size"
    return None


def parse_operation(raw: bytes) -> Operation:
    """Return the operation in `raw`, shape and limits checked but not its signature; raises HostileInput."""
    signed = decode_with(_SIGNED, raw, MAX_OPERATION_BYTES)
    body = decode_with(_BODY, signed.body)
    header = decode_with(_HEADER, body.header)
    fault = _header_fault(header)
    if fault is not None:
        raise HostileInput(f"operation: {fault}")
    if len(signed.signature) != SIGNATURE_SIZE:
        raise HostileInput("operation: signature of a wrong size")
    op_id = OpId(sha256(signed.body).digest())
    return Operation(op_id, header, body.payload, signed.body, signed.signature, raw, body.header)


def verify_operation(operation: Operation) -> bool:
    """Return whether the device that owns the operation's log signed it."""
    return verify(log_device(operation.header.log), "operation", operation.body, operation.signature)


def header_bytes(operation: Operation) -> bytes:
    """Return the exact bytes of the operation's header: the associated data its content is sealed with."""
    return operation.head or decode_with(_BODY, operation.body).header


def build_operation(header: Header, payload: bytes, key: SigningKey) -> Operation:
    """Return the operation signed by `key`; raises ValueError when it breaks a rule it would be refused for."""
    head = encode(header)
    body = encode(Body(header=head, payload=payload))
    signature = key.sign("operation", body)
    raw = encode(SignedOperation(body=body, signature=signature))
    fault = _header_fault(header)
    if fault is None and len(raw) > MAX_OPERATION_BYTES:
        fault = "too large"
    if fault is None and key.public != log_device(header.log):
        fault = "log of another device"
    if fault is not None:
        raise ValueError(f"operation: {fault}")
    return Operation(OpId(sha256(body).digest()), header, payload, body, signature, raw, head)
