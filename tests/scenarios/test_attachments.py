"""Files in messages, as people send, fetch, keep and save them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sync.changes import AttachmentUpdated
from sync.core.ids import AccountId, GroupId, MessageId
from sync.core.ops import FileManifest, Message
from sync.engine import Engine
from sync.errors import (
    Blocked,
    FileExists,
    FileNotSaved,
    InvalidInput,
    NoSuchAttachment,
    NoSuchMessage,
    NotReadyYet,
    TooLarge,
)
from sync.runtime.file_storing import Storing
from sync.runtime.file_transfer import Transfer
from sync.store import files as file_store
from sync.views import FileBytes, FileState
from tests.support.engines import Stage, reads, stage, until
from tests.support.files import arrived, attachment, content, exif, jpeg, kept, pair, random_bytes, sent, stands

PIECE = 256 * 1024
PICTURE = jpeg(exif())


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


def hidden(folder: Path) -> list[Path]:
    return list(folder.glob(".*"))


async def test_files_are_fetched_saved_and_taken_off_again(scene: Stage, tmp_path: Path) -> None:
    ada, bob, group = await pair(scene)
    data = random_bytes(5 * PIECE + 7)
    (tmp_path / "plan.pdf").write_bytes(data)
    message = await sent(ada, group, tmp_path / "plan.pdf", FileBytes("empty.txt", b""))
    assert [each.state for each in (await ada.messages.get(group, message)).attachments] == [FileState.READY] * 2
    await reads(bob, group, "")
    here = await attachment(bob, group, message)
    assert (here.name, here.mime, here.size, here.state) == ("plan.pdf", "application/pdf", len(data), FileState.ABSENT)
    with pytest.raises(NotReadyYet):
        await content(bob, group, message)
    for index in (0, 1):
        await bob.attachments.fetch(group, message, index)
        await stands(bob, group, message, FileState.READY, index)
    assert await content(bob, group, message) == data
    assert await content(bob, group, message, 1) == b""
    saved = await bob.attachments.save(group, message, 0, tmp_path)
    assert saved.path.name == "plan (2).pdf"
    assert saved.path.read_bytes() == data
    assert (await bob.attachments.usage()).files == 2
    assert (await bob.attachments.cancel(group, message, 0)).state is FileState.ABSENT
    assert (await bob.attachments.usage()).used == 0
    assert kept(scene, "bob") == 1
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    assert (await bob.attachments.fetch(group, message, 0)).state is FileState.READY


async def test_nothing_in_the_profile_says_what_is_in_a_file(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("secret.txt", b"nobody is to read this" * 100))
    await arrived(bob, group, message)
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    for name in ("ada", "bob"):
        blobs = list((scene.folder(name) / "files").iterdir())
        assert len(blobs) == 1
        assert b"nobody" not in blobs[0].read_bytes()
        assert "secret" not in blobs[0].name


async def test_where_to_save(scene: Stage, tmp_path: Path) -> None:
    ada, _, group = await pair(scene)
    message = await sent(ada, group, FileBytes("../../notes.txt", b"new"))
    target = tmp_path / "mine.txt"
    target.write_bytes(b"old")
    with pytest.raises(FileExists):
        await ada.attachments.save(group, message, 0, target)
    assert target.read_bytes() == b"old"
    await ada.attachments.save(group, message, 0, target, replace=True)
    assert target.read_bytes() == b"new"
    assert [(await ada.attachments.save(group, message, 0, tmp_path)).path.name for _ in range(3)] == [
        "notes.txt",
        "notes (2).txt",
        "notes (3).txt",
    ]
    with pytest.raises(FileNotSaved):
        await ada.attachments.save(group, message, 0, tmp_path / "a\0b")
    assert not hidden(tmp_path)


async def test_what_there_is_not(scene: Stage) -> None:
    ada, _, group = await pair(scene)
    message = await sent(ada, group, FileBytes("a.txt", b"abc"))
    with pytest.raises(NoSuchAttachment):
        await ada.attachments.fetch(group, message, 1)
    with pytest.raises(NoSuchMessage):
        await ada.attachments.fetch(group, MessageId(bytes(32)), 0)
    with pytest.raises(TooLarge):
        await ada.attachments.read(group, message, 0, limit=2)
    with pytest.raises(TooLarge):
        await sent(ada, group, *[FileBytes("a.txt", b"")] * 17)
    with pytest.raises(InvalidInput):
        await ada.attachments.set_quota(-1)


async def test_pictures_come_by_themselves_and_without_where_they_were_taken(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("me.jpg", PICTURE), FileBytes("me.txt", b"text"))
    await arrived(bob, group, message)
    here = await stands(bob, group, message, FileState.READY)
    assert (here.width, here.height, here.mime) == (3, 2, "image/jpeg")
    assert b"at home" in PICTURE
    assert await content(bob, group, message) == jpeg()
    assert (await attachment(bob, group, message, 1)).state is FileState.ABSENT


async def test_who_catches_up_gets_the_newest_pictures(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.runtime.file_arrivals.PICTURE_BYTES", len(PICTURE) + 100)
    ada, bob, group = await pair(scene)
    await scene.stop("bob")
    first = await sent(ada, group, FileBytes("large.jpg", jpeg(tail=b"") + b"x" * 10 + random_bytes(200)))
    large = await sent(ada, group, FileBytes("a.jpg", jpeg((0xDB, bytes(4000)))))
    last = await sent(ada, group, FileBytes("b.jpg", PICTURE))
    bob = await scene.start("bob")
    await arrived(bob, group, last)
    await stands(bob, group, last, FileState.READY)
    await stands(bob, group, first, FileState.READY)
    assert (await attachment(bob, group, large)).state is FileState.ABSENT


async def test_nothing_is_fetched_from_who_is_blocked(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    account = await ada.accounts.get()
    assert account is not None
    before = await sent(ada, group, FileBytes("a.txt", b"abc"))
    await arrived(bob, group, before)
    await bob.contacts.block(account.account_id)
    message = await sent(ada, group, FileBytes("me.jpg", PICTURE))
    await ada.messages.send(group, "and now?")
    with pytest.raises(Blocked):
        await bob.attachments.fetch(group, before, 0)
    assert (await bob.attachments.usage()).used == 0
    await bob.contacts.unblock(account.account_id)
    await arrived(bob, group, message)
    assert (await bob.attachments.fetch(group, before, 0)).state is not FileState.ABSENT
    await stands(bob, group, before, FileState.READY)


async def test_a_file_is_paused_gone_on_with_and_given_up(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    data = random_bytes(12 * PIECE)
    message = await sent(ada, group, FileBytes("film.mp4", data))
    await arrived(bob, group, message)
    scene.hub.latency = 0.005
    await bob.attachments.fetch(group, message, 0)

    async def begun() -> bool:
        return (await attachment(bob, group, message)).received > 0

    await until(begun, "something is here")
    paused = await bob.attachments.pause(group, message, 0)
    assert paused.state is FileState.PAUSED
    assert 0 < paused.received < len(data)
    bob = await scene.restart("bob")
    await arrived(bob, group, message)
    assert await attachment(bob, group, message) == paused
    changes = bob.subscribe()
    await bob.attachments.fetch(group, message, 0)
    await stands(bob, group, message, FileState.READY)
    bob.unsubscribe(changes)
    told = [each.attachment async for each in changes if isinstance(each, AttachmentUpdated)]
    assert min(each.received for each in told) >= paused.received
    assert told[-1].state is FileState.READY
    assert await content(bob, group, message) == data
    await bob.attachments.cancel(group, message, 0)
    await bob.attachments.fetch(group, message, 0)
    await until(begun, "something is here again")
    assert (await bob.attachments.cancel(group, message, 0)).state is FileState.ABSENT
    assert kept(scene, "bob") == 0


async def test_what_was_being_fetched_goes_on_after_a_restart(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    data = random_bytes(20 * PIECE)
    message = await sent(ada, group, FileBytes("film.mp4", data))
    await arrived(bob, group, message)
    scene.hub.latency = 0.005
    await bob.attachments.fetch(group, message, 0)

    async def begun() -> bool:
        return (await attachment(bob, group, message)).received > 3 * PIECE

    await until(begun, "something is here")
    await scene.stop("bob")
    await scene.stop("ada")
    bob = await scene.start("bob")
    waiting = await attachment(bob, group, message)
    assert waiting.state is FileState.WAITING
    assert waiting.received >= 3 * PIECE
    ada = await scene.start("ada")
    await stands(bob, group, message, FileState.READY)
    assert await content(bob, group, message) == data


async def test_a_message_overtakes_a_file(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(40 * PIECE)))
    await arrived(bob, group, message)
    scene.hub.latency = 0.005
    await bob.attachments.fetch(group, message, 0)

    async def begun() -> bool:
        return (await attachment(bob, group, message)).received > 0

    await until(begun, "something is here")
    said = await ada.messages.send(group, "quick")
    await arrived(bob, group, said.message_id)
    assert (await attachment(bob, group, message)).state is FileState.FETCHING
    await stands(bob, group, message, FileState.READY)


async def fetching(scene: Stage) -> tuple[Engine, AccountId, GroupId, MessageId]:
    """Let somebody fetch a large file; return who, whose it is, and where it is named."""
    ada, bob, group = await pair(scene)
    account = await ada.accounts.get()
    assert account is not None
    message = await sent(ada, group, FileBytes("film.mp4", random_bytes(40 * PIECE)))
    await arrived(bob, group, message)
    scene.hub.latency = 0.005
    await bob.attachments.fetch(group, message, 0)
    return bob, account.account_id, group, message


async def test_blocking_somebody_ends_what_is_fetched_of_theirs(scene: Stage) -> None:
    bob, ada, group, message = await fetching(scene)
    changes = bob.subscribe()
    await bob.contacts.block(ada)
    async for change in changes:
        if isinstance(change, AttachmentUpdated) and change.attachment.state is FileState.PAUSED:
            break
    bob.unsubscribe(changes)
    with pytest.raises(Blocked):
        await bob.attachments.fetch(group, message, 0)


async def test_what_is_fetched_no_longer_is_noted_before_everything_ends(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, ada, group, message = await fetching(scene)
    save, noting = Storing.save, asyncio.Event()

    async def slow(self: Storing, transfer: Transfer, state: FileState) -> None:
        if state is FileState.PAUSED:
            noting.set()
            await asyncio.sleep(0.2)
        await save(self, transfer, state)

    monkeypatch.setattr(Storing, "save", slow)
    await bob.contacts.block(ada)
    await noting.wait()
    bob = await scene.restart("bob")
    await bob.contacts.unblock(ada)
    assert (await attachment(bob, group, message)).state is FileState.PAUSED


async def test_pictures_come_by_themselves_only_as_large_as_wished(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    await bob.preferences.set("attachments.pictures", 0)
    message = await sent(ada, group, FileBytes("me.jpg", PICTURE))
    after = await ada.messages.send(group, "see?")
    await arrived(bob, group, after.message_id)
    assert (await attachment(bob, group, message)).state is FileState.ABSENT


async def test_the_same_file_in_two_groups_is_here_once(scene: Stage) -> None:
    ada, bob, group = await pair(scene)
    other = await ada.groups.create("Elsewhere")
    message = await sent(ada, group, FileBytes("a.bin", b"abc"))
    await arrived(bob, group, message)
    store = ada.attachments._context.store  # pyright: ignore[reportPrivateUsage]
    row = await store.read(lambda db: file_store.attachment(db, group, message, 0))
    assert row is not None
    manifest = FileManifest(row.name, row.mime, row.size, row.key, row.root, row.sha256)
    live = ada.groups._rooms.get(other)  # pyright: ignore[reportPrivateUsage]
    [again] = await live.author(lambda _: [Message(text="again", attachments=(manifest,))])
    shown = await attachment(ada, other, again.message_id)
    assert (shown.state, shown.received) == (FileState.READY, 3)
    assert (await ada.attachments.usage()).used == 3
    changes = ada.subscribe()
    await ada.attachments.cancel(other, again.message_id, 0)
    ada.unsubscribe(changes)
    told = {each.group_id async for each in changes if isinstance(each, AttachmentUpdated)}
    assert told == {group, other}
    assert (await attachment(ada, group, message)).state is FileState.ABSENT
