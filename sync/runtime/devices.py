"""`engine.devices`: the devices of this account."""

import builtins

from sync.core.certificates import check
from sync.core.ids import DeviceId, RequestId
from sync.core.kin import added_at, certificates
from sync.errors import InvalidInput, NoSuchDevice
from sync.runtime.context import Context
from sync.runtime.kinship import Kinship
from sync.runtime.live_room import LiveRoom
from sync.runtime.rooms import Rooms
from sync.runtime.sessions import SessionRegistry
from sync.views import GroupState, LinkCode, LinkRequest, OwnDevice


class Devices:
    """Listing, linking and revoking the devices of the account."""

    def __init__(self, context: Context, rooms: Rooms, registry: SessionRegistry, kinship: Kinship) -> None:
        self._context = context
        self._rooms = rooms
        self._registry = registry
        self._kinship = kinship
        self._own = kinship.own

    async def list(self) -> builtins.list[OwnDevice]:
        """Return the account's devices, this one first, then the newest first; raises NoAccount."""
        identity = self._context.who()
        found = [self._view(device) for device in self._known()]
        return sorted(found, key=lambda each: (each.device_id != identity.device, -each.added_at, each.device_id))

    async def begin_link(self) -> LinkCode:
        """Make a code for a new device, good once and for ten minutes; the one before it is no longer.

        Raises NoAccount.
        """
        return self._kinship.host.begin()

    async def accept_link(self, code: str) -> LinkRequest:
        """Ask, on a new device, for the account of the device that made `code`; returns once both show the same digits.

        The rest is up to the other device: the change LinkFinished says what became of it. Raises AccountExists,
        LinkMalformed, LinkExpired, LinkRejected, Unreachable.
        """
        return await self._kinship.guest.accept(code)

    async def requests(self) -> builtins.list[LinkRequest]:
        """Return what waits: a new device for this one's yes, or this new device for the other's."""
        return [*self._kinship.host.requests(), *self._kinship.guest.requests()]

    async def confirm_link(self, request_id: RequestId) -> None:
        """Let the new device into the account: the user has compared the digits; the change LinkFinished follows.

        Raises NoAccount, NoSuchRequest, Unreachable.
        """
        self._context.who()
        await self._kinship.host.confirm(request_id)

    async def reject_link(self, request_id: RequestId) -> None:
        """Turn the new device away or, on the new device, give up; raises NoSuchRequest."""
        if any(each.request_id == request_id for each in self._kinship.guest.requests()):
            self._kinship.guest.reject(request_id)
        else:
            self._kinship.host.reject(request_id)

    async def revoke(self, device_id: DeviceId) -> None:
        """Remove a device from the account and from every group: it reads nothing that follows.

        Raises NoAccount, NoSuchDevice, InvalidInput for this device.
        """
        if device_id == self._context.who().device:
            raise InvalidInput(
                "This is the device you are using.",
                "Remove it from another of your devices, or leave your groups and delete its data.",
            )
        if device_id not in self._known():
            raise NoSuchDevice("Your account has no such device.")
        await self._own.revoke(device_id)

    def _joined(self) -> builtins.list[LiveRoom]:
        return [live for live in self._rooms if live.state is GroupState.JOINED]

    def _known(self) -> set[DeviceId]:
        """Return every device of the account, also those that no device known here has vouched for."""
        identity = self._context.who()
        found = {identity.device, *identity.devices}
        for live in self._joined():
            found |= certificates(live.room.membership, identity.account).keys()
        return found

    def _view(self, device: DeviceId) -> OwnDevice:
        identity = self._context.who()
        groups = [live.room.membership for live in self._joined() if live.has_device(device)]
        times = [time for membership in groups if (time := added_at(membership, device))]
        this = device == identity.device
        signed = identity.keys.certificate if this else identity.devices.get(device)
        if not times and signed is not None:
            times = [check(signed).created]
        return OwnDevice(
            device_id=device,
            this=this,
            connected=this or self._registry.get(device) is not None,
            added_at=min(times, default=0),
            groups=len(groups),
        )
