"""An account's and its device's keys (PROTOCOL.md, "Certificates")."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from sync.core.certificates import check, issue
from sync.core.codec import decode, encode
from sync.core.ids import AccountId, DeviceId
from sync.core.ops import DeviceCertificate, SignedCertificate, Wire
from sync.core.sealing import DEFAULT_SUITE, SEED_SIZES, HpkeKey, open_box
from sync.core.signing import KEY_SIZE, SigningKey
from sync.errors import HostileInput, StoreDamaged

Random = Callable[[int], bytes]

ROTATION_MS: Final = 14 * 24 * 3600 * 1000
"""How long an HPKE key is advertised."""

KEPT_KEYS: Final = 3
"""Former HPKE keys kept: boxes sealed while the device was away still open. Older ones are gone for good."""

_VERSION: Final = 1


class _StoredKeys(Wire):
    """The form in the database."""

    version: int
    account_key: bytes
    device_key: bytes
    hpke: bytes
    former: tuple[bytes, ...]
    certificate: SignedCertificate
    renewed: int = 0


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """Everything secret about this device, and the certificate that says so to others."""

    account_key: SigningKey = field(repr=False)
    device_key: SigningKey = field(repr=False)
    hpke: HpkeKey = field(repr=False)
    certificate: SignedCertificate = field(repr=False)
    former: tuple[HpkeKey, ...] = field(default=(), repr=False)
    """HPKE keys before this one, the latest first."""
    renewed: int = field(default=0, repr=False)
    """When the present key was made (ms), by a clock that may have been wrong; 0 for the first, see its certificate."""

    @property
    def account_id(self) -> AccountId:
        """The account's id."""
        return AccountId(self.account_key.public)

    @property
    def device_id(self) -> DeviceId:
        """The device's id."""
        return DeviceId(self.device_key.public)

    @property
    def stated(self) -> DeviceCertificate:
        """What the certificate says."""
        return check(self.certificate)

    def open_box(self, suite: int, sealed: bytes, purpose: str, context: bytes) -> bytes | None:
        """Return the secret in a box sealed to this device's present or a former HPKE key, None if it opens to none."""
        for key in (self.hpke, *self.former):
            if key.suite == suite:
                secret = open_box(key, purpose, context, sealed)
                if secret is not None:
                    return secret
        return None

    def rotation_due(self, now_ms: int) -> bool:
        """Return whether the HPKE key has been advertised for 14 days (or its date lies that far in the future)."""
        return abs(now_ms - self.since) >= ROTATION_MS

    @property
    def since(self) -> int:
        """When the present key was made (ms)."""
        return self.renewed or self.stated.created

    def to_bytes(self) -> bytes:
        """Return the keys as the database holds them."""
        return encode(
            _StoredKeys(
                version=_VERSION,
                account_key=self.account_key.to_bytes(),
                device_key=self.device_key.to_bytes(),
                hpke=self.hpke.to_bytes(),
                former=tuple(key.to_bytes() for key in self.former),
                certificate=self.certificate,
                renewed=self.renewed,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "DeviceKeys":
        """Return the keys `to_bytes` stored; raises StoreDamaged."""
        try:
            stored = decode(data, _StoredKeys)
            keys = cls(
                SigningKey.from_bytes(stored.account_key),
                SigningKey.from_bytes(stored.device_key),
                HpkeKey.from_bytes(stored.hpke),
                stored.certificate,
                tuple(HpkeKey.from_bytes(former) for former in stored.former),
                stored.renewed,
            )
            stated = keys.stated
        except (HostileInput, ValueError) as error:
            raise _damaged() from error
        mine = (keys.account_id, keys.device_id, keys.hpke.public_bytes)
        if stored.version != _VERSION or (stated.account, stated.signing_key, stated.hpke_key) != mine:
            raise _damaged()
        return keys


def _damaged() -> StoreDamaged:
    return StoreDamaged(
        "The keys stored in this profile do not fit together.",
        "Put back the profile's folder from a backup, or use another profile.",
    )


def generate_account(random: Random, now_ms: int, suite: int = DEFAULT_SUITE) -> DeviceKeys:
    """Return a new account with its first device; `random` gives that many random bytes."""
    account_key = SigningKey.from_bytes(random(KEY_SIZE))
    device_key = SigningKey.from_bytes(random(KEY_SIZE))
    hpke = HpkeKey(suite, random(SEED_SIZES[suite]))
    certificate = issue(account_key, device_key, suite, hpke.public_bytes, now_ms)
    return DeviceKeys(account_key, device_key, hpke, certificate)


def rotate(keys: DeviceKeys, random: Random, now_ms: int, after: int = 0) -> DeviceKeys:
    """Return the same device with a new HPKE key and a renewed certificate; store it before it is advertised.

    Its date is later than that of the one before it, and than `after` (ms): the latest is what others use.
    """
    suite = keys.hpke.suite
    hpke = HpkeKey(suite, random(SEED_SIZES[suite]))
    created = max(now_ms, keys.stated.created + 1, after + 1)
    certificate = issue(keys.account_key, keys.device_key, suite, hpke.public_bytes, created)
    former = (keys.hpke, *keys.former)[:KEPT_KEYS]
    return replace(keys, hpke=hpke, certificate=certificate, former=former, renewed=now_ms)
