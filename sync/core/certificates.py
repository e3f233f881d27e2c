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
    account, device = AccountId(account_key.public), DeviceId(device_key.public)
    certificate = state(account, device, suite, hpke_public, created_ms)
    return SignedCertificate(
        certificate=certificate,
        account_signature=vouch(certificate, account_key),
        device_signature=agree(certificate, device_key),
    )


def state(account: AccountId, device: DeviceId, suite: int, hpke_public: bytes, created_ms: int) -> bytes:
    """Return a certificate that nobody has signed yet."""
    return encode(
        DeviceCertificate(
            version=VERSION,
            account=account,
            signing_key=device,
            suite=suite,
            hpke_key=hpke_public,
            created=created_ms,
        )
    )


@lru_cache(maxsize=1024)
def check(signed: SignedCertificate) -> DeviceCertificate:
    """Return what a certificate says once both signatures and every key in it hold; raises HostileInput."""
    certificate = agreed(signed.certificate, signed.device_signature)
    if not verify(certificate.account, _BY_ACCOUNT, signed.certificate, signed.account_signature):
        raise HostileInput("certificate: not signed by its account")
    return certificate


def vouch(stated: bytes, account_key: SigningKey) -> bytes:
    """Return the account's signature over a certificate."""
    return account_key.sign(_BY_ACCOUNT, stated)


def agree(stated: bytes, device_key: SigningKey) -> bytes:
    """Return the device's signature over a certificate."""
    return device_key.sign(_BY_DEVICE, stated)


def agreed(stated: bytes, device_signature: bytes) -> DeviceCertificate:
    """Return what a certificate says that its device has signed, and its account not yet; raises HostileInput."""
    certificate = decode(stated, DeviceCertificate)
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
    if not verify(certificate.signing_key, _BY_DEVICE, stated, device_signature):
        raise HostileInput("certificate: not signed by its device")
    return certificate
