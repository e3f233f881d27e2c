"""Content under an epoch, and boxes to a device (PROTOCOL.md, "Sealing")."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

from tests.support.reference_hpke import ENC_SIZES, receive
from tests.support.second.primitives import Refused, expand, label, require, u64

HYBRID: Final = 2
_SIZES: Final = {1: 32, 2: 1184 + 32}
_MODULUS: Final = 3329


# --- content


def pad(plaintext: bytes) -> bytes:
    """Add 0x80 and zeros up to the next size of PADMÉ's."""
    size = max(128, len(plaintext) + 1)
    while not _padme(size):
        size += 1
    return (plaintext + b"\x80").ljust(size, b"\x00")


def _padme(size: int) -> bool:
    exponent = size.bit_length() - 1
    kept = exponent.bit_length()
    return size % (1 << (exponent - kept)) == 0


def unpad(padded: bytes) -> bytes:
    """Return what was padded."""
    plaintext, mark, rest = padded.rpartition(b"\x80")
    require(bool(mark) and not rest.strip(b"\x00"), "content: padding")
    return plaintext


def seal_content(secret: bytes, header: bytes, log: bytes, seq: int, salt: bytes, plaintext: bytes) -> bytes:
    """Seal under the one key that this operation has; `header` are its exact bytes."""
    key, nonce = _content_key(secret, log, seq, salt)
    return ChaCha20Poly1305(key).encrypt(nonce, pad(plaintext), header)


def open_content(secret: bytes, header: bytes, log: bytes, seq: int, salt: bytes, payload: bytes) -> bytes:
    """Open what was sealed so."""
    key, nonce = _content_key(secret, log, seq, salt)
    try:
        return unpad(ChaCha20Poly1305(key).decrypt(nonce, payload, header))
    except InvalidTag as error:
        raise Refused("content: not sealed under this epoch") from error


def _content_key(secret: bytes, log: bytes, seq: int, salt: bytes) -> tuple[bytes, bytes]:
    both = expand(secret, salt, label("content") + log + u64(seq), 44)
    return both[:32], both[32:]


# --- boxes


def box_key(suite: int, private: bytes) -> bytes:
    """Return the public key of a private one."""
    if suite == 1:
        return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    lattice = MLKEM768PrivateKey.from_seed_bytes(private[:64]).public_key().public_bytes_raw()
    return lattice + box_key(1, private[64:])


def usable_box_key(suite: int, public: bytes) -> bool:
    """Whether anybody can seal to the key."""
    if len(public) != _SIZES.get(suite):
        return False
    coefficients = int.from_bytes(public[:1152], "little") if suite == HYBRID else 0
    while coefficients:
        if coefficients % 4096 >= _MODULUS:
            return False
        coefficients >>= 12
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(public[-32:]))
    except ValueError:
        return False
    return True


def seal_box(suite: int, public: bytes, purpose: str, context: bytes, secret: bytes) -> bytes:
    """Seal to the holder of a key."""
    if suite == 1:
        recipient, kem = X25519PublicKey.from_public_bytes(public), KEM.X25519
        return Suite(kem, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305).encrypt(secret, recipient, label(purpose) + context)
    lattice = MLKEM768PublicKey.from_public_bytes(public[:1184])
    both = MLKEM768X25519PublicKey(lattice, X25519PublicKey.from_public_bytes(public[1184:]))
    hybrid = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    return hybrid.encrypt(secret, both, label(purpose) + context)


def open_box(suite: int, private: bytes, purpose: str, context: bytes, box: bytes) -> bytes:
    """Open what was sealed to a key."""
    enc, ciphertext = box[: ENC_SIZES[suite]], box[ENC_SIZES[suite] :]
    try:
        return receive(suite, private, enc, label(purpose) + context).open(ciphertext, b"")
    except (InvalidTag, ValueError) as error:
        raise Refused("box: not sealed to this key") from error
