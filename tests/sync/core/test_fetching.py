"""Which chunk is asked of whom: all of them, none twice, never too many, whatever holders do."""

from hypothesis import given
from hypothesis import strategies as st

from sync.core.fetching import PROMPT_SECONDS, Fetch
from sync.core.files import ChunkMap
from sync.core.ids import DeviceId
from sync.core.limits import CHUNKS_IN_FLIGHT

ADA, BOB, CLEO = (DeviceId(name * 32) for name in (b"a", b"b", b"c"))
SLOW = PROMPT_SECONDS * 2


def chunks(count: int, *indexes: int) -> ChunkMap:
    found = ChunkMap(count)
    for index in indexes:
        found.add(index)
    return found


def full(count: int) -> ChunkMap:
    return chunks(count, *range(count))


def asked(fetch: Fetch) -> list[tuple[DeviceId, int]]:
    found: list[tuple[DeviceId, int]] = []
    while (next_one := fetch.ask()) is not None:
        found.append(next_one)
    return found


def test_chunks_are_asked_for_in_order_and_more_of_who_is_prompt() -> None:
    fetch = Fetch(chunks(9, 1))
    fetch.offer(ADA, full(9))
    assert asked(fetch) == [(ADA, 0)]
    assert fetch.arrived(ADA, 0, 0.0)
    assert asked(fetch) == [(ADA, 2), (ADA, 3)]
    fetch.settled(0, stored=True)
    assert fetch.arrived(ADA, 3, SLOW)
    assert asked(fetch) == []
    assert fetch.arrived(ADA, 2, 0.0)
    assert asked(fetch) == [(ADA, 4), (ADA, 5)]
    assert len(fetch.here) == 2


def test_no_more_are_under_way_than_allowed() -> None:
    fetch = Fetch(ChunkMap(99))
    for device in (ADA, BOB, CLEO):
        fetch.offer(device, full(99))
    for _ in range(20):
        for device, index in asked(fetch):
            assert fetch.arrived(device, index, 0.0)
            assert fetch.under_way <= CHUNKS_IN_FLIGHT
            fetch.settled(index, stored=True)
    assert len(asked(fetch)) == CHUNKS_IN_FLIGHT


def test_a_slow_disk_makes_holders_wait() -> None:
    fetch = Fetch(ChunkMap(99))
    fetch.offer(ADA, full(99))
    taken: list[int] = []
    while found := asked(fetch):
        for device, index in found:
            fetch.arrived(device, index, 0.0)
            taken.append(index)
    assert CHUNKS_IN_FLIGHT <= len(taken) < 2 * CHUNKS_IN_FLIGHT
    for index in taken:
        fetch.settled(index, stored=True)
    assert asked(fetch)


def test_what_a_device_that_goes_did_not_bring_is_asked_elsewhere() -> None:
    fetch = Fetch(ChunkMap(3))
    fetch.offer(ADA, full(3))
    assert asked(fetch) == [(ADA, 0)]
    fetch.withdraw(ADA)
    assert asked(fetch) == []
    assert not fetch.holders
    fetch.offer(BOB, full(3))
    assert asked(fetch) == [(BOB, 0)]
    assert not fetch.arrived(ADA, 0, 0.0)
    fetch.withdraw(CLEO)


def test_a_chunk_that_is_none_is_asked_for_again() -> None:
    fetch = Fetch(ChunkMap(2))
    fetch.offer(ADA, full(2))
    assert asked(fetch) == [(ADA, 0)]
    fetch.arrived(ADA, 0, SLOW)
    assert asked(fetch) == [(ADA, 1)]
    fetch.settled(0, stored=False)
    fetch.arrived(ADA, 1, SLOW)
    fetch.settled(1, stored=True)
    assert asked(fetch) == [(ADA, 0)]


def test_a_chunk_that_is_gone_is_not_asked_of_the_same_again() -> None:
    fetch = Fetch(ChunkMap(2))
    fetch.offer(ADA, full(2))
    assert asked(fetch) == [(ADA, 0)]
    fetch.gone(ADA, 1)  # not asked for
    fetch.gone(BOB, 0)
    fetch.gone(ADA, 0)
    assert asked(fetch) == [(ADA, 1)]
    fetch.offer(BOB, chunks(2, 0))
    assert asked(fetch) == [(BOB, 0)]


