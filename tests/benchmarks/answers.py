"""What the room adds to a model: bob asks, alice's device answers with the built-in model, bob watches.

Between alice's assistant and her model's server stands a tap. What the server itself takes from the request to the
first word is what a direct call to the same model takes, in the very same answer; the rest is the room's.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from desktop.assistant.choice import HostChoice, HostKind, Sponsor
from desktop.assistant.providers import Connection, Provider, open_provider
from desktop.assistant.service import AssistantService
from sync.changes import AnswerDelta, MessageAdded, MessageUpdated, OffersChanged
from sync.core.ids import GroupId
from sync.views import AnswerStatus
from tests.benchmarks import doing
from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.nodes import Node, Stage
from tests.benchmarks.tap import Stream, Tap

QUESTIONS: Final = (
    "@Sage what is a good name for a cat?",
    "@Sage and for a dog?",
    "@Sage how do I boil an egg?",
    "@Sage write two sentences about the sea.",
    "@Sage what can we do in the garden in spring?",
    "@Sage name three rivers.",
    "@Sage wish us a good evening.",
)
ENOUGH: Final = 24
"""Deltas of one answer; then it is stopped."""


@dataclass(frozen=True, slots=True)
class Watched:
    """An answer as somebody saw it: when the question was sent, and (time, text) of each delta, in ns."""

    asked: int
    deltas: tuple[tuple[int, str], ...]


def measure(folder: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Return what the room adds to the first word and to each further one."""
    with Node(folder / "hosting") as alice, Node(folder / "asking") as bob:
        alice.call(doing.make_account, "Alice")
        bob.call(doing.make_account, "Bob")
        group = alice.call(doing.found, "Kitchen")
        bob.call(doing.join, alice.call(doing.invite, group, True), 0, "", 0)
        offered = bob.begin(enter, group)
        streams = alice.begin(host, len(QUESTIONS))
        offered.result()
        watched = [bob.call(ask, group, question) for question in QUESTIONS]
        passed = streams.result()
    if len(passed) != len(watched):
        raise AssertionError(f"{len(watched)} answers were seen, and {len(passed)} left the model")
    return _figures(watched, passed)


def _figures(watched: Sequence[Watched], passed: Sequence[Stream]) -> tuple[list[Figure], dict[str, Any]]:
    pairs = list(zip(watched, passed, strict=True))[1:]  # the first answer waits for things that are kept afterwards
    firsts = [(seen.deltas[0][0] - seen.asked) / 1e6 for seen, _ in pairs]
    models = [(made.pieces[0][0] - made.asked) / 1e6 for _, made in pairs]
    added = [ours - model for ours, model in zip(firsts, models, strict=True)]
    late = [delay for seen, made in pairs for delay in delays(seen, made)]
    figures = [
        Figure(
            "answer's first word at the member who asked, p50", quantile(firsts, 0.5), "ms", quantile(models, 0.5),
            "the same model asked directly", f"the room adds {quantile(added, 0.5):.0f} ms",
        ),
        Figure("what the room adds to the first word, p50", quantile(added, 0.5), "ms"),
        Figure("word written by the model to shown at a member, p50", quantile(late, 0.5), "ms"),
        Figure("word written by the model to shown at a member, p95", quantile(late, 0.95), "ms"),
    ]  # fmt: skip
    return figures, {"first word ms": firsts, "model's own ms": models, "added ms": added, "delays ms": late}


def delays(seen: Watched, made: Stream) -> list[float]:
    """Return for each piece of the model's text how many ms later the member had all of it."""
    # The assistant's own name, which small models put first, is left out on the way.
    text = "".join(text for _, text in seen.deltas)
    skipped = max(made.text.find(text[:20]), 0)
    found: list[float] = []
    arrived, reached = iter(seen.deltas), 0
    moment, written = 0, 0
    for made_at, piece in made.pieces:
        written += len(piece)
        if written - skipped > len(text):
            break  # stopped: nobody was shown this
        while reached < written - skipped:
            moment, delta = next(arrived)
            reached += len(delta)
        if written > skipped:
            found.append((moment - made_at) / 1e6)
    return found


# --- what the nodes do


async def host(stage: Stage, answers: int) -> list[Stream]:
    """Answer questions with the built-in model through a tap; return what the model wrote, after so many answers."""
    taps: list[Tap] = []

    async def opener(connection: Connection) -> Provider:
        taps.append(await asyncio.to_thread(Tap, connection.base_url))
        return await open_provider(replace(connection, base_url=taps[-1].url))

    service = await stage.stack.enter_async_context(AssistantService(stage.engine, opener=opener))
    subscription = stage.engine.subscribe()
    await service.configure(HostChoice(HostKind.BUILTIN, sponsor=Sponsor.MEMBERS))
    left = answers
    async for change in subscription:
        if isinstance(change, MessageUpdated) and change.message.assistant is not None:
            left -= change.message.assistant.status is not AnswerStatus.STREAMING
            if left == 0:
                break
    stage.engine.unsubscribe(subscription)
    streams = [stream for tap in taps for stream in tap.streams()]
    for tap in taps:
        tap.close()
    return streams


async def enter(stage: Stage, group: GroupId) -> None:
    """Wait until somebody offers a model to the group."""
    subscription = stage.engine.subscribe()
    while not stage.engine.turns.offers(group):
        async for change in subscription:
            if isinstance(change, OffersChanged):
                break
    stage.engine.unsubscribe(subscription)


async def ask(stage: Stage, group: GroupId, question: str) -> Watched:
    """Ask, and return the answer as it came."""
    deltas: list[tuple[int, str]] = []
    async with AssistantService(stage.engine) as service:
        subscription = stage.engine.subscribe()
        asked = time.monotonic_ns()
        await service.send(group, question)
        async for change in subscription:
            match change:
                case AnswerDelta():
                    deltas.append((time.monotonic_ns(), change.text))
                    if len(deltas) == ENOUGH:
                        await service.stop(group, change.message_id)
                case MessageUpdated() | MessageAdded() if _is_over(change):
                    break
                case _:
                    pass
        stage.engine.unsubscribe(subscription)
    return Watched(asked, tuple(deltas))


def _is_over(change: MessageAdded | MessageUpdated) -> bool:
    answer = change.message.assistant
    if answer is not None and answer.status is AnswerStatus.FAILED:
        raise RuntimeError("the model's answer failed")
    return answer is not None and answer.status is not AnswerStatus.STREAMING
