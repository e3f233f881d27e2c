"""What waits to be sent to one peer: bounded in number and in bytes, however slowly the peer reads."""

import asyncio
from collections import deque
from typing import Final, Generic, TypeVar

from sync.core.actions import Send
from sync.core.frames import VECTOR_LOGS, Heads, Operations, Vector

T = TypeVar("T")

MAX_WAITING: Final = 4_000
MAX_WAITING_BYTES: Final = 16 * 1024 * 1024
_HEAD_BYTES: Final = 300
"""What a head takes in memory: the structure, a log and an id."""
_OTHER_BYTES: Final = 500


class Waiting(Generic[T]):
    """A queue of actions. News of heads joins the news before it, so that who reads slowly misses nothing by it."""

    def __init__(self) -> None:
        self._queue: deque[tuple[T | Send, int]] = deque()
        self._bytes = 0
        self._arrived = asyncio.Event()

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, action: T | Send) -> bool:
        """Add an action; returns False when there is no room for it."""
        if self._queue and isinstance(action, Send):
            merged = _merged(self._queue[-1][0], action)
            if merged is not None:
                self._bytes -= self._queue.pop()[1]
                action = merged
        size = _size(action)
        if len(self._queue) >= MAX_WAITING or self._bytes + size > MAX_WAITING_BYTES:
            return False
        self._queue.append((action, size))
        self._bytes += size
        self._arrived.set()
        return True

    async def get(self) -> T | Send:
        """Return the next action, once there is one."""
        while not self._queue:
            self._arrived.clear()
            await self._arrived.wait()
        action, size = self._queue.popleft()
        self._bytes -= size
        return action


def _merged(before: object, action: Send) -> Send | None:
    """Return both as one where both are Heads of a group that fit a frame."""
    if not (isinstance(before, Send) and isinstance(before.frame, Heads) and isinstance(action.frame, Heads)):
        return None
    if before.frame.group != action.frame.group:
        return None
    newest = {each.log: each for each in (*before.frame.entries, *action.frame.entries)}
    if len(newest) > VECTOR_LOGS:
        return None
    return Send(Heads(group=action.frame.group, entries=tuple(newest.values())))


def _size(action: object) -> int:
    match action:
        case Send(Heads(entries=entries) | Vector(entries=entries)):
            return _OTHER_BYTES + _HEAD_BYTES * len(entries)
        case Send(Operations(operations=operations)):
            return _OTHER_BYTES + sum(map(len, operations))
        case _:
            return _OTHER_BYTES
