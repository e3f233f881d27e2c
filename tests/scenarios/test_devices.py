"""Several devices of one account: linked, in every group, reading and writing as one person."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import TooLarge
from sync.identity.keys import ROTATION_MS
from sync.runtime.live_room import LiveRoom
from sync.store.rows import MessageRow
from sync.views import GroupPolicy, GroupState
from tests.support.engines import Stage, connection, joined, message, reads, same_digest, stage, state, until
from tests.support.linking import account_of, digits_shown, knows_devices, link, noticed


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def in_group(engine: Engine, group: GroupId) -> None:
    """Wait until a device that had not heard of a group is in it."""

    async def known() -> bool:
        return any(line.group_id == group for line in await engine.groups.list())

    await until(known, "the group")
    await joined(engine, group)


async def test_a_linked_device_reads_and_writes_in_every_group(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    await ana.messages.send(garden, "from before")
    phone = await scene.start("phone", account=False)
    account = await link(ana, phone)
    own = await account_of(ana)
    assert (account.account_id, account.name) == (own.account_id, own.name)
    assert account.device_id != own.device_id
    await joined(phone, garden)
    await reads(phone, garden, "from before")
    await phone.messages.send(garden, "from the phone")
    await ana.messages.send(garden, "from the desk")
    for engine in (ana, bo, phone):
        await reads(engine, garden, "from before", "from the phone", "from the desk")
    await same_digest(garden, ana, bo, phone)
    assert [(each.this, each.groups) for each in await phone.devices.list()] == [(True, 1), (False, 1)]
    assert "belongs to your account" in await noticed(ana, "device_linked")
    assert await phone.notices.list() == []


async def test_what_newcomers_cannot_read_ones_own_devices_can(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await ana.groups.create("Garden")
    await ana.groups.update(garden, policy=GroupPolicy(history="joining"))
    await ana.messages.send(garden, "before bo")
    invite = await ana.invites.create(garden)
    await bo.invites.join(invite.code)
    await joined(bo, garden)
    await bo.messages.send(garden, "after bo")
    await reads(ana, garden, "before bo", "after bo")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await phone.messages.send(garden, "and the phone")
    await reads(phone, garden, "before bo", "after bo", "and the phone")
    await reads(bo, garden, "after bo", "and the phone")


async def test_a_new_device_reads_at_once_from_whoever_is_there(scene: Stage) -> None:
    """Keys are handed over with the account, so members recognise the new device though the old one is gone."""
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    await ana.messages.send(garden, "hello")
    await reads(bo, garden, "hello")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await same_digest(garden, ana, bo)
    await scene.stop("ana")
    await scene.restart("phone")
    phone = scene.engine("phone")
    await bo.messages.send(garden, "while ana is away")
    await reads(phone, garden, "hello", "while ana is away")
    await phone.messages.send(garden, "I am here")
    await reads(bo, garden, "hello", "while ana is away", "I am here")


async def test_groups_of_people_who_are_away_are_taken_along(scene: Stage) -> None:
    ana, bo, cy = [await scene.start(name) for name in ("ana", "bo", "cy")]
    garden, boat = await scene.group(ana, bo), await scene.group(ana, cy)
    await bo.messages.send(garden, "by bo")
    await reads(ana, garden, "by bo")
    await scene.stop("bo")
    await scene.stop("cy")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    for group in (garden, boat):
        await joined(phone, group)
    await reads(phone, garden, "by bo")
    await phone.messages.send(boat, "by the phone")
    await scene.stop("ana")
    cy = await scene.start("cy")
    await reads(cy, boat, "by the phone")


async def test_a_device_that_was_away_gets_into_what_the_other_joined_and_began(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    first = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, first)
    await scene.stop("phone")
    founded = await ana.groups.create("Founded meanwhile")
    await ana.messages.send(founded, "a beginning")
    theirs = await scene.group(bo, ana)
    await bo.messages.send(theirs, "welcome")
    await reads(ana, theirs, "welcome")
    phone = await scene.start("phone")
    await in_group(phone, founded)
    await in_group(phone, theirs)
    await reads(phone, founded, "a beginning")
    await reads(phone, theirs, "welcome")
    await phone.messages.send(theirs, "thanks")
    await reads(bo, theirs, "welcome", "thanks")


async def test_devices_without_a_single_group_find_each_other(scene: Stage) -> None:
    ana = await scene.start("ana")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await knows_devices(ana, 2)
    await scene.restart("phone")
    phone = scene.engine("phone")
    garden = await ana.groups.create("Garden")
    await in_group(phone, garden)
    await phone.messages.send(garden, "hello me")
    await reads(ana, garden, "hello me")


async def test_three_devices_let_each_other_into_everything(scene: Stage) -> None:
    ana = await scene.start("ana")
    garden = await ana.groups.create("Garden")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    tablet = await scene.start("tablet", account=False)
    await link(phone, tablet)
    await joined(tablet, garden)
    for engine in (ana, phone, tablet):
        await knows_devices(engine, 3)
    await noticed(ana, "device_linked")
    boat = await tablet.groups.create("Boat")
    for engine in (ana, phone):
        await in_group(engine, boat)
    await ana.messages.send(boat, "three of us")
    for engine in (phone, tablet):
        await reads(engine, boat, "three of us")


async def test_a_conversation_of_two_is_taken_along_and_one_begun_later_too(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    direct = await ana.groups.open_direct((await account_of(bo)).account_id)
    await ana.messages.send(direct, "just us")
    await reads(bo, direct, "just us")
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, direct)
    await reads(phone, direct, "just us")
    assert (await phone.groups.get(direct)).partner == (await account_of(bo)).account_id
    await phone.messages.send(direct, "still us")
    await reads(bo, direct, "just us", "still us")


async def test_what_was_written_reaches_other_peoples_devices_and_ones_own_do_not_count(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    tablet = await scene.start("tablet", account=False)
    await link(bo, tablet)
    await joined(tablet, garden)
    await ana.messages.send(garden, "to all")
    for engine in (bo, phone, tablet):
        await reads(engine, garden, "to all")
    sent = await message(ana, garden, "to all")

    async def delivered() -> bool:
        figure = await ana.messages.delivery(garden, sent.message_id)
        return (figure.devices, figure.reached) == (2, 2)

    await until(delivered, "on both of bo's devices")


async def test_blocking_is_handed_over_once(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    await bo.messages.send(garden, "noise")
    await reads(ana, garden, "noise")
    await ana.contacts.block((await account_of(bo)).account_id)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await ana.messages.send(garden, "quiet here")
    await reads(phone, garden, "quiet here")
    assert [contact.name for contact in await phone.contacts.blocked()] == ["bo"]


async def test_groups_that_were_left_are_not_taken_along(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden, boat = await scene.group(ana, bo), await scene.group(ana, bo)
    await ana.groups.leave(boat)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    assert [line.group_id for line in await phone.groups.list()] == [garden]


async def test_what_one_device_leaves_and_joins_again_the_other_does_too(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(bo, ana)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await ana.groups.leave(garden)

    async def left() -> bool:
        return await state(phone, garden) is GroupState.LEFT

    await until(left, "left on the phone too")
    invite = await bo.invites.create(garden)
    await ana.invites.join(invite.code)
    for engine in (ana, phone):
        await joined(engine, garden)
    await phone.messages.send(garden, "back again")
    for engine in (ana, bo):
        await reads(engine, garden, "back again")


async def test_who_is_removed_is_so_on_every_device(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(bo, ana)
    phone = await scene.start("phone", account=False)
    await link(ana, phone)
    await joined(phone, garden)
    await same_digest(garden, ana, bo, phone)
    await bo.members.remove(garden, (await account_of(ana)).account_id)

    async def removed() -> bool:
        return {await state(engine, garden) for engine in (ana, phone)} == {GroupState.REMOVED}

    await until(removed, "removed on both")
    await noticed(phone, "removed")


# --- ends in the middle


async def test_the_new_device_stops_before_it_has_heard_that_it_is_in(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    request = await digits_shown(ana, phone)
    await ana.devices.confirm_link(request.request_id)
    account = await account_of(phone)
    await scene.stop("phone")
    phone = await scene.start("phone")
    assert await account_of(phone) == account
    await joined(phone, garden)
    await knows_devices(ana, 2)


async def test_the_old_device_stops_before_it_has_heard_that_it_is_done(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    phone = await scene.start("phone", account=False)
    request = await digits_shown(ana, phone)
    session = await connection(phone)
    session.send = lambda frame: None  # what the phone says from now on is lost
    await ana.devices.confirm_link(request.request_id)
    account = await account_of(phone)
    await scene.stop("ana")
    await scene.restart("phone")
    assert [line.state for line in await scene.engine("phone").groups.list()] == [GroupState.JOINING]
    ana = await scene.start("ana")
    await joined(scene.engine("phone"), garden)
    await noticed(ana, "device_linked")
    assert account.device_id in [each.device_id for each in await ana.devices.list()]


async def test_groups_that_were_not_told_yet_are_told_after_a_restart(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await scene.start("ana")
    groups = [await ana.groups.create(name) for name in ("One", "Two", "Three")]
    phone = await scene.start("phone", account=False)

    async def nothing(_: object) -> None:
        pass

    with monkeypatch.context() as cut_off:
        cut_off.setattr(ana.devices._own, "_tell", nothing)
        await link(ana, phone)
        await knows_devices(ana, 2)
        assert [each.groups for each in await ana.devices.list()] == [3, 0]
        await scene.stop("ana")
    await scene.start("ana")
    for group in groups:
        await joined(phone, group)


# --- renewing keys


async def keys_in(engine: Engine, group: GroupId) -> set[bytes]:
    room = engine.groups._rooms.get(group).room
    return {certificate.hpke_key for certificate in room.membership.active_devices().values()}


async def test_keys_are_renewed_after_two_weeks_and_everybody_uses_the_new_ones(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    await same_digest(garden, ana, bo)
    before = await keys_in(bo, garden)
    scene.later["ana"] = ROTATION_MS + 1
    ana = await scene.restart("ana")

    async def renewed() -> bool:
        return len(await keys_in(bo, garden) - before) == 1

    await until(renewed, "a new key")
    await bo.messages.send(garden, "sealed under what came before")
    await reads(ana, garden, "sealed under what came before")
    keys = ana.devices._context.who().keys
    assert [len(keys.former), keys.rotation_due(scene.now("ana"))] == [1, False]
    ana = await scene.restart("ana")
    assert len(ana.devices._context.who().keys.former) == 1


async def test_a_renewal_that_was_cut_off_is_told_after_the_next_start(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    before = await keys_in(bo, garden)
    with monkeypatch.context() as cut_off:
        cut_off.setattr("sync.runtime.own_devices.OwnDevices._owed", lambda *_: ([], []))
        scene.later["ana"] = ROTATION_MS + 1
        ana = await scene.restart("ana")

        async def stored() -> bool:
            return bool(ana.devices._context.who().keys.former)

        await until(stored, "a new key on disk")
        await scene.stop("ana")
    ana = await scene.start("ana")

    async def renewed() -> bool:
        return len(await keys_in(bo, garden) - before) == 1

    await until(renewed, "a new key")
    assert len(ana.devices._context.who().keys.former) == 1


async def key_in_force(engine: Engine, group: GroupId, now: int) -> None:
    """Wait until a group has a device's present key, which is not to be renewed."""
    identity = engine.devices._context.who

    async def condition() -> bool:
        stated = engine.groups._rooms.get(group).room.membership.active_devices()[identity().device]
        return stated.hpke_key == identity().keys.stated.hpke_key and not identity().keys.rotation_due(now)

    await until(condition, "a renewed key")


