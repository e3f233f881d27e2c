"""What the doctor says of interfaces, firewalls, ports and clocks; on this machine's loopback only."""

import json
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import ifaddr
import pytest

from sync.errors import InvalidInput
from sync.net import doctor, firewall, hearing
from sync.net.interfaces import Kind, interfaces
from sync.views import Endpoint, Finding, Grade

LOOPBACK = ("127.0.0.1",)


def codes(found: Sequence[Finding]) -> set[str]:
    return {each.code for each in found}


def the(found: Sequence[Finding], code: str) -> Finding:
    (finding,) = [each for each in found if each.code == code]
    return finding


async def test_the_loopback_hears_itself_and_a_port_can_be_had() -> None:
    found = await doctor.examine(LOOPBACK, seconds=0.2)
    assert {"interface", "multicast_here", "port_possible", "clock"} <= codes(found)
    assert not any(each.grade is Grade.PROBLEM for each in found)
    assert all(each.message.endswith(".") and (not each.hint or each.hint.endswith(".")) for each in found)


async def test_where_causerie_listens_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = await doctor.examine(LOOPBACK, [Endpoint("127.0.0.1", port)], seconds=0.05)
        assert f"127.0.0.1:{port}" in the(found, "port").message
    found = await doctor.examine(LOOPBACK, [Endpoint("127.0.0.1", port)], seconds=0.05)
    assert the(found, "port_unreachable").grade is Grade.PROBLEM
    assert str(port) in the(found, "port_unreachable").hint


async def test_a_port_that_somebody_else_has() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = await doctor.examine(LOOPBACK, port=server.getsockname()[1], seconds=0.05)
    assert the(found, "port_taken").grade is Grade.PROBLEM
    assert the(found, "port_taken").hint


async def test_an_address_that_is_not_here_and_one_that_is_none() -> None:
    found = await doctor.examine(["192.0.2.77"], seconds=0.05)
    assert "192.0.2.77" in the(found, "interface_missing").message
    with pytest.raises(InvalidInput):
        await doctor.examine(["eth0"])


async def test_a_program_that_keeps_the_port_of_multicast_dns_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        monkeypatch.setattr(hearing, "PORT", other.getsockname()[1])
        found = await doctor.examine(LOOPBACK, seconds=0.05)
    assert the(found, "multicast_taken").grade is Grade.PROBLEM


@pytest.mark.parametrize(("now", "grade"), [(0.0, Grade.PROBLEM), (1.8e9, Grade.OK), (5e9, Grade.PROBLEM)])
async def test_the_clock(monkeypatch: pytest.MonkeyPatch, now: float, grade: Grade) -> None:
    monkeypatch.setattr(doctor.time, "time", lambda: now)
    found = await doctor.examine(LOOPBACK, seconds=0.05)
    assert [each.grade for each in found if each.code.startswith("clock")] == [grade]


def adapters(**names: Sequence[str]) -> Callable[[], list[ifaddr.Adapter]]:
    def ips(name: str, hosts: Sequence[str]) -> list[ifaddr.IP]:
        return [ifaddr.IP((host, 0, 1) if ":" in host else host, 64 if ":" in host else 24, name) for host in hosts]

    return lambda: [ifaddr.Adapter(name, name, ips(name, hosts)) for name, hosts in names.items()]


async def test_which_interfaces_lead_where(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = adapters(
        lo=["127.0.0.1", "::1"],
        enp3s0=["192.0.2.7", "fe80::7"],
        docker0=["172.17.0.1"],
        wg0=["10.9.0.2"],
        wlan0=["169.254.3.4"],
        spare=[],
    )
    monkeypatch.setattr(ifaddr, "get_adapters", machine)
    assert {each.name: each.kind for each in interfaces()} == {
        "lo": Kind.LOOPBACK,
        "enp3s0": Kind.NETWORK,
        "docker0": Kind.VIRTUAL,
        "wg0": Kind.TUNNEL,
        "wlan0": Kind.NETWORK,
    }
    assert [each.addresses for each in interfaces()][1] == ("192.0.2.7", "fe80::7%enp3s0")
    # Only what is said of the interfaces: nothing is sent on addresses that are not there.
    monkeypatch.setattr(doctor, "multicast_interfaces", lambda _: ())
    found = await doctor.examine(None, [Endpoint("127.0.0.1", 1)])
    assert {"vpn", "self_assigned", "interface_elsewhere", "interface"} <= codes(found)
    assert "no_network" not in codes(found)


async def test_a_machine_on_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ifaddr, "get_adapters", adapters(lo=["127.0.0.1"], docker0=["172.17.0.1"]))
    monkeypatch.setattr(doctor, "multicast_interfaces", lambda _: ())
    assert the(await doctor.examine(None, seconds=0.05), "no_network").grade is Grade.PROBLEM


