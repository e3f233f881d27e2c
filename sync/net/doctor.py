"""Looks at this machine's network for whoever does not see their peers, and says what is wrong in sentences.

Nothing is changed, and nothing secret is said or sent: besides connections to this machine itself, only the questions
of `sync.net.hearing` leave it.
"""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Iterable, Sequence

from sync.net import firewall
from sync.net.addresses import check_interfaces, format_address, multicast_interfaces
from sync.net.hearing import LISTEN_SECONDS, Heard, listen
from sync.net.interfaces import Interface, Kind, interfaces, usable
from sync.views import Endpoint, Finding, Grade

_CONNECT_SECONDS = 2.0
_EARLIEST = 1_767_225_600  # 2026-01-01: no Causerie is older
_LATEST = 4_102_444_800  # 2100-01-01


async def examine(
    wanted: Sequence[str] | None = None,
    listening: Sequence[Endpoint] = (),
    port: int = 0,
    seconds: float = LISTEN_SECONDS,
) -> list[Finding]:
    """Return what is found on the `wanted` interfaces (IP addresses; None: all), the worst things last to be said.

    `listening` is where a running Causerie can be reached; without one, `port` (0: any) is tried in its place.
    Raises InvalidInput for an interface that is not an IP address.
    """
    if wanted is not None:
        wanted = check_interfaces(wanted)
    found = interfaces()
    hosts = multicast_interfaces(wanted)
    own = frozenset(host.partition("%")[0] for each in found for host in each.addresses)
    heard = await asyncio.gather(*(listen(host, own, seconds) for host in hosts))
    reached, used = await _port(wanted, listening, port, found)
    wall = await asyncio.to_thread(firewall.look, used)
    return [*_interfaces(found, wanted), *_multicast(heard, found), *reached, wall, _clock(time.time())]


# --- interfaces


def _interfaces(found: Sequence[Interface], wanted: Sequence[str] | None) -> Iterable[Finding]:
    for each in found:
        hosts = ", ".join(each.addresses)
        if wanted is not None and not any(host.partition("%")[0] in wanted for host in each.addresses):
            yield Finding(Grade.OK, "interface_left_out", f"{each.name} ({hosts}) is left out: others are named.")
        elif each.kind is not Kind.NETWORK and (wanted is None or each.kind is not Kind.LOOPBACK):
            yield _elsewhere(each, hosts)
        elif not each.carrier:
            yield Finding(
                Grade.WARNING,
                "no_carrier",
                f"{each.name} ({hosts}) is not connected to anything.",
                "Plug the cable in, or join the wireless network.",
            )
        elif all(_self_assigned(host) for host in each.addresses):
            yield Finding(
                Grade.WARNING,
                "self_assigned",
                f"{each.name} gave itself the address {hosts}: nothing on that network hands out addresses.",
                "That is enough among machines on the same cable. Otherwise look at the router.",
            )
        else:
            yield Finding(Grade.OK, "interface", f"{each.name} is used, with {hosts}.")
    if wanted is None and not usable(found):
        yield Finding(
            Grade.PROBLEM,
            "no_network",
            "This machine is on no network: nobody can be found.",
            "Plug a cable in, or join a wireless network.",
        )
    missing = [host for host in wanted or () if not any(host in _plain(each) for each in found)]
    if missing:
        yield Finding(
            Grade.PROBLEM,
            "interface_missing",
            f"This machine has no address {', '.join(missing)}.",
            "Check the addresses given as interfaces, or leave the setting out for all of them.",
        )


def _plain(interface: Interface) -> list[str]:
    return [host.partition("%")[0] for host in interface.addresses]


def _self_assigned(host: str) -> bool:
    return ":" not in host and ipaddress.ip_address(host).is_link_local


def _elsewhere(each: Interface, hosts: str) -> Finding:
    if each.kind is Kind.TUNNEL:
        return Finding(
            Grade.WARNING,
            "vpn",
            f"{each.name} ({hosts}) looks like a VPN.",
            "People nearby are seldom found through one, and some keep this machine from seeing its own network. "
            "Try without it, or type an address.",
        )
    return Finding(Grade.OK, "interface_elsewhere", f"{each.name} ({hosts}) leads only to {each.kind.value}.")


# --- multicast


