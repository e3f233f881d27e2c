"""Safety numbers between engines, and what is said aloud when somebody may not be who he seems."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from sync.changes import ContactUpdated, MemberUpdated, Notice, Subscription
from sync.core.certificates import issue
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.ops import DeviceAdd
from sync.core.safety import DIGITS, fingerprint, read_number
from sync.core.sealing import SEED_SIZES, SUITE_HYBRID, HpkeKey
from sync.core.signing import SigningKey
from sync.engine import Engine
from sync.errors import DiskFull, InvalidInput, NoSuchMember, SafetyNumberMismatch
from sync.views import Member
from tests.support.engines import PATIENCE, Stage, joined, same_digest, stage, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def known(engine: Engine, group: GroupId) -> None:
    """Wait until a conversation that somebody began has come here."""

    async def condition() -> bool:
        return group in {line.group_id for line in await engine.groups.list()}

    await until(condition, "known")


async def account_of(engine: Engine) -> AccountId:
    account = await engine.accounts.get()
    assert account is not None
    return account.account_id


async def add_device(engine: Engine, group: GroupId) -> None:
    """Let an account have one more device in a group, as whoever has stolen its keys could."""
    keys = engine.accounts._context.who().keys
    hpke = HpkeKey(SUITE_HYBRID, os.urandom(SEED_SIZES[SUITE_HYBRID]))
    certificate = issue(keys.account_key, SigningKey.from_bytes(os.urandom(32)), SUITE_HYBRID, hpke.public_bytes, 1)
    await engine.groups._rooms.joined(group).author(lambda _: [DeviceAdd(certificate=certificate)])


async def verify(engine: Engine, other: Engine) -> None:
    number = await other.contacts.safety_number(await account_of(engine))
    await engine.contacts.confirm(await account_of(other), number.qr)


async def member(engine: Engine, group: GroupId, name: str) -> Member:
    return next(each for each in (await engine.groups.get(group)).members if each.name == name)


async def codes(engine: Engine) -> list[str]:
    """Return what was noticed, once it is kept."""
    await engine.notices.list()
    return [notice.code for notice in reversed(await engine.notices.list())]


async def noticed(engine: Engine, *expected: str) -> None:
    """Wait until exactly these notices are kept, the oldest first."""

    async def condition() -> bool:
        return await codes(engine) == list(expected)

    try:
        await until(condition, "notices")
    except AssertionError:
        raise AssertionError(f"expected {expected}, kept {await codes(engine)}") from None


async def nothing_noticed(scene: Stage, name: str) -> Engine:
    """Return the engine after a restart, which waits for what is about to be noticed; nothing was, or is."""
    engine = await scene.restart(name)
    assert await codes(engine) == []
    return engine


async def test_both_see_the_same_number_and_each_confirms_for_himself(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    bos, anas = await account_of(bo), await account_of(ana)

    seen = await ana.contacts.safety_number(bos)

    assert len(seen.digits) == DIGITS
    assert (seen.name, seen.verified, seen.changed, seen.devices) == ("bo", False, False, 1)
    assert (await bo.contacts.safety_number(anas)).digits == seen.digits == read_number(seen.qr)
    spaced = " ".join(seen.digits[at : at + 5] for at in range(0, DIGITS, 5))
    changes = ana.subscribe()
    confirmed = await ana.contacts.confirm(bos, spaced)
    assert (confirmed.verified, confirmed.changed) == (True, False)
    ana.unsubscribe(changes)
    assert [change async for change in changes] == [ContactUpdated(bos)]
    assert (await member(ana, group, "bo")).verified
    assert not (await member(bo, group, "ana")).verified
    assert [(contact.name, contact.verified) for contact in await ana.contacts.list()] == [("bo", True)]

    ana = await scene.restart("ana")
    assert (await ana.contacts.safety_number(bos)).verified
    assert not (await ana.contacts.unconfirm(bos)).verified
    assert not (await member(ana, group, "bo")).verified
    assert (await ana.contacts.confirm(bos)).verified, "it was compared outside of the program"


@pytest.mark.parametrize("digits", ["", "12345", "0" * DIGITS, "causerie:verify/2/" + "0" * DIGITS])
async def test_another_number_verifies_nobody(scene: Stage, digits: str) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    with pytest.raises(SafetyNumberMismatch):
        await ana.contacts.confirm(await account_of(bo), digits)
    assert not (await ana.contacts.safety_number(await account_of(bo))).verified


async def test_a_number_is_worked_out_beside_everything_else(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes a second with somebody who has let himself have thousands of devices."""
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    threads: set[int] = set()

    def noted(account: AccountId, devices: Iterable[DeviceId]) -> str:
        threads.add(threading.get_ident())
        return fingerprint(account, devices)

    monkeypatch.setattr("sync.runtime.contacts.fingerprint", noted)
    await ana.contacts.safety_number(await account_of(bo))
    assert threads
    assert threading.get_ident() not in threads


