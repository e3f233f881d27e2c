"""What waits for a peer that reads slowly is bounded, and news of heads does not pile up."""

import asyncio
import os

from sync.core.actions import Send
from sync.core.frames import VECTOR_LOGS, Heads, LogHead, Operations, Ping, Vector
from sync.core.ids import GroupId, LogId, OpId
from sync.runtime.waiting import MAX_WAITING, MAX_WAITING_BYTES, Waiting

GROUP = GroupId(b"g" * 32)


def head(log: int, seq: int) -> LogHead:
    return LogHead(log=LogId(log.to_bytes(41, "big")), seq=seq, id=OpId(os.urandom(32)))


def heads(*entries: LogHead, group: GroupId = GROUP) -> Send:
    return Send(Heads(group=group, entries=entries))


async def test_in_order() -> None:
    waiting = Waiting[Send]()
    frames = [Send(Ping(n=number)) for number in range(3)]
    assert all(waiting.put(each) for each in frames)
    assert [await waiting.get() for _ in frames] == frames
    late = asyncio.create_task(waiting.get())
    await asyncio.sleep(0)
    waiting.put(frames[0])
    assert await late == frames[0]
    assert not waiting


async def test_news_of_heads_joins_the_news_before_it() -> None:
    waiting = Waiting[Send]()
    one, newer, other = head(1, 5), head(1, 6), head(2, 0)
    for each in (heads(one), heads(other), heads(newer)):
        assert waiting.put(each)
    assert await waiting.get() == heads(newer, other)
    assert not waiting


async def test_but_not_across_what_was_said_between_nor_groups() -> None:
    waiting = Waiting[Send]()
    said = [heads(head(1, 5)), Send(Ping(n=1)), heads(head(1, 6)), heads(head(1, 7), group=GroupId(b"h" * 32))]
    full = heads(*(head(log, 0) for log in range(VECTOR_LOGS)))
    for each in (*said, full):
        assert waiting.put(each)
    assert [await waiting.get() for _ in range(5)] == [*said, full]


async def test_a_flood_of_messages_leaves_one_piece_of_news() -> None:
    waiting = Waiting[Send]()
    for seq in range(20_000):
        assert waiting.put(heads(head(1, seq)))
    assert len(waiting) == 1


def test_there_is_no_room_without_end() -> None:
    waiting = Waiting[Send]()
    put = sum(waiting.put(Send(Ping(n=number))) for number in range(2 * MAX_WAITING))
    assert put == MAX_WAITING


def test_nor_for_what_is_large() -> None:
    vector = Send(Vector(group=GROUP, entries=tuple(head(log, 0) for log in range(VECTOR_LOGS))))
    batch = Send(Operations(group=GROUP, operations=(bytes(60_000),) * 10, live=True, last=True))
    for each in (vector, batch):
        waiting = Waiting[Send]()
        assert 1 <= sum(waiting.put(each) for _ in range(100)) <= MAX_WAITING_BYTES // 500_000
