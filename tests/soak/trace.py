"""A soak written down: enough to play the same schedule again, and to see what everybody did."""

from pathlib import Path
from typing import Final

import msgspec

from tests.soak.schedule import Cast, Event

FOLDER: Final = Path(__file__).parents[2] / "build" / "soak"
LOG_BYTES: Final = 400_000
"""Of each peer's log, its end."""


class Trace(msgspec.Struct):
    """What is kept of a soak."""

    seed: int
    seconds: float
    cast: Cast
    schedule: list[Event]
    impossible: dict[str, str] = {}
    failures: list[str] = []
    notes: list[str] = []
    done: dict[str, int] = {}
    refused: dict[str, int] = {}
    logs: dict[str, str] = {}


def load(path: Path) -> Trace:
    """Read a trace; raises OSError and msgspec.DecodeError."""
    return msgspec.json.decode(path.read_bytes(), type=Trace)


def save(trace: Trace) -> Path:
    """Write a trace under build/soak/ and return where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"seed-{trace.seed}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(trace), indent=1))
    return path


def log_of(path: Path) -> str:
    """Return the end of a peer's log."""
    return path.read_bytes()[-LOG_BYTES:].decode("utf-8", errors="replace") if path.exists() else ""
