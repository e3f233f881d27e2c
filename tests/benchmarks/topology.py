"""One group of 5, 10, 20 and 50 devices on this machine: connections, and what it takes for a message to reach all."""

import os
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sync.core.ids import GroupId
from tests.benchmarks import crowd, floor_delivery
from tests.benchmarks.figures import Figure, median, quantile
from tests.benchmarks.nodes import Node
from tests.benchmarks.texts import text_of

SIZES: Final = (5, 10, 20, 50)
PROCESSES: Final = 4
MESSAGES: Final = 30
PAUSE: Final = 0.5
TYPED: Final = 5
QUIET_SECONDS: Final = 5.0
SETTLING_SECONDS: Final = 120.0
SILENCE_SECONDS: Final = 300.0
HELLO: Final = 1
FLOOR_BYTES: Final = 600
FLOOR_MESSAGES: Final = 100


@dataclass(slots=True)
class Taken:
    """What one size took. Times in ms, counts for one message."""

    devices: int
    degrees: list[int] = field(default_factory=list[int])
    met: float = 0.0
    settled: float = 0.0
    silent: float = 0.0
    everywhere: list[float] = field(default_factory=list[float])
    typing: list[float] = field(default_factory=list[float])
    frames: Counter[int] = field(default_factory=Counter[int])
    bytes: float = 0.0
    quiet_frames: float = 0.0


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures of all sizes, and the samples behind them."""
    floor = median(floor_delivery.measure(folder, FLOOR_BYTES, FLOOR_MESSAGES, 0.0))
    taken = [_measure(folder / f"crowd of {size}", size) for size in SIZES]
    figures = [figure for each in taken for figure in _figures(each, floor)]
    samples = {
        f"{each.devices} devices": {
            "connections of each": each.degrees,
            "reached all, ms": each.everywhere,
            "typing reached all, ms": each.typing,
            "frames a message, by number": dict(sorted(each.frames.items())),
            "bytes a message": each.bytes,
            "met after the start, ms": each.met,
            "no more connections made after, ms": each.settled,
            "nothing more to say after, ms": each.silent,
            "frames a second while nothing happens": each.quiet_frames,
        }
        for each in taken
    }
    return figures, samples


def _measure(folder: Path, size: int) -> Taken:
    (folder / "notes").mkdir(parents=True)
    processes = min(PROCESSES, max(1, size // 5))
    names = [f"member{number}" for number in range(size)]
    with ExitStack() as stack:
        nodes = [stack.enter_context(Node(folder / f"process{number}" / "idle")) for number in range(processes)]
        for pending in [
            node.begin(crowd.gather, folder, names[number::processes]) for number, node in enumerate(nodes)
        ]:
            pending.result()
        group, code = nodes[0].call(crowd.found)
        for node in nodes:
            node.begin(crowd.join, group, code).result(crowd.PATIENCE)
        _everywhere(nodes, group, size)
        for pending in [node.begin(crowd.stop) for node in nodes]:
            pending.result(crowd.PATIENCE)
        return _talking(nodes, group, size)


def _everywhere(nodes: list[Node], group: GroupId, size: int) -> int:
    """Wait until everybody reaches everybody; return when, in ns."""
    return max(
        pending.result(crowd.PATIENCE) for pending in [node.begin(crowd.complete, group, size - 1) for node in nodes]
    )


def _talking(nodes: list[Node], group: GroupId, size: int) -> Taken:
    taken = Taken(size)
    began = min(pending.result(crowd.PATIENCE) for pending in [node.begin(crowd.start) for node in nodes])
    taken.met = (_everywhere(nodes, group, size) - began) / 1e6
    taken.settled = (_settled(nodes) - began) / 1e6
    taken.degrees = sorted(degree for node in nodes for degree in node.call(crowd.degrees))
    taken.silent = (_silent(nodes) - began) / 1e6
    time.sleep(QUIET_SECONDS)
    taken.quiet_frames = sum(_sent(nodes).frames.values()) / QUIET_SECONDS
    listening = [node.begin(crowd.listen, MESSAGES) for node in nodes]
    handed = nodes[0].begin(crowd.talk, group, [text_of(number) for number in range(MESSAGES)], PAUSE).result(120.0)
    arrived = [pending.result(crowd.PATIENCE) for pending in listening]
    time.sleep(QUIET_SECONDS)
    counted = _sent(nodes)
    taken.frames = Counter({number: round(count / MESSAGES) for number, count in counted.frames.items()})
    taken.bytes = sum(counted.bytes.values()) / MESSAGES
    for message, at in handed.items():
        times = [each for there in arrived for each in there[message]]
        if len(times) != size:
            raise AssertionError(f"a message reached {len(times)} of {size} devices")
        taken.everywhere.append((max(times) - at) / 1e6)
    for _ in range(TYPED):
        hearing = [node.begin(crowd.typed) for node in nodes]
        at = nodes[0].call(crowd.type_once, group)
        heard = [each for pending in hearing for each in pending.result() if each]
        if len(heard) == size - 1:
            taken.typing.append((max(heard) - at) / 1e6)
    return taken


def _settled(nodes: list[Node]) -> int:
    """Wait until everybody knows who everybody is, and nobody dials any more; return when, in ns."""
    latest = time.monotonic() + SETTLING_SECONDS
    _sent(nodes)
    while True:
        at = time.monotonic_ns()
        time.sleep(QUIET_SECONDS)
        if not _sent(nodes).frames[HELLO] or time.monotonic() > latest:
            return at


def _silent(nodes: list[Node]) -> int:
    """Wait until nobody says anything: what each has of each is told after a start, some of it twice. Return when."""
    latest = time.monotonic() + SILENCE_SECONDS
    while True:
        at = time.monotonic_ns()
        time.sleep(QUIET_SECONDS)
        if not _sent(nodes).frames.total() or time.monotonic() > latest:
            return at


def _sent(nodes: list[Node]) -> crowd.Counted:
    total = crowd.Counted()
    for node in nodes:
        counted = node.call(crowd.sent)
        total.frames.update(counted.frames)
        total.bytes.update(counted.bytes)
    return total


def _figures(taken: Taken, floor: float) -> list[Figure]:
    size = taken.devices
    least = floor * (size - 1) / min(os.cpu_count() or 1, size - 1)
    floor_is = "sign, commit, TLS, verify, commit for each, on all processors"
    degrees = f"connections {taken.degrees[0]} to {taken.degrees[-1]}, median {median(taken.degrees):.0f}"
    frames = sum(taken.frames.values())
    return [
        Figure(
            f"{size} devices: message reaches all, p50", median(taken.everywhere), "ms", least, floor_is, degrees
        ),
        Figure(f"{size} devices: message reaches all, p99", quantile(taken.everywhere, 0.99), "ms", least, floor_is),
        Figure(f"{size} devices: typing reaches all, p50", median(taken.typing) if taken.typing else None, "ms"),
        Figure(
            f"{size} devices: frames a message", float(frames), "frames", float(size - 1), "once to each",
            f"pushed {taken.frames[20]}, Heads {taken.frames[18]}, acknowledgements {taken.frames[72]}",
        ),
        Figure(
            f"{size} devices: bytes a message", taken.bytes / 1000, "kB", FLOOR_BYTES * (size - 1) / 1000, "the same"
        ),
        Figure(
            f"{size} devices: all started to all reached", taken.met, "ms",
            note=f"nobody dials any more after {taken.settled / 1000:.0f} s",
        ),
        Figure(f"{size} devices: frames while nothing happens", taken.quiet_frames, "a second",
               note=f"of all devices; the last of a start was said after {taken.silent / 1000:.0f} s"),
    ]  # fmt: skip
