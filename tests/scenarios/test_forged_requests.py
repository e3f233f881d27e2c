"""Dishonest members between newcomers and admins: what they make up is not believed, what they withhold goes round."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sync.changes import JoinRequested
from sync.core.codec import encode
from sync.core.discovery_tags import join_tag, knock_tag
from sync.core.frames import JoinAnswer, JoinAsk, JoinForward, JoinVerdict, KnockAnswer
from sync.core.ids import AccountId, GroupId, InviteId, RequestId
from sync.core.invites import JoinStatement, invite_discovery_key, invite_key, parse_code
from sync.core.payloads import JOIN
from sync.core.requests import Request, applicant, consent
from sync.engine import Engine
from sync.runtime import requests
from sync.runtime.requests import MAX_REQUESTS
from sync.runtime.sessions import PeerSession
from sync.views import Role
from tests.scenarios.test_approval import approving, heard, refused, requested, waits
from tests.support.engines import Stage, connection, joined, same_digest, stage, until
from tests.support.identities import Identity, identity
from tests.support.people import offer


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


class Mo:
    """A member who makes up requests; ana is the group's owner, and the only one connected to him."""

    def __init__(self, ana: Engine, engine: Engine, group: GroupId, code: str) -> None:
        self.ana = ana
        self.engine = engine
        self.group = group
        self.secret = parse_code(code).secret

    @property
    def session(self) -> PeerSession:
        """The connection to ana."""
        return next(iter(self.engine.groups._registry))

    def made_up(self, who: Identity, name: str) -> Request:
        """Return a request of somebody who has all keys it takes."""
        return forged(self.group, self.secret, who, name)

    def send(self, request: Request, group: GroupId | None = None) -> None:
        """Pass a request on."""
        self.session.send(JoinForward(group=group or self.group, request=request))

    async def heard(self) -> None:
        """Wait until ana has read all that was sent to her."""
        text = f"after {len(await self.ana.messages.list(self.group))}"
        await self.engine.messages.send(self.group, text)

        async def condition() -> bool:
            return text in [each.text for each in await self.ana.messages.list(self.group)]

        await until(condition, "everything read")


def forged(group: GroupId, secret: bytes, who: Identity, name: str) -> Request:
    """Return a request that holds."""
    key = invite_key(secret)
    statement = encode(JoinStatement(group, who.account, who.device, bytes(32), bytes(32), bytes(32)))
    return Request(
        invite=InviteId(key.public),
        certificate=who.certificate,
        name=name,
        statement=statement,
        proof=key.sign(JOIN, statement),
        consent=consent(statement, name, who.device_key),
    )


async def pair(scene: Stage) -> Mo:
    """Return mo, in a group with ana that has an invite which asks for approval."""
    ana, mo = await scene.start("ana"), await scene.start("mo")
    group = await scene.group(ana, mo)
    code = await approving(ana, group)
    await same_digest(group, ana, mo)
    return Mo(ana, mo, group, code)


@pytest.mark.parametrize("what", ["proof", "name", "consent", "certificate"])
async def test_a_request_that_was_tampered_with_costs_the_connection(scene: Stage, what: str) -> None:
    mo = await pair(scene)
    request = mo.made_up(identity("zoe"), "Zoe")
    other = {
        "proof": bytes(64), "name": "Mum", "consent": bytes(64), "certificate": identity("eve").certificate
    }[what]  # fmt: skip
    session = mo.session
    mo.send(msgspec.structs.replace(request, **{what: other}))
    await session.peer.gone.wait()
    assert await mo.ana.joins.list(mo.group) == []


async def test_a_request_to_another_group_is_none_to_this_one(scene: Stage) -> None:
    mo = await pair(scene)
    elsewhere = await mo.ana.groups.create("Elsewhere")
    other = forged(elsewhere, parse_code(await approving(mo.ana, elsewhere)).secret, identity("zoe"), "Zoe")
    mo.send(other, elsewhere)  # a group that is not shared with mo
    mo.send(other)  # an invite this group does not have
    await mo.heard()
    session = mo.session
    mo.send(msgspec.structs.replace(other, invite=InviteId(invite_key(mo.secret).public)))
    await session.peer.gone.wait()
    assert await mo.ana.joins.list(mo.group) == []
    assert await mo.ana.joins.list(elsewhere) == []


