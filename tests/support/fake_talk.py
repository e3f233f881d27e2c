"""The fake engine's messages, answers, devices and settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sync.changes import (
    AnswerDelta,
    StopRequested,
)
from sync.core.ids import DeviceId, GroupId, MessageId
from sync.errors import Blocked, EmptyText, NoSuchMessage, Unreachable
from sync.store.local import JsonValue
from sync.views import (
    AnswerFailure,
    AnswerHost,
    AnswerReceipt,
    AnswerStatus,
    AnswerUsage,
    AssistantAnswer,
    Author,
    AuthorKind,
    Delivery,
    Finding,
    Grade,
    MessageView,
    ModelOffer,
    Peer,
    SearchHit,
    SyncStatus,
    Upload,
)
from tests.support.fake_files import FakeAttachments
from tests.support.fake_state import FakeState


class FakeMessages:
    """The messages."""

    def __init__(self, state: FakeState, files: FakeAttachments) -> None:
        self._state = state
        self._files = files

    async def send(
        self,
        group_id: GroupId,
        text: str,
        *,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        hosts: Sequence[DeviceId] = (),
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Keep a message."""
        if not text.strip() and not attachments:
            raise EmptyText("There is nothing to send yet.")
        files = self._files.take_in(attachments)
        message = self._state.compose(group_id, self._state.me().name, text, reply_to=reply_to)
        message = replace(message, not_for_ai=not_for_ai, hosts=tuple(hosts), own=True, attachments=files)
        return self._state.put_message(message)

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> Sequence[MessageView]:
        """Return a page, oldest first."""
        messages = self._state.shown(group_id)
        ids = [m.message_id for m in messages]
        if after is not None:
            return messages[ids.index(after) + 1 :][:limit]
        return messages[: ids.index(before)][-limit:] if before is not None else messages[-limit:]

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return a message."""
        found = self._state.find(group_id, message_id)
        if found.author.account_id in self._state.blocked:
            raise Blocked(f"You blocked {found.author.name}.")
        return found

    async def first_since(self, group_id: GroupId, at: int) -> MessageView | None:
        """Return the first message from then on."""
        return next((m for m in self._state.shown(group_id) if m.sent_at >= at), None)

    async def delivery(self, group_id: GroupId, message_id: MessageId) -> Delivery:
        """Say how far it got."""
        others = max(0, len(self._state.group(group_id).members) - 1)
        return self._state.delivery.get(message_id, Delivery(others, others))

    async def deliveries(self, group_id: GroupId, message_ids: Sequence[MessageId]) -> Mapping[MessageId, Delivery]:
        """Say how far they got."""
        known = {message.message_id for message in self._state.messages.get(group_id, [])}
        return {each: await self.delivery(group_id, each) for each in message_ids if each in known}

    async def search(self, query: str, *, group_id: GroupId | None = None, limit: int = 50) -> Sequence[SearchHit]:
        """Return messages that contain `query`, newest first."""
        groups = [group_id] if group_id else list(self._state.messages)
        found = [m for g in groups for m in self._state.shown(g) if query.casefold() in m.text.casefold()]
        found.sort(key=lambda m: m.sent_at, reverse=True)
        return [SearchHit(m, _marked(m.text, query)) for m in found[:limit]]

    async def mark_read(self, group_id: GroupId, message_id: MessageId) -> None:
        """Everything up to it has been seen."""
        self._state.put_group(replace(self._state.group(group_id), read_up_to=message_id))


def _marked(text: str, query: str) -> str:
    at = text.casefold().index(query.casefold())
    return f"{text[:at]}\u2068{text[at : at + len(query)]}\u2069{text[at + len(query) :]}"


class FakeTurns:
    """The answers."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    async def claim(
        self, group_id: GroupId, trigger: MessageId, *, attempt: int, rank: int, name: str, provider: str, model: str
    ) -> MessageId:
        """Begin an answer hosted here."""
        me = self._state.me()
        return self.begin(group_id, trigger, name, AnswerHost(me.device_id, me.account_id, me.name), provider, model)

    def begin(
        self, group_id: GroupId, trigger: MessageId, name: str, host: AnswerHost, provider: str, model: str
    ) -> MessageId:
        """Begin an answer hosted by anybody."""
        draft = self._state.compose(group_id, name, "")
        answer = AssistantAnswer(host, provider, model, trigger, 0, AnswerStatus.STREAMING, None, None, True)
        author = Author(host.account_id, name, AuthorKind.ASSISTANT)
        self._state.put_message(replace(draft, author=author, assistant=answer, own=False))
        return draft.message_id

    async def append(self, group_id: GroupId, turn: MessageId, text: str) -> None:
        """Add text."""
        messages = self._state.messages[group_id]
        index = [m.message_id for m in messages].index(turn)
        messages[index] = replace(messages[index], text=messages[index].text + text)
        offset = len(messages[index].text) - len(text)
        self._state.hub.publish(AnswerDelta(group_id, turn, text, offset))

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
        """End an answer."""
        message = self._state.find(group_id, turn)
        if message.assistant is None:
            raise NoSuchMessage("This is not an answer.")
        if receipt is not None:
            self._state.receipts[turn] = receipt
        answer = replace(message.assistant, status=status, usage=usage, error=error)
        return self._state.put_message(replace(message, assistant=answer))

    async def stop(self, group_id: GroupId, turn: MessageId) -> None:
        """Stop an answer: the fake's host obeys at once."""
        self._state.hub.publish(StopRequested(group_id, turn, self._state.me().account_id))
        await self.finish(group_id, turn, status=AnswerStatus.STOPPED)

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return what left the room."""
        return self._state.receipts.get(message_id)

    def offers(self, group_id: GroupId) -> tuple[ModelOffer, ...]:
        """Return the models offered."""
        return self._state.offers.get(group_id, ())


class FakeHealth:
    """The network."""

    def __init__(self) -> None:
        self.found = [Finding(Grade.OK, "interface", "eth0 is used, with 192.0.2.7.")]

    async def examine(self) -> Sequence[Finding]:
        """Return `found`."""
        return self.found


class FakePeers:
    """The devices."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.status: SyncStatus | None = None

    async def list(self) -> Sequence[Peer]:
        """Return the connected devices."""
        return list(self._state.peers)

    async def connect(self, address: str) -> Peer:
        """Nobody ever answers."""
        raise Unreachable(f"Nobody answered at {address}.")

    async def sync_status(self, group_id: GroupId) -> SyncStatus:
        """Return `status`, or that everything is here."""
        return self.status or SyncStatus(b"", len(self._state.messages.get(group_id, [])), 0, len(self._state.peers))

    async def typing(self, group_id: GroupId, active: bool) -> None:
        """Nobody is told."""


class FakePreferences:
    """The settings."""

    def __init__(self, state: FakeState) -> None:
        self._state = state

    async def get(self, key: str, default: JsonValue = None) -> JsonValue:
        """Return a value."""
        return self._state.preferences.get(key, default)

    async def set(self, key: str, value: JsonValue) -> None:
        """Keep a value."""
        self._state.preferences[key] = value
