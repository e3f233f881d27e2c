"""Whoever is not, or no longer, a member, and whoever sits in between: nothing comes of it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core.codec import encode
from sync.core.frames import Operations
from sync.core.ids import AccountId, LogKind
from sync.core.invites import parse_code
from sync.core.limits import VERSION
from sync.core.ops import Cut, DeviceCertificate, Message, Profile, Remove, SignedCertificate
from sync.core.sealing import SUITE_HYBRID
from sync.core.writing import own_log
from sync.engine import Engine
from sync.errors import Unreachable
from sync.net.links import Link, LinkClosed
from sync.net.transport import TcpNetwork
from tests.support.dishonest import NOW, Dishonest
from tests.support.engines import until
from tests.support.honest import Honest, address, honest
from tests.support.people import invited, person

IDENTITY_POINT = b"\x01" + bytes(31)
"""Under this key one fixed signature holds for every message: R is the point itself, S is 0."""
FITS_EVERYTHING = IDENTITY_POINT + bytes(32)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Honest]:
    async with honest(tmp_path) as scene:
        yield scene


@pytest.fixture
async def mallory(scene: Honest) -> AsyncIterator[Dishonest]:
    async with Dishonest("mallory") as mallory:
        await mallory.join(scene.address, await scene.code())
        yield mallory


@pytest.fixture
async def eve() -> AsyncIterator[Dishonest]:
    async with Dishonest("eve") as eve:
        yield eve


async def removed(scene: Honest, who: Dishonest) -> None:
    """Let Ana remove somebody."""
    await scene.ana.members.remove(scene.group, who.who.account)

    async def gone() -> bool:
        return all(not scene.room(each).membership.is_member(who.who.account) for each in (scene.ana, scene.bo))

    await until(gone, "removed everywhere")


# --- invites


async def test_using_an_invite_that_is_used_up(scene: Honest, eve: Dishonest) -> None:
    text = await scene.code(max_uses=1)
    async with Dishonest("first") as first:
        await first.join(scene.address, text)
    code = await eve.knock(scene.address, text)
    await eve.send(eve.ask(code))
    assert (await eve.answer()).code == "invite_used_up"
    await scene.still_talking()


async def test_using_what_somebody_else_signed(scene: Honest, eve: Dishonest) -> None:
    text = await scene.code()
    async with Dishonest("newcomer") as newcomer:
        overheard = newcomer.ask(await newcomer.knock(scene.address, text))
    await eve.knock(scene.address, text)
    await eve.send(overheard)
    assert await eve.turned_out()
    assert scene.why() == "join: the certificate is not the connection's"
    await scene.still_talking()


async def test_using_what_was_signed_on_another_connection(scene: Honest, eve: Dishonest) -> None:
    text = await scene.code()
    earlier = eve.ask(await eve.knock(scene.address, text))
    await eve.link.close()
    await eve.knock(scene.address, text)
    await eve.send(earlier)
    assert await eve.turned_out()
    assert scene.why() == "join: the statement is about another connection"
    await scene.still_talking()


async def test_naming_another_group_than_the_invites(scene: Honest, eve: Dishonest) -> None:
    elsewhere = await scene.ana.groups.create("Elsewhere")
    code = await eve.knock(scene.address, await scene.code())
    await eve.send(eve.ask(code, group=elsewhere))
    assert await eve.turned_out()
    assert scene.why() == "request: its statement is about something else"
    assert {member.name for member in (await scene.ana.groups.get(elsewhere)).members} == {"ana"}
    await scene.still_talking()


async def test_guessing_the_secret(scene: Honest, eve: Dishonest) -> None:
    text = await scene.code()
    code = await eve.knock(scene.address, text)
    guess = eve.ask(code._replace(secret=os.urandom(16)))
    await eve.send(msgspec.structs.replace(guess, tag=eve.ask(code).tag))
    assert await eve.turned_out()
    assert scene.why() == "request: its proof does not hold"
    await scene.still_talking()


async def test_pretending_that_somebody_used_an_invite(scene: Honest, mallory: Dishonest) -> None:
    """An addition by an invite whose proof was made for something else is no mistake of an honest member."""
    code = parse_code(await scene.code())
    await mallory.catch_up()
    puppet = person("puppet", suite=SUITE_HYBRID)
    addition = invited(puppet, code.secret, mallory.room.group_id)
    stolen = msgspec.structs.replace(addition, certificate=person("victim", suite=SUITE_HYBRID).certificate)
    operation = mallory.write_control(Profile(name="x"))
    await mallory.push(mallory.rewritten(operation, stolen))
    assert await mallory.turned_out()
    assert scene.why() == "addition: proof for something else"
    await scene.still_talking()


# --- keys that are none


def small_order_certificate() -> SignedCertificate:
    """Return a certificate whose account key fits every message."""
    device = person("device", suite=SUITE_HYBRID)
    stated = DeviceCertificate(
        version=VERSION,
        account=AccountId(IDENTITY_POINT),
        signing_key=device.device,
        suite=SUITE_HYBRID,
        hpke_key=device.hpke.public_bytes,
        created=1,
    )
    raw = encode(stated)
    signature = device.device_key.sign("certificate by device", raw)
    return SignedCertificate(certificate=raw, account_signature=FITS_EVERYTHING, device_signature=signature)


async def test_an_account_whose_key_fits_every_signature(scene: Honest, eve: Dishonest) -> None:
    code = await eve.knock(scene.address, await scene.code())
    await eve.send(msgspec.structs.replace(eve.ask(code), certificate=small_order_certificate()))
    assert await eve.turned_out()
    assert scene.why() == "certificate: unusable signing key"
    await scene.still_talking()


async def test_a_handshake_with_such_a_key(scene: Honest, eve: Dishonest) -> None:
    eve.certificate = small_order_certificate()
    with pytest.raises((LinkClosed, ConnectionError)):
        await eve.knock(scene.address, await scene.code())
    assert scene.why() == "certificate: unusable signing key"
    await scene.still_talking()


# --- after removal


async def test_a_removed_member_is_turned_out_and_not_let_in_again(scene: Honest, mallory: Dishonest) -> None:
    text = await scene.code()
    await removed(scene, mallory)
    assert await mallory.turned_out()
    members_only = [key for key in mallory.room.dialling_keys(NOW) if not key.invite]
    assert members_only
    for engine in (scene.ana, scene.bo):
        with pytest.raises(LinkClosed):
            await mallory.meet(address(engine), members_only)
    await mallory.send(mallory.ask(await mallory.knock(scene.address, text)))
    assert (await mallory.answer()).code == "not_allowed"  # the code is from before the removal
    await scene.still_talking()


async def test_what_a_removed_member_backdates_is_void(scene: Honest, mallory: Dishonest, eve: Dishonest) -> None:
    """His friend, who is still in, carries it: it is kept, so that logs stay whole, and shown to nobody."""
    await eve.join(scene.address, await scene.code())
    await mallory.catch_up()
    await removed(scene, mallory)
    backdated = mallory.write_content(Message(text="I was never gone"), lamport=1)
    revenge = mallory.write_control(Remove(account=scene.account, cuts=()))
    await eve.push(backdated, revenge)
    await scene.has(revenge)
    assert await scene.rejected(revenge)
    assert (await scene.member("ana")).role.value == "owner"
    await scene.still_talking()
    assert [m.text for m in await scene.ana.messages.list(scene.group)] == ["ana 1", "bo 1"]


async def test_a_removed_member_cannot_read_on_with_the_help_of_honest_ones(
    scene: Honest, mallory: Dishonest, eve: Dishonest
) -> None:
    await removed(scene, mallory)
    said = await scene.say("without him")
    assert said.header.epoch not in mallory.room.epochs.secrets
    await eve.join(scene.address, await scene.code())
    for op in (node.op.raw for node in eve.room.graph.nodes):
        mallory.room.receive([op], 0)  # even with every control operation
    assert said.header.epoch not in mallory.room.epochs.secrets
    await scene.still_talking("without him")


# --- in between


class Relay:
    """Sits between two devices with a certificate of its own, and passes every frame on."""

    def __init__(self, target: str) -> None:
        self.network = TcpNetwork(("127.0.0.1",))
        self._target = target
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> str:
        """Listen; return where."""
        [endpoint] = await self.network.start(lambda link: self._tasks.append(asyncio.create_task(self._carry(link))))
        return f"{endpoint.address}:{endpoint.port}"

    async def stop(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.network.stop()

    async def _carry(self, one: Link) -> None:
        other = await self.network.dial(self._target, 5)
        await asyncio.gather(self._pass(one, other), self._pass(other, one))

    async def _pass(self, here: Link, there: Link) -> None:
        try:
            while True:
                await there.send(await here.receive())
        except LinkClosed:
            await there.close()


async def test_a_relay_between_two_members_is_found_out(scene: Honest, eve: Dishonest) -> None:
    relay = Relay(scene.address)
    where = await relay.start()
    before = {each.device_id for each in await scene.ana.peers.list()}
    with pytest.raises(Unreachable):
        await scene.bo.peers.connect(where)
    assert scene.why()
    assert {each.device_id for each in await scene.ana.peers.list()} == before
    await relay.stop()
    await scene.still_talking()


async def test_a_stranger_who_knocks_learns_nothing(scene: Honest, eve: Dishonest) -> None:
    with pytest.raises(LinkClosed):
        await eve.meet(scene.address, [])
    assert eve.heard == []
    await scene.still_talking()


# --- two faces


async def test_telling_each_something_else(scene: Honest, mallory: Dishonest) -> None:
    """Two operations at one place prove that a log was written twice; both contents are kept, and everybody told."""
    await scene.know(mallory.who.device)
    to_bo = mallory.write_content(Message(text="to bo"))
    to_ana = mallory.write_content(Message(text="to ana"))
    assert to_bo.header.seq == to_ana.header.seq
    async with Dishonest("mallory", mallory.who) as other:
        other.device.room = mallory.who.room(scene.group)
        await mallory.push(to_ana)
        await other.meet(address(scene.bo), mallory.room.dialling_keys(NOW))
        await other.send(Operations(group=scene.group, operations=(to_bo.raw,), live=True, last=True))
        log = own_log(mallory.who.writer, LogKind.CONTENT)

        async def both_closed() -> bool:
            return all(log in scene.room(each).closed for each in (scene.ana, scene.bo))

        await until(both_closed, "both found out")
    await scene.still_talking("to ana", "to bo")
    for engine in (scene.ana, scene.bo):
        await noticed(engine, "clone_detected")


async def noticed(engine: Engine, code: str) -> None:
    """Wait until a person has been told."""

    async def condition() -> bool:
        return any(each.code == code for each in await engine.notices.list())

    await until(condition, f"the notice {code}")


async def test_two_faces_in_the_control_log(scene: Honest, mallory: Dishonest) -> None:
    one, two = mallory.write_control(Profile(name="Mallory")), mallory.write_control(Profile(name="Malory"))
    assert one.header.seq == two.header.seq
    await mallory.push(one)
    await mallory.push(two)
    await scene.has(one)
    await scene.has(two)
    assert scene.room(scene.ana).membership.members == scene.room(scene.bo).membership.members
    await scene.still_talking()


async def test_lying_about_where_a_log_was_cut(scene: Honest, mallory: Dishonest) -> None:
    """Who has no right to remove has none to void what was said either."""
    await scene.still_talking()
    await mallory.catch_up()
    log = next(log for log in mallory.room.vector if log[:32] == scene.room(scene.ana).device and log[32] == 1)
    lie = Remove(account=scene.account, cuts=(Cut(log=log, seq=0, id=mallory.room.vector[log].id),))
    operation = mallory.write_control(lie)
    await mallory.push(operation)
    assert await scene.rejected(operation)
    await scene.still_talking("ana 1", "bo 1")


def test_the_fixed_signature_really_fits_everything() -> None:
    """Were such keys not refused by themselves, this is what they would be good for."""
    for message in (b"anything", b"anything else"):
        Ed25519PublicKey.from_public_bytes(IDENTITY_POINT).verify(FITS_EVERYTHING, message)