def _multicast(heard: Sequence[Heard], found: Sequence[Interface]) -> Iterable[Finding]:
    kinds = {host: each.kind for each in found for host in each.addresses}
    connected = {host: each.carrier for each in found for host in each.addresses}
    outward = [each for each in heard if kinds.get(each.address, Kind.NETWORK) is Kind.NETWORK]
    for each in heard:
        if each.exclusive:
            yield Finding(
                Grade.PROBLEM,
                "multicast_taken",
                f"Another program keeps the port of multicast DNS (UDP 5353) to itself: {each.failure}.",
                "Find it with “ss -ulpn” and make it share the port, or end it.",
            )
            return
        if each.failure:
            yield Finding(
                Grade.PROBLEM,
                "multicast_refused",
                f"Nothing can be announced on {each.address}: {each.failure}.",
                "Type the address of a peer instead, or use another network.",
            )
        elif not each.echo:
            yield Finding(
                Grade.PROBLEM,
                "multicast_unheard",
                f"What is announced on {each.address} is not even heard on this machine.",
                "A firewall here probably drops UDP port 5353: allow it, in both directions.",
            )
        elif each not in outward:
            yield Finding(Grade.OK, "multicast_here", f"What is announced on {each.address} is heard on this machine.")
    working = [each for each in outward if each.echo and connected.get(each.address, True)]
    others = set[str]().union(*(each.others for each in working))
    if working and others:
        message = f"{len(others)} other devices answer nearby."
        yield Finding(Grade.OK, "multicast", message if len(others) > 1 else "Another device answers nearby.")
        yield _with_causerie(len(set[str]().union(*(each.causerie for each in working))), len(others))
    elif working:
        yield Finding(
            Grade.WARNING,
            "multicast_silent",
            f"Announcements leave on {', '.join(each.address for each in working)}, but nobody else was heard.",
            "If others are on this network, it keeps them apart: guest networks do, and “AP isolation” or “client "
            "isolation” in a router's settings. Switch that off, leave the VPN, or type a peer's address.",
        )


def _with_causerie(devices: int, others: int) -> Finding:
    if devices:
        one = "It has Causerie open." if others == 1 else "One of them has Causerie open."
        return Finding(Grade.OK, "causerie_nearby", one if devices == 1 else f"{devices} of them have Causerie open.")
    return Finding(
        Grade.WARNING,
        "causerie_nowhere",
        "Causerie was not heard there.",
        "Open it on the other device, and have this check made there too.",
    )


# --- the port, and the rest


async def _port(
    wanted: Sequence[str] | None, listening: Sequence[Endpoint], port: int, found: Sequence[Interface]
) -> tuple[list[Finding], int]:
    """Return what is found of the port, and which it is: connecting to it on each address, as others would."""
    if listening:
        answers = await asyncio.gather(*(_answers(each) for each in listening))
        closed = [each for each, answered in zip(listening, answers, strict=True) if not answered]
        refused = [format_address(each.address, each.port) for each in closed]
        used = listening[0].port
        if refused:
            return [_unreachable(refused, used)], used
        where = ", ".join(format_address(each.address, each.port) for each in listening)
        return [Finding(Grade.OK, "port", f"Causerie answers at {where}, tried from this machine.")], used
    hosts = wanted if wanted is not None else [host for each in usable(found) for host in each.addresses]
    return await _try_port([host for host in hosts if "%" not in host], port)


async def _try_port(hosts: Sequence[str], port: int) -> tuple[list[Finding], int]:
    """Listen in Causerie's place for a moment."""
    refused: list[str] = []
    for host in hosts:
        try:
            server = await asyncio.start_server(lambda _, writer: writer.close(), host, port)
        except OSError as error:
            hint = "Choose another port, or 0 for any free one." if port else ""
            failure = f"Nothing can listen on {format_address(host, port)}: {error.strerror}."
            return [Finding(Grade.PROBLEM, "port_taken", failure, hint)], port
        async with server:
            port = server.sockets[0].getsockname()[1]
            if not await _answers(Endpoint(host, port)):
                refused.append(format_address(host, port))
    if refused:
        return [_unreachable(refused, port)], port
    if not hosts:
        return [], port
    message = "A program that listens here can be reached, tried from this machine."
    return [Finding(Grade.OK, "port_possible", message)], port


def _unreachable(addresses: Sequence[str], port: int) -> Finding:
    return Finding(
        Grade.PROBLEM,
        "port_unreachable",
        f"Nothing comes through to {', '.join(addresses)}, not even from this machine.",
        f"A firewall here drops TCP port {port}: allow it.",
    )


async def _answers(endpoint: Endpoint) -> bool:
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(endpoint.address, endpoint.port)
    except (OSError, TimeoutError):
        return False
    # A reset, so that nothing of this stays in the system's tables.
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    writer.close()
    return True


def _clock(now: float) -> Finding:
    if _EARLIEST <= now < _LATEST:
        return Finding(Grade.OK, "clock", "The clock shows a plausible date.")
    year = time.gmtime(now).tm_year
    return Finding(
        Grade.PROBLEM,
        "clock_wrong",
        f"The clock of this machine is wrong: it shows the year {year}.",
        "Set it: invite codes seem expired, and messages stand in odd places.",
    )
