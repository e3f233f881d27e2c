"""Roles, removal, approval, blocking, verification and devices, between real processes on a network of their own."""

from typing import Any

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import agree, arrives, founds, hears, invites, joins, meets, says, sees, texts
from tests.support.netns import Lan
from tests.support.peer_process import PeerProcess


async def account(peer: PeerProcess) -> str:
    """Return the peer's account id."""
    return (await peer.request("account.get"))["account_id"]


async def state(peer: PeerProcess, group: str) -> str:
    """Return where the peer stands with a group."""
    return (await peer.request("group.get", group_id=group))["state"]


async def becomes(peer: PeerProcess, group: str, wanted: str) -> None:
    """Wait until the peer stands so with a group."""

    async def there() -> bool:
        return await state(peer, group) == wanted

    await peer.until(there, f"the state {wanted}")


async def member(peer: PeerProcess, group: str, name: str) -> Any:
    """Return a member as a peer sees them."""
    members = (await peer.request("group.get", group_id=group))["members"]
    return next(each for each in members if each["name"] == name)


async def three(lan: Lan, make_peer: MakePeer, *options: str) -> tuple[PeerProcess, PeerProcess, PeerProcess, str]:
    """Return Alice, Bob and Carol in a group of Alice's, connected."""
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first, *options), "Alice")
    bob = await arrives(make_peer("bob", second, *options), "Bob")
    carol = await arrives(make_peer("carol", third, *options), "Carol")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)
    await joins(bob, code)
    await joins(carol, code)
    for peer in (alice, bob, carol):
        await sees(peer, group, "Alice", "Bob", "Carol")
    await meets(bob, group, carol)
    return alice, bob, carol, group


