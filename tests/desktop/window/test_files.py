"""Files and pictures in the conversation: as they are shown, fetched, looked at, saved and copied."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from desktop.viewmodels.file_settings import PICTURE_BYTES, PICTURES_PREFERENCE
from sync.runtime import file_arrivals
from sync.views import FileState, MessageView
from tests.desktop.window.conftest import OpenWindow
from tests.desktop.window.desk import STUDIO, Desk
from tests.support.drawings import drawn
from tests.support.fake_seed import seeded_engine

CONTROL = Qt.KeyboardModifier.ControlModifier
PLAN = ("plan.pdf", b"x" * 12_000_000, (0, 0))
PHOTO = ("tulips.png", drawn(600, 400, "PNG", "#aa2244"), (600, 400))


@pytest.fixture
def desk(open_window: OpenWindow, tmp_path: Path) -> Desk:
    engine = seeded_engine()
    return Desk(open_window(engine), engine, tmp_path)


def stand(desk: Desk, message: MessageView, state: FileState, received: int = 0, number: int = 0) -> None:
    """Let a file stand in some way, and the window know."""

    async def change(engine: object) -> None:
        desk.engine.attachments.set(STUDIO, message.message_id, number, state, received)

    desk.driver.engine(change)
    desk.driver.wait(lambda: state_of(desk, message, number) is state)
    desk.driver.settle()


def state_of(desk: Desk, message: MessageView, number: int = 0) -> FileState:
    row = desk.driver.app.timeline.row(message.message_id)
    assert row is not None
    return row.view.attachments[number].state


def painted(desk: Desk) -> bool:
    """Whether the picture of the newest message is on the screen."""
    image = desk.driver.main.window.grabWindow()
    tiles = desk.named("pictureTile")
    if not tiles:
        return False
    tile = tiles[-1]
    middle = tile.mapToScene(tile.boundingRect().center()).toPoint()
    return image.pixelColor(middle).name() == "#aa2244"


def test_a_picture_is_shown_in_its_own_shape(desk: Desk) -> None:
    desk.says("Inès", "", PHOTO)
    desk.driver.wait(lambda: painted(desk))
    (tile,) = desk.named("pictureTile")
    assert tile.width() / tile.height() == pytest.approx(1.5, rel=0.02)
    assert desk.driver.says("Photo \u2068tulips.png\u2069, ")


def test_its_room_is_there_before_it_is_and_nothing_moves(desk: Desk) -> None:
    message = desk.says("Inès", "", PHOTO)
    (tile,) = desk.named("pictureTile")
    before = tile.height()
    stand(desk, message, FileState.WAITING)
    assert desk.driver.says("Nobody who has this file is here")
    stand(desk, message, FileState.READY, len(PHOTO[1]))
    desk.driver.wait(lambda: painted(desk))
    assert desk.named("pictureTile")[0].height() == before


@pytest.mark.parametrize(("size", "ratio"), [((100, 5_000), 0.5), ((5_000, 100), 2.5), ((0, 0), 4 / 3)])
def test_strange_shapes_are_held_within_bounds(desk: Desk, size: tuple[int, int], ratio: float) -> None:
    desk.says("Inès", "", ("strip.png", PHOTO[1], size))
    (tile,) = desk.named("pictureTile")
    assert tile.width() / tile.height() == pytest.approx(ratio, rel=0.02)


def test_what_is_no_picture_says_so_and_can_be_saved(desk: Desk) -> None:
    desk.says("Mallory", "", ("cat.png", b"\x89PNG\r\n\x1a\nnothing of the kind", (300, 300)))
    desk.driver.wait(lambda: desk.driver.says("This picture cannot be shown"))
    desk.says("Inès", "", PHOTO)
    desk.driver.wait(lambda: painted(desk))
    assert desk.driver.shown("saveFileButton")


def test_several_pictures_stand_side_by_side(desk: Desk) -> None:
    desk.says("Inès", "Three", PHOTO, PHOTO, PHOTO)
    first, second, third = desk.named("pictureTile")
    assert first.y() == second.y() < third.y()


def test_one_picture_beside_other_files_takes_the_whole_width(desk: Desk) -> None:
    desk.says("Inès", "", PHOTO, PLAN)
    (tile,), (card,) = desk.named("pictureTile"), desk.named("fileCard")
    assert tile.width() == card.width()


def test_a_small_picture_is_not_blown_up(desk: Desk) -> None:
    desk.says("Inès", "", ("icon.png", drawn(180, 120, "PNG", "#aa2244"), (180, 120)))
    desk.driver.wait(lambda: painted(desk))
    (tile,) = desk.named("pictureTile")
    assert (tile.width(), tile.height()) == (180, 120)
    desk.driver.click("pictureTile")
    desk.driver.wait(lambda: desk.driver.item("viewedPicture").width() == 180)


def test_downloading_twice_does_not_cancel(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    stand(desk, message, FileState.ABSENT)
    place = desk.driver.item("fetchFileButton").mapToScene(QPointF(0, 0)).x()
    stand(desk, message, FileState.FETCHING, 1_000_000)
    assert desk.driver.item("pauseFileButton").mapToScene(QPointF(0, 0)).x() == place


def test_a_file_is_fetched_paused_and_cancelled(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    stand(desk, message, FileState.ABSENT)
    assert desk.driver.says("File \u2068plan.pdf\u2069, 12 MB, not on this device")
    desk.driver.click("fetchFileButton")
    desk.driver.wait(lambda: state_of(desk, message) is FileState.FETCHING)
    stand(desk, message, FileState.FETCHING, 3_100_000)
    assert desk.driver.says("3.1 of 12 MB")
    desk.driver.click("pauseFileButton")
    desk.driver.wait(lambda: desk.driver.says("Paused at 3.1 of 12 MB"))
    desk.driver.click("fetchFileButton")
    desk.driver.wait(lambda: state_of(desk, message) is FileState.FETCHING)
    desk.driver.click("cancelFileButton")
    desk.driver.wait(lambda: state_of(desk, message) is FileState.ABSENT)
    stand(desk, message, FileState.DAMAGED)
    assert desk.driver.says("Damaged")
    desk.driver.click("fetchFileButton")
    desk.driver.wait(lambda: state_of(desk, message) is FileState.FETCHING)


def test_progress_takes_the_keyboard_from_nobody(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    stand(desk, message, FileState.FETCHING, 1_000_000)
    desk.driver.item("pauseFileButton").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    stand(desk, message, FileState.FETCHING, 2_000_000)
    assert held_by(desk) == "pauseFileButton"


def test_the_keyboard_stays_with_the_file(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    stand(desk, message, FileState.ABSENT)
    desk.driver.item("fetchFileButton").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    for wanted in ("pauseFileButton", "fetchFileButton", "pauseFileButton"):
        desk.driver.press(Qt.Key.Key_Return)
        desk.driver.wait(lambda wanted=wanted: held_by(desk) == wanted)


def held_by(desk: Desk) -> str:
    """What has the keyboard."""
    item = desk.driver.main.window.activeFocusItem()
    return item.objectName() if item is not None else ""


def test_a_picture_is_looked_at_and_escape_ends_that(desk: Desk) -> None:
    desk.says("Inès", "", PHOTO)
    desk.driver.wait(lambda: painted(desk))
    desk.driver.click("pictureTile")
    desk.driver.wait(lambda: "image://picture/" in desk.driver.item("viewedPicture").property("source").toString())
    assert desk.driver.focused() == "Close"
    before = desk.driver.item("viewedPicture").width()
    desk.driver.press(Qt.Key.Key_Plus)
    assert desk.driver.item("viewedPicture").width() > before
    desk.driver.press(Qt.Key.Key_0)
    assert desk.driver.item("viewedPicture").width() == before
    desk.driver.press(Qt.Key.Key_Escape)
    desk.driver.wait(lambda: not desk.driver.shown("viewedPicture"))
    sides = [key.rsplit("/")[-1] for key in desk.driver.app.pictures.cache._images]
    assert max(map(int, sides)) <= 600, "the large one takes no memory any more"
    desk.driver.press(Qt.Key.Key_End)
    assert desk.driver.shown("pictureTile")


def test_the_keyboard_alone_looks_at_a_picture(desk: Desk) -> None:
    desk.says("Inès", "", PHOTO)
    desk.driver.wait(lambda: painted(desk))
    desk.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    desk.driver.press(Qt.Key.Key_Return)
    desk.driver.click("lookItem")
    desk.driver.wait(lambda: desk.driver.shown("viewedPicture"))


def test_a_picture_is_copied(desk: Desk) -> None:
    message = desk.says("Inès", "", PHOTO)
    desk.driver.app.files.copy(message.message_id.hex(), 0)
    desk.driver.wait(lambda: desk.driver.value("session.notice") == "Picture copied")
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (600, 400)


def test_a_file_is_removed_after_a_question(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    for answer, state in (("refuseButton", FileState.READY), ("confirmButton", FileState.ABSENT)):
        desk.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
        desk.driver.press(Qt.Key.Key_Return)
        desk.driver.click("dropItem")
        desk.driver.click(answer)
        desk.driver.wait(lambda state=state: state_of(desk, message) is state)


def test_copying_a_message_without_words_copies_its_picture(desk: Desk) -> None:
    desk.says("Inès", "", PHOTO)
    desk.driver.item("messages").forceActiveFocus(Qt.FocusReason.TabFocusReason)
    desk.driver.press(Qt.Key.Key_C, CONTROL)
    desk.driver.wait(lambda: QGuiApplication.clipboard().image().width() == 600)
    QGuiApplication.clipboard().setText("mine")
    desk.says("Inès", "", PLAN)
    desk.driver.item("messages").setProperty("currentIndex", 0)
    desk.driver.press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "mine"


def test_a_file_is_saved_and_its_folder_offered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    message = desk.says("Inès", "", PLAN)
    which = message.message_id.hex(), 0
    assert desk.driver.app.files.place(*which).fileName() == "plan.pdf"
    target = desk.folder / "mine.pdf"
    target.write_bytes(b"older")
    desk.driver.app.files.save(*which, QUrl.fromLocalFile(str(target)))

    desk.driver.wait(lambda: "Saved" in desk.driver.value("session.notice"))
    assert target.read_bytes() == PLAN[1]
    assert desk.driver.app.files.place(*which).toLocalFile() == str(desk.folder / "plan.pdf")
    desk.driver.click("offerButton")
    assert opened == [str(desk.folder)]


def test_a_file_that_went_away_is_not_saved_and_says_why(desk: Desk) -> None:
    message = desk.says("Inès", "", PLAN)
    stand(desk, message, FileState.ABSENT)
    desk.driver.app.files.save(message.message_id.hex(), 0, QUrl.fromLocalFile(str(desk.folder / "x")))
    desk.driver.wait(lambda: "not on this device" in desk.driver.value("session.notice"))


def test_a_message_without_words_is_a_photo_in_lists_and_quotes(desk: Desk) -> None:
    message = desk.says("Inès", "", PHOTO)
    desk.driver.wait(lambda: desk.driver.says("📷 Photo"))
    desk.driver.app.composer.replyTo(message.message_id.hex())
    desk.driver.wait(lambda: desk.driver.value("composer.replyText") == "📷 Photo")
    desk.says("Inès", "", PLAN, PHOTO)
    desk.driver.wait(lambda: desk.driver.says("📎 \u2068plan.pdf\u2069 and 1 more"))


def test_what_is_deleted_shows_no_file(desk: Desk) -> None:
    message = desk.says("Inès", "", PHOTO)
    assert desk.driver.shown("pictureTile")

    async def delete(engine: object) -> None:
        desk.engine.state.put_message(replace(message, deleted=True))

    desk.driver.engine(delete)
    desk.driver.wait(lambda: not desk.driver.shown("pictureTile"))


def test_room_for_files_is_shown_and_changed(desk: Desk) -> None:
    desk.says("Inès", "", ("film.mp4", b"x" * 1_500_000, (0, 0)))
    desk.engine.attachments.data[b"more"] = b"x" * 1_000
    desk.driver.press(Qt.Key.Key_Comma, CONTROL)
    desk.driver.wait(lambda: desk.driver.says("1.5 MB of 5 GB used"))
    settings = desk.driver.app.files.settings
    settings.choose("20000000000")
    desk.driver.wait(lambda: desk.engine.attachments.quota == 20_000_000_000)
    desk.driver.wait(lambda: desk.driver.says("1.5 MB of 20 GB used"))
    settings.setQuota(str(2 * 1024**3))
    desk.driver.wait(lambda: desk.driver.says("1.5 MB of 2 GB used"))


def test_files_go_only_after_a_question(desk: Desk) -> None:
    desk.engine.attachments.data[b"many"] = b"x" * 3_000
    desk.driver.press(Qt.Key.Key_Comma, CONTROL)
    settings = desk.driver.app.files.settings
    desk.driver.wait(lambda: settings.usage)
    before = desk.engine.attachments.quota
    settings.choose("2000")
    desk.driver.click("refuseButton")
    assert desk.engine.attachments.quota == before
    settings.choose("2000")
    desk.driver.click("confirmButton")
    desk.driver.wait(lambda: desk.engine.attachments.quota == 2_000)


def test_pictures_come_by_themselves_or_not(desk: Desk) -> None:
    assert PICTURES_PREFERENCE == file_arrivals.PICTURES_PREFERENCE
    assert PICTURE_BYTES == file_arrivals.PICTURE_BYTES
    desk.driver.press(Qt.Key.Key_Comma, CONTROL)
    desk.driver.wait(lambda: desk.driver.shown("picturesSwitch"))
    desk.driver.click("picturesSwitch")
    desk.driver.wait(lambda: desk.engine.state.preferences.get(PICTURES_PREFERENCE) == 0)
    desk.driver.click("picturesSwitch")
    desk.driver.wait(lambda: desk.engine.state.preferences.get(PICTURES_PREFERENCE) == PICTURE_BYTES)
