"""PROTOCOL.md says enough to compute every vector: what was written from it alone comes to the same bytes."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from tests.support.second.boxes import box_key, open_box, open_content, pad
from tests.support.second.codes import Invite, fingerprint, invite_code, link_code, read_invite
from tests.support.second.epochs import commitment, discovery_key
from tests.support.second.files import root_of, seal
from tests.support.second.history import digest, entry
from tests.support.second.identity import Identity, check_certificate, safety_number
from tests.support.second.meeting import (
    Dialler,
    Link,
    announcement_tag,
    consent,
    link_digits,
    link_statement,
    request_id,
)
from tests.support.second.operations import Header, build, parse
from tests.support.second.primitives import Key, decode, derive, encode, hashed, u32, u64

VECTORS: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("vectors.json").read_text())
CREATED: Final = 1_900_000_000_000
FILLING: Final = b"\xff" * 8


class Given:
    """The inputs of a vector: `given["x"]` as written, `given.x` from hex."""

    def __init__(self, vector: dict[str, Any]) -> None:
        self._vector = vector

    def __getitem__(self, name: str) -> Any:
        return self._vector[name]

    def __getattr__(self, name: str) -> bytes:
        return bytes.fromhex(self._vector[name])

    @property
    def link(self) -> Link:
        return Link(self.binding, self.dialler_nonce, self.listener_nonce)

    def identity(self, who: str = "") -> Identity:
        seeds = [self._vector.get(f"{who}{part}_seed", "") for part in ("account", "device", "hpke")]
        return Identity(*map(bytes.fromhex, seeds), suite=self._vector.get("suite", 1))


def _certificate(given: Given) -> bytes:
    signed = given.identity().certificate(given["created"])
    assert check_certificate(signed).created == given["created"]
    return encode(signed)


def _file(given: Given) -> list[str]:
    """The last sealed chunk, the hashes of all, and the root."""
    size: int = given["size"]
    sealed = seal(given.key, (given.pattern * (size + 1))[:size])
    hashes = b"".join(hashed("file chunk hash", each) for each in sealed)
    return [sealed[-1].hex(), hashes.hex(), root_of(size, sealed).hex()]


def _operation(given: Given) -> bytes:
    key = Key(given.device_seed)
    log, known = key.public + b"\x01" + given.incarnation, [given.reference]
    header = Header(1, given.group, log, 1, given.prev, 32, 5, CREATED, known, known, given.epoch, given.salt)
    payload = encode([given["text"], None, [], False, None])
    op = build(header, payload, key, given.secret)
    assert op.id == given.id
    assert open_content(given.secret, op.exact_header, log, 1, given.salt, op.payload) == payload
    assert parse(op.raw) == op
    return op.raw


def _box(given: Given) -> bytes:
    assert sha256(box_key(given["suite"], given.seed)).digest() == given.public_sha256
    return open_box(given["suite"], given.seed, given["purpose"], given.context, given.sealed)


def _invite_code(given: Given) -> str:
    invite = Invite(given.group, given.secret, given["expires"], given.fingerprint, tuple(given["addresses"]))
    assert read_invite(f"causerie:join/{invite_code(invite)}") == invite
    return invite_code(invite)


def _handshake(given: Given) -> list[str]:
    """The SHA-256 of Hello, Challenge, Proof and Accept: certificates of suite 1 made at 0, filling of 0xff."""
    me, other = given.identity("dialler_"), given.identity("listener_")
    dialler = Dialler(
        me, me.certificate(0), [given.key], given.binding, given.dialler_nonce, lambda size: b"\xff" * size
    )
    link = given.link
    tags = [link.tag(given.key, "hello listener"), *[FILLING] * 15]
    signature = other.device.sign("handshake challenge", b"".join(link) + sha256(dialler.hello).digest())
    challenge = encode([2, link.listener_nonce, tags, other.certificate(0), signature])
    proof, peer = dialler.answer(challenge)
    assert peer.account == other.account.public
    accept = encode([4, [b"g" * 32], False])
    return [sha256(frame).hexdigest() for frame in (dialler.hello, challenge, proof, accept)]


def _link_request(given: Given) -> list[str]:
    """The commitment, the proof, both signatures, the request's id, and the digits."""
    key = Key(given.device_seed)
    wanted = encode([1, given.account, key.public, 1, box_key(1, given.hpke_seed), given["created"]])
    statement = link_statement(wanted, given.link, given.new_nonce)
    each = (
        decode(statement, list)[-1],
        derive(given.secret, "link proof", statement),
        key.sign("certificate by device", wanted),
        key.sign("link statement", statement),
        hashed("link request", statement),
    )
    digits = link_digits(given.secret, statement, given.old_device, given.old_nonce, given.new_nonce)
    return [*(part.hex() for part in each), digits]


