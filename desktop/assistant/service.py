"""The assistant as the window and the headless peer know it: an async context manager on the engine's loop."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

from desktop.assistant.addressing import blocked_in
from desktop.assistant.answering import Answerer
from desktop.assistant.asking import Asker
from desktop.assistant.choice import HostChoice, HostKind, HostStatus, KeyTest, LocalServer, Sponsor
from desktop.assistant.clock import Clock, SystemClock, Timing
from desktop.assistant.local_servers import find_local_servers
from desktop.assistant.model_host import ModelHost
from desktop.assistant.providers import Opener, open_provider
from desktop.assistant.reasons import Reason, Reasons
from desktop.assistant.room_api import Room
from desktop.assistant.spending import Spending
from desktop.assistant.turn_keeper import TurnKeeper
from sync.changes import Change, MessageAdded, MessageUpdated, Overflow, StopRequested, Subscription, Typing
from sync.core.ids import GroupId, MessageId
from sync.errors import Blocked, CauserieError, InvalidInput, NoAccount
from sync.views import Account, AnswerReceipt, MessageView, Upload

logger = logging.getLogger(__name__)


class AssistantService:
    """Sends messages with a plan of who answers, and answers those put to this device.

    Enter it while the engine runs and leave it before the engine closes. Everything runs on the loop it was entered on.
    """

    def __init__(
        self, engine: Room, *, opener: Opener = open_provider, clock: Clock | None = None, timing: Timing | None = None
    ) -> None:
        self._room = engine
        self._opener = opener
        self._clock = clock or SystemClock()
        timing = timing or Timing()
        self._host = ModelHost(engine, opener)
        self._spending = Spending(engine.preferences, self._clock)
        self._reasons = Reasons(engine.preferences)
        self._answerer = Answerer(engine, self._host, self._spending, self._clock, timing)
        self._asker = Asker(engine, self._host, self._spending)
        self._keeper = TurnKeeper(
            engine, self._host, self._spending, self._answerer, self._reasons, self._clock, timing
        )
        self._account: Account | None = None
        self._offered: tuple[str | None, str | None] = (None, None)
        self._subscription: Subscription | None = None
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._host.load()
        await self._spending.load()
        await self._reasons.load()
        self._subscription = self._room.subscribe()
        self._listening = asyncio.create_task(self._listen(self._subscription))
        await self._settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None and self._subscription is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
            self._room.unsubscribe(self._subscription)
        await self._keeper.close()
        await self._host.close()

    # --- the model of this device

    async def configure(self, choice: HostChoice, api_key: str | None = None) -> HostStatus:
        """Test `choice` and host it from now on; `api_key` None leaves the key as it is.

        Raises ProviderFailure or InvalidInput, and then the former choice stays.
        """
        message = await self._host.configure(choice, _tidy(api_key))
        await self._announce()
        return self._status(message)

    async def status(self) -> HostStatus:
        """Return what this device hosts now."""
        return self._status("" if self._host.ready else "This device answers no questions.")

    async def test(self, choice: HostChoice, api_key: str | None = None) -> KeyTest:
        """Try `choice` without keeping anything; every outcome is a sentence, such as "Key works: 41 models"."""
        return await self._host.test(choice, _tidy(api_key))

    async def find_local_servers(self) -> list[LocalServer]:
        """Return the model servers running on this machine."""
        return await find_local_servers(self._opener)

    # --- talking

    async def send(
        self,
        group_id: GroupId,
        text: str,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Write a message and plan who answers it, if anybody should. Raises what `engine.messages.send` raises."""
        hosts = () if not_for_ai else await self._asker.plan(await self._own(), group_id, text, reply_to)
        return await self._room.messages.send(
            group_id, text, reply_to=reply_to, not_for_ai=not_for_ai, hosts=hosts, attachments=attachments
        )

    async def can_answer(self, group_id: GroupId) -> bool:
        """Return whether somebody connected has a model for the group now."""
        return self._host.ready or bool(self._room.turns.offers(group_id))

    async def stop(self, group_id: GroupId, message_id: MessageId) -> None:
        """Stop a streaming answer, whoever hosts it."""
        if not self._answerer.stop(message_id):
            await self._room.turns.stop(group_id, message_id)

    async def retry(self, group_id: GroupId, message_id: MessageId) -> None:
        """Ask again, given a question or an answer to it.

        A device that hosts a model answers anew itself (the next attempt). One that does not asks for all to see: it
        writes a message of its own that names the assistant and replies to the question, and a device that offers a
        model answers that one. Raises NoModelHere when there is none, Blocked for what a blocked account asked.
        """
        group = await self._room.groups.get(group_id)
        message = await self._room.messages.get(group_id, message_id)
        question = message
        if message.assistant is not None:
            question = await self._room.messages.get(group_id, message.assistant.trigger)
        if question.not_for_ai or question.deleted:
            raise InvalidInput("This message is not for the assistant.")
        if question.author.account_id in blocked_in(group):
            raise Blocked("You blocked the author of this message.")
        account = await self._own()
        if not self._host.ready:
            await self._asker.ask_others(account, group, question)
            return
        shown = message.assistant.attempt if message.assistant else -1
        await self._keeper.again(group, question, account, shown)

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return exactly what was sent to a provider for an answer."""
        return await self._room.turns.receipt(group_id, message_id)

    def explain(self, group_id: GroupId, message_id: MessageId) -> Reason | None:
        """Return why this device's assistant spoke or stayed quiet; None when it was not this device that decided."""
        return self._reasons.get(group_id, message_id)

    # --- inside

    async def _listen(self, subscription: Subscription) -> None:
        async for change in subscription:
            try:
                await self._follow(change)
            except CauserieError as error:
                # One change that cannot be dealt with must not make the assistant deaf to all that follow.
                logger.warning("a change could not be followed: %s", error.code)

    async def _follow(self, change: Change) -> None:
        if self._account is None:
            await self._settle()
        elif isinstance(change, Overflow):
            await self._keeper.rescan(self._account, late=False)
        else:
            self._note(change, self._account)
        await self._announce()

    def _note(self, change: Change, account: Account) -> None:
        """Pass a change on to what waits for it."""
        match change:
            case MessageAdded(message=message, live=live):
                self._keeper.added(message, account, late=not live)
            case MessageUpdated(message=message):
                self._keeper.updated(message)
            case StopRequested(message_id=turn):
                self._answerer.stop(turn)
            case Typing():
                self._keeper.quiet.typing(change)
            case _:
                pass

    async def _settle(self) -> None:
        """Begin, once the profile has an account: offer the model, and look for open questions."""
        self._account = await self._room.accounts.get()
        if self._account is not None:
            await self._announce()
            await self._keeper.rescan(self._account, late=True)

    async def _own(self) -> Account:
        """Return the account. Raises NoAccount."""
        account = self._account or await self._room.accounts.get()
        if account is None:
            raise NoAccount("Nobody uses this profile yet.")
        return account

    async def _announce(self) -> None:
        """Tell connected members what this device would run for them, when that changed."""
        choice = self._host.choice
        offers = self._host.ready and choice.sponsor is Sponsor.MEMBERS and self._spending.left(choice.cap)
        offer = (choice.kind.value, self._host.model_label) if offers else (None, None)
        if self._account is not None and offer != self._offered:
            self._offered = offer
            await self._room.turns.offer(*offer)

    def _status(self, message: str) -> HostStatus:
        return HostStatus(
            choice=self._host.choice,
            ready=self._host.ready,
            message=message,
            models=self._host.models,
            has_key=self._host.has_key,
            used_today=self._spending.today,
            demonstration=self._host.choice.kind is HostKind.BUILTIN and not self._host.choice.model,
        )


def _tidy(api_key: str | None) -> str | None:
    """Return a key without the spaces that came along when it was pasted."""
    return None if api_key is None else api_key.strip()
