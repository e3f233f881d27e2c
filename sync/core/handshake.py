"""Who is at the other end: mutual authentication inside TLS (PROTOCOL.md, "Handshake"). No socket, no clock.

`binding` is SHA-256 over the listener's TLS certificate (DER) as each side sees it. Every tag and signature is bound to
it, so whoever sits in the middle with a certificate of his own convinces nobody, and learns nobody's name.

    Dialler                                Listener
    IDLE            -- Hello -->           AWAIT_HELLO       no key in common: raise, say nothing
    AWAIT_CHALLENGE <-- Challenge --       AWAIT_PROOF
    AWAIT_VERDICT   -- Proof -->           AWAIT_DECISION    the owner calls accept() or refuse()
    DONE            <-- Accept | Refuse -- DONE

A frame that does not fit the state, or fits and is wrong, raises HostileInput and leaves the state FAILED for good.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256

from sync.core.certificates import check
from sync.core.discovery_tags import DiscoveryKey, hello_tags, match_hello, match_reply, reply_tags
from sync.core.frame_fields import ACCEPT_GROUPS, NONCE_SIZE
from sync.core.frames import (
    Accept,
    Challenge,
    HandshakeFrame,
    Hello,
    Proof,
    Refuse,
    decode_handshake,
    encode_frame,
)
from sync.core.ids import DeviceId, GroupId
from sync.core.limits import VERSION
from sync.core.ops import DeviceCertificate, SignedCertificate
from sync.core.signing import SigningKey, verify
from sync.errors import HostileInput

__all__ = ["Authenticated", "Credentials", "Dialler", "DiscoveryKey", "Listener", "State"]


class State(Enum):
    """Where a handshake stands (the table at the top of this module)."""

    IDLE = auto()
    AWAIT_CHALLENGE = auto()
    AWAIT_VERDICT = auto()
    AWAIT_HELLO = auto()
    AWAIT_PROOF = auto()
    AWAIT_DECISION = auto()
    DONE = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a device shows of itself, and the key that proves it."""

    signed_certificate: SignedCertificate
    signing_key: SigningKey


@dataclass(frozen=True, slots=True)
class Authenticated:
    """The other side, once it has proved who it is."""

    certificate: DeviceCertificate
    signed: SignedCertificate
    matched: tuple[DiscoveryKey, ...]
    binding: bytes
    dialler_nonce: bytes
    listener_nonce: bytes

    @property
    def guest(self) -> bool:
        """Whether nothing but invites connects the two."""
        return all(key.invite for key in self.matched)


def _challenge_data(binding: bytes, dialler_nonce: bytes, listener_nonce: bytes, hello: bytes) -> bytes:
    return binding + dialler_nonce + listener_nonce + sha256(hello).digest()


def _proof_data(
    binding: bytes, dialler_nonce: bytes, listener_nonce: bytes, listener: DeviceId, challenge: bytes
) -> bytes:
    return binding + dialler_nonce + listener_nonce + listener + sha256(challenge).digest()


class _Side(ABC):
    """What the two sides have in common: a state, and frames that must fit it."""

    def __init__(
        self,
        credentials: Credentials,
        keys: Sequence[DiscoveryKey],
        binding: bytes,
        random: Callable[[int], bytes],
        state: State,
    ) -> None:
        self.state = state
        self.authenticated: Authenticated | None = None
        self._credentials = credentials
        self._keys = tuple(keys)
        self._binding = binding
        self._random = random
        self._nonce = random(NONCE_SIZE)

    def receive(self, frame: bytes) -> list[bytes]:
        """Take a frame of the other side; return what to send. Raises HostileInput: close and say nothing."""
        state, self.state = self.state, State.FAILED
        answer, self.state = self._step(state, decode_handshake(frame), frame)
        return answer

    @abstractmethod
    def _step(self, state: State, frame: HandshakeFrame, raw: bytes) -> tuple[list[bytes], State]:
        """Return what to send on `frame` (decoded from `raw`) and the next state; raises HostileInput."""

    def _checked(self, signed: SignedCertificate, purpose: str, data: bytes, signature: bytes) -> DeviceCertificate:
        """Return the other side's certificate once its signature over `data` holds; raises HostileInput."""
        certificate = check(signed)
        if certificate.signing_key == self._credentials.signing_key.public:
            raise HostileInput("handshake: connected to ourselves")
        if not verify(certificate.signing_key, purpose, data, signature):
            raise HostileInput("handshake: wrong signature")
        return certificate