async def test_a_number_needs_a_group_in_common(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await verify(ana, bo)
    await bo.groups.leave(group)

    async def gone() -> bool:
        return len((await ana.groups.get(group)).members) == 1

    await until(gone, "gone")
    for ask in (ana.contacts.safety_number, ana.contacts.confirm, ana.contacts.unconfirm):
        with pytest.raises(NoSuchMember):
            await ask(await account_of(bo))
        with pytest.raises(NoSuchMember):
            await ask(AccountId(b"x" * 32))
        with pytest.raises(InvalidInput):
            await ask(await account_of(ana))
    assert [contact.verified for contact in await ana.contacts.list()] == [False]
    invite = await ana.invites.create(group)
    await bo.invites.join(invite.code)
    await joined(bo, group)
    await same_digest(group, ana, bo)
    assert (await ana.contacts.safety_number(await account_of(bo))).verified, "it is the same device"
    await nothing_noticed(scene, "ana")


async def test_the_number_is_the_same_where_two_share_several_groups(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    groups = [await scene.group(ana, bo, cy), await scene.group(bo, ana)]
    await scene.group(bo, cy)
    await add_device(bo, groups[0])
    for group in groups:
        await same_digest(group, ana, bo)
    await joined(ana, groups[1])

    async def same() -> bool:
        anas = await ana.contacts.safety_number(await account_of(bo))
        bos = await bo.contacts.safety_number(await account_of(ana))
        return anas.digits == bos.digits and anas.devices == 2

    await until(same, "the same number")


async def test_a_device_that_was_not_compared_ends_it_loudly(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    second = await scene.group(ana, bo)
    bos = await account_of(bo)
    await verify(ana, bo)
    before = await ana.contacts.safety_number(bos)
    changes = ana.subscribe()

    await add_device(bo, group)

    await noticed(ana, "safety_number_changed")
    await noticed(cy, "new_device")
    (notice,) = await ana.notices.list()
    assert notice.account_id == bos
    assert notice.message.startswith("The safety number with bo has changed")
    assert (await cy.notices.list())[0].message.startswith("bo has a new device")
    await told(changes, ContactUpdated(bos), MemberUpdated(group, bos), notice.notice_id)
    after = await ana.contacts.safety_number(bos)
    assert (after.verified, after.changed, after.devices) == (False, True, 2)
    assert after.digits != before.digits
    seen = await member(ana, group, "bo")
    assert (seen.verified, seen.devices) == (False, 2)
    with pytest.raises(SafetyNumberMismatch):
        await ana.contacts.confirm(bos, before.digits)

    # It comes into the other group too, and is met again after a restart: no news.
    async def everywhere() -> bool:
        return (await member(ana, second, "bo")).devices == 2

    await until(everywhere, "the device is in every group")
    ana = await scene.restart("ana")
    await same_digest(second, ana, bo)
    assert await codes(ana) == ["safety_number_changed"]
    assert (await ana.contacts.safety_number(bos)).changed
    assert (await ana.contacts.confirm(bos)).verified
    # What asked for that is done with, and the next device is told of like the first.
    assert await codes(ana) == []
    await add_device(bo, group)
    await noticed(ana, "safety_number_changed")
    assert await codes(cy) == ["new_device"]
    await verify(cy, bo)
    assert await codes(cy) == []
    assert set(await codes(bo)) <= {"device_linked"}, "to its own account it is not a stranger's"


async def told(changes: Subscription, *expected: object) -> None:
    """Take changes until all expected ones were among them; a number stands for the notice of that id."""
    missing = list(expected)
    async with asyncio.timeout(PATIENCE):
        async for change in changes:
            known = change.notice_id if isinstance(change, Notice) else change
            if known in missing:
                missing.remove(known)
            if not missing:
                return


async def test_whoever_comes_into_a_group_hears_nothing_of_what_was_there(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await ana.accounts.rename("bo")
    group = await ana.groups.create("Garden weekend")
    await add_device(ana, group)
    invite = await ana.invites.create(group)
    await bo.invites.join(invite.code)
    await joined(bo, group)
    await same_digest(group, ana, bo)
    assert (await bo.groups.get(group)).members[1].devices == 2
    await nothing_noticed(scene, "bo")


@pytest.mark.parametrize(("verified", "expected"), [(False, ()), (True, ("safety_number_changed",))])
async def test_a_device_first_met_on_coming_into_a_group_matters_if_its_owner_was_verified(
    scene: Stage, verified: bool, expected: tuple[str, ...]
) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    first, second = await scene.group(ana, cy), await scene.group(ana, bo)
    if verified:
        await verify(cy, ana)
    await scene.stop("cy")
    await add_device(ana, second)
    invite = await ana.invites.create(second)
    await same_digest(second, ana, bo)
    await scene.stop("ana")
    cy = await scene.start("cy")
    await cy.invites.join(invite.code)
    await joined(cy, second)
    assert (await member(cy, second, "ana")).devices == 2
    await noticed(cy, *expected)

    await scene.start("ana")

    async def everywhere() -> bool:
        return (await member(cy, first, "ana")).devices == 2

    await until(everywhere, "the device is in every group")
    cy = await scene.restart("cy")
    assert await codes(cy) == list(expected), "once is enough"


async def test_a_namesake_of_a_member_is_told_of(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await bo.accounts.rename("Bob")
    await same_digest(group, ana, bo)
    cy = await scene.start("cy")
    await cy.accounts.rename("B\u043eb")
    invite = await ana.invites.create(group)

    await cy.invites.join(invite.code)

    for engine in (ana, bo):
        await noticed(engine, "same_name")
        (notice,) = await engine.notices.list()
        assert notice.account_id == await account_of(cy)
        assert notice.group_id == group
        assert notice.message == "Another B\u043eb joined Garden weekend. Compare safety numbers to know who is who."
    await joined(cy, group)
    await same_digest(group, ana, cy)
    await nothing_noticed(scene, "cy")


async def test_taking_a_name_that_somebody_has_is_told_of_once(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    await cy.accounts.rename("Bo")
    for engine in (ana, bo):
        await noticed(engine, "same_name")
        assert (await engine.notices.list())[0].message.startswith("There is now another Bo in Garden weekend.")
    for name in ("BO", "Cy", "b.o", "Cy", "bo"):
        await cy.accounts.rename(name)
    await same_digest(group, ana, bo, cy)
    for name in ("ana", "bo"):
        engine = await scene.restart(name)
        assert await codes(engine) == ["same_name"], "nobody buries other notices under his"


async def test_a_namesake_of_somebody_verified_is_told_of_wherever_he_is(scene: Stage) -> None:
    ana, bo, eve = await scene.start("ana"), await scene.start("bo"), await scene.start("eve")
    group = await scene.group(ana, bo)
    await verify(ana, bo)
    trap = await eve.groups.create("Trap")
    await eve.accounts.rename("Bo")
    invite = await eve.invites.create(trap)

    await ana.invites.join(invite.code)

    await noticed(ana, "same_name")
    (notice,) = await ana.notices.list()
    assert (notice.account_id, notice.group_id) == (await account_of(eve), trap)
    assert notice.message == "Another Bo joined Trap. It is not the bo that you have verified."
    await ana.notices.dismiss(notice.notice_id)
    assert (await member(ana, group, "bo")).verified
    await eve.accounts.rename("eve")
    await eve.accounts.rename("bo")
    await noticed(ana, "same_name")
    assert (await ana.notices.list())[0].message.startswith("Somebody in Trap is now called bo.")


async def test_a_namesake_who_begins_a_conversation_is_told_of(scene: Stage) -> None:
    ana, bo, eve = await scene.start("ana"), await scene.start("bo"), await scene.start("eve")
    await scene.group(ana, bo, eve)
    await verify(ana, bo)
    await eve.accounts.rename("bo.")
    await noticed(ana, "same_name")
    talk = await eve.groups.open_direct(await account_of(ana))
    await known(ana, talk)
    await noticed(ana, "same_name", "same_name")
    newest = (await ana.notices.list())[0]
    assert newest.message == "Another bo. wants to talk with you. It is not the bo that you have verified."


@pytest.mark.expected_log("a notice could not be kept: disk_full")
async def test_a_notice_that_cannot_be_kept_is_told_all_the_same(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)

    async def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.")

    monkeypatch.setattr(ana.notices, "post", full)
    changes = ana.subscribe()
    await add_device(bo, group)
    async with asyncio.timeout(PATIENCE):
        async for change in changes:
            if isinstance(change, Notice):
                assert (change.code, change.notice_id) == ("new_device", 0)
                break


async def test_nothing_is_told_of_somebody_blocked(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    await verify(ana, bo)
    await ana.contacts.block(await account_of(bo))
    await add_device(bo, group)
    await bo.accounts.rename("ana")
    await same_digest(group, ana, bo)
    ana = await nothing_noticed(scene, "ana")
    await ana.contacts.unblock(await account_of(bo))
    assert (await ana.contacts.safety_number(await account_of(bo))).changed
