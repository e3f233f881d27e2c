"""Under attack: how long a message takes between honest members while somebody does his worst to one of them."""

import asyncio
import time
from pathlib import Path
from typing import Any, Final

from sync.changes import MessageAdded
from sync.core.ids import GroupId, MessageId
from tests.benchmarks import attackers, doing
from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.machine import effort
from tests.benchmarks.nodes import Node, Stage

DELIVERED: Final = 1_000 if attackers.LONG else 200
PAUSE: Final = 0.03
"""Thirty messages a second: many people in a hurry."""
MARK: Final = "honest "

ATTACKS: Final[dict[str, attackers.Attack]] = {
    "a member pushing messages": attackers.pushing,
    "a member serving messages": attackers.serving,
    "a member sending small frames": attackers.chattering,
    "1,000 connections": attackers.connecting,
    "slow strangers from 100 addresses": attackers.dripping,
}


async def address(stage: Stage) -> str:
    """Return where a node listens."""
    [endpoint] = stage.engine.info().listening
    return f"{endpoint.address}:{endpoint.port}"


async def say(stage: Stage, groups: list[GroupId], count: int, pause: float) -> dict[MessageId, int]:
    """Say something in each group in turn; return when each message was handed over, in ns."""
    sent: dict[MessageId, int] = {}
    for number in range(count):
        began = time.monotonic_ns()
        view = await stage.engine.messages.send(groups[number % len(groups)], f"{MARK}{number}")
        sent[view.message_id] = began
        await asyncio.sleep(pause)
    return sent


async def hear(stage: Stage, count: int) -> dict[MessageId, int]:
    """Return when each of the next honest messages had been stored, in ns."""
    subscription = stage.engine.subscribe(capacity=100_000)
    heard: dict[MessageId, int] = {}
    async for change in subscription:
        if isinstance(change, MessageAdded) and change.message.text.startswith(MARK):
            heard[change.message.message_id] = time.monotonic_ns()
            if len(heard) >= count:
                break
    stage.engine.unsubscribe(subscription)
    return heard


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return what messages take in quiet and under each attack, and the samples."""
    samples: dict[str, Any] = {}
    quiet: list[float] = []
    with Node(folder / "abuse-alice") as alice, Node(folder / "abuse-carol") as carol:
        alice.call(doing.make_account, "Alice")
        carol.call(doing.make_account, "Carol")
        groups = [alice.call(doing.found, name) for name in ("Garden weekend", "Elsewhere")]
        for group in groups:
            carol.call(doing.join, alice.call(doing.invite, group, True), 0, "", 0)
        _deliver(alice, carol, groups)
        there = carol.call(address)
        costs: dict[str, float] = {}
        for name, attack in ATTACKS.items():
            quiet += _deliver(alice, carol, groups)
            code = alice.call(doing.invite, groups[0], True)
            with attackers.under(attack, there, code):
                before, began = effort(carol.pid), time.monotonic()
                samples[name] = _deliver(alice, carol, groups)
                used = effort(carol.pid).cpu_seconds - before.cpu_seconds
                costs[name] = used / (time.monotonic() - began) * 100
    samples["quiet"] = quiet
    figures = _figures("in quiet", quiet, quiet)
    for name, cost in costs.items():
        figures += _figures(f"under {name}", samples[name], quiet, f"{cost:.0f} % of a core at the receiver")
    return figures, samples


def _deliver(alice: Node, carol: Node, groups: list[GroupId]) -> list[float]:
    """Return how long each of some messages took, in ms."""
    hearing = carol.begin(hear, DELIVERED)
    carol.call(address)  # what was begun before listens by now
    sent = alice.call(say, groups, DELIVERED, PAUSE)
    heard = hearing.result()
    return [(heard[message] - began) / 1e6 for message, began in sent.items()]


def _figures(name: str, taken: list[float], quiet: list[float], note: str = "") -> list[Figure]:
    floor_is = "the same in quiet"
    return [
        Figure(
            f"delivery {name}, {rank}", quantile(taken, share), "ms",
            None if taken is quiet else quantile(quiet, share), "" if taken is quiet else floor_is, note,
        )
        for rank, share in (("p50", 0.5), ("p99", 0.99))
    ]  # fmt: skip
