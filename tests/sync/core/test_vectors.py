"""The bytes of every derivation are pinned: a change of ours, or of a library, that alters them fails here.

vectors.json is a list of {"what", inputs..., "result"}, byte strings in hex, so that another implementation can use it.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest

from sync.core.certificates import check, issue, state
from sync.core.codec import encode
from sync.core.discovery_tags import DiscoveryKey, hello_tags, join_tag, knock_tag, reply_tags, txt_tags
from sync.core.files import ChunkCipher, chunk_hash, file_root
from sync.core.gossip import LogPlace, Stored, holds, read, sign
from sync.core.handover import Parcel
from sync.core.handshake import Credentials, Dialler, Listener
from sync.core.ids import AccountId, DeviceId, GroupId, Head, InviteId, LogId, MessageId, OpId, RequestId
from sync.core.invites import (
    InviteCode,
    encode_code,
    fingerprint,
    invite_discovery_key,
    invite_key,
    link,
    parse_code,
)
from sync.core.limits import FILE_CHUNK_BYTES
from sync.core.link_code import LinkingCode, encode_link_code, link_discovery_key, parse_link_code
from sync.core.link_frames import LinkGrant
from sync.core.linking import Wires, account_discovery_key, check_ask, digits, make_ask
from sync.core.linking import commitment as link_commitment
from sync.core.logs import joint_head
from sync.core.ops import Cut, Header, Message
from sync.core.reconcile import digest
from sync.core.requests import consent, request_id
from sync.core.safety import fingerprint as safety_fingerprint
from sync.core.safety import safety_number
from sync.core.sealing import (
    HpkeKey,
    commitment,
    derive,
    discovery_key,
    open_box,
    open_content,
    padded_size,
    seal_content,
)
from sync.core.seniority import REVOKE_DEVICE, revocation_bytes
from sync.core.signing import SigningKey, build_operation, parse_operation, verify, verify_operation
from sync.core.turns import turn_id
from sync.core.web import relay_order

VECTORS: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("vectors.json").read_text())


class Inputs:
    """The inputs of a vector: `inputs["x"]` as written, `inputs.x` from hex."""

    def __init__(self, vector: Mapping[str, Any]) -> None:
        self._vector = vector

    def __getitem__(self, name: str) -> Any:
        return self._vector[name]

    def __getattr__(self, name: str) -> bytes:
        return bytes.fromhex(self._vector[name])


def _ones(size: int) -> bytes:
    return b"\xff" * size


def _key(inputs: Inputs) -> list[DiscoveryKey]:
    return [DiscoveryKey(inputs.key, GroupId(b"g" * 32))]


def _signature(inputs: Inputs) -> bytes:
    key = SigningKey.from_bytes(inputs.seed)
    assert key.public == inputs.public
    signature = key.sign(inputs["purpose"], inputs.data)
    assert verify(inputs.public, inputs["purpose"], inputs.data, signature)
    return signature


def _certificate(inputs: Inputs) -> bytes:
    keys = SigningKey.from_bytes(inputs.account_seed), SigningKey.from_bytes(inputs.device_seed)
    signed = issue(*keys, inputs["suite"], HpkeKey(inputs["suite"], inputs.hpke_seed).public_bytes, inputs["created"])
    assert check(signed).account == keys[0].public
    return encode(signed)


def _file(inputs: Inputs) -> list[str]:
    """The last sealed chunk, the hashes of all, and the root."""
    size: int = inputs["size"]
    data, cipher = (inputs.pattern * (size + 1))[:size], ChunkCipher(inputs.key, size)
    starts = range(0, size, FILE_CHUNK_BYTES) or [0]
    sealed = [cipher.seal(index, data[at : at + FILE_CHUNK_BYTES]) for index, at in enumerate(starts)]
    assert [cipher.open(index, each) for index, each in enumerate(sealed)] == [
        data[at:][:FILE_CHUNK_BYTES] for at in starts
    ]
    hashes = b"".join(map(chunk_hash, sealed))
    return [sealed[-1].hex(), hashes.hex(), file_root(size, hashes).hex()]


def _operation(inputs: Inputs) -> bytes:
    """A message's operation, from its text to the bytes that are stored."""
    key = SigningKey.from_bytes(inputs.device_seed)
    log = LogId(key.public + b"\x01" + inputs.incarnation)
    ids = (inputs.reference,)
    header = Header(1, inputs.group, log, 1, inputs.prev, 32, 5, 1_900_000_000_000, ids, ids, inputs.epoch, inputs.salt)
    payload = encode(Message(inputs["text"]))
    sealed = seal_content(inputs.secret, encode(header), log, 1, inputs.salt, payload)
    built = build_operation(header, sealed, key)
    assert verify_operation(parse_operation(built.raw))
    assert open_content(inputs.secret, encode(header), log, 1, inputs.salt, sealed) == payload
    assert built.id == inputs.id
    return built.raw


