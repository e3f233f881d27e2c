"""What can be attached to a message, and what is said of everything else; nothing half done is ever left."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

import pytest

from sync.core.ids import GroupId
from sync.engine import Engine
from sync.errors import CauserieError, DiskFull, EmptyText, FileUnreadable, NoSuchGroup, TooLarge
from sync.runtime.file_blobs import Blobs
from sync.views import FileBytes, Upload
from tests.support.engines import Stage, stage
from tests.support.files import exif, jpeg

PIECE = 256 * 1024


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as scene:
        yield scene


@pytest.fixture
async def ada(scene: Stage) -> Engine:
    return await scene.start("ada")


@pytest.fixture
async def group(ada: Engine) -> GroupId:
    return await ada.groups.create("Garden")


async def refused(ada: Engine, group: GroupId, *uploads: Upload) -> CauserieError:
    """Attach something that cannot be; returns what is said, once it is sure that nothing is left."""
    with pytest.raises(CauserieError) as error:
        await ada.messages.send(group, "look", attachments=uploads)
    assert await ada.messages.list(group) == []
    usage = await ada.attachments.usage()
    assert (usage.used, usage.files) == (0, 0)
    assert not list(files_of(ada).iterdir())
    return error.value


def files_of(engine: Engine) -> Path:
    return Path(engine.info().profile) / "files"


def special(path: Path, kind: str) -> Path:
    """Make something that has a path and is no file."""
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "device":
            return Path("/dev/zero")
        case "link to nothing":
            path.symlink_to(path.with_name("nowhere"))
        case "link in a circle":
            path.symlink_to(path)
        case "unreadable name":
            return path.with_name("a\0b")
        case _:
            pass
    return path


@pytest.mark.parametrize(
    "kind", ["nothing", "folder", "pipe", "device", "link to nothing", "link in a circle", "unreadable name"]
)
async def test_what_is_no_file_is_refused(ada: Engine, group: GroupId, tmp_path: Path, kind: str) -> None:
    error = await refused(ada, group, FileBytes("fine.txt", b"fine"), special(tmp_path / "x", kind))
    assert isinstance(error, FileUnreadable)
    assert error.hint


async def test_a_link_leads_to_its_file_and_keeps_its_own_name(ada: Engine, group: GroupId, tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"content")
    (tmp_path / "link.md").symlink_to(tmp_path / "real.txt")
    sent = await ada.messages.send(group, "", attachments=[tmp_path / "link.md"])
    assert sent.attachments[0].name == "link.md"
    assert await ada.attachments.read(group, sent.message_id, 0, limit=99) == b"content"


async def test_what_is_too_large_is_refused_before_it_is_read(ada: Engine, group: GroupId, tmp_path: Path) -> None:
    with (tmp_path / "huge.bin").open("wb") as file:
        file.truncate(2 * 1024**3 + 1)  # takes no room: nothing was written
    assert isinstance(await refused(ada, group, tmp_path / "huge.bin"), TooLarge)


@pytest.mark.parametrize("change", ["longer", "shorter", "touched"])
async def test_a_file_that_changes_while_it_is_read_is_refused(
    ada: Engine, group: GroupId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "growing.log"
    path.write_bytes(bytes(3 * PIECE))
    begin = Blobs.begin

    def beginning(self: Blobs) -> tuple[Path, BinaryIO]:
        match change:
            case "longer":
                os.truncate(path, 4 * PIECE)
            case "shorter":
                os.truncate(path, PIECE)
            case _:
                os.utime(path, (0, 0))
        return begin(self)

    monkeypatch.setattr(Blobs, "begin", beginning)
    error = await refused(ada, group, path)
    assert isinstance(error, FileUnreadable)
    assert "while it was read" in error.message


@pytest.mark.parametrize("at", ["begin", "keep"])
async def test_a_disk_without_room_is_said_so(
    ada: Engine, group: GroupId, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr(Blobs, at, no_room)
    assert isinstance(await refused(ada, group, FileBytes("a.txt", b"abc")), DiskFull)


async def test_the_messages_need_some_room_too(ada: Engine, group: GroupId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blobs, "free", little)
    await ada.attachments.set_quota(1 << 30)
    assert isinstance(await refused(ada, group, FileBytes("a.txt", b"abc")), DiskFull)


def no_room(*_: object) -> None:
    raise OSError(28, "No space left on device")


def little(_: Blobs) -> int:
    return 64 * 1024**2


async def test_a_message_says_something_or_carries_something(ada: Engine, group: GroupId) -> None:
    with pytest.raises(EmptyText):
        await ada.messages.send(group, " \n")
    with pytest.raises(EmptyText):
        await ada.messages.send(group, "\u200b", attachments=[FileBytes("a.txt", b"")])
    assert (await ada.messages.send(group, " \n", attachments=[FileBytes("a.txt", b"")])).text == ""
    with pytest.raises(NoSuchGroup):
        await ada.messages.send(GroupId(bytes(32)), "", attachments=[FileBytes("a.txt", b"")])


async def test_the_longest_text_and_the_longest_names_do_not_fit_together(ada: Engine, group: GroupId) -> None:
    uploads = [FileBytes("\U0001f600" * 56 + ".txt", b"") for _ in range(16)]
    await ada.messages.send(group, "x" * 20_000, attachments=uploads)
    with pytest.raises(TooLarge):
        await ada.messages.send(group, "\U0001f600" * 14_000, attachments=uploads)
    assert (await ada.attachments.usage()).files == 16
    assert len(list(files_of(ada).iterdir())) == 16


async def test_the_same_file_twice_is_two_files_that_nobody_can_tell_are_one(ada: Engine, group: GroupId) -> None:
    sent = await ada.messages.send(group, "", attachments=[FileBytes("a.txt", b"same"), FileBytes("a.txt", b"same")])
    assert sent.attachments[0].sha256 == sent.attachments[1].sha256
    first, second = (path.read_bytes() for path in files_of(ada).iterdir())
    assert first != second


async def test_pictures_by_their_path_lose_what_the_camera_wrote(ada: Engine, group: GroupId, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.txt"):
        (tmp_path / name).write_bytes(jpeg(exif(6)))
    sent = await ada.messages.send(group, "", attachments=[tmp_path / "a.jpg", tmp_path / "b.txt"])
    picture, other = sent.attachments
    assert (picture.mime, picture.width, picture.height) == ("image/jpeg", 2, 3)
    assert (other.mime, other.width) == ("text/plain", 0)
    for index, taken in enumerate((False, True)):
        data = await ada.attachments.read(group, sent.message_id, index, limit=9_999)
        assert (b"taken at home" in data) is taken


async def test_a_broken_picture_is_sent_as_it_is(ada: Engine, group: GroupId) -> None:
    data = jpeg(exif())[:-2]
    sent = await ada.messages.send(group, "", attachments=[FileBytes("a.jpg", data)])
    assert (sent.attachments[0].mime, sent.attachments[0].width) == ("image/jpeg", 0)
    assert await ada.attachments.read(group, sent.message_id, 0, limit=9_999) == data
