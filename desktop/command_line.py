"""What can be asked of the window on its command line and in its environment."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths


@dataclass(frozen=True, slots=True)
class Options:
    """How to start the window."""

    profile: Path
    interfaces: tuple[str, ...] | None
    passphrase: str | None
    link: str
    screenshots: Path | None
    language: str


def default_profile() -> Path:
    """Return the profile in the platform's folder for an application's data."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(folder) / "causerie" / "profile"


def parse(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Options:
    """Return the options; prints help or what is wrong and exits, as command lines do."""
    parser = argparse.ArgumentParser(
        prog="causerie", description="Private group chats with an assistant in the room, with no account and no server."
    )
    parser.add_argument("--profile", type=Path, help="the folder to keep everything in (default: %(default)s)")
    parser.add_argument(
        "--interface", action="append", metavar="IP", help="find and be found on this address only; may be repeated"
    )
    parser.add_argument("--language", default="", metavar="CODE", help="speak this language (en, fr) this time")
    parser.add_argument("--screenshot", type=Path, metavar="DIR", help="leave pictures of the window there, then end")
    parser.add_argument("link", nargs="?", default="", metavar="causerie:join/…", help="an invite to accept")
    parser.set_defaults(profile=default_profile())
    given = parser.parse_args(arguments)
    listed = environment.get("CAUSERIE_INTERFACES", "")
    interfaces = given.interface or [part.strip() for part in listed.split(",") if part.strip()]
    return Options(
        profile=given.profile,
        interfaces=tuple(interfaces) or None,
        passphrase=environment.get("CAUSERIE_PASSPHRASE") or None,
        link=given.link,
        screenshots=given.screenshot,
        language=given.language,
    )
