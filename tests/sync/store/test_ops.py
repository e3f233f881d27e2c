"""Operations come back byte for byte, by log, by epoch and in order."""

import pytest

from sync.core.ids import EpochId, Head, OpId
from sync.core.ops import Kind
from sync.store import ops
from sync.store.database import Db
from tests.sync.store.samples import ANNE, BEN, EPOCH, GROUP, OTHER_GROUP, operation

OTHER_EPOCH = EpochId(b"f" * 32)


def test_control_and_content_are_told_apart_and_keep_their_order(db: Db) -> None:
    control = [operation(ANNE, 0, Kind.GENESIS), operation(BEN, 0, Kind.PROFILE)]
    content = [operation(BEN, seq) for seq in range(5)]
    ops.append(db, GROUP, [control[0], *content, control[1]])
    assert ops.control(db, GROUP) == [row.raw for row in control]
    first = ops.content(db, GROUP, 0, 3)
    rest = ops.content(db, GROUP, first[-1][0], 3)
    assert [raw for _, raw in first + rest] == [row.raw for row in content]
    assert ops.control(db, OTHER_GROUP) == []
    assert ops.content(db, OTHER_GROUP, 0, 9) == []


def test_heads_counts_and_lamport_times_follow_what_is_appended(db: Db) -> None:
    assert (ops.heads(db, GROUP), ops.count(db, GROUP), ops.max_lamport(db, GROUP)) == ({}, 0, 0)
    mine = [operation(ANNE, seq) for seq in range(3)]
    theirs = operation(BEN, 0)
    ops.append(db, GROUP, [mine[1], mine[0], theirs])
    ops.append(db, GROUP, [mine[2], mine[0]])
    log = mine[0].header.log
    assert ops.heads(db, GROUP) == {log: Head(2, mine[2].id), theirs.header.log: Head(0, theirs.id)}
    assert ops.count(db, GROUP) == 4
    assert ops.max_lamport(db, GROUP) == 12


def test_both_branches_of_a_fork_are_kept_and_the_first_is_the_head(db: Db) -> None:
    first, second = operation(ANNE, 0, branch="one"), operation(ANNE, 0, branch="two")
    ops.append(db, GROUP, [first])
    ops.append(db, GROUP, [second, second])
    log = first.header.log
    assert ops.span(db, GROUP, log, 0, 0, 9, 9999) == [first.raw, second.raw]
    assert ops.heads(db, GROUP) == {log: Head(0, first.id)}
    assert ops.count(db, GROUP) == 1


def test_a_span_is_cut_by_number_and_by_bytes_but_never_to_nothing(db: Db) -> None:
    rows = [operation(ANNE, seq, size=1000) for seq in range(10)]
    ops.append(db, GROUP, rows)
    log = rows[0].header.log
    assert ops.span(db, GROUP, log, 2, 4, 99, 99_999) == [row.raw for row in rows[2:5]]
    assert len(ops.span(db, GROUP, log, 0, 9, 4, 99_999)) == 4
    assert len(ops.span(db, GROUP, log, 0, 9, 99, 2500)) == 2
    assert len(ops.span(db, GROUP, log, 0, 9, 99, 1)) == 1
    assert ops.span(db, GROUP, log, 10, 20, 99, 99_999) == []
    assert ops.span(db, OTHER_GROUP, log, 0, 9, 99, 99_999) == []


def test_content_is_found_by_its_epoch(db: Db) -> None:
    rows = [operation(ANNE, seq, epoch=EPOCH if seq % 2 else OTHER_EPOCH) for seq in range(6)]
    ops.append(db, GROUP, rows)
    found = ops.by_epoch(db, GROUP, EPOCH, 0, 2)
    found += ops.by_epoch(db, GROUP, EPOCH, found[-1][0], 9)
    assert [raw for _, raw in found] == [row.raw for row in rows[1::2]]
    assert ops.by_epoch(db, OTHER_GROUP, EPOCH, 0, 9) == []


def test_a_log_is_continued_only_from_where_it_ends(db: Db) -> None:
    first, second = operation(ANNE, 0), operation(ANNE, 1)
    log, beginning = first.header.log, OpId(b"")
    with pytest.raises(ops.OutOfStep):
        ops.append(db, GROUP, [second], {log: first.id})
    ops.append(db, GROUP, [first], {log: beginning})
    for wrong in (beginning, second.id):
        with pytest.raises(ops.OutOfStep):
            ops.append(db, GROUP, [second], {log: wrong})
    ops.append(db, GROUP, [second], {log: first.id})
    assert ops.heads(db, GROUP)[log].id == second.id
