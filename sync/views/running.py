"""What is running, and who is connected."""

from dataclasses import dataclass
from enum import Enum

from sync.core.ids import AccountId, DeviceId, GroupId


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and port this device listens on."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Peer:
    """A device that can be reached; `state`: "connected", "guest", or "relayed" through others, without an address."""

    device_id: DeviceId
    account_id: AccountId
    address: str
    state: str
    groups: tuple[GroupId, ...]


class SyncState(Enum):
    """How far synchronising has come. `COMPLETE`: all that connected members have is here, as far as they told."""

    WAITING = "waiting"
    COMPARING = "comparing"
    CATCHING_UP = "catching_up"
    COMPLETE = "complete"


class Waiting(Enum):
    """What has to happen before more of a group can come."""

    PEERS = "peers"
    """Nobody of the group is connected."""
    ADMISSION = "admission"
    """Somebody who may let this device in has to be reached."""
    APPROVAL = "approval"
    """An admin has to approve."""
    NOT_A_MEMBER = "not_a_member"
    """Left, removed or refused: nothing more will come."""


@dataclass(frozen=True, slots=True)
class PeerSync:
    """How a group stands with one connected device: `received` of `total` operations of this catching up.

    `synced_at` is when both last had the same, since the connection began; None: not yet.
    """

    device_id: DeviceId
    account_id: AccountId
    address: str
    state: SyncState
    received: int = 0
    total: int = 0
    synced_at: int | None = None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How complete a group is here: `missing` operations that some connected peer has.

    `received` of `total` are those of the longest catching up under way; `synced_at` is when this device last had all
    that some member had, since it was started; `waiting` says what has to happen before more can come.
    """

    digest: bytes
    messages: int
    missing: int
    peers: int
    state: SyncState = SyncState.COMPLETE
    waiting: Waiting | None = None
    received: int = 0
    total: int = 0
    synced_at: int | None = None
    connected: tuple[PeerSync, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is running."""

    version: str
    protocol: int
    profile: str
    listening: tuple[Endpoint, ...]
