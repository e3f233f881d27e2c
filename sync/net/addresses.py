"""Addresses as people type them, and the addresses of this machine."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

import ifaddr

from sync.errors import InvalidInput

_MOST_INTERFACES = 16
_HINT = 'Type it as "192.168.1.20:4040", or "[fe80::1]:4040" for IPv6.'


@dataclass(frozen=True)
class LocalAddress:
    """An address of this machine: `host` as dialled and bound, and the network it is on."""

    host: str
    network: ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_address(text: str) -> tuple[str, int]:
    """Split "host:port" or "[v6]:port"; raises InvalidInput with a sentence."""
    host, colon, digits = text.strip().rpartition(":")
    if not colon or not host:
        raise InvalidInput(f"“{text}” is not an address with a port.", _HINT)
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        raise InvalidInput(f"“{text}” is not an address with a port.", _HINT)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 65_536):
        raise InvalidInput(f"“{digits}” is not a port: ports go from 1 to 65535.", _HINT)
    if not _may_be_host(host):
        raise InvalidInput(f"“{text}” is not an address with a port.", _HINT)
    return host, int(digits)


def _may_be_host(host: str) -> bool:
    """Return whether the system can be asked about `host`: it raises ValueError, not OSError, about some texts."""
    if not host or not host.isprintable() or any(character.isspace() for character in host):
        return False
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def format_address(host: str, port: int) -> str:
    """Return "host:port", with brackets round an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether `host` is a loopback address, or the usual name of one."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_interfaces(interfaces: Sequence[str]) -> tuple[str, ...]:
    """Return `interfaces` if there are any and each is an IP address; raises InvalidInput."""
    if not interfaces:
        raise InvalidInput(
            "No interface is named to listen on.",
            "Name one by its address, such as 192.168.1.20 or 127.0.0.1, or leave the setting out for all of them.",
        )
    for interface in interfaces:
        try:
            ipaddress.ip_address(interface)
        except ValueError:
            raise InvalidInput(
                f"“{interface}” is not an IP address of this machine.",
                "Name the interface by its address, such as 192.168.1.20 or 127.0.0.1.",
            ) from None
    return tuple(interfaces)


def local_addresses() -> list[LocalAddress]:
    """Return this machine's addresses except loopback, IPv4 before IPv6, in a stable order."""
    found: set[LocalAddress] = set()
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            host, zone = (ip.ip, "") if isinstance(ip.ip, str) else (ip.ip[0].partition("%")[0], adapter.name)
            address = ipaddress.ip_address(host)
            if address.is_loopback or address.is_unspecified:
                continue
            network = ipaddress.ip_network(f"{host}/{ip.network_prefix}", strict=False)
            found.add(LocalAddress(f"{host}%{zone}" if address.is_link_local and zone else host, network))
    return sorted(found, key=lambda local: (local.network.version, local.host))


def multicast_interfaces(wanted: Sequence[str] | None) -> tuple[str, ...]:
    """Return the addresses to announce on: those of `wanted` that exist now, or with None one set for the machine.

    With None: every IPv4 address, or where there is none the link-local IPv6 ones. Both would tell everybody twice.
    """
    present = [local.host for local in local_addresses()]
    if wanted is not None:
        return tuple(host for host in wanted if ipaddress.ip_address(host).is_loopback or host in present)
    four = [host for host in present if ":" not in host]
    return tuple((four or [host for host in present if "%" in host])[:_MOST_INTERFACES])


def nearest_first(addresses: Sequence[str], local: Sequence[LocalAddress]) -> list[str]:
    """Return `addresses` ("host:port") with those on a network of this machine first, otherwise in their order."""
    return sorted(addresses, key=lambda address: not _is_near(parse_address(address)[0], local))


def _is_near(host: str, local: Sequence[LocalAddress]) -> bool:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return ip.is_loopback or any(ip in own.network for own in local if own.network.version == ip.version)
