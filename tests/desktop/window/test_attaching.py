"""Files that go with a message: chosen, dropped, pasted, left out, sent, and given back when sending fails."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWindow
from PySide6.QtTest import QTest

from sync.core.ids import GroupId, MessageId
from sync.core.limits import MAX_FILE_BYTES
from sync.core.payloads import MAX_ATTACHMENTS
from sync.views import MessageView, Upload
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.desk import STUDIO, Desk, held
from tests.support.drawings import drawn
from tests.support.fake_assistant import FakeAssistant
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import seeded_engine

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(open_window: OpenWindow, tmp_path: Path) -> Desk:
    engine = seeded_engine()
    desk = Desk(open_window(engine), engine, tmp_path)
    desk.driver.item("messageField").forceActiveFocus()
    return desk


def paste(desk: Desk, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    desk.driver.item("messageField").forceActiveFocus()
    desk.driver.press(Qt.Key.Key_V, CONTROL)


def test_files_are_chips_and_go_with_the_text(desk: Desk) -> None:
    desk.add(desk.file("notes.txt"), desk.file("garden.png", drawn(300, 200)))
    assert desk.driver.says("notes.txt")
    desk.driver.wait(lambda: "image://picture/" in str(desk.named("fileChip")[1].property("source")))
    desk.driver.type("Here they are")
    desk.driver.press(Qt.Key.Key_Return)

    desk.driver.wait(lambda: desk.last.text == "Here they are")
    assert [file.name for file in desk.last.attachments] == ["notes.txt", "garden.png"]
    assert desk.chips == []
    assert not desk.driver.shown("fileTray")


def test_files_go_without_a_text(desk: Desk) -> None:
    assert not desk.driver.item("sendButton").isEnabled()
    desk.add(desk.file("notes.txt"))
    desk.driver.click("sendButton")

    desk.driver.wait(lambda: [file.name for file in desk.last.attachments] == ["notes.txt"])
    assert desk.last.text == ""


def test_a_file_is_left_out(desk: Desk) -> None:
    desk.add(desk.file("one.txt"), desk.file("two.txt"))
    desk.driver.click("removeChipButton")
    assert desk.chips == ["two.txt"]
    assert desk.driver.focused().startswith("Message")
    assert desk.driver.item("sendButton").isEnabled()
    desk.driver.click("removeChipButton")
    assert not desk.driver.shown("fileTray")
    assert not desk.driver.item("sendButton").isEnabled()


def test_files_are_dropped_on_the_conversation(desk: Desk) -> None:
    mime = held(desk.file("notes.txt"))
    assert desk.drag(mime, drop=False)
    assert desk.driver.says("Drop files here")
    desk.leave()
    assert not desk.driver.shown("dropHint")

    assert desk.drag(mime, drop=True)
    desk.driver.wait(lambda: desk.chips == ["notes.txt"])
    assert not desk.driver.shown("dropHint")


def test_a_folder_is_refused_and_the_files_beside_it_are_taken(desk: Desk) -> None:
    folder = desk.folder / "Holiday"
    folder.mkdir()
    desk.driver.type("look")
    desk.drag(held(folder, desk.file("notes.txt")), drop=True)

    desk.driver.wait(lambda: desk.chips == ["notes.txt"])
    assert "Holiday” is a folder".replace("”", "\u2069”") in desk.problem
    assert desk.driver.item("messageField").property("text") == "look"
    desk.driver.type("!")
    assert desk.problem == ""


def test_nothing_is_fetched_from_the_web(desk: Desk) -> None:
    desk.drag(held("https://example.org/cat.png"), drop=True)
    desk.driver.wait(lambda: "of this device" in desk.problem)
    assert desk.chips == []


def test_text_that_is_dragged_is_no_file(desk: Desk) -> None:
    mime = QMimeData()
    mime.setText("words")
    assert not desk.drag(mime, drop=False)
    assert not desk.driver.shown("dropHint")


def test_copied_files_are_pasted(desk: Desk) -> None:
    paste(desk, held(desk.file("notes.txt"), desk.file("plan.pdf")))
    desk.driver.wait(lambda: desk.chips == ["notes.txt", "plan.pdf"])
    assert desk.driver.item("messageField").property("text") == ""


def test_a_copied_picture_is_pasted_as_it_is(desk: Desk) -> None:
    picture = drawn(30, 20)
    mime = QMimeData()
    mime.setData("image/png", picture)
    paste(desk, mime)

    desk.driver.wait(lambda: len(desk.chips) == 1)
    assert desk.chips[0].startswith("Picture ")
    assert desk.chips[0].endswith(".png")
    desk.driver.press(Qt.Key.Key_Return)
    desk.driver.wait(lambda: len(desk.last.attachments) == 1)
    assert desk.engine.attachments.data[desk.last.attachments[0].sha256] == picture


def test_pixels_are_pasted_as_a_picture(desk: Desk) -> None:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    mime = QMimeData()
    mime.setImageData(image)
    paste(desk, mime)
    desk.driver.wait(lambda: len(desk.chips) == 1)
    assert desk.chips[0].endswith(".png")


def test_text_is_pasted_as_text_whatever_comes_with_it(desk: Desk) -> None:
    mime = QMimeData()
    mime.setText("words")
    mime.setData("image/png", drawn(3, 2))
    paste(desk, mime)
    assert desk.driver.item("messageField").property("text") == "words"
    assert desk.chips == []


def test_a_message_holds_so_many_files(desk: Desk) -> None:
    desk.driver.app.composer.tray.add(held(*[desk.file(f"{n}.txt") for n in range(MAX_ATTACHMENTS + 2)]).urls())
    desk.driver.wait(lambda: len(desk.chips) == MAX_ATTACHMENTS)
    assert str(MAX_ATTACHMENTS) in desk.problem
    desk.driver.wait(lambda: desk.driver.item("fileTray").height() < desk.driver.main.window.height() / 3)


def test_what_cannot_be_attached_is_explained(desk: Desk) -> None:
    tray = desk.driver.app.composer.tray
    large = desk.folder / "large.bin"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    for path, words in (
        (desk.folder / "gone.txt", "no longer there"),
        (large, "too large"),
        (Path("/dev/null"), "cannot be read"),
    ):
        tray.add(held(path).urls())
        desk.driver.wait(lambda words=words: words in desk.problem)
    assert desk.chips == []


def test_a_file_that_went_away_is_given_back_with_the_text(desk: Desk) -> None:
    path = desk.file("notes.txt")
    desk.add(path, desk.file("plan.pdf"))
    path.unlink()
    desk.driver.type("Here")
    desk.driver.press(Qt.Key.Key_Return)

    desk.driver.wait(lambda: "still here" in desk.problem)
    assert desk.chips == ["notes.txt", "plan.pdf"]
    assert desk.driver.item("messageField").property("text") == "Here"
    assert desk.last.attachments == ()


def test_files_wait_in_their_own_conversation(desk: Desk) -> None:
    desk.add(desk.file("notes.txt"))
    desk.open("Garden weekend")
    assert not desk.driver.shown("fileTray")
    desk.open("Studio 4")
    desk.driver.wait(lambda: desk.chips == ["notes.txt"])
    assert desk.driver.shown("fileTray")


def test_the_same_file_is_taken_once(desk: Desk) -> None:
    path = desk.file("notes.txt")
    desk.add(path)
    desk.driver.app.composer.tray.add(held(path, desk.file("plan.pdf")).urls())
    desk.driver.wait(lambda: desk.chips == ["notes.txt", "plan.pdf"])


class SlowAssistant(FakeAssistant):
    """Never done with files."""

    async def send(
        self,
        group_id: GroupId,
        text: str,
        reply_to: MessageId | None = None,
        not_for_ai: bool = False,
        attachments: Sequence[Upload] = (),
    ) -> MessageView:
        """Send what has no files."""
        if attachments:
            await asyncio.Event().wait()
        return await super().send(group_id, text, reply_to, not_for_ai, attachments)


def test_a_large_file_is_called_back_while_it_is_prepared(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(engine: FakeEngine) -> SlowAssistant:
        return SlowAssistant(engine)

    monkeypatch.setattr("tests.support.window_driver.FakeAssistant", slow)
    engine = seeded_engine()
    desk = Desk(open_window(engine), engine, tmp_path)
    desk.driver.item("messageField").forceActiveFocus()
    desk.add(desk.file("film.mp4"))
    desk.driver.type("The film")
    desk.driver.press(Qt.Key.Key_Return)
    assert desk.chips == []
    desk.driver.wait(lambda: "film.mp4" in desk.driver.item("preparingLine").property("text"))
    desk.driver.type("and")
    desk.driver.click("recallButton")

    desk.driver.wait(lambda: desk.chips == ["film.mp4"])
    assert desk.driver.item("messageField").property("text") == "The film\nand"
    assert not desk.driver.shown("recallButton")
    assert desk.driver.focused().startswith("Message")
    assert engine.state.messages[STUDIO][-1].attachments == ()


def dialogs() -> list[QWindow]:
    """The system's dialogs that are open: where there is no system, Qt's own."""
    return [
        window for window in QGuiApplication.allWindows() if window.title() == "Attach files" and window.isVisible()
    ]


@pytest.mark.qt_log_ignore("DelegateModel::cancel", extend=True)  # Qt's own dialog, closed while it reads the folder
@pytest.mark.parametrize("by_keyboard", [True, False])
def test_files_are_chosen_in_a_dialog(desk: Desk, by_keyboard: bool) -> None:
    if by_keyboard:
        desk.driver.press(Qt.Key.Key_O, CONTROL)
    else:
        desk.driver.click("attachButton")
    desk.driver.wait(dialogs)
    QTest.keyClick(dialogs()[0], Qt.Key.Key_Escape)
    desk.driver.wait(lambda: not dialogs())
    desk.driver.settle()
    desk.driver.press(Qt.Key.Key_O, CONTROL)
    desk.driver.wait(dialogs)
    dialogs()[0].close()
    desk.driver.wait(lambda: not dialogs())
    desk.driver.settle()
