"""What peers cost and who goes first: budgets, turns, places of devices that anybody can make up."""

import asyncio
import hashlib
from types import SimpleNamespace
from typing import Any

import pytest

from sync.core.ids import AccountId, DeviceId
from sync.core.limits import MODEST_BURST_SECONDS, PEER_BURST_SECONDS
from sync.net import precedence as precedence_module
from sync.net.budget import LONGEST_WAIT_SECONDS, SLICE_SECONDS, Budget, Budgets, Measured
from sync.net.crowding import GRACE_SECONDS, MOST_GUESTS, MOST_UNKNOWN, check_unknown, make_room_for_guest
from sync.net.greeting import Refused
from sync.net.precedence import LONGEST_SECONDS, PAUSES, Precedence


def work() -> None:
    """Use some processor time."""
    hashlib.pbkdf2_hmac("sha256", b"", b"", 40_000)


async def test_only_the_steps_of_the_work_itself_count() -> None:
    began, others = asyncio.Event(), asyncio.Event()

    async def waits() -> str:
        began.set()
        await others.wait()
        return "done"

    async def works() -> None:
        work()

    waiting, working = Measured(waits()), Measured(works())

    async def other() -> None:
        await began.wait()
        await working
        others.set()

    task = asyncio.create_task(other())
    assert await waiting == "done"
    await task
    assert 0 < waiting.seconds < working.seconds


async def test_what_goes_wrong_in_measured_work_comes_out_of_it() -> None:
    async def fails() -> None:
        await asyncio.sleep(0)
        raise LookupError

    with pytest.raises(LookupError):
        await Measured(fails())
    waiting = asyncio.create_task(_await(Measured(asyncio.Event().wait())))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def _await(work: Any) -> None:
    await work


async def test_who_has_used_much_goes_after_others_and_who_used_too_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr("sync.net.budget.asyncio.sleep", sleep)
    turns: list[float] = []

    async def turn(taken: float) -> None:
        turns.append(taken)

    budget = Budget(turn)
    await budget.settle()
    assert (slept, turns) == ([], [])
    budget.draw(SLICE_SECONDS)
    await budget.settle()
    assert (slept, turns) == ([], [0.0])
    assert budget.modest
    budget.draw(MODEST_BURST_SECONDS)
    assert not budget.modest
    await budget.settle()
    assert (slept, turns) == ([], [0.0, MODEST_BURST_SECONDS])
    budget.draw(SLICE_SECONDS, waited=True)
    await budget.settle()
    assert len(turns) == 2
    budget.draw(10 * PEER_BURST_SECONDS)
    await budget.settle()
    assert slept == [LONGEST_WAIT_SECONDS]


async def test_what_is_given_back_buys_no_longer_turns() -> None:
    turns: list[float] = []

    async def turn(taken: float) -> None:
        turns.append(taken)

    budget = Budget(turn)
    for _ in range(100):
        budget.draw(SLICE_SECONDS / 2)
        budget.refund(SLICE_SECONDS)
        await budget.settle()
    assert turns == [0.0] * 50
    budget.draw(2 * MODEST_BURST_SECONDS)
    assert not budget.modest
    budget.refund(2 * MODEST_BURST_SECONDS)
    assert budget.modest


async def test_coming_back_does_not_fill_a_budget_and_guests_have_one() -> None:
    budgets = Budgets()
    ana, bo = AccountId(b"a" * 32), AccountId(b"b" * 32)
    budgets.of(ana).draw(MODEST_BURST_SECONDS * 2)
    assert not budgets.of(ana).modest
    assert budgets.of(bo).modest
    assert budgets.of(None) is budgets.of(None)


async def test_a_charge_is_what_was_done() -> None:
    turns: list[bool] = []

    async def turn(taken: float) -> None:
        turns.append(True)

    for charge in ("decoding", "spent"):
        budget = Budget(turn)
        if charge == "decoding":
            assert budget.decoding(b"", lambda _: work()) is None
        else:
            await budget.spend(_work())
        await budget.settle()
    assert len(turns) == 2


