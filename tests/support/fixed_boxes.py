"""HPKE boxes that come out the same each time (RFC 9180, base mode), so that what was random can be repeated.

Only for tests: the ephemeral key is derived from what is sealed. The product opens them like any other. The library has
no way to fix the randomness of the hybrid suite, so its boxes are remembered, which makes them the same in one run.
"""

from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.core.sealing import SUITE_CLASSIC, seal_box
from sync.core.signing import label

_KEM: Final = b"KEM\x00\x20"
_HPKE: Final = b"HPKE\x00\x20\x00\x01\x00\x03"


def _extract(suite: bytes, salt: bytes, name: bytes, secret: bytes) -> bytes:
    return digest(salt, b"HPKE-v1" + suite + name + secret, "sha256")


def _expand(suite: bytes, key: bytes, name: bytes, info: bytes, size: int) -> bytes:
    return digest(key, size.to_bytes(2, "big") + b"HPKE-v1" + suite + name + info + b"\x01", "sha256")[:size]


@lru_cache(maxsize=4096)
def fixed_box(suite: int, public: bytes, purpose: str, context: bytes, secret: bytes) -> bytes:
    """Return a box as `sealing.seal_box` makes it; the same for the same arguments."""
    if suite != SUITE_CLASSIC:
        return seal_box(suite, public, purpose, context, secret)
    info = label(purpose) + context
    seed = sha256(b"ephemeral" + public + info + secret).digest()
    ephemeral = X25519PrivateKey.from_private_bytes(seed)
    enc = ephemeral.public_key().public_bytes_raw()
    agreed = _extract(_KEM, b"", b"eae_prk", ephemeral.exchange(X25519PublicKey.from_public_bytes(public)))
    shared = _expand(_KEM, agreed, b"shared_secret", enc + public, 32)
    hashes = _extract(_HPKE, b"", b"psk_id_hash", b"") + _extract(_HPKE, b"", b"info_hash", info)
    scheduled = _extract(_HPKE, shared, b"secret", b"")
    key = _expand(_HPKE, scheduled, b"key", b"\x00" + hashes, 32)
    nonce = _expand(_HPKE, scheduled, b"base_nonce", b"\x00" + hashes, 12)
    return enc + ChaCha20Poly1305(key).encrypt(nonce, secret, b"")
