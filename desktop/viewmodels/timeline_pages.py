"""Fetching a page of the timeline with all its rows need, in one trip to the engine's thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desktop.ports import EnginePort
from desktop.text.markdown import MarkdownReader
from desktop.viewmodels.timeline_rows import Row, make_row
from sync.core.ids import GroupId, MessageId
from sync.errors import Blocked, NoSuchMessage
from sync.views import Account, Delivery, Group, GroupState, MessageView

PAGE: Final = 50
QUICK_CHARACTERS: Final = 4_000
"""Texts that together stay below this are read within a few ms on Qt's thread; longer ones go to a worker."""


@dataclass(frozen=True, slots=True)
class Page:
    """Messages, oldest first, the messages they reply to, and how far our own got."""

    messages: tuple[MessageView, ...]
    quoted: Mapping[MessageId, MessageView] = field(default_factory=dict[MessageId, MessageView])
    delivery: Mapping[MessageId, Delivery] = field(default_factory=dict[MessageId, Delivery])
    short: bool = False
    """Fewer messages came than were asked for: there are no more on that side."""

    @property
    def characters(self) -> int:
        """How much there is to read."""
        return sum(len(view.text) for view in self.messages)

    def rows(self, reader: MarkdownReader) -> list[Row]:
        """Return the rows, newest first."""
        return [
            make_row(
                view,
                reader,
                self.quoted.get(view.reply_to) if view.reply_to else None,
                self.delivery.get(view.message_id),
            )
            for view in reversed(self.messages)
        ]


@dataclass(frozen=True, slots=True)
class Opening:
    """A group as it is now; `page` is empty where only the group was asked for."""

    account: Account | None
    group: Group
    notice: str
    page: Page = field(default_factory=lambda: Page(()))


async def fetch_group(engine: EnginePort, group_id: GroupId) -> Opening:
    """Return a group and who we are, and why joining waits or failed if it does."""
    account, group = await engine.accounts.get(), await engine.groups.get(group_id)
    notice = ""
    if group.state in (GroupState.JOINING, GroupState.REFUSED):
        notice = next((line.notice for line in await engine.groups.list() if line.group_id == group_id), "")
    return Opening(account, group, notice)


async def fetch_opening(engine: EnginePort, group_id: GroupId) -> Opening:
    """Return a group and its newest messages."""
    opening = await fetch_group(engine, group_id)
    return replace(opening, page=await fetch(engine, group_id))


async def fetch(
    engine: EnginePort,
    group_id: GroupId,
    *,
    before: MessageId | None = None,
    after: MessageId | None = None,
    limit: int = PAGE,
) -> Page:
    """Return a page before or after a message, or the newest."""
    messages = await engine.messages.list(group_id, before=before, after=after, limit=limit)
    return await complete(engine, group_id, messages, short=len(messages) < limit)


async def fetch_round(engine: EnginePort, group_id: GroupId, message_id: MessageId) -> Page:
    """Return the messages on both sides of one, and it in the middle."""
    middle = await engine.messages.get(group_id, message_id)
    older = await engine.messages.list(group_id, before=message_id, limit=PAGE)
    newer = await engine.messages.list(group_id, after=message_id, limit=PAGE)
    return await complete(engine, group_id, (*older, middle, *newer), short=len(newer) < PAGE)


async def fetch_near(
    engine: EnginePort, group_id: GroupId, wanted: Iterable[MessageId]
) -> tuple[MessageId, Page] | None:
    """Return the first message of `wanted` that is still shown, and those round it; None when none is."""
    for message_id in wanted:
        try:
            return message_id, await fetch_round(engine, group_id, message_id)
        except (NoSuchMessage, Blocked):
            continue
    return None


async def complete(engine: EnginePort, group_id: GroupId, messages: Iterable[MessageView], short: bool = False) -> Page:
    """Return `messages` as a page, with what they quote and how far they got."""
    views = tuple(messages)
    known = {view.message_id: view for view in views}
    quoted: dict[MessageId, MessageView] = {}
    for wanted in {view.reply_to for view in views if view.reply_to}:
        try:
            quoted[wanted] = known.get(wanted) or await engine.messages.get(group_id, wanted)
        except (NoSuchMessage, Blocked):
            continue
    own = [view.message_id for view in views if view.own and view.assistant is None]
    return Page(views, quoted, await deliveries(engine, group_id, own), short)


async def deliveries(
    engine: EnginePort, group_id: GroupId, message_ids: Iterable[MessageId]
) -> Mapping[MessageId, Delivery]:
    """Return how far messages of ours got, leaving out those that are gone."""
    wanted = list(message_ids)
    return await engine.messages.deliveries(group_id, wanted) if wanted else {}
