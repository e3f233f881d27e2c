"""The fake engine's newcomers who wait for an admin."""

from collections.abc import Sequence
from dataclasses import replace

from sync.changes import GroupUpdated, JoinRequested, JoinSettled
from sync.core.ids import GroupId, InviteId, RequestId
from sync.errors import CauserieError, NoSuchRequest
from sync.views import JoinRequest, Member, Role
from tests.support.fake_state import FakeState, account_of, fake_id


class FakeJoins:
    """The requests to join; `refusal`, when set, is what the next approval raises."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.refusal: CauserieError | None = None

    def ask(self, group_id: GroupId, name: str, asked_at: int, invite_id: InviteId) -> JoinRequest:
        """Have somebody ask to be let in; call on the engine's loop, or before there is one."""
        request_id = RequestId(fake_id(f"request {name}"))
        request = JoinRequest(request_id, group_id, account_of(name), name, invite_id, asked_at)
        self._state.requests.setdefault(group_id, []).append(request)
        self._state.hub.publish(JoinRequested(request), GroupUpdated(group_id, self._state.group(group_id).state))
        return request

    def settle(self, group_id: GroupId, request_id: RequestId) -> JoinRequest:
        """Take a request off the list, wherever that was decided; raises NoSuchRequest."""
        waiting = self._state.requests.get(group_id, [])
        request = next((one for one in waiting if one.request_id == request_id), None)
        if request is None:
            raise NoSuchRequest("Nobody waits with this request any more.")
        waiting.remove(request)
        self._state.hub.publish(JoinSettled(group_id, request_id))
        return request

    async def list(self, group_id: GroupId) -> Sequence[JoinRequest]:
        """Return who waits."""
        return list(self._state.requests.get(group_id, []))

    async def approve(self, group_id: GroupId, request_id: RequestId) -> None:
        """Let somebody in."""
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        request = self.settle(group_id, request_id)
        group = self._state.group(group_id)
        newcomer = Member(request.account_id, request.name, Role.MEMBER, online=True, blocked=False, you=False)
        self._state.put_group(replace(group, members=(*group.members, newcomer)))

    async def reject(self, group_id: GroupId, request_id: RequestId) -> None:
        """Turn somebody away."""
        self.settle(group_id, request_id)
        self._state.hub.publish(GroupUpdated(group_id, self._state.group(group_id).state))
