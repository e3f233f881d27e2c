"""What it takes to meet again when nothing is new: frames, bytes and round trips after the handshake.

Two engines on a network in memory, which counts exactly what is sent and delays each frame by a known time.
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sync.core.ids import GroupId
from sync.core.reconcile import digest
from sync.engine import Engine
from sync.views import SyncState
from tests.benchmarks.figures import Figure
from tests.support.engines import joined, stage, until
from tests.support.memory_network import MemoryHub, MemoryLink

GROUPS: Final = (1, 10, 50)
MESSAGES: Final = 20
HANDSHAKE_FRAMES: Final = 2
"""Of each side: Hello and Proof, Challenge and Accept."""
ONE_WAY_SECONDS: Final = 0.05
QUIET_SECONDS: Final = 1.0


class CountingHub(MemoryHub):
    """A network that counts what each end of a link sends."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[MemoryLink, list[int]] = defaultdict(list)

    def deliver(self, source: MemoryLink, target: MemoryLink, data: bytes | None) -> None:
        """Count a frame and carry it."""
        if data is not None:
            self.sent[source].append(len(data))
        super().deliver(source, target, data)

    def after_handshakes(self) -> list[int]:
        """Return the sizes of all frames but those of handshakes."""
        return [size for frames in self.sent.values() for size in frames[HANDSHAKE_FRAMES:]]


@dataclass(frozen=True, slots=True)
class Met:
    """What meeting again took."""

    groups: int
    frames: int
    bytes: int
    seconds: float
    idle_frames: int


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures for 1, 10 and 50 groups shared, and the samples behind them."""
    taken: list[Met] = []
    for groups in GROUPS:
        profiles = folder / f"sharing {groups}"
        profiles.mkdir()
        taken.append(asyncio.run(_meet(profiles, groups)))
    floor = 2.0 * len(digest({}))
    figures: list[Figure] = []
    for each in taken:
        what = f"meeting again with nothing new, {each.groups} group{'s' * (each.groups > 1)}"
        trips = each.seconds / (2 * ONE_WAY_SECONDS)
        note = f"{each.frames} frames; {each.idle_frames} in the second after that"
        figures += [
            Figure(f"{what}: bytes a group", each.bytes / each.groups, "bytes", floor, "a digest each way", note),
            Figure(f"{what}: round trips, handshake included", trips, "of them", note="on a network with a delay"),
        ]
    return figures, {f"{each.groups} groups": {"bytes": each.bytes, "frames": each.frames} for each in taken}


async def _meet(folder: Path, count: int) -> Met:
    async with stage(folder) as scene:
        hub = scene.hub = CountingHub()
        ana, bo = await scene.start("ana"), await scene.start("bo")
        groups = [await _talked_in(ana, bo, number) for number in range(count)]
        await _together(bo, groups)
        await _at_rest(hub)
        await scene.stop("bo")
        await _at_rest(hub)
        hub.sent.clear()
        hub.latency = ONE_WAY_SECONDS
        bo = await scene.start("bo")
        began = time.monotonic()
        await _together(bo, groups)
        seconds = time.monotonic() - began
        await _at_rest(hub)
        sizes = hub.after_handshakes()
        await asyncio.sleep(QUIET_SECONDS)
        return Met(count, len(sizes), sum(sizes), seconds, len(hub.after_handshakes()) - len(sizes))


async def _talked_in(ana: Engine, bo: Engine, number: int) -> GroupId:
    group = await ana.groups.create(f"Group {number}")
    invite = await ana.invites.create(group)
    await bo.invites.join(invite.code)
    await joined(bo, group)
    for each in range(MESSAGES):
        await (ana, bo)[each % 2].messages.send(group, f"Message {each}")
    return group


async def _together(engine: Engine, groups: list[GroupId]) -> None:
    """Wait until nothing is missing in any of the groups, as far as a connected peer tells."""

    async def complete(group: GroupId) -> bool:
        status = await engine.peers.sync_status(group)
        return status.peers > 0 and status.state is SyncState.COMPLETE

    for group in groups:
        await until(partial(complete, group), "caught up")


async def _at_rest(hub: CountingHub) -> None:
    """Wait until nothing is sent any more."""
    before = -1
    while before != (now := sum(map(len, hub.sent.values()))):
        before = now
        await asyncio.sleep(QUIET_SECONDS / 2)
