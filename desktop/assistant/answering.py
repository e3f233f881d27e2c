"""Runs one answer from its claim to its end: prompt, stream, receipt, and every way it can stop."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from desktop.assistant.choice import HostKind
from desktop.assistant.clock import Clock, Timing
from desktop.assistant.connecting import receipt_url
from desktop.assistant.context import build_prompt, showable
from desktop.assistant.failures import CapReached, ProviderBadAnswer, ProviderContextTooLong, ProviderFailure
from desktop.assistant.file_texts import read_texts
from desktop.assistant.generation import NameStripper, generate
from desktop.assistant.history import recent_messages
from desktop.assistant.model_host import ModelHost
from desktop.assistant.providers import PromptEntry, Provider, Usage
from desktop.assistant.pump import DeltaPump
from desktop.assistant.room_api import Room
from desktop.assistant.spending import Spending
from sync.core.ids import MessageId
from sync.core.limits import MAX_MESSAGE_CHARACTERS
from sync.views import AnswerFailure, AnswerReceipt, AnswerStatus, AnswerUsage, Group, MessageView, ReceiptEntry

SHARES = (1.0, 0.5, 0.25)
"""Of the token budget: when a provider says "too long", the oldest messages go and it is asked again."""

MAX_ANSWER_BYTES = 40 * 1024
"""What the engine keeps of one answer; more is not asked for."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Claimed:
    """An answer this device has claimed, and what is known of it so far."""

    group: Group
    trigger: MessageView
    turn: MessageId
    kind: HostKind
    base_url: str
    model: str
    label: str
    sent: tuple[PromptEntry, ...] = ()
    characters: int = 0
    size: int = 0
    usage: Usage | None = None
    failure: ProviderFailure | None = None
    task: asyncio.Task[None] | None = field(default=None)

    @property
    def receipt(self) -> AnswerReceipt | None:
        """Exactly what left for the provider; None when nothing did."""
        if not self.sent:
            return None
        entries = tuple(ReceiptEntry(entry.role, entry.text) for entry in self.sent)
        return AnswerReceipt(self.kind.value, self.base_url, self.label, entries)


