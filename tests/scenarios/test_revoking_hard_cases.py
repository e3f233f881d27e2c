"""Revoking where something stands in the way: no group in common, a failing disk, a caller who went away."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.certificates import check
from sync.core.ids import GroupId
from sync.core.ops import DeviceAdd
from sync.core.room import Room
from sync.engine import Engine
from sync.errors import DiskFull
from sync.runtime.identities import load_identity
from tests.scenarios.test_revoking import device_of, out, trio
from tests.support.engines import Stage, joined, stage, until
from tests.support.linking import knows_devices, link


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


def room_of(engine: Engine, group: GroupId) -> Room:
    return engine.groups._rooms.get(group).room


async def test_a_device_that_was_revoked_is_not_added_by_one_that_shares_no_group(scene: Stage) -> None:
    ana, phone, tablet = [await scene.start(name, account=name == "ana") for name in ("ana", "phone", "tablet")]
    await link(ana, phone)
    await knows_devices(ana, 2)
    await link(ana, tablet)
    await knows_devices(tablet, 3)
    device = await device_of(phone)
    await scene.stop("tablet")
    await ana.devices.revoke(device)
    tablet = await scene.start("tablet")
    await knows_devices(tablet, 2)
    garden = await tablet.groups.create("Garden")

    async def known() -> bool:
        return any(line.group_id == garden for line in await ana.groups.list())

    await until(known, "the garden")
    await joined(ana, garden)
    assert all(check(each.certificate).signing_key != device for _, each in room_of(tablet, garden).graph.of(DeviceAdd))


async def test_a_device_that_was_revoked_while_it_waited_for_its_first_meeting_stays_out(scene: Stage) -> None:
    ana, phone = await scene.start("ana"), await scene.start("phone", account=False)
    await link(ana, phone)
    await knows_devices(ana, 2)
    device, identity = await device_of(phone), ana.devices._context.who()
    own = ana.devices._own
    await own._identities.change(lambda each: replace(each, approved=(identity.devices[device],)))
    await ana.devices.revoke(device)
    assert not await own.met(device, identity.account)
    await own.add(identity.devices[device])
    await knows_devices(ana, 1)


async def test_what_could_not_be_written_is_written_when_the_disk_has_room_again(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, phone, _, garden = await trio(scene)
    live = ana.groups._rooms.get(garden)

    async def full(*_: Any) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as disk:
        disk.setattr(live, "author", full)
        with pytest.raises(DiskFull):
            await ana.devices.revoke(await device_of(phone))
    await ana.groups.create("Something else")
    await out(phone, garden)


async def test_a_revocation_whose_caller_went_away_goes_on(scene: Stage) -> None:
    ana, phone, _, garden = await trio(scene)
    live = ana.groups._rooms.get(garden)
    async with live._lock:
        asked = asyncio.create_task(ana.devices.revoke(await device_of(phone)))

        async def under_way() -> bool:
            return bool(ana.devices._context.who().revoked) and ana.devices._own._lock.locked()

        await until(under_way, "half of it")
        asked.cancel()
        await asyncio.gather(asked, return_exceptions=True)
    await out(phone, garden)


async def test_a_caller_who_goes_away_leaves_memory_and_disk_at_one(scene: Stage) -> None:
    ana, phone = await scene.start("ana"), await scene.start("phone", account=False)
    await link(ana, phone)
    await knows_devices(ana, 2)
    device, context = await device_of(phone), ana.devices._context
    asked = asyncio.create_task(ana.devices._own._identities.change(lambda each: replace(each, devices={})))
    for _ in range(5):
        await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    stored = await load_identity(context)
    assert stored is not None
    assert device not in stored.devices
    assert context.who().devices == stored.devices
