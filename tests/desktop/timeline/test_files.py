"""Files in rows: their words, and progress that changes a line and nothing round it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QModelIndex

from desktop.viewmodels import file_words
from desktop.viewmodels.timeline_model import ROLES
from sync.changes import AttachmentUpdated
from sync.core.ids import MessageId
from sync.views import Attachment, FileState
from tests.desktop.timeline.rooms import Room
from tests.support.fake_files import described


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en"))
    yield
    QLocale.setDefault(before)


def file(
    name: str = "film.mp4", size: int = 12_000_000, received: int = 0, state: FileState | None = None
) -> Attachment:
    made = replace(described(0, name, b""), size=size, received=received)
    return replace(made, state=state or FileState.FETCHING)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 bytes"),
        (27_400, "27 kB"),
        (2_100_000, "2.1 MB"),
        (12_000_000, "12 MB"),
        (10**10, "10 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size: int, text: str) -> None:
    assert file_words.size_text(size).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("received", "size", "text"),
    [
        (3_100_000, 12_000_000, "3.1 of 12 MB"),
        (300_000, 12_000_000, "300 kB of 12 MB"),
        (13_000_000, 12_000_000, "12 of 12 MB"),
        (0, 0, "0 of 0 bytes"),
    ],
)
def test_progress_says_its_unit_once(received: int, size: int, text: str) -> None:
    assert file_words.progress_text(received, size).replace("\u00a0", " ") == text


def test_french_has_its_own_units() -> None:
    QLocale.setDefault(QLocale("fr"))
    assert file_words.size_text(2_100_000).replace("\u00a0", " ").replace("\u202f", " ") == "2,1 Mo"


def test_every_state_has_its_line() -> None:
    lines = {file_words.state_line(file(received=3_100_000, state=state)) for state in FileState}
    assert len(lines) == len(FileState)
    assert all(lines)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("a.png",), "📷 Photo"),
        (("plan.pdf",), "📎 \u2068plan.pdf\u2069"),
        (("a.png", "plan.pdf", "b.png"), "📎 \u2068plan.pdf\u2069 and 2 more"),
    ],
)
def test_one_line_stands_for_files(names: tuple[str, ...], text: str) -> None:
    assert file_words.brief([file(name) for name in names]) == text


@pytest.mark.parametrize(("received", "share"), [(0, 0.0), (6_000_000, 0.5), (99_000_000, 1.0)])
def test_the_share_stays_between_nothing_and_all(received: int, share: float) -> None:
    assert file_words.share(file(received=received)) == share
    assert file_words.share(file(size=0, received=0, state=FileState.READY)) == 1.0


async def opened() -> Room:
    """A window on two messages, the newer with a file."""
    room = Room(2)
    messages = room.engine.state.messages[room.group]
    messages[-1] = replace(messages[-1], text="", attachments=(file(),))
    room.window.choose(room.group)
    await room.window.open()
    return room


async def test_progress_changes_a_line_and_what_is_spoken() -> None:
    room = await opened()
    model, row = room.model, room.model.rows[0]
    files = model.data(model.index(0), row_role("attachments"))
    assert model.data(model.index(0), row_role("bare")) is True
    assert model.data(model.index(1), row_role("attachments")) is None
    told: list[list[int]] = []
    lines: list[int] = []
    model.dataChanged.connect(lambda first, last, roles: told.append(list(roles)))
    files.dataChanged.connect(lambda first, last: lines.append(first.row()))
    room.take([AttachmentUpdated(room.group, row.view.message_id, file(received=3_100_000))])

    assert told == [[row_role("spoken")]]
    assert lines == [0]
    assert model.data(model.index(0), row_role("attachments")) is files
    assert "3.1 of 12" in model.data(model.index(0), row_role("spoken"))
    room.take([AttachmentUpdated(room.group, row.view.message_id, file(received=3_100_000))])
    assert lines == [0]


async def test_files_of_messages_out_of_the_window_are_of_no_concern() -> None:
    room = await opened()
    room.take([AttachmentUpdated(room.group, MessageId(b"x" * 32), file())])
    room.take([AttachmentUpdated(room.group, room.model.rows[1].view.message_id, file())])
    assert room.model.rows[1].view.attachments == ()


async def test_a_file_model_answers_only_for_what_it_has() -> None:
    room = await opened()
    files = room.model.data(room.model.index(0), row_role("attachments"))
    assert files.rowCount() == 1
    assert files.rowCount(files.index(0)) == 0
    assert files.data(QModelIndex(), row_role("messageId")) is None
    names = {bytes(name.data()).decode(): role for role, name in files.roleNames().items()}
    assert files.data(files.index(0), names["name"]) == "film.mp4"
    assert files.data(files.index(0), names["standing"]) == "fetching"
    assert files.data(files.index(0), names["ratio"]) == pytest.approx(4 / 3)


def row_role(name: str) -> int:
    """The number of a role of rows."""
    return 0x0100 + 1 + ROLES.index(name)
