"""Ana's window on Studio 4 and its files, as tests handle them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtQuick import QQuickItem

from sync.changes import MessageAdded
from sync.views import MessageView
from tests.support.fake_engine import FakeEngine
from tests.support.fake_seed import group_id_of
from tests.support.window_driver import WindowDriver

STUDIO = group_id_of("Studio 4")
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


def held(*paths: Path | str) -> QMimeData:
    """Return what is dragged or copied: paths of files, or addresses."""
    mime = QMimeData()
    mime.setUrls([QUrl(path) if isinstance(path, str) else QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


class Desk:
    """The window, the engine behind it, and a folder with files."""

    def __init__(self, driver: WindowDriver, engine: FakeEngine, folder: Path) -> None:
        self.driver = driver
        self.engine = engine
        self.folder = folder
        self.open("Studio 4")

    def open(self, name: str) -> None:
        """Go to another conversation."""
        self.driver.app.conversations.choose(group_id_of(name))
        self.driver.wait(lambda: self.driver.value("timeline.name") == name)
        self.driver.settle()

    def file(self, name: str, data: bytes = b"leeks") -> Path:
        """Return a file that is there."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def add(self, *paths: Path) -> None:
        """Choose files in the dialog."""
        before = len(self.chips)
        self.driver.app.composer.tray.add([QUrl.fromLocalFile(str(path)) for path in paths])
        self.driver.wait(lambda: len(self.chips) == before + len(paths))
        self.driver.settle()

    @property
    def chips(self) -> list[str]:
        """The names of the files that wait."""
        return [chip.name for chip in self.driver.app.composer.tray._chips]

    @property
    def last(self) -> MessageView:
        """The newest message."""
        return self.engine.state.messages[STUDIO][-1]

    @property
    def problem(self) -> str:
        """What the composer complains of."""
        return self.driver.value("composer.problem")

    def says(self, author: str, text: str, *files: tuple[str, bytes, tuple[int, int]]) -> MessageView:
        """Let somebody send files; wait until the message is there."""
        message = self.engine.attachments.attach(self.engine.state.compose(STUDIO, author, text), *files)
        message = replace(message, own=author == "Ana")
        self.engine.state.messages[STUDIO].append(message)
        self.publish(MessageAdded(STUDIO, message, live=True))
        shown = self.driver.app.timeline
        self.driver.wait(lambda: shown.row(message.message_id) is not None)
        shown.jumpToLatest()
        self.driver.settle()
        return message

    def publish(self, *changes: MessageAdded) -> None:
        """Let the engine say something."""

        async def say(engine: object) -> None:
            self.engine.publish(*changes)

        self.driver.engine(say)

    def named(self, name: str) -> Sequence[QQuickItem]:
        """Return the visible items of an object name."""
        return [item for item in self.driver.items() if item.objectName() == name]

    def drag(self, mime: QMimeData, *, drop: bool, at: tuple[int, int] = (600, 300)) -> bool:
        """Hold something over the window, and let go of it; return whether it was taken."""
        window, place = self.driver.main.window, QPoint(*at)
        enter = QDragEnterEvent(place, COPY, mime, LEFT, PLAIN)
        QGuiApplication.sendEvent(window, enter)
        move = QDragMoveEvent(place, COPY, mime, LEFT, PLAIN)
        QGuiApplication.sendEvent(window, move)
        self.driver.settle()
        if not drop:
            return move.isAccepted()
        event = QDropEvent(QPointF(place), COPY, mime, LEFT, PLAIN)
        QGuiApplication.sendEvent(window, event)
        self.driver.settle()
        return event.isAccepted()

    def leave(self) -> None:
        """Carry away what is held over the window."""
        QGuiApplication.sendEvent(self.driver.main.window, QDragLeaveEvent())
        self.driver.settle()