def _box(inputs: Inputs) -> bytes | None:
    """Sealing draws its own randomness, so what is pinned is that a box of long ago still opens."""
    key = HpkeKey(inputs["suite"], inputs.seed)
    assert sha256(key.public_bytes).digest() == inputs.public_sha256
    return open_box(key, inputs["purpose"], inputs.context, inputs.sealed)


def _invite_code(inputs: Inputs) -> str:
    code = InviteCode(
        GroupId(inputs.group), inputs.secret, inputs["expires"], inputs.fingerprint, tuple(inputs["addresses"])
    )
    assert parse_code(link(code)) == code
    return encode_code(code)


def _handshake(inputs: Inputs) -> list[str]:
    """Return the SHA-256 of Hello, Challenge, Proof and Accept; padding is 0xff, so that it sorts last."""
    credentials: list[Credentials] = []
    for who in ("dialler", "listener"):
        keys = [SigningKey.from_bytes(bytes.fromhex(inputs[f"{who}_{part}_seed"])) for part in ("account", "device")]
        hpke = HpkeKey(1, bytes.fromhex(inputs[f"{who}_hpke_seed"]))
        credentials.append(Credentials(issue(keys[0], keys[1], 1, hpke.public_bytes, 0), keys[1]))
    dialler = Dialler(credentials[0], _key(inputs), inputs.binding, _nonce_then_padding(inputs.dialler_nonce))
    listener = Listener(credentials[1], _key(inputs), inputs.binding, _nonce_then_padding(inputs.listener_nonce))
    [hello] = dialler.start()
    [challenge] = listener.receive(hello)
    [proof] = dialler.receive(challenge)
    listener.receive(proof)
    accept = listener.accept([GroupId(b"g" * 32)], guest=False)
    dialler.receive(accept)
    return [sha256(frame).hexdigest() for frame in (hello, challenge, proof, accept)]


def _safety_number(inputs: Inputs) -> str:
    """The number of two accounts, whichever comes first."""
    fingerprints = [
        safety_fingerprint(AccountId(account), [DeviceId(bytes.fromhex(device)) for device in devices])
        for account, devices in ((inputs.account, inputs["devices"]), (inputs.other_account, inputs["other_devices"]))
    ]
    number = safety_number(*fingerprints)
    assert number == safety_number(*reversed(fingerprints))
    return number


def _link_code(inputs: Inputs) -> str:
    code = LinkingCode(inputs.secret, inputs["expires"], inputs.maker, tuple(inputs["addresses"]))
    assert parse_link_code(encode_link_code(code)) == code
    return encode_link_code(code)


def _link_request(inputs: Inputs) -> list[str]:
    """Return the commitment, the proof, both signatures, the request's id and the digits."""
    account, key = AccountId(inputs.account), SigningKey.from_bytes(inputs.device_seed)
    hpke = HpkeKey(1, inputs.hpke_seed)
    certificate = state(account, DeviceId(key.public), 1, hpke.public_bytes, inputs["created"])
    wires = Wires(inputs.binding, inputs.dialler_nonce, inputs.listener_nonce)
    committed = link_commitment(inputs.new_nonce)
    ask = make_ask(inputs.secret, key, certificate, wires, committed)
    applicant = check_ask(ask, inputs.secret, account, wires)
    shown = digits(inputs.secret, ask, DeviceId(inputs.old_device), inputs.old_nonce, inputs.new_nonce)
    return [*(each.hex() for each in (committed, ask.proof, ask.agreement, ask.signature, applicant.request)), shown]


def _link_box(inputs: Inputs) -> list[str]:
    """As with boxes: what is pinned is that an account sealed long ago still opens."""
    parcel = Parcel(RequestId(inputs.request), HpkeKey(1, inputs.hpke_seed), AccountId(inputs.account))
    assert parcel.take(LinkGrant(part=0, parts=1, sealed=inputs.sealed))
    assert parcel.identity is not None
    return [parcel.identity.name, *(each.group.hex() for each in parcel.groups)]


