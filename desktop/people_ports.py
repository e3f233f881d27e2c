"""What the window and the headless peer ask of the engine about people, devices and notices (see `ports`)."""

from collections.abc import Sequence
from typing import Protocol

from sync.core.ids import AccountId, DeviceId, GroupId, RequestId
from sync.views import Contact, JoinRequest, LinkCode, LinkRequest, OwnDevice, Role, SafetyNumber, StoredNotice


class MembersPort(Protocol):
    """The members of a group."""

    async def remove(self, group_id: GroupId, account_id: AccountId) -> None:
        """Remove somebody. Raises NoSuchMember, NotAllowed."""
        ...

    async def set_role(self, group_id: GroupId, account_id: AccountId, role: Role) -> None:
        """Make somebody an admin, or an ordinary member. Raises NoSuchMember, NotAllowed."""
        ...


class JoinsPort(Protocol):
    """Newcomers who wait for an admin."""

    async def list(self, group_id: GroupId) -> Sequence[JoinRequest]:
        """Return who waits."""
        ...

    async def approve(self, group_id: GroupId, request_id: RequestId) -> None:
        """Let somebody in. Raises NoSuchRequest, NotAllowed, InviteExpired, InviteUsedUp, InviteRevoked."""
        ...

    async def reject(self, group_id: GroupId, request_id: RequestId) -> None:
        """Turn somebody away. Raises NoSuchRequest, NotAllowed."""
        ...


class ContactsPort(Protocol):
    """People, whatever group they are in."""

    async def list(self) -> Sequence[Contact]:
        """Return everybody known, by name."""
        ...

    async def blocked(self) -> Sequence[Contact]:
        """Return who is blocked here."""
        ...

    async def block(self, account_id: AccountId) -> Contact:
        """Show nothing of somebody any more, on this device. Raises NoSuchMember."""
        ...

    async def unblock(self, account_id: AccountId) -> Contact:
        """Show everything of somebody again. Raises NoSuchMember."""
        ...

    async def safety_number(self, account_id: AccountId) -> SafetyNumber:
        """Return what to compare with somebody. Raises NoSuchMember."""
        ...

    async def confirm(self, account_id: AccountId, digits: str | None = None) -> SafetyNumber:
        """Note that the numbers were compared. Raises NoSuchMember, SafetyNumberMismatch."""
        ...

    async def unconfirm(self, account_id: AccountId) -> SafetyNumber:
        """Take that back. Raises NoSuchMember."""
        ...


class DevicesPort(Protocol):
    """The devices of this account."""

    async def list(self) -> Sequence[OwnDevice]:
        """Return them, this one first."""
        ...

    async def begin_link(self) -> LinkCode:
        """Make a code for a new device."""
        ...

    async def accept_link(self, code: str) -> LinkRequest:
        """Ask, as a new device, to be linked. Raises AccountExists, LinkMalformed, LinkExpired, Unreachable."""
        ...

    async def requests(self) -> Sequence[LinkRequest]:
        """Return the devices that wait to be confirmed."""
        ...

    async def confirm_link(self, request_id: RequestId) -> None:
        """Link a device. Raises NoSuchRequest."""
        ...

    async def reject_link(self, request_id: RequestId) -> None:
        """Turn a device away. Raises NoSuchRequest."""
        ...

    async def revoke(self, device_id: DeviceId) -> None:
        """End what a device may do. Raises NoSuchDevice, InvalidInput."""
        ...


class NoticesPort(Protocol):
    """Notices that are kept."""

    async def list(self) -> Sequence[StoredNotice]:
        """Return them, the newest first."""
        ...

    async def dismiss(self, notice_id: int) -> None:
        """Forget one."""
        ...
