"""Three people on one network: nobody types an address."""

from pathlib import Path

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import agree, arrives, founds, hears, invites, joins, meets, messages, says, sees, texts
from tests.support.netns import Lan


async def test_a_late_joiner_gets_the_whole_history(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))

    await says(alice, group, "Who brings the tomatoes?")
    await hears(bob, group, "Who brings the tomatoes?")
    await says(bob, group, "Me!")
    await hears(alice, group, "Me!")

    carol = await arrives(make_peer("carol", third), "Carol")
    await joins(carol, await invites(bob, group))
    await hears(carol, group, "Who brings the tomatoes?", "Me!")
    # Bob let her in, so Alice knows her only from Bob.
    await meets(carol, group, alice, bob)
    await says(carol, group, "And I the basil.")

    for peer in (alice, bob, carol):
        await hears(peer, group, "And I the basil.")
        await sees(peer, group, "Alice", "Bob", "Carol")
    await agree(group, alice, bob, carol)
    assert await texts(alice, group) == await texts(bob, group) == await texts(carol, group)
    names = [(await message_author(peer, group)) for peer in (alice, bob, carol)]
    assert names == [["Alice", "Bob", "Carol"]] * 3


async def message_author(peer, group: str) -> list[str]:
    return [message["author"]["name"] for message in await messages(peer, group)]


async def test_a_message_travels_while_its_author_is_away(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    carol = await arrives(make_peer("carol", third), "Carol")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)
    await joins(bob, code)
    await joins(carol, code)
    await sees(alice, group, "Alice", "Bob", "Carol")

    await carol.close()
    await says(alice, group, "I am off to the station.")
    await hears(bob, group, "I am off to the station.")
    await alice.close()
    await arrives(carol)

    await hears(carol, group, "I am off to the station.")
    (message,) = await messages(carol, group)
    assert message["author"]["name"] == "Alice"


async def test_each_can_stop_and_start_again(lan: Lan, make_peer: MakePeer) -> None:
    alice, bob, carol = people = [
        await arrives(make_peer(name, machine), name.title())
        for name, machine in zip(("alice", "bob", "carol"), lan.machines, strict=True)
    ]
    group = await founds(alice, "Garden")
    code = await invites(alice, group, max_uses=2)
    await joins(bob, code)
    await joins(carol, code)

    said = []
    for peer in people:
        await peer.kill()
        await arrives(peer)
        said.append(f"{peer.name} is back")
        await says(peer, group, said[-1])
        for other in people:
            await hears(other, group, *said)
    await agree(group, *people)


async def test_delivery_says_how_many_devices_have_it(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await bob.close()

    message = await says(alice, group, "Are you there?")
    alone = await alice.request("message.get", group_id=group, message_id=message)
    await arrives(bob)
    await alice.wait_event("message.delivered", group_id=group, message_ids=[message])
    reached = await alice.request("message.get", group_id=group, message_id=message)

    assert alone["delivery"] == {"devices": 1, "reached": 0}
    assert reached["delivery"] == {"devices": 1, "reached": 1}


SECRETS = {
    "text": "The key is under the third flower pot",
    "group": "Conspirators of the allotment",
    "alice": "Alexandrina Featherstonehaugh",
    "bob": "Bartholomew Cholmondeley",
}


async def test_neither_the_wire_nor_the_disk_shows_anything(lan: Lan, make_peer: MakePeer, tmp_path: Path) -> None:
    first, second, _ = lan.machines
    with first.capture(tmp_path / "wire.pcap") as capture:
        alice = await arrives(make_peer("alice", first), SECRETS["alice"])
        bob = await arrives(make_peer("bob", second), SECRETS["bob"])
        group = await founds(alice, SECRETS["group"])
        code = await invites(alice, group)
        await joins(bob, code)
        await says(alice, group, SECRETS["text"])
        await hears(bob, group, SECRETS["text"])
        ids = [group]
        for peer in (alice, bob):
            account = await peer.request("account.get")
            ids += [account["account_id"], account["device_id"]]
            await peer.close()

    hidden = spellings([*SECRETS.values(), code]) + [bytes.fromhex(one) for one in ids] + spellings(ids)
    wire = capture.read_bytes()
    assert b"_causerie" in wire, "the capture saw no discovery: it proves nothing"
    assert len(wire) > 10_000
    assert [secret for secret in hidden if secret in wire] == []
    for path in files(alice.profile, bob.profile, alice.log, bob.log):
        assert [secret for secret in hidden[: 2 * len(SECRETS) + 2] if secret in path.read_bytes()] == [], path


def spellings(words: list[str]) -> list[bytes]:
    return [word.encode("utf-8") for word in words] + [word.encode("utf-16-le") for word in words]


def files(*places: Path) -> list[Path]:
    return [path for place in places for path in (place, *place.rglob("*")) if path.is_file()]


async def test_a_stranger_learns_nothing(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    mallory = await arrives(make_peer("mallory", third), "Mallory")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    await founds(mallory, "Garden")
    await says(alice, group, "Between us.")
    await hears(bob, group, "Between us.")

    port = (await alice.request("system.info"))["listening"][0]["port"]
    refusal = await mallory.refusal("peer.connect", address=f"{first.address}:{port}")

    assert refusal.data["fault"] in ("environment", "remote")
    assert await mallory.request("peer.list") == []
    assert (await mallory.refusal("group.get", group_id=group)).code == "no_such_group"
    assert [line["name"] for line in await mallory.request("group.list")] == ["Garden"]
    assert [member["name"] for member in (await alice.request("group.get", group_id=group))["members"]] == [
        "Alice",
        "Bob",
    ]
    await says(bob, group, "Still between us.")
    await hears(alice, group, "Still between us.")


async def test_without_a_network_one_writes_and_it_travels_later(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    alice, bob = make_peer("alice", first), make_peer("bob", second)
    first.unplug()
    await arrives(alice, "Alice")
    await arrives(bob, "Bob")
    group = await founds(alice, "Garden")
    await says(alice, group, "Nobody hears me.")
    code = await invites(alice, group)
    await bob.request("group.join", code=code)
    (waiting,) = await bob.request("group.list")
    assert waiting["state"] == "joining"

    first.plug()
    await hears(bob, group, "Nobody hears me.")
    await sees(alice, group, "Alice", "Bob")
    first.unplug()
    await says(alice, group, "The cable is out again.")
    await says(bob, group, "Are you there?")
    first.plug()
    await hears(bob, group, "Nobody hears me.", "The cable is out again.")
    await hears(alice, group, "Are you there?")
    await agree(group, alice, bob)