async def test_a_clock_that_jumps_to_and_fro_renews_once_each_time(scene: Stage) -> None:
    ana = await scene.start("ana")
    garden = await ana.groups.create("Garden")
    for jump in (10 * ROTATION_MS, 0):
        scene.later["ana"] = jump
        ana = await scene.restart("ana")
        await key_in_force(ana, garden, scene.now("ana"))
    assert len(ana.devices._context.who().keys.former) == 2


async def test_a_timer_renews_the_key_of_a_device_that_runs_for_weeks(scene: Stage) -> None:
    ana = await scene.start("ana")
    garden = await ana.groups.create("Garden")
    before = await keys_in(ana, garden)
    scene.later["ana"] = ROTATION_MS + 1
    ana.devices._kinship._renewal.look()
    await key_in_force(ana, garden, scene.now("ana"))
    assert await keys_in(ana, garden) != before


async def test_a_backup_that_was_put_back_gets_a_key_of_its_own(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    old = ana.devices._context.who().keys
    scene.later["ana"] = ROTATION_MS + 1
    ana = await scene.restart("ana")
    await key_in_force(ana, garden, scene.now("ana"))
    await ana.devices._own._identities.change(lambda identity: replace(identity, keys=old))
    ana = await scene.restart("ana")
    await key_in_force(ana, garden, scene.now("ana"))

    async def told() -> bool:
        return await keys_in(bo, garden) == await keys_in(ana, garden)

    await until(told, "the key that bo is to use")


async def test_a_group_with_a_full_history_does_not_keep_others_from_new_keys(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await scene.start("ana")
    full, garden = await ana.groups.create("Full"), await ana.groups.create("Garden")
    before = await keys_in(ana, full)
    write = LiveRoom.author

    async def author(live: LiveRoom, *script: Any) -> list[MessageRow]:
        if live.group_id == full:
            raise TooLarge("The group's history of membership and settings is full.")
        return await write(live, *script)

    monkeypatch.setattr(LiveRoom, "author", author)
    scene.later["ana"] = ROTATION_MS + 1
    ana = await scene.restart("ana")
    await key_in_force(ana, garden, scene.now("ana"))
    assert await keys_in(ana, full) == before
