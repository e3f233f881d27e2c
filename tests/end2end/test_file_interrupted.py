"""The program is killed while a file is fetched: the next start goes on, and the file is whole in the end."""

import hashlib
import random
from pathlib import Path

from tests.end2end.conftest import MakePeer
from tests.end2end.stories import arrives, founds, invites, joins, messages
from tests.support.peer_process import PeerProcess

SIZE = 16_000_000


async def test_a_file_survives_that_who_fetches_it_and_who_has_it_are_killed(
    make_peer: MakePeer, tmp_path: Path
) -> None:
    alice = await arrives(make_peer("alice"), "Alice")
    bob = await arrives(make_peer("bob"), "Bob")
    group = await founds(alice, "Garden")
    await joins(bob, await invites(alice, group))
    film = tmp_path / "film.bin"
    film.write_bytes(random.Random(7).randbytes(SIZE))
    sent = await alice.request("message.send", group_id=group, attachments=[str(film)])
    which = {"group_id": group, "message_id": sent["message_id"], "index": 0}
    await bob.wait_event("message.added", group_id=group)

    await bob.request("attachment.fetch", **which)
    await bob.until(lambda: some(bob, group), "some of the file")
    await bob.kill()
    await arrives(bob)
    assert (await file(bob, group))["state"] in {"waiting", "fetching", "ready"}
    await alice.kill()
    await arrives(alice)
    await bob.until(lambda: whole(bob, group), "all of the file")

    saved = await bob.request("attachment.save", **which, path=str(tmp_path / "copy.bin"))
    assert saved["sha256"] == hashlib.sha256(film.read_bytes()).hexdigest()
    assert saved["size"] == SIZE
    assert len(list((tmp_path / "bob" / "files").iterdir())) == 1


async def file(peer: PeerProcess, group: str) -> dict[str, object]:
    return (await messages(peer, group))[-1]["attachments"][0]


async def some(peer: PeerProcess, group: str) -> bool:
    return (await file(peer, group))["received"] != 0


async def whole(peer: PeerProcess, group: str) -> bool:
    return (await file(peer, group))["state"] == "ready"
