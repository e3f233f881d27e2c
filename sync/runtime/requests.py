"""Requests to join that wait for an admin (PROTOCOL.md, "Approval"): kept, listed, and told to whoever may decide."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.changes import JoinRequested, JoinSettled
from sync.core.codec import decode, encode
from sync.core.ids import AccountId, GroupId, RequestId
from sync.core.names import shown_line
from sync.core.requests import Applicant, Request, applicant, barred
from sync.runtime.chores import Alarm, Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.rooms import Rooms
from sync.store import requests as request_store
from sync.store.database import Db
from sync.store.rows import RequestRow
from sync.views import GroupState, JoinRequest, Role

MAX_REQUESTS: Final = 100
"""Requests of a group that are kept undecided: whoever has a leaked code can make up any number of newcomers."""
MAX_VERDICTS: Final = 1_000
"""Rejected requests of a group that are remembered, so that they do not come back by another member."""
REJECTED: Final = "rejected"
APPROVAL: Final = "approval"
"""The answer to a newcomer, and the notice of a group, that wait for an admin."""
WAITS: Final = "An admin of the group has to let you in first."


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that was found to hold."""

    group: GroupId
    request: Request
    who: Applicant
    asked_at: int

    def view(self) -> JoinRequest:
        """Return it as it is shown."""
        name = shown_line(self.request.name)
        return JoinRequest(self.who.request, self.group, self.who.account, name, self.request.invite, self.asked_at)


