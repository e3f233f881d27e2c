"""`causerie-peer doctor` in this process: what it prints, how it ends, and how it finds a running Causerie's port."""

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from desktop.headless import doctor, program
from sync.identity.lock import holder_of
from sync.identity.profile import Profile
from sync.net.addresses import local_addresses
from sync.views import Endpoint

QUICK = ["--interface", "127.0.0.1", "--seconds", "0.05"]


def test_it_speaks_in_sentences_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["doctor", *QUICK]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "ok       What is announced on 127.0.0.1 is heard on this machine." in lines
    assert all(line.endswith(".") for line in lines)


def test_a_problem_is_told_by_the_exit_status_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["doctor", "--json", "--interface", "192.0.2.77", "--seconds", "0.05"]) == 1
    found = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["interface_missing"]["grade"] == "problem"
    assert found["interface_missing"]["hint"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells where a process listens")
def test_the_profiles_own_port_is_tried(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Profile(tmp_path / "profile"), socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert doctor.main([*QUICK, "--profile", str(tmp_path / "profile")]) == 0
    said = capsys.readouterr().out
    assert f"Causerie is running with this profile (process {os.getpid()})." in said
    assert f"127.0.0.1:{port}" in said
    assert doctor.main([*QUICK, "--profile", str(tmp_path / "profile")]) == 0
    assert "Causerie is not running with this profile." in capsys.readouterr().out


def test_who_holds_a_profile(tmp_path: Path) -> None:
    assert holder_of(tmp_path) is None
    with Profile(tmp_path):
        assert holder_of(tmp_path) == os.getpid()
    assert holder_of(tmp_path) is None
    with Profile(tmp_path):  # looking has locked nothing
        assert holder_of(tmp_path) == os.getpid()


def test_where_a_process_listens(tmp_path: Path) -> None:
    own = tmp_path / "7"
    (own / "fd").mkdir(parents=True)
    (own / "net").mkdir()
    for number, target in enumerate(("socket:[11]", "socket:[12]", "socket:[13]", "/dev/null")):
        (own / "fd" / str(number)).symlink_to(target)
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    rest = "00000000:0000 {state} 00000000:00000000 00:00000000 00000000     0        0 {inode} 1 0\n"
    word = int.from_bytes(socket.inet_aton("192.0.2.7"), sys.byteorder)
    (own / "net" / "tcp").write_text(
        head
        + f"   0: {word:08X}:0FC8 {rest.format(state='0A', inode=11)}"
        + f"   1: {word:08X}:0FC9 {rest.format(state='01', inode=12)}"  # a connection
        + f"   2: {word:08X}:0FCA {rest.format(state='0A', inode=99)}"  # somebody else's
        + f"   3: 00000000:0FCB {rest.format(state='0A', inode=13)}",
        encoding="ascii",
    )
    everywhere = [Endpoint(each.host, 4043) for each in local_addresses() if each.network.version == 4]
    assert doctor.listening_of(7, tmp_path) == (Endpoint("192.0.2.7", 4040), *everywhere)
    assert doctor.listening_of(8, tmp_path) == ()
