"""Encryption and key derivation, all of it RFC 5869, 8439 and 9180 out of `cryptography` (PROTOCOL.md, "Sealing").

Content is sealed under a key that one operation alone uses: HKDF(epoch secret, the header's random salt, log and seq).
So neither a rolled-back database nor a copied one can use a nonce twice. Secrets travel to devices in HPKE boxes.
"""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.core.ids import LogId
from sync.core.signing import label

SUITE_CLASSIC: Final = 1
SUITE_HYBRID: Final = 2
DEFAULT_SUITE: Final = SUITE_HYBRID
SUITES: Final = {
    SUITE_CLASSIC: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
    SUITE_HYBRID: Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305),
}
SEED_SIZES: Final = {SUITE_CLASSIC: 32, SUITE_HYBRID: 96}
"""Random bytes a private key is made of, and its stored form: X25519 scalar; or ML-KEM seed (64) and X25519 scalar."""
PUBLIC_SIZES: Final = {SUITE_CLASSIC: 32, SUITE_HYBRID: 1216}
"""X25519 key; or ML-KEM-768 key (1184) and X25519 key."""

SECRET_SIZE: Final = 32
TAG_SIZE: Final = 16
SMALLEST_BUCKET: Final = 128

_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184
_NONCE_SIZE: Final = 12
_CONTENT: Final = label("content")
_PROBE: Final = X25519PrivateKey.from_private_bytes(b"\x01" * 32)
_HASH: Final = SHA256()


# --- derivations


def derive(secret: bytes, purpose: str, context: bytes, length: int = 32) -> bytes:
    """Return `length` bytes of HKDF-SHA256 over `secret`, no salt, the purpose's label and `context` as info."""
    return HKDF(_HASH, length, None, label(purpose) + context).derive(secret)


def commitment(secret: bytes, context: bytes) -> bytes:
    """Return the 32 bytes that pin an epoch's secret in its rekey without telling it."""
    return derive(secret, "epoch commitment", context)


def discovery_key(epoch_secret: bytes) -> bytes:
    """Return the 32-byte key the members of an epoch recognise each other by."""
    return derive(epoch_secret, "epoch discovery", b"")


# --- boxes


def _private_key(suite: int, seed: bytes) -> X25519PrivateKey | MLKEM768X25519PrivateKey:
    if len(seed) != SEED_SIZES.get(suite):
        raise ValueError("unknown suite, or a seed of a wrong size for it")
    if suite == SUITE_CLASSIC:
        return X25519PrivateKey.from_private_bytes(seed)
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(seed[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(seed[_MLKEM_SEED:]),
    )


def _public_key(suite: int, public: bytes) -> X25519PublicKey | MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_SIZES.get(suite):
        raise ValueError("unknown suite, or a public key of a wrong size for it")
    if suite == SUITE_CLASSIC:
        return X25519PublicKey.from_public_bytes(public)
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
    )


def _public_bytes(suite: int, seed: bytes) -> bytes:
    scalar = X25519PrivateKey.from_private_bytes(seed[-32:]).public_key().public_bytes_raw()
    if suite == SUITE_CLASSIC:
        return scalar
    return MLKEM768PrivateKey.from_seed_bytes(seed[:_MLKEM_SEED]).public_key().public_bytes_raw() + scalar


class HpkeKey:
    """A private key that boxes are sealed to, of a suite."""

    def __init__(self, suite: int, seed: bytes) -> None:
        """Make the key of `seed`, SEED_SIZES[suite] random bytes; raises ValueError on an unknown suite or length."""
        self.private = _private_key(suite, seed)
        self.suite = suite
        self.public_bytes: bytes = _public_bytes(suite, seed)
        self._seed = seed

    @classmethod
    def from_bytes(cls, data: bytes) -> "HpkeKey":
        """Return the key `to_bytes` stored; raises ValueError on anything else."""
        return cls(data[0] if data else 0, data[1:])

    def to_bytes(self) -> bytes:
        """Return the suite in one byte, then the seed."""
        return bytes([self.suite]) + self._seed


def usable_box_key(suite: int, public: bytes) -> bool:
    """Return whether boxes can be sealed to `public`: of a known suite, well formed and not of small order."""
    try:
        _public_key(suite, public)
        _PROBE.exchange(X25519PublicKey.from_public_bytes(public[-32:]))
    except ValueError:
        return False
    return True


def seal_box(suite: int, public: bytes, purpose: str, context: bytes, secret: bytes) -> bytes:
    """Return `enc || ciphertext` of `secret` for the holder of `public` (RFC 9180, base mode); raises ValueError."""
    recipient = _public_key(suite, public)
    return SUITES[suite].encrypt(secret, recipient, label(purpose) + context)


def open_box(key: HpkeKey, purpose: str, context: bytes, sealed: bytes) -> bytes | None:
    """Return the secret in a box sealed to `key` for `purpose` and `context`, or None."""
    try:
        return SUITES[key.suite].decrypt(sealed, key.private, label(purpose) + context)
    except (InvalidTag, ValueError):
        return None


# --- content


def padded_size(size: int) -> int:
    """Return the bucket for `size` bytes: PADME's (at most 12 % more), and at least SMALLEST_BUCKET."""
    if size <= SMALLEST_BUCKET:
        return SMALLEST_BUCKET
    exponent = size.bit_length() - 1
    grain = 1 << (exponent - exponent.bit_length())
    return (size + grain - 1) // grain * grain


def _cipher(secret: bytes, log: LogId, seq: int, salt: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    material = HKDF(_HASH, 32 + _NONCE_SIZE, salt, _CONTENT + log + seq.to_bytes(8, "big")).derive(secret)
    return ChaCha20Poly1305(material[:32]), material[32:]


def seal_content(secret: bytes, header: bytes, log: LogId, seq: int, salt: bytes, plaintext: bytes) -> bytes:
    """Return `plaintext` padded and sealed under the epoch's `secret`, with the header's exact bytes bound to it."""
    cipher, nonce = _cipher(secret, log, seq, salt)
    padded = (plaintext + b"\x80").ljust(padded_size(len(plaintext) + 1), b"\0")
    return cipher.encrypt(nonce, padded, header)


def open_content(secret: bytes, header: bytes, log: LogId, seq: int, salt: bytes, sealed: bytes) -> bytes | None:
    """Return the plaintext `seal_content` was given, or None when anything about it is not as it was."""
    cipher, nonce = _cipher(secret, log, seq, salt)
    try:
        padded = cipher.decrypt(nonce, sealed, header)
    except InvalidTag:
        return None
    plaintext = padded.rstrip(b"\0")
    return plaintext[:-1] if plaintext.endswith(b"\x80") else None