async def test_a_flood_of_newcomers_is_bounded(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    mo = await pair(scene)
    zoe = mo.made_up(identity("zoe"), "Zoe")
    crowd = await asyncio.to_thread(lambda: [identity(f"nobody {number}", 1) for number in range(MAX_REQUESTS + 5)])
    checks = 0

    def counted(request: Request, group: GroupId) -> object:
        nonlocal checks
        checks += 1
        return applicant(request, group)

    monkeypatch.setattr("sync.runtime.forwarding.applicant", counted)
    changes = mo.ana.subscribe(100_000)
    for who in crowd:
        mo.send(mo.made_up(who, "Nobody"))
    for _ in range(3_000):
        mo.send(zoe)  # too late for a place
    await mo.heard()
    assert len(await requested(mo.ana, mo.group, MAX_REQUESTS)) == MAX_REQUESTS
    assert checks <= MAX_REQUESTS
    told = [each for each in await heard(mo.ana, changes) if isinstance(each, JoinRequested)]
    assert len(told) == MAX_REQUESTS
    cy = await scene.start("cy")
    await cy.invites.join((await mo.ana.invites.create(mo.group)).code)
    await joined(cy, mo.group)


async def test_a_flood_of_requests_that_count_for_nothing_is_not_remembered(scene: Stage) -> None:
    mo = await pair(scene)
    session = await connection(mo.ana)
    withdrawn = await mo.ana.invites.create(mo.group, approval=True)
    await mo.ana.invites.revoke(mo.group, withdrawn.invite_id)
    secret = parse_code(withdrawn.code).secret
    for number in range(30):
        mo.send(forged(mo.group, secret, identity(f"nobody {number}", 1), "Nobody"))
    mo.send(mo.made_up(identity("zoe"), "Zoe"))
    await mo.heard()
    assert len(mo.ana.joins._forwarding._talk(session).told) == 1


async def test_a_request_by_an_invite_that_asks_for_no_approval_is_passed_over(scene: Stage) -> None:
    mo = await pair(scene)
    plain = parse_code((await mo.ana.invites.create(mo.group)).code).secret
    mo.send(forged(mo.group, plain, identity("zoe"), "Zoe"))
    await mo.heard()
    assert await mo.ana.joins.list(mo.group) == []


async def test_names_are_shown_on_one_line_that_hides_nothing(scene: Stage) -> None:
    mo = await pair(scene)
    mo.send(mo.made_up(identity("blank"), "\u200b\u202e"))
    mo.send(mo.made_up(identity("zoe"), "\u202eZoe\x07\n of Accounts\u200b"))
    [request] = await requested(mo.ana, mo.group)
    assert request.name == "Zoe of Accounts"
    await mo.ana.joins.approve(mo.group, request.request_id)
    assert "Zoe of Accounts" in {each.name for each in (await mo.ana.groups.get(mo.group)).members}


async def test_only_an_admin_says_no(scene: Stage) -> None:
    mo = await pair(scene)
    request = mo.made_up(identity("zoe"), "Zoe")
    mo.send(request)
    [shown] = await requested(mo.ana, mo.group)
    mo.session.send(JoinVerdict(group=mo.group, request=shown.request_id))
    mo.session.send(JoinVerdict(group=mo.group, request=RequestId(bytes(32))))
    await mo.heard()
    assert await mo.ana.joins.list(mo.group) == [shown]


async def test_what_was_rejected_does_not_come_back(scene: Stage) -> None:
    mo = await pair(scene)
    mo.send(mo.made_up(identity("zoe"), "Zoe"))
    [shown] = await requested(mo.ana, mo.group)
    await mo.ana.joins.reject(mo.group, shown.request_id)
    mo.send(mo.made_up(identity("zoe"), "Zoe under another name"))
    await mo.heard()
    assert await mo.ana.joins.list(mo.group) == []
    await scene.restart("ana")


async def test_verdicts_kept_are_bounded(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "MAX_VERDICTS", 3)
    mo = await pair(scene)
    book = mo.ana.invites._doors.book
    for number in range(5):
        await book.reject(mo.group, RequestId(number.to_bytes(32, "big")))
    book = (await scene.restart("ana")).invites._doors.book
    assert not book.rejected(mo.group, RequestId((1).to_bytes(32, "big")))
    assert book.rejected(mo.group, RequestId((2).to_bytes(32, "big")))


async def test_nobody_asks_in_the_name_of_somebody_else(scene: Stage) -> None:
    mo = await pair(scene)
    zoe, session = mo.made_up(identity("zoe"), "Zoe"), mo.session
    tag = join_tag(invite_discovery_key(mo.secret), *session.nonces)
    session.send(JoinAsk(zoe.certificate, zoe.name, zoe.statement, zoe.proof, zoe.consent, tag))
    await session.peer.gone.wait()
    assert await mo.ana.joins.list(mo.group) == []


async def test_a_member_who_withholds_a_request_is_gone_round(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, mo, bo, cy = [await scene.start(name) for name in ("ana", "mo", "bo", "cy")]
    group = await scene.group(ana, mo, bo)
    code = await approving(ana, group)
    await same_digest(group, ana, mo, bo)
    await scene.stop("ana")
    monkeypatch.setattr(mo.invites._doors.forwarding, "_tell", lambda *_: None)
    await cy.invites.join(code)
    await waits(cy, group)
    await has(bo, group)
    await scene.stop("cy")
    ana = await scene.start("ana")
    [request] = await requested(ana, group)
    await ana.joins.approve(group, request.request_id)


async def test_a_newcomer_is_woken_by_whoever_likes_and_only_asks_again(scene: Stage) -> None:
    ana, bo = await scene.start("ana"), await scene.start("bo")
    group = await ana.groups.create("Garden")
    code = await approving(ana, group)
    await bo.invites.join(code)
    [request] = await requested(ana, group)
    session = await connection(ana)
    key = invite_discovery_key(parse_code(code).secret)
    for _ in range(3):
        session.send(KnockAnswer(tag=knock_tag(key, *session.nonces)))
        session.send(KnockAnswer(tag=b"no tag!!"))
        session.send(KnockAnswer(tag=b""))
    session.send(JoinAnswer(group=group, code="", message=""))
    await waits(bo, group)
    assert await ana.joins.list(group) == [request]
    await ana.joins.reject(group, request.request_id)
    await refused(bo, group, "join_rejected")


async def test_a_request_that_comes_before_its_invite_is_looked_at_when_that_is_there(scene: Stage) -> None:
    mo = await pair(scene)
    live = mo.ana.groups._rooms.find(mo.group)
    assert live is not None
    honest, false = b"h" * 16, b"f" * 16
    zoe = forged(mo.group, honest, identity("zoe"), "Zoe")
    mo.send(zoe)
    await mo.heard()
    assert await mo.ana.joins.list(mo.group) == []
    await live.author(lambda _: [offer(honest, approval=True)])
    assert [each.name for each in await requested(mo.ana, mo.group)] == ["Zoe"]
    session = mo.session
    eve = forged(mo.group, false, identity("eve"), "Eve")
    mo.send(msgspec.structs.replace(eve, name="Mum"))
    await mo.heard()
    await live.author(lambda _: [offer(false, approval=True)])
    await session.peer.gone.wait()
    assert [each.name for each in await requested(mo.ana, mo.group)] == ["Zoe"]


async def test_whoever_hears_last_that_he_is_an_admin_has_the_requests_then(scene: Stage) -> None:
    ana, mo, bo = await scene.start("ana"), await scene.start("mo"), await scene.start("bo")
    group = await scene.group(ana, mo, bo)
    code = await approving(ana, group)
    await same_digest(group, ana, mo, bo)
    account = await own(bo)

    def to_bo() -> list[PeerSession]:
        return [each for each in mo.groups._registry if each.account == account and group in each.shared]

    async def connected() -> bool:
        return bool(to_bo())

    await until(connected, "mo is connected to bo")
    [session] = to_bo()
    session.send(JoinForward(group=group, request=forged(group, parse_code(code).secret, identity("zoe"), "Zoe")))
    await has(bo, group)
    scene.hub.partition(["ana"], ["bo"], ["mo"])
    await promote(ana, bo, group)
    scene.hub.partition(["ana", "bo"], ["mo"])
    assert [each.name for each in await requested(bo, group)] == ["Zoe"]


async def has(engine: Engine, group: GroupId) -> None:
    """Wait until the engine keeps a request, whether or not it may decide."""

    async def condition() -> bool:
        return bool(engine.invites._doors.book._pending[group])

    await until(condition, "kept")


async def own(engine: Engine) -> AccountId:
    """The engine's own account."""
    account = await engine.accounts.get()
    assert account is not None
    return account.account_id


async def promote(owner: Engine, other: Engine, group: GroupId) -> None:
    """Make somebody an admin who need not hear of it."""
    await owner.members.set_role(group, await own(other), Role.ADMIN)
