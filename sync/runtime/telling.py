"""What views are told of messages: one by one, or many at once while catching up."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from sync.changes import Change, MessageAdded, MessageRemoved, MessagesAdded, MessageUpdated
from sync.core.ids import AccountId, MessageId
from sync.core.room import Room
from sync.runtime.commits import Commit
from sync.runtime.present import message_view
from sync.store.rows import MessageRow

MANY: Final = 20
"""From so many messages of one batch on, views are told that they came, not of each: whoever shows them reads them."""


def tidings(
    commit: Commit, room: Room, me: AccountId, blocked: Collection[AccountId], finished: Callable[[MessageId], bool]
) -> Iterator[Change]:
    """Yield what a commit changed of the messages; `finished` ends a streaming answer and returns whether it was one.

    Questions that may still be answered here, and answers, are told one by one whatever their number.
    """
    group = room.group_id
    many = not commit.live and len(commit.projected.rows) >= MANY
    together: list[MessageRow] = []
    for row in commit.projected.rows:
        streamed = row.answer is not None and finished(row.message_id)
        if row.account in blocked:
            continue
        if many and row.answer is None and not row.hosts:
            together.append(row)
        elif streamed:
            yield MessageUpdated(group, message_view(row, room, me))
        else:
            yield MessageAdded(group, message_view(row, room, me), live=commit.live)
    if together:
        positions = [row.position for row in together]
        yield MessagesAdded(group, len(together), min(positions), max(positions))
    for message in commit.projected.hidden:
        finished(message)
        yield MessageRemoved(group, message)
