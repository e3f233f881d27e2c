"""This account and its devices, other people, and what a person should know."""

from dataclasses import dataclass

from sync.core.ids import AccountId, DeviceId, GroupId, RequestId


@dataclass(frozen=True, slots=True)
class Account:
    """This profile's account and device."""

    account_id: AccountId
    device_id: DeviceId
    name: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who shares, or shared, a group with this account."""

    account_id: AccountId
    name: str
    blocked: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class SafetyNumber:
    """What two people compare: 60 digits, and the same for a QR code.

    `changed`: it was verified once and a device was added since.
    """

    account_id: AccountId
    name: str
    digits: str
    qr: str
    verified: bool
    changed: bool
    devices: int


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A device of this account."""

    device_id: DeviceId
    this: bool
    connected: bool
    added_at: int
    groups: int


@dataclass(frozen=True, slots=True)
class LinkCode:
    """What the new device is given to be linked; good once and until `expires_at`."""

    code: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """A new device that holds the link code; both sides show the same six digits before it is confirmed."""

    request_id: RequestId
    digits: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice that stays until it is dismissed."""

    notice_id: int
    code: str
    message: str
    group_id: GroupId | None
    account_id: AccountId | None
    at: int
