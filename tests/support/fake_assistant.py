"""The assistant's service in memory: it answers when told to, word by word."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.assistant.choice import HostChoice, HostKind, HostStatus, KeyTest, LocalServer, ModelInfo
from sync.core.ids import GroupId, MessageId
from sync.views import AnswerReceipt, AnswerStatus, AnswerUsage, MessageView, ReceiptEntry, Respond, Upload
from tests.support.fake_engine import FakeEngine

ANSWER = "Plant the tomatoes **after** the rain, and give them a stake each."


class FakeAssistant:
    """Answers a message that mentions the assistant; the key "good" works, every other is refused."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self._status = HostStatus(HostChoice(), ready=False, message="No model chosen yet.")
        self.servers: tuple[LocalServer, ...] = ()

    async def send(
        self,
        group_id: GroupId,
        text: str,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Send, and answer if the assistant is mentioned and a model was chosen."""
        message = await self._engine.messages.send(
            group_id, text, reply_to=reply_to, not_for_ai=not_for_ai, attachments=attachments
        )
        settings = (await self._engine.groups.get(group_id)).assistant
        called = settings.respond is Respond.AUTOMATICALLY or settings.name.casefold() in text.casefold()
        if settings.enabled and settings.respond is not Respond.OFF and called and self._status.ready:
            await self.answer(group_id, message.message_id, settings.name)
        return message

    async def answer(self, group_id: GroupId, trigger: MessageId, name: str, text: str = ANSWER) -> MessageView:
        """Answer a message."""
        turns = self._engine.turns
        choice = self._status.choice
        turn = await turns.claim(
            group_id, trigger, attempt=0, rank=0, name=name, provider=choice.kind.value, model=choice.model
        )
        for word in text.split(" "):
            await turns.append(group_id, turn, f"{word} ")
        receipt = AnswerReceipt(choice.kind.value, choice.base_url, choice.model, (ReceiptEntry("user", text),))
        return await turns.finish(
            group_id, turn, status=AnswerStatus.COMPLETE, usage=AnswerUsage(120, 18, None, ""), receipt=receipt
        )

    async def test(self, choice: HostChoice, api_key: str | None = None) -> KeyTest:
        """Try a choice."""
        if choice.kind is HostKind.OPENAI and api_key != "good":
            return KeyTest(works=False, message="The provider does not accept this key.", code="provider_auth")
        models = tuple(ModelInfo(f"model-{number}") for number in range(41))
        return KeyTest(works=True, message="Key works: 41 models", models=models)

    async def configure(self, choice: HostChoice, api_key: str | None = None) -> HostStatus:
        """Keep a choice."""
        tested = await self.test(choice, api_key)
        ready = tested.works and choice.kind is not HostKind.NONE
        chosen = replace(choice, model=choice.model or "model-0")
        self._status = HostStatus(
            chosen,
            ready=ready,
            message=tested.message if ready else "No model chosen yet.",
            models=tuple(model.name for model in tested.models),
            has_key=api_key is not None,
            demonstration=choice.kind is HostKind.BUILTIN,
        )
        return self._status

    async def status(self) -> HostStatus:
        """Say what is hosted."""
        return self._status

    async def find_local_servers(self) -> Sequence[LocalServer]:
        """Return the servers the test put there."""
        return self.servers

    async def stop(self, group_id: GroupId, message_id: MessageId) -> None:
        """Stop an answer."""
        await self._engine.turns.stop(group_id, message_id)

    async def retry(self, group_id: GroupId, message_id: MessageId) -> None:
        """Answer again, given a question or an answer."""
        message = await self._engine.messages.get(group_id, message_id)
        trigger = message.assistant.trigger if message.assistant else message_id
        await self.answer(group_id, trigger, (await self._engine.groups.get(group_id)).assistant.name)
