"""RFC 9180, base mode, the receiver's side, written out from the standard: a second opinion on the boxes.

Only for ChaCha20-Poly1305 with HKDF-SHA256, and for the two KEMs of the protocol's suites.
"""

import hmac
from hashlib import sha3_256, sha256, shake_256
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEM_IDS: Final = {1: 0x0020, 2: 0x647A}
ENC_SIZES: Final = {1: 32, 2: 1088 + 32}
_KDF_AND_AEAD: Final = (0x0001).to_bytes(2, "big") + (0x0003).to_bytes(2, "big")
_XWING: Final = rb"\.//^" + b"\\"


class Context(NamedTuple):
    """What the key schedule comes to."""

    shared_secret: bytes
    key: bytes
    base_nonce: bytes

    def open(self, ciphertext: bytes, aad: bytes) -> bytes:
        """Return the plaintext of the first message."""
        return ChaCha20Poly1305(self.key).decrypt(self.base_nonce, ciphertext, aad)


def _extract(salt: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), ikm, sha256)


def _expand(prk: bytes, info: bytes, length: int) -> bytes:
    output, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + info + bytes([number]), sha256)
        output += block
    return output[:length]


def _labelled_extract(suite_id: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return _extract(salt, b"HPKE-v1" + suite_id + label + ikm)


def _labelled_expand(suite_id: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    return _expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info, length)


def expanded(seed: bytes) -> bytes:
    """Return the 96 bytes (ML-KEM seed, X25519 scalar) that a published 32-byte hybrid key stands for."""
    return shake_256(seed).digest(96)


def _decapsulate_classic(private: bytes, enc: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(private)
    shared = key.exchange(X25519PublicKey.from_public_bytes(enc))
    suite_id = b"KEM" + KEM_IDS[1].to_bytes(2, "big")
    prk = _labelled_extract(suite_id, b"", b"eae_prk", shared)
    context = enc + key.public_key().public_bytes_raw()
    return _labelled_expand(suite_id, prk, b"shared_secret", context, 32)


def _decapsulate_hybrid(private: bytes, enc: bytes) -> bytes:
    lattice, key = MLKEM768PrivateKey.from_seed_bytes(private[:64]), X25519PrivateKey.from_private_bytes(private[64:])
    first = lattice.decapsulate(enc[:1088])
    second = key.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    return sha3_256(first + second + enc[1088:] + key.public_key().public_bytes_raw() + _XWING).digest()


def receive(suite: int, private: bytes, enc: bytes, info: bytes) -> Context:
    """Return the receiver's context; `private` is 32 bytes for suite 1, 96 for suite 2."""
    shared = _decapsulate_classic(private, enc) if suite == 1 else _decapsulate_hybrid(private, enc)
    suite_id = b"HPKE" + KEM_IDS[suite].to_bytes(2, "big") + _KDF_AND_AEAD
    identifier = _labelled_extract(suite_id, b"", b"psk_id_hash", b"")
    about = _labelled_extract(suite_id, b"", b"info_hash", info)
    context = b"\0" + identifier + about
    secret = _labelled_extract(suite_id, shared, b"secret", b"")
    return Context(
        shared,
        _labelled_expand(suite_id, secret, b"key", context, 32),
        _labelled_expand(suite_id, secret, b"base_nonce", context, 12),
    )
