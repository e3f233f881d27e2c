"""Codes people pass on: invites, and codes that link a device (PROTOCOL.md, "Invites", "Devices")."""

import unicodedata
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from tests.support.second.primitives import Key, Refused, derive, hashed, require, u8, u32

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32M: Final = 0x2BC830A3
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_SKIPPED: Final = frozenset("`*_>|\"'")
_CHECKSUM: Final = 6


class Invite(NamedTuple):
    """What an invite's code carries; `expires` in s since 1970."""

    group: bytes
    secret: bytes
    expires: int
    inviter: bytes
    addresses: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """The key whose public half is the invite's id."""
        return Key(derive(self.secret, "invite sign"))

    @property
    def discovery_key(self) -> bytes:
        """What the group's members are found by."""
        return derive(self.secret, "invite discovery")


def fingerprint(device: bytes) -> bytes:
    """How a code names a device."""
    return hashed("device fingerprint", device)[:6]


def invite_code(invite: Invite) -> str:
    """Return the text of a code."""
    return _code("causerie", invite.group + invite.secret, invite.expires, invite.inviter, invite.addresses)


def link_code(secret: bytes, expires: int, maker: bytes, addresses: Sequence[str]) -> str:
    """Return the text of a code that links a device."""
    return _code("causerielink", secret, expires, maker, addresses)


def _code(person: str, first: bytes, expires: int, device: bytes, addresses: Sequence[str]) -> str:
    where = b"".join(map(_packed, addresses))
    data = u8(1) + u8(len(where)) + first + u32(expires) + device + where
    fives = _regroup(data, 8, 5)
    check = _polymod(_spread(person) + fives + [0] * _CHECKSUM) ^ _BECH32M
    fives += [check >> 5 * (5 - place) & 31 for place in range(_CHECKSUM)]
    return f"{person}1" + "".join(_ALPHABET[five] for five in fives)


def read_invite(pasted: str) -> Invite:
    """Return the invite in whatever was pasted."""
    _, found, rest = _squeezed(pasted).partition("causerie1")
    require(bool(found) and all(each in _ALPHABET for each in rest[:4]), "code: there is none")
    [_, size, *_] = _regroup([_ALPHABET.index(each) for each in rest[:4]], 5, 8)
    length = -(-(60 + size) * 8 // 5) + _CHECKSUM
    fives = [_ALPHABET.find(each) for each in rest[:length]]
    require(len(fives) == length and -1 not in fives, "code: incomplete")
    require(_polymod(_spread("causerie") + fives) == _BECH32M, "code: damaged")
    data = bytes(_regroup(fives[:-_CHECKSUM], 5, 8))
    require(data[0] == 1, "code: version")
    return Invite(data[2:34], data[34:50], int.from_bytes(data[50:54], "big"), data[54:60], (*_unpacked(data[60:]),))


def _squeezed(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(
        each
        for each in plain
        if each not in _SKIPPED
        and not each.isspace()
        and unicodedata.category(each) not in {"Cc", "Cf", "Pd", "Pi", "Pf", "Zs", "Zl", "Zp"}
    )


# --- Bech32m (BIP 173, BIP 350)


def _spread(person: str) -> list[int]:
    return [ord(each) >> 5 for each in person] + [0] + [ord(each) & 31 for each in person]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATORS):
            check ^= generator if top >> place & 1 else 0
    return check


def _regroup(values: bytes | list[int], width: int, wanted: int) -> list[int]:
    """Cut bits into other groups; towards wider ones the rest is filling, towards narrower ones it is filled up."""
    bits = "".join(f"{value:0{width}b}" for value in values)
    if wanted < width:
        bits += "0" * (-len(bits) % wanted)
    return [int(bits[start : start + wanted], 2) for start in range(0, len(bits) - wanted + 1, wanted)]


# --- addresses


def _packed(address: str) -> bytes:
    host, _, port = address.rpartition(":")
    end = int(port).to_bytes(2, "big")
    if host.startswith("["):
        return u8(6) + IPv6Address(host[1:-1]).packed + end
    if host.replace(".", "").isdigit():
        return u8(4) + IPv4Address(host).packed + end
    return u8(0) + u8(len(host)) + host.encode("ascii") + end


def _unpacked(data: bytes) -> Iterator[str]:
    while data:
        kind, data = data[0], data[1:]
        if kind == 0:
            size, data = data[0], data[1:]
        else:
            size = {4: 4, 6: 16}.get(kind, 0)
        host, port, data = data[:size], data[size : size + 2], data[size + 2 :]
        if not size or len(port) != 2:
            raise Refused("code: address")
        name = host.decode("ascii") if kind == 0 else str(IPv4Address(host) if kind == 4 else f"[{IPv6Address(host)}]")
        yield f"{name}:{int.from_bytes(port, 'big')}"
