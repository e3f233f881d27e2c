"""What newcomers can read: the history policy, changed back and forth, and members who help by mistake."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.codec import encode
from sync.core.epochs import GRANT_BOX
from sync.core.ids import EpochId, GroupId
from sync.core.ops import Box, EpochSecret, Grant
from sync.core.sealing import seal_box
from sync.engine import Engine
from sync.views import GroupPolicy
from tests.support.engines import Stage, joined, reads, same_digest, stage
from tests.support.memberships import account, live


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def people(scene: Stage, *names: str) -> list[Engine]:
    return [await scene.start(name) for name in names]


async def history(engine: Engine, group: GroupId, policy: str) -> None:
    await engine.groups.update(group, policy=GroupPolicy(history=policy))


async def join(newcomer: Engine, host: Engine, group: GroupId) -> None:
    await newcomer.invites.join((await host.invites.create(group)).code)
    await joined(newcomer, group)


def epochs(engine: Engine, group: GroupId) -> int:
    return len(live(engine, group).room.epochs.epochs)


async def test_a_change_of_the_policy_takes_new_keys_before_the_next_message(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await ana.messages.send(group, "one")
    before = epochs(ana, group)
    await history(ana, group, "joining")
    await same_digest(group, ana, bo)
    assert epochs(ana, group) == before
    await bo.messages.send(group, "two")
    await reads(ana, group, "one", "two")
    await ana.messages.send(group, "three")
    await reads(bo, group, "one", "two", "three")
    assert epochs(ana, group) == before + 1
    await history(ana, group, "all")
    await ana.messages.send(group, "four")
    await reads(bo, group, "one", "two", "three", "four")
    assert epochs(ana, group) == before + 2


async def test_newcomers_read_from_when_they_joined(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo)
    await history(ana, group, "joining")
    await ana.messages.send(group, "before cy")
    await reads(bo, group, "before cy")
    await join(cy, bo, group)
    await cy.messages.send(group, "I am new")
    await ana.messages.send(group, "welcome")
    for each in (ana, bo):
        await reads(each, group, "before cy", "I am new", "welcome")
    await reads(cy, group, "I am new", "welcome")
    await same_digest(group, ana, bo, cy)
    cy = await scene.restart("cy")
    await reads(cy, group, "I am new", "welcome")


async def test_back_to_everything_shares_only_what_was_said_to_be_shared(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo)
    await ana.messages.send(group, "shared")
    await history(ana, group, "joining")
    await ana.messages.send(group, "not for newcomers")
    await history(ana, group, "all")
    await same_digest(group, ana, bo)
    await bo.messages.send(group, "shared again")
    await reads(ana, group, "shared", "not for newcomers", "shared again")
    await join(cy, ana, group)
    await reads(cy, group, "shared", "shared again")
    await same_digest(group, ana, bo, cy)
    assert len(live(cy, group).room.epochs.secrets) == epochs(cy, group) - 1


async def test_who_joined_in_secret_times_reads_no_more_when_all_is_shared_again(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo)
    await history(ana, group, "joining")
    await ana.messages.send(group, "secret")
    await reads(bo, group, "secret")
    await join(cy, ana, group)
    await ana.messages.send(group, "hello cy")
    await reads(cy, group, "hello cy")
    await history(ana, group, "all")
    await ana.messages.send(group, "open")
    await reads(cy, group, "hello cy", "open")
    cy = await scene.restart("cy")
    await same_digest(group, ana, bo, cy)
    await reads(cy, group, "hello cy", "open")


def leak(engine: Engine, group: GroupId, epoch: EpochId, to: Engine) -> Grant:
    """Return a grant of a secret that may not be shared, as a member would write it whose program is wrong."""
    room = live(engine, group).room
    device = live(to, group).room.device
    certificate = room.membership.active_devices()[device]
    secrets = encode((EpochSecret(epoch=epoch, secret=room.epochs.secrets[epoch]),))
    box = Box(device=device, sealed=seal_box(certificate.suite, certificate.hpke_key, GRANT_BOX, group, secrets))
    return Grant(box=box, suite=certificate.suite, epochs=(epoch,))


async def test_a_member_who_helps_by_mistake_gives_nothing_away(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo)
    await history(ana, group, "joining")
    await ana.messages.send(group, "not for newcomers")
    await reads(bo, group, "not for newcomers")
    secret = live(bo, group).room.epochs.sending()
    assert secret is not None
    await join(cy, ana, group)
    await ana.messages.send(group, "hello")
    await reads(cy, group, "hello")
    await same_digest(group, ana, bo, cy)
    grant = leak(bo, group, secret, cy)
    await live(bo, group).author(lambda _: [grant])
    await same_digest(group, ana, bo, cy)
    await reads(cy, group, "hello")
    assert secret not in live(cy, group).room.epochs.secrets
    assert await account(cy) in live(ana, group).room.membership.members
