"""Devices that are removed from an account: they read nothing that follows, are told, and do not come back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.ids import DeviceId, GroupId
from sync.engine import Engine
from sync.errors import InvalidInput, NoSuchDevice, NotAMember
from sync.store import ops as op_store
from sync.views import GroupState
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, until
from tests.support.linking import account_of, knows_devices, link, noticed


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def trio(scene: Stage) -> tuple[Engine, Engine, Engine, GroupId]:
    """Return ana's two devices and bo's one, in a group."""
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await same_digest(garden, ana, bo, phone)
    return ana, phone, bo, garden


async def device_of(engine: Engine) -> DeviceId:
    return (await account_of(engine)).device_id


async def out(engine: Engine, group: GroupId) -> None:
    """Wait until a device knows that it is in a group no longer."""

    async def condition() -> bool:
        return await state(engine, group) is GroupState.REMOVED

    await until(condition, "removed")


async def stored(engine: Engine, group: GroupId) -> list[bytes]:
    """Return all content a device has of a group, opened or not."""
    return [raw for _, raw in await engine.groups._context.store.read(lambda db: op_store.content(db, group, 0, 100))]


async def test_a_revoked_device_is_told_and_gets_nothing_that_follows(scene: Stage) -> None:
    ana, phone, bo, garden = await trio(scene)
    await phone.messages.send(garden, "before")
    for engine in (ana, bo):
        await reads(engine, garden, "before")
    had = await stored(phone, garden)
    await ana.devices.revoke(await device_of(phone))
    await out(phone, garden)
    assert "This device was removed from your account" in await noticed(phone, "device_revoked")
    assert [notice.code for notice in await phone.notices.list()] == ["device_revoked"]
    with pytest.raises(NotAMember):
        await phone.messages.send(garden, "still here?")
    await ana.messages.send(garden, "after")
    await bo.messages.send(garden, "after, by bo")
    for engine in (ana, bo):
        await reads(engine, garden, "before", "after", "after, by bo")
    assert await stored(phone, garden) == had
    await reads(phone, garden, "before")
    room = phone.groups._rooms.get(garden).room
    newest = ana.groups._rooms.get(garden).room.epochs.sending()
    assert newest not in room.epochs.secrets
    await knows_devices(ana, 1)
    assert [notice.code for notice in await ana.notices.list()] == ["device_linked"]


async def test_a_revoked_device_that_was_away_is_told_when_it_comes_and_stays_out(scene: Stage) -> None:
    ana, phone, bo, garden = await trio(scene)
    boat = await ana.groups.create("Boat")

    async def known() -> bool:
        return boat in [line.group_id for line in await phone.groups.list()]

    await until(known, "the boat")
    await joined(phone, boat)
    device = await device_of(phone)
    await scene.stop("phone")
    await ana.devices.revoke(device)
    await ana.messages.send(garden, "without the phone")
    await reads(bo, garden, "without the phone")
    phone = await scene.start("phone")
    for group in (garden, boat):
        await out(phone, group)
    await noticed(phone, "device_revoked")
    phone = await scene.restart("phone")
    await reads(phone, garden)
    assert await state(phone, garden) is GroupState.REMOVED
    after = await ana.groups.create("Without the phone")
    assert after not in [line.group_id for line in await phone.groups.list()]
    await knows_devices(ana, 1)


async def test_a_revoked_device_without_a_group_is_told_too(scene: Stage) -> None:
    ana, phone = await scene.start("ana"), await scene.start("phone", account=False)
    await link(ana, phone)
    await knows_devices(ana, 2)
    device = await device_of(phone)
    await scene.restart("phone")
    phone = scene.engine("phone")
    await ana.devices.revoke(device)
    await noticed(phone, "device_revoked")
    garden = await ana.groups.create("Garden")
    phone = await scene.restart("phone")
    assert garden not in [line.group_id for line in await phone.groups.list()]
    await knows_devices(ana, 1)


async def test_the_other_devices_of_the_account_hear_of_it_and_put_it_out_of_their_groups_too(scene: Stage) -> None:
    ana, phone, _, garden = await trio(scene)
    tablet = await scene.start("tablet", account=False)
    await link(ana, tablet)
    await joined(tablet, garden)
    for engine in (ana, phone, tablet):
        await knows_devices(engine, 3)
    await scene.stop("ana")
    boat = await tablet.groups.create("Boat, that ana's desk has not heard of")

    async def known() -> bool:
        return boat in [line.group_id for line in await phone.groups.list()]

    await until(known, "the boat")
    await joined(phone, boat)
    device = await device_of(phone)
    await scene.stop("tablet")
    ana = await scene.start("ana")
    await ana.devices.revoke(device)
    await scene.start("tablet")
    tablet = scene.engine("tablet")
    await noticed(tablet, "device_revoked")

    async def gone() -> bool:
        return device not in tablet.groups._rooms.get(boat).room.membership.active_devices()

    await until(gone, "out of the boat")
    await out(phone, boat)


async def test_the_place_of_a_revoked_device_can_be_taken_by_a_new_one(scene: Stage) -> None:
    ana, phone, bo, garden = await trio(scene)
    await ana.devices.revoke(await device_of(phone))
    await out(phone, garden)
    second = await scene.start("second", account=False)
    await link(ana, second)
    await joined(second, garden)
    await second.messages.send(garden, "a new phone")
    await reads(bo, garden, "a new phone")
    assert await state(phone, garden) is GroupState.REMOVED


async def test_a_revoked_device_does_not_come_back_by_an_invite(scene: Stage) -> None:
    ana, phone, bo, garden = await trio(scene)
    await ana.devices.revoke(await device_of(phone))
    await out(phone, garden)
    invite = await bo.invites.create(garden)
    await phone.invites.join(invite.code)

    async def answered() -> bool:
        return await state(phone, garden) is not GroupState.JOINING

    had = await stored(phone, garden)
    await until(answered, "an answer")
    assert await state(phone, garden) is GroupState.REFUSED
    await ana.messages.send(garden, "after")
    await reads(bo, garden, "after")
    assert await stored(phone, garden) == had
    assert await device_of(phone) not in bo.groups._rooms.get(garden).room.membership.active_devices()


async def test_the_linked_device_can_revoke_the_one_that_linked_it(scene: Stage) -> None:
    ana, phone, bo, garden = await trio(scene)
    await phone.devices.revoke(await device_of(ana))
    await out(ana, garden)
    await phone.messages.send(garden, "the phone goes on")
    await reads(bo, garden, "the phone goes on")


async def test_revoking_goes_on_after_the_program_ended_in_the_middle(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, phone, bo, garden = await trio(scene)
    device = await device_of(phone)

    async def nothing(_: object) -> None:
        pass

    with monkeypatch.context() as cut_off:
        cut_off.setattr(ana.devices._own, "_tell", nothing)
        await ana.devices.revoke(device)
        await scene.stop("ana")
    assert device in bo.groups._rooms.get(garden).room.membership.active_devices()
    ana = await scene.start("ana")
    await out(phone, garden)
    await ana.messages.send(garden, "after")
    await reads(bo, garden, "after")
    await reads(phone, garden)


async def test_revoking_this_device_or_an_unknown_one_is_refused_with_a_sentence(scene: Stage) -> None:
    ana = await scene.start("ana")
    own = await device_of(ana)
    with pytest.raises(InvalidInput, match="you are using"):
        await ana.devices.revoke(own)
    with pytest.raises(NoSuchDevice, match="no such device"):
        await ana.devices.revoke(DeviceId(bytes(32)))
