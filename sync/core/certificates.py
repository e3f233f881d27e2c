"""Device certificates: an account vouches for a device, and the device agrees (PROTOCOL.md, "Certificates")."""

from functools import lru_cache

from sync.core.codec import decode, encode
from sync.core.ids import AccountId, DeviceId
from sync.core.limits import VERSION
from sync.core.ops import DeviceCertificate, SignedCertificate
from sync.core.sealing import usable_box_key
from sync.core.signing import MAX_COUNTER, SigningKey, usable_key, verify
from sync.errors import HostileInput

_BY_ACCOUNT = "certificate by account"
_BY_DEVICE = "certificate by device"


def issue(
    account_key: SigningKey, device_key: SigningKey, suite: int, hpke_public: bytes, created_ms: int
) -> SignedCertificate:
    """Return a certificate for the device, signed by both keys; `created_ms` is ms since 1970."""
    certificate = encode(
        DeviceCertificate(
            version=VERSION,
            account=AccountId(account_key.public),
            signing_key=DeviceId(device_key.public),
            suite=suite,
            hpke_key=hpke_public,
            created=created_ms,
        )
    )
    return SignedCertificate(
        certificate=certificate,
        account_signature=account_key.sign(_BY_ACCOUNT, certificate),
        device_signature=device_key.sign(_BY_DEVICE, certificate),
    )


@lru_cache(maxsize=1024)
def check(signed: SignedCertificate) -> DeviceCertificate:
    """Return what a certificate says once both signatures and every key in it hold; raises HostileInput."""
    certificate = decode(signed.certificate, DeviceCertificate)
    if certificate.version != VERSION:
        raise HostileInput("certificate: unknown version")
    if not 0 <= certificate.created <= MAX_COUNTER:
        raise HostileInput("certificate: time out of range")
    if certificate.account == certificate.signing_key:
        raise HostileInput("certificate: one key for account and device")
    if not (usable_key(certificate.account) and usable_key(certificate.signing_key)):
        raise HostileInput("certificate: unusable signing key")
    if not usable_box_key(certificate.suite, certificate.hpke_key):
        raise HostileInput("certificate: unusable encryption key")
    if not verify(certificate.account, _BY_ACCOUNT, signed.certificate, signed.account_signature):
        raise HostileInput("certificate: not signed by its account")
    if not verify(certificate.signing_key, _BY_DEVICE, signed.certificate, signed.device_signature):
        raise HostileInput("certificate: not signed by its device")
    return certificate
