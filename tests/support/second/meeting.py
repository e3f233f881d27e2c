"""How two devices recognise each other, and what a newcomer shows (PROTOCOL.md, "Handshake", "Invites", "Devices")."""

from collections.abc import Callable, Iterable
from hashlib import sha256
from secrets import token_bytes
from typing import Any, Final, NamedTuple

from tests.support.second.codes import Invite
from tests.support.second.identity import SIGNED, Certificate, Identity, check_certificate
from tests.support.second.primitives import (
    Key,
    Shape,
    decode,
    derive,
    encode,
    hashed,
    mac,
    require,
    u64,
    verify,
)  # fmt: skip

_TAGS: Final = 16
_CHALLENGE: Final[Shape] = (int, 32, [8], SIGNED, 64)


class Link(NamedTuple):
    """What is peculiar to one connection."""

    binding: bytes
    dialler_nonce: bytes
    listener_nonce: bytes = b""

    def tag(self, key: bytes, purpose: str) -> bytes:
        """Return the tag that a discovery key makes on this connection."""
        return mac(key, purpose, b"".join(self))[:8]


def announcement_tag(key: bytes, nonce: bytes, day: int) -> bytes:
    """Return the tag that a discovery key makes in a TXT record."""
    return mac(key, "discovery announcement", nonce + u64(day))[:8]


class Dialler:
    """The side that opened the connection, until it may send frames of a session."""

    def __init__(
        self,
        me: Identity,
        certificate: list[bytes],
        keys: Iterable[bytes],
        binding: bytes,
        nonce: bytes,
        random: Callable[[int], bytes] = token_bytes,
    ) -> None:
        self._me = me
        self._certificate = certificate
        self._keys = list(keys)
        self.link = Link(binding, nonce)
        self.hello = self._hello(random)

    def _hello(self, random: Callable[[int], bytes]) -> bytes:
        tags = [self.link.tag(key, "hello dialler") for key in self._keys]
        tags += [random(8) for _ in range(_TAGS - len(tags))]
        return encode([1, 1, self.link.dialler_nonce, sorted(tags)])

    def answer(self, challenge: bytes) -> tuple[bytes, Certificate]:
        """Return the Proof, and who is at the other end."""
        number, nonce, tags, signed, signature = decode(challenge, _CHALLENGE)
        require(number == 2 and len(tags) == _TAGS, "challenge: shape")
        self.link = self.link._replace(listener_nonce=nonce)
        known = any(self.link.tag(key, "hello listener") in tags for key in self._keys)
        require(known, "challenge: no key in common")
        peer = check_certificate(signed)
        require(peer.device != self._me.device.public, "challenge: connected to ourselves")
        data = b"".join(self.link) + sha256(self.hello).digest()
        require(verify(peer.device, "handshake challenge", data, signature), "challenge: signature")
        proof = b"".join(self.link) + peer.device + sha256(challenge).digest()
        return encode([3, self._certificate, self._me.device.sign("handshake proof", proof)]), peer


# --- joining


def join_ask(me: Identity, certificate: list[bytes], name: str, invite: Invite, link: Link) -> list[Any]:
    """Return the JoinAsk frame."""
    statement = encode([invite.group, me.account.public, me.device.public, *link])
    proof = invite.key.sign("join", statement)
    tag = link.tag(invite.discovery_key, "join tag")
    return [22, certificate, name, statement, proof, consent(me.device, statement, name), tag]


def consent(device: Key, statement: bytes, name: str) -> bytes:
    """Return the newcomer's signature over what it asks."""
    return device.sign("join consent", encode([statement, name]))


def request_id(group: bytes, account: bytes, device: bytes, invite: bytes) -> bytes:
    """Return the id of a request to join."""
    return hashed("join request", group + account + device + invite)


# --- linking a device


def link_statement(certificate: bytes, link: Link, nonce: bytes) -> bytes:
    """Return the LinkStatement of a new device whose nonce will be `nonce`."""
    return encode([sha256(certificate).digest(), *link, hashed("link commitment", nonce)])


def link_digits(secret: bytes, statement: bytes, old_device: bytes, old_nonce: bytes, new_nonce: bytes) -> str:
    """Return the six digits both devices show."""
    context = sha256(statement).digest() + old_device + old_nonce + new_nonce
    return f"{int.from_bytes(derive(secret, 'link digits', context, 8), 'big') % 1_000_000:06}"
