"""Forks come back with the tips of their branches, and operations with their places."""

from sync.core.ids import OpId
from sync.store import forks, groups, ops
from sync.store.database import Db
from sync.store.forks import ForkRow
from tests.sync.store.samples import ANNE, BEN, GROUP, OTHER_GROUP, operation

LOG = operation(ANNE, 0).header.log
OTHER = operation(BEN, 0).header.log
TIPS = {OpId(bytes([number]) * 32): 2**40 + number for number in range(3)}


def test_forks_come_back_with_their_tips(db: Db) -> None:
    forks.put(db, GROUP, [ForkRow(LOG, 4, b"proof"), ForkRow(OTHER, 5, b"another")])
    forks.put_tips(db, GROUP, {LOG: TIPS})
    assert forks.load(db, GROUP) == {LOG: TIPS, OTHER: {}}
    forks.put_tips(db, GROUP, {LOG: {OpId(b"n" * 32): 7}})
    assert forks.load(db, GROUP)[LOG] == {OpId(b"n" * 32): 7}
    assert forks.load(db, OTHER_GROUP) == {}


def test_the_first_proof_stays(db: Db) -> None:
    forks.put(db, GROUP, [ForkRow(LOG, 4, b"proof")])
    forks.put_tips(db, GROUP, {LOG: TIPS})
    forks.put(db, GROUP, [ForkRow(LOG, 9, b"later")])
    assert forks.proofs(db, GROUP) == [ForkRow(LOG, 4, b"proof")]
    assert forks.load(db, GROUP) == {LOG: TIPS}


def test_nothing_to_put_is_nothing_put(db: Db) -> None:
    forks.put(db, GROUP, [])
    forks.put_tips(db, GROUP, {})
    assert forks.load(db, GROUP) == {}


def test_forks_go_with_their_group(db: Db) -> None:
    forks.put(db, GROUP, [ForkRow(LOG, 4, b"proof")])
    groups.remove(db, GROUP)
    assert forks.load(db, GROUP) == {}


def test_places_are_of_what_is_stored_in_the_group(db: Db) -> None:
    rows = [operation(ANNE, seq) for seq in range(600)]
    ops.append(db, GROUP, rows)
    strange = operation(BEN, 3).id
    assert ops.places(db, GROUP, [*(row.id for row in rows), strange]) == {
        row.id: (LOG, row.header.seq) for row in rows
    }
    assert ops.places(db, OTHER_GROUP, [rows[0].id]) == {}
    assert ops.places(db, GROUP, []) == {}


def test_places_are_found_by_the_index_of_ids(db: Db) -> None:
    ops.append(db, GROUP, [operation(ANNE, 0)])
    plan = db.connection().exec_driver_sql(
        "EXPLAIN QUERY PLAN SELECT op_id FROM ops WHERE substr(op_id, 1, 6) IN (x'00', x'01')"
    )
    assert "ops_by_id" in " ".join(str(row) for row in plan)


def test_a_span_goes_on_in_the_middle_of_a_position(db: Db) -> None:
    rows = [operation(ANNE, seq, branch=branch) for seq in range(3) for branch in ("one", "two")]
    ops.append(db, GROUP, rows)
    assert ops.span(db, GROUP, LOG, 0, 2, 3, 9999) == [row.raw for row in rows[:3]]
    assert ops.span(db, GROUP, LOG, 1, 2, 9, 9999, skip=1) == [row.raw for row in rows[3:]]
