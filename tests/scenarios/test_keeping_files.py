"""Files on this device: how much room they take, what gives way, and what becomes of them on a bad day."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sync.changes import Notice
from sync.errors import (
    DiskFull,
    NotReadyYet,
)
from sync.runtime.file_blobs import Blobs
from sync.store import files as file_store
from sync.views import FileBytes, FileState
from tests.support.engines import Stage, reads, stage, until
from tests.support.files import arrived, attachment, content, kept, pair, random_bytes, sent, stands

PIECE = 256 * 1024


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


@pytest.mark.expected_log("no longer fetched")
async def test_a_full_disk_pauses_and_loses_nothing(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob, group = await pair(scene)
    data = random_bytes(6 * PIECE)
    message = await sent(ada, group, FileBytes("film.mp4", data))
    await arrived(bob, group, message)
    changes = bob.subscribe()
    with monkeypatch.context() as patched:
        patched.setattr("sync.runtime.file_blobs.Blobs.write", full_after(3))
        await bob.attachments.fetch(group, message, 0)
        paused = await stands(bob, group, message, FileState.PAUSED)
    bob.unsubscribe(changes)
    assert [each.code async for each in changes if isinstance(each, Notice)] == ["disk_full"]
    assert paused.received == 3 * PIECE
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    assert await content(bob, group, message) == data


def full_after(chunks: int) -> Callable[[Blobs, bytes, int, bytes], None]:
    """A disk that takes so many chunks more."""
    write, taken = Blobs.write, iter(range(chunks))

    def writing(self: Blobs, file_id: bytes, index: int, sealed: bytes) -> None:
        if next(taken, None) is None:
            raise OSError(28, "No space left on device")
        write(self, file_id, index, sealed)

    return writing


async def test_no_room_to_send_leaves_nothing(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob, group = await pair(scene)
    with monkeypatch.context() as patched:
        patched.setattr("sync.runtime.file_blobs.Blobs.keep", no_room)
        with pytest.raises(DiskFull):
            await ada.messages.send(group, "look", attachments=[FileBytes("a.txt", b"abc")])
    assert kept(scene, "ada") == 0
    await ada.messages.send(group, "no file then")
    await reads(bob, group, "no file then")


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


async def test_files_give_way_to_newer_ones(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    messages = [await sent(ada, group, FileBytes(f"{n}.bin", random_bytes(PIECE))) for n in range(3)]
    await arrived(bob, group, messages[-1])
    await bob.attachments.set_quota(2 * PIECE)
    for message in messages[:2]:
        await bob.attachments.fetch(group, message, 0)
        await stands(bob, group, message, FileState.READY)
    await content(bob, group, messages[0])  # used since
    await bob.attachments.fetch(group, messages[2], 0)
    await stands(bob, group, messages[2], FileState.READY)
    assert (await attachment(bob, group, messages[1])).state is FileState.ABSENT
    assert (await attachment(bob, group, messages[0])).state is FileState.READY
    assert (await bob.attachments.set_quota(PIECE)).used == PIECE
    assert (await bob.attachments.set_quota(PIECE - 1)).used == 0
    with pytest.raises(DiskFull):
        await bob.attachments.fetch(group, messages[0], 0)


async def test_own_files_stay_so_that_none_is_lost_when_everybody_makes_room(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    shared = await sent(ada, group, FileBytes("shared.bin", random_bytes(PIECE)))
    await arrived(bob, group, shared)
    await bob.attachments.fetch(group, shared, 0)
    await stands(bob, group, shared, FileState.READY)
    assert (await ada.attachments.set_quota(0)).used == PIECE
    assert (await bob.attachments.set_quota(0)).used == 0
    assert (await attachment(ada, group, shared)).state is FileState.READY
    await bob.attachments.set_quota(PIECE)
    await bob.attachments.fetch(group, shared, 0)
    await stands(bob, group, shared, FileState.READY)
    with pytest.raises(DiskFull):
        await ada.messages.send(group, "more", attachments=[FileBytes("b.bin", b"b")])


async def test_files_go_with_the_group(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", random_bytes(100)))
    await arrived(bob, group, message)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    await bob.groups.leave(group)
    await bob.groups.forget(group)

    async def gone() -> bool:
        return kept(scene, "bob") == 0

    await until(gone, "the file is deleted")
    assert (await bob.attachments.usage()).files == 0


async def test_what_an_end_of_the_program_left_is_removed(scene: Stage) -> None:
    ada, _, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", b"stays"))
    await scene.stop("ada")
    (scene.folder("ada") / "files" / ".import-0123").write_bytes(b"half")
    ada = await scene.start("ada")
    assert kept(scene, "ada") == 1
    assert await content(ada, group, message) == b"stays"


async def test_a_file_that_the_database_forgot_is_found_again(scene: Stage) -> None:
    ada, _, group = await pair(scene)
    message = await sent(ada, group, FileBytes("only copy.bin", b"only here"))
    store = ada.attachments._context.store  # pyright: ignore[reportPrivateUsage]
    await store.write(lambda db: file_store.remove_files(db, [row.file for row in file_store.all_files(db)]))
    ada = await scene.restart("ada")
    assert await content(ada, group, message) == b"only here"
    [blob] = (scene.folder("ada") / "files").iterdir()
    blob.with_name("00" * 32).write_bytes(b"nobody knows what this is")
    blob.with_name("not ours").write_bytes(b"")
    ada = await scene.restart("ada")
    assert kept(scene, "ada") == 3
    scene.later["ada"] = 31 * 24 * 3600 * 1000
    await scene.restart("ada")
    assert kept(scene, "ada") == 2


def saved_in(folder: Path) -> list[Path]:
    return list(folder.glob("*.bin"))


@pytest.mark.expected_log("not as it was written")
async def test_a_file_that_the_disk_spoiled_is_fetched_again(scene: Stage, tmp_path: Path) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", b"as it was"))
    await arrived(bob, group, message)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    [blob] = (scene.folder("bob") / "files").iterdir()
    blob.write_bytes(b"something else")
    with pytest.raises(NotReadyYet, match="damaged"):
        await content(bob, group, message)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    blob.unlink()
    with pytest.raises(NotReadyYet, match="damaged"):
        await bob.attachments.save(group, message, 0, tmp_path)
    assert saved_in(tmp_path) == []
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    assert await content(bob, group, message) == b"as it was"


async def begun(scene: Stage) -> bool:
    return kept(scene, "ada") > 0


async def test_a_cancelled_message_leaves_nothing(scene: Stage, tmp_path: Path) -> None:
    ada, _, group = await pair(scene)
    (tmp_path / "big.bin").write_bytes(random_bytes(60 * PIECE))
    sending = asyncio.create_task(sent(ada, group, tmp_path / "big.bin"))
    await asyncio.sleep(0)
    await until(lambda: begun(scene), "it is being read")
    sending.cancel()
    await asyncio.wait([sending])
    assert kept(scene, "ada") == 0
    assert await ada.messages.list(group) == []


async def test_a_folder_that_somebody_tidied_up_is_filled_again(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", random_bytes(12 * PIECE)), FileBytes("b.bin", b"abc"))
    await arrived(bob, group, message)
    scene.hub.latency = 0.005
    await bob.attachments.fetch(group, message, 1)
    await stands(bob, group, message, FileState.READY, 1)
    await bob.attachments.fetch(group, message, 0)

    async def begun() -> bool:
        return (await attachment(bob, group, message)).received > PIECE

    await until(begun, "something is here")
    await scene.stop("ada")
    await bob.attachments.pause(group, message, 0)
    for blob in (scene.folder("bob") / "files").iterdir():
        blob.unlink()
    for index in (0, 1):
        fetched = await bob.attachments.fetch(group, message, index)
        assert (fetched.state, fetched.received) == (FileState.WAITING, 0)
    await scene.start("ada")
    for index in (0, 1):
        await stands(bob, group, message, FileState.READY, index)


async def test_messages_that_are_made_again_name_the_same_files(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", b"abc"), FileBytes("b.bin", b"def"))
    await arrived(bob, group, message)
    await bob.attachments.fetch(group, message, 1)
    await stands(bob, group, message, FileState.READY, 1)
    before = await bob.messages.get(group, message)
    live = bob.groups._rooms.get(group)  # pyright: ignore[reportPrivateUsage]
    await live._making_up._remaking.everything()  # pyright: ignore[reportPrivateUsage]
    assert await bob.messages.get(group, message) == before
    bob = await scene.restart("bob")
    assert await bob.messages.get(group, message) == before
    assert [hit.message for hit in await bob.messages.search("a")] == []
    assert await content(bob, group, message, 1) == b"def"


@pytest.mark.expected_log("no longer fetched")
async def test_going_on_with_a_file_makes_room_of_others_only(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    small = await sent(ada, group, FileBytes("small.bin", random_bytes(PIECE)))
    large = await sent(ada, group, FileBytes("large.bin", random_bytes(4 * PIECE)))
    await arrived(bob, group, large)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sync.runtime.file_blobs.Blobs.write", full_after(2))
        await bob.attachments.fetch(group, large, 0)
        await stands(bob, group, large, FileState.PAUSED)
    await bob.attachments.fetch(group, small, 0)
    await stands(bob, group, small, FileState.READY)
    await bob.attachments.set_quota(4 * PIECE)
    await scene.stop("ada")
    going_on = await bob.attachments.fetch(group, large, 0)
    assert (going_on.state, going_on.received) == (FileState.WAITING, 2 * PIECE)
    assert (await attachment(bob, group, small)).state is FileState.ABSENT


@pytest.mark.expected_log("stays in the profile")
async def test_a_file_that_cannot_be_put_aside_keeps_nobody_out(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, group = await pair(scene)
    await scene.stop("ada")
    stray = scene.folder("ada") / "files" / ("0" * 64)
    stray.write_bytes(b"of another user")
    with monkeypatch.context() as patched:
        patched.setattr("os.utime", not_permitted)
        ada = await scene.start("ada", account=False)
    assert stray.exists()
    await sent(ada, group, FileBytes("a.bin", b"a"))


def not_permitted(*_: object) -> None:
    raise OSError(1, "Operation not permitted")


async def test_what_is_asked_for_while_its_group_is_forgotten_is_not_waited_for(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.bin", random_bytes(PIECE)))
    await arrived(bob, group, message)
    files, store = bob.attachments, bob.attachments._context.store  # pyright: ignore[reportPrivateUsage]
    named = await store.read(lambda db: file_store.attachment(db, group, message, 0))
    assert named is not None
    await bob.groups.leave(group)
    await bob.groups.forget(group)
    await files._want(named)  # pyright: ignore[reportPrivateUsage]
    assert await store.read(file_store.all_files) == []
