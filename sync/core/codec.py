"""Bytes to structures and back: msgpack, typed, and nothing that was not asked for (PROTOCOL.md, "Encoding")."""

from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from sync.core.limits import FRAME_BYTES
from sync.errors import HostileInput

T = TypeVar("T")

encode = msgspec.msgpack.Encoder().encode
"""Return the msgpack bytes of a structure of `ops` or `frames`, fields in order. Deterministic for equal values."""


@lru_cache(maxsize=256)
def _decoder(wanted: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(wanted)


def decode(data: bytes, type: type[T]) -> T:
    """Return `data` as a `type`; raises HostileInput for anything but exactly one well-formed value of it."""
    return decode_with(_decoder(type), data)


def decode_with(decoder: msgspec.msgpack.Decoder[T], data: bytes, limit: int = FRAME_BYTES) -> T:
    """Return `data` read by a ready-made decoder; raises HostileInput as `decode` does, also beyond `limit` bytes."""
    if len(data) > limit:
        raise HostileInput(f"{len(data)} bytes where {limit} are allowed")
    try:
        return decoder.decode(data)
    except (ValueError, RecursionError) as error:
        # msgspec's own errors and bad UTF-8 are ValueErrors; too deep a nesting is a RecursionError. The text of
        # these names types and positions, never content.
        raise HostileInput(f"not a well-formed value: {type(error).__name__}") from error
