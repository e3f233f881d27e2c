"""Invites among several engines: who may see and withdraw them, who gets the last place, whom a newcomer believes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import Notice
from sync.core.discovery_tags import knock_tag
from sync.core.frames import JoinAnswer, JoinAsk, Knock, KnockAnswer, Operations, SessionFrame, encode_frame
from sync.core.ids import AccountId, GroupId
from sync.core.invites import invite_discovery_key, parse_code
from sync.engine import Engine
from sync.errors import NotAllowed
from sync.runtime import doors, entering, sessions
from sync.runtime.live_room import LiveRoom
from sync.runtime.sessions import PeerSession
from sync.views import GroupPolicy, GroupState
from tests.support.engines import Stage, connection, joined, reads, same_digest, stage, state, texts, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


def room(engine: Engine, group: GroupId) -> LiveRoom:
    """The group inside the engine."""
    live = engine.groups._rooms.find(group)
    assert live is not None
    return live


async def ends(engine: Engine, group: GroupId, where: GroupState, why: str) -> None:
    """Wait until the engine stands there with a group, and says why."""

    async def condition() -> bool:
        line = next(each for each in await engine.groups.list() if each.group_id == group)
        return (line.state, line.notice) == (where, why)

    await until(condition, f"{where} because {why}")


# --- who sees and withdraws


async def test_whoever_may_invite_sees_all_invites_that_are_not_over(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    mine = await ana.invites.create(group, max_uses=3, approval=True)
    bos = await bo.invites.create(group)
    brief = await ana.invites.create(group, expires_in=60)
    await same_digest(group, ana, bo)
    seen = {each.invite_id: each for each in await bo.invites.list(group)}
    assert {mine.invite_id, bos.invite_id, brief.invite_id} < seen.keys()
    shown = seen[mine.invite_id]
    assert (shown.code, shown.max_uses, shown.uses, shown.approval) == ("", 3, 0, True)
    assert shown.created_by == mine.created_by
    await ana.invites.revoke(group, mine.invite_id)
    scene.later["bo"] = 61_000
    await same_digest(group, ana, bo)
    assert not {mine.invite_id, brief.invite_id} & {each.invite_id for each in await bo.invites.list(group)}


async def test_an_invite_is_withdrawn_by_its_maker_or_an_admin(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo, cy)
    bos = await bo.invites.create(group)
    another = await bo.invites.create(group)
    await same_digest(group, ana, bo, cy)
    with pytest.raises(NotAllowed, match="admins"):
        await cy.invites.revoke(group, bos.invite_id)
    await ana.groups.update(group, policy=GroupPolicy(invite="admins"))
    await same_digest(group, ana, bo, cy)
    assert {each.invite_id for each in await bo.invites.list(group)} == {bos.invite_id, another.invite_id}
    assert await cy.invites.list(group) == []
    with pytest.raises(NotAllowed):
        await bo.invites.create(group)
    assert (await bo.invites.revoke(group, bos.invite_id)).revoked
    await same_digest(group, ana, bo, cy)
    assert (await ana.invites.revoke(group, another.invite_id)).revoked


# --- who gets in


async def test_any_member_admits_while_the_inviter_is_away(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = (await ana.invites.create(group)).code
    await same_digest(group, ana, bo)
    await scene.stop("ana")
    await cy.invites.join(code)
    await joined(cy, group)
    await cy.messages.send(group, "hello")
    ana = await scene.start("ana")
    await reads(ana, group, "hello")


async def test_an_invite_ends_with_the_membership_of_its_maker(scene: Stage) -> None:
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    code = (await bo.invites.create(group)).code
    await same_digest(group, ana, bo)
    await scene.stop("bo")
    bo_account = next(each for each in (await ana.groups.get(group)).members if not each.you)
    await ana.members.remove(group, bo_account.account_id)
    await cy.invites.join(code)
    await ends(cy, group, GroupState.REFUSED, "invite_revoked")


async def test_the_last_place_is_given_twice_and_one_stays(scene: Stage) -> None:
    ana, bo, cy, dee = [await scene.start(name) for name in ("ana", "bo", "cy", "dee")]
    group = await scene.group(ana, bo)
    code = (await ana.invites.create(group, max_uses=1)).code
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana", "cy"], ["bo", "dee"])
    await cy.invites.join(code)
    await dee.invites.join(code)
    await joined(cy, group)
    await joined(dee, group)
    await dee.messages.send(group, "from dee")
    await reads(bo, group, "from dee")
    changes = dee.subscribe()
    scene.hub.heal()
    await ends(dee, group, GroupState.REMOVED, "invite_used_up")
    await reads(bo, group)
    await bo.messages.send(group, "without dee")
    for engine in (ana, bo, cy):
        await reads(engine, group, "without dee")
        assert {each.name for each in (await engine.groups.get(group)).members} == {"ana", "bo", "cy"}
    epoch = (await bo.groups.get(group)).epoch_id
    assert epoch is not None
    assert epoch not in room(dee, group).room.epochs.secrets
    dee.unsubscribe(changes)
    told = [each.message async for each in changes if isinstance(each, Notice)]
    assert any("places went to others" in each for each in told)
    await dee.invites.join((await ana.invites.create(group)).code)
    await joined(dee, group)
    await reads(dee, group, "without dee")


# --- when a code expires


async def test_a_code_that_expires_while_nobody_is_there_is_given_up(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group, expires_in=60)).code
    await scene.stop("ana")
    scene.later["bo"] = 59_500  # the timer rings in half a second
    await bo.invites.join(code)
    changes = bo.subscribe()
    scene.later["bo"] = 60_500
    await ends(bo, group, GroupState.REFUSED, "invite_expired")
    bo.unsubscribe(changes)
    assert [each.code async for each in changes if isinstance(each, Notice)] == ["invite_expired"]


async def test_a_code_that_expired_while_the_program_was_closed_is_given_up_at_the_start(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group, expires_in=60)).code
    await scene.stop("ana")
    await bo.invites.join(code)
    scene.later["bo"] = 61_000
    bo = await scene.restart("bo")
    await ends(bo, group, GroupState.REFUSED, "invite_expired")


# --- what strangers learn, and what newcomers believe


def overhear(monkeypatch: pytest.MonkeyPatch) -> list[tuple[PeerSession, SessionFrame]]:
    """Return a list of every frame that any session takes from now on, and from whom."""
    frames: list[tuple[PeerSession, SessionFrame]] = []
    handle = PeerSession._handle

    async def noting(self: PeerSession, frame: SessionFrame) -> None:
        frames.append((self, frame))
        await handle(self, frame)

    monkeypatch.setattr(PeerSession, "_handle", noting)
    return frames


def knows(monkeypatch: pytest.MonkeyPatch, engine: Engine, code: str) -> None:
    """Let the engine show that it knows the invite, and say yes to whoever asks."""
    read = parse_code(code)
    key = invite_discovery_key(read.secret)
    doors = engine.invites._doors
    monkeypatch.setattr(doors, "_knocked", lambda peer, _: KnockAnswer(tag=knock_tag(key, *peer.nonces)))

    async def yes(peer: PeerSession, ask: JoinAsk) -> JoinAnswer:
        return JoinAnswer(group=read.group, code="", message="")

    monkeypatch.setattr(doors, "asked", yes)


async def test_who_does_not_know_the_invite_does_not_learn_which_group_is_joined(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = overhear(monkeypatch)
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    await scene.group(bo, cy)
    frames.clear()
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group)).code
    await scene.stop("ana")
    await cy.invites.join(code)

    async def answered() -> bool:
        return any(isinstance(frame, KnockAnswer) for _, frame in frames)

    await until(answered, "bo does not know the invite")
    ana = await scene.start("ana")
    await joined(cy, group)
    bos = [frame for session, frame in frames if session._context is bo.groups._context]
    assert any(isinstance(each, Knock) for each in bos)
    assert not [each for each in bos if isinstance(each, JoinAsk)]
    assert not [each for each in bos if group in encode_frame(each)]
    anas = [frame for session, frame in frames if session._context is ana.groups._context]
    assert any(isinstance(each, JoinAsk) for each in anas)
    assert not [each for each in anas if isinstance(each, Knock)]  # the handshake has shown it


async def test_a_knock_is_answered_with_a_tag_of_ones_own(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = overhear(monkeypatch)
    ana, bo = await scene.start("ana"), await scene.start("bo")
    await scene.group(ana, bo)
    frames.clear()
    group = await ana.groups.create("Garden")
    await bo.invites.join((await ana.invites.create(group)).code)
    await joined(bo, group)
    knocks = {frame.tag for _, frame in frames if isinstance(frame, Knock)}
    answers = {frame.tag for _, frame in frames if isinstance(frame, KnockAnswer)}
    assert len(knocks) == len(answers) == 1
    assert knocks != answers


async def test_who_holds_the_code_and_is_no_member_convinces_nobody(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "ADMISSION_SECONDS", 0.2)
    frames = overhear(monkeypatch)
    ana, mo, bo = await scene.start("ana"), await scene.start("mo"), await scene.start("bo")
    common = await scene.group(mo, bo)
    group = await ana.groups.create("Garden")
    await ana.messages.send(group, "hello")
    code = (await ana.invites.create(group)).code
    await scene.stop("ana")
    knows(monkeypatch, mo, code)
    frames.clear()
    await bo.invites.join(code)

    async def answered() -> bool:
        return any(isinstance(frame, JoinAnswer) and frame.group == group for _, frame in frames)

    await until(answered, "mo said yes")
    await until(lambda: _asked_again(frames), "asked again when nothing came of it")
    assert await state(bo, group) is GroupState.JOINING
    assert (await bo.groups.get(group)).members == ()
    await scene.start("ana")
    await joined(bo, group)
    await reads(bo, group, "hello")
    assert await state(bo, common) is GroupState.JOINED


async def _asked_again(frames: list[tuple[PeerSession, SessionFrame]]) -> bool:
    return sum(isinstance(frame, JoinAsk) for _, frame in frames) > 1


@pytest.mark.parametrize("what", ["another group", "a made-up beginning", "no beginning", "without us"])
async def test_nothing_is_believed_that_does_not_reach_the_group_in_the_code(
    scene: Stage, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(entering, "ADMISSION_SECONDS", 0.2)
    frames = overhear(monkeypatch)
    ana, mo, bo = await scene.start("ana"), await scene.start("mo"), await scene.start("bo")
    await scene.group(mo, bo)
    group = await scene.group(ana, mo)
    other = await mo.groups.create("Not the garden")
    await mo.messages.send(group, "from mo")
    code = (await ana.invites.create(group)).code
    await same_digest(group, ana, mo)
    await scene.stop("ana")
    real, false = ([node.op.raw for node in room(mo, each).room.graph.nodes] for each in (group, other))
    served = {
        "another group": false,
        "a made-up beginning": [false[0], *real[1:]],
        "no beginning": real[1:],
        "without us": real,
    }[what]
    knows(monkeypatch, mo, code)
    frames.clear()
    await bo.invites.join(code)

    async def asked() -> bool:
        return any(isinstance(frame, JoinAsk) for _, frame in frames)

    await until(asked, "asked")
    session = await connection(mo)
    session.send(JoinAnswer(group=group, code="", message=""))
    session.send(Operations(group=group, operations=tuple(served), live=True, last=True))
    bos = await connection(bo)
    if what in ("another group", "a made-up beginning"):
        await bos.peer.gone.wait()
    await scene.stop("mo")
    await bos.peer.gone.wait()
    assert await state(bo, group) is GroupState.JOINING
    assert await texts(bo, group) == []
    assert not room(bo, group).room.membership.is_member(await own_account(bo))
    await scene.start("ana")
    await joined(bo, group)


async def own_account(engine: Engine) -> AccountId:
    """The engine's own account."""
    account = await engine.accounts.get()
    assert account is not None
    return account.account_id