def _link_box(given: Given) -> list[str]:
    opened = open_box(1, given.hpke_seed, "link box", given.request + u32(0) + u32(1), given.sealed)
    (seed, _, name, _, _), groups, _ = decode(opened, ((32, 64, str, list, list), list, list))
    assert Key(seed).public == given.account
    return [name, *(group.hex() for group, *_ in groups)]


def _stored_elsewhere(given: Given) -> list[str]:
    key = Key(given.device_seed)
    heads = [[given.log, given["seq"]]]
    statement = encode([given.group, key.public, given["session"], given["number"], heads])
    return [statement.hex(), key.sign("stored elsewhere", statement).hex()]


COMPUTE: Final[dict[str, Callable[[Given], bytes | str | list[str]]]] = {
    "signature": lambda given: Key(given.seed).sign(given["purpose"], given.data),
    "derive": lambda given: derive(given.secret, given["purpose"], given.context, given["length"]),
    "epoch commitment": lambda given: commitment(given.secret, given.context),
    "epoch discovery key": lambda given: discovery_key(given.secret),
    "invite id": lambda given: Invite(b"", given.secret, 0, b"").key.public,
    "invite discovery key": lambda given: Invite(b"", given.secret, 0, b"").discovery_key,
    "device fingerprint": lambda given: fingerprint(given.device),
    "announcement tag": lambda given: announcement_tag(given.key, given.nonce, given["day"]),
    "hello tag": lambda given: Link(given.binding, given.dialler_nonce).tag(given.key, "hello dialler"),
    "reply tag": lambda given: given.link.tag(given.key, "hello listener"),
    "join tag": lambda given: given.link.tag(given.key, "join tag"),
    "knock answer": lambda given: given.link.tag(given.key, "knock answer"),
    "join request": lambda given: request_id(given.group, given.account, given.device, given.invite),
    "join consent": lambda given: consent(Key(given.device_seed), given.statement, given["name"]),
    "joint head": lambda given: entry([(seq, bytes.fromhex(tip)) for seq, tip in given["tips"]])[1],
    "state vector": lambda given: digest(
        (bytes.fromhex(log), seq, bytes.fromhex(tip)) for log, seq, tip in given["entries"]
    ),
    "turn": lambda given: hashed("turn", given.message + given.device + u64(given["attempt"])),
    "device revocation": lambda given: Key(given.account_seed).sign(
        "device revocation", encode([given.group, given.device, [[given.log, given["seq"], given.tip]]])
    ),
    "padded sizes": lambda given: [str(len(pad(bytes(size)))) for size in given["sizes"]],
    "link code": lambda given: link_code(given.secret, given["expires"], given.maker, given["addresses"]),
    "link discovery key": lambda given: derive(given.secret, "link discovery"),
    "stored elsewhere": _stored_elsewhere,
    "relay order": lambda given: hashed("relay order", given.origin + given.receiver + given.neighbour),
    "account discovery key": lambda given: derive(given.account_seed, "account discovery"),
    "safety number": lambda given: safety_number(
        given.account,
        map(bytes.fromhex, given["devices"]),
        given.other_account,
        map(bytes.fromhex, given["other_devices"]),
    ),
    "certificate": _certificate,
    "operation": _operation,
    "file": _file,
    "box": _box,
    "invite code": _invite_code,
    "handshake": _handshake,
    "link request": _link_request,
    "link box": _link_box,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_the_document_leads_to_the_same_bytes(vector: dict[str, Any]) -> None:
    result = COMPUTE[vector["what"]](Given(vector))
    assert (result.hex() if isinstance(result, bytes) else result) == vector["result"]
