"""Typed changes that views refresh from. A subscriber that falls behind gets one `Overflow` and reloads."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sync.core.ids import AccountId, DeviceId, GroupId, MessageId, RequestId
from sync.views import Attachment, GroupState, JoinRequest, LinkRequest, MessageView


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message is new here, or an answer begins to stream."""

    group_id: GroupId
    message: MessageView
    live: bool
    """False while catching up: worth showing, not worth a sound."""


@dataclass(frozen=True, slots=True)
class MessagesAdded:
    """Many messages are new here, come while catching up: whoever shows their place in the group reads it again."""

    group_id: GroupId
    count: int
    first: bytes
    """The position of the oldest of them."""
    last: bytes
    """The position of the newest."""


@dataclass(frozen=True, slots=True)
class MessageUpdated:
    """A message changed: an answer ended, an edit, a reaction."""

    group_id: GroupId
    message: MessageView


@dataclass(frozen=True, slots=True)
class MessageRemoved:
    """A message is no longer shown, such as a streaming answer whose host vanished before it wrote anything."""

    group_id: GroupId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class AnswerDelta:
    """Text appended to a streaming answer, at character `offset`: a view that read the answer later has it already."""

    group_id: GroupId
    message_id: MessageId
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class StopRequested:
    """A member asked this device to stop the answer it hosts."""

    group_id: GroupId
    message_id: MessageId
    by: AccountId


@dataclass(frozen=True, slots=True)
class GroupUpdated:
    """A group's state, settings or place in the list changed."""

    group_id: GroupId
    state: GroupState


@dataclass(frozen=True, slots=True)
class MemberUpdated:
    """A member came, went, was renamed, or is now on- or offline."""

    group_id: GroupId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class PeerConnected:
    """A device is connected and authenticated."""

    device_id: DeviceId
    account_id: AccountId
    address: str


@dataclass(frozen=True, slots=True)
class PeerDisconnected:
    """A device is no longer connected."""

    device_id: DeviceId
    account_id: AccountId


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody starts or stops typing."""

    group_id: GroupId
    account_id: AccountId
    active: bool


@dataclass(frozen=True, slots=True)
class DeliveryUpdated:
    """A message of ours reached further devices; read it again for the figure."""

    group_id: GroupId
    message_ids: tuple[MessageId, ...]


@dataclass(frozen=True, slots=True)
class OffersChanged:
    """The models that connected devices offer changed."""

    group_id: GroupId


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Catching up: operations received of those known to exist."""

    group_id: GroupId
    received: int
    total: int


@dataclass(frozen=True, slots=True)
class AttachmentUpdated:
    """More of an attachment is here, or its state changed; told a few times a second while it is fetched."""

    group_id: GroupId
    message_id: MessageId
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class JoinRequested:
    """Somebody waits to be let into a group, and this account may decide."""

    request: JoinRequest


@dataclass(frozen=True, slots=True)
class JoinSettled:
    """A request to join was approved, rejected or is void, here or elsewhere."""

    group_id: GroupId
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class ContactUpdated:
    """Somebody was blocked, unblocked, verified, or is no longer verified: read anew whatever shows them."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class LinkRequested:
    """A device wants to be linked to this account: compare the digits, then confirm or reject."""

    request: LinkRequest


@dataclass(frozen=True, slots=True)
class LinkFinished:
    """A device was linked, or its request was rejected or ran out (`error` is a code, empty when it was linked)."""

    request_id: RequestId
    error: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should read. One that is kept until it is dismissed has a `notice_id`, others have 0."""

    code: str
    message: str
    group_id: GroupId | None = None
    account_id: AccountId | None = None
    notice_id: int = 0


@dataclass(frozen=True, slots=True)
class Overflow:
    """Changes were dropped: reload what is shown."""


Change = (
    MessageAdded
    | MessagesAdded
    | MessageUpdated
    | MessageRemoved
    | AnswerDelta
    | StopRequested
    | GroupUpdated
    | MemberUpdated
    | PeerConnected
    | PeerDisconnected
    | Typing
    | DeliveryUpdated
    | OffersChanged
    | SyncProgress
    | AttachmentUpdated
    | JoinRequested
    | JoinSettled
    | ContactUpdated
    | LinkRequested
    | LinkFinished
    | Notice
    | Overflow
)


class Subscription:
    """A bounded queue of changes; iterate it on the engine's loop. Ends when the engine closes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._queue: deque[Change] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    def put(self, change: Change) -> None:
        """Add `change`, or replace the whole backlog by one Overflow when full."""
        if self._closed:
            return
        if len(self._queue) >= self._capacity:
            self._queue.clear()
            change = Overflow()
        self._queue.append(change)
        self._wake.set()

    def close(self) -> None:
        """End the iteration after what is already queued."""
        self._closed = True
        self._wake.set()

    async def __aiter__(self) -> AsyncIterator[Change]:
        while True:
            while self._queue:
                yield self._queue.popleft()
            if self._closed:
                return
            self._wake.clear()
            await self._wake.wait()


class ChangeHub:
    """Hands each change to every subscription."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a new subscription holding at most `capacity` changes."""
        subscription = Subscription(capacity)
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Close `subscription` and forget it."""
        subscription.close()
        self._subscriptions.discard(subscription)

    def publish(self, *changes: Change) -> None:
        """Give `changes` to every subscription; call on the engine's loop."""
        for subscription in self._subscriptions:
            for change in changes:
                subscription.put(change)

    def close(self) -> None:
        """Close every subscription."""
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions.clear()
