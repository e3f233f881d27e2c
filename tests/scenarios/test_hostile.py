"""A member who breaks every rule his keys let him break: it costs him his connection at most, the others nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sync.changes import MessageRemoved, Typing
from sync.core.codec import encode
from sync.core.discovery_tags import knock_tag
from sync.core.frames import (
    JoinAnswer,
    JoinAsk,
    Knock,
    KnockAnswer,
    Offer,
    Operations,
    SessionFrame,
    TurnClaim,
    TypingState,
)
from sync.core.ids import GroupId, LogKind, MessageId, OpId
from sync.core.invites import invite_discovery_key, parse_code
from sync.core.limits import MAX_CLOCK_STEP
from sync.core.ops import Answer, ContentPayload, Message, Operation, Profile, Settings, Usage
from sync.core.sealing import seal_content
from sync.core.signing import build_operation
from sync.core.turns import turn_id
from sync.core.writing import Draft, _header, own_log
from sync.engine import Engine
from sync.runtime import entering
from sync.runtime.live_room import LiveRoom
from sync.runtime.sessions import MAX_ASKS, PeerSession
from sync.views import AnswerStatus, GroupState
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, until


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


class Rogue:
    """A real engine whose owner writes operations and frames by hand."""

    def __init__(self, engine: Engine, group: GroupId) -> None:
        self.engine = engine
        self.group = group

    @property
    def live(self) -> LiveRoom:
        live = self.engine.groups._rooms.find(self.group)
        assert live is not None
        return live

    @property
    def session(self) -> PeerSession:
        """The connection to the only other one."""
        return next(iter(self.engine.groups._registry))

    def send(self, *frames: SessionFrame) -> None:
        for frame in frames:
            self.session.send(frame)

    def write(self, payload: ContentPayload, **header: object) -> Operation:
        """Return a signed operation with `payload` as it is, limits or none."""
        room, writer = self.live.room, self.live.writer()
        epoch = room.epochs.sending()
        assert epoch is not None
        head = room.vector.get(own_log(writer, LogKind.CONTENT))
        draft = Draft(self.group, head, room.lamport, 1_800_000_000_000, (), room.control_heads())
        given = msgspec.structs.replace(_header(draft, payload, writer, epoch), **header)
        secret = room.epochs.secrets[epoch]
        sealed = seal_content(secret, encode(given), given.log, given.seq, given.salt, encode(payload))
        return build_operation(given, sealed, writer.signing_key)

    def push(self, payload: ContentPayload, **header: object) -> Operation:
        """Write and send."""
        operation = self.write(payload, **header)
        live, log = self.live, operation.header.log
        live.room._append(operation)
        live._disk.vector[log] = live.room.vector[log]  # else it would pull its own words from whoever heard them
        self.send(Operations(group=self.group, operations=(operation.raw,), live=True, last=True))
        return operation


async def pair(scene: Stage) -> tuple[Engine, Rogue]:
    """Return somebody honest and somebody dishonest in a group of two, connected."""
    ana, mo = await scene.start("ana"), await scene.start("mo")
    return ana, Rogue(mo, await scene.group(ana, mo))


def message(text: str) -> Message:
    return Message(text=text)


def answer(rogue: Rogue, trigger: OpId, text: str = "", **more: object) -> Answer:
    device = rogue.live.writer().signing_key.public
    fields = {
        "turn": turn_id(MessageId(trigger), device, 0), "trigger": MessageId(trigger), "attempt": 0, "rank": 0,
        "name": "Sage", "provider": "p", "model": "m", "status": "complete", "text": text, "usage": None,
        "error": None, "receipt": b"",
    }  # fmt: skip
    return Answer(**{**fields, **more})


async def test_text_that_cannot_be_shown_does_not_stop_what_follows(scene: Stage) -> None:
    ana, mo = await pair(scene)
    mo.push(message("\u200b" * 5_000 + "\u754c" * 14_500))
    mo.push(message("after"))
    await reads(ana, mo.group, "", "after")


@pytest.mark.parametrize("usage", [Usage(2**63, 0), Usage(0, 0, 2**64 - 1), Usage(-1, 0)])
async def test_figures_beyond_the_database_do_not_stop_what_follows(scene: Stage, usage: Usage) -> None:
    ana, mo = await pair(scene)
    asked = mo.push(message("asked"))
    mo.push(answer(mo, asked.id, usage=usage))
    mo.push(message("after"))
    await reads(ana, mo.group, "asked", "after")


async def named(engine: Engine, group: GroupId) -> set[str]:
    return {member.name for member in (await engine.groups.get(group)).members}


async def test_a_yes_that_means_nothing_does_not_hold_up_joining(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "ADMISSION_SECONDS", 0.1)
    ana, mo = await pair(scene)
    bo = await scene.start("bo")
    other = await scene.group(bo)
    await bo.invites.join((await ana.invites.create(mo.group)).code)
    await joined(bo, mo.group)
    wanted = await ana.groups.create("Elsewhere")
    asked = asyncio.Event()

    async def yes(peer: PeerSession, ask: JoinAsk) -> JoinAnswer:
        asked.set()
        return JoinAnswer(group=wanted, code="", message="")

    code = (await ana.invites.create(wanted)).code
    key = invite_discovery_key(parse_code(code).secret)

    def known(peer: PeerSession, _: Knock) -> KnockAnswer:
        return KnockAnswer(tag=knock_tag(key, *peer.nonces))

    monkeypatch.setattr(mo.engine.invites._doors, "_knocked", known)
    monkeypatch.setattr(mo.engine.invites._doors, "asked", yes)
    await scene.stop("ana")
    await bo.invites.join(code)
    await asked.wait()
    await scene.start("ana")
    await joined(bo, wanted)
    assert await state(bo, other) is GroupState.JOINED


async def test_a_group_left_and_forgotten_can_be_joined_again_on_the_same_connection(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    common = await scene.group(ana, bo)
    await ana.messages.send(group, "before")
    for _ in range(2):
        await bo.groups.leave(group)
        await bo.groups.forget(group)
        await bo.invites.join((await ana.invites.create(group)).code)
        await joined(bo, group)
        await reads(bo, group, "before")
    assert await state(bo, common) is GroupState.JOINED
    await bo.messages.send(group, "after")
    await reads(ana, group, "before", "after")


async def test_who_rejoins_before_anybody_heard_that_he_left_gets_in(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "ADMISSION_SECONDS", 0.1)
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await scene.group(ana, bo)
    code = (await ana.invites.create(group)).code
    await same_digest(group, ana, bo)
    scene.hub.partition(["ana"], ["bo"])
    await bo.groups.leave(group)
    await bo.invites.join(code)
    scene.hub.heal()
    await joined(bo, group)
    await bo.messages.send(group, "back")
    await reads(ana, group, "back")


async def test_asking_to_join_for_ever_ends_the_connection(scene: Stage) -> None:
    ana, mo = await pair(scene)
    session, live = mo.session, mo.live
    code = (await ana.invites.create(mo.group)).code
    live.row = msgspec.structs.replace(live.row, code=code)
    for _ in range(MAX_ASKS + 1):
        mo.engine.invites._doors.entering._ask(session, live)
    await session.peer.gone.wait()


async def test_a_claim_that_comes_after_its_answer_begins_nothing(scene: Stage) -> None:
    ana, mo = await pair(scene)
    changes = ana.subscribe()
    asked = mo.push(message("asked"))
    wanted = answer(mo, asked.id, "42")
    mo.push(wanted)
    await reads(ana, mo.group, "asked", "42")
    claim = TurnClaim(
        group=mo.group, trigger=wanted.trigger, turn=wanted.turn, attempt=0, rank=0, name="Sage", provider="p",
        model="m", placed=0, started=0,
    )  # fmt: skip
    mo.send(claim)
    mo.push(message("after"))
    await reads(ana, mo.group, "asked", "42", "after")
    assert (await ana.messages.get(mo.group, wanted.turn)).text == "42"
    ana.unsubscribe(changes)
    assert not [change async for change in changes if isinstance(change, MessageRemoved)]


async def test_a_flood_of_typing_reaches_the_window_as_a_trickle(scene: Stage) -> None:
    ana, mo = await pair(scene)
    changes = ana.subscribe(100_000)
    for _ in range(3_000):
        mo.send(TypingState(group=mo.group, active=True))
    mo.push(message("after"))
    await reads(ana, mo.group, "after")
    ana.unsubscribe(changes)
    assert len([change async for change in changes if isinstance(change, Typing)]) < 2_000


async def test_what_is_called_names_and_models_is_one_line_that_hides_nothing(scene: Stage) -> None:
    ana, mo = await pair(scene)
    nasty = "\u202egnp.\x1b[31mevil\nline\u200b"
    await mo.live.author(lambda _: [Profile(name=nasty), Settings(name=nasty)])
    mo.send(Offer(provider=nasty, model=nasty))
    asked = mo.push(message("asked"))
    mo.push(answer(mo, asked.id, "42", name=nasty, provider=nasty, model=nasty))
    await reads(ana, mo.group, "asked", "42")
    clean = "gnp.[31mevil line"
    seen = (await ana.messages.list(mo.group))[-1]
    assert seen.assistant is not None
    assert {seen.author.name, seen.assistant.provider, seen.assistant.model, seen.assistant.host.name} == {clean}
    assert {(offer.provider, offer.model) for offer in ana.turns.offers(mo.group)} == {(clean, clean)}
    assert (await ana.groups.get(mo.group)).name == clean
    assert (await ana.groups.list())[0].name == clean
    assert clean in await named(ana, mo.group)


async def test_who_only_holds_an_invite_is_not_told_what_we_run(scene: Stage) -> None:
    ana, mo = await scene.start("ana"), await scene.start("mo")
    await ana.turns.offer("openai", "gpt")
    group = await ana.groups.create("Garden")
    invite = await ana.invites.create(group, max_uses=1)
    await ana.invites.revoke(group, invite.invite_id)
    await mo.invites.join(invite.code)

    async def refused() -> bool:
        return await state(mo, group) is GroupState.REFUSED

    await until(refused, "refused")
    assert mo.turns._ephemerals._offers == {}


async def test_nobody_can_push_the_clock_of_a_group_to_its_end(scene: Stage) -> None:
    ana, mo = await pair(scene)
    mo.push(message("next century"), lamport=mo.live.room.graph.lamport + MAX_CLOCK_STEP)
    await reads(ana, mo.group, "next century")
    mo.send(
        Operations(group=mo.group, operations=(mo.write(message("never"), lamport=2**53).raw,), live=True, last=True)
    )
    await ana.messages.send(mo.group, "today")
    for name in ("Zoo", "Aviary", "Barn"):
        assert (await ana.groups.update(mo.group, name=name)).name == name
    asked = await ana.messages.send(mo.group, "and now?")
    turn = await ana.turns.claim(
        mo.group, asked.message_id, attempt=0, rank=0, name="Sage", provider="p", model="m"
    )  # fmt: skip
    await ana.turns.append(mo.group, turn, "still today")
    await ana.turns.finish(mo.group, turn, status=AnswerStatus.COMPLETE)
    await reads(ana, mo.group, "next century", "today", "and now?", "still today")
