"""Files in chunks: sealed, hashed, checked, and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.files import (
    ChunkCipher,
    ChunkMap,
    check_chunk,
    check_hashes,
    chunk_count,
    chunk_hash,
    chunk_size,
    file_id,
    file_root,
    sealed_size,
)
from sync.core.limits import FILE_CHUNK_BYTES, MAX_FILE_BYTES, MAX_FILE_CHUNKS
from sync.core.ops import FileManifest
from sync.errors import HostileInput

KEY = bytes(range(32))
SIZE = FILE_CHUNK_BYTES + 5
CHUNKS = [ChunkCipher(KEY, SIZE).seal(index, data) for index, data in enumerate((bytes(FILE_CHUNK_BYTES), b"hello"))]
HASHES = b"".join(map(chunk_hash, CHUNKS))


@pytest.mark.parametrize(
    ("size", "count", "last"),
    [
        (0, 1, 0),
        (1, 1, 1),
        (FILE_CHUNK_BYTES, 1, FILE_CHUNK_BYTES),
        (SIZE, 2, 5),
        (MAX_FILE_BYTES, MAX_FILE_CHUNKS, FILE_CHUNK_BYTES),
    ],
)
def test_a_file_is_cut_into_chunks(size: int, count: int, last: int) -> None:
    assert chunk_count(size) == count
    assert chunk_size(size, count - 1) == last
    assert sealed_size(size) == size + 16 * count


def test_a_chunk_opens_only_in_its_place_in_its_file() -> None:
    cipher = ChunkCipher(KEY, SIZE)
    assert cipher.open(1, CHUNKS[1]) == b"hello"
    assert cipher.open(0, CHUNKS[1]) is None
    assert ChunkCipher(KEY, SIZE + 1).open(1, CHUNKS[1]) is None
    assert ChunkCipher(bytes(32), SIZE).open(1, CHUNKS[1]) is None
    assert cipher.open(1, CHUNKS[1][:-1] + b"x") is None
    assert cipher.open(1, b"") is None


def test_hashes_are_checked_against_the_root() -> None:
    root = file_root(SIZE, HASHES)
    check_hashes(root, SIZE, HASHES)
    for size, hashes in [(SIZE + 1, HASHES), (SIZE, HASHES[:32]), (SIZE, HASHES[32:] + HASHES[:32]), (SIZE, b"")]:
        with pytest.raises(HostileInput):
            check_hashes(root, size, hashes)


def test_a_chunk_is_checked_against_its_hash() -> None:
    for index, sealed in enumerate(CHUNKS):
        check_chunk(HASHES, SIZE, index, sealed)
    for index, sealed in [(0, CHUNKS[1]), (1, CHUNKS[0]), (1, CHUNKS[1][:-1]), (1, bytes(len(CHUNKS[1]))), (2, b"")]:
        with pytest.raises(HostileInput):
            check_chunk(HASHES, SIZE, index, sealed)


def test_what_is_kept_under_one_id_is_the_same_in_every_respect() -> None:
    manifest = FileManifest(name="a", mime="b/c", size=1, key=KEY, root=KEY, sha256=KEY)
    others = [
        FileManifest(name="a", mime="b/c", size=1, key=bytes(32), root=KEY, sha256=KEY),
        FileManifest(name="a", mime="b/c", size=2, key=KEY, root=KEY, sha256=KEY),
        FileManifest(name="a", mime="b/c", size=1, key=KEY, root=bytes(32), sha256=KEY),
        FileManifest(name="a", mime="b/c", size=1, key=KEY, root=KEY, sha256=bytes(32)),
    ]
    assert len({file_id(each) for each in (manifest, *others)}) == 5
    assert file_id(FileManifest("other", "x/y", 1, KEY, KEY, KEY, width=3)) == file_id(manifest)


@given(st.integers(1, 40), st.sets(st.integers(0, 39)))
def test_a_map_is_read_as_it_was_written(count: int, indexes: set[int]) -> None:
    chunks = ChunkMap(count)
    expected = {index for index in indexes if index < count}
    for index in expected:
        chunks.add(index)
    again = ChunkMap(count, chunks.to_bytes())
    assert {index for index in range(count) if index in again} == expected
    assert len(again) == len(expected)
    assert again.full is (len(expected) == count)
    for index in expected:
        again.discard(index)
    assert not any(again.to_bytes())
    again.fill()
    assert again.full


@pytest.mark.parametrize(("count", "data"), [(8, b"\0\0"), (9, b"\0"), (9, b"\0\2"), (1, b"\2"), (7, b"\x80")])
def test_a_map_of_another_size_is_hostile(count: int, data: bytes) -> None:
    with pytest.raises(HostileInput):
        ChunkMap(count, data)
    assert len(ChunkMap(8, b"\xff")) == 8