class Dialler(_Side):
    """The side that opened the connection. `keys` in order of preference; at most 16 are shown at a time."""

    def __init__(
        self,
        credentials: Credentials,
        keys: Sequence[DiscoveryKey],
        binding: bytes,
        random: Callable[[int], bytes],
    ) -> None:
        super().__init__(credentials, keys, binding, random, State.IDLE)
        self.accepted: Accept | Refuse | None = None
        self._hello = b""

    def start(self) -> list[bytes]:
        """Return the Hello to send."""
        if self.state is not State.IDLE:
            raise RuntimeError("the handshake has been started")
        tags = hello_tags(self._keys, self._binding, self._nonce, self._random)
        self._hello = encode_frame(Hello(version=VERSION, nonce=self._nonce, tags=tags))
        self.state = State.AWAIT_CHALLENGE
        return [self._hello]

    def _step(self, state: State, frame: HandshakeFrame, raw: bytes) -> tuple[list[bytes], State]:
        match state, frame:
            case State.AWAIT_CHALLENGE, Challenge():
                return [self._prove(frame, raw)], State.AWAIT_VERDICT
            case State.AWAIT_VERDICT, Accept() | Refuse():
                self.accepted = frame
                return [], State.DONE
            case _:
                raise HostileInput(f"handshake: {type(frame).__name__} at {state.name}")

    def _prove(self, challenge: Challenge, raw: bytes) -> bytes:
        matched = match_reply(self._keys, self._binding, self._nonce, challenge.nonce, challenge.tags)
        if not matched:
            # Whoever does not know one of our keys is not told who we are.
            raise HostileInput("handshake: no key in common")
        data = _challenge_data(self._binding, self._nonce, challenge.nonce, self._hello)
        peer = self._checked(challenge.certificate, "handshake challenge", data, challenge.signature)
        self.authenticated = Authenticated(
            peer, challenge.certificate, matched, self._binding, self._nonce, challenge.nonce
        )
        proof = _proof_data(self._binding, self._nonce, challenge.nonce, peer.signing_key, raw)
        return encode_frame(
            Proof(
                certificate=self._credentials.signed_certificate,
                signature=self._credentials.signing_key.sign("handshake proof", proof),
            )
        )


class Listener(_Side):
    """The side that was dialled. `keys` must hold none of an epoch with a recipient known to be removed."""

    def __init__(
        self,
        credentials: Credentials,
        keys: Sequence[DiscoveryKey],
        binding: bytes,
        random: Callable[[int], bytes],
    ) -> None:
        super().__init__(credentials, keys, binding, random, State.AWAIT_HELLO)
        self._matched: tuple[DiscoveryKey, ...] = ()
        self._dialler_nonce = b""
        self._challenge = b""

    def _step(self, state: State, frame: HandshakeFrame, raw: bytes) -> tuple[list[bytes], State]:
        match state, frame:
            case State.AWAIT_HELLO, Hello():
                return [self._challenge_to(frame, raw)], State.AWAIT_PROOF
            case State.AWAIT_PROOF, Proof():
                self._admit(frame)
                return [], State.AWAIT_DECISION
            case _:
                raise HostileInput(f"handshake: {type(frame).__name__} at {state.name}")

    def _challenge_to(self, hello: Hello, raw: bytes) -> bytes:
        if hello.version != VERSION:
            raise HostileInput("handshake: unknown version")
        self._matched = match_hello(self._keys, self._binding, hello.nonce, hello.tags)
        if not self._matched:
            raise HostileInput("handshake: no key in common")
        self._dialler_nonce = hello.nonce
        tags = reply_tags(self._matched, self._binding, hello.nonce, self._nonce, self._random)
        data = _challenge_data(self._binding, hello.nonce, self._nonce, raw)
        self._challenge = encode_frame(
            Challenge(
                nonce=self._nonce,
                tags=tags,
                certificate=self._credentials.signed_certificate,
                signature=self._credentials.signing_key.sign("handshake challenge", data),
            )
        )
        return self._challenge

    def _admit(self, proof: Proof) -> None:
        own = DeviceId(self._credentials.signing_key.public)
        data = _proof_data(self._binding, self._dialler_nonce, self._nonce, own, self._challenge)
        peer = self._checked(proof.certificate, "handshake proof", data, proof.signature)
        self.authenticated = Authenticated(
            peer, proof.certificate, self._matched, self._binding, self._dialler_nonce, self._nonce
        )

    def accept(self, groups: Sequence[GroupId], guest: bool) -> bytes:
        """Return the frame that welcomes the dialler. It names the first ACCEPT_GROUPS of `groups`: Share the rest."""
        return self._decide(Accept(groups=tuple(groups[:ACCEPT_GROUPS]), guest=guest))

    def refuse(self, code: str, message: str) -> bytes:
        """Return the frame that turns the dialler away, with a stable code and a sentence."""
        return self._decide(Refuse(code=code, message=message))

    def _decide(self, verdict: Accept | Refuse) -> bytes:
        if self.state is not State.AWAIT_DECISION:
            raise RuntimeError("there is nothing to decide at this point of the handshake")
        self.state = State.DONE
        return encode_frame(verdict)
