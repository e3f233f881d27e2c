"""Keys, certificates and operations for tests of the core: the same seed gives the same ones."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from sync.core.certificates import issue
from sync.core.handshake import Credentials
from sync.core.ids import AccountId, DeviceId, GroupId, LogId, LogKind, make_log_id
from sync.core.ops import SignedCertificate
from sync.core.sealing import DEFAULT_SUITE, SEED_SIZES, HpkeKey
from sync.core.signing import SigningKey

CREATED_MS = 1_900_000_000_000


def stream(seed: str) -> Callable[[int], bytes]:
    """Return a source of bytes that look random and are the same for the same seed."""
    drawn = 0

    def take(size: int) -> bytes:
        nonlocal drawn
        blocks: list[bytes] = []
        while sum(map(len, blocks)) < size:
            blocks.append(sha256(f"{seed} {drawn}".encode()).digest())
            drawn += 1
        return b"".join(blocks)[:size]

    return take


@dataclass(frozen=True)
class Identity:
    """A person with one device."""

    account_key: SigningKey
    device_key: SigningKey
    hpke: HpkeKey
    certificate: SignedCertificate

    @property
    def account(self) -> AccountId:
        """The account's id."""
        return AccountId(self.account_key.public)

    @property
    def device(self) -> DeviceId:
        """The device's id."""
        return DeviceId(self.device_key.public)

    @property
    def credentials(self) -> Credentials:
        """What the device shows in a handshake."""
        return Credentials(self.certificate, self.device_key)

    def log(self, kind: LogKind) -> LogId:
        """Return the log of `kind` the device writes."""
        return make_log_id(self.device, kind, b"incarnat")


@lru_cache
def identity(name: str, suite: int = DEFAULT_SUITE) -> Identity:
    """Return the person of that name."""
    random = stream(name)
    account_key, device_key = SigningKey.from_bytes(random(32)), SigningKey.from_bytes(random(32))
    hpke = HpkeKey(suite, random(SEED_SIZES[suite]))
    certificate = issue(account_key, device_key, suite, hpke.public_bytes, CREATED_MS)
    return Identity(account_key, device_key, hpke, certificate)


def group_id(name: str) -> GroupId:
    """Return a group's id."""
    return GroupId(sha256(name.encode()).digest())
