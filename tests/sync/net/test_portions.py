"""How much is decrypted before others get a turn: as much as takes a millisecond, whatever records it comes in."""

import asyncio
from collections.abc import Callable

import pytest

from sync.net import portions
from sync.net.portions import LARGEST, PORTION_SECONDS, SMALLEST, Portions
from tests.sync.net.test_transport import listening, transport_of

Read = Callable[[float], int]


@pytest.fixture
def made() -> Portions:
    return Portions()


@pytest.fixture
def read(made: Portions, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read a portion that takes so many seconds; returns how large it might have been."""
    now = [0.0]
    monkeypatch.setattr(portions, "thread_time", lambda: now[0])

    def read(seconds: float) -> int:
        size = len(made.begin())
        now[0] += seconds
        made.end()
        return size

    return read


def test_what_is_cheap_comes_in_large_portions_and_what_is_dear_in_small_ones(read: Read) -> None:
    sizes = [read(0.0) for _ in range(10)]
    assert sizes[0] == SMALLEST
    assert sizes[-1] == LARGEST
    assert sizes == sorted(sizes)
    sizes = [read(2 * PORTION_SECONDS) for _ in range(10)]
    assert sizes[-1] == SMALLEST
    assert sizes == sorted(sizes, reverse=True)
    assert {read(PORTION_SECONDS / 2) for _ in range(3)} == {SMALLEST}


def test_what_it_cost_is_charged_once(made: Portions, read: Read) -> None:
    read(0.25)
    read(0.5)
    assert made.take_cost() == 0.75
    assert made.take_cost() == 0.0


def test_what_has_come_is_what_was_put_there(made: Portions) -> None:
    made.begin()[:5] = b"hello"
    assert made.filled(5) == b"hello"


async def test_others_get_a_turn_between_the_portions_of_many_small_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "LARGEST", SMALLEST)
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        out.authenticated()
        into.authenticated()
        transport_of(into).pause_reading()
        for number in range(400):
            await out.send(number.to_bytes(2, "big") * 50)
        await asyncio.sleep(0.2)  # all of it waits in one system call's reach
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        watching = asyncio.create_task(others())
        transport_of(into).resume_reading()
        received = [await into.receive() for _ in range(400)]
        watching.cancel()
        assert received == [number.to_bytes(2, "big") * 50 for number in range(400)]
        assert turns > 400 * 100 // SMALLEST
        assert into.take_cost() > 0
