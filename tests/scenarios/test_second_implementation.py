"""A client written from PROTOCOL.md alone (`tests/support/second`) gets on with the real engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.views import FileBytes, Role
from tests.support.engines import reads, texts, until
from tests.support.honest import Honest, address, honest
from tests.support.second.client import Client
from tests.support.second.identity import safety_number


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Honest]:
    async with honest(tmp_path) as scene:
        yield scene


@pytest.fixture
async def cy(scene: Honest) -> AsyncIterator[Client]:
    await scene.ana.messages.send(scene.group, "before cy")
    client = Client("cy")
    await client.join(f"Come in:\n > “{await scene.code()}”, it is nice here")
    yield client
    await client.close()


def roles(cy: Client) -> dict[str, str]:
    found = cy.members()
    return {found.names[account]: member.role for account, member in found.members.items()}


async def same(scene: Honest, engine: Engine, cy: Client) -> None:
    """Wait until both have exactly the same operations."""
    live = scene.live(engine)
    await cy.until(lambda: cy.history.digest() == live.room.digest)


async def reads_both(engine: Engine, group: GroupId, *expected: str) -> None:
    """Wait until an engine shows these texts, in whatever order."""

    async def condition() -> bool:
        return set(expected) <= set(await texts(engine, group))

    await until(condition, f"shown: {expected}")


async def test_it_joins_by_a_pasted_code_reads_writes_and_is_read(scene: Honest, cy: Client) -> None:
    await scene.bo.messages.send(scene.group, "hello cy")
    await cy.until(lambda: cy.messages() == [("ana", "before cy"), ("bo", "hello cy")])
    cy.say("hello all")
    for engine in (scene.ana, scene.bo):
        await reads(engine, scene.group, "before cy", "hello cy", "hello all")
    assert roles(cy) == {"ana": "owner", "bo": "member", "cy": "member"}
    await same(scene, scene.ana, cy)


async def test_it_comes_back_as_a_member_and_reads_what_it_missed(scene: Honest, cy: Client) -> None:
    await same(scene, scene.ana, cy)
    await cy.close()
    await scene.ana.messages.send(scene.group, "where is cy?")
    await cy.dial(address(scene.bo))
    await cy.until(lambda: cy.messages()[-1:] == [("ana", "where is cy?")])
    cy.say("here")
    await reads(scene.ana, scene.group, "before cy", "where is cy?", "here")


async def test_it_sees_roles_and_a_removal_and_writes_for_those_who_stay(scene: Honest, cy: Client) -> None:
    await cy.until(lambda: cy.messages() == [("ana", "before cy")])
    epoch = cy.epochs.choose()
    bo = await scene.member("bo")
    await scene.ana.members.set_role(scene.group, bo.account_id, Role.ADMIN)
    await cy.until(lambda: roles(cy)["bo"] == "admin")
    await scene.ana.members.remove(scene.group, bo.account_id)
    await cy.until(lambda: roles(cy) == {"ana": "owner", "cy": "member"})
    await cy.until(lambda: cy.epochs.choose() not in {None, epoch})
    cy.say("just us")
    await reads(scene.ana, scene.group, "before cy", "just us")
    await scene.ana.messages.send(scene.group, "yes")
    await cy.until(lambda: cy.messages()[-1] == ("ana", "yes"))
    await reads(scene.ana, scene.group, "before cy", "just us", "yes")
    await reads(scene.bo, scene.group, "before cy")


async def test_an_epoch_that_it_begins_is_used_by_the_others(scene: Honest, cy: Client) -> None:
    await same(scene, scene.ana, cy)
    cy.renew()
    begun = cy.epochs.choose()
    cy.say("under a new key")
    await reads(scene.bo, scene.group, "before cy", "under a new key")
    said = await scene.say("the same one")
    assert said.header.epoch == begun


async def test_it_learns_of_its_own_removal(scene: Honest, cy: Client) -> None:
    await same(scene, scene.ana, cy)
    who = await scene.member("cy")
    await scene.ana.members.remove(scene.group, who.account_id)
    await cy.until(lambda: not cy.inside)
    await scene.ana.messages.send(scene.group, "without cy")
    await reads(scene.bo, scene.group, "before cy", "without cy")
    assert cy.messages() == [("ana", "before cy")]


async def test_it_waits_for_an_admin_and_is_told_when_to_ask_again(scene: Honest) -> None:
    dee = Client("dee")
    await dee.join((await scene.ana.invites.create(scene.group, approval=True)).link)
    assert dee.waiting
    assert not dee.history.operations
    [request] = await scene.ana.joins.list(scene.group)
    await scene.ana.joins.approve(scene.group, request.request_id)
    await dee.until(lambda: dee.inside and dee.epochs.choose() is not None)
    dee.say("thank you")
    await reads(scene.bo, scene.group, "thank you")
    await dee.close()


async def test_both_branches_of_its_log_are_kept_by_everybody(scene: Honest, cy: Client) -> None:
    await same(scene, scene.ana, cy)
    twin = cy.copied()
    cy.say("by the one")
    for engine in (scene.ana, scene.bo):
        await reads(engine, scene.group, "before cy", "by the one")
    await cy.close()
    await twin.dial(address(scene.bo))
    twin.say("by the other")
    for engine in (scene.ana, scene.bo):
        await reads_both(engine, scene.group, "by the one", "by the other")
    await same(scene, scene.ana, twin)
    assert {text for _, text in twin.messages()} == {"before cy", "by the one", "by the other"}
    await twin.close()


async def test_its_safety_number_is_the_one_that_people_are_shown(scene: Honest, cy: Client) -> None:
    await same(scene, scene.ana, cy)
    who = await scene.member("cy")
    shown = await scene.ana.contacts.safety_number(who.account_id)
    devices = {account: each.devices for account, each in cy.members().members.items()}
    mine, other = cy.me.account.public, bytes(scene.account)
    assert safety_number(mine, devices[mine], other, devices[other]) == "".join(shown.digits.split())


async def test_it_fetches_a_file(scene: Honest, cy: Client) -> None:
    data = bytes(range(256)) * 1_100
    await scene.ana.messages.send(scene.group, "look", attachments=[FileBytes("a.bin", data)])
    await cy.until(lambda: cy.messages()[-1:] == [("ana", "look")])
    assert await cy.fetch("look") == data
