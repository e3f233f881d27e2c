"""A member with real keys, over real connections, who does what no member may: it fails for the right reason."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sync.core.codec import encode
from sync.core.frames import Heads, Introduction, LogHead, Operations
from sync.core.ids import GroupId, Head, LogKind, OpId
from sync.core.limits import FRAME_BYTES, MAX_OPERATION_BYTES
from sync.core.ops import Body, Box, Message, Operation, Policy, Rekey, Remove, RoleChange, Settings, SignedOperation
from sync.core.sealing import SUITE_HYBRID, commitment
from sync.core.signing import parse_operation
from sync.core.writing import own_log
from sync.views import GroupPolicy
from tests.support.dishonest import NOW, Dishonest
from tests.support.engines import reads
from tests.support.honest import Honest, honest
from tests.support.people import added, person


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Honest]:
    async with honest(tmp_path) as scene:
        yield scene


@pytest.fixture
async def mallory(scene: Honest) -> AsyncIterator[Dishonest]:
    async with Dishonest("mallory") as mallory:
        await mallory.join(scene.address, await scene.code())
        yield mallory


def message(text: str) -> Message:
    return Message(text=text)


# --- what is not one's own


async def test_forging_another_ones_operation(scene: Honest, mallory: Dishonest) -> None:
    real = await scene.say("real")
    await mallory.catch_up()
    header = msgspec.structs.replace(real.header, seq=real.header.seq + 1, prev=real.id, salt=os.urandom(32))
    body = encode(Body(header=encode(header), payload=real.payload))
    signature = mallory.who.device_key.sign("operation", body)
    await mallory.push(parse_operation(encode(SignedOperation(body=body, signature=signature))))
    assert await mallory.turned_out()
    assert scene.why() == "operation: wrong signature"
    await scene.still_talking()


async def test_changing_a_byte_of_what_one_relays(scene: Honest, mallory: Dishonest) -> None:
    real = await scene.say("real")
    damaged = bytearray(real.raw)
    damaged[len(real.raw) // 2] ^= 1
    await mallory.send(Operations(group=scene.group, operations=(bytes(damaged),), live=True, last=True))
    assert await mallory.turned_out()
    assert scene.why() in {"operation: wrong signature", "not a well-formed value: ValidationError"}
    await scene.still_talking()


async def test_replaying_what_was_said(scene: Honest, mallory: Dishonest) -> None:
    once = await scene.say("once")
    for _ in range(3):
        await mallory.push(once)
    assert await mallory.still_welcome()
    await reads(scene.bo, scene.group, "once")
    await scene.still_talking("once")


async def test_replaying_in_another_group(scene: Honest, mallory: Dishonest) -> None:
    elsewhere = await scene.ana.groups.create("Elsewhere")
    said = await scene.ana.messages.send(elsewhere, "between us")
    foreign = await scene.stored(elsewhere, OpId(said.message_id))
    await mallory.push(foreign)
    assert await mallory.turned_out()
    assert scene.why() == "operation: of another group"
    await scene.still_talking()


async def test_asking_for_a_group_one_is_not_in(scene: Honest, mallory: Dishonest) -> None:
    elsewhere = await scene.ana.groups.create("Elsewhere")
    log = next(iter(scene.room(scene.ana, elsewhere).vector))
    nowhere = GroupId(bytes(32))
    told = {group: await mallory.told_about(group, log) for group in (elsewhere, nowhere)}
    for group, frames in told.items():  # a group that exists is no other than one that does not
        assert frames == [
            Introduction(group=group, operations=()),
            Operations(group=group, operations=(), live=False, last=True),
        ]
    assert await mallory.still_welcome()
    await scene.still_talking()


# --- order


async def test_reordering_and_leaving_out(scene: Honest, mallory: Dishonest) -> None:
    written: list[Operation] = []
    for number in range(4):
        written.append(mallory.write_content(message(f"number {number}")))
        mallory.keep(written[-1])
    await mallory.push(written[3], written[1])  # gaps are asked for, and nothing is taken before they are filled
    await mallory.send(Heads(scene.group, (LogHead(written[3].header.log, 3, written[3].id),)))
    await mallory.answer_pulls(written[3])
    await reads(scene.ana, scene.group, *(f"number {number}" for number in range(4)))
    await scene.still_talking(*(f"number {number}" for number in range(4)))


async def test_cutting_an_operation_short(scene: Honest, mallory: Dishonest) -> None:
    whole = mallory.write_content(message("whole"))
    await mallory.send(Operations(group=scene.group, operations=(whole.raw[:-9],), live=True, last=True))
    assert await mallory.turned_out()
    assert "well-formed" in scene.why()
    await scene.still_talking()


async def test_a_run_whose_chain_is_broken(scene: Honest, mallory: Dishonest) -> None:
    first = mallory.write_content(message("first"))
    mallory.keep(first)
    second = mallory.write_content(message("second"), head=Head(0, OpId(os.urandom(32))))
    assert second.header.seq == 1
    await mallory.push(first, second)
    await scene.closed_log(own_log(mallory.who.writer, LogKind.CONTENT))
    await scene.still_talking("first")


# --- rank


async def test_making_oneself_an_admin(scene: Honest, mallory: Dishonest) -> None:
    promotion = mallory.write_control(RoleChange(account=mallory.who.account, role="admin"))
    await mallory.push(promotion)
    assert "only the owner and admins" in await scene.rejected(promotion)
    assert (await scene.member("mallory")).role.value == "member"
    await scene.still_talking()


async def test_throwing_out_the_owner(scene: Honest, mallory: Dishonest) -> None:
    removal = mallory.write_control(Remove(account=scene.account, cuts=()))
    await mallory.push(removal)
    assert "only the owner and admins" in await scene.rejected(removal)
    assert (await scene.member("ana")).role.value == "owner"
    await scene.still_talking()


async def test_admitting_somebody_without_the_right_to(scene: Honest, mallory: Dishonest) -> None:
    await scene.ana.groups.update(scene.group, policy=GroupPolicy(invite="admins"))
    await mallory.catch_up()
    accomplice = person("accomplice", suite=SUITE_HYBRID)
    addition = mallory.write_control(added(accomplice))
    await mallory.push(addition)
    assert "only the owner and admins" in await scene.rejected(addition)
    assert {member.name for member in (await scene.ana.groups.get(scene.group)).members} == {"ana", "bo", "mallory"}
    await scene.still_talking()


async def test_rewriting_the_rules(scene: Honest, mallory: Dishonest) -> None:
    change = mallory.write_control(Settings(policy=Policy(settings="members", invite="members", history="joining")))
    await mallory.push(change)
    assert "only the owner and admins" in await scene.rejected(change)
    assert (await scene.ana.groups.get(scene.group)).policy.history == "all"
    await scene.still_talking()


# --- keys


async def test_boxes_that_open_to_nothing(scene: Honest, mallory: Dishonest) -> None:
    """An epoch whose secret only its maker has: the others begin another one, or go on under the one before."""
    secret = os.urandom(32)
    devices = sorted(mallory.room.membership.active_devices())
    boxes = tuple(Box(device=each, sealed=os.urandom(1168)) for each in devices)
    bad = Rekey(suite=SUITE_HYBRID, share=True, commitment=commitment(secret, scene.group), boxes=boxes)
    operation = mallory.write_control(bad)
    mallory.keep(operation)
    await mallory.push(operation)
    await scene.has(operation)
    await scene.still_talking()


async def test_a_secret_that_does_not_fit_its_commitment(scene: Honest, mallory: Dishonest) -> None:
    honest_payload = mallory.room.rekey_payload(os.urandom(32), NOW)
    swapped = msgspec.structs.replace(honest_payload, commitment=commitment(os.urandom(32), scene.group))
    operation = mallory.write_control(swapped)
    mallory.keep(operation)
    await mallory.push(operation)
    await scene.has(operation)
    assert all(
        room.epochs.secrets.keys().isdisjoint(e.id for e in room.epochs.epochs.values() if e.node.op.id == operation.id)
        for room in (scene.room(scene.ana), scene.room(scene.bo))
    )
    await scene.still_talking()


async def test_writing_on_for_somebody_who_was_removed(scene: Honest, mallory: Dishonest) -> None:
    """Under the epoch that the removed one has: everybody keeps it, and nobody shows it."""
    async with Dishonest("friend") as friend:
        await friend.join(scene.address, await scene.code())
        await mallory.catch_up()
        shared = mallory.room.epochs.sending()
        await scene.ana.members.remove(scene.group, friend.who.account)
        assert await friend.turned_out()
    await scene.say("without the friend")
    await mallory.catch_up()
    assert mallory.room.epochs.sending() != shared
    leak = mallory.write_content(message("for old times' sake"), epoch=shared)
    await mallory.push(leak)
    await scene.still_talking("without the friend")
    assert mallory.own_log() in scene.room(scene.bo).vector
    for engine in (scene.ana, scene.bo):
        assert "for old times' sake" not in [each.text for each in await engine.messages.list(scene.group)]


# --- sizes and forms


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"", "frame"),
        (b"\xc1" * 40, "well-formed"),
        (b"\x93\x14" + b"\xa7" * 60, "well-formed"),
        (b"\xdd\xff\xff\xff\xff", "well-formed"),
        (b"\x91" * 5_000, "well-formed"),
    ],
)
async def test_frames_that_are_none(scene: Honest, mallory: Dishonest, frame: bytes, reason: str) -> None:
    await mallory.link.send(frame)
    assert await mallory.turned_out()
    assert reason in scene.why()
    await scene.still_talking()


async def test_an_operation_over_the_limit(scene: Honest, mallory: Dishonest) -> None:
    frame = encode([20, scene.group, [os.urandom(MAX_OPERATION_BYTES + 1)], True, True])
    await mallory.link.send(frame)
    assert await mallory.turned_out()
    assert "well-formed" in scene.why()
    await scene.still_talking()


async def test_a_frame_over_the_limit(scene: Honest, mallory: Dishonest) -> None:
    mallory.write_raw((FRAME_BYTES + 1).to_bytes(4, "big") + b"x" * 100)
    assert await mallory.turned_out()
    assert "frame" in scene.why()
    await scene.still_talking()
