"""The fake engine's devices of the account."""

import time
from collections.abc import Sequence

from sync.changes import LinkFinished, LinkRequested
from sync.core.ids import DeviceId, RequestId
from sync.errors import LinkRejected, NoSuchDevice, NoSuchRequest
from sync.views import LinkCode, LinkRequest, OwnDevice
from tests.support.fake_state import FakeState, device_of, fake_id

LINK_CODE = "causerielink1" + "t5m2p8wq" * 12
DIGITS = "482 913"
MINUTES_10 = 600_000


class FakeDevices:
    """The devices: this one, and those added with `add`."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.others: list[OwnDevice] = []
        self.waiting: list[LinkRequest] = []

    def add(self, name: str, *, connected: bool, added_at: int, groups: int) -> OwnDevice:
        """Add another device."""
        device = OwnDevice(device_of(name), this=False, connected=connected, added_at=added_at, groups=groups)
        self.others.append(device)
        return device

    def ask(self, name: str = "new device") -> LinkRequest:
        """Have a new device ask to be linked; call on the engine's loop."""
        expires = int(time.time() * 1000) + MINUTES_10
        request = LinkRequest(RequestId(fake_id(f"link {name}")), DIGITS, expires)
        self.waiting.append(request)
        self._state.hub.publish(LinkRequested(request))
        return request

    async def list(self) -> Sequence[OwnDevice]:
        """Return them."""
        here = OwnDevice(self._state.me().device_id, this=True, connected=True, added_at=0, groups=5)
        return [here, *self.others]

    async def begin_link(self) -> LinkCode:
        """Make a code."""
        return LinkCode(LINK_CODE, int(time.time() * 1000) + MINUTES_10)

    async def accept_link(self, code: str) -> LinkRequest:
        """Nobody links a fake."""
        raise LinkRejected("The other device said no.")

    async def requests(self) -> Sequence[LinkRequest]:
        """Return the new devices that wait."""
        return list(self.waiting)

    async def confirm_link(self, request_id: RequestId) -> None:
        """Link one."""
        self._settle(request_id)
        self.add("linked", connected=True, added_at=int(time.time() * 1000), groups=5)
        self._state.hub.publish(LinkFinished(request_id, ""))

    async def reject_link(self, request_id: RequestId) -> None:
        """Turn one away."""
        self._settle(request_id)
        self._state.hub.publish(LinkFinished(request_id, LinkRejected.code))

    async def revoke(self, device_id: DeviceId) -> None:
        """End one."""
        left = [device for device in self.others if device.device_id != device_id]
        if len(left) == len(self.others):
            raise NoSuchDevice("Your account has no such device.")
        self.others = left

    def _settle(self, request_id: RequestId) -> None:
        left = [request for request in self.waiting if request.request_id != request_id]
        if len(left) == len(self.waiting):
            raise NoSuchRequest("This device no longer waits.")
        self.waiting = left
