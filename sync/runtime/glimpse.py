"""The newest messages of a long history, shown before those that come before them are here (PROTOCOL.md, "Glimpse").

Nothing of it is stored: its operations come again in their turn. Until then its messages stand at the end of what the
store has, as streaming answers do.
"""

from collections.abc import Collection, Mapping, Sequence

from sync.core.ids import DeviceId, Head, LogId, LogKind, MessageId, log_kind
from sync.core.logs import vouch
from sync.core.ops import Operation
from sync.core.room import Room
from sync.errors import HostileInput
from sync.runtime.projection import project
from sync.store.rows import MessageRow


class Glimpse:
    """What is looked at of one group: at most what one peer was asked for at once."""

    def __init__(self) -> None:
        self.rows: dict[MessageId, MessageRow] = {}
        """What is shown and not stored yet."""
        self.source: DeviceId | None = None
        """Who it is from."""
        self._operations: list[Operation] = []
        self._waiting: set[MessageId] = set()

    def take(
        self, operations: Sequence[Operation], source: DeviceId, room: Room, vector: Mapping[LogId, Head], now: int
    ) -> int:
        """Look at operations of a peer; returns how many messages they show. Raises HostileInput.

        `vector` says what is stored. Where something is looked at already, it stays.
        """
        for op in operations:
            if op.header.group != room.group_id or log_kind(op.header.log) is not LogKind.CONTENT:
                raise HostileInput("glimpse: not content of the group")
        vouch(operations)
        if self._operations:
            return 0
        self.source = source
        self._operations = _unbroken(operations, vector)
        self._waiting = {MessageId(op.id) for op in self._operations}
        self.judge(room, now)
        return len(self.rows)

    def judge(self, room: Room, now: int) -> list[MessageId]:
        """Make the messages again by what is known of the group now; returns those that are shown no longer."""
        made = project(room.glance(self._operations), now, live=False).rows
        before, self.rows = self.rows, {}
        for row in made:
            if row.answer is None and row.message_id in self._waiting:
                self.rows[row.message_id] = row
        return [message_id for message_id in before if message_id not in self.rows]

    def came(self, messages: Collection[MessageId]) -> None:
        """Note that messages are stored."""
        for message_id in messages:
            self.rows.pop(message_id, None)
            self._waiting.discard(message_id)
        if not self._waiting:
            self.end()

    def end(self) -> list[MessageId]:
        """Look no longer; returns what was shown and is not stored."""
        left = list(self.rows)
        self.rows, self.source, self._operations, self._waiting = {}, None, [], set()
        return left


def _unbroken(operations: Sequence[Operation], vector: Mapping[LogId, Head]) -> list[Operation]:
    """Return the newest of `operations`, as far back as nothing can be missing between them.

    What was asked for of one log may reach back further than that of another.
    """
    oldest: dict[LogId, Operation] = {}
    for op in operations:
        if op.header.log not in oldest or op.header.seq < oldest[op.header.log].header.seq:
            oldest[op.header.log] = op
    begins = [
        op.header.lamport for log, op in oldest.items() if op.header.seq > (vector[log].seq + 1 if log in vector else 0)
    ]
    floor = max(begins, default=0)
    return [op for op in operations if op.header.lamport >= floor]
