"""Linking a device that comes to nothing, and people who should not be able to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.certificates import issue
from sync.core.discovery_tags import DiscoveryKey
from sync.core.frames import Digest, SessionFrame
from sync.core.ids import GroupId, InviteId, RequestId
from sync.core.link_code import LinkingCode, encode_link_code, parse_link_code
from sync.core.link_frames import LinkAsk, LinkDone, LinkGrant, LinkNonce, LinkReveal, OwnGroups
from sync.engine import Engine
from sync.errors import (
    AccountExists,
    CauserieError,
    LinkExpired,
    LinkMalformed,
    LinkRejected,
    NoAccount,
    NoSuchRequest,
    Unreachable,
)
from sync.identity.keys import DeviceKeys, generate_account
from sync.runtime import linking_new
from sync.runtime.context import Identity
from sync.runtime.linking_old import LINK_SECONDS, link_key
from sync.runtime.sessions import PeerSession
from sync.store import groups
from tests.support.engines import Stage, connection, joined, reads, stage, until
from tests.support.linking import account_of, digits_shown, ended, link, shown


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


async def pair(scene: Stage) -> tuple[Engine, Engine]:
    """Return a device with an account, and one without."""
    return await scene.start("ana"), await scene.start("phone", account=False)


async def nothing_happened(old: Engine, new: Engine) -> None:
    """Check that neither device is other than before."""
    assert await new.accounts.get() is None
    assert await old.devices.requests() == []
    assert await new.devices.requests() == []
    assert len(await old.devices.list()) == 1


# --- codes


async def test_a_code_says_what_is_wrong_with_it(scene: Stage) -> None:
    ana, phone = await pair(scene)
    with pytest.raises(NoAccount):
        await phone.devices.begin_link()
    with pytest.raises(LinkMalformed):
        await phone.devices.accept_link("causerielink1qqqq")
    code = (await ana.devices.begin_link()).code
    with pytest.raises(AccountExists):
        await ana.devices.accept_link(code)
    scene.later["phone"] = LINK_SECONDS * 1000 + 1
    with pytest.raises(LinkExpired, match="over"):
        await phone.devices.accept_link(code)


async def test_a_code_is_good_for_one_device(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, phone = await pair(scene)
    code = (await ana.devices.begin_link()).code
    request = await phone.devices.accept_link(code)
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.2)
    tablet = await scene.start("tablet", account=False)
    with pytest.raises((Unreachable, LinkExpired)):
        await tablet.devices.accept_link(code)
    assert await ana.devices.requests() == [request]
    await ana.devices.confirm_link(request.request_id)
    await account_of(phone)
    with pytest.raises(AccountExists):
        await phone.devices.accept_link(code)
    with pytest.raises((Unreachable, LinkExpired)):
        await tablet.devices.accept_link(code)


async def test_two_devices_with_one_code_at_once(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 1.0)
    ana, phone = await pair(scene)
    tablet = await scene.start("tablet", account=False)
    code = (await ana.devices.begin_link()).code
    results = await asyncio.gather(
        phone.devices.accept_link(code), tablet.devices.accept_link(code), return_exceptions=True
    )
    failures = [each for each in results if isinstance(each, CauserieError)]
    assert len(failures) == 1
    assert isinstance(failures[0], Unreachable | LinkExpired)
    assert await shown(ana)
    assert len(await ana.devices.requests()) == 1


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_connection_by_the_code_before_is_not_in_the_way(
    scene: Stage, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.2)
    ana, phone = await pair(scene)
    guest = phone.devices._kinship.guest
    arrived, late = guest.arrived, list[PeerSession]()
    guest.arrived = late.append
    with pytest.raises(Unreachable, match="not found"):
        await phone.devices.accept_link((await ana.devices.begin_link()).code)
    [session] = late
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 10.0)
    if when == "meanwhile":
        monkeypatch.setattr(session, "finish", lambda: arrived(session))
    guest.arrived = arrived
    await link(ana, phone)


async def test_a_newer_code_ends_the_one_before(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.2)
    ana, phone = await pair(scene)
    first = await ana.devices.begin_link()
    second = await ana.devices.begin_link()
    with pytest.raises(Unreachable, match="not found"):
        await phone.devices.accept_link(first.code)
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 10.0)
    request = await phone.devices.accept_link(second.code)
    changes = phone.subscribe()
    await ana.devices.begin_link()
    assert await ended(changes, request) == LinkExpired.code
    await nothing_happened(ana, phone)


async def test_nobody_there_is_told_after_a_while(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.2)
    ana, phone = await pair(scene)
    code = (await ana.devices.begin_link()).code
    await scene.stop("ana")
    with pytest.raises(Unreachable, match="not found") as caught:
        await phone.devices.accept_link(code)
    assert caught.value.hint
    ana = await scene.start("ana")
    await link(ana, phone)  # another code goes on as if nothing had been


async def test_the_address_in_a_code_is_enough(scene: Stage) -> None:
    ana, phone = await pair(scene)
    code = parse_link_code((await ana.devices.begin_link()).code)
    assert code.addresses
    scene.hub.discoveries.clear()
    request = await phone.devices.accept_link(encode_link_code(code))
    assert await shown(ana) == request


# --- no


async def test_the_old_device_says_no(scene: Stage) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    changes, own = phone.subscribe(), ana.subscribe()
    await ana.devices.reject_link(request.request_id)
    assert await ended(changes, request) == LinkRejected.code
    assert await ended(own, request) == LinkRejected.code
    await nothing_happened(ana, phone)
    with pytest.raises(NoSuchRequest):
        await ana.devices.confirm_link(request.request_id)
    with pytest.raises(NoSuchRequest):
        await phone.devices.reject_link(request.request_id)
    await link(ana, phone)


async def test_the_new_device_says_no(scene: Stage) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    changes, own = phone.subscribe(), ana.subscribe()
    await phone.devices.reject_link(request.request_id)
    assert await ended(changes, request) == LinkRejected.code
    assert await ended(own, request) == LinkRejected.code
    await nothing_happened(ana, phone)


async def test_the_time_runs_out_while_digits_are_shown(scene: Stage) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    changes, own = phone.subscribe(), ana.subscribe()
    ana.devices._kinship.host._expire()
    assert await ended(changes, request) == LinkExpired.code
    assert await ended(own, request) == LinkExpired.code
    await nothing_happened(ana, phone)


async def test_the_profile_got_an_account_meanwhile(scene: Stage) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    changes, own = phone.subscribe(), ana.subscribe()
    await phone.accounts.create("somebody else")
    await ana.devices.confirm_link(request.request_id)
    assert await ended(changes, request) == AccountExists.code
    assert await ended(own, request)
    account = await phone.accounts.get()
    assert account is not None
    assert account.name == "somebody else"
    assert len(await ana.devices.list()) == 1


# --- connections that break


async def test_the_connection_breaks_while_digits_are_shown(scene: Stage) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    changes, own = phone.subscribe(), ana.subscribe()
    scene.hub.partition(["ana"], ["phone"])
    assert await ended(changes, request) == Unreachable.code
    assert await ended(own, request) == Unreachable.code
    await nothing_happened(ana, phone)
    with pytest.raises(NoSuchRequest):
        await ana.devices.confirm_link(request.request_id)
    scene.hub.heal()
    await link(ana, phone)


@pytest.mark.parametrize("who", ["ana", "phone"])
async def test_one_of_the_two_stops_while_digits_are_shown(scene: Stage, who: str) -> None:
    ana, phone = await pair(scene)
    request = await digits_shown(ana, phone)
    other = phone if who == "ana" else ana
    changes = other.subscribe()
    await scene.stop(who)
    assert await ended(changes, request) == Unreachable.code
    await scene.start(who, account=False)
    await nothing_happened(scene.engine("ana"), scene.engine("phone"))
    await link(scene.engine("ana"), scene.engine("phone"))


async def test_the_connection_breaks_in_the_middle_of_the_account(scene: Stage) -> None:
    ana, phone = await pair(scene)
    await ana.groups.create("Garden")
    request = await digits_shown(ana, phone)
    session = await connection(ana)
    send, sent = session.send, list[SessionFrame]()

    def only_the_first(frame: SessionFrame) -> None:
        sent.append(frame)
        if len(sent) == 1:
            send(frame)

    session.send = only_the_first
    changes = phone.subscribe()
    await ana.devices.confirm_link(request.request_id)
    assert len([frame for frame in sent if isinstance(frame, LinkGrant)]) == 2
    scene.hub.partition(["ana"], ["phone"])
    assert await ended(changes, request) == Unreachable.code
    await nothing_happened(ana, phone)
    assert await phone.groups._context.store.read(groups.list_all) == []


# --- people who should not


class Stranger:
    """Somebody who has a code, or not, and speaks as they like."""

    def __init__(self, engine: Engine, secret: bytes) -> None:
        self.engine = engine
        self.heard: list[SessionFrame] = []
        kinship = engine.devices._kinship
        kinship.guest.keys = lambda: [link_key(secret)]
        kinship.guest.arrived = lambda session: None
        kinship.received = self._received

    async def _received(self, peer: PeerSession, frame: SessionFrame) -> None:
        self.heard.append(frame)

    async def connected(self) -> PeerSession:
        """Wait for a connection to the only other one."""
        self.engine.devices._kinship.guest.reach.keys_changed()
        return await connection(self.engine)


async def overheard(scene: Stage, ana: Engine, phone: Engine) -> tuple[LinkAsk, bytes]:
    """Return the request of a phone, which came to nothing, and the secret of the next code."""
    asks: list[LinkAsk] = []
    host = ana.devices._kinship.host
    take = host.asked
    host.asked = lambda session, ask: (asks.append(ask), take(session, ask))[1]
    request = await digits_shown(ana, phone)
    own = ana.subscribe()
    await scene.stop("phone")
    assert await ended(own, request) == Unreachable.code
    return asks[0], parse_link_code((await ana.devices.begin_link()).code).secret


async def test_who_has_no_code_is_not_even_spoken_to(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.2)
    ana, phone = await pair(scene)
    real = parse_link_code((await ana.devices.begin_link()).code)
    guessed = LinkingCode(b"x" * 16, real.expires, real.maker, real.addresses)
    with pytest.raises(Unreachable):
        await phone.devices.accept_link(encode_link_code(guessed))
    assert list(ana.devices._registry) == []


async def test_a_request_made_on_another_connection_is_hostile(scene: Stage) -> None:
    ana, phone = await pair(scene)
    ask, secret = await overheard(scene, ana, phone)
    mo = Stranger(await scene.start("mo"), secret)
    session = await mo.connected()
    session.send(ask)
    await session.peer.gone.wait()
    assert await ana.devices.requests() == []
    assert not any(isinstance(frame, LinkNonce | LinkGrant) for frame in mo.heard)


@pytest.mark.parametrize(
    "frame",
    [
        LinkReveal(nonce=bytes(32)),
        LinkDone(request=RequestId(bytes(32))),
        LinkNonce(nonce=bytes(32)),
        LinkGrant(part=0, parts=1, sealed=b""),
        OwnGroups(groups=(GroupId(bytes(32)),)),
    ],
)
async def test_frames_that_nobody_asked_for_are_hostile(scene: Stage, frame: SessionFrame) -> None:
    ana = await scene.start("ana")
    secret = parse_link_code((await ana.devices.begin_link()).code).secret
    mo = Stranger(await scene.start("mo"), secret)
    session = await mo.connected()
    session.send(frame)
    await session.peer.gone.wait()
    assert await ana.groups.list() == []
    assert len(await ana.devices.list()) == 1


async def test_a_share_of_the_digits_that_was_not_promised_is_hostile(scene: Stage) -> None:
    ana, phone = await pair(scene)
    host = ana.devices._kinship.host
    reveal = host.revealed
    host.revealed = lambda session, frame: reveal(session, LinkReveal(nonce=b"x" * 32))
    changes, own = phone.subscribe(), ana.subscribe()
    code = (await ana.devices.begin_link()).code
    request = await phone.devices.accept_link(code)
    assert await ended(changes, request) == Unreachable.code
    assert await ended(own, request) == Unreachable.code
    await nothing_happened(ana, phone)


async def test_the_new_device_speaks_with_nobody_but_who_made_the_code(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever got hold of the code and stands in for the old device is not asked anything."""
    monkeypatch.setattr(linking_new, "LOOK_SECONDS", 0.5)
    ana, phone = await pair(scene)
    code = await ana.devices.begin_link()
    await scene.stop("ana")
    mo = await scene.start("mo")
    asks: list[LinkAsk] = []
    host = mo.devices._kinship.host
    host._code = parse_link_code(code.code)
    monkeypatch.setattr(host, "asked", lambda session, ask: asks.append(ask))
    host.reach.keys_changed()
    with pytest.raises(Unreachable):
        await phone.devices.accept_link(code.code)
    assert asks == []


