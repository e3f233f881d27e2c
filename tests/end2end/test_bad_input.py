"""Bad input: each a clear sentence, nothing lost, nothing crashes."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end2end.conftest import MakePeer, wrong_clock
from tests.end2end.stories import arrives, founds, hears, invites, joins, says, texts
from tests.support.peer_process import PATIENCE, ROOT, PeerError

REQUEST = b'{"jsonrpc": "2.0", "id": 1, "method": "system.info"}\n'
NO_KEYRING = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}


async def test_a_second_start_says_who_holds_the_profile(make_peer: MakePeer) -> None:
    first = await arrives(make_peer("alice"))
    second = make_peer("alice")
    second.log = second.log.with_name("second.log")

    code, said = await second.failed_start()

    assert code == 10
    assert said.startswith("causerie-peer: ")
    assert "Traceback" not in said
    assert str(first.process.pid) in said
    assert "causerie-peer" in said.removeprefix("causerie-peer: ")
    assert (await first.request("system.info"))["protocol"] == 1


async def test_the_wrong_passphrase(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    await alice.close()

    code, said = await make_peer("alice", passphrase="guess").failed_start()
    await arrives(alice)

    assert code == 11
    assert "passphrase" in said
    assert "guess" not in said
    assert "Traceback" not in said
    assert (await alice.request("account.get"))["name"] == "Alice"


async def test_no_keyring_and_no_passphrase(make_peer: MakePeer) -> None:
    code, said = await make_peer("alice", passphrase=None, env=NO_KEYRING).failed_start()

    assert code == 12
    assert "passphrase" in said
    assert "Traceback" not in said


async def test_the_passphrase_can_be_in_a_file(make_peer: MakePeer, tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_text("from a file\n", encoding="utf-8")
    await arrives(make_peer("alice", None, "--passphrase-file", str(path), passphrase=None), "Alice")

    code, said = await make_peer("bob", None, "--passphrase-file", str(tmp_path / "none")).failed_start()

    assert code == 12
    assert "none" in said


async def test_a_port_that_is_taken(make_peer: MakePeer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = await make_peer("alice", None, "--port", str(taken.getsockname()[1])).failed_start()

    assert code == 13
    assert str(taken) not in said
    assert "Traceback" not in said


async def test_a_wrong_command_line(make_peer: MakePeer) -> None:
    for options in (("--port", "lots"), ("--port", "70000"), ("--interface", "home"), ("--frobnicate",)):
        code, said = await make_peer("alice", None, *options).failed_start()
        assert code == 2
        assert options[-1] in said


async def test_a_profile_that_cannot_be_written(make_peer: MakePeer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    peer = make_peer("alice")
    peer = make_peer(f"file/{peer.name}")
    peer.log = tmp_path / "unwritable.log"

    code, said = await peer.failed_start()

    assert code == 14
    assert "Traceback" not in said


async def test_a_full_disk(small_disk: Path, make_peer: MakePeer) -> None:
    peer = make_peer(f"{small_disk.name}/alice")
    peer.log = small_disk.parent / "alice.log"
    await arrives(peer, "Alice")
    group = await founds(peer, "Garden")
    await says(peer, group, "Before")
    ballast = small_disk / "ballast"
    free = os.statvfs(small_disk)
    ballast.write_bytes(bytes(free.f_bavail * free.f_frsize))

    refusal = None
    for _ in range(200):
        # What the database has reserved already may take a few.
        try:
            await says(peer, group, "x" * 15_000)
        except PeerError as error:
            refusal = error
            break

    assert refusal is not None
    assert refusal.code == "disk_full"
    assert refusal.data["hint"]
    ballast.unlink()
    await says(peer, group, "After")
    assert (await texts(peer, group))[0] == "Before"
    assert (await texts(peer, group))[-1] == "After"


async def test_messages_that_cannot_be_sent(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    group = await founds(alice, "Garden")

    for text, code in (("", "empty"), (" \n\t", "empty"), ("\u200b\u202e", "empty"), ("x" * 100_000, "too_large")):
        refusal = await alice.refusal("message.send", group_id=group, text=text)
        assert refusal.code == code
        assert refusal.message.endswith(".")
    assert await texts(alice, group) == []


async def test_names_with_control_and_bidi_characters_are_cleaned(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "  Al\u202eice\x00\n ")
    group = await founds(alice, "\u2066Gar\tden\u200b")

    assert (await alice.request("account.get"))["name"] == "Alice"
    assert (await alice.request("group.get", group_id=group))["name"] == "Gar den"
    assert (await alice.refusal("account.create", name="Again")).code == "account_exists"
    assert (await alice.refusal("account.update", name="\u202e \x07")).code == "empty"
    assert (await alice.refusal("group.update", group_id=group, name="x" * 500)).code == "too_large"


async def test_garbage_on_standard_input(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")

    for garbage in (b"\x00\xff" * 500_000, b"{" * 100_000, b"[" * 100_000, b'"\\ud800"', b"x" * 6_000_000, b"\r"):
        await alice.write(garbage)

    assert (await alice.request("account.get"))["name"] == "Alice"
    assert await alice.close() == 0


async def test_garbage_on_the_listening_port(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    bob = await arrives(make_peer("bob"), "Bob")
    group = await founds(alice, "Garden")
    endpoint = (await alice.request("system.info"))["listening"][0]

    for garbage in (b"\x00" * 65_536, b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00" + os.urandom(600), b"\x16"):
        reader, writer = await asyncio.open_connection(endpoint["address"], endpoint["port"])
        writer.write(garbage)
        writer.write_eof()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    await joins(bob, await invites(alice, group))
    await says(bob, group, "Still there?")
    await hears(alice, group, "Still there?")


async def test_every_address_refused_is_an_error_not_an_end(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")

    for address in (
        "127.0.0.1:1",
        "nowhere",
        "",
        "127.0.0.1:99999",
        "[::1",
        "\x00:1",
        "..:1",
        "x" * 300 + ":1",
        "127.0.0.1",
    ):
        refusal = await alice.refusal("peer.connect", address=address)
        assert refusal.code in ("unreachable", "invalid"), address
        assert refusal.message.endswith(".")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("offset", ["+1y", "-1y"])
async def test_a_clock_that_is_wrong_by_a_year(make_peer: MakePeer, offset: str) -> None:
    # Announcements carry the day, so they find each other by remembered addresses, which are tried less and less often.
    alice = await arrives(make_peer("alice", patience=180.0), "Alice")
    bob = await arrives(make_peer("bob", patience=180.0), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await says(alice, group, "One")
    await hears(bob, group, "One")
    await bob.close()

    bob = await arrives(make_peer("bob", patience=180.0, **wrong_clock(offset)))
    await says(bob, group, "Two")
    await hears(alice, group, "Two")
    await says(alice, group, "Three")
    await hears(bob, group, "Three")

    assert await texts(alice, group) == ["One", "Two", "Three"]
    assert await texts(bob, group) == ["One", "Two", "Three"]


def test_standard_output_that_nobody_reads_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop.headless", "--profile", str(tmp_path / "alice")]
    environment = {**os.environ, "CAUSERIE_PASSPHRASE": "a long sentence"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=ROOT
    ) as peer:
        peer.stdin.write(REQUEST)
        peer.stdin.flush()
        assert b'"result"' in peer.stdout.readline()
        peer.stdout.close()
        peer.stdin.write(REQUEST)
        peer.stdin.flush()

        assert peer.wait(PATIENCE) == 0
        assert peer.stderr.read() == b""


def test_a_file_can_be_its_input_and_its_output(tmp_path: Path) -> None:
    (tmp_path / "requests").write_bytes(REQUEST * 3)
    command = [sys.executable, "-m", "desktop.headless", "--profile", str(tmp_path / "alice")]
    environment = {**os.environ, "CAUSERIE_PASSPHRASE": "a long sentence"}
    with (tmp_path / "requests").open("rb") as requests, (tmp_path / "answers").open("wb") as answers:
        subprocess.run(command, stdin=requests, stdout=answers, env=environment, cwd=ROOT, check=True, timeout=PATIENCE)

    assert (tmp_path / "answers").read_bytes().count(b'"result"') == 3


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
async def test_a_closed_standard_stream_is_an_end_and_no_crash(tmp_path: Path, closed: str) -> None:
    command = f'"$0" -m desktop.headless --profile "$1" --no-discovery {closed}'
    environment = {**os.environ, "CAUSERIE_INTERFACES": "127.0.0.1", "CAUSERIE_PASSPHRASE": "pass"}
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", command, sys.executable, str(tmp_path / "profile")),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    )
    async with asyncio.timeout(40):
        said, complained = await process.communicate()
    assert (process.returncode, said, complained) == (0, b"", b"")
