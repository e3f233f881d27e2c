"""How much is decrypted before others get a turn, whatever it comes in; who pays; and what is left at the end."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

import pytest

from sync.core.handshake import Authenticated
from sync.core.limits import FRAME_BYTES
from sync.errors import HostileInput
from sync.net import portions, tcp_link
from sync.net.budget import Budget
from sync.net.framing import frame_header
from sync.net.links import Link, LinkClosed
from sync.net.peer import PeerConnection
from sync.net.portions import FIRST_BYTES, PORTION_SECONDS, RECORD_BYTES, UNPAID_SECONDS, UNPAID_WAIT_SECONDS, Portions
from tests.sync.net.test_transport import listening, transport_of, until

WORDS = [number.to_bytes(2, "big") * 500 for number in range(200)]


def nothing_to_wait_for(_: float) -> float:
    return 0.0


@asynccontextmanager
async def connected() -> AsyncGenerator[tuple[Link, Link]]:
    """Both ends of a link, for which somebody pays."""
    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        for end in (out, into):
            end.authenticated()
            end.pay(nothing_to_wait_for)
        yield out, into


async def arrived(link: Link, size: int) -> None:
    """Wait until so many bytes wait at a link to be decrypted."""
    await until(lambda: transport_of(link).get_read_buffer_size() >= size)  # type: ignore[attr-defined]


async def all_of(link: Link) -> list[bytes]:
    """Receive what there is until the link is closed; looks that no more is decrypted than may wait."""
    assert isinstance(link, tcp_link.TcpLink)
    received: list[bytes] = []
    async with asyncio.timeout(20):
        with contextlib.suppress(LinkClosed):
            while True:
                received.append(await link.receive())
                assert link._inbox_bytes < tcp_link.QUEUED_BYTES + 2 * RECORD_BYTES
    return received


class Records(ssl.SSLObject):
    """Holds records that take a quarter of a portion each."""

    def __init__(self, clock: list[float]) -> None:
        self.left = 6
        self.clock = clock

    def read(self, len: int = 1024, buffer: object = None) -> bytes:  # type: ignore[override]
        if not self.left:
            raise ssl.SSLWantReadError
        self.left -= 1
        self.clock[0] += PORTION_SECONDS / 4
        return b"x"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(portions, "thread_time", lambda: now[0])
    monkeypatch.setattr(portions, "perf_counter", lambda: now[0])
    return now


def test_a_portion_ends_with_its_time_or_with_what_there_is(clock: list[float]) -> None:
    made, records, paid = Portions(), Records(clock), list[float]()
    made.pay(lambda seconds: paid.append(seconds) or 3.0)
    sizes: list[tuple[int, bool]] = []
    for _ in range(2):
        made.begin()[:5] = b"hello"
        assert made.first(5) == b"hello"
        size = 0
        while made.more(records):
            size += 1
        sizes.append((size, made.cut))
        assert made.end() == 3.0
    assert sizes == [(4, True), (2, False)]
    assert paid == [0.0, PORTION_SECONDS, PORTION_SECONDS / 2]


def test_who_pays_later_pays_for_what_was_before_and_nobody_takes_much_for_which_nobody_pays(
    clock: list[float],
) -> None:
    made, paid = Portions(), list[float]()

    def portion() -> float:
        made.begin()
        clock[0] += UNPAID_SECONDS / 2
        return made.end()

    assert [portion(), portion()] == [0.0, UNPAID_WAIT_SECONDS]
    assert made.pay(lambda seconds: paid.append(seconds) or 0.0) == 0.0
    assert portion() == 0.0
    assert made.pay(lambda seconds: paid.append(seconds) or 0.0) == 0.0
    assert paid == pytest.approx([UNPAID_SECONDS, UNPAID_SECONDS / 2, 0.0])


async def test_no_more_than_two_portions_are_decrypted_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "PORTION_SECONDS", 0.0)
    async with connected() as (out, into):
        turn, portions_in = 0, dict[int, int]()

        async def others() -> None:
            nonlocal turn
            while True:
                turn += 1
                await asyncio.sleep(0)

        def note(_: float) -> float:
            portions_in[turn] = portions_in.get(turn, 0) + 1
            return 0.0

        into.pay(note)
        watching = asyncio.create_task(others())

        async def send() -> None:
            for word in WORDS:
                await out.send(word)
                if word[1] % 8 == 0:
                    await asyncio.sleep(0)  # so that more arrives before the last is decrypted

        sending = asyncio.create_task(send())
        assert [await into.receive() for _ in WORDS] == WORDS
        await sending
        watching.cancel()
        assert sum(portions_in.values()) >= sum(map(len, WORDS)) // FIRST_BYTES
        assert max(portions_in.values()) <= 2


async def test_a_frame_that_never_ends_is_paid_for_and_waits_as_long_as_who_pays_says() -> None:
    async with connected() as (out, into):
        paid: list[float] = []
        into.pay(lambda seconds: paid.append(seconds) or 3600.0)
        transport_of(out).write(frame_header(FRAME_BYTES) + bytes(FIRST_BYTES))
        await until(lambda: len(paid) > 1)
        transport_of(out).write(bytes(1000))
        await arrived(into, 1000)
        assert len(paid) == 2
        assert paid[1] > 0
        into.pay(lambda seconds: paid.append(seconds) or 0.0)
        await until(lambda: len(paid) > 3)
        transport_of(out).abort()
        with pytest.raises(LinkClosed):
            await into.receive()


async def test_the_budget_of_a_connection_pays_for_frames_that_never_end() -> None:
    paid: list[float] = []

    class Paying(Budget):
        def received(self, seconds: float) -> float:
            paid.append(seconds)
            return super().received(seconds)

    async with listening() as here, listening() as there:
        out, into = await here.pair(there)
        out.authenticated()
        into.authenticated()
        transport_of(out).write(frame_header(FRAME_BYTES) + bytes(FIRST_BYTES))
        peer = PeerConnection(into, cast(Authenticated, None), set())
        peer.budget = Paying()
        transport_of(out).abort()
        with pytest.raises(LinkClosed):
            await peer.receive()
        assert sum(paid) > 0


@pytest.mark.parametrize("end", ["closed", "broken", "reset"])
async def test_what_has_arrived_is_received_however_the_connection_ended(
    end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp_link, "QUEUED_BYTES", 10_000)  # the reader is behind: most is not decrypted at the end
    async with connected() as (out, into):
        for word in WORDS:
            transport_of(out).write(frame_header(len(word)) + word)
        transport_of(out).write(frame_header(3) + b"bye")
        await arrived(into, sum(map(len, WORDS)) - 20_000)
        match end:
            case "closed":
                await out.close()
            case "broken":
                transport_of(out).abort()
            case _:
                transport_of(into).abort()
        await asyncio.sleep(0)
        assert await all_of(into) == [*WORDS, b"bye"]


async def test_what_is_decrypted_after_the_end_is_held_to_the_limits_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "QUEUED_BYTES", 10_000)
    async with connected() as (out, into):
        for word in WORDS:
            transport_of(out).write(frame_header(len(word)) + word)
        transport_of(out).write(frame_header(FRAME_BYTES + 1))
        await arrived(into, sum(map(len, WORDS)) - 20_000)
        transport_of(out).abort()
        with pytest.raises(HostileInput):
            await all_of(into)
        with pytest.raises(HostileInput):
            await into.receive()


async def test_who_drops_a_link_that_has_ended_receives_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "QUEUED_BYTES", 10_000)
    async with connected() as (out, into):
        for word in WORDS:
            transport_of(out).write(frame_header(len(word)) + word)
        await arrived(into, sum(map(len, WORDS)) - 20_000)
        transport_of(out).abort()
        await into.receive()
        into.abort()
        with pytest.raises(LinkClosed):
            await into.receive()