async def test_who_has_used_much_is_received_from_in_a_quarter_of_the_time_and_who_used_too_much_not_at_all() -> None:
    budget = Budget()
    assert budget.received(MODEST_BURST_SECONDS / 2) == 0
    assert budget.received(MODEST_BURST_SECONDS) == PAUSES * MODEST_BURST_SECONDS
    assert budget.received(SLICE_SECONDS / 2) == 0  # not worth a timer
    assert budget.received(SLICE_SECONDS) == PAUSES * SLICE_SECONDS * 1.5
    assert budget.received(PEER_BURST_SECONDS) == LONGEST_WAIT_SECONDS
    assert budget.received(0) > 0


async def _work() -> None:
    work()


async def test_what_can_wait_waits_for_what_is_urgent() -> None:
    precedence, order = Precedence(), list[str]()
    begun, end = asyncio.Event(), asyncio.Event()

    async def urgent() -> None:
        precedence.talked()
        with precedence.urgent():
            begun.set()
            await end.wait()
            order.append("urgent")

    async def can_wait() -> None:
        async with precedence.waiting():
            order.append("can wait")

    talking = asyncio.create_task(urgent())
    await begun.wait()
    waiting = asyncio.create_task(can_wait())
    turn = asyncio.create_task(precedence.turn())
    for _ in range(10):
        await asyncio.sleep(0)
    assert order == []
    assert not turn.done()
    end.set()
    await asyncio.gather(talking, waiting, turn)
    assert order == ["urgent", "can wait"]
    assert precedence.talking


async def test_what_can_wait_goes_on_however_much_is_urgent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precedence_module, "LONGEST_SECONDS", 0.01)
    precedence = Precedence()
    with precedence.urgent():
        async with precedence.waiting():
            pass
        await precedence.turn()


async def test_after_work_that_could_have_waited_people_who_talk_have_three_quarters_of_the_time() -> None:
    precedence = Precedence()
    now = asyncio.get_running_loop().time
    precedence.talked()
    began = now()
    await precedence.turn(0.01)
    assert now() - began >= 0.9 * PAUSES * 0.01


async def test_who_comes_later_does_not_wait_for_what_was_piled_up_before() -> None:
    precedence = Precedence()
    precedence.talked()
    await asyncio.gather(*(precedence.turn(LONGEST_SECONDS) for _ in range(20)))
    assert precedence._resume <= asyncio.get_running_loop().time() + LONGEST_SECONDS


async def test_nothing_waits_where_nobody_talks() -> None:
    precedence = Precedence()
    assert not precedence.talking
    async with asyncio.timeout(5):
        for _ in range(100):
            async with precedence.waiting():
                pass
            await precedence.turn(LONGEST_SECONDS)


def connection(name: int, *, guest: bool, since: float = 0.0) -> Any:
    gone: list[bool] = []
    return SimpleNamespace(
        device=bytes([name]) * 32, guest=guest, since=since, gone=gone, abort=lambda: gone.append(True)
    )


def test_the_first_guest_makes_room_once_it_had_its_time() -> None:
    device = DeviceId(b"d" * 32)
    guests = [connection(number, guest=True, since=float(number)) for number in range(MOST_GUESTS)]
    make_room_for_guest(device, guests[1:], 0.0)
    with pytest.raises(Refused, match="waiting to join"):
        make_room_for_guest(device, guests, GRACE_SECONDS - 1)
    make_room_for_guest(device, guests, GRACE_SECONDS)
    assert [bool(each.gone) for each in guests] == [True] + [False] * (MOST_GUESTS - 1)


def test_devices_of_nobody_known_have_few_places() -> None:
    device = DeviceId(b"d" * 32)
    others = [connection(number, guest=False) for number in range(MOST_UNKNOWN)]
    guests = [connection(100 + number, guest=True) for number in range(MOST_GUESTS)]
    check_unknown(device, others[1:] + guests, lambda _: False)
    check_unknown(device, others, lambda each: each is others[0])
    with pytest.raises(Refused):
        check_unknown(device, others, lambda _: False)