def _nonce_then_padding(nonce: bytes) -> Callable[[int], bytes]:
    return lambda size: nonce if size == 32 else _ones(size)


def _stored_elsewhere(i: Inputs) -> list[str]:
    key = SigningKey.from_bytes(i.device_seed)
    heads = (LogPlace(log=LogId(i.log), seq=i["seq"]),)
    device = DeviceId(key.public)
    stored = Stored(group=GroupId(i.group), device=device, session=i["session"], number=i["number"], heads=heads)
    signed = sign(key, stored)
    assert holds(signed, read(signed, Stored, GroupId(i.group)))
    return [signed.statement.hex(), signed.signature.hex()]


COMPUTE: Final[dict[str, Callable[[Inputs], bytes | str | list[str] | None]]] = {
    "signature": _signature,
    "derive": lambda i: derive(i.secret, i["purpose"], i.context, i["length"]),
    "epoch commitment": lambda i: commitment(i.secret, i.context),
    "epoch discovery key": lambda i: discovery_key(i.secret),
    "invite id": lambda i: invite_key(i.secret).public,
    "invite discovery key": lambda i: invite_discovery_key(i.secret),
    "device fingerprint": lambda i: fingerprint(DeviceId(i.device)),
    "announcement tag": lambda i: txt_tags(_key(i), i.nonce, i["day"], _ones)[0],
    "hello tag": lambda i: hello_tags(_key(i), i.binding, i.dialler_nonce, _ones)[0],
    "reply tag": lambda i: reply_tags(_key(i), i.binding, i.dialler_nonce, i.listener_nonce, _ones)[0],
    "join tag": lambda i: join_tag(i.key, i.binding, i.dialler_nonce, i.listener_nonce),
    "join request": lambda i: request_id(
        GroupId(i.group), AccountId(i.account), DeviceId(i.device), InviteId(i.invite)
    ),
    "join consent": lambda i: consent(i.statement, i["name"], SigningKey.from_bytes(i.device_seed)),
    "knock answer": lambda i: knock_tag(i.key, i.binding, i.dialler_nonce, i.listener_nonce),
    "joint head": lambda i: joint_head({OpId(bytes.fromhex(tip)): seq for seq, tip in i["tips"]}).id,
    "state vector": lambda i: digest(
        {LogId(bytes.fromhex(log)): Head(seq, OpId(bytes.fromhex(tip))) for log, seq, tip in i["entries"]}
    ),
    "turn": lambda i: turn_id(MessageId(i.message), DeviceId(i.device), i["attempt"]),
    "device revocation": lambda i: SigningKey.from_bytes(i.account_seed).sign(
        REVOKE_DEVICE,
        revocation_bytes(GroupId(i.group), DeviceId(i.device), (Cut(LogId(i.log), i["seq"], OpId(i.tip)),)),
    ),
    "padded sizes": lambda i: [str(padded_size(size + 1)) for size in i["sizes"]],
    "link code": _link_code,
    "link discovery key": lambda i: link_discovery_key(i.secret),
    "link request": _link_request,
    "link box": _link_box,
    "account discovery key": lambda i: account_discovery_key(SigningKey.from_bytes(i.account_seed)),
    "stored elsewhere": _stored_elsewhere,
    "relay order": lambda i: relay_order(DeviceId(i.origin), DeviceId(i.receiver), DeviceId(i.neighbour)),
    "certificate": _certificate,
    "operation": _operation,
    "file": _file,
    "box": _box,
    "invite code": _invite_code,
    "handshake": _handshake,
    "safety number": _safety_number,
}


def _written(result: bytes | str | list[str] | None) -> str | list[str] | None:
    return result.hex() if isinstance(result, bytes) else result


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["what"])
def test_the_bytes_are_what_they_have_always_been(vector: dict[str, Any]) -> None:
    assert _written(COMPUTE[vector["what"]](Inputs(vector))) == vector["result"]


def test_every_derivation_has_a_vector() -> None:
    assert {vector["what"] for vector in VECTORS} == set(COMPUTE)
    assert {vector["suite"] for vector in VECTORS if vector["what"] == "box"} == {1, 2}
