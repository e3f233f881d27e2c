"""Invite codes that do not work say why, and nothing else happens: three machines on a network of their own."""

from tests.end2end.conftest import MakePeer, wrong_clock
from tests.end2end.stories import arrives, founds, invites, joins, sees
from tests.support.netns import Lan

FOREIGN = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


def typo(code: str) -> str:
    place = len(code) // 2
    return code[:place] + ("q" if code[place] != "q" else "p") + code[place + 1 :]


async def test_a_code_that_cannot_be_read(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    code = await invites(alice, await founds(alice, "Garden"))
    truncated = (code[:-5], code[:20], code[9:])
    foreign = (FOREIGN, "hello", "", "x" * 100_000, "\x00\u202e" * 50)

    for spoilt in (*truncated, *foreign, typo(code)):
        for method in ("invite.preview", "group.join"):
            refusal = await bob.refusal(method, code=spoilt)
            assert refusal.code == "invite_malformed", spoilt
            assert refusal.message.endswith(".")
            assert refusal.data["hint"]
    assert await bob.request("group.list") == []
    await joins(bob, code)  # nothing that was wrong before stands in the way


async def test_codes_may_be_pasted_in_any_dress(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)

    for dressed in (f" {code}\n", f"«{code}»", f'"{code.upper()}"', f"{code[:30]}\n  {code[30:]}", f"Join us: {code}."):
        preview = await alice.request("invite.preview", code=dressed)
        assert preview["already_member"] is True
        assert preview["group_name"] == "Garden"


async def test_expired(lan: Lan, make_peer: MakePeer) -> None:
    first, second, _ = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second, **wrong_clock("+8d")), "Bob")
    group = await founds(alice, "Garden")

    refusal = await bob.refusal("group.join", code=await invites(alice, group))

    assert refusal.code == "invite_expired"
    assert await bob.request("group.list") == []


async def test_used_up_and_revoked(lan: Lan, make_peer: MakePeer) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    carol = await arrives(make_peer("carol", third), "Carol")
    group = await founds(alice, "Garden")
    code = await invites(alice, group, max_uses=1)
    await joins(bob, code)

    await carol.request("group.join", code=code)
    await carol.wait_event("group.updated", group_id=group, state="refused")
    await carol.wait_event("notice", code="invite_used_up", group_id=group)

    invite = await alice.request("invite.create", group_id=group)
    await alice.request("invite.revoke", group_id=group, invite_id=invite["invite_id"])
    mark = carol.mark()
    await carol.request("group.join", code=invite["code"])
    await carol.wait_event("notice", since=mark, code="invite_revoked", group_id=group)
    await sees(alice, group, "Alice", "Bob")

    await joins(carol, await invites(alice, group))
    await sees(alice, group, "Alice", "Bob", "Carol")


async def test_a_code_whose_group_is_away_waits_and_says_so(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    bob = await arrives(make_peer("bob"), "Bob")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)
    await alice.close()

    joined = await bob.request("group.join", code=code)

    assert joined == {"group_id": group, "state": "joining"}
    (line,) = await bob.request("group.list")
    assert line["state"] == "joining"
    assert (await bob.refusal("message.send", group_id=group, text="Hello?")).code == "not_ready"


async def test_a_member_who_pastes_the_code_again_is_told(make_peer: MakePeer) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    group = await founds(alice, "Garden")

    assert (await alice.refusal("group.join", code=await invites(alice, group))).code == "already_a_member"
