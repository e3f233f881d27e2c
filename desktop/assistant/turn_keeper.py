"""Decides for each message whether and when this device answers it; one task for each question still open."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine

from desktop.assistant.addressing import listens, may_answer, why_addressed
from desktop.assistant.answering import Answerer
from desktop.assistant.clock import Clock, Timing
from desktop.assistant.failures import ProviderFailure
from desktop.assistant.history import recent_messages
from desktop.assistant.hosting import wait_for_rank
from desktop.assistant.judge import JUDGED_MESSAGES, Decision, judge
from desktop.assistant.model_host import ModelHost
from desktop.assistant.quiet import QuietWatch
from desktop.assistant.reasons import Reason, Reasons
from desktop.assistant.room_api import Room
from desktop.assistant.spending import Spending
from sync.core.ids import GroupId, MessageId
from sync.core.limits import TURN_LIFETIME_MS, UNPLANNED_RANK
from sync.errors import Blocked, CauserieError, NoSuchGroup, NoSuchMessage
from sync.views import Account, AnswerStatus, AuthorKind, Group, MessageView, Respond

REMEMBERED = 2_000
"""Questions already looked at or answered; far more than can be open within a lifetime of ten minutes."""
RESCANNED = 30
"""Messages of each active group looked at after a start or an overflow."""
SUPERSEDED = "Somebody wrote something newer first."

logger = logging.getLogger(__name__)


class TurnKeeper:
    """Turns messages that ask for this device into answers, in turn with the other hosts."""

    def __init__(
        self,
        room: Room,
        host: ModelHost,
        spending: Spending,
        answerer: Answerer,
        reasons: Reasons,
        clock: Clock,
        timing: Timing,
    ) -> None:
        self._room = room
        self._host = host
        self._spending = spending
        self._answerer = answerer
        self._reasons = reasons
        self._clock = clock
        self._timing = timing
        self.quiet = QuietWatch(clock, timing)
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[MessageId, None] = OrderedDict()
        self._answered: OrderedDict[MessageId, None] = OrderedDict()
        self._attempts: dict[MessageId, int] = {}

    def added(self, message: MessageView, account: Account, *, late: bool = False) -> None:
        """Take note of a message that is new here, and of the question in it if this device is asked.

        `late`: it may be known elsewhere for a while, because this device was away.
        """
        if message.author.kind is AuthorKind.ASSISTANT:
            self.updated(message)
            return
        self.quiet.spoke(message)
        open_still = self._host.ready and self._clock.now_ms() < message.turn_expires
        if open_still and account.device_id in message.hosts and message.message_id not in self._seen:
            _remember(self._seen, message.message_id)
            self.spawn(self._attend(message, account, late=late))

    def updated(self, message: MessageView) -> None:
        """Take note of an answer that ended, by whichever host."""
        if message.assistant is not None and message.assistant.status is not AnswerStatus.STREAMING:
            _remember(self._answered, message.assistant.trigger)

    async def rescan(self, account: Account, *, late: bool) -> None:
        """Look for open questions after a start (`late`) or after changes were dropped."""
        now = self._clock.now_ms()
        for summary in await self._room.groups.list():
            last = summary.last_message
            if last is None or last.sent_at < now - TURN_LIFETIME_MS:
                continue
            try:
                messages = await self._room.messages.list(summary.group_id, limit=RESCANNED)
            except NoSuchGroup:
                continue  # forgotten meanwhile
            for message in messages:
                self.updated(message)
            for message in messages:
                if message.turn_expires <= now + TURN_LIFETIME_MS and message.message_id not in self._answered:
                    self.added(message, account, late=late)

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run `work` as a task of this keeper; what it raises is logged, never lost."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """End every open question and answer."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, CauserieError):
            logger.warning("a question could not be answered: %s", error.code)
        elif error is not None:
            logger.error("a question could not be answered", exc_info=error)

    async def _attend(self, message: MessageView, account: Account, *, late: bool) -> None:
        """See one question through: wait for this device's turn, judge where needed, answer."""
        group = await self._room.groups.get(message.group_id)
        if not listens(group) or not may_answer(group, message, account, self._host.choice.sponsor):
            return
        rank = message.hosts.index(account.device_id)
        why = await why_addressed(self._room.messages, group, message.text, message.reply_to)
        judged = not why and group.assistant.respond is Respond.AUTOMATICALLY
        if judged:
            # One host judges; another one must not overrule its silence.
            ready = rank == 0 and await self.quiet.wait(message)
            if rank == 0 and not ready:
                await self._stay_quiet(message, Decision(False, "", SUPERSEDED))
        else:
            # Who was away goes last: another host may have answered meanwhile, and that is still on its way here.
            ready = await self._my_turn(message, len(message.hosts) if late and len(message.hosts) > 1 else rank)
        if not ready or message.message_id in self._answered or self._leaves_to_next(message, rank, judged=judged):
            return
        await self._answer_now(message, account, rank, why, judged=judged)

    async def _answer_now(self, message: MessageView, account: Account, rank: int, why: str, *, judged: bool) -> None:
        """Answer with what holds at this moment: the message may be gone, the settings other ones."""
        current = await self._current(message, account)
        if current is None or await self._room.turns.answered(message.group_id, message.message_id):
            return
        decision = await self._judge(*current) if judged else Decision(True, "", why or "It was asked to.")
        if not decision.respond:
            await self._stay_quiet(message, decision)
            return
        # Judging takes its time: what was withdrawn, or whose author was blocked, meanwhile is not answered.
        current = await self._current(message, account) if judged else current
        if current is None:
            return
        group, message = current
        claimed = await self._answerer.claim(group, message, attempt=0, rank=rank)
        # No await between a claim and its run: a claim nobody runs would never end.
        for about in (message.message_id, claimed.turn):
            self._note(message.group_id, about, decision)
        await self._answerer.run(claimed)
        await self._reasons.save()

    async def _current(self, message: MessageView, account: Account) -> tuple[Group, MessageView] | None:
        """Return the group and the message as they are now; None when it is not to be answered here any more."""
        try:
            message = await self._room.messages.get(message.group_id, message.message_id)
        except (NoSuchMessage, Blocked):
            return None
        group = await self._room.groups.get(message.group_id)
        if not listens(group) or not may_answer(group, message, account, self._host.choice.sponsor):
            return None
        return group, message

    async def again(self, group: Group, question: MessageView, account: Account, shown: int) -> None:
        """Answer `question` anew as the next attempt after `shown`; returns once it is claimed."""
        trigger = question.message_id
        made = await self._room.turns.attempts(question.group_id, trigger)
        shown = max(shown, made - 1, self._attempts.get(trigger, -1))
        attempt = self._attempts[trigger] = shown + 1
        rank = question.hosts.index(account.device_id) if account.device_id in question.hosts else UNPLANNED_RANK
        claimed = await self._answerer.claim(group, question, attempt=attempt, rank=rank)
        self._note(question.group_id, claimed.turn, Decision(True, "", "A member asked again."))
        self.spawn(self._answerer.run(claimed))

    async def _my_turn(self, message: MessageView, rank: int) -> bool:
        return await wait_for_rank(
            rank,
            lambda: self._room.turns.live_rank(message.group_id, message.message_id),
            lambda: message.message_id in self._answered,
            self._clock,
            expires_ms=min(message.turn_expires, self._clock.now_ms() + TURN_LIFETIME_MS),
            watch=self._timing.watch,
        )

    def _leaves_to_next(self, message: MessageView, rank: int, *, judged: bool) -> bool:
        """Return whether the cap is reached and somebody else can answer; the last one says so instead."""
        if self._spending.left(self._host.choice.cap):
            return False
        return judged or rank < len(message.hosts) - 1

    async def _judge(self, group: Group, message: MessageView) -> Decision:
        recent = await recent_messages(self._room.messages, message, JUDGED_MESSAGES)
        try:
            async with self._host.use() as provider:
                return await judge(provider, self._host.model_for(group.assistant.model), group, message, recent)
        except ProviderFailure as failure:
            return Decision(False, "", f"The model could not be asked: {failure.message}")

    async def _stay_quiet(self, message: MessageView, decision: Decision) -> None:
        self._note(message.group_id, message.message_id, decision)
        await self._reasons.save()

    def _note(self, group_id: GroupId, about: MessageId, decision: Decision) -> None:
        reason = Reason(decision.respond, decision.why, decision.react, self._clock.now_ms())
        self._reasons.note(group_id, about, reason)


def _remember(known: OrderedDict[MessageId, None], message_id: MessageId) -> None:
    known[message_id] = None
    while len(known) > REMEMBERED:
        known.popitem(last=False)