# --- firewalls


def says(**answers: str) -> firewall.Run:
    """Programs that print something, by the first word and the last one of their command lines."""
    return lambda command: answers.get(f"{command[0]}_{command[-1]}".replace("-", "_"))


def ruleset(policy: str, *rules: object) -> str:
    chain = {"family": "inet", "table": "filter", "name": "input", "hook": "input", "policy": policy}
    own = [{"rule": {"family": "inet", "table": "filter", "chain": "input", "expr": expr}} for expr in rules]
    return json.dumps({"nftables": [{"metainfo": {}}, {"chain": chain}, *own]})


def port_rule(protocol: str, right: object, verdict: str) -> object:
    left = {"payload": {"protocol": protocol, "field": "dport"}}
    return [{"match": {"op": "==", "left": left, "right": right}}, {verdict: None}]


LOOPBACK_RULE = [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "lo"}}, {"accept": None}]
OPEN_TCP = port_rule("tcp", {"set": [22, 4040]}, "accept")
OPEN_UDP = port_rule("udp", 5353, "accept")


@pytest.mark.parametrize(
    ("policy", "rules", "wanted"),
    [
        ("accept", [], []),
        ("drop", [], ["tcp dport 4040", "udp dport 5353"]),
        ("drop", [LOOPBACK_RULE, OPEN_TCP], ["udp dport 5353"]),
        ("drop", [OPEN_TCP, OPEN_UDP], []),
        ("accept", [OPEN_TCP, [{"drop": None}]], ["udp dport 5353"]),
        ("accept", [[{"accept": None}], port_rule("tcp", 4040, "reject")], []),
        ("accept", [port_rule("tcp", 4040, "reject")], ["tcp dport 4040"]),
    ],
)
def test_nftables(policy: str, rules: list[object], wanted: list[str], tmp_path: Path) -> None:
    finding = firewall.look(4040, says(nft_ruleset=ruleset(policy, *rules)), tmp_path / "none")
    assert finding.grade is (Grade.WARNING if wanted else Grade.OK)
    assert [rule for rule in ("tcp dport 4040", "udp dport 5353") if rule in finding.hint] == wanted


def test_ufw(tmp_path: Path) -> None:
    conf = tmp_path / "ufw.conf"
    conf.write_text("# comment\nENABLED=yes\n", encoding="utf-8")
    assert "sudo ufw allow 4040/tcp and sudo ufw allow 5353/udp" in firewall.look(4040, says(), conf).hint
    allowed = says(ufw_status="4040/tcp  ALLOW  Anywhere\n5353/udp  ALLOW  Anywhere\n")
    assert firewall.look(4040, allowed, conf).grade is Grade.OK
    conf.write_text("ENABLED=no\n", encoding="utf-8")
    assert firewall.look(4040, says(), conf).code == "firewall_none"


def test_firewalld(tmp_path: Path) -> None:
    closed = says(
        firewall_cmd___state="running\n", firewall_cmd___list_all="public (active)\n  services: ssh\n  ports: \n"
    )
    assert "--add-service=mdns --add-port=4040/tcp" in firewall.look(4040, closed, tmp_path / "none").hint
    fit = says(firewall_cmd___state="running\n", firewall_cmd___list_all="services: mdns ssh\n  ports: 4040/tcp\n")
    assert firewall.look(4040, fit, tmp_path / "none").grade is Grade.OK


def test_a_firewall_that_answers_nonsense_is_none(tmp_path: Path) -> None:
    assert firewall.look(4040, says(nft_ruleset="not json"), tmp_path / "none").code == "firewall_none"
    assert firewall.run(["no-such-program-anywhere"]) is None
    assert firewall.run(["false"]) is None
