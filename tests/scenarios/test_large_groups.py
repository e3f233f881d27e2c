"""Groups in which not everybody is connected with everybody: all reaches all, and who passes it on can change nothing.

For most of this a group counts as large with more than two other devices, and cables decide who is connected with whom.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from sync.changes import Change, PeerDisconnected, StopRequested, Typing
from sync.core import mesh
from sync.core.codec import encode
from sync.core.frames import SessionFrame, TurnClaim, TypingState
from sync.core.gossip import Beacon, Passage, Signed, Stored, read, sign
from sync.core.gossip_frames import Acknowledged, Beacons, Listening, Relayed
from sync.core.ids import DeviceId, GroupId, LogId, MessageId, RequestId
from sync.core.turns import turn_id
from sync.engine import Engine
from sync.runtime import far_acks, file_seeking, relays, topology, webs
from sync.runtime.deliveries import Deliveries
from sync.runtime.far_acks import FarAcks
from sync.runtime.relays import Relays
from sync.runtime.sessions import PeerSession
from sync.runtime.speaking import Allowance
from sync.views import AnswerStatus, FileBytes, FileState, GroupState, MessageView
from tests.support.engines import Stage, joined, reads, same_digest, stage, state, texts, until
from tests.support.files import arrived, exif, jpeg, sent, stands
from tests.support.memory_network import MemoryDiscovery

NAMES = ("ana", "bo", "cy", "di", "ed")


class Wired(Stage):
    """A stage on which only machines with a cable between them reach each other."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self.cables: set[frozenset[str]] = set()
        self.members: list[Engine] = []
        self.group_id: GroupId
        monkeypatch.setattr(self.hub, "reachable", self._reachable)

    def _reachable(self, one: str, other: str) -> bool:
        return one == other or frozenset((one, other)) in self.cables

    def wire(self, *names: str) -> None:
        """Lay cables along a line of machines."""
        self.cables |= {frozenset(pair) for pair in pairwise(names)}
        self.hub.announce()

    async def meet(self, *names: str) -> None:
        """Bring up a line of members of one group, each let in by the one before it."""
        self.members = [await self.start(name) for name in names]
        self.group_id = await self.members[0].groups.create("Garden weekend")
        for before, name in pairwise(names):
            invite = await self.engine(before).invites.create(self.group_id)
            self.wire(before, name)
            await self.engine(name).invites.join(invite.code)
            await joined(self.engine(name), self.group_id)
        await self.settled(len(names))

    async def settled(self, count: int) -> None:
        """Wait until everybody sees everybody here."""

        async def condition() -> bool:
            seen = [await online(each, self.group_id) for each in self.members]
            return all(len(each) == count for each in seen)

        await until(condition, "everybody is here")


