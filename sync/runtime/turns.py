"""`engine.turns`: the assistant's answers, from claim to receipt, and which devices offer a model."""

from collections.abc import Iterator
from typing import Literal

from sync.changes import AnswerDelta, MessageAdded, MessageRemoved, StopRequested
from sync.core import turns as core_turns
from sync.core.frames import TurnDelta, TurnGone, TurnStop
from sync.core.ids import GroupId, MessageId, OpId
from sync.core.limits import MAX_MESSAGE_CHARACTERS
from sync.core.names import clean_name, shown_line, shown_stream
from sync.core.ops import Answer, AnswerError, ContentPayload, ControlPayload, Receipt, ReceiptMessage, Usage
from sync.core.payloads import MAX_ATTEMPT, MAX_CODE_CHARACTERS, MAX_ERROR_CHARACTERS, MAX_MODEL_CHARACTERS
from sync.core.renewing import renewals
from sync.core.room import Room
from sync.core.signing import MAX_COUNTER
from sync.errors import Blocked, HostileInput, InvalidInput, NoSuchMessage
from sync.runtime.context import Context
from sync.runtime.ephemeral import Ephemerals, OwnOffer
from sync.runtime.live_turns import LiveTurn
from sync.runtime.messages import Messages
from sync.runtime.present import live_view
from sync.runtime.projection import pack_receipt, unpack_receipt
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import SessionRegistry
from sync.store import messages as message_store
from sync.store.rows import MessageRow
from sync.views import AnswerFailure, AnswerReceipt, AnswerStatus, AnswerUsage, MessageView, ModelOffer, ReceiptEntry

MAX_ANSWER_BYTES = 40 * 1024
"""An answer's text as UTF-8. With its receipt, and padded, it still fits one operation."""
MAX_RECEIPT_PACKED = 12 * 1024
"""A receipt, compressed; the oldest entries give way."""


