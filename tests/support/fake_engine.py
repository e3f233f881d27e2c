"""An engine in memory for tests of the window: the same facets, no network, no disk, no cryptography."""

from typing import Self

from sync.changes import (
    Change,
    Subscription,
)
from sync.views import (
    Endpoint,
    EngineInfo,
)
from tests.support.fake_devices import FakeDevices
from tests.support.fake_files import FakeAttachments
from tests.support.fake_groups import FakeAccounts, FakeGroups, FakeInvites
from tests.support.fake_joins import FakeJoins
from tests.support.fake_notices import FakeNotices
from tests.support.fake_people import FakeContacts, FakeMembers
from tests.support.fake_state import FakeState
from tests.support.fake_talk import FakeHealth, FakeMessages, FakePeers, FakePreferences, FakeTurns


class FakeEngine:
    """The fake engine; `name` is the account's, None before the first start is done."""

    def __init__(self, name: str | None = None) -> None:
        self.state = FakeState(name)
        self.accounts = FakeAccounts(self.state)
        self.groups = FakeGroups(self.state)
        self.invites = FakeInvites(self.state)
        self.members = FakeMembers(self.state)
        self.contacts = FakeContacts(self.state)
        self.attachments = FakeAttachments(self.state)
        self.messages = FakeMessages(self.state, self.attachments)
        self.turns = FakeTurns(self.state)
        self.peers = FakePeers(self.state)
        self.health = FakeHealth()
        self.preferences = FakePreferences(self.state)
        self.joins = FakeJoins(self.state)
        self.notices = FakeNotices(self.state)
        self.devices = FakeDevices(self.state)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.state.hub.close()

    def info(self) -> EngineInfo:
        """Say what is running."""
        return EngineInfo("0.1.0", 1, "fake", (Endpoint("127.0.0.1", 4711),))

    def subscribe(self, capacity: int = 2_000) -> Subscription:
        """Return a new queue of changes."""
        return self.state.hub.subscribe(capacity)

    def unsubscribe(self, subscription: Subscription) -> None:
        """Close a queue of changes."""
        self.state.hub.unsubscribe(subscription)

    def publish(self, *changes: Change) -> None:
        """Say that something changed; call on the engine's loop."""
        self.state.hub.publish(*changes)
