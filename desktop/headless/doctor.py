"""`causerie-peer doctor`: says in sentences why peers do not see each other, and what to do about it."""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from desktop.headless import encoding
from sync.engine import EngineConfig
from sync.errors import CauserieError
from sync.identity.lock import holder_of
from sync.net.addresses import local_addresses
from sync.net.doctor import examine
from sync.net.hearing import LISTEN_SECONDS
from sync.views import Endpoint, Finding, Grade

_PROCESSES: Final = Path("/proc")
_LISTENING: Final = "0A"
_WIDTH: Final = max(len(grade.value) for grade in Grade) + 2


def main(arguments: Sequence[str]) -> int:
    """Examine the network and print what was found; returns 1 if there is a problem, 2 for a wrong command line."""
    options = _options(arguments)
    config = EngineConfig(options.profile, interfaces=options.interface and tuple(options.interface)).with_environment()
    pid = holder_of(options.profile) if options.profile is not None else None
    try:
        found = asyncio.run(examine(config.interfaces, listening_of(pid) if pid else (), options.port, options.seconds))
    except CauserieError as error:
        print(f"causerie-peer doctor: {error.message} {error.hint}".rstrip(), file=sys.stderr)  # noqa: T201
        return 2
    found = [*_running(options.profile, pid), *found]
    text = json.dumps([encoding.finding(each) for each in found], indent=2) if options.json else _written(found)
    print(text)  # noqa: T201 - that is what it is for
    return int(any(each.grade is Grade.PROBLEM for each in found))


def listening_of(pid: int, processes: Path = _PROCESSES) -> tuple[Endpoint, ...]:
    """Return where a process listens, as far as the system tells; nothing where it does not (it does on Linux)."""
    try:
        files = set(_files(processes / str(pid) / "fd"))
        rows = [line.split() for line in _tables(processes / str(pid) / "net")]
    except OSError:
        return ()
    found: list[Endpoint] = []
    for _, local, _, state, *_, inode in ((*row[:4], row[9]) for row in rows):
        if state == _LISTENING and f"socket:[{inode}]" in files:
            host, port = local.split(":")
            found += [Endpoint(each, int(port, 16)) for each in _hosts(host)]
    return tuple(found)


def _files(folder: Path) -> Iterator[str]:
    for link in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            yield link.readlink().name


def _tables(folder: Path) -> Iterator[str]:
    for name in ("tcp", "tcp6"):
        if (folder / name).exists():
            yield from (folder / name).read_text(encoding="ascii").splitlines()[1:]


def _hosts(hexadecimal: str) -> list[str]:
    """Return the address that Linux writes as words of the machine's byte order; for "any", those of this machine."""
    six = len(hexadecimal) == 32
    if set(hexadecimal) == {"0"}:
        return [each.host for each in local_addresses() if (each.network.version == 6) is six]
    if six:
        return []
    return [".".join(str(byte) for byte in int(hexadecimal, 16).to_bytes(4, sys.byteorder))]


def _running(profile: Path | None, pid: int | None) -> Iterator[Finding]:
    if pid is not None:
        yield Finding(Grade.OK, "running", f"Causerie is running with this profile (process {pid}).")
    elif profile is not None:
        yield Finding(
            Grade.WARNING,
            "not_running",
            "Causerie is not running with this profile.",
            "Start it: only then is this device found by others.",
        )


def _written(found: Sequence[Finding]) -> str:
    lines: list[str] = []
    for each in found:
        lines.append(f"{each.grade.value:{_WIDTH}}{each.message}")
        if each.hint:
            lines.append(f"{'':{_WIDTH}}→ {each.hint}")
    return "\n".join(lines)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="causerie-peer doctor",
        description="Looks at this machine's network and says what keeps peers from seeing each other.",
        epilog="Ends with 1 if there is a problem. CAUSERIE_INTERFACES (comma separated) does what --interface does.",
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="look at this profile, where it is running")
    parser.add_argument("--interface", action="append", metavar="IP", help="look only at this address; may be repeated")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the port that Causerie is to use")
    parser.add_argument(
        "--seconds", type=float, default=LISTEN_SECONDS, help="how long to listen (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args(arguments)
