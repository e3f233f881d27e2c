"""Addresses inside codes: where a device may be reached (PROTOCOL.md, "Invites")."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

MAX_ADDRESSES: Final = 4

_IPV4: Final = 4
_IPV6: Final = 6
_HOST: Final = 0
_HOST_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


def encode_addresses(addresses: Sequence[str]) -> bytes:
    """Return up to 4 addresses, "host:port" or "[v6]:port", in at most 255 bytes; raises ValueError."""
    encoded = b"".join(_encode(each) for each in addresses)
    if len(addresses) > MAX_ADDRESSES or len(encoded) > 255:
        raise ValueError("too many addresses")
    return encoded


def decode_addresses(data: bytes) -> tuple[str, ...]:
    """Return the addresses in `data`; raises ValueError."""
    try:
        return tuple(_decode(data))
    except IndexError as error:
        raise ValueError("address cut off") from error


def _encode(address: str) -> bytes:
    host, colon, port_text = address.rpartition(":")
    if not colon or not port_text.isascii() or not port_text.isdigit() or not 0 < int(port_text) < 2**16:
        raise ValueError("an address is host:port or [v6]:port")
    port = int(port_text).to_bytes(2, "big")
    if host.startswith("[") and host.endswith("]"):
        return bytes([_IPV6]) + IPv6Address(host[1:-1]).packed + port
    try:
        return bytes([_IPV4]) + IPv4Address(host).packed + port
    except ValueError:
        if not _HOST_NAME.fullmatch(host.lower()):
            raise ValueError("an address is host:port or [v6]:port") from None
        return bytes([_HOST, len(host)]) + host.lower().encode("ascii") + port


def _decode(data: bytes) -> Iterator[str]:
    while data:
        form, size, start = data[0], {_IPV4: 4, _IPV6: 16}.get(data[0], 0), 1
        if form == _HOST:
            size, start = data[1], 2
        raw, port, data = data[start : start + size], data[start + size : start + size + 2], data[start + size + 2 :]
        if len(raw) != size or size == 0 or len(port) != 2 or port == b"\0\0":
            raise ValueError("address cut off")
        if form == _HOST:
            host = raw.decode("ascii")
            if not _HOST_NAME.fullmatch(host):
                raise ValueError("not a host name")
        else:
            host = str(IPv4Address(raw)) if form == _IPV4 else f"[{IPv6Address(raw)}]"
        yield f"{host}:{int.from_bytes(port, 'big')}"