class Turns:
    """Hosting answers and following those of others."""

    def __init__(
        self, context: Context, rooms: Rooms, registry: SessionRegistry, ephemerals: Ephemerals, messages: Messages
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._ephemerals = ephemerals
        self._messages = messages

    async def claim(
        self, group_id: GroupId, trigger: MessageId, *, attempt: int, rank: int, name: str, provider: str, model: str
    ) -> MessageId:
        """Announce that this device answers `trigger`; returns the answer's id.

        Raises Blocked (who wrote the trigger) and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        question = await self._row(group_id, trigger)
        if question is not None and question.account in self._context.blocked:
            raise Blocked("You blocked the author of this message.")
        identity = self._context.who()
        turn = LiveTurn(
            group=group_id,
            turn=core_turns.turn_id(trigger, identity.device, attempt),
            trigger=trigger,
            attempt=attempt,
            rank=rank,
            name=clean_name(name),
            provider=provider[:200],
            model=model[:200],
            device=identity.device,
            account=identity.account,
            placed=min(live.room.lamport + 1, MAX_COUNTER),
            started=self._context.clock(),
        )
        if not self._ephemerals.turns.add(turn, leased=False):
            raise InvalidInput("This device is answering that message already, or too many others.")
        self._ephemerals.spread(group_id, turn.claim_frame())
        self._ephemerals.own_turn_began()
        self._context.hub.publish(MessageAdded(group_id, live_view(turn, live.room), live=True))
        return turn.turn

    async def append(self, group_id: GroupId, turn: MessageId, text: str) -> None:
        """Stream more text of an answer hosted here to every member who can be reached; raises NoSuchMessage."""
        live = self._hosted(group_id, turn)
        text = _fitting(text, live.text)
        if not text:
            return
        frame = TurnDelta(group=group_id, turn=turn, offset=len(live.text), text=text)
        live.text += text
        self._ephemerals.spread(group_id, frame)
        self._context.hub.publish(AnswerDelta(group_id, turn, text, frame.offset))

    async def finish(
        self,
        group_id: GroupId,
        turn: MessageId,
        *,
        status: AnswerStatus,
        usage: AnswerUsage | None = None,
        error: AnswerFailure | None = None,
        receipt: AnswerReceipt | None = None,
    ) -> MessageView:
        """Write the answer hosted here as one operation, with what it cost and what was sent for it.

        Raises NoSuchMessage, InvalidInput for status STREAMING and what `Rooms.joined` and the store raise.
        """
        live = self._hosted(group_id, turn)
        room = self._rooms.joined(group_id)
        if status is AnswerStatus.STREAMING:
            raise InvalidInput("A finished answer is complete, stopped or failed.")
        answer = Answer(
            turn=turn,
            trigger=live.trigger,
            attempt=live.attempt,
            rank=live.rank,
            name=live.name,
            provider=live.provider,
            model=live.model,
            status=status.value,
            text=live.text,
            usage=None if usage is None else _counted(usage),
            error=None
            if error is None
            else AnswerError(error.code[:MAX_CODE_CHARACTERS], error.message[:MAX_ERROR_CHARACTERS]),
            receipt=b"" if receipt is None else _packed(receipt),
            placed=live.placed,
            started=live.started,
        )
        deps = await self._trigger(group_id, live.trigger)
        now = self._context.clock()

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            yield from renewals(room, self._context.random, now)  # somebody may have been removed since the question
            yield answer

        await room.author(script, deps)
        return await self._messages.get(group_id, turn)

    async def withdraw(self, group_id: GroupId, turn: MessageId) -> None:
        """Give up an answer hosted here without leaving anything; raises NoSuchMessage."""
        self._hosted(group_id, turn)
        self._ephemerals.turns.remove(turn)
        self._ephemerals.spread(group_id, TurnGone(group=group_id, turn=turn))
        self._context.hub.publish(MessageRemoved(group_id, turn))

    async def stop(self, group_id: GroupId, turn: MessageId) -> None:
        """Ask whoever hosts a streaming answer to stop it; harmless when it has ended. Raises NoSuchGroup."""
        self._rooms.get(group_id)
        live = self._ephemerals.turns.get(turn)
        if live is None:
            return
        me = self._context.who()
        if live.device == me.device:
            self._context.hub.publish(StopRequested(group_id, turn, me.account))
            return
        session = self._registry.get(live.device)
        if session is not None:
            session.send(TurnStop(group=group_id, turn=turn))
        elif self._ephemerals.beyond.reaches(group_id, live.device):
            self._ephemerals.spread(group_id, TurnStop(group=group_id, turn=turn))

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return exactly what was sent for an answer, None if nothing was; raises NoSuchGroup, Blocked (its host)."""
        self._rooms.get(group_id)
        answer = await self._row(group_id, message_id)
        if answer is not None and answer.account in self._context.blocked:
            raise Blocked("You blocked the author of this message.")
        packed = await self._context.store.read(lambda db: message_store.receipt(db, group_id, message_id))
        if not packed:
            return None
        try:
            receipt = unpack_receipt(packed)
        except HostileInput:
            return None  # its host wrote nonsense; there is nothing to show
        entries = tuple(ReceiptEntry(entry.role, shown_stream(entry.text)) for entry in receipt.messages)
        provider, url, model = (
            shown_line(each, MAX_MODEL_CHARACTERS) for each in (receipt.provider, receipt.base_url, receipt.model)
        )
        return AnswerReceipt(provider, url, model, entries)

    async def offer(self, provider: str | None, model: str | None) -> None:
        """Tell connected members what this device would answer with; None and None withdraw it."""
        own = None if provider is None else OwnOffer(provider[:200], (model or "")[:200])
        if own == self._ephemerals.own_offer:
            return
        self._ephemerals.own_offer = own
        for session in self._registry:
            if not session.peer.guest:
                session.send(self._ephemerals.offer_frame())
        self._ephemerals.beyond.webs.look_everywhere()

    def offers(self, group_id: GroupId) -> tuple[ModelOffer, ...]:
        """Return the models that devices of other members offer who can be reached; raises NoSuchGroup."""
        return self._ephemerals.offers(group_id)

    async def attempts(self, group_id: GroupId, trigger: MessageId) -> int:
        """Return the number of the next attempt to answer a message: one more than the highest, shown or not."""
        self._rooms.get(group_id)
        rows = await self._context.store.read(lambda db: message_store.by_trigger(db, group_id, trigger))
        stored = [row.answer.attempt for row in rows if row.answer is not None]
        live = [turn.attempt for turn in self._ephemerals.turns.of_group(group_id) if turn.trigger == trigger]
        return min(max([*stored, *live], default=-1) + 1, MAX_ATTEMPT)

    async def answered(self, group_id: GroupId, trigger: MessageId) -> bool:
        """Return whether a device that was asked has answered, also where that is not shown: its owner is blocked."""
        question = await self._row(group_id, trigger)
        rows = await self._context.store.read(lambda db: message_store.by_trigger(db, group_id, trigger))
        return question is not None and any(row.device in question.hosts for row in rows)

    def live_rank(self, group_id: GroupId, trigger: MessageId) -> int | None:
        """Return the lowest rank that is answering `trigger` now, or None."""
        return self._ephemerals.turns.lowest_rank(group_id, trigger)

    def _hosted(self, group_id: GroupId, turn: MessageId) -> LiveTurn:
        live = self._ephemerals.turns.get(turn)
        if live is None or live.group != group_id or live.device != self._context.who().device:
            raise NoSuchMessage("This device is not writing that answer.")
        return live

    async def _trigger(self, group_id: GroupId, trigger: MessageId) -> tuple[OpId, ...]:
        row = await self._row(group_id, trigger)
        return () if row is None else (row.op_id,)

    async def _row(self, group_id: GroupId, message_id: MessageId) -> MessageRow | None:
        return await self._context.store.read(lambda db: message_store.get(db, group_id, message_id))


def _counted(usage: AnswerUsage) -> Usage:
    """Return what a provider reported, as far as it can be believed: it may be anybody's server."""
    cost = usage.cost_micros
    return Usage(
        input_tokens=min(max(0, usage.input_tokens), MAX_COUNTER),
        output_tokens=min(max(0, usage.output_tokens), MAX_COUNTER),
        cost_micros=None if cost is None else min(max(0, cost), MAX_COUNTER),
        currency=usage.currency[:MAX_CODE_CHARACTERS],
    )


def _fitting(text: str, before: str) -> str:
    """Return as much of `text` as an answer that already holds `before` can take."""
    text = text[: MAX_MESSAGE_CHARACTERS - len(before)]
    room = MAX_ANSWER_BYTES - len(before.encode())
    return text.encode()[:room].decode(errors="ignore") if room > 0 else ""


def _packed(receipt: AnswerReceipt) -> bytes:
    """Return the receipt as it travels; what is too much for one operation is said to be left out."""
    entries = [ReceiptMessage(_role(entry.role), entry.text) for entry in receipt.entries]
    dropped = 0
    while True:
        told = entries if not dropped else [_left_out(dropped), *entries]
        packed = pack_receipt(Receipt(receipt.provider, receipt.base_url, receipt.model, tuple(told)))
        if len(packed) <= MAX_RECEIPT_PACKED or not entries:
            return packed
        entries.pop(0)
        dropped += 1


def _left_out(count: int) -> ReceiptMessage:
    return ReceiptMessage("system", f"[{count} earlier entries were sent as well and do not fit this receipt]")


def _role(role: str) -> Literal["system", "user", "assistant"]:
    match role:
        case "system" | "assistant":
            return role
        case _:
            return "user"
