"""The content of an announcement: what we publish, and what strangers publish, checked (PROTOCOL.md, "Discovery")."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sync.core.limits import TAG_BYTES, TAGS
from sync.net.addresses import format_address, local_addresses

NONCE_BYTES = 16
_VERSION = b"1"
_MOST_ADDRESSES = 8


@dataclass(frozen=True, slots=True)
class Announcement:
    """A device's announcement as heard."""

    instance: str
    addresses: tuple[str, ...]
    nonce: bytes
    tags: tuple[bytes, ...]


def announced_properties(nonce: bytes, tags: Sequence[bytes]) -> dict[str | bytes, str | bytes | None]:
    """Return the TXT record's pairs."""
    return {b"v": _VERSION, b"n": nonce, b"t": b"".join(tags)}


def read_announcement(
    instance: str,
    properties: Mapping[bytes, bytes | None],
    hosts: Sequence[str],
    port: int | None,
    loopback: bool,
) -> Announcement | None:
    """Return what a stranger announced, or None if it is not ours to understand or leads nowhere.

    Loopback addresses count only with `loopback`, when we announce there too: nobody else's are reachable.
    """
    nonce, tags = properties.get(b"n"), properties.get(b"t")
    if properties.get(b"v") != _VERSION or nonce is None or tags is None:
        return None
    if len(nonce) != NONCE_BYTES or len(tags) != TAGS * TAG_BYTES or not port:
        return None
    usable = [host for host in hosts if _is_dialable(host, loopback)]
    if not usable:
        return None
    return Announcement(
        instance,
        tuple(format_address(host, port) for host in usable[:_MOST_ADDRESSES]),
        nonce,
        tuple(tags[at : at + TAG_BYTES] for at in range(0, len(tags), TAG_BYTES)),
    )


def _is_dialable(host: str, loopback: bool) -> bool:
    """Return whether to believe that somebody on this network is there: nobody makes us knock all over the internet."""
    ip = ipaddress.ip_address(host)
    if ip.is_multicast or ip.is_unspecified:
        return False
    return loopback if ip.is_loopback else not ip.is_global or any(ip in each.network for each in local_addresses())
