"""Real processes, in network namespaces of their own or on this machine's loopback."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.netns import Lan, Machine, namespaces
from tests.support.peer_process import PeerProcess

MakePeer = Callable[..., PeerProcess]


@pytest.fixture
def lan() -> Iterator[Lan]:
    """Three machines on a network of their own, where peers find each other for real."""
    with namespaces(3) as network:
        yield network


@pytest.fixture
async def make_peer(tmp_path: Path) -> AsyncIterator[MakePeer]:
    """Makes peers by name, each with its profile; whatever still runs at the end of the test is closed."""
    async with AsyncExitStack() as stack:

        def make(
            name: str, machine: Machine | None = None, *options: str, prefix: tuple[str, ...] = (), **keywords: object
        ) -> PeerProcess:
            keywords.setdefault("env", {})
            if machine is not None:
                prefix = (*machine.command([]), *prefix)
                # Discovery on the real thing: the interface of the namespace.
                keywords["env"] = {"CAUSERIE_INTERFACES": None, **keywords["env"]}
            peer = PeerProcess(tmp_path / name, *options, prefix=prefix, **keywords)
            stack.push_async_exit(lambda kind, *_: end(peer, failed=kind is not None))
            return peer

        yield make


async def end(peer: PeerProcess, *, failed: bool) -> None:
    if peer.running:
        await (peer.kill() if failed else peer.close())


def wrong_clock(offset: str) -> dict[str, object]:
    """Return what gives a peer a clock that is wrong by `offset`, such as "+1y"; skips the test without faketime."""
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not installed")
    # Only the time of day is wrong: no clock that is set wrong makes timers run differently.
    still = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    return {"prefix": ("faketime", "-f", offset), "env": still}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    path = tmp_path / "disk"
    path.mkdir()
    attempt = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4M", "tmpfs", str(path)], capture_output=True, text=True, check=False
    )
    if attempt.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {attempt.stderr.strip()}")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)
