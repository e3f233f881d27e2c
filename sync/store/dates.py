"""Where in a group a date is.

Messages are kept in display order, which is that of lamport time; the times people see come from clocks that may
disagree. So there is no first message of a day to look up: what is looked for is where the conversation as a whole
passes the moment, by the middle one of several neighbours' times. A few wrong clocks, or one member who dates messages
as they please, move nobody to another place; and it takes a few dozen steps, however long the history.
"""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_
from sqlmodel import col

from sync.core.ids import AccountId, GroupId
from sync.store.database import Db
from sync.store.message_rows import READ, from_columns
from sync.store.refs import find, none_of
from sync.store.rows import MessageRow
from sync.store.shown import IS_SHOWN, ORDER
from sync.store.tables import Messages

NEIGHBOURS: Final = 9
"""Messages whose times are compared: up to four of them may be wrong."""
_NEXT: Final = 5


def first_since(db: Db, group: GroupId, at: int, blocked: Collection[AccountId] = ()) -> MessageRow | None:
    """Return the message from which on the group's are from the moment `at` (ms since 1970) or later; None for none.

    With clocks that agree it is exactly the first one. Those of `blocked` accounts are passed over.
    """
    number = find(db, [group]).get(group)
    if number is None:
        return None
    conditions = [col(Messages.group_ref) == number, IS_SHOWN, *none_of(db, col(Messages.account_ref), blocked)]
    low = _end(db, select(func.min(col(Messages.lamport))).where(*conditions[:2]))
    high = _end(db, select(func.max(col(Messages.lamport))).where(*conditions[:2]))
    if low is None or high is None:
        return None
    times = select(col(Messages.sort_time)).where(*conditions).order_by(*ORDER[:2]).limit(NEIGHBOURS)
    # From `high` + 1 on there is nothing, which is as late as can be.
    high += 1
    while low < high:
        middle = (low + high) // 2
        found = sorted(db.connection().scalars(times.where(col(Messages.lamport) >= middle)))
        if not found or found[len(found) // 2] >= at:
            high = middle
        else:
            low = middle + 1
    # Those of one lamport time are in order of their own times: the place may be among the last ones before.
    return _from(db, READ.where(*conditions, tuple_(*ORDER[:2]) >= tuple_(low - 1, at)), at)


def _end(db: Db, query: Select[int]) -> int | None:
    return db.connection().execute(query).scalar_one()


def _from(db: Db, query: Select[*tuple[Any, ...]], at: int) -> MessageRow | None:
    """Return the first of the next messages that is late enough by its own time, as most of those after it are."""
    rows = [from_columns(row) for row in db.connection().execute(query.order_by(*ORDER).limit(2 * NEIGHBOURS))]
    late = [row.sort_time >= at for row in rows]
    for number, row in enumerate(rows):
        following = late[number : number + _NEXT]
        if late[number] and 2 * sum(following) >= len(following):
            return row
    return None
