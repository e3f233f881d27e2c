"""`engine.joins`: deciding who is let in, where an invite asks for approval (PROTOCOL.md, "Approval")."""

import builtins

from sync.core.ids import GroupId, RequestId
from sync.errors import NoSuchRequest, NotAllowed
from sync.runtime.admission import admission
from sync.runtime.context import Context
from sync.runtime.doors import Doors
from sync.runtime.live_room import LiveRoom
from sync.runtime.requests import Pending, may_decide
from sync.runtime.rooms import Rooms
from sync.views import JoinRequest


class Joins:
    """The newcomers who wait for an admin of their group."""

    def __init__(self, context: Context, rooms: Rooms, doors: Doors) -> None:
        self._context = context
        self._rooms = rooms
        self._book = doors.book
        self._forwarding = doors.forwarding

    async def list(self, group_id: GroupId) -> builtins.list[JoinRequest]:
        """Return the requests this account may decide, the oldest first; raises what `Rooms.joined` raises."""
        return [each.view() for each in self._book.listed(self._rooms.joined(group_id))]

    async def approve(self, group_id: GroupId, request_id: RequestId) -> None:
        """Let the newcomer in: at once if they are connected to anybody here, else when they next ask.

        Raises NoSuchRequest, NotAllowed, InviteExpired, InviteUsedUp, InviteRevoked and what `Rooms.joined` raises.
        """
        live, pending = self._decidable(group_id, request_id)
        await live.author(admission(self._context, pending.request))

    async def reject(self, group_id: GroupId, request_id: RequestId) -> None:
        """Say no, for good as far as this invite goes; raises NoSuchRequest, NotAllowed and as `Rooms.joined`."""
        live, _ = self._decidable(group_id, request_id)
        await self._forwarding.reject(live, request_id)

    def _decidable(self, group_id: GroupId, request_id: RequestId) -> tuple[LiveRoom, Pending]:
        live = self._rooms.joined(group_id)
        if not may_decide(live, self._context.who().account):
            raise NotAllowed("Only the group's owner and admins can let people in.")
        pending = self._book.find(live, request_id)
        if pending is None:
            raise NoSuchRequest("Nobody waits under this request any more.")
        return live, pending