async def test_who_is_removed_while_away_is_told_and_can_come_back(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol, group = await three(lan, make_peer)
    await says(alice, group, "before")
    await hears(carol, group, "before")
    carols = await account(carol)
    await carol.close()

    await alice.request("member.set_role", group_id=group, account_id=await account(bob), role="admin")
    await bob.until(lambda: is_admin(bob, group), "Bob is an admin")
    await bob.request("member.remove", group_id=group, account_id=carols)
    await sees(alice, group, "Alice", "Bob")
    await says(bob, group, "between us")
    await hears(alice, group, "between us")

    await carol.start()
    await becomes(carol, group, "removed")
    ended = (await carol.request("group.get", group_id=group))["removed"]
    assert ended["name"] == "Bob"
    assert await texts(carol, group) == ["before"]
    assert "removed" in {each["code"] for each in await carol.request("notice.list")}
    assert (await carol.refusal("message.send", group_id=group, text="still here")).code == "not_a_member"

    mark = carol.mark()
    await carol.request("group.join", code=await invites(alice, group))
    await carol.wait_event("group.updated", since=mark, group_id=group, state="joined")
    await says(carol, group, "back")
    await hears(bob, group, "back")
    await agree(group, alice, bob, carol)


async def is_admin(peer: PeerProcess, group: str) -> bool:
    """Whether Bob is an admin already, as he sees it himself."""
    return (await member(peer, group, "Bob"))["role"] == "admin"


async def test_members_cannot_command(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol, group = await three(lan, make_peer)
    for victim in (alice, carol):
        refusal = await bob.refusal("member.remove", group_id=group, account_id=await account(victim))
        assert refusal.code == "not_allowed"
        assert refusal.message.endswith(".")
    refusal = await bob.refusal("member.set_role", group_id=group, account_id=await account(bob), role="admin")
    assert refusal.code in {"not_allowed", "invalid"}
    strange = await alice.refusal("member.remove", group_id=group, account_id="ab" * 32)
    assert strange.code == "no_such_member"
    for peer in (alice, bob, carol):
        await sees(peer, group, "Alice", "Bob", "Carol")


async def test_the_senior_admin_prevails_over_a_cut_network(lan: Lan, make_peer: MakePeer) -> None:
    """What the junior does meanwhile does not count, and nobody loses the group over it."""
    alice, bob, carol, group = await three(lan, make_peer)
    for each in (bob, carol):
        await alice.request("member.set_role", group_id=group, account_id=await account(each), role="admin")
    for peer in (bob, carol):
        await peer.until(lambda peer=peer: both_admins(peer, group), "both are admins")
    bobs, carols = await account(bob), await account(carol)
    for machine in lan.machines:
        machine.unplug()
    await bob.request("member.remove", group_id=group, account_id=carols)
    refusal = await carol.refusal("member.remove", group_id=group, account_id=bobs)
    assert refusal.code == "not_allowed"
    await carol.request("group.update", group_id=group, name="Carol's garden")
    await says(carol, group, "it is mine now")
    for machine in lan.machines:
        machine.plug()
    await becomes(carol, group, "removed")
    await sees(alice, group, "Alice", "Bob")
    await says(bob, group, "and on we go")
    await hears(alice, group, "and on we go")
    assert await texts(alice, group) == ["and on we go"]
    assert (await bob.request("group.get", group_id=group))["name"] == "Garden"


async def both_admins(peer: PeerProcess, group: str) -> bool:
    """Whether Bob and Carol are admins, as a peer sees it."""
    roles = [(await member(peer, group, name))["role"] for name in ("Bob", "Carol")]
    return roles == ["admin", "admin"]


async def test_approval_by_an_admin_who_was_away(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    carol = await arrives(make_peer("carol", third), "Carol")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    code = await invites(alice, group, approval=True)
    await alice.close()

    await carol.request("group.join", code=code)
    await carol.until(lambda: waits(carol, group), "Carol is told that she has to wait")
    assert (await bob.refusal("join.approve", group_id=group, request_id="ab" * 32)).code in {
        "not_allowed", "no_such_request",
    }  # fmt: skip

    await alice.start()
    asked = await alice.wait_event("join.requested", group_id=group, name="Carol")
    [request] = await alice.request("join.list", group_id=group)
    assert request["request_id"] == asked["request_id"]
    await alice.request("join.approve", group_id=group, request_id=request["request_id"])
    await becomes(carol, group, "joined")
    assert await alice.request("join.list", group_id=group) == []
    await says(carol, group, "thank you")
    await hears(alice, group, "thank you")
    await hears(bob, group, "thank you")


async def waits(peer: PeerProcess, group: str) -> bool:
    """Whether the peer knows that it waits for approval."""
    lines = await peer.request("group.list")
    return any(line["group_id"] == group and line["notice"] == "approval" for line in lines)


async def test_turning_a_newcomer_away(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await bob.request("group.join", code=await invites(alice, group, approval=True))
    asked = await alice.wait_event("join.requested", group_id=group)
    await alice.request("join.reject", group_id=group, request_id=asked["request_id"])
    await bob.wait_event("notice", code="join_rejected", group_id=group)
    await becomes(bob, group, "refused")
    await sees(alice, group, "Alice")


async def test_blocking_is_personal_and_changes_nothing_for_others(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol, group = await three(lan, make_peer)
    bobs = await account(bob)
    blocked = await alice.request("block.add", account_id=bobs)
    assert blocked["blocked"] is True
    await says(bob, group, "can you hear me?")
    await hears(carol, group, "can you hear me?")
    await says(carol, group, "I can")
    await hears(alice, group, "I can")
    await agree(group, alice, bob, carol)
    assert await texts(alice, group) == ["I can"]
    assert [each["name"] for each in await alice.request("block.list")] == ["Bob"]
    assert (await member(alice, group, "Bob"))["blocked"] is True
    assert (await member(carol, group, "Bob"))["blocked"] is False
    await alice.request("block.remove", account_id=bobs)
    assert await texts(alice, group) == ["can you hear me?", "I can"]


async def test_two_people_compare_the_same_number(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol, _ = await three(lan, make_peer)
    of_bob = await alice.request("verify.get", account_id=await account(bob))
    of_alice = await bob.request("verify.get", account_id=await account(alice))
    of_carol = await alice.request("verify.get", account_id=await account(carol))
    digits = of_bob["safety_number"].replace(" ", "")
    assert digits == of_alice["safety_number"].replace(" ", "")
    assert len(digits) == 60
    assert digits.isdigit()
    assert of_carol["safety_number"] != of_bob["safety_number"]
    wrong = await alice.refusal(
        "verify.confirm", account_id=await account(bob), safety_number=of_carol["safety_number"]
    )
    assert wrong.code == "safety_number_mismatch"
    confirmed = await alice.request(
        "verify.confirm", account_id=await account(bob), safety_number=of_alice["safety_number"]
    )
    assert confirmed["verified"] is True
    assert (await bob.request("verify.get", account_id=await account(alice)))["verified"] is False


async def test_a_conversation_of_two_needs_no_invite_and_nobody_present(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol, group = await three(lan, make_peer)
    await bob.close()
    direct = (await alice.request("direct.open", account_id=await bob_in(alice, group)))["group_id"]
    await says(alice, direct, "just for you")
    await bob.start()
    await bob.wait_event("group.updated", group_id=direct, state="joined")
    await hears(bob, direct, "just for you")
    line = next(each for each in await bob.request("group.list") if each["group_id"] == direct)
    assert (line["kind"], line["name"], line["partner"]) == ("direct", "Alice", await account(alice))
    assert (await bob.request("direct.open", account_id=await account(alice)))["group_id"] == direct
    await says(bob, direct, "thanks")
    await hears(alice, direct, "just for you", "thanks")
    assert direct not in {each["group_id"] for each in await carol.request("group.list")}


async def bob_in(peer: PeerProcess, group: str) -> str:
    """Return Bob's account id as a peer knows it."""
    return (await member(peer, group, "Bob"))["account_id"]


async def test_a_second_device_is_linked_confirmed_and_revoked(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await says(bob, group, "before the laptop")
    await hears(alice, group, "before the laptop")

    laptop = await arrives(make_peer("laptop", third))
    code = (await alice.request("device.link.begin"))["code"]
    asked = await laptop.request("device.link.accept", code=code)
    shown = await alice.wait_event("device.link.requested")
    assert shown["digits"] == asked["digits"]
    await alice.request("device.link.confirm", request_id=shown["request_id"])
    await laptop.wait_event("device.link.finished", error=None)
    assert await account(laptop) == await account(alice)
    await becomes(laptop, group, "joined")
    await hears(laptop, group, "before the laptop")
    await says(laptop, group, "from the laptop")
    await hears(bob, group, "from the laptop")
    await hears(alice, group, "from the laptop")
    assert (await member(bob, group, "Alice"))["devices"] == 2

    device = (await laptop.request("account.get"))["device_id"]
    await alice.request("device.revoke", device_id=device)
    await becomes(laptop, group, "removed")
    await says(bob, group, "without the laptop")
    await hears(alice, group, "without the laptop")
    assert "without the laptop" not in await texts(laptop, group)
    assert [each["this"] for each in await alice.request("device.list")] == [True]
