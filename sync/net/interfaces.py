"""The network interfaces of this machine, and what Causerie makes of each of their addresses."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import ifaddr

_SYSTEM: Final = Path("/sys/class/net")
_VIRTUAL: Final = re.compile(
    r"docker|br-[0-9a-f]{12}|veth|virbr|vboxnet|vmnet|lxc|lxd|podman|cni|flannel|VirtualBox|VMware|vEthernet|Hyper-V",
    re.IGNORECASE,
)
_TUNNEL: Final = re.compile(
    r"tun|tap|wg|ppp|utun|zt|tailscale|nordlynx|proton|ipsec|WireGuard|OpenVPN|TAP-Windows", re.IGNORECASE
)


class Kind(Enum):
    """Where an interface leads."""

    NETWORK = "a network"
    LOOPBACK = "this machine itself"
    VIRTUAL = "containers or virtual machines on this machine"
    TUNNEL = "a VPN"


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface: its name as people know it, its addresses as they are bound, and whether it is connected."""

    name: str
    kind: Kind
    addresses: tuple[str, ...]
    carrier: bool = True


def interfaces() -> list[Interface]:
    """Return the interfaces that have addresses, in the system's order."""
    return [
        Interface(adapter.nice_name, _kind(adapter), tuple(_host(ip, adapter.name) for ip in adapter.ips), _up(adapter))
        for adapter in ifaddr.get_adapters()
        if adapter.ips
    ]


def usable(found: Sequence[Interface]) -> list[Interface]:
    """Return those that lead to other machines on a network, and have a carrier."""
    return [each for each in found if each.kind is Kind.NETWORK and each.carrier]


def _host(ip: ifaddr.IP, name: str) -> str:
    if isinstance(ip.ip, str):
        return ip.ip
    host = ip.ip[0].partition("%")[0]
    return f"{host}%{name}" if ipaddress.ip_address(host).is_link_local else host


def _kind(adapter: ifaddr.Adapter) -> Kind:
    if all(ipaddress.ip_address(_host(ip, "").partition("%")[0]).is_loopback for ip in adapter.ips):
        return Kind.LOOPBACK
    if _VIRTUAL.match(adapter.nice_name):
        return Kind.VIRTUAL
    return Kind.TUNNEL if _TUNNEL.match(adapter.nice_name) else Kind.NETWORK


def _up(adapter: ifaddr.Adapter) -> bool:
    """Return whether the interface has a carrier; True where the system does not say."""
    try:
        return (_SYSTEM / adapter.name / "carrier").read_text(encoding="ascii").strip() != "0"
    except OSError:
        return True
