"""What every part of the running engine shares."""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sync.changes import ChangeHub
from sync.core.ids import AccountId, DeviceId
from sync.core.ops import SignedCertificate
from sync.errors import NoAccount
from sync.identity.keys import DeviceKeys
from sync.net.budget import Budgets
from sync.net.precedence import Precedence
from sync.runtime.intake import MOST_STORING
from sync.runtime.mirroring import Mirroring
from sync.runtime.notices import NoticeBoard
from sync.store.database import Store


def wall_clock() -> int:
    """Return the time in ms since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Identity:
    """The profile's account, once there is one."""

    keys: DeviceKeys
    name: str
    devices: Mapping[DeviceId, SignedCertificate] = field(default_factory=dict[DeviceId, SignedCertificate])
    """Further devices of the account that are taken for its own (PROTOCOL.md, "Devices")."""
    revoked: frozenset[DeviceId] = frozenset()
    """Devices of the account that are so no longer."""
    approved: tuple[SignedCertificate, ...] = ()
    """Devices that the user let in here and that have not shown yet that they have the account."""

    @property
    def account(self) -> AccountId:
        """The account's id."""
        return self.keys.account_id

    @property
    def device(self) -> DeviceId:
        """This device's id."""
        return self.keys.device_id


@dataclass(slots=True)
class Context:
    """The store, the changes, the clock, the randomness and the identity of a running engine."""

    store: Store
    hub: ChangeHub = field(default_factory=ChangeHub)
    clock: Callable[[], int] = wall_clock
    random: Callable[[int], bytes] = os.urandom
    identity: Identity | None = None
    mirroring: Mirroring | None = None
    blocked: set[AccountId] = field(default_factory=set[AccountId])
    """Accounts that nothing is shown of."""
    compared: dict[AccountId, frozenset[DeviceId]] = field(default_factory=dict[AccountId, frozenset[DeviceId]])
    """Of accounts that were verified: the devices that were compared."""
    precedence: Precedence = field(default_factory=Precedence)
    """What goes before what can wait."""
    budgets: Budgets = field(init=False)
    """What peers may cost."""
    storing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_STORING))
    """Room for batches on their way to the disk."""
    notices: NoticeBoard = field(init=False)

    def __post_init__(self) -> None:
        self.budgets = Budgets(self.precedence.turn)
        self.notices = NoticeBoard(self.store, self.hub)

    def who(self) -> Identity:
        """Return the identity; raises NoAccount while there is none."""
        if self.identity is None:
            raise NoAccount("This profile has no account yet.")
        return self.identity

    def open_box(self, suite: int, sealed: bytes, purpose: str, context: bytes) -> bytes | None:
        """Return the secret in a box for this device, whose keys change while rooms stay; see `DeviceKeys.open_box`."""
        return self.who().keys.open_box(suite, sealed, purpose, context)
