"""What the fake engine knows, shared by its facets."""

import hashlib
import itertools
import time

from sync.changes import (
    ChangeHub,
    GroupUpdated,
    MessageAdded,
    MessageUpdated,
)
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId
from sync.errors import NoSuchGroup, NoSuchMessage
from sync.store.local import JsonValue
from sync.views import (
    Account,
    AnswerReceipt,
    AssistantSettings,
    Author,
    AuthorKind,
    Delivery,
    Group,
    GroupKind,
    GroupPolicy,
    GroupRights,
    GroupState,
    Invite,
    JoinRequest,
    Member,
    MessageView,
    ModelOffer,
    Peer,
    Role,
)

CODE = "causerie1" + "q8z7xkc4vwm2" * 9
EXPIRED_CODE = "causerie1expired" + "q8z7xkc4" * 9


def fake_id(text: str) -> bytes:
    """Return 32 bytes that are always the same for `text`."""
    return hashlib.sha256(text.encode()).digest()


def account_of(name: str) -> AccountId:
    """Return the account id that stands for a person."""
    return AccountId(fake_id(f"account {name}"))


def device_of(name: str) -> DeviceId:
    """Return the device id that stands for a person's device."""
    return DeviceId(fake_id(f"device {name}"))


class FakeState:
    """Everything the fake knows; its facets share it."""

    def __init__(self, name: str | None) -> None:
        self.hub = ChangeHub()
        self.account = Account(account_of(name), device_of(name), name) if name else None
        self.groups: dict[GroupId, Group] = {}
        self.notices: dict[GroupId, str] = {}
        self.messages: dict[GroupId, list[MessageView]] = {}
        self.invites: dict[GroupId, list[Invite]] = {}
        self.requests: dict[GroupId, list[JoinRequest]] = {}
        self.offers: dict[GroupId, tuple[ModelOffer, ...]] = {}
        self.receipts: dict[MessageId, AnswerReceipt] = {}
        self.delivery: dict[MessageId, Delivery] = {}
        self.peers: list[Peer] = []
        self.blocked: set[AccountId] = set()
        self.verified: set[AccountId] = set()
        self.changed: set[AccountId] = set()
        self.preferences: dict[str, JsonValue] = {}
        self.counter = itertools.count(1)

    def me(self) -> Account:
        """Return the account, which must exist."""
        if self.account is None:
            raise NoSuchGroup("There is no account yet.")
        return self.account

    def group(self, group_id: GroupId) -> Group:
        """Return a group; raises NoSuchGroup."""
        if group_id not in self.groups:
            raise NoSuchGroup("This conversation is not on this device.")
        return self.groups[group_id]

    def put_group(self, group: Group) -> Group:
        """Keep a group and say that it changed."""
        self.groups[group.group_id] = group
        self.messages.setdefault(group.group_id, [])
        self.hub.publish(GroupUpdated(group.group_id, group.state))
        return group

    def put_message(self, message: MessageView, live: bool = True) -> MessageView:
        """Add a message, or replace the one with its id, and say so."""
        messages = self.messages.setdefault(message.group_id, [])
        for index, known in enumerate(messages):
            if known.message_id == message.message_id:
                messages[index] = message
                self.hub.publish(MessageUpdated(message.group_id, message))
                return message
        messages.append(message)
        self.hub.publish(MessageAdded(message.group_id, message, live))
        return message

    def shown(self, group_id: GroupId) -> list[MessageView]:
        """Return what is shown of a group's messages: nothing of people who are blocked."""
        return [m for m in self.messages.get(group_id, []) if m.author.account_id not in self.blocked]

    def find(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return a message; raises NoSuchMessage."""
        for message in self.messages.get(group_id, []):
            if message.message_id == message_id:
                return message
        raise NoSuchMessage("This message is not on this device.")

    def compose(
        self, group_id: GroupId, author: str, text: str, sent_at: int | None = None, reply_to: MessageId | None = None
    ) -> MessageView:
        """Return a new message by the person `author`."""
        number = next(self.counter)
        account = account_of(author)
        return MessageView(
            message_id=MessageId(fake_id(f"message {number}")),
            group_id=group_id,
            author=Author(account, author, AuthorKind.PERSON),
            device_id=device_of(author),
            text=text,
            sent_at=int(time.time() * 1000) if sent_at is None else sent_at,
            edited=False,
            deleted=False,
            reply_to=reply_to,
            reactions={},
            not_for_ai=False,
            hosts=(),
            turn_nonce=b"",
            turn_expires=0,
            assistant=None,
            own=self.account is not None and account == self.account.account_id,
            position=number.to_bytes(8, "big"),
        )


def make_group(
    group_id: GroupId,
    name: str,
    members: tuple[Member, ...],
    assistant: AssistantSettings,
    state: GroupState = GroupState.JOINED,
    kind: GroupKind = GroupKind.GROUP,
) -> Group:
    """Return a group; who owns or runs it may approve newcomers and say who may do what."""
    leads = any(member.you and member.role is not Role.MEMBER for member in members)
    inside = state is GroupState.JOINED
    return Group(
        group_id=group_id,
        kind=kind,
        state=state,
        name=name,
        description="",
        members=members,
        assistant=assistant,
        policy=GroupPolicy(),
        epoch_id=None,
        digest=b"",
        read_up_to=None,
        rights=GroupRights(invite=inside, settings=inside, policy=inside and leads, approve=inside and leads),
    )
