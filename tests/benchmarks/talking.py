"""Two and three engines on loopback: joining, catching up, delivering, doing nothing, and the bytes it all takes."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync.core.ids import GroupId
from tests.benchmarks import doing, floor_catch_up, floor_delivery
from tests.benchmarks.figures import Figure, median, quantile
from tests.benchmarks.machine import effort
from tests.benchmarks.nodes import Node
from tests.benchmarks.texts import RARE_EVERY

MESSAGES: Final = 20_000
DELIVERED: Final = 600
PAUSE: Final = 0.015
SETTLE_SECONDS: Final = 3.0
IDLE_SECONDS: Final = 10.0
NEWCOMERS: Final = ("bob", "carol", "dave")
RARE_WORD: Final = f"rareword{(MESSAGES - 1) // RARE_EVERY * RARE_EVERY}"
DATABASE: Final = "causerie.db"


@dataclass(frozen=True, slots=True)
class Seeded:
    """A profile with one group of MESSAGES messages."""

    profile: Path
    group: GroupId


def seed(folder: Path) -> Seeded:
    """Make alice's profile in `folder`."""
    profile = folder / "alice"
    with Node(profile) as alice:
        alice.call(doing.make_account, "Alice")
        group = alice.call(doing.found, "Garden weekend")
        alice.call(doing.fill, group, 0, MESSAGES)
        alice.call(doing.open_first, group)
    return Seeded(profile, group)


def measure(seeded: Seeded) -> tuple[list[Figure], dict[str, Any]]:
    """Return every figure of engines that talk, and the samples behind them."""
    folder, group = seeded.profile.parent, seeded.group
    with Node(seeded.profile, discovery=True) as alice:
        history = alice.call(doing.history, group, MESSAGES)
        floor = floor_catch_up.measure(folder, history.raws, history.secrets)
        joined = [_join(alice, group, folder / name) for name in NEWCOMERS]
        with Node(folder / NEWCOMERS[1], discovery=True) as carol:
            alice.call(doing.meet, 1)
            size = sum(map(len, history.raws)) // len(history.raws)
            floor_ms = floor_delivery.measure(folder, size, DELIVERED, PAUSE)
            delivered = _deliver(alice, carol, group)
            with Node(folder / NEWCOMERS[0], discovery=True) as bob:
                alice.call(doing.meet, 2)
                bob.call(doing.settle, group)
                idle = _idle(alice)
    size = _size(seeded.profile)
    samples: dict[str, Any] = {
        "joined": [(each.connected - each.began, each.joined - each.began) for each in joined],
        "catch-up seconds": [(each.complete - each.connected) / 1e9 for each in joined],
        "catch-up floor seconds": {"reading": floor.reading, "storing": floor.storing},
        "delivered ms": delivered,
        "delivered floor ms": floor_ms,
    }
    figures = [
        *_joining(joined),
        _catching_up(joined, floor),
        *_delivering(delivered, floor_ms),
        Figure("idle with 2 peers, processor", idle[0], "%", note="no floor: nothing has to happen"),
        Figure("idle with 2 peers, wake-ups", idle[1], "a second"),
        Figure(
            "disk a message of 200 characters, all indexes", size / (MESSAGES + DELIVERED), "bytes",
            floor.size / MESSAGES, "SQLCipher with the operation, the text and FTS5",
        ),
    ]  # fmt: skip
    return figures, samples


def _join(alice: Node, group: GroupId, profile: Path) -> doing.Joined:
    code = alice.call(doing.invite, group, False)
    with Node(profile, discovery=True) as newcomer:
        newcomer.call(doing.make_account, profile.name.title())
        joined = newcomer.call(doing.join, code, MESSAGES, RARE_WORD, 1)
    if joined.found != 1:
        raise AssertionError(f"{joined.found} messages were found at the end of catching up, not 1")
    return joined


def _deliver(alice: Node, carol: Node, group: GroupId) -> list[tuple[float, float]]:
    """Return for each message how many ms after it was handed over it was on alice's disk, and on carol's."""
    listening = carol.begin(doing.listen, DELIVERED)
    carol.call(doing.settle, group)
    sent = alice.call(doing.talk, group, MESSAGES, MESSAGES + DELIVERED, PAUSE)
    arrived = listening.result()
    return [((kept - began) / 1e6, (arrived[message] - began) / 1e6) for message, began, kept in sent]


def _idle(node: Node) -> tuple[float, float]:
    """Return what a node that has nothing to do costs: percent of a core, and wake-ups a second."""
    time.sleep(SETTLE_SECONDS)
    before, began = effort(node.pid), time.monotonic()
    time.sleep(IDLE_SECONDS)
    after, seconds = effort(node.pid), time.monotonic() - began
    return (after.cpu_seconds - before.cpu_seconds) / seconds * 100, (after.wakeups - before.wakeups) / seconds


def _joining(joined: list[doing.Joined]) -> list[Figure]:
    return [
        Figure(
            "newcomer found by zeroconf and connected",
            median((each.connected - each.began) / 1e6 for each in joined), "ms", note="nothing typed, on loopback",
        ),
        Figure(
            "invite code pasted to joined",
            median((each.joined - each.began) / 1e6 for each in joined), "ms", note="the code holds no address",
        ),
    ]  # fmt: skip


def _catching_up(joined: list[doing.Joined], floor: floor_catch_up.Floor) -> Figure:
    rate = MESSAGES / median((each.complete - each.connected) / 1e9 for each in joined)
    note = f"floor: reading {MESSAGES / floor.reading:,.0f}/s, storing {MESSAGES / floor.storing:,.0f}/s"
    return Figure(
        f"catch-up of {MESSAGES:,} messages, stored and searchable", rate, "messages/s", MESSAGES / floor.seconds,
        "decode, hash, chain, AEAD, then SQLCipher and FTS5, in one process", note,
    )  # fmt: skip


def _delivering(delivered: list[tuple[float, float]], floor: list[float]) -> list[Figure]:
    floor_is = "sign, commit, TLS 1.3, verify, commit, blocking"
    stored = [there for _, there in delivered]
    return [
        Figure(
            f"delivery, accepted on A to stored on B, {name}", quantile(stored, share), "ms", quantile(floor, share),
            floor_is, f"on A's own disk after {quantile([here for here, _ in delivered], share):.1f} ms",
        )
        for name, share in (("p50", 0.5), ("p99", 0.99))
    ]  # fmt: skip


def _size(profile: Path) -> int:
    return sum(file.stat().st_size for file in profile.glob(f"{DATABASE}*"))
