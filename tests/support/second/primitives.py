"""Labels, keys, hashes and the encoding (PROTOCOL.md, "Rules that hold everywhere", "Identifiers", "Encoding")."""

import hmac
from hashlib import sha256
from typing import Any, Final, TypeAlias, TypeGuard

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAX_COUNTER: Final = 2**53

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P) % _P

Shape: TypeAlias = "type | int | list[Shape] | tuple[Shape, ...]"


class Refused(ValueError):
    """What came breaks a rule."""


def require(holds: bool, what: str) -> None:
    """Refuse what came unless the rule holds."""
    if not holds:
        raise Refused(what)


# --- encoding


def encode(value: object) -> bytes:
    """Return the msgpack of arrays, bytes, text and numbers."""
    return msgspec.msgpack.encode(value)


def decode(data: bytes, shape: Shape) -> Any:
    """Return what is encoded in `data` if it has that shape and nothing follows it."""
    try:
        value: Any = msgspec.msgpack.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused("not msgpack") from error
    require(_fits(value, shape), f"not of the shape {shape}")
    return value


def _fits(value: Any, shape: Shape) -> bool:
    """A type; a number of bytes; a tuple for a structure; a list for any number of one kind."""
    match shape:
        case tuple():
            return _is_list(value) and len(value) == len(shape) and all(map(_fits, value, shape))
        case list():
            return _is_list(value) and all(_fits(each, shape[0]) for each in value)
        case int():
            return type(value) is bytes and len(value) == shape
        case _:
            return type(value) is shape and (shape is not int or 0 <= value <= MAX_COUNTER)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return type(value) is list


def u8(number: int) -> bytes:
    """One byte."""
    return number.to_bytes(1, "big")


def u32(number: int) -> bytes:
    """Four bytes."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Eight bytes."""
    return number.to_bytes(8, "big")


# --- one label for each purpose


def label(purpose: str) -> bytes:
    """What comes before everything that is signed, hashed or derived."""
    return b"causerie/1 " + purpose.encode("ascii") + b"\x00"


def derive(secret: bytes, purpose: str, context: bytes = b"", length: int = 32) -> bytes:
    """HKDF-SHA256 without salt."""
    return expand(secret, None, label(purpose) + context, length)


def expand(secret: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(secret)


def hashed(purpose: str, data: bytes) -> bytes:
    """SHA-256 for one purpose."""
    return sha256(label(purpose) + data).digest()


def mac(key: bytes, purpose: str, context: bytes) -> bytes:
    """HMAC-SHA256 for one purpose."""
    return hmac.digest(key, label(purpose) + context, sha256)


class Key:
    """An Ed25519 private key from its seed."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, purpose: str, data: bytes) -> bytes:
        """Sign for one purpose."""
        return self._private.sign(label(purpose) + data)


def verify(public: bytes, purpose: str, data: bytes, signature: bytes) -> bool:
    """Whether the signature is that of a usable key over the data for the purpose."""
    if not usable(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, label(purpose) + data)
    except InvalidSignature:
        return False
    return True


def usable(public: bytes) -> bool:
    """Whether these are 32 bytes whose y is written in one way, and not that of a point whose order divides 8."""
    y = int.from_bytes(public, "little") % 2**255
    small = y in {0, 1, _P - 1} or (_D * y**4 + 2 * y**2 - 1) % _P == 0
    return len(public) == 32 and y < _P and not small
