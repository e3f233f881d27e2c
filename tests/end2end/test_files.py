"""A file goes from one person to another, and from there to a third while the first is away."""

import hashlib
import random
from pathlib import Path

import pytest

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import arrives, founds, invites, joins, messages, sees
from tests.support.netns import Lan
from tests.support.peer_process import PeerError


async def test_a_file_is_fetched_from_whoever_has_it(lan: Lan, make_peer: MakePeer, tmp_path: Path) -> None:
    first, second, third = lan.machines
    alice = await arrives(make_peer("alice", first), "Alice")
    bob = await arrives(make_peer("bob", second), "Bob")
    carol = await arrives(make_peer("carol", third), "Carol")
    group = await founds(alice, "Garden")
    code = await invites(alice, group)
    await joins(bob, code)
    await joins(carol, code)
    await sees(carol, group, "Alice", "Bob", "Carol")
    plan = tmp_path / "plan.bin"
    plan.write_bytes(random.Random(4).randbytes(900_000))

    sent = await alice.request("message.send", group_id=group, text="The plan", attachments=[str(plan)])
    which = {"group_id": group, "message_id": sent["message_id"], "index": 0}
    await bob.wait_event("message.added", group_id=group)
    with pytest.raises(PeerError) as early:
        await bob.request("attachment.save", **which, path=str(tmp_path / "early.bin"))
    assert early.value.code == "not_ready"
    await bob.request("attachment.fetch", **which)
    await bob.until(lambda: state(bob, group, "ready"), "the file at Bob's")
    await carol.until(lambda: state(carol, group, "absent"), "the message at Carol's")
    (line,) = await carol.request("group.list")
    assert [file["name"] for file in line["last_message"]["attachments"]] == ["plan.bin"]
    await alice.close()

    await carol.request("attachment.fetch", **which)
    await carol.until(lambda: state(carol, group, "ready"), "the file at Carol's")
    saved = await carol.request("attachment.save", **which, path=str(tmp_path / "carols.bin"))
    assert saved["sha256"] == hashlib.sha256(plan.read_bytes()).hexdigest()
    assert (tmp_path / "carols.bin").read_bytes() == plan.read_bytes()


async def state(peer, group: str, wanted: str) -> bool:
    return any(file["state"] == wanted for message in await messages(peer, group) for file in message["attachments"])
