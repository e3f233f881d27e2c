"""The part of the engine's public API that the assistant uses; `sync.engine.Engine` satisfies `Room` structurally."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from sync.changes import Subscription
from sync.core.ids import DeviceId, GroupId, MessageId
from sync.views import (
    Account,
    AnswerFailure,
    AnswerReceipt,
    AnswerStatus,
    AnswerUsage,
    Group,
    GroupSummary,
    MessageView,
    ModelOffer,
    Upload,
)

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"


class Secrets(Protocol):
    """Where keys live. Calls may block on the OS keyring: use them off the loop's thread."""

    def get(self, name: str) -> str | None:
        """Return the secret called `name`, None without one."""
        ...

    def set(self, name: str, value: str) -> None:
        """Keep a secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one."""
        ...


class Accounts(Protocol):
    """This profile's account."""

    async def get(self) -> Account | None:
        """Return the account, None before there is one."""
        ...


class Groups(Protocol):
    """The groups of this device."""

    async def list(self) -> Sequence[GroupSummary]:
        """Return the groups, newest activity first."""
        ...

    async def get(self, group_id: GroupId) -> Group:
        """Return a group. Raises NoSuchGroup."""
        ...


class Messages(Protocol):
    """Messages of a group."""

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
        """Write a message; `hosts` are asked to answer it, by rank."""
        ...

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> Sequence[MessageView]:
        """Return messages, oldest first: the newest ones, or those next to the given one."""
        ...

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return a message. Raises NoSuchMessage, Blocked."""
        ...


class Attachments(Protocol):
    """The files in messages, as far as they are on this device."""

    async def read(self, group_id: GroupId, message_id: MessageId, index: int, *, limit: int) -> bytes:
        """Return what is in a file. Raises NotReadyYet, TooLarge, NoSuchAttachment."""
        ...


class Turns(Protocol):
    """Answers: claimed, streamed, finished."""

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
        """Announce that this device answers `trigger`; returns the answer's id, the turn. Raises Blocked."""
        ...

    async def append(self, group_id: GroupId, turn: MessageId, text: str) -> None:
        """Add text to an answer hosted here; the engine keeps its claim alive meanwhile."""
        ...

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
        """Write the finished answer."""
        ...

    async def withdraw(self, group_id: GroupId, turn: MessageId) -> None:
        """Give up a claim as if it had never been."""
        ...

    async def stop(self, group_id: GroupId, turn: MessageId) -> None:
        """Ask an answer's host to stop; its engine publishes StopRequested."""
        ...

    async def receipt(self, group_id: GroupId, message_id: MessageId) -> AnswerReceipt | None:
        """Return what was sent for an answer."""
        ...

    async def offer(self, provider: str | None, model: str | None) -> None:
        """Tell members what this device would run for them; None for nothing."""
        ...

    def offers(self, group_id: GroupId) -> tuple[ModelOffer, ...]:
        """Return what connected devices offer."""
        ...

    async def attempts(self, group_id: GroupId, trigger: MessageId) -> int:
        """Return the number of the next attempt to answer a message, 0 for the first."""
        ...

    async def answered(self, group_id: GroupId, trigger: MessageId) -> bool:
        """Return whether a device that was asked has answered, also where that is not shown."""
        ...

    def live_rank(self, group_id: GroupId, trigger: MessageId) -> int | None:
        """Return the lowest rank of a live claim."""
        ...


class Preferences(Protocol):
    """JSON values local to this device."""

    async def get(self, key: str, default: JsonValue = None) -> JsonValue:
        """Return a value, `default` without one."""
        ...

    async def set(self, key: str, value: JsonValue) -> None:
        """Keep a value."""
        ...


class Room(Protocol):
    """The engine, as far as the assistant knows it."""

    @property
    def accounts(self) -> Accounts:
        """This profile's account."""
        ...

    @property
    def groups(self) -> Groups:
        """The groups."""
        ...

    @property
    def messages(self) -> Messages:
        """The messages."""
        ...

    @property
    def attachments(self) -> Attachments:
        """The files in messages."""
        ...

    @property
    def turns(self) -> Turns:
        """The answers."""
        ...

    @property
    def preferences(self) -> Preferences:
        """Local values."""
        ...

    @property
    def secrets(self) -> Secrets:
        """Local secrets."""
        ...

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a new subscription to changes."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription."""
        ...
