"""`engine.messages`: writing, reading, searching."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sync.changes import GroupUpdated
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId, OpId
from sync.core.limits import MAX_HOSTS, TURN_LIFETIME_MS
from sync.core.names import clean_text
from sync.core.ops import ContentPayload, ControlPayload, Message, TurnPlan
from sync.core.renewing import renewals
from sync.core.room import Room
from sync.errors import Blocked, NoSuchMessage
from sync.runtime.context import Context
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.live_room import LiveRoom
from sync.runtime.present import live_view, message_view
from sync.runtime.rooms import Rooms
from sync.store import messages as message_store
from sync.store import ops as op_store
from sync.store import peers as peer_store
from sync.store import search as search_store
from sync.store.database import Db
from sync.store.rows import MessageRow
from sync.views import Delivery, MessageView, SearchHit

MAX_PAGE = 500
Views: TypeAlias = list[MessageView]
Hits: TypeAlias = list[SearchHit]
NONCE_SIZE = 16


class Messages:
    """The messages of every group."""

    def __init__(self, context: Context, rooms: Rooms, ephemerals: Ephemerals) -> None:
        self._context = context
        self._rooms = rooms
        self._ephemerals = ephemerals

    async def send(
        self,
        group_id: GroupId,
        text: str,
        *,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        hosts: Sequence[DeviceId] = (),
    ) -> MessageView:
        """Write a message; it is on disk when this returns. `hosts` are the devices asked to answer, by rank.

        Raises EmptyText, TooLarge, NoSuchMessage (for `reply_to`), Blocked (who wrote that, or the other one of a
        conversation of two) and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        self._check_partner(live)
        text = clean_text(text)
        deps = () if reply_to is None else (OpId((await self._shown(live, reply_to)).op_id),)
        now = self._context.clock()
        turn = None
        if hosts:
            turn = TurnPlan(tuple(hosts[:MAX_HOSTS]), self._context.random(NONCE_SIZE), TURN_LIFETIME_MS)

        def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
            yield from renewals(room, self._context.random, now)
            yield Message(text=text, reply_to=reply_to, not_for_ai=not_for_ai, turn=turn)

        rows = await live.author(script, deps)
        return message_view(rows[-1], live.room, self._context.who().account)

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> list[MessageView]:
        """Return up to `limit` messages, oldest first: the newest, or those next to `before` or `after`.

        Streaming answers are among them. Raises NoSuchGroup and NoSuchMessage.
        """
        live = self._rooms.get(group_id)
        limit = max(1, min(limit, MAX_PAGE))
        first = None if after is None else await self._position(live, after)
        last = None if before is None else await self._position(live, before)
        blocked = frozenset(self._context.blocked)
        rows = await self._context.store.read(
            lambda db: message_store.page(db, group_id, before=last, after=first, limit=limit, blocked=blocked)
        )
        me = self._context.who().account
        views = [message_view(row, live.room, me) for row in rows]
        return self._with_streaming(live, views, first, last, limit)

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return one message; raises NoSuchGroup, NoSuchMessage, Blocked (its author, or the host of an answer)."""
        live = self._rooms.get(group_id)
        turn = self._ephemerals.turns.get(message_id)
        if turn is not None and turn.group == group_id:
            self._check_author(turn.account)
            return live_view(turn, live.room)
        return message_view(await self._shown(live, message_id), live.room, self._context.who().account)

    async def delivery(self, group_id: GroupId, message_id: MessageId) -> Delivery:
        """Return how many devices of other members have stored a message; raises NoSuchGroup, NoSuchMessage."""
        live = self._rooms.get(group_id)
        op_id = (await self._row(live, message_id)).op_id
        me = self._context.who().account
        others = {
            device
            for account, state in live.room.membership.members.items()
            if account != me
            for device in state.devices
        }

        def read(db: Db) -> set[DeviceId]:
            place = op_store.place(db, group_id, op_id)
            if place is None:
                return set()
            log, seq = place
            return {row.device for row in peer_store.heads(db, group_id) if row.log == log and row.seq >= seq}

        return Delivery(devices=len(others), reached=len(others & await self._context.store.read(read)))

    async def search(self, query: str, *, group_id: GroupId | None = None, limit: int = 50) -> Hits:
        """Return messages with all the words of `query`, the last as a prefix, newest first; raises NoSuchGroup."""
        if group_id is not None:
            self._rooms.get(group_id)
        blocked = frozenset(self._context.blocked)
        found = await self._context.store.read(
            lambda db: search_store.search(db, query, group_id, max(1, min(limit, MAX_PAGE)), blocked)
        )
        me = self._context.who().account
        return [
            SearchHit(message_view(hit.message, self._rooms.get(hit.message.group_id).room, me), hit.snippet)
            for hit in found
            if self._rooms.find(hit.message.group_id) is not None
        ]

    async def mark_read(self, group_id: GroupId, message_id: MessageId) -> None:
        """Mark everything up to a message read, on this device; never back. Raises NoSuchGroup, NoSuchMessage."""
        live = self._rooms.get(group_id)
        position = await self._position(live, message_id)
        if await live.mark_read(position):
            self._context.hub.publish(GroupUpdated(group_id, live.state))

    async def unread(self, live: LiveRoom) -> int:
        """Return how many messages of others follow the last one read."""
        me, position = self._context.who().account, live.row.read_position
        blocked = frozenset(self._context.blocked)
        return await self._context.store.read(lambda db: message_store.unread(db, live.group_id, position, me, blocked))

    async def newest(self, live: LiveRoom) -> MessageView | None:
        """Return the newest message, which may be a streaming answer."""
        found = await self.list(live.group_id, limit=1)
        return found[-1] if found else None

    def _with_streaming(
        self, live: LiveRoom, views: Views, first: bytes | None, last: bytes | None, limit: int
    ) -> Views:
        known = {view.message_id for view in views}
        turns = [
            turn
            for turn in self._ephemerals.turns.of_group(live.group_id)
            if turn.turn not in known and turn.account not in self._context.blocked
        ]
        if not turns:
            return views
        streaming = [live_view(turn, live.room) for turn in turns]
        wanted = [
            view
            for view in streaming
            if (first is None or view.position > first) and (last is None or view.position < last)
        ]
        merged = sorted([*views, *wanted], key=lambda view: view.position)
        return merged[:limit] if first is not None else merged[-limit:]

    async def _position(self, live: LiveRoom, message_id: MessageId) -> bytes:
        turn = self._ephemerals.turns.get(message_id)
        if turn is not None and turn.group == live.group_id:
            return live_view(turn, live.room).position
        return (await self._row(live, message_id)).position

    def _check_author(self, account: AccountId) -> None:
        if account in self._context.blocked:
            raise Blocked("You blocked the author of this message.")

    def _check_partner(self, live: LiveRoom) -> None:
        """Raise Blocked for a conversation with somebody who is blocked."""
        membership = live.room.membership
        if membership.direct and not self._context.blocked.isdisjoint((*membership.members, *membership.former)):
            raise Blocked("You blocked this person.")

    async def _shown(self, live: LiveRoom, message_id: MessageId) -> MessageRow:
        row = await self._row(live, message_id)
        self._check_author(row.account)
        return row

    async def _row(self, live: LiveRoom, message_id: MessageId) -> MessageRow:
        row = await self._context.store.read(lambda db: message_store.get(db, live.group_id, message_id))
        if row is None:
            raise NoSuchMessage("That message is not on this device.")
        return row
