"""Pages and rows read without SQLite: all that it wrote, and of what is damaged only that is missing."""

import random
from pathlib import Path

import pytest

from sync.store.btree import INDEX_LEAF, TABLE_LEAF, Trees
from sync.store.cipher import connect
from sync.store.pages import PAGE, Pages, frames_of, wal_of
from tests.sync.store.samples import KEY

Rows = list[tuple[object, ...]]


def fill(path: Path, *, close: bool) -> tuple[Rows, Rows]:
    """Make a database with rows of every size and kind; returns those of its tables `t` and `w`."""
    connection = connect(path, KEY)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v BLOB, s TEXT)")
    connection.execute("CREATE TABLE w (a INTEGER, b BLOB, c TEXT, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID")
    connection.execute("BEGIN")
    rows = [(n, bytes([n % 251]) * (n % 500 * (30 if n % 97 == 0 else 1)), "é" * (n % 30)) for n in range(-3, 1_500)]
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO w VALUES (?, ?, ?)", [(n << n % 50, b"x" * (n % 900), str(n)) for n in range(400)]
    )
    connection.execute("COMMIT")
    connection.execute("UPDATE t SET s = NULL WHERE id % 7 = 0")
    expected = connection.execute("SELECT * FROM t").fetchall(), connection.execute("SELECT * FROM w").fetchall()
    if close:
        connection.close()
    else:  # as after a crash: most of it is in the write-ahead log
        kept = {each: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}
        connection.close()
        for each, content in kept.items():
            each.write_bytes(content)
    return expected


def read(path: Path) -> tuple[Rows, Rows, int]:
    """Return the rows of both tables as they can be read, and how much could not be."""
    with Pages(path, KEY) as pages:
        trees = Trees(pages)
        roots = {row.values[1]: row.values[3] for row in trees.rows(1)}
        root_t, root_w = roots["t"], roots["w"]
        assert isinstance(root_t, int)
        assert isinstance(root_w, int)
        t: Rows = [(signed(row.number), *row.values[1:]) for row in trees.rows(root_t)]
        return t, sorted(row.values for row in trees.rows(root_w)), trees.lost


def signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


@pytest.mark.parametrize("close", [True, False])
def test_everything_that_sqlite_wrote_is_read(tmp_path: Path, close: bool) -> None:
    path = tmp_path / "store.db"
    expected_t, expected_w = fill(path, close=close)
    assert bool(wal_of(path)) is not close
    assert read(path) == (expected_t, sorted(expected_w), 0)


def test_of_a_database_with_flipped_bits_all_that_is_read_is_true(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    expected_t, expected_w = fill(path, close=True)
    whole, rng = path.read_bytes(), random.Random(5)
    for _ in range(30):
        content = bytearray(whole)
        content[rng.randrange(PAGE, len(content))] ^= 1 << rng.randrange(8)
        path.write_bytes(content)
        t, w, lost = read(path)
        assert set(t) <= set(expected_t)
        assert set(w) <= set(expected_w)
        assert (t, w) == (expected_t, sorted(expected_w)) or lost


def test_leaves_that_nothing_leads_to_are_found(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    expected, _ = fill(path, close=True)
    with Pages(path, KEY) as pages:
        trees = Trees(pages)
        for _ in trees.rows(1):
            pass
        found = {(signed(row.number), *row.values[1:]) for row in trees.strays(TABLE_LEAF)}
        assert found == set(expected)
        assert len(list(trees.strays(INDEX_LEAF))) <= 400


def test_another_key_opens_no_page(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    fill(path, close=True)
    with Pages(path, bytes(32)) as pages:
        assert [pages.get(number) for number in range(pages.count + 2)] == [None] * (pages.count + 2)


def test_a_frame_that_names_an_absurd_page_makes_no_database_larger(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    expected, _ = fill(path, close=False)
    wal = bytearray(wal_of(path))
    wal[32:36] = b"\xff\xff\xff\xff"
    path.with_name("store.db-wal").write_bytes(wal)
    with Pages(path, KEY) as pages:
        assert pages.count < 10_000
    assert set(read(path)[0]) <= set(expected)


def test_frames_behind_the_last_transaction_are_none(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    fill(path, close=False)
    wal = wal_of(path)
    frames = frames_of(wal)
    assert len(frames) == (len(wal) - 32) // (PAGE + 24)
    assert frames_of(wal, len(frames)) == []
    assert frames_of(wal, len(frames) - 1) == frames[-1:]
    assert len(frames_of(wal[: -PAGE - 24])) < len(frames) - 1
    assert frames_of(b"") == frames_of(wal[:40]) == []
