"""What grows with the history: every cost at 1,000 to 1,000,000 messages, as a table and as plots.

python -m tests.benchmarks size                          all four sizes
SIZES=1000,10000 python -m tests.benchmarks size         these
"""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.benchmarks import asking, doing, plot, window
from tests.benchmarks.figures import OUTPUT, Figure, median
from tests.benchmarks.machine import pss_mb
from tests.benchmarks.nodes import Node
from tests.benchmarks.profiles import Grown, grow

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
VARIABLE: Final = "SIZES"
SETTLE_SECONDS: Final = 1.0
SENT: Final = 30
DELIVERED: Final = 40
PAUSE: Final = 0.02
WINDOWS: Final = 3
TABLE: Final = "growth.md"

Costs = dict[str, float]
"""A cost by its name; its unit is the part of the name after the last comma."""


def sizes() -> tuple[int, ...]:
    """Return the sizes asked for."""
    wanted = os.environ.get(VARIABLE)
    return tuple(int(part) for part in wanted.split(",")) if wanted else SIZES


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return the figures of the largest history; the growth of all of them goes to build/bench."""
    found: dict[int, Costs] = {}
    for total in sizes():
        place = folder / f"size-{total}"
        place.mkdir()
        began = time.monotonic()
        grown = grow(place, total)
        print(f"  {total:,} messages made in {time.monotonic() - began:.0f} s", flush=True)
        found[total] = measure_one(place, grown)
    _publish(found)
    return _figures(found), {"costs": found}


def measure_one(folder: Path, grown: Grown) -> Costs:
    """Return every cost of one profile."""
    group = grown.groups[0]
    costs = {"disk a message, bytes": _size(grown.profile) / grown.messages}
    began = time.monotonic()
    with Node(grown.profile) as alice:
        costs["engine started in a new process, ms"] = (time.monotonic() - began) * 1000
        costs |= _named(alice.call(asking.reading, group))
        costs |= _named(alice.call(asking.searching, group, False), "search: ")
        costs |= _named(alice.call(asking.searching, group, True), "search past somebody blocked: ")
        costs |= _named(alice.call(asking.floors), "floor: ")
        costs["message on disk, ms"] = alice.call(asking.sending, group, SENT)
        costs["live message arrived, ms"] = _delivered(alice, folder)
        time.sleep(SETTLE_SECONDS)
        costs["memory of an engine that was asked all this, MB"] = pss_mb(alice.pid)
    costs |= _window(grown.profile)
    return costs


def _named(costs: Mapping[str, float], before: str = "") -> Costs:
    return {f"{before}{name}, ms": value for name, value in costs.items()}


def _delivered(alice: Node, folder: Path) -> float:
    """Return how long a message of somebody else takes to this device's disk, in a quiet conversation, ms."""
    group = alice.call(doing.found, "Quiet")
    code = alice.call(doing.invite, group, True)
    with Node(folder / "zoe") as zoe:
        zoe.call(doing.make_account, "Zoe")
        zoe.call(doing.join, code, 0, "", 0)
        listening = alice.begin(doing.listen, DELIVERED)
        sent = zoe.call(doing.talk, group, 0, DELIVERED, PAUSE)
        arrived = listening.result()
    return median((arrived[message] - began) / 1e6 for message, began, _ in sent)


def _window(profile: Path) -> Costs:
    command = window.command(profile)
    keyring = profile.parent / "keyring.json"
    window.start(command, keyring)  # writes caches
    painted = [window.start(command, keyring)["painted"] * 1000 for _ in range(WINDOWS)]
    return {
        "start to a painted conversation, ms": median(painted),
        "memory of the idle window, MB": window.idle_memory(command, keyring),
    }


def _figures(found: Mapping[int, Costs]) -> list[Figure]:
    least, most = min(found), max(found)
    costs = found[most]
    where = f"in {most:,} messages"
    searches = [value for name, value in costs.items() if name.startswith("search: ")]
    everywhere = [value for name, value in costs.items() if name.startswith("search: ") and "in all" in name]
    past = [value for name, value in costs.items() if name.startswith("search past")]
    growth = [found[size]["memory of the idle window, MB"] for size in (least, min(most, 100_000)) if size in found]
    floor = costs["floor: page, ms"]
    return [
        Figure(f"newest screenful {where}", costs["newest screenful, ms"], "ms", floor, "SQLite alone"),
        Figure(f"jump to a date {where}", costs["jump to a date, ms"], "ms"),
        Figure(f"conversations with unread counts {where}", costs["conversations with unread counts, ms"], "ms"),
        Figure(
            f"search as you type {where}, median", median(searches), "ms", costs["floor: search, ms"], "FTS5 alone"
        ),
        Figure(f"search as you type {where}, the slowest, in all conversations", max(everywhere), "ms"),
        Figure(f"search as you type {where}, the slowest past somebody blocked", max(past), "ms"),
        Figure(f"live message stored with {most:,} messages", costs["live message arrived, ms"], "ms"),
        Figure(
            f"start to a painted conversation, {most:,} messages, warm",
            costs["start to a painted conversation, ms"] / 1000, "s",
        ),
        Figure(f"memory that a window takes more with {min(most, 100_000):,} messages", growth[-1] - growth[0], "MB"),
        Figure(f"disk a message of about 180 characters, {most:,} messages", costs["disk a message, bytes"], "bytes"),
    ]  # fmt: skip


def _publish(found: Mapping[int, Costs]) -> None:
    """Write the table and the plots."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    totals = list(found)
    names = list(found[totals[-1]])
    head = ["| cost | " + " | ".join(f"{total:,}" for total in totals) + " |", "|---" * (len(totals) + 1) + "|"]
    rows = [f"| {name} | " + " | ".join(f"{found[total][name]:,.1f}" for total in totals) + " |" for name in names]
    (OUTPUT / TABLE).write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    if len(totals) < 2:
        return
    reads = [name for name in names if name.endswith(", ms") and not name.startswith(("search", "floor"))]
    searches = [name for name in names if name.startswith("search: ")]
    _plot(found, "growth.svg", "Reading and writing", "ms", reads)
    _plot(found, "growth-search.svg", "Searching as you type: the slowest letter of each query", "ms", searches)
    _plot(found, "growth-memory.svg", "Memory", "MB", [name for name in names if name.endswith(", MB")])


def _plot(found: Mapping[int, Costs], file: str, title: str, unit: str, names: Sequence[str]) -> None:
    series = {
        name.removesuffix(f", {unit}").removeprefix("search: "): [costs[name] for costs in found.values()]
        for name in names
    }
    plot.write(OUTPUT / file, title, unit, list(found), series)


def _size(profile: Path) -> int:
    return sum(file.stat().st_size for file in profile.glob("causerie.db*"))