class RequestBook:
    """The requests of every group, in memory and in the store."""

    def __init__(self, context: Context, rooms: Rooms) -> None:
        self._context = context
        self._rooms = rooms
        self._pending: defaultdict[GroupId, dict[RequestId, Pending]] = defaultdict(dict)
        self._rejected: defaultdict[GroupId, dict[RequestId, None]] = defaultdict(dict)
        self._shown: defaultdict[GroupId, dict[RequestId, None]] = defaultdict(dict)
        self._chores = Chores()
        self._expiry = Alarm(context.clock, self._expired)
        self.expired: Callable[[GroupId], None] = self.refresh
        """What is done when an invite of a group may have expired."""

    async def load(self) -> None:
        """Read what the store has, and forget what is over."""
        for row in await self._context.store.read(request_store.list_all):
            if row.verdict:
                self._rejected[row.group_id][row.request] = None
            else:
                request = decode(row.ask, Request)
                who = applicant(request, row.group_id)
                self._pending[row.group_id][row.request] = Pending(row.group_id, request, who, row.asked_at)
        for group in tuple(self._pending):
            self.refresh(group)

    async def stop(self) -> None:
        """Finish what is being written."""
        self._expiry.stop()
        await self._chores.stop()

    # --- reading

    def waiting(self, live: LiveRoom) -> list[Pending]:
        """Return the requests an admin could decide now, the oldest first."""
        return [each for each in self._pending[live.group_id].values() if self.decidable(live, each)]

    def decidable(self, live: LiveRoom, pending: Pending) -> bool:
        """Return whether the newcomer is still outside, and the invite still good."""
        membership = live.room.membership
        invite = membership.invites.get(pending.request.invite)
        return (
            live.state is GroupState.JOINED
            and invite is not None
            and invite.offer.approval
            and invite.open(self._context.clock())
            and not membership.is_member(pending.who.account)
            and not barred(membership, pending.who.account, pending.request.invite)
        )

    def listed(self, live: LiveRoom) -> list[Pending]:
        """Return what this account may decide."""
        if not may_decide(live, self._context.who().account):
            return []
        return [each for each in self.waiting(live) if each.who.account not in self._context.blocked]

    def find(self, live: LiveRoom, request: RequestId) -> Pending | None:
        """Return a request that is not over; its invite may have been used up, or run out a moment ago."""
        found = self._pending[live.group_id].get(request)
        return None if found is None or live.room.membership.is_member(found.who.account) else found

    def waits(self, live: LiveRoom, request: RequestId) -> bool:
        """Return whether the request could still be decided."""
        found = self._pending[live.group_id].get(request)
        return found is not None and self.decidable(live, found)

    def rejected(self, group: GroupId, request: RequestId) -> bool:
        """Return whether an admin said no."""
        return request in self._rejected[group]

    def known(self, group: GroupId, request: RequestId) -> bool:
        """Return whether the request is kept already."""
        return request in self._pending[group]

    def full(self, group: GroupId) -> bool:
        """Return whether there is no room for another one."""
        return len(self._pending[group]) >= MAX_REQUESTS

    # --- changing

    async def keep(self, pending: Pending) -> None:
        """Keep a new request, durably; raises what the store raises."""
        row = RequestRow(pending.group, pending.who.request, encode(pending.request), pending.asked_at)
        await self._context.store.write(lambda db: request_store.put(db, row), durable=True)
        self._pending[pending.group].setdefault(pending.who.request, pending)
        self.refresh(pending.group)

    async def reject(self, group: GroupId, request: RequestId) -> None:
        """Remember that an admin said no; raises what the store raises."""
        verdicts = self._rejected[group]
        forgotten = [*verdicts][: max(0, len(verdicts) + 1 - MAX_VERDICTS)]
        row = RequestRow(group, request, b"", self._context.clock(), REJECTED)

        def write(db: Db) -> None:
            request_store.put(db, row)
            request_store.remove(db, group, forgotten)

        await self._context.store.write(write, durable=True)
        verdicts[request] = None
        for each in forgotten:
            verdicts.pop(each, None)
        self._pending[group].pop(request, None)
        self.refresh(group)

    def refresh(self, group: GroupId) -> None:
        """Forget what is over, and tell views which requests came or went since the last time."""
        live = self._rooms.find(group)
        if live is None:  # the store forgot its requests together with the group
            self._pending.pop(group, None)
            self._rejected.pop(group, None)
        else:
            self._tidy(live)
        listed = {} if live is None else {each.who.request: each for each in self.listed(live)}
        shown, self._shown[group] = self._shown[group], dict.fromkeys(listed)
        gone = [JoinSettled(group, each) for each in shown if each not in listed]
        new = [JoinRequested(each.view()) for request, each in listed.items() if request not in shown]
        self._context.hub.publish(*gone, *new)
        self._next_expiry()

    def _tidy(self, live: LiveRoom) -> None:
        """Forget requests that nobody will decide any more: of members, and of invites that are over."""
        pending, membership = self._pending[live.group_id], live.room.membership
        now = self._context.clock()

        def over(each: Pending) -> bool:
            invite = membership.invites.get(each.request.invite)
            ended = invite is None or invite.revoked or invite.offer.expires <= now
            return ended or membership.is_member(each.who.account)

        gone = [request for request, each in pending.items() if over(each)]
        for request in gone:
            del pending[request]
        if gone:
            # Should this fail: what is over is found to be over at the next start as well.
            forget = self._context.store.write(lambda db: request_store.remove(db, live.group_id, gone))
            self._chores.spawn(forget, "forget requests")

    def _next_expiry(self) -> None:
        """Come back when the next invite that somebody waits by expires."""
        expiries: list[int] = []
        for group, pending in self._pending.items():
            live = self._rooms.find(group)
            wanted = {each.request.invite for each in pending.values()}
            if live is not None:
                invites = live.room.membership.invites.items()
                expiries += [state.offer.expires for invite, state in invites if invite in wanted]
        self._expiry.set(min(expiries, default=None))

    def _expired(self) -> None:
        for group in tuple(self._pending):
            self.expired(group)


def may_decide(live: LiveRoom, account: AccountId) -> bool:
    """Return whether the account is the group's owner or an admin."""
    return live.room.membership.role(account) in (Role.OWNER, Role.ADMIN)
