"""Pages, counts and answers, and the search index in step with every change."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from sync.core.ids import MessageId
from sync.store import messages
from sync.store.database import Db
from sync.store.rows import MessageRow, make_position, split_position
from tests.sync.store.samples import ANNE, BEN, GROUP, OTHER_GROUP, answer_to, device_of, ident, memory_db, message

texts = st.text(st.sampled_from("ab é,"), max_size=6)
rows = st.builds(
    message,
    st.integers(0, 12),
    texts,
    st.sampled_from([ANNE, BEN]),
    st.sampled_from([GROUP, OTHER_GROUP]),
    st.sampled_from([1, 2, 2**36, 2**53]),
    shown=st.booleans(),
    deleted=st.booleans(),
)


def check_index(db: Db) -> None:
    """Fail unless the search index holds exactly what can be found."""
    db.connection().exec_driver_sql("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


def full_message() -> MessageRow:
    return msgspec.structs.replace(
        message(1, "text", answer=answer_to(MessageId(ident("question")))),
        op_id=ident("its operation"),
        reply_to=MessageId(ident("question")),
        edited=True,
        not_for_ai=True,
        hosts=(device_of(ANNE), device_of(BEN)),
        turn_nonce=b"n" * 16,
        turn_expires=99,
    )


def test_a_message_comes_back_as_it_was(db: Db) -> None:
    rows = [full_message(), message(2), message(1, group=OTHER_GROUP)]
    messages.put(db, rows)
    assert [messages.get(db, row.group_id, row.message_id) for row in rows] == rows
    assert messages.get(db, OTHER_GROUP, rows[0].message_id) is None


def test_a_receipt_is_kept_apart_and_survives_a_later_version_of_its_answer(db: Db) -> None:
    row = full_message()
    messages.put(db, [row, message(2)], {row.message_id: b"receipt"})
    for lamport in (row.lamport, row.lamport + 5):
        messages.put(db, [msgspec.structs.replace(row, lamport=lamport, text="later")])
        stored = messages.get(db, GROUP, row.message_id)
        assert stored is not None
        assert stored.answer is not None
        assert (stored.text, stored.answer.has_receipt) == ("later", True)
        assert messages.receipt(db, GROUP, row.message_id) == b"receipt"
    assert messages.receipt(db, GROUP, message(2).message_id) is None


def test_answers_are_found_by_what_they_answer_shown_or_not(db: Db) -> None:
    question = message(1)
    answers = [message(10 + n, answer=answer_to(question.message_id, n), shown=n == 1) for n in range(3)]
    messages.put(db, [question, *answers])
    assert messages.by_trigger(db, GROUP, question.message_id) == answers
    assert messages.page(db, GROUP) == [question, answers[1]]
    assert messages.by_trigger(db, OTHER_GROUP, question.message_id) == []


def test_unread_are_those_of_others_and_of_the_assistant(db: Db) -> None:
    mine, theirs = message(1, account=ANNE), message(2, account=BEN)
    gone, hidden = message(3, account=BEN, deleted=True), message(4, account=BEN, shown=False)
    hosted = message(5, account=ANNE, answer=answer_to(mine.message_id))
    messages.put(db, [mine, theirs, gone, hidden, hosted])
    assert messages.unread(db, GROUP, b"", ANNE) == 2
    assert messages.unread(db, GROUP, theirs.position, ANNE) == 1
    assert messages.unread(db, GROUP, hosted.position, ANNE) == 0
    assert messages.unread(db, GROUP, b"", ident("a stranger")) == 3
    assert messages.count(db, GROUP) == 4
    assert messages.last(db, GROUP) == hosted


def test_an_empty_group_has_nothing(db: Db) -> None:
    assert (messages.last(db, GROUP), messages.page(db, GROUP), messages.count(db, GROUP)) == (None, [], 0)
    messages.set_shown(db, ident("no group"), [], True)
    messages.clear(db, ident("no group"))


def test_clearing_one_group_leaves_the_other(db: Db) -> None:
    messages.put(db, [full_message(), message(2), message(1, group=OTHER_GROUP)])
    messages.clear(db, GROUP)
    check_index(db)
    assert messages.count(db, GROUP) == 0
    assert messages.count(db, OTHER_GROUP) == 1
    assert messages.by_trigger(db, GROUP, MessageId(ident("question"))) == []
    messages.put(db, [full_message()])
    assert messages.get(db, GROUP, full_message().message_id) == full_message()


@settings(max_examples=50)
@given(st.lists(st.lists(rows, max_size=8), max_size=4), st.sets(st.integers(0, 12)), st.booleans(), st.integers(1, 5))
def test_pages_and_index_hold_what_was_put_last(
    batches: list[list[MessageRow]], toggled: set[int], shown: bool, limit: int
) -> None:
    expected: dict[tuple[bytes, bytes], MessageRow] = {}
    with memory_db() as db:
        for batch in batches:
            messages.put(db, batch)
            expected.update({(row.group_id, row.message_id): row for row in batch})
        ids = [message(number).message_id for number in toggled]
        messages.set_shown(db, GROUP, ids, shown)
        for key, row in expected.items():
            if row.group_id == GROUP and row.message_id in ids:
                expected[key] = msgspec.structs.replace(row, shown=shown)
        check_index(db)
        in_order = sorted(
            (row for row in expected.values() if row.group_id == GROUP and row.shown), key=lambda row: row.position
        )
        assert backwards(db, limit) == in_order
        assert forwards(db, limit) == in_order
        found = {hit.message.message_id for hit in messages.search(db, "a", GROUP)}
        assert found == {row.message_id for row in in_order if not row.deleted and has_word(row.text, "a")}
        bens = [row for row in in_order if row.account == BEN]
        assert messages.page(db, GROUP, limit=limit, blocked={ANNE}) == bens[-limit:]
        assert messages.unread(db, GROUP, b"", ANNE, {ANNE}) == sum(not row.deleted for row in bens)
        found = {hit.message.message_id for hit in messages.search(db, "a", GROUP, blocked={ANNE})}
        assert found == {row.message_id for row in bens if not row.deleted and has_word(row.text, "a")}


def has_word(text: str, word: str) -> bool:
    return word in text.replace(",", " ").split()


def backwards(db: Db, limit: int) -> list[MessageRow]:
    """Return every shown message, read page by page from the newest."""
    found: list[MessageRow] = []
    while page := messages.page(db, GROUP, before=found[0].position if found else None, limit=limit):
        found = page + found
    return found


def forwards(db: Db, limit: int) -> list[MessageRow]:
    """Return every shown message, read page by page from the oldest."""
    found: list[MessageRow] = []
    while page := messages.page(db, GROUP, after=found[-1].position if found else bytes(48), limit=limit):
        found += page
    return found


@given(st.integers(0, 2**53), st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_a_position_can_be_read_back(lamport: int, time: int, message_id: bytes) -> None:
    assert split_position(make_position(lamport, time, MessageId(message_id))) == (lamport, time, message_id)


@pytest.mark.parametrize("lamport", [7, 2**53])
def test_a_flood_of_equal_times_is_stored_and_found(db: Db, lamport: int) -> None:
    for start in range(0, 2000, 500):
        messages.put(db, [message(number, lamport=lamport) for number in range(start, start + 500)])
    messages.put(db, [message(1, group=OTHER_GROUP)])
    assert messages.count(db, GROUP) == 2000
    assert len(messages.search(db, "hello", GROUP, limit=3000)) == 2000
    assert messages.count(db, OTHER_GROUP) == 1


@pytest.mark.parametrize("ask", [messages.page, messages.last])
def test_no_question_of_the_window_scans_a_table(db: Db, ask: object) -> None:
    assert callable(ask)
    seen: list[tuple[str, object]] = []
    connection = db.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    ask(db, GROUP)
    (statement, parameters), *_ = list(seen)
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE FOR ORDER" in step]
    assert [step for step in plan if "messages_shown" in step]


def test_what_blocked_accounts_wrote_or_hosted_is_passed_over(db: Db) -> None:
    rows = [message(number, account=BEN if number % 3 else ANNE) for number in range(30)]
    hosted = message(30, account=BEN, answer=answer_to(rows[0].message_id))
    messages.put(db, [*rows, hosted])
    annes = [row for row in rows if row.account == ANNE]
    blocked = {BEN, ident("never met")}
    assert messages.page(db, GROUP, limit=4, blocked=blocked) == annes[-4:]
    assert messages.page(db, GROUP, before=rows[20].position, limit=4, blocked=blocked) == annes[3:7]
    assert messages.page(db, GROUP, after=rows[20].position, limit=2, blocked=blocked) == annes[7:9]
    assert messages.last(db, GROUP, blocked) == annes[-1]
    assert messages.unread(db, GROUP, b"", ident("me"), blocked) == len(annes)
    assert messages.unread(db, GROUP, annes[4].position, ident("me"), blocked) == len(annes) - 5
    assert messages.page(db, GROUP, blocked={ANNE, BEN}) == []
    found = [hit.message for hit in messages.search(db, "hello", GROUP, 3, blocked)]
    assert found == annes[:-4:-1]
    assert [hit.message for hit in messages.search(db, "hello", None, 3, blocked)] == found
    assert messages.get(db, GROUP, hosted.message_id) == hosted, "it is only passed over"


def test_passing_over_looks_only_at_the_index(db: Db) -> None:
    messages.put(db, [message(number, account=BEN if number else ANNE) for number in range(50)])
    seen: list[tuple[str, object]] = []
    connection = db.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    messages.page(db, GROUP, blocked={BEN})
    statement, parameters = seen[-1]
    plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE FOR ORDER" in step]
    assert [step for step in plan if "messages_shown" in step]


def test_questions_that_two_answered_are_found_by_whose_device_answered(db: Db) -> None:
    both, one, other = (MessageId(ident(question)) for question in ("both", "one", "other"))
    put = [(both, ANNE), (both, BEN), (one, BEN), (other, ANNE), (other, ANNE)]
    messages.put(
        db, [message(n, account=who, answer=answer_to(question), shown=n != 1) for n, (question, who) in enumerate(put)]
    )
    assert messages.rivalled(db, BEN) == [(GROUP, both)]
    assert set(messages.rivalled(db, ANNE)) == {(GROUP, both), (GROUP, other)}
    assert messages.rivalled(db, ident("never met")) == []
