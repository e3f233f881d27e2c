"""Row numbers of messages: 20 bits of group, 36 of lamport time, 7 that tell equal times apart.

They ascend in display order, so the search index, which can only be walked by row number, yields a group's matches
newest first without ranking or sorting, however common the word.
"""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session

from sync.store.refs import CHUNK, places
from sync.store.rows import MessageRow
from sync.store.statements import run

_SLOT_BITS: Final = 7
_LAMPORT_BITS: Final = 36
_GROUP_SPAN: Final = 1 << (_SLOT_BITS + _LAMPORT_BITS)
_MAX_LAMPORT: Final = (1 << _LAMPORT_BITS) - 1
_STRIDES_BEFORE_DOUBLING: Final = 8

_TAKEN: Final = "SELECT id FROM messages WHERE id IN "


def key_range(group_ref: int) -> tuple[int, int]:
    """Return the lowest and highest row number of a group's messages."""
    return group_ref * _GROUP_SPAN, (group_ref + 1) * _GROUP_SPAN - 1


def allocate(db: Session, group_ref: int, rows: Sequence[MessageRow]) -> list[int]:
    """Return a free row number for each of `rows`, which are new to the group.

    Equal lamport times first share 128 slots by message id; whoever finds its slot taken moves on, by growing steps, so
    that even a flood of equal times costs a few look-ups each and loses nothing but the exact order of its matches.
    """
    base = group_ref * _GROUP_SPAN
    offsets = [_first_offset(row) for row in rows]
    keys: list[int] = [0] * len(rows)
    open_ = list(range(len(rows)))
    used: set[int] = set()
    attempt = 0
    while open_:
        taken = _taken(db, [base + offsets[index] for index in open_]) | used
        waiting: list[int] = []
        for index in open_:
            key = base + offsets[index]
            if key in taken:
                waiting.append(index)
            else:
                keys[index] = key
                taken.add(key)
                used.add(key)
        attempt += 1
        for index in waiting:
            offsets[index] = (offsets[index] + _stride(attempt, rows[index])) % _GROUP_SPAN
        open_ = waiting
    return keys


def _first_offset(row: MessageRow) -> int:
    slot = row.message_id[0] >> (8 - _SLOT_BITS) if row.message_id else 0
    return min(row.lamport, _MAX_LAMPORT) << _SLOT_BITS | slot


def _stride(attempt: int, row: MessageRow) -> int:
    """Return how far to move on: 1 at first, then an ever wider step that differs from message to message."""
    if attempt <= _STRIDES_BEFORE_DOUBLING:
        return 1
    spread = 1 << min(attempt - _STRIDES_BEFORE_DOUBLING, 32)
    return 1 + int.from_bytes(row.message_id[1:9], "big") % spread


def _taken(db: Session, keys: Sequence[int]) -> set[int]:
    taken: set[int] = set()
    for start in range(0, len(keys), CHUNK):
        chosen = tuple(keys[start : start + CHUNK])
        taken.update(row[0] for row in run(db, _TAKEN + places(len(chosen)), chosen))
    return taken
