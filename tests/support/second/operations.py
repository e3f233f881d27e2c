"""Operations in and out of their signed form (PROTOCOL.md, "Operations")."""

from enum import IntEnum
from hashlib import sha256
from typing import Final, NamedTuple

from tests.support.second.boxes import seal_content
from tests.support.second.primitives import Key, Refused, Shape, decode, encode, require, verify

CONTROL: Final = 0
CONTENT: Final = 1
MAX_OPERATION_BYTES: Final = 65536
MAX_REFERENCES: Final = 16

_HEADER: Final[Shape] = (
    int, bytes, 41, int, bytes, int, int, int, [32], [32], bytes, 32,
)  # fmt: skip


class Kind(IntEnum):
    """The kinds that this implementation reads or writes."""

    GENESIS = 1
    ADD = 2
    REMOVE = 3
    ROLE = 4
    REKEY = 5
    GRANT = 6
    PROFILE = 10
    DEVICE = 11
    MESSAGE = 32


class Header(NamedTuple):
    """What an operation says about itself."""

    version: int
    group: bytes
    log: bytes
    seq: int
    prev: bytes
    kind: int
    lamport: int
    time: int
    deps: list[bytes]
    control_heads: list[bytes]
    epoch: bytes
    salt: bytes


class Operation(NamedTuple):
    """An operation, and the exact bytes its parts came in."""

    id: bytes
    header: Header
    payload: bytes
    exact_header: bytes
    raw: bytes

    @property
    def device(self) -> bytes:
        """Whose log it is in."""
        return self.header.log[:32]

    @property
    def control(self) -> bool:
        """Whether its payload is readable to everybody."""
        return self.header.log[32] == CONTROL

    @property
    def parents(self) -> list[bytes]:
        """What it follows."""
        return [*self.header.deps, *([self.header.prev] if self.header.prev else [])]


def build(header: Header, payload: bytes, key: Key, secret: bytes = b"") -> Operation:
    """Sign an operation; content is sealed with the secret of its epoch."""
    exact = encode(header)
    if header.log[32] == CONTENT:
        payload = seal_content(secret, exact, header.log, header.seq, header.salt, payload)
    body = encode([exact, payload])
    return parse(encode([body, key.sign("operation", body)]))


def parse(raw: bytes) -> Operation:
    """Read an operation, and check all that it says by itself."""
    require(len(raw) <= MAX_OPERATION_BYTES, "operation: too large")
    body, signature = decode(raw, (bytes, 64))
    exact, payload = decode(body, (bytes, bytes))
    header = Header(*decode(exact, _HEADER))
    content = header.log[32] == CONTENT
    genesis = header.kind == Kind.GENESIS
    require(header.version == 1, "operation: version")
    require(1 <= header.kind <= 12 or 32 <= header.kind <= 36, "operation: kind")
    require(header.log[32] == (CONTENT if header.kind >= 32 else CONTROL), "operation: log of another kind")
    require(len(header.group) == (0 if genesis else 32), "operation: group")
    require(len(header.prev) == (32 if header.seq else 0), "operation: prev")
    require(not genesis or not (header.seq or header.deps), "operation: genesis")
    require(max(len(header.deps), len(header.control_heads)) <= MAX_REFERENCES, "operation: references")
    require(content or not header.control_heads, "operation: control heads")
    require(len(header.epoch) == (32 if content else 0), "operation: epoch")
    if not verify(header.log[:32], "operation", body, signature):
        raise Refused("operation: signature")
    return Operation(sha256(body).digest(), header, payload, exact, raw)
