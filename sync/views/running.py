"""What is running, and who is connected."""

from dataclasses import dataclass

from sync.core.ids import AccountId, DeviceId, GroupId


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and port this device listens on."""

    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Peer:
    """A device connected to this one."""

    device_id: DeviceId
    account_id: AccountId
    address: str
    state: str
    groups: tuple[GroupId, ...]


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How complete a group is here: `missing` operations that some connected peer has."""

    digest: bytes
    messages: int
    missing: int
    peers: int


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is running."""

    version: str
    protocol: int
    profile: str
    listening: tuple[Endpoint, ...]
