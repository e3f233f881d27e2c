"""Engines in memory, as far as the assistant uses one: several devices share a timeline, claims and leases."""

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from desktop.assistant.clock import Clock
from desktop.assistant.room_api import JsonValue
from sync.changes import AnswerDelta, Change, ChangeHub, MessageAdded, MessageUpdated, StopRequested, Subscription
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId
from sync.core.limits import TURN_LEASE_SECONDS, TURN_LIFETIME_MS
from sync.errors import Blocked, NoSuchMessage, NotReadyYet, TooLarge
from sync.views import (
    Account,
    AnswerFailure,
    AnswerHost,
    AnswerReceipt,
    AnswerStatus,
    AnswerUsage,
    AssistantAnswer,
    AssistantSettings,
    Author,
    AuthorKind,
    Group,
    GroupKind,
    GroupPolicy,
    GroupState,
    GroupSummary,
    Member,
    MessageView,
    ModelOffer,
    Role,
    Upload,
)

GROUP = GroupId(b"G" * 32)


def identity(name: str) -> bytes:
    """Return 32 bytes that stand for `name`."""
    return hashlib.sha256(name.encode()).digest()


@dataclass
class Live:
    """A streaming answer as one device sees it."""

    view: MessageView
    rank: int
    lease: float


class FakeSecrets:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Return a secret."""
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep a secret."""
        self.values[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self.values.pop(name, None)


class FakeFiles:
    """The files in messages: what a test put there, and how often it was read."""

    def __init__(self) -> None:
        self.data: dict[tuple[MessageId, int], bytes] = {}
        self.reads: list[tuple[MessageId, int]] = []

    async def read(self, group_id: GroupId, message_id: MessageId, index: int, *, limit: int) -> bytes:
        """Return what is in a file."""
        del group_id
        self.reads.append((message_id, index))
        if (message_id, index) not in self.data:
            raise NotReadyYet("This file is not on this device yet.")
        if len(self.data[message_id, index]) > limit:
            raise TooLarge("This file is too large.")
        return self.data[message_id, index]


class FakePreferences:
    """Preferences in memory."""

    def __init__(self) -> None:
        self.values: dict[str, JsonValue] = {}

    async def get(self, key: str, default: JsonValue = None) -> JsonValue:
        """Return a value."""
        return self.values.get(key, default)

    async def set(self, key: str, value: JsonValue) -> None:
        """Keep a value."""
        self.values[key] = value


@dataclass
class World:
    """What the devices have in common: one group, its settings, and the wire between them."""

    clock: Clock
    settings: AssistantSettings = field(default_factory=AssistantSettings)
    rooms: list["FakeRoom"] = field(default_factory=list["FakeRoom"])
    positions: "itertools.count[int]" = field(default_factory=itertools.count)

    def join(self, name: str) -> "FakeRoom":
        """Add a person with one device."""
        room = FakeRoom(self, name)
        self.rooms.append(room)
        return room

    def connected(self, room: "FakeRoom") -> list["FakeRoom"]:
        """Return `room` and, when it is online, every other online room."""
        return [other for other in self.rooms if other is room or (room.online and other.online)]

    def position(self) -> bytes:
        """Return the next place in the timeline."""
        return next(self.positions).to_bytes(8, "big")


class FakeRoom:
    """One device's engine; it is its own `accounts`, `groups`, `messages` and `turns`, told apart by small fronts."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.online = True
        self.account = Account(AccountId(identity(name)), DeviceId(identity(name + "'s device")), name)
        self.blocked: set[AccountId] = set()
        self.store: dict[MessageId, MessageView] = {}
        self.ranks: dict[MessageId, int] = {}
        self.live: dict[MessageId, Live] = {}
        self.receipts: dict[MessageId, AnswerReceipt] = {}
        self.offered: ModelOffer | None = None
        self.appended: list[str] = []
        self.withdrawn: list[MessageId] = []
        self.hub = ChangeHub()
        self.accounts = FakeAccounts(self)
        self.groups = FakeGroups(self)
        self.messages = FakeMessages(self)
        self.turns = FakeTurns(self)
        self.attachments = FakeFiles()
        self.preferences = FakePreferences()
        self.secrets = FakeSecrets()

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a subscription to this device's changes."""
        return self.hub.subscribe(capacity)

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription."""
        self.hub.unsubscribe(subscription)

    def publish(self, change: Change) -> None:
        """Tell this device's subscribers."""
        self.hub.publish(change)

    def answers(self) -> list[MessageView]:
        """Return the visible answers, oldest first."""
        return [message for message in self.timeline() if message.assistant is not None]

    def timeline(self) -> list[MessageView]:
        """Return what is shown, oldest first: of several answers to one question, the one that counts."""
        best: dict[MessageId, MessageView] = {}
        for view in [*self.store.values(), *(live.view for live in self.live.values())]:
            if view.assistant is not None:
                rival = best.get(view.assistant.trigger)
                if rival is None or self._order(view) < self._order(rival):
                    best[view.assistant.trigger] = view
        people = [view for view in self.store.values() if view.assistant is None]
        return sorted([*people, *best.values()], key=lambda view: view.position)

    def put(self, view: MessageView) -> None:
        """Store a message as if it had come in, and say so."""
        self.store[view.message_id] = view
        self.publish(MessageAdded(GROUP, view, True))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for changes until `holds`."""
        subscription = self.subscribe()
        try:
            if holds():
                return
            async for _ in subscription:
                if holds():
                    return
        finally:
            self.unsubscribe(subscription)

    def _order(self, view: MessageView) -> tuple[bool, int, int, bytes]:
        answer = view.assistant
        assert answer is not None
        rank = self.ranks.get(view.message_id, 0)
        return answer.status is not AnswerStatus.COMPLETE, -answer.attempt, rank, view.message_id


class FakeAccounts:
    """The accounts part."""

    def __init__(self, room: FakeRoom) -> None:
        self._room = room

    async def get(self) -> Account | None:
        """Return the account."""
        return self._room.account


class FakeGroups:
    """The groups part."""

    def __init__(self, room: FakeRoom) -> None:
        self._room = room

    async def get(self, group_id: GroupId) -> Group:
        """Return the only group."""
        room = self._room
        members = tuple(
            Member(
                other.account.account_id,
                other.account.name,
                Role.MEMBER,
                online=other.online,
                blocked=other.account.account_id in room.blocked,
                you=other is room,
            )
            for other in room.world.rooms
        )
        return Group(
            group_id=group_id,
            kind=GroupKind.GROUP,
            state=GroupState.JOINED,
            name="Workshop",
            description="",
            members=members,
            assistant=room.world.settings,
            policy=GroupPolicy(),
            epoch_id=None,
            digest=b"",
            read_up_to=None,
        )

    async def list(self) -> Sequence[GroupSummary]:
        """Return the only group."""
        shown = self._room.timeline()
        last = shown[-1] if shown else None
        return [
            GroupSummary(GROUP, GroupKind.GROUP, "Workshop", GroupState.JOINED, 0, last, len(self._room.world.rooms))
        ]


class FakeMessages:
    """The messages part."""

    def __init__(self, room: FakeRoom) -> None:
        self._room = room

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
        """Write a message on every connected device."""
        room = self._room
        position = room.world.position()
        now = room.world.clock.now_ms()
        view = MessageView(
            message_id=MessageId(hashlib.sha256(position + text.encode()).digest()),
            group_id=group_id,
            author=Author(room.account.account_id, room.account.name, AuthorKind.PERSON),
            device_id=room.account.device_id,
            text=text,
            sent_at=now,
            edited=False,
            deleted=False,
            reply_to=reply_to,
            reactions={},
            not_for_ai=not_for_ai,
            hosts=tuple(hosts),
            turn_nonce=b"n" * 16 if hosts else b"",
            turn_expires=now + TURN_LIFETIME_MS if hosts else 0,
            assistant=None,
            own=True,
            position=position,
        )
        for other in room.world.connected(room):
            other.put(replace(view, own=other is room))
        return view

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> Sequence[MessageView]:
        """Return what is shown, oldest first."""
        shown = [view for view in self._room.timeline() if view.group_id == group_id]
        if before is not None:
            edge = self._find(group_id, before).position
            shown = [view for view in shown if view.position < edge]
        if after is not None:
            edge = self._find(group_id, after).position
            return [view for view in shown if view.position > edge][:limit]
        return shown[-limit:]

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return a message, unless its author is blocked."""
        view = self._find(group_id, message_id)
        if view.author.account_id in self._room.blocked:
            raise Blocked("You blocked the author of this message.")
        return view

    def _find(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        live = self._room.live.get(message_id)
        view = live.view if live else self._room.store.get(message_id)
        if view is None or view.group_id != group_id:
            raise NoSuchMessage("There is no such message.")
        return view


class FakeTurns:
    """The turns part."""

    def __init__(self, room: FakeRoom) -> None:
        self._room = room

    async def claim(
        self,
        group_id: GroupId,
        trigger: MessageId,
        *,
        attempt: int,
        rank: int,
        name: str,
        provider: str,
        model: str,
    ) -> MessageId:
        """Begin an answer on every connected device."""
        room = self._room
        account = room.account
        turn = MessageId(hashlib.sha256(trigger + account.device_id + bytes([attempt])).digest())
        assert turn not in room.store, "an answer is claimed once"
        view = MessageView(
            message_id=turn,
            group_id=group_id,
            author=Author(account.account_id, name, AuthorKind.ASSISTANT),
            device_id=account.device_id,
            text="",
            sent_at=room.world.clock.now_ms(),
            edited=False,
            deleted=False,
            reply_to=None,
            reactions={},
            not_for_ai=False,
            hosts=(),
            turn_nonce=b"",
            turn_expires=0,
            assistant=AssistantAnswer(
                host=AnswerHost(account.device_id, account.account_id, account.name),
                provider=provider,
                model=model,
                trigger=trigger,
                attempt=attempt,
                status=AnswerStatus.STREAMING,
                usage=None,
                error=None,
                has_receipt=False,
            ),
            own=False,
            position=room.world.position(),
        )
        for other in room.world.connected(room):
            other.live[turn] = Live(view, rank, room.world.clock.monotonic() + TURN_LEASE_SECONDS)
            other.ranks[turn] = rank
            other.publish(MessageAdded(group_id, view, True))
        return turn

    async def append(self, group_id: GroupId, turn: MessageId, text: str) -> None:
        """Add text on every connected device and renew the lease."""
        room = self._room
        room.appended.append(text)
        for other in room.world.connected(room):
            live = other.live.get(turn)
            if live is not None:
                live.view = replace(live.view, text=live.view.text + text)
                live.lease = room.world.clock.monotonic() + TURN_LEASE_SECONDS
                if text:
                    other.publish(AnswerDelta(group_id, turn, text, len(live.view.text) - len(text)))

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
        """Write the answer on every connected device."""
        room = self._room
        view = room.live[turn].view
        assert view.assistant is not None
        answer = replace(view.assistant, status=status, usage=usage, error=error, has_receipt=receipt is not None)
        view = replace(view, assistant=answer)
        for other in room.world.connected(room):
            other.live.pop(turn, None)
            other.store[turn] = view
            if receipt is not None:
                other.receipts[turn] = receipt
            other.publish(MessageUpdated(group_id, view))
        return view

    async def withdraw(self, group_id: GroupId, turn: MessageId) -> None:
        """Take a claim back on every connected device."""
        del group_id
        self._room.withdrawn.append(turn)
        for other in self._room.world.connected(self._room):
            other.live.pop(turn, None)

    async def stop(self, group_id: GroupId, turn: MessageId) -> None:
        """Ask the host of an answer to stop."""
        room = self._room
        host = room.live[turn].view.device_id
        for other in room.world.connected(room):
            if other.account.device_id == host:
                other.publish(StopRequested(group_id, turn, room.account.account_id))

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return what was sent for an answer."""
        del group_id
        return self._room.receipts.get(message_id)

    async def offer(self, provider: str | None, model: str | None) -> None:
        """Offer a model to the others."""
        account = self._room.account
        if provider is None or model is None:
            self._room.offered = None
        else:
            self._room.offered = ModelOffer(account.device_id, account.account_id, provider, model)

    def offers(self, group_id: GroupId) -> tuple[ModelOffer, ...]:
        """Return what connected devices offer."""
        del group_id
        others = (other for other in self._room.world.connected(self._room) if other is not self._room)
        return tuple(other.offered for other in others if other.offered is not None)

    async def attempts(self, group_id: GroupId, trigger: MessageId) -> int:
        """Return the number of the next attempt."""
        views = [live.view for live in self._room.live.values()]
        views += await self._room.messages.list(group_id, limit=10_000)
        made = [view.assistant.attempt for view in views if view.assistant and view.assistant.trigger == trigger]
        return max(made, default=-1) + 1

    async def answered(self, group_id: GroupId, trigger: MessageId) -> bool:
        """Return whether a device that was asked has answered."""
        del group_id
        hosts = self._room.store[trigger].hosts
        stored = self._room.store.values()
        return any(view.assistant and view.assistant.trigger == trigger and view.device_id in hosts for view in stored)

    def live_rank(self, group_id: GroupId, trigger: MessageId) -> int | None:
        """Return the lowest rank of a live claim."""
        del group_id
        now = self._room.world.clock.monotonic()
        ranks = [
            live.rank
            for live in self._room.live.values()
            if live.view.assistant is not None and live.view.assistant.trigger == trigger and live.lease > now
        ]
        return min(ranks, default=None)
