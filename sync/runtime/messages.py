"""`engine.messages`: writing, reading, searching."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Event
from typing import TypeAlias

from sync.changes import GroupUpdated
from sync.core.codec import encode
from sync.core.ids import AccountId, DeviceId, GroupId, MessageId, OpId
from sync.core.limits import MAX_HOSTS, TURN_LIFETIME_MS
from sync.core.names import clean_text
from sync.core.ops import ContentPayload, ControlPayload, Message, TurnPlan
from sync.core.renewing import renewals
from sync.core.room import Room
from sync.errors import Blocked, NoSuchMessage, TooLarge
from sync.runtime.context import Context
from sync.runtime.ephemeral import Ephemerals
from sync.runtime.files import Attachments
from sync.runtime.live_room import LiveRoom
from sync.runtime.present import live_view, message_view
from sync.runtime.rooms import Rooms
from sync.store import dates as date_store
from sync.store import files as file_store
from sync.store import messages as message_store
from sync.store import ops as op_store
from sync.store import peers as peer_store
from sync.store import search as search_store
from sync.store.database import Db
from sync.store.rows import MessageRow
from sync.views import Delivery, MessageView, SearchHit, Upload

MAX_PAGE = 500
MAX_CONTENT_BYTES = 60 * 1024 - 1
"""A message before it is sealed: padded, and with its header, it still fits one operation."""
Views: TypeAlias = list[MessageView]
Hits: TypeAlias = list[SearchHit]
Headlines: TypeAlias = list[tuple[int, MessageView | None]]
NONCE_SIZE = 16


class Messages:
    """The messages of every group."""

    def __init__(self, context: Context, rooms: Rooms, ephemerals: Ephemerals, files: Attachments) -> None:
        self._context = context
        self._rooms = rooms
        self._ephemerals = ephemerals
        self._files = files

    async def send(
        self,
        group_id: GroupId,
        text: str,
        *,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        hosts: Sequence[DeviceId] = (),
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Write a message; it is on disk when this returns, and so is a copy of each of its `attachments`.

        `hosts` are the devices asked to answer, by rank. Raises EmptyText (where nothing is attached), TooLarge,
        FileUnreadable, NoSuchMessage (for `reply_to`), Blocked (who wrote that, or the other one of a conversation of
        two) and what `Rooms.joined` raises.
        """
        live = self._rooms.joined(group_id)
        self._check_partner(live)
        text = clean_text(text) if text.strip() or not attachments else ""
        deps = () if reply_to is None else (OpId((await self._shown(live, reply_to)).op_id),)
        now = self._context.clock()
        turn = None
        if hosts:
            turn = TurnPlan(tuple(hosts[:MAX_HOSTS]), self._context.random(NONCE_SIZE), TURN_LIFETIME_MS)

        async with self._files.taken_in(attachments) as manifests:
            message = Message(text=text, reply_to=reply_to, attachments=manifests, not_for_ai=not_for_ai, turn=turn)
            if len(encode(message)) > MAX_CONTENT_BYTES:
                raise TooLarge("The text and the names of the files do not fit into one message.", "Send two messages.")

            def script(room: Room) -> Iterator[ControlPayload | ContentPayload]:
                yield from renewals(room, self._context.random, now)
                yield message

            rows = await live.author(script, deps)
        return self._view(live, rows[-1])

    async def list(
        self,
        group_id: GroupId,
        *,
        before: MessageId | None = None,
        after: MessageId | None = None,
        limit: int = 50,
    ) -> list[MessageView]:
        """Return up to `limit` messages, oldest first: the newest, or those next to `before` or `after`.

        Streaming answers are among them, and of a long history that is still coming the newest.
        Raises NoSuchGroup and NoSuchMessage.
        """
        live = self._rooms.get(group_id)
        limit = max(1, min(limit, MAX_PAGE))
        first = None if after is None else await self._position(live, after)
        last = None if before is None else await self._position(live, before)
        blocked = frozenset(self._context.blocked)
        while True:
            passing = self._passing(live)
            rows = await self._context.store.read(
                lambda db: file_store.with_attachments(
                    db, message_store.page(db, group_id, before=last, after=first, limit=limit, blocked=blocked)
                )
            )
            views = [self._view(live, row) for row in rows]
            if passing <= self._passing(live) | {view.message_id for view in views}:
                return self._with_streaming(live, views, first, last, limit)
            # What was stored while the page was being read may be missing from both.

    async def get(self, group_id: GroupId, message_id: MessageId) -> MessageView:
        """Return one message; raises NoSuchGroup, NoSuchMessage, Blocked (its author, or the host of an answer)."""
        live = self._rooms.get(group_id)
        turn = self._ephemerals.turns.get(message_id)
        if turn is not None and turn.group == group_id:
            self._check_author(turn.account)
            return live_view(turn, live.room)
        return self._view(live, await self._shown(live, message_id))

    async def first_since(self, group_id: GroupId, at: int) -> MessageView | None:
        """Return the message from which on the group's are from `at` (ms since 1970) or later; None for none.

        Where clocks disagree it is where the conversation as a whole passes that moment. Raises NoSuchGroup.
        """
        live = self._rooms.get(group_id)
        blocked = frozenset(self._context.blocked)

        def read(db: Db) -> list[MessageRow]:
            row = date_store.first_since(db, group_id, at, blocked)
            return [] if row is None else file_store.with_attachments(db, [row])

        rows = await self._context.store.read(read)
        return self._view(live, rows[0]) if rows else None

    async def delivery(self, group_id: GroupId, message_id: MessageId) -> Delivery:
        """Return how many devices of other members have stored a message; raises NoSuchGroup, NoSuchMessage."""
        found = await self.deliveries(group_id, [message_id])
        if message_id not in found:
            raise NoSuchMessage("That message is not on this device.")
        return found[message_id]

    async def deliveries(self, group_id: GroupId, message_ids: Sequence[MessageId]) -> Mapping[MessageId, Delivery]:
        """Return the same of several messages, leaving out those that are not on this device; raises NoSuchGroup."""
        live = self._rooms.get(group_id)
        me = self._context.who().account
        others = {
            device
            for account, state in live.room.membership.members.items()
            if account != me
            for device in state.devices
        }

        def read(db: Db) -> dict[MessageId, set[DeviceId]]:
            rows = [row for each in message_ids if (row := message_store.get(db, group_id, each))]
            places = op_store.places(db, group_id, [row.op_id for row in rows])
            heads = [row for row in peer_store.heads(db, group_id) if row.device in others]
            return {
                row.message_id: {
                    head.device
                    for head in heads
                    if row.op_id in places and head.log == places[row.op_id][0] and head.seq >= places[row.op_id][1]
                }
                for row in rows
            }

        found = await self._context.store.read(read)
        return {each: Delivery(devices=len(others), reached=len(reached)) for each, reached in found.items()}

    async def search(self, query: str, *, group_id: GroupId | None = None, limit: int = 50) -> Hits:
        """Return messages with all the words of `query`, the last as a prefix, newest first; raises NoSuchGroup."""
        if group_id is not None:
            self._rooms.get(group_id)
        blocked = frozenset(self._context.blocked)
        abandoned = Event()

        def read(db: Db) -> list[tuple[MessageRow, str]]:
            most = max(1, min(limit, MAX_PAGE))
            hits = search_store.search(db, query, group_id, most, blocked, abandoned.is_set)
            rows = file_store.with_attachments(db, [hit.message for hit in hits])
            return [(row, hit.snippet) for row, hit in zip(rows, hits, strict=True)]

        try:
            found = await self._context.store.read(read)
        finally:
            # Whoever types on does not wait for this one: a cancelled search ends in its middle.
            abandoned.set()
        return [
            SearchHit(self._view(live, row), snippet)
            for row, snippet in found
            if (live := self._rooms.find(row.group_id)) is not None
        ]

    async def mark_read(self, group_id: GroupId, message_id: MessageId) -> None:
        """Mark everything up to a message read, on this device; never back. Raises NoSuchGroup, NoSuchMessage."""
        live = self._rooms.get(group_id)
        position = await self._position(live, message_id)
        if await live.mark_read(position):
            self._context.hub.publish(GroupUpdated(group_id, live.state))

    async def headlines(self, rooms: Sequence[LiveRoom]) -> Headlines:
        """Return for each group how many messages of others follow the last one read (1,000: that many or more).

        And its newest message, which may be a streaming answer.
        """
        if not rooms:
            return []  # nor is there an account, perhaps
        me, blocked = self._context.who().account, frozenset(self._context.blocked)
        asked = [(live, live.row.read_position) for live in rooms]

        def read(db: Db) -> list[tuple[int, MessageRow | None]]:
            lasts = [message_store.last(db, live.group_id, blocked) for live, _ in asked]
            named = file_store.with_attachments(db, [row for row in lasts if row is not None])
            whole = {row.message_id: row for row in named}
            return [
                (
                    message_store.unread(db, live.group_id, position, me, blocked),
                    None if last is None else whole[last.message_id],
                )
                for (live, position), last in zip(asked, lasts, strict=True)
            ]

        headlines: Headlines = []
        for live, (unread, row) in zip(rooms, await self._context.store.read(read), strict=True):
            views = [] if row is None else [self._view(live, row)]
            views = self._with_streaming(live, views, None, None, 1)
            headlines.append((unread, views[-1] if views else None))
        return headlines

    def _passing(self, live: LiveRoom) -> set[MessageId]:
        """Return what is shown of a group and not stored yet."""
        return {turn.turn for turn in self._ephemerals.turns.of_group(live.group_id)} | live.glimpse.rows.keys()

    def _with_streaming(
        self, live: LiveRoom, views: Views, first: bytes | None, last: bytes | None, limit: int
    ) -> Views:
        known = {view.message_id for view in views}
        turns = [
            turn
            for turn in self._ephemerals.turns.of_group(live.group_id)
            if turn.turn not in known and turn.account not in self._context.blocked
        ]
        glimpsed = [
            row
            for row in live.glimpse.rows.values()
            if row.message_id not in known and row.account not in self._context.blocked
        ]
        if not (turns or glimpsed):
            return views
        streaming = [live_view(turn, live.room) for turn in turns] + [self._view(live, row) for row in glimpsed]
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

    def _view(self, live: LiveRoom, row: MessageRow) -> MessageView:
        return message_view(row, live.room, self._context.who().account, self._files.overlaid)

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
        def read(db: Db) -> list[MessageRow]:
            row = message_store.get(db, live.group_id, message_id)
            return [] if row is None else file_store.with_attachments(db, [row])

        glimpsed = live.glimpse.rows.get(message_id)  # it may be stored while the store is read
        rows = await self._context.store.read(read)
        found = rows[0] if rows else glimpsed
        if found is None:
            raise NoSuchMessage("That message is not on this device.")
        return found
