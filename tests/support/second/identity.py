"""Accounts, devices, and what binds them to each other (PROTOCOL.md, "Certificates", "Safety numbers")."""

from collections.abc import Iterable
from hashlib import sha512
from secrets import token_bytes
from typing import Any, Final, NamedTuple

from tests.support.second.boxes import HYBRID, box_key, usable_box_key
from tests.support.second.primitives import Key, Shape, decode, encode, label, require, u8, u32, usable, verify

SIGNED: Final[Shape] = (bytes, 64, 64)
_ROUNDS: Final = 5200


class Certificate(NamedTuple):
    """What an account says about a device."""

    version: int
    account: bytes
    device: bytes
    suite: int
    box_key: bytes
    created: int


class Identity:
    """An account on one device; fresh keys unless seeds are given."""

    def __init__(self, account: bytes = b"", device: bytes = b"", box: bytes = b"", suite: int = HYBRID) -> None:
        self.account = Key(account or token_bytes(32))
        self.device = Key(device or token_bytes(32))
        self.suite = suite
        self.box = box or token_bytes(96)

    def certificate(self, created: int) -> list[bytes]:
        """Return the SignedCertificate; `created` is in ms."""
        stated = Certificate(
            1, self.account.public, self.device.public, self.suite, box_key(self.suite, self.box), created
        )
        exact = encode(stated)
        by_account = self.account.sign("certificate by account", exact)
        return [exact, by_account, self.device.sign("certificate by device", exact)]


def check_certificate(signed: Any) -> Certificate:
    """Return what a SignedCertificate states, once all of it holds."""
    exact, by_account, by_device = decode(encode(signed), SIGNED)
    stated = Certificate(*decode(exact, (int, 32, 32, int, bytes, int)))
    require(stated.version == 1, "certificate: version")
    require(usable(stated.account) and usable(stated.device), "certificate: keys")
    require(stated.account != stated.device, "certificate: one key for both")
    require(usable_box_key(stated.suite, stated.box_key), "certificate: encryption key")
    require(verify(stated.account, "certificate by account", exact, by_account), "certificate: account")
    require(verify(stated.device, "certificate by device", exact, by_device), "certificate: device")
    return stated


def safety_number(mine: bytes, my_devices: Iterable[bytes], other: bytes, other_devices: Iterable[bytes]) -> str:
    """Return the 60 digits of two people."""
    return "".join(sorted((_print(mine, my_devices), _print(other, other_devices))))


def _print(account: bytes, devices: Iterable[bytes]) -> str:
    ordered = sorted(devices)
    identity = u8(1) + account + u32(len(ordered)) + b"".join(ordered)
    state = identity
    for _ in range(_ROUNDS):
        state = sha512(label("safety number") + state + identity).digest()
    parts = (state[start : start + 5] for start in range(0, 30, 5))
    return "".join(f"{int.from_bytes(part, 'big') % 100_000:05}" for part in parts)
