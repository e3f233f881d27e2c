"""A file between two engines on loopback: how fast it is taken in, fetched and saved, and what messages feel of it."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any, Final

from sync.changes import AttachmentUpdated, MessageAdded
from sync.core.ids import GroupId, MessageId
from sync.views import FileState
from tests.benchmarks import doing, floor_files
from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.nodes import Node, Stage

SIZE: Final = 500_000_000
ROUNDS: Final = 2
PIECE: Final = 1_000_000
PAUSE: Final = 0.02
QUIET_MESSAGES: Final = 100


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures of moving a file, and the samples behind them."""
    folder = folder / "files"
    folder.mkdir()
    source = folder / "film.mp4"
    digest = _make(source)
    floors = [floor_files.measure(source, folder / "copy") for _ in range(ROUNDS)]
    (folder / "copy").unlink()
    with Node(folder / "ada") as ada, Node(folder / "bob") as bob:
        ada.call(doing.make_account, "Ada")
        bob.call(doing.make_account, "Bob")
        group = ada.call(doing.found, "Garden weekend")
        bob.call(doing.join, ada.call(doing.invite, group, True), 0, "", 0)
        message, sending = ada.call(attach, group, source)
        quiet = _latencies(ada, bob, group, 0)
        fetched: list[float] = []
        busy: list[float] = []
        for number in range(ROUNDS):
            fetching = bob.begin(fetch, group, message)
            if number:
                busy = _latencies(ada, bob, group, number)
            fetched.append(fetching.result())
            if number + 1 < ROUNDS:
                bob.call(drop, group, message)
        saved, same = bob.call(save, group, message, folder / "saved", digest)
    if not same:
        raise AssertionError("the file that was saved is not the one that was sent")
    samples = {"floor s": floors, "fetched s": fetched, "taken in s": sending, "quiet ms": quiet, "busy ms": busy}
    return _figures(floors, fetched, sending, saved, quiet, busy), samples


def _figures(
    floors: list[float], fetched: list[float], sending: float, saved: float, quiet: list[float], busy: list[float]
) -> list[Figure]:
    rate = SIZE / 1e6
    floor_is = "asyncio, TLS 1.3, SHA-256, written, in two processes"
    return [
        Figure("a file of 500 MB attached: hashed, sealed, on the disk", rate / sending, "MB/s"),
        Figure(
            "the same fetched on loopback, checked whole", rate / min(fetched), "MB/s", rate / min(floors), floor_is,
            "while messages are exchanged as well: " + f"{rate / fetched[-1]:.0f} MB/s",
        ),
        Figure("and saved, checked again", rate / saved, "MB/s"),
        *(
            Figure(
                f"a message while the file is fetched, {name}", quantile(busy, share), "ms", quantile(quiet, share),
                "the same without a file",
            )
            for name, share in (("p50", 0.5), ("p95", 0.95))
        ),
    ]  # fmt: skip


def _make(source: Path) -> bytes:
    piece, whole = os.urandom(PIECE), hashlib.sha256()
    with source.open("wb") as out:
        for _ in range(SIZE // PIECE):
            out.write(piece)
            whole.update(piece)
    return whole.digest()


def _latencies(ada: Node, bob: Node, group: GroupId, number: int) -> list[float]:
    """Return how many ms each message took from Ada's hands to Bob's disk."""
    first = number * QUIET_MESSAGES
    listening = bob.begin(hear, QUIET_MESSAGES)
    sent = ada.call(doing.talk, group, first, first + QUIET_MESSAGES, PAUSE)
    arrived = listening.result()
    return [(arrived[message] - began) / 1e6 for message, began, _ in sent]


# --- what the nodes do


async def attach(stage: Stage, group: GroupId, source: Path) -> tuple[MessageId, float]:
    """Send a file; returns the message, and the seconds it took."""
    await stage.engine.attachments.set_quota(4 * SIZE)
    began = time.monotonic()
    message = await stage.engine.messages.send(group, "", attachments=[source])
    return message.message_id, time.monotonic() - began


async def fetch(stage: Stage, group: GroupId, message: MessageId) -> float:
    """Fetch a file; returns the seconds until it is here whole."""
    await stage.engine.attachments.set_quota(4 * SIZE)
    changes = stage.engine.subscribe()
    began = time.monotonic()
    await stage.engine.attachments.fetch(group, message, 0)
    async for change in changes:
        if isinstance(change, AttachmentUpdated) and change.attachment.state is FileState.READY:
            break
    stage.engine.unsubscribe(changes)
    return time.monotonic() - began


async def drop(stage: Stage, group: GroupId, message: MessageId) -> None:
    """Take a file off the device."""
    await stage.engine.attachments.cancel(group, message, 0)


async def save(stage: Stage, group: GroupId, message: MessageId, path: Path, digest: bytes) -> tuple[float, bool]:
    """Save a file; returns the seconds it took, and whether it is the right one."""
    began = time.monotonic()
    saved = await stage.engine.attachments.save(group, message, 0, path)
    return time.monotonic() - began, saved.sha256 == digest and saved.size == SIZE


async def hear(stage: Stage, count: int) -> dict[MessageId, int]:
    """Return when each of `count` messages arrived, in ns."""
    changes = stage.engine.subscribe()
    arrived: dict[MessageId, int] = {}
    async for change in changes:
        if isinstance(change, MessageAdded) and change.message.text:
            arrived[change.message.message_id] = time.monotonic_ns()
            if len(arrived) == count:
                break
    stage.engine.unsubscribe(changes)
    return arrived