async def test_a_man_in_the_middle_shows_other_digits(scene: Stage) -> None:
    """Somebody with the code asks the old device in the new one's place: the old one shows digits, the new one none."""
    ana, phone = await pair(scene)
    code = await ana.devices.begin_link()
    mo = await scene.start("mo", account=False)
    request = await mo.devices.accept_link(code.code)
    assert await shown(ana) == request
    assert await phone.devices.requests() == []
    changes = mo.subscribe()
    await ana.devices.reject_link(request.request_id)
    assert await ended(changes, request) == LinkRejected.code
    await nothing_happened(ana, mo)


async def test_groups_are_not_believed_from_another_account(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    garden = await scene.group(ana, bo)
    session = await connection(bo)
    session.send(OwnGroups(groups=(GroupId(b"g" * 32),)))

    async def gone() -> bool:
        return session not in list(bo.devices._registry)

    await until(gone, "the end of the connection")
    assert [line.group_id for line in await ana.groups.list()] == [garden]


async def test_a_device_made_with_the_accounts_stolen_key_is_let_into_nothing(scene: Stage) -> None:
    """The account's key alone does not make a device one of the account's: somebody has to have linked it."""
    ana, phone = await pair(scene)
    garden = await ana.groups.create("Garden")
    await link(ana, phone)
    await joined(phone, garden)
    ghost = await scene.start("ghost", account=False)
    stolen = phone.devices._context.who()
    made_up = generate_account(ghost.devices._context.random, scene.now("ghost"))
    certificate = issue(stolen.keys.account_key, made_up.device_key, 2, made_up.hpke.public_bytes, scene.now("ghost"))
    keys = DeviceKeys(stolen.keys.account_key, made_up.device_key, made_up.hpke, certificate)
    await ghost.devices._own._identities.begin(Identity(keys, "ana", stolen.devices))
    ghost.devices._kinship.guest.reach.keys_changed()

    async def met() -> bool:
        return any(session.device == keys.device_id for session in ana.devices._registry)

    await until(met, "a meeting")
    session = await connection(ghost, stolen.account)
    session.send(OwnGroups(groups=(GroupId(b"g" * 32),)))
    session.send(Digest(group=garden, digest=bytes(32)))
    await ana.messages.send(garden, "not for ghosts")
    await reads(phone, garden, "not for ghosts")
    assert await ghost.groups.list() == []
    assert [line.group_id for line in await ana.groups.list()] == [garden]
    assert len(await ana.devices.list()) == 2
    assert keys.device_id not in ana.groups._rooms.get(garden).room.membership.active_devices()


def test_a_link_key_is_no_group() -> None:
    key = link_key(b"s" * 16)
    assert key == DiscoveryKey(key.key, GroupId(b""), InviteId(key.key))
