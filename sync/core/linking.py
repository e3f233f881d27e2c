"""Linking a new device to an account: what is proved and compared (PROTOCOL.md, "Devices"). Pure.

Whoever has the code can ask; what decides is that a person sees the same digits on both devices. So nobody may be able
to choose digits: the new device commits itself to its share of them before it sees that of the old one.
"""

from hashlib import sha256
from hmac import compare_digest
from typing import Final, NamedTuple

from sync.core.certificates import agree, agreed, vouch
from sync.core.codec import decode, encode
from sync.core.frame_fields import Digest32, Nonce
from sync.core.ids import AccountId, DeviceId, RequestId
from sync.core.link_frames import LinkAsk
from sync.core.ops import DeviceCertificate, SignedCertificate, Wire
from sync.core.sealing import derive
from sync.core.signing import SigningKey, label, verify
from sync.errors import HostileInput

_STATEMENT: Final = "link statement"
_COMMITMENT: Final = label("link commitment")
_REQUEST: Final = label("link request")


class Wires(NamedTuple):
    """What a connection is known by on both sides, see "Handshake"."""

    binding: bytes
    dialler_nonce: bytes
    listener_nonce: bytes


class LinkStatement(Wire):
    """What the new device signs, and proves to have the code for: this certificate, on this connection."""

    certificate: Digest32
    binding: Digest32
    dialler_nonce: Nonce
    listener_nonce: Nonce
    commitment: Digest32


class Applicant(NamedTuple):
    """The new device, once its request holds."""

    request: RequestId
    certificate: DeviceCertificate
    ask: LinkAsk
    commitment: bytes

    def signed(self, account_key: SigningKey) -> SignedCertificate:
        """Return its certificate, which the account now signs too."""
        return SignedCertificate(
            certificate=self.ask.certificate,
            account_signature=vouch(self.ask.certificate, account_key),
            device_signature=self.ask.agreement,
        )


def account_discovery_key(account_key: SigningKey) -> bytes:
    """Return the 32-byte key by which the devices of an account find each other."""
    return derive(account_key.to_bytes(), "account discovery", b"")


# --- asking


def commitment(nonce: bytes) -> bytes:
    """Return what binds the new device to its share of the digits without telling it."""
    return sha256(_COMMITMENT + nonce).digest()


def make_ask(secret: bytes, device_key: SigningKey, certificate: bytes, wires: Wires, committed: bytes) -> LinkAsk:
    """Return the new device's request for `certificate`, an encoded DeviceCertificate, on a connection."""
    statement = encode(LinkStatement(sha256(certificate).digest(), *wires, committed))
    return LinkAsk(
        certificate=certificate,
        agreement=agree(certificate, device_key),
        statement=statement,
        signature=device_key.sign(_STATEMENT, statement),
        proof=derive(secret, "link proof", statement),
    )


def check_ask(ask: LinkAsk, secret: bytes, account: AccountId, wires: Wires) -> Applicant:
    """Return who asks, once everything about the request holds on this connection; raises HostileInput."""
    if not compare_digest(ask.proof, derive(secret, "link proof", ask.statement)):
        raise HostileInput("link: made without the code")
    statement = decode(ask.statement, LinkStatement)
    if (statement.binding, statement.dialler_nonce, statement.listener_nonce) != wires:
        raise HostileInput("link: about another connection")
    if statement.certificate != sha256(ask.certificate).digest():
        raise HostileInput("link: about another certificate")
    certificate = agreed(ask.certificate, ask.agreement)
    if certificate.account != account:
        raise HostileInput("link: to another account")
    if not verify(certificate.signing_key, _STATEMENT, ask.statement, ask.signature):
        raise HostileInput("link: not signed by the device")
    return Applicant(request_id(ask), certificate, ask, statement.commitment)


def request_id(ask: LinkAsk) -> RequestId:
    """Return the id both sides know a request by."""
    return RequestId(sha256(_REQUEST + ask.statement).digest())


def digits(secret: bytes, ask: LinkAsk, old_device: DeviceId, old_nonce: bytes, new_nonce: bytes) -> str:
    """Return the six digits to compare: the same only where the two speak with each other and nobody is between."""
    context = sha256(ask.statement).digest() + old_device + old_nonce + new_nonce
    return f"{int.from_bytes(derive(secret, 'link digits', context, 8), 'big') % 1_000_000:06}"
