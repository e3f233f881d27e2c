"""Somebody is removed: what ends at once, what he is told and keeps, and how he may come back."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import AnswerDelta, Typing
from sync.core.frames import Operations, SessionFrame, TurnDelta, TypingState
from sync.core.ids import GroupId, MessageId
from sync.engine import Engine
from sync.errors import AlreadyAMember, NotAMember
from sync.runtime import sessions
from sync.runtime.intake import Taken
from sync.runtime.sessions import PeerSession
from sync.views import GroupPolicy, GroupState, Role
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, texts, until
from tests.support.memberships import account, alone, live, members, roles, sees, stands, stored, together, written

YEAR_MS = 365 * 24 * 3600 * 1000


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    # Who was being called at the moment of being removed is there once more, as somebody who may join.
    monkeypatch.setattr(sessions, "GUEST_SECONDS", 3.0)
    async with stage(tmp_path) as scene:
        yield scene


async def people(scene: Stage, *names: str) -> list[Engine]:
    return [await scene.start(name) for name in names]


async def told(engine: Engine, group: GroupId) -> str:
    """Wait for the notice of being removed and return its sentence."""

    async def condition() -> bool:
        return any(each.code == "removed" for each in await engine.notices.list())

    await until(condition, "a notice")
    notice = next(each for each in await engine.notices.list() if each.code == "removed")
    assert notice.group_id == group
    return notice.message


async def test_a_connected_member_is_told_and_let_go(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await together(ana, bo, cy)
    await ana.messages.send(group, "before")
    await reads(bo, group, "before")
    await ana.members.remove(group, await account(bo))
    await stands(bo, group, GroupState.REMOVED)
    assert await told(bo, group) == "ana removed you from Garden weekend."
    for each in (ana, cy):
        await sees(each, group, "ana", "cy")
    await alone(bo)
    await ana.messages.send(group, "after")
    await reads(cy, group, "before", "after")
    await reads(bo, group, "before")
    ending = (await bo.groups.get(group)).ending
    assert ending is not None
    assert (ending.by, ending.name) == (await account(ana), "ana")
    assert (await bo.groups.list())[0].notice == ""
    with pytest.raises(NotAMember):
        await bo.messages.send(group, "too late")


async def test_removal_and_new_keys_are_one_operation_on_disk(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    before = (await ana.groups.get(group)).epoch_id
    await ana.members.remove(group, await account(bo))
    ana = await scene.restart("ana")
    after = (await ana.groups.get(group)).epoch_id
    assert after not in (None, before)
    assert list(await members(ana, group)) == ["ana"]


async def test_nothing_that_follows_reaches_a_device_that_stays_connected(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    common = await scene.group(ana, bo, cy)
    await together(ana, bo, cy)
    changes = bo.subscribe()
    await ana.turns.offer("openai", "gpt")
    await ana.members.remove(group, await account(bo))
    await stands(bo, group, GroupState.REMOVED)
    before = await stored(bo, group)
    asked = await ana.messages.send(group, "after")
    await reads(cy, group, "after")
    await ana.peers.typing(group, True)
    turn = await ana.turns.claim(
        group, asked.message_id, attempt=0, rank=0, name="Sage", provider="openai", model="gpt"
    )
    await ana.turns.append(group, turn, "a secret answer")
    await ana.messages.send(common, "still here")
    await reads(bo, common, "still here")
    assert await stored(bo, group) == before
    assert live(bo, group).room.epochs.secrets.keys() < live(ana, group).room.epochs.secrets.keys()
    bo.unsubscribe(changes)
    assert not [change async for change in changes if isinstance(change, Typing | AnswerDelta)]
    assert not bo.turns.offers(group)
    assert bo.turns.offers(common)


async def test_frames_written_by_hand_to_a_removed_device_are_not_taken_from_it_either(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await scene.group(ana, bo)
    await together(ana, bo, cy)
    changes = ana.subscribe()
    room = live(bo, group)
    session = bo.groups._registry.get(live(ana, group).room.device)
    assert session is not None
    stale = room.writer()
    await ana.members.remove(group, await account(bo))
    await stands(bo, group, GroupState.REMOVED)
    frames: list[SessionFrame] = [
        TypingState(group=group, active=True),
        TurnDelta(group=group, turn=MessageId(bytes(32)), offset=0, text="still here"),
        Operations(group=group, operations=(await _last(bo, group),), live=True, last=True),
    ]
    for frame in frames:
        session.send(frame)
    await ana.messages.send(group, "after")
    await reads(cy, group, "after")
    assert stale.incarnation == room.writer().incarnation
    ana.unsubscribe(changes)
    assert not [change async for change in changes if isinstance(change, Typing)]


async def test_whoever_was_away_is_told_by_another_than_who_removed_him(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await ana.messages.send(group, "before")
    for each in (bo, cy):
        await reads(each, group, "before")
    await scene.stop("bo")
    await ana.members.remove(group, await account(bo))
    await ana.messages.send(group, "after")
    await reads(cy, group, "before", "after")
    await scene.stop("ana")
    bo = await scene.start("bo")
    await stands(bo, group, GroupState.REMOVED)
    assert await told(bo, group) == "ana removed you from Garden weekend."
    await alone(bo)
    await reads(bo, group, "before")
    announced = [key for each in scene.hub.discoveries.values() if each.name == "bo" for key in each.keys]
    assert group not in {key.group for key in announced}
    lacking = await stored(cy, group) - await stored(bo, group)
    assert len(lacking) == 2  # the new epoch, and what was said under it


async def test_whoever_was_away_hears_of_it_on_a_connection_that_another_group_made(scene: Stage) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    common = await scene.group(ana, bo)
    for first, second in (("ana", "bo"), ("bo", "ana")):
        scene.hub.partition(["ana"], ["bo"])
        await ana.members.remove(group, await account(bo))
        await scene.stop("ana")
        await scene.stop("bo")
        scene.hub.heal()
        engines = {name: await scene.start(name) for name in (first, second)}
        ana, bo = engines["ana"], engines["bo"]
        await stands(bo, group, GroupState.REMOVED)
        await ana.messages.send(common, f"hello {first}")
        await until(lambda bo=bo, first=first: _has(bo, common, f"hello {first}"), "still talking elsewhere")
        await bo.invites.join((await ana.invites.create(group)).code)
        await joined(bo, group)


async def _has(engine: Engine, group: GroupId, text: str) -> bool:
    return text in await texts(engine, group)


async def _last(engine: Engine, group: GroupId) -> bytes:
    return live(engine, group).room.graph.nodes[-1].op.raw


async def test_a_notice_that_the_end_of_the_program_kept_is_told_at_the_next_start(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = await people(scene, "ana", "bo")
    group = await scene.group(ana, bo)
    await together(ana, bo)

    async def nothing(*_: object, **__: object) -> None:
        return

    with monkeypatch.context() as patch:
        patch.setattr(bo.groups._publisher, "_note_removal", nothing)
        await ana.members.remove(group, await account(bo))
        await stands(bo, group, GroupState.REMOVED)
        await scene.stop("bo")
    bo = await scene.start("bo")
    assert await told(bo, group) == "ana removed you from Garden weekend."
    notices = await bo.notices.list()
    await bo.notices.dismiss(notices[0].notice_id)
    bo = await scene.restart("bo")
    assert await bo.notices.list() == []


@pytest.mark.parametrize("history", ["all", "joining"])
async def test_whoever_is_invited_again_comes_back(scene: Stage, history: str) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await ana.groups.update(group, policy=GroupPolicy(history=history))
    stale = await ana.invites.create(group)
    await ana.messages.send(group, "before")
    for each in (bo, cy):
        await reads(each, group, "before")
    await ana.members.remove(group, await account(bo))
    await stands(bo, group, GroupState.REMOVED)
    await ana.messages.send(group, "meanwhile")
    await reads(cy, group, "before", "meanwhile")
    await bo.invites.join(stale.code)
    await stands(bo, group, GroupState.REFUSED)
    assert [each.code for each in await bo.notices.list()] == ["removed"]
    await reads(bo, group, "before")
    await bo.invites.join((await ana.invites.create(group)).code)
    await joined(bo, group)
    for each in (ana, bo, cy):
        await sees(each, group, "ana", "bo", "cy")
    assert (await bo.groups.get(group)).ending is None
    assert await bo.notices.list() == []
    await bo.messages.send(group, "back")
    await reads(cy, group, "before", "meanwhile", "back")
    await reads(bo, group, "before", *(("meanwhile",) if history == "all" else ()), "back")
    await ana.messages.send(group, "welcome")
    await until(lambda: _has(bo, group, "welcome"), "reads what follows")
    bo = await scene.restart("bo")
    assert await state(bo, group) is GroupState.JOINED
    await same_digest(group, ana, bo, cy)


async def test_what_the_removed_one_wrote_unheard_does_not_count(scene: Stage) -> None:
    ana, bo, cy = await people(scene, "ana", "bo", "cy")
    group = await scene.group(ana, bo, cy)
    await same_digest(group, ana, bo, cy)
    scene.hub.partition(["ana"], ["bo", "cy"])
    await ana.members.remove(group, await account(bo))
    await bo.messages.send(group, "I did not know")
    await reads(cy, group, "I did not know")
    scene.hub.heal()
    await stands(bo, group, GroupState.REMOVED)
    for each in (ana, bo, cy):
        await reads(each, group)
    await ana.messages.send(group, "after")
    await reads(cy, group, "after")


async def test_admins_who_remove_others_in_a_partition_go_on_talking_under_one_new_key(scene: Stage) -> None:
    ana, bo, cy, dan = await people(scene, "ana", "bo", "cy", "dan")
    group = await scene.group(ana, bo, cy, dan)
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    scene.hub.partition(["ana", "dan"], ["bo", "cy"])
    await ana.members.remove(group, await account(cy))
    await bo.members.remove(group, await account(dan))
    scene.hub.heal()
    for each in (ana, bo):
        await sees(each, group, "ana", "bo")
    await same_digest(group, ana, bo)
    epochs = len(live(ana, group).room.epochs.epochs)
    assert live(ana, group).room.epochs.sending() is None
    await bo.messages.send(group, "who is left?")
    await reads(ana, group, "who is left?")
    await ana.messages.send(group, "we are")
    await reads(bo, group, "who is left?", "we are")
    assert len(live(ana, group).room.epochs.epochs) == epochs + 1
    for each in (cy, dan):
        await stands(each, group, GroupState.REMOVED)
        await reads(each, group)


async def test_two_who_remove_each_other_the_senior_stays(scene: Stage) -> None:
    ana, bo, cy, dan = await people(scene, "ana", "bo", "cy", "dan")
    group = await scene.group(ana, bo, cy, dan)
    await ana.members.set_role(group, await account(bo), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    await bo.members.set_role(group, await account(cy), Role.ADMIN)
    await same_digest(group, ana, bo, cy, dan)
    scene.hub.partition(["bo"], ["cy", "ana", "dan"])
    room = live(cy, group).room
    assert not room.may(await account(cy), "remove", await account(bo))
    await bo.members.remove(group, await account(cy))
    await cy.members.remove(group, await account(dan))
    await stands(dan, group, GroupState.REMOVED)
    scene.hub.heal()
    await stands(cy, group, GroupState.REMOVED)
    for each in (ana, bo):
        await roles(each, group, ana="owner", bo="admin", dan="member")
    with contextlib.suppress(AlreadyAMember):  # ana may not have parted with him before she heard that it was void
        await dan.invites.join((await ana.invites.create(group)).code)
    await joined(dan, group)
    await dan.messages.send(group, "I stayed")
    for each in (ana, bo):
        await reads(each, group, "I stayed")


async def test_whoever_a_removed_member_let_in_is_told_that_it_does_not_count(scene: Stage) -> None:
    ana, bo, cy, dan = await people(scene, "ana", "bo", "cy", "dan")
    group = await scene.group(ana, bo, cy)
    await same_digest(group, ana, bo, cy)
    scene.hub.partition(["ana", "bo"], ["cy", "dan"])
    await ana.members.remove(group, await account(cy))
    await dan.invites.join((await cy.invites.create(group)).code)
    await joined(dan, group)
    await dan.messages.send(group, "hello?")
    scene.hub.heal()
    for each in (cy, dan):
        await stands(each, group, GroupState.REMOVED)
    assert await told(cy, group) == "ana removed you from Garden weekend."
    assert "does not count any more" in await told(dan, group)
    assert (await dan.groups.get(group)).ending is None
    for each in (ana, bo):
        await sees(each, group, "ana", "bo")
        await reads(each, group)
    await alone(dan)


async def test_a_device_that_will_not_hear_it_is_refused_and_learns_nothing(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mo = await people(scene, "ana", "mo")
    group = await scene.group(ana, mo)
    scene.later = {
        "ana": YEAR_MS,
        "mo": YEAR_MS,
    }
    ana, mo = await scene.restart("ana"), await scene.restart("mo")
    await together(ana, mo)
    room = live(mo, group)

    async def deaf(*_: object, **__: object) -> Taken:
        return Taken(room.room.receive([], 0))

    monkeypatch.setattr(room, "take", deaf)
    before = await stored(ana, group)
    await ana.members.remove(group, await account(mo))
    await ana.messages.send(group, "after")
    courtesies = ana.groups._publisher.courtesies
    key = room.room.discovery_keys(0)[0]

    async def given_up() -> bool:
        return courtesies.parted(key, room.room.device)

    await until(given_up, "given up")
    await alone(ana)
    met: list[PeerSession] = []
    monkeypatch.setattr(mo.groups._registry, "add", met.append)
    with pytest.raises(Exception, match="shares no conversation"):
        await mo.peers.connect("ana:4040")
    with pytest.raises(NotAMember):
        await ana.peers.connect("mo:4040")
    assert met == []
    later = await stored(ana, group) - before - await written(mo, group)
    assert len(later) >= 3  # the removal, the new epoch, what was said under it
    assert not later & await stored(mo, group)
    assert await state(mo, group) is GroupState.JOINED