async def online(engine: Engine, group: GroupId) -> set[str]:
    return {member.name for member in (await engine.groups.get(group)).members if member.online}


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wired]:
    for module in (mesh, topology):
        monkeypatch.setattr(module, "FULL_MESH", 2)
    monkeypatch.setattr(webs, "PUBLISH_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(webs, "PUBLISH_SECONDS", 0.02)
    wired = Wired(tmp_path, monkeypatch)
    try:
        yield wired
    finally:
        await wired.close()


@pytest.fixture
async def line(scene: Wired) -> Wired:
    """Five members in a line: ana - bo - cy - di - ed."""
    await scene.meet(*NAMES)
    return scene


class Ear:
    """Whether an engine has told of a change of some kind since this was made."""

    def __init__(self, engine: Engine, kind: type[Change]) -> None:
        self._engine = engine
        self._kind = kind
        self._changes = engine.subscribe(10_000)
        self.count = 0

    async def __call__(self) -> bool:
        before, self._changes = self._changes, self._engine.subscribe(10_000)
        self._engine.unsubscribe(before)
        self.count += len([each async for each in before if isinstance(each, self._kind)])
        return self.count > 0


def device(engine: Engine) -> DeviceId:
    return engine.turns._context.who().device


def session(engine: Engine, other: Engine) -> PeerSession:
    found = engine.turns._registry.get(device(other))
    assert found is not None
    return found


# --- what is stored


async def test_a_message_goes_from_hand_to_hand_and_comes_back_as_reached_by_all(line: Wired) -> None:
    ana, *_, ed = line.members
    sent = await ana.messages.send(line.group_id, "from one end")
    await reads(ed, line.group_id, "from one end")
    await same_digest(line.group_id, *line.members)

    async def reached() -> bool:
        delivery = await ana.messages.delivery(line.group_id, sent.message_id)
        return (delivery.devices, delivery.reached) == (4, 4)

    await until(reached, "reached by all four")


async def away(line: Wired) -> MessageView:
    """Cut the cable between di and ed, and have ana write meanwhile."""
    ana, ed = line.members[0], line.members[-1]
    line.cables.remove(frozenset(("di", "ed")))
    line.hub.partition(("ana", "bo", "cy", "di"), ("ed",))  # breaks the links across; cables decide who reaches whom
    message = await ana.messages.send(line.group_id, "while you were away")
    line.members.remove(ed)
    await line.settled(4)
    line.members.append(ed)
    return message


async def reached(wired: Wired, message: MessageView, count: int) -> bool:
    return (await wired.members[0].messages.delivery(wired.group_id, message.message_id)).reached == count


async def connected(one: Engine, other: Engine) -> bool:
    return one.turns._registry.get(device(other)) is not None


async def test_who_was_away_acknowledges_when_it_is_here_again(line: Wired) -> None:
    message = await away(line)
    line.wire("di", "ed")
    await reads(line.members[-1], line.group_id, "while you were away")
    await until(partial(reached, line, message, 4), "reached by all four")


async def test_an_acknowledgement_may_come_before_the_beacon_of_who_makes_it(
    line: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await away(line)
    monkeypatch.setattr(webs, "PUBLISH_SECONDS", 1_000.0)  # as long as others take where fifty come at once
    line.wire("di", "ed")
    await reads(line.members[-1], line.group_id, "while you were away")
    await until(partial(reached, line, message, 4), "reached by all four")


async def test_an_acknowledgement_that_is_lost_on_the_way_is_made_again(
    line: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(far_acks, "SURE_SECONDS", 1.0)
    lost = list[Acknowledged]()

    def lose(self: FarAcks, peer: DeviceId, frame: Acknowledged) -> None:
        lost.append(frame)

    message = await away(line)
    await until(partial(reached, line, message, 3), "reached by the others")
    taken = FarAcks.received
    monkeypatch.setattr(FarAcks, "received", lose)
    line.wire("di", "ed")

    async def said() -> bool:
        return device(line.members[-1]) in {read(each, Stored, line.group_id).device for f in lost for each in f.stored}

    await until(said, "ed has acknowledged")
    monkeypatch.setattr(FarAcks, "received", taken)
    line.wire("ana", "cy")
    await until(partial(reached, line, message, 4), "reached by all four")


async def test_what_a_neighbour_has_not_said_it_says_from_afar(scene: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.meet("ana", "bo", "cy", "di")
    scene.wire("ana", "cy")
    ana, _, cy, _ = scene.members
    await until(partial(connected, ana, cy), "ana and cy are connected")
    taken, deaf_for = Deliveries.note, {device(cy)}

    def note(self: Deliveries, of: DeviceId, group: GroupId, heads: Mapping[LogId, int]) -> None:
        if of not in deaf_for:
            taken(self, of, group, heads)

    monkeypatch.setattr(Deliveries, "note", note)
    message = await ana.messages.send(scene.group_id, "before it ends")
    await until(partial(reached, scene, message, 2), "reached by the others")
    deaf_for.clear()
    scene.cables.remove(frozenset(("ana", "cy")))
    scene.hub.partition(("ana",), ("cy",))
    await until(partial(reached, scene, message, 3), "reached by cy too")


# --- what happens just now


async def test_typing_is_seen_at_the_other_end(line: Wired) -> None:
    ana, *_, ed = line.members
    typing = Ear(ed, Typing)
    await ana.peers.typing(line.group_id, active=True)
    await until(typing, "typing")


async def test_an_answer_streams_to_the_other_end_and_is_stopped_from_there(line: Wired) -> None:
    ana, *_, ed = line.members
    group = line.group_id
    question = await ana.messages.send(group, "@Sage hello?")
    turn = await ana.turns.claim(
        group, question.message_id, attempt=0, rank=0, name="Sage", provider="builtin", model="small"
    )
    await ana.turns.append(group, turn, "Good ")
    await ana.turns.append(group, turn, "evening")

    async def streamed() -> bool:
        found = [each for each in await ed.messages.list(group) if each.assistant is not None]
        return [each.text for each in found] == ["Good evening"]

    await until(streamed, "streamed")
    assert ed.turns.live_rank(group, question.message_id) == 0
    stopped = Ear(ana, StopRequested)
    await ed.turns.stop(group, turn)
    await until(stopped, "the host hears of the stop")
    await ana.turns.finish(group, turn, status=AnswerStatus.STOPPED)
    await reads(ed, group, "@Sage hello?", "Good evening")


async def test_an_answer_goes_with_its_host_however_far_away(line: Wired) -> None:
    ana, *_, ed = line.members
    group = line.group_id
    question = await ana.messages.send(group, "@Sage hello?")
    await ana.turns.claim(group, question.message_id, attempt=0, rank=0, name="Sage", provider="p", model="m")

    async def rank(wanted: int | None) -> bool:
        return ed.turns.live_rank(group, question.message_id) == wanted

    await until(lambda: rank(0), "claimed")
    await scene_stops(line, "ana")
    await until(lambda: rank(None), "gone with its host")


async def scene_stops(line: Wired, name: str) -> None:
    line.members.remove(line.engine(name))
    await line.stop(name)


async def test_models_are_offered_across_others(line: Wired) -> None:
    ana, *_, ed = line.members

    async def offered(*models: str) -> bool:
        return [each.model for each in ed.turns.offers(line.group_id)] == list(models)

    await ana.turns.offer("builtin", "small")
    await until(lambda: offered("small"), "offered")
    await ana.turns.offer(None, None)
    await until(offered, "withdrawn")


# --- who is here


async def test_whoever_is_reached_through_others_is_here(line: Wired) -> None:
    ana, bo, *_ = line.members
    assert (await ana.peers.sync_status(line.group_id)).peers == 4
    states = {peer.account_id: peer.state for peer in await ana.peers.list()}
    assert sorted(states.values()) == ["connected", "relayed", "relayed", "relayed"]
    accounts = await bo.accounts.get()
    assert accounts is not None
    assert states[accounts.account_id] == "connected"


async def test_when_the_line_breaks_those_beyond_are_away_and_come_back(line: Wired) -> None:
    ana, _, cy, di, ed = line.members
    line.cables.remove(frozenset(("bo", "cy")))
    line.hub.partition(("ana", "bo"), ("cy", "di", "ed"))

    async def halves() -> bool:
        one, other = [await online(each, line.group_id) for each in (ana, ed)]
        return one == {"ana", "bo"} and other == {"cy", "di", "ed"}

    await until(halves, "two halves")
    assert (await cy.peers.sync_status(line.group_id)).peers == 2
    line.wire("bo", "cy")
    await line.settled(5)
    await di.messages.send(line.group_id, "together again")
    await reads(ana, line.group_id, "together again")


async def test_who_goes_is_told_of_once(line: Wired) -> None:
    ana, _, _, _, ed = line.members
    account = await ed.accounts.get()
    assert account is not None
    away, names = ana.subscribe(10_000), dict(zip(map(device, line.members), NAMES, strict=True))
    await ana.members.remove(line.group_id, account.account_id)
    line.members.remove(ed)
    await line.settled(4)
    line.cables.remove(frozenset(("ana", "bo")))
    line.hub.partition(("ana",), NAMES[1:])

    async def alone() -> bool:
        return await online(ana, line.group_id) == {"ana"}

    await until(alone, "alone")
    ana.unsubscribe(away)
    gone = [names[each.device_id] async for each in away if isinstance(each, PeerDisconnected)]
    assert gone[0] == "ed"
    assert sorted(gone[1:]) == ["bo", "cy", "di"]


async def test_who_is_removed_is_told_nothing_more(line: Wired) -> None:
    ana, *_, ed = line.members
    account = await ed.accounts.get()
    assert account is not None
    await ana.members.remove(line.group_id, account.account_id)
    line.members.remove(ed)

    async def alone() -> bool:
        return (await ed.peers.sync_status(line.group_id)).peers == 0

    await until(alone, "told of the removal")
    await line.settled(4)
    typing = Ear(ed, Typing)
    await ana.peers.typing(line.group_id, active=True)
    await ana.messages.send(line.group_id, "without you")
    await reads(line.members[-1], line.group_id, "without you")
    assert not await typing()
    assert await texts(ed, line.group_id) == []


async def test_what_a_blocked_account_does_is_passed_on_and_not_shown(line: Wired) -> None:
    ana, bo, cy, _, ed = line.members
    account = await ana.accounts.get()
    assert account is not None
    await cy.contacts.block(account.account_id)
    shown, passed = Ear(cy, Typing), Ear(ed, Typing)
    await ana.peers.typing(line.group_id, active=True)
    await until(passed, "passed on")
    assert not await shown()
    assert "ana" not in await online(cy, line.group_id)
    assert "ana" in await online(bo, line.group_id)


async def test_an_admin_at_the_other_end_decides_about_newcomers(line: Wired) -> None:
    ana, *_, ed = line.members
    code = (await ana.invites.create(line.group_id, approval=True)).code
    await same_digest(line.group_id, *line.members)
    flo = await newcomer(line, "flo", code)
    await ana.joins.approve(line.group_id, await asked(ana, line.group_id))
    await joined(flo, line.group_id)
    gil = await newcomer(line, "gil", code)
    await ana.joins.reject(line.group_id, await asked(ana, line.group_id))

    async def refused() -> bool:
        return await state(gil, line.group_id) is GroupState.REFUSED

    await until(refused, "told no")
    assert await online(ed, line.group_id) >= {"ana", "flo"}


async def newcomer(line: Wired, name: str, code: str) -> Engine:
    """Return somebody who asks the last in the line to be let in."""
    engine = await line.start(name)
    line.wire("ed", name)
    await engine.invites.join(code)
    return engine


async def asked(engine: Engine, group: GroupId) -> RequestId:
    """Wait until one request waits for the engine's decision."""

    async def condition() -> bool:
        return len(await engine.joins.list(group)) == 1

    await until(condition, "the request got there")
    [request] = await engine.joins.list(group)
    return request.request_id


# --- those who pass it on


def statement(engine: Engine, group: GroupId, session: int, number: int, frame: SessionFrame) -> Signed:
    """Return a frame as if the engine's device had said it."""
    who = engine.turns._context.who()
    passage = Passage(group, who.device, session, number, encode(frame))
    return sign(who.keys.device_key, passage)


async def test_nobody_speaks_for_somebody_else(line: Wired) -> None:
    ana, bo, cy, *_ = line.members
    window = cy.turns._ephemerals.beyond.webs.window(line.group_id, device(ana))
    assert window is not None
    typing = Ear(cy, Typing)
    real = statement(bo, line.group_id, window.session, 10_000, TypingState(group=line.group_id, active=True))
    passage = msgspec.msgpack.decode(real.statement, type=Passage)
    forged = Signed(encode(msgspec.structs.replace(passage, device=device(ana))), real.signature)
    connection = session(bo, cy).peer
    session(bo, cy).send(Relayed(group=line.group_id, passage=forged, hops=8))
    await connection.gone.wait()
    assert not await typing()


async def test_what_somebody_says_wrongly_is_not_the_fault_of_who_passes_it_on(line: Wired) -> None:
    ana, bo, cy, *_ = line.members
    window = bo.turns._ephemerals.beyond.webs.window(line.group_id, device(ana))
    assert window is not None
    trigger = MessageId(bytes(32))
    turn = turn_id(trigger, device(ana), 0)
    right = TurnClaim(line.group_id, trigger, turn, 0, 0, "assistant", "", "", 1, 1)
    wrong = msgspec.structs.replace(right, attempt=1)
    connection = session(bo, cy).peer
    session(ana, bo).send(right)  # known to bo alone, who has no reason then to look closely at what comes after it
    for number, frame in enumerate((wrong, TypingState(group=line.group_id, active=True)), 10_000):
        passage = statement(ana, line.group_id, window.session, number, frame)
        session(ana, bo).send(Relayed(group=line.group_id, passage=passage, hops=8))
    await until(Ear(cy, Typing), "what came after it")
    assert not connection.gone.is_set()


async def test_nobody_makes_up_where_somebody_else_is(line: Wired) -> None:
    ana, bo, cy, *_ = line.members
    who = bo.turns._context.who()
    beacon = Beacon(line.group_id, device(ana), 2**50, 1, (), "", "")
    connection = session(bo, cy).peer
    session(bo, cy).send(Beacons(group=line.group_id, beacons=(sign(who.keys.device_key, beacon),)))
    await connection.gone.wait()
    await line.settled(5)


async def test_what_is_brought_back_does_nothing(line: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, bo, cy, _, ed = line.members
    kept: list[Relayed] = []
    plain = Relays._pass_on

    def keeping(self: Relays, peer: PeerSession, frame: Relayed, origin: DeviceId) -> None:
        kept.append(frame)
        plain(self, peer, frame, origin)

    monkeypatch.setattr(Relays, "_pass_on", keeping)
    first = Ear(ed, Typing)
    await ana.peers.typing(line.group_id, active=True)
    await until(first, "typing")
    again = Ear(cy, Typing), Ear(ed, Typing)
    for frame in tuple(kept):
        session(bo, cy).send(msgspec.structs.replace(frame, hops=8))
    await ana.messages.send(line.group_id, "after that")
    await reads(ed, line.group_id, "after that")
    assert not any([await each() for each in again])


async def test_who_comes_back_with_its_clock_set_back_is_heard(line: Wired) -> None:
    ed = line.members[-1]
    line.later["ana"] = -365 * 24 * 3600 * 1000
    line.members[0] = ana = await line.restart("ana")
    await line.settled(5)
    typing = Ear(ed, Typing)

    async def heard() -> bool:
        await ana.peers.typing(line.group_id, active=True)
        return await typing()

    await until(heard, "typing")


async def test_who_is_being_removed_is_in_nobodys_way(line: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, *_, ed = line.members
    account = await ed.accounts.get()
    assert account is not None
    removed = asyncio.create_task(ana.members.remove(line.group_id, account.account_id))
    while not removed.done():
        await asyncio.gather(ana.peers.list(), ana.groups.get(line.group_id))
    await removed


def nothing(*_: object) -> None:
    """Pass nothing on."""


async def test_one_that_passes_nothing_on_keeps_it_from_nobody(scene: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.meet(*NAMES)
    scene.wire("ana", "cy", "ed", "bo", "di", "ana")
    ana, bo, *others = scene.members

    async def wired() -> bool:
        return all(
            [len([each for each in await one.peers.list() if each.state == "connected"]) > 2 for one in scene.members]
        )

    await until(wired, "everybody has several neighbours")
    silent = bo.turns._ephemerals.beyond
    monkeypatch.setattr(silent.relays, "_pass_on", nothing)
    monkeypatch.setattr(silent.topology, "passes_on", nothing)
    typing = [Ear(each, Typing) for each in others]
    await ana.peers.typing(scene.group_id, active=True)
    for each in typing:
        await until(each, "typing")
    await ana.messages.send(scene.group_id, "whoever keeps silent")
    for each in others:
        await reads(each, scene.group_id, "whoever keeps silent")


async def test_a_flood_from_far_away_is_passed_over(line: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, *_, ed = line.members
    monkeypatch.setattr(relays, "Allowance", lambda: Allowance(10, 0.0))
    typing = Ear(ed, Typing)
    for number in range(30):
        await ana.peers.typing(line.group_id, active=bool(number % 2))
    await ana.messages.send(line.group_id, "still here")
    await reads(ed, line.group_id, "still here")
    await until(typing, "typing")
    assert typing.count == 10


async def test_where_a_device_can_be_dialled_is_noted_once(scene: Wired) -> None:
    await scene.meet("ana", "bo")
    ana, bo = sorted(scene.members, key=lambda each: next(iter(each.turns._registry)).peer.outbound, reverse=True)
    beyond, noted = bo.turns._ephemerals.beyond, list[str]()
    beyond._listened.discard(device(ana))
    beyond.remember_address = lambda _, address: noted.append(address)
    for port in range(40_000, 40_050):
        session(ana, bo).send(Listening(port=port))
    await ana.messages.send(scene.group_id, "after that")
    await reads(bo, scene.group_id, "after that")
    assert len(noted) == 1


# --- with the real figures


async def test_twenty_devices_get_by_with_a_few_connections(tmp_path: Path) -> None:
    async with stage(tmp_path) as scene:
        members = [await scene.start(f"member{number}") for number in range(20)]
        group = await scene.group(*members)
        await reaches_all(scene, members, group)


async def reaches_all(scene: Stage, members: Sequence[Engine], group: GroupId) -> None:
    async def here() -> bool:
        return all([(await each.peers.sync_status(group)).peers == len(members) - 1 for each in members])

    await until(here, "everybody is here")
    typing = [Ear(each, Typing) for each in members[1:]]
    await members[0].messages.send(group, "to all")
    for each in members[1:]:
        await reads(each, group, "to all")

    async def noticed() -> bool:
        await members[0].peers.typing(group, active=True)  # nobody makes up for what is lost of this
        return all([await typed() for typed in typing])

    await until(noticed, "typing")


# --- finding each other again


@pytest.mark.parametrize("first", ["ana", "bo"])
async def test_two_who_were_connected_meet_again_though_they_do_not_see_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    async with stage(tmp_path) as scene:
        ana, bo = await scene.start("ana"), await scene.start("bo")
        group = await scene.group(ana, bo)
        await scene.stop(first)
        await scene.start(first)  # whoever starts later dials, and the other learns where from
        await everybody_here(scene, group)
        monkeypatch.setattr(MemoryDiscovery, "look", nothing)  # as with a clock that is wrong by a day or a year
        other = "bo" if first == "ana" else "ana"
        await scene.restart(other)
        await everybody_here(scene, group)
        await scene.restart(first)
        await everybody_here(scene, group)


async def everybody_here(scene: Stage, group: GroupId) -> None:
    async def here() -> bool:
        return all([len(await online(scene.engine(name), group)) == 2 for name in ("ana", "bo")])

    await until(here, "connected again")


# --- files that no neighbour has


@pytest.fixture
def content(line: Wired, monkeypatch: pytest.MonkeyPatch) -> Wired:
    """The line, content with its connections: further cables change nothing by themselves."""
    monkeypatch.setattr(mesh, "ENOUGH_NEIGHBOURS", 1)
    monkeypatch.setattr(mesh, "OWN_CHOICE", 0)
    return line


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PATIENCE_SECONDS", "PATIENCE_A_DEVICE", "LEAST_SPREAD_SECONDS"):
        monkeypatch.setattr(file_seeking, name, 0.05)


def neighbours(engine: Engine) -> set[DeviceId]:
    return {each.device for each in engine.turns._registry}


async def test_a_file_is_fetched_from_its_author_though_he_is_no_neighbour_and_has_enough(
    content: Wired, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    monkeypatch.setattr(mesh, "MANY_NEIGHBOURS", 1)
    ana, *_, ed = content.members
    message = await sent(ana, content.group_id, FileBytes("plan.pdf", b"all of it"))
    await arrived(ed, content.group_id, message)
    content.wire("ana", "ed")
    assert device(ana) not in neighbours(ed)
    await ed.attachments.fetch(content.group_id, message, 0)
    await stands(ed, content.group_id, message, FileState.READY)
    assert device(ana) in neighbours(ed)
    assert not ed.turns._ephemerals.beyond.topology.sought


async def test_a_file_that_its_author_took_off_is_found_with_somebody_else(
    content: Wired, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    monkeypatch.setattr(file_seeking, "ROUND_SECONDS", 0.5)
    ana, bo, *_, ed = content.members
    message = await sent(ana, content.group_id, FileBytes("plan.pdf", b"all of it"))
    await arrived(bo, content.group_id, message)
    await bo.attachments.fetch(content.group_id, message, 0)
    await stands(bo, content.group_id, message, FileState.READY)
    await ana.attachments.cancel(content.group_id, message, 0)
    await arrived(ed, content.group_id, message)
    content.wire("bo", "ed", "ana")
    assert not neighbours(ed) & {device(ana), device(bo)}
    await ed.attachments.fetch(content.group_id, message, 0)
    await stands(ed, content.group_id, message, FileState.READY)


async def test_a_picture_that_everybody_fetches_spreads_without_further_connections(content: Wired) -> None:
    ana, *others = content.members
    content.wire("ana", "ed", "bo", "di", "ana", "cy")
    before = [neighbours(each) for each in content.members]
    message = await sent(ana, content.group_id, FileBytes("plan.jpg", jpeg(exif())))
    for each in others:
        await arrived(each, content.group_id, message)
        await stands(each, content.group_id, message, FileState.READY)
    assert [neighbours(each) for each in content.members] == before
