"""The command line of `causerie-peer`: options, logs, exit codes."""

import argparse
import asyncio
import contextlib
import ipaddress
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop.assistant.service import AssistantService
from desktop.headless import doctor
from desktop.headless.server import Server
from sync import __version__, errors
from sync.engine import Engine, EngineConfig
from sync.errors import CauserieError
from sync.garbage import loading

EXIT_CODES: Final[dict[type[CauserieError], int]] = {
    errors.ProfileInUse: 10,
    errors.WrongPassphrase: 11,
    errors.NoKeyStore: 12,
    errors.PortTaken: 13,
    errors.ProfileUnwritable: 14,
    errors.DiskFull: 15,
    errors.StoreDamaged: 16,
    errors.StoreTooNew: 17,
}
"""0 is a clean end, 1 any other error, 2 a wrong command line."""

STDIN, STDOUT, STDERR = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a peer until its input ends, or the doctor; returns the exit code."""
    _fill_in_closed_streams()
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["doctor"]:
        return doctor.main(given[1:])
    options = _options(given)
    _set_up_logging(options.log_level)
    try:
        config = _config(options)
        asyncio.run(_serve(config, STDIN, _take_stdout()))
    except CauserieError as error:
        print(f"causerie-peer: {error.message} {error.hint}".rstrip(), file=sys.stderr)  # noqa: T201
        return EXIT_CODES.get(type(error), 1)
    except KeyboardInterrupt:
        # Only where signals cannot be handled on the loop, or before it runs.
        return 0
    return 0


async def _serve(config: EngineConfig, source: int, sink: int) -> None:
    async with contextlib.AsyncExitStack() as stack:
        with loading():
            engine = await stack.enter_async_context(Engine(config))
            assistant = await stack.enter_async_context(AssistantService(engine))
        server = Server(engine, assistant, source, sink)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            # Not every platform and thread can.
            with contextlib.suppress(NotImplementedError, RuntimeError):
                loop.add_signal_handler(number, server.stop)
        await server.run()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="causerie-peer",
        description="A Causerie peer without a window: JSON-RPC 2.0, one object a line, on stdin and stdout.",
        epilog="The database is opened with a key from the OS keyring, or with a passphrase from --passphrase-file "
        "or CAUSERIE_PASSPHRASE. CAUSERIE_INTERFACES (comma separated) does what --interface does. "
        "“causerie-peer doctor” says why peers do not see each other.",
    )
    parser.add_argument("--profile", type=Path, required=True, metavar="DIR", help="folder of the profile")
    parser.add_argument(
        "--interface", type=_ip_address, action="append", metavar="IP", help="listen and look for peers only here"
    )
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="port to listen on (default: any free one)")
    parser.add_argument("--no-discovery", action="store_true", help="do not look for peers on the local network")
    parser.add_argument("--peer", action="append", default=[], metavar="HOST:PORT", help="connect to this peer as well")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read the passphrase from FILE")
    parser.add_argument("--log-level", choices=("error", "warning", "info", "debug"), default="warning")
    parser.add_argument("--version", action="version", version=f"causerie-peer {__version__}")
    return parser.parse_args(arguments)


def _ip_address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip()))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an IP address") from None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _config(options: argparse.Namespace) -> EngineConfig:
    # Taken out of the environment, so that programs started from here do not inherit the secret.
    passphrase = os.environ.pop("CAUSERIE_PASSPHRASE", None)
    if options.passphrase_file is not None:
        passphrase = _read_passphrase(options.passphrase_file)
    config = EngineConfig(
        profile=options.profile,
        interfaces=None if options.interface is None else tuple(options.interface),
        port=options.port,
        discovery=not options.no_discovery,
        peers=tuple(options.peer),
        passphrase=passphrase,
        program="causerie-peer",
    )
    return config.with_environment()


def _read_passphrase(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise errors.NoKeyStore(f"The passphrase file {path} cannot be read: {reason}.", "") from None


def _take_stdout() -> int:
    """Return a descriptor for the answers, and send whatever else is printed to stderr: only JSON belongs on stdout."""
    sink = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    return sink


def _fill_in_closed_streams() -> None:
    """Give standard streams that were closed a place: the next files opened, the database too, would take theirs."""
    for number in (STDIN, STDOUT, STDERR):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(STDERR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as the process


def _set_up_logging(level: str) -> None:
    logging.raiseExceptions = False  # a closed stderr is no reason to stop
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    # Only our own: at lower levels libraries log what they send.
    for name in ("sync", "desktop"):
        logging.getLogger(name).setLevel(level.upper())
