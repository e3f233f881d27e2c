"""What the store costs as it grows: `python -m tests.benchmarks.store_size [messages ...]`, no assertions.

Each line: figure, its floor in the same run where there is one, their ratio. The floor of ingestion is the same driver
storing the same bytes and texts with two statements and nothing else.
"""

import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from sync.core.ids import AccountId, DeviceId, EpochId, GroupId, LogId, LogKind, MessageId, OpId, make_log_id
from sync.core.ops import Header, Kind, Operation
from sync.store import groups, messages, ops
from sync.store.database import Db, Store
from sync.store.rows import GroupRow, MessageRow, make_position
from sync.views import AuthorKind, GroupKind, GroupState
from tests.benchmarks.floor_catch_up import store as store_floor
from tests.benchmarks.texts import CHARACTERS, text_of, words

GROUP: Final = GroupId(b"\x01" * 32)
ME: Final = AccountId(b"\x02" * 32)
EPOCH: Final = EpochId(b"\x03" * 32)
DEVICES: Final = [DeviceId(bytes([16 + number]) * 32) for number in range(5)]
KEY: Final = b"\x07" * 32
BATCH: Final = 500
SEALED: Final = 290
RAW: Final = 560
"""Bytes of a message of 200 characters as an operation."""


def message_of(number: int, text: str) -> tuple[Operation, MessageRow]:
    """Return a message and its operation."""
    op_id = OpId(hashlib.sha256(str(number).encode()).digest())
    device = DEVICES[number % len(DEVICES)]
    log: LogId = make_log_id(device, LogKind.CONTENT, b"incarnat")
    header = Header(1, GROUP, log, number // len(DEVICES), op_id, Kind.MESSAGE, number, number, (), (), EPOCH, op_id)
    raw = (op_id * (RAW // 32 + 1))[:RAW]
    row = MessageRow(
        GROUP, MessageId(op_id), op_id, AccountId(device), device, AuthorKind.PERSON, text, number, number, number
    )
    return Operation(op_id, header, raw[:SEALED], raw, raw[:64], raw), row


async def ingest(store: Store, made: list[tuple[Operation, MessageRow]]) -> float:
    """Store the messages in batches; returns seconds."""
    started = time.perf_counter()
    for start in range(0, len(made), BATCH):
        chosen = made[start : start + BATCH]

        def run(db: Db, chosen: list[tuple[Operation, MessageRow]] = chosen) -> None:
            ops.append(db, GROUP, [operation for operation, _ in chosen])
            messages.put(db, [row for _, row in chosen])

        await store.write(run)
    return time.perf_counter() - started


async def median_ms(run: Callable[[], Awaitable[object]], times: int = 15) -> float:
    """Return the median of `times` runs, ms."""
    taken: list[float] = []
    for _ in range(times):
        started = time.perf_counter()
        await run()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)[times // 2]


async def reads(store: Store, total: int, vocabulary: list[str]) -> None:
    """Print what the window's questions cost."""
    middle = make_position(total // 2, 0, MessageId(b""))
    questions: dict[str, Callable[[Db], object]] = {
        "newest page of 50": lambda db: messages.page(db, GROUP),
        "page of 50 in the middle": lambda db: messages.page(db, GROUP, before=middle),
        "last message": lambda db: messages.last(db, GROUP),
        "unread: 100": lambda db: messages.unread(db, GROUP, make_position(total - 101, 0, MessageId(b"")), ME),
        "unread: all": lambda db: messages.unread(db, GROUP, b"", ME),
        "count": lambda db: messages.count(db, GROUP),
        "heads": lambda db: ops.heads(db, GROUP),
        "search, rare word": lambda db: messages.search(db, "rareword0", GROUP),
        "search, commonest word": lambda db: messages.search(db, f"{vocabulary[0]} {vocabulary[1]}", GROUP),
        "search, first letter": lambda db: messages.search(db, "e", GROUP),
        "search, two letters": lambda db: messages.search(db, "et", GROUP),
        "search, three letters": lambda db: messages.search(db, "eta", GROUP),
        "search, everywhere": lambda db: messages.search(db, vocabulary[0]),
    }
    for name, question in questions.items():
        print(f"{total:>9}  {name:<28} {await median_ms(lambda question=question: store.read(question)):9.2f} ms")


async def measure(total: int) -> None:
    """Print every figure for a store of `total` messages."""
    vocabulary = words()
    made = [message_of(number, text_of(number)) for number in range(total)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = store_floor(
            folder / "floor.db", [operation.raw for operation, _ in made], [row.text for _, row in made]
        )
        store = await Store.open(folder / "store.db", KEY)
        group = GroupRow(GROUP, GroupKind.GROUP, GroupState.JOINED, "", 0, b"incarnat")
        await store.write(lambda db: groups.put(db, group))
        seconds = await ingest(store, made)
        ratio = seconds / floor
        print(f"{total:>9}  ingested, searchable {total / seconds:11.0f}/s  floor {total / floor:.0f}/s  {ratio:.2f} x")
        await reads(store, total, vocabulary)
        small = await median_ms(lambda: store.write(lambda db: groups.touch(db, GROUP, time.time_ns())))
        print(f"{total:>9}  small write                  {small:9.2f} ms")
        await store.close()
        size = (folder / "store.db").stat().st_size
        print(f"{total:>9}  disk a message of {CHARACTERS}        {size / total:9.0f} bytes")
        started = time.perf_counter()
        store = await Store.open(folder / "store.db", KEY)
        await store.read(lambda db: messages.page(db, GROUP))
        print(f"{total:>9}  open, newest page            {(time.perf_counter() - started) * 1000:9.2f} ms")
        await store.close()


if __name__ == "__main__":
    for wanted in [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        asyncio.run(measure(wanted))
