"""The TLS side of a run: a throw-away certificate, and the contexts that use it (PROTOCOL.md, "Transport").

The certificate names nobody and nobody verifies it: identity is proved inside the connection, bound to its hash. Its
key lives as long as the process and never rests on a disk in the clear.
"""

import hashlib
import os
import secrets
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALPN = "causerie/1"

_DESCRIPTORS = Path("/proc/self/fd")

# The same in every certificate, so that it tells nobody what this machine's clock says.
_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class ServerIdentity:
    """A listener's TLS context and the hash of the certificate it shows."""

    context: ssl.SSLContext
    binding: bytes


def make_server_identity() -> ServerIdentity:
    """Return a context with a new self-signed Ed25519 certificate."""
    key = Ed25519PrivateKey.generate()
    # X.509 wants a name; an empty one is allowed and says the least.
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .sign(key, None)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _restrict(context)
    context.num_tickets = 0
    if hasattr(os, "memfd_create") and _DESCRIPTORS.is_dir():
        _load_from_memory(context, key, certificate)
    else:
        _load_from_file(context, key, certificate)
    return ServerIdentity(context, hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest())


def make_client_context() -> ssl.SSLContext:
    """Return a context that dials any certificate; its hash is what the handshake binds to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    _restrict(context)
    return context


def peer_binding(connection: ssl.SSLObject | ssl.SSLSocket) -> bytes:
    """Return the SHA-256 of the certificate the listener showed; raises ssl.SSLError if it showed none."""
    der = connection.getpeercert(binary_form=True)
    if der is None:
        raise ssl.SSLError("the listener showed no certificate")
    return hashlib.sha256(der).digest()


def _restrict(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_TICKET
    context.set_alpn_protocols([ALPN])


def _load_from_memory(context: ssl.SSLContext, key: Ed25519PrivateKey, certificate: x509.Certificate) -> None:
    """Hand the key over through a file that exists in memory only (Linux): OpenSSL here loads from paths alone."""
    descriptor = os.memfd_create("causerie-tls", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, _pem(key, certificate, serialization.NoEncryption()))
        context.load_cert_chain(_DESCRIPTORS / str(descriptor))
    finally:
        os.close(descriptor)


def _load_from_file(context: ssl.SSLContext, key: Ed25519PrivateKey, certificate: x509.Certificate) -> None:
    """Hand the key over through a private file, removed at once and sealed with a passphrase that is never written."""
    passphrase = secrets.token_hex(32)
    descriptor, path = tempfile.mkstemp(prefix="causerie-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_pem(key, certificate, serialization.BestAvailableEncryption(passphrase.encode())))
        context.load_cert_chain(path, password=passphrase)
    finally:
        Path(path).unlink()


def _pem(
    key: Ed25519PrivateKey, certificate: x509.Certificate, protection: serialization.KeySerializationEncryption
) -> bytes:
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)
    return private + certificate.public_bytes(serialization.Encoding.PEM)