def test_who_has_nothing_that_is_missing_is_no_holder() -> None:
    fetch = Fetch(chunks(2, 0))
    fetch.offer(ADA, chunks(2, 0))
    assert not fetch.holders
    fetch.offer(ADA, full(2))
    fetch.offer(ADA, chunks(2))
    assert asked(fetch) == []


def test_who_has_brought_all_he_has_is_a_holder_again_when_something_goes_wrong() -> None:
    fetch = Fetch(ChunkMap(2))
    fetch.offer(ADA, chunks(2, 0))
    assert asked(fetch) == [(ADA, 0)]
    fetch.arrived(ADA, 0, 0.0)
    assert asked(fetch) == []
    assert not fetch.holders
    fetch.settled(0, stored=False)
    assert fetch.holders == {ADA}
    assert asked(fetch) == [(ADA, 0)]
    fetch.arrived(ADA, 0, 0.0)
    fetch.settled(0, stored=True)
    fetch.offer(ADA, full(2))
    assert asked(fetch) == [(ADA, 1)]


def test_a_late_chunk_is_asked_elsewhere_if_anybody_else_has_it() -> None:
    fetch = Fetch(ChunkMap(2))
    fetch.offer(ADA, full(2))
    assert asked(fetch) == [(ADA, 0)]
    assert not fetch.late(ADA, 0)
    assert not fetch.late(ADA, 1)
    fetch.offer(BOB, chunks(2, 1))
    assert asked(fetch) == [(BOB, 1)]
    assert not fetch.late(ADA, 0)
    fetch.offer(CLEO, full(2))
    assert fetch.late(ADA, 0)
    assert asked(fetch) == [(CLEO, 0)]


STEPS = st.lists(st.tuples(st.sampled_from(("offer", "go", "bring", "gone", "late", "bad")), st.integers(0, 2)))


@given(st.integers(1, 12), STEPS)
def test_whatever_happens_all_chunks_come_in_the_end_and_none_twice_at_once(
    count: int, steps: list[tuple[str, int]]
) -> None:
    fetch, under_way = Fetch(ChunkMap(count)), dict[int, DeviceId]()
    for what, who in steps:
        device = (ADA, BOB, CLEO)[who]
        theirs = [index for index, holder in under_way.items() if holder == device]
        if what == "offer":
            fetch.offer(device, full(count))
        elif what == "go" or (what == "late" and theirs and fetch.late(device, theirs[0])):
            fetch.withdraw(device)
            under_way = {index: holder for index, holder in under_way.items() if holder != device}
        elif what in ("bring", "bad") and theirs:
            assert fetch.arrived(device, theirs[0], 0.0)
            fetch.settled(theirs[0], stored=what == "bring")
            del under_way[theirs[0]]
        elif what == "gone" and theirs:
            fetch.gone(device, theirs[0])
            del under_way[theirs[0]]
        for holder, index in asked(fetch):
            assert index not in under_way
            assert index not in fetch.here
            under_way[index] = holder
        assert len(under_way) <= CHUNKS_IN_FLIGHT
    for device in (ADA, BOB, CLEO):
        fetch.withdraw(device)
    fetch.offer(ADA, full(count))
    while found := asked(fetch):
        for device, index in found:
            assert fetch.arrived(device, index, 0.0)
            fetch.settled(index, stored=True)
    assert fetch.here.full


def test_who_was_late_is_asked_after_others_whatever_it_says_to_have() -> None:
    fetch = Fetch(ChunkMap(1))
    for device in (ADA, BOB, CLEO):
        fetch.offer(device, full(1))
    assert asked(fetch) == [(ADA, 0)]
    assert fetch.awaits(ADA, 0)
    assert fetch.late(ADA, 0)
    assert not fetch.awaits(ADA, 0)
    fetch.offer(ADA, full(1))
    assert asked(fetch) == [(BOB, 0)]
    assert fetch.late(BOB, 0)
    fetch.offer(BOB, full(1))
    assert asked(fetch) == [(CLEO, 0)]