class Answerer:
    """Writes answers with the model this device hosts. Whatever happens, a claimed answer is finished or withdrawn."""

    def __init__(self, room: Room, host: ModelHost, spending: Spending, clock: Clock, timing: Timing) -> None:
        self._room = room
        self._host = host
        self._spending = spending
        self._clock = clock
        self._timing = timing
        self._running: dict[MessageId, Claimed] = {}

    async def claim(self, group: Group, trigger: MessageView, *, attempt: int, rank: int) -> Claimed:
        """Announce to the group that this device answers `trigger`; `run` must follow."""
        choice = self._host.choice
        model = self._host.model_for(group.assistant.model)
        label = self._host.model_label if choice.kind is HostKind.BUILTIN else model
        turn = await self._room.turns.claim(
            group.group_id,
            trigger.message_id,
            attempt=attempt,
            rank=rank,
            name=group.assistant.name,
            provider=choice.kind.value,
            model=label,
        )
        return Claimed(group, trigger, turn, choice.kind, receipt_url(choice), model, label)

    async def run(self, claimed: Claimed) -> None:
        """Write the answer and finish it, as complete, stopped or failed."""
        task = claimed.task = asyncio.create_task(self._write(claimed))
        self._running[claimed.turn] = claimed
        finished = False
        try:
            await asyncio.wait({task})
            if task.cancelled():
                await self._finish(claimed, AnswerStatus.STOPPED)
            else:
                task.result()
                await self._finish(claimed, AnswerStatus.FAILED if claimed.failure else AnswerStatus.COMPLETE)
            finished = True
        except asyncio.CancelledError:
            # Causerie is closing: what has been written stays, a bare claim goes.
            task.cancel()
            await asyncio.wait({task})
            if claimed.characters:
                await self._finish(claimed, AnswerStatus.STOPPED)
                finished = True
            raise
        finally:
            del self._running[claimed.turn]
            if not finished:
                await self._room.turns.withdraw(claimed.group.group_id, claimed.turn)

    def stop(self, turn: MessageId) -> bool:
        """Stop an answer this device is writing; False when it is not."""
        claimed = self._running.get(turn)
        if claimed is None or claimed.task is None:
            return False
        # Once is enough: again would cut short how the first one ends.
        return claimed.task.cancelling() > 0 or claimed.task.cancel()

    async def _finish(self, claimed: Claimed, status: AnswerStatus) -> None:
        failure, usage = claimed.failure, claimed.usage
        if failure is not None:
            logger.info("an answer failed: %s", failure.code)
        await self._room.turns.finish(
            claimed.group.group_id,
            claimed.turn,
            status=status,
            usage=AnswerUsage(usage.input_tokens, usage.output_tokens, None, "") if usage else None,
            error=AnswerFailure(failure.code, failure.sentence) if failure else None,
            receipt=claimed.receipt,
        )

    async def _write(self, claimed: Claimed) -> None:
        """Stream the answer into the room; a provider's failure ends up in `claimed`."""

        async def send(text: str) -> None:
            await self._room.turns.append(claimed.group.group_id, claimed.turn, text)

        cap = self._host.choice.cap
        counted = False
        try:
            async with DeltaPump(send, self._timing) as pump:
                counted = await self._spending.take(cap)
                if not counted:
                    raise CapReached(cap)
                async with self._host.use() as provider:
                    messages = await recent_messages(self._room.messages, claimed.trigger)
                    await self._converse(provider, claimed, messages, pump)
        except ProviderFailure as failure:
            claimed.failure = failure
            if not failure.sent:
                claimed.sent = ()
            if counted and not claimed.characters:
                await self._spending.give_back()

    async def _converse(
        self, provider: Provider, claimed: Claimed, messages: Sequence[MessageView], pump: DeltaPump
    ) -> None:
        """Ask the provider, with less of the past each time it says that this is too long."""
        limits = self._host.limits(claimed.model)
        files = await read_texts(self._room.attachments, showable(claimed.group, messages))
        brief = claimed.kind is HostKind.BUILTIN
        too_long: ProviderContextTooLong | None = None
        asked: Sequence[PromptEntry] = ()
        for share in SHARES:
            prompt = build_prompt(
                claimed.group, claimed.trigger, messages, limits, brief=brief, share=share, files=files
            )
            if prompt == asked:
                continue  # nothing more to leave out
            asked = prompt
            # The receipt tells all that left: what was too long had left already.
            claimed.sent = claimed.sent or prompt
            try:
                await self._stream(provider, claimed, prompt, limits.reply, pump)
            except ProviderContextTooLong as failure:
                too_long = failure
            except ProviderFailure as failure:
                failure.sent = failure.sent or too_long is not None
                raise
            else:
                return
        if too_long is not None:
            raise too_long

    async def _stream(
        self, provider: Provider, claimed: Claimed, prompt: Sequence[PromptEntry], reply: int, pump: DeltaPump
    ) -> None:
        """Pass on one stream, without the assistant's own name at its start and within a message's size."""
        stripper = NameStripper(claimed.group.assistant.name)
        pieces = generate(provider, prompt, claimed.model, reply, self._clock, self._timing)
        async with aclosing(pieces) as source:
            async for piece in source:
                if isinstance(piece, Usage):
                    claimed.usage = piece
                elif not _put(claimed, stripper.feed(piece), pump):
                    return
        _put(claimed, stripper.flush(), pump)
        if not claimed.characters:
            raise ProviderBadAnswer(provider.connection.who, "it wrote nothing")


def _put(claimed: Claimed, text: str, pump: DeltaPump) -> bool:
    """Write `text` as far as it fits into one message; False once it is full."""
    room = MAX_MESSAGE_CHARACTERS - claimed.characters
    fitting = text[:room]
    while len(fitting.encode(errors="replace")) > MAX_ANSWER_BYTES - claimed.size:
        fitting = fitting[:-1]
    if fitting:
        claimed.characters += len(fitting)
        claimed.size += len(fitting.encode(errors="replace"))
        pump.write(fitting)
    return len(fitting) == len(text)