# --- how long guests may stay


async def test_newcomers_who_wait_may_stay_longer_than_other_guests(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "GUEST_SECONDS", 0.5)
    monkeypatch.setattr(doors, "MAX_WAITING_GUESTS", 1)
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await ana.groups.create("Garden")
    code = (await ana.invites.create(group, approval=True)).code
    await bo.invites.join(code)

    async def waiting(count: int) -> bool:
        return len(await ana.joins.list(group)) == count

    await until(lambda: waiting(1), "bo waits")
    staying = ana.invites._doors._staying

    async def kept() -> bool:
        return bool(staying)

    await until(kept, "bo stays")
    [first] = staying
    await cy.invites.join(code)
    await until(lambda: waiting(2), "cy waits")

    async def alone() -> bool:
        return all(each.account == first.account for each in ana.groups._registry)

    await until(alone, "cy has to go")
    assert not first.peer.gone.is_set()
    by_name = {each.name: each.request_id for each in await ana.joins.list(group)}
    for name, engine in (("bo", bo), ("cy", cy)):
        await ana.joins.approve(group, by_name[name])
        await joined(engine, group)


async def test_who_waits_asks_each_member_once_until_something_changes(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = overhear(monkeypatch)
    ana, bo, cy = await scene.start("ana"), await scene.start("bo"), await scene.start("cy")
    group = await scene.group(ana, bo)
    invite = await ana.invites.create(group, approval=True)
    await same_digest(group, ana, bo)
    frames.clear()
    await cy.invites.join(invite.code)

    def asks() -> int:
        return sum(isinstance(frame, JoinAsk) for _, frame in frames)

    async def both() -> bool:
        return asks() == 2

    await until(both, "both are asked")
    await bo.messages.send(group, "meanwhile")
    await reads(ana, group, "meanwhile")
    await bo.groups.update(group, description="changes nothing for cy")
    await same_digest(group, ana, bo)
    assert asks() == 2
    [request] = await ana.joins.list(group)
    await ana.joins.approve(group, request.request_id)
    await joined(cy, group)
    assert asks() <= 4
