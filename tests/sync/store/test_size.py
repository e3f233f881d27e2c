"""What is asked of a long history costs what the answer is worth, not what the history is long."""

from collections.abc import Callable
from typing import Final

import pytest

from sync.core.ids import AccountId, MessageId
from sync.store import dates, messages
from sync.store import search as search_store
from sync.store.database import Db
from sync.store.statements import driver_connection
from tests.sync.store.samples import ANNE, BEN, EPOCH, GROUP, OTHER_GROUP, ident, memory_db, message

LITTLE: Final = 400
MUCH: Final = 4_000
ME: Final = AccountId(ident("me"))
READ: Final = message(20).position
QUESTIONS: Final[dict[str, Callable[[Db], object]]] = {
    "newest page": lambda db: messages.page(db, GROUP, limit=30),
    "page before": lambda db: messages.page(db, GROUP, before=message(100).position, limit=30),
    "page after": lambda db: messages.page(db, GROUP, after=message(100).position, limit=30),
    "page past somebody": lambda db: messages.page(db, GROUP, blocked={BEN}, limit=30),
    "last": lambda db: messages.last(db, GROUP),
    "one": lambda db: messages.get(db, GROUP, message(50).message_id),
    "unread, everything": lambda db: messages.unread(db, GROUP, b"", ME),
    "unread, most": lambda db: messages.unread(db, GROUP, READ, ME),
    "count": lambda db: messages.count(db, GROUP),
    "a date": lambda db: dates.first_since(db, GROUP, message(90).sort_time),
    "a date past somebody": lambda db: dates.first_since(db, GROUP, message(90).sort_time, {BEN}),
    "search": lambda db: messages.search(db, "hello", GROUP, 20),
    "search in all": lambda db: messages.search(db, "hel", None, 20),
    "search past somebody": lambda db: messages.search(db, "hello", GROUP, 20, {BEN}),
    "search for what is rare": lambda db: messages.search(db, "hello needle", GROUP, 20),
    "put": lambda db: messages.put(db, [message(-1, lamport=200)]),
}


WORDS_BETWEEN = "SCAN vocabulary VIRTUAL TABLE INDEX 1537:"
"""How SQLite says that both ends of the words to read are used."""


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make so few messages count as many that a test has more."""
    monkeypatch.setattr(messages, "MANY", 100)


def grown(db: Db, count: int) -> None:
    """Store `count` messages in a group, a quarter of them by somebody else, and some in another one."""
    rows = [message(n, "hello there", account=ANNE if n % 4 else BEN) for n in range(count)]
    rows += [message(count, "hello needle")]
    messages.put(db, [*rows, *(message(n, group=OTHER_GROUP) for n in range(20))])


def steps(db: Db, ask: Callable[[Db], object]) -> int:
    """Return how many steps of its machine SQLite takes to answer."""
    taken = [0]

    def step() -> int:
        taken[0] += 1
        return 0

    connection = db.connection().connection.driver_connection
    assert connection is not None
    ask(db)  # compiles the statements
    connection.set_progress_handler(step, 10)
    ask(db)
    connection.set_progress_handler(None, 0)
    return taken[0]


@pytest.mark.parametrize("name", [name for name in QUESTIONS if "search" not in name])
def test_the_work_does_not_grow_with_the_history(name: str) -> None:
    taken: list[int] = []
    for count in (LITTLE, MUCH):
        with memory_db() as db:
            grown(db, count)
            taken.append(steps(db, QUESTIONS[name]))
    assert taken[1] <= 2 * taken[0] + 20


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_goes_through_a_whole_table(db: Db, name: str) -> None:
    grown(db, LITTLE)
    seen: list[str] = []
    connection = driver_connection(db.connection())
    connection.set_trace_callback(seen.append)
    QUESTIONS[name](db)
    connection.set_trace_callback(None)
    assert seen
    for statement in [each for each in seen if each.lstrip().startswith("SELECT")]:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        # The list of the groups is short; a virtual table is always "scanned", by its index if it says so.
        harmless = ("SCAN groups", "SCAN search VIRTUAL TABLE INDEX", WORDS_BETWEEN, "SCAN anon", "SCAN CONSTANT")
        assert not [step for step in plan if step.startswith("SCAN") and not step.startswith(harmless)], statement
        assert not [step for step in plan if "TEMP B-TREE FOR ORDER" in step and "id IN" not in statement], statement


def test_unread_messages_are_counted_up_to_a_bound(db: Db) -> None:
    grown(db, LITTLE)
    assert messages.unread(db, GROUP, b"", ME) == 100
    assert messages.unread(db, GROUP, message(LITTLE - 30).position, ME) == 30
    assert messages.unread(db, GROUP, message(LITTLE - 100).position, ME) == 100


def test_a_search_that_nobody_waits_for_any_more_ends(db: Db) -> None:
    grown(db, MUCH)
    asked: list[None] = []

    def abandoned() -> bool:
        asked.append(None)
        return len(asked) > 1

    assert messages.search(db, "hello the", GROUP, MUCH, {BEN}, lambda: False)
    assert messages.search(db, "hello the", GROUP, MUCH, {BEN}, abandoned) == []
    assert messages.search(db, "hello", GROUP, 5), "the next one is not disturbed"


def test_counts_follow_every_change(db: Db) -> None:
    grown(db, 10)
    assert (messages.count(db, GROUP), messages.count(db, OTHER_GROUP)) == (11, 20)
    messages.put(db, [message(3, "changed"), message(4, shown=False), message(5, lamport=77), message(99)])
    assert messages.count(db, GROUP) == 11
    ids = [message(n).message_id for n in (4, 6)]
    messages.set_shown(db, GROUP, ids, True)
    assert messages.count(db, GROUP) == 12
    messages.set_shown(db, GROUP, [*ids, MessageId(EPOCH)], False)
    assert messages.count(db, GROUP) == 10
    messages.clear(db, GROUP)
    assert (messages.count(db, GROUP), messages.count(db, OTHER_GROUP)) == (0, 20)


@pytest.mark.parametrize(("few", "gathered"), [(300, 30_000), (10, 10), (60, 60), (61, 61)])
@pytest.mark.parametrize("query", ["he", "hello", "hello there"])
def test_in_all_groups_the_newest_come_first_however_they_are_fetched(
    db: Db, monkeypatch: pytest.MonkeyPatch, query: str, few: int, gathered: int
) -> None:
    monkeypatch.setattr(search_store, "_FEW", few)
    monkeypatch.setattr(search_store, "_GATHERED", gathered)
    rows = [
        message(n, "hello there", group=(GROUP, OTHER_GROUP)[n % 3 == 0], lamport=n * (n % 3 + 1)) for n in range(60)
    ]
    messages.put(db, rows)
    found = [hit.message.sort_time for hit in messages.search(db, query, None, 20)]
    assert len(found) == 20
    in_one = [row.sort_time for row in rows if row.group_id == OTHER_GROUP]
    assert [time for time in found if time in in_one] == sorted(in_one, reverse=True)[: sum(t in in_one for t in found)]
    assert found == sorted(found, reverse=True)
