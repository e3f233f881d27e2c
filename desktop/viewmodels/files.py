"""What can be done with the files of the open conversation: look at them, fetch, pause, cancel, save, copy."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, QStandardPaths, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtQml import QmlElement

from desktop.decoding import MAX_PICTURE_BYTES, MAX_SIDE, CannotShow, Refusal
from desktop.files_ports import AttachmentsPort
from desktop.ports import EnginePort
from desktop.qt.pictures import image_of
from desktop.viewmodels import file_words, words
from desktop.viewmodels.base import Context, Passing, ViewModel
from desktop.viewmodels.file_settings import FileSettings
from desktop.viewmodels.pictures import Pictures, Wanted
from desktop.viewmodels.timeline import Timeline
from sync.changes import AttachmentUpdated
from sync.core.ids import GroupId, MessageId
from sync.views import Attachment, FileState

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

SMALLEST_SIDE: Final = 16

Step = Callable[[AttachmentsPort], Callable[[GroupId, MessageId, int], Awaitable[Attachment]]]


def _id(message: str) -> MessageId:
    return MessageId(bytes.fromhex(message))


@QmlElement
class Files(ViewModel):
    """Files are named by their message's id in hex and their number in it; pictures by these and a size in pixels."""

    shown = Signal(str, int, int, str)
    refused = Signal(str, int, int, str)

    def __init__(self, context: Context, timeline: Timeline, pictures: Pictures, parent: QObject) -> None:
        super().__init__(context, parent)
        self._timeline = timeline
        self._pictures = pictures
        self._folder = ""
        self._settings = FileSettings(context, self)
        pictures.decoded.connect(self._decoded)
        pictures.refused.connect(self._refused)

    @Property(FileSettings, constant=True)
    def settings(self) -> FileSettings:
        """How much room files take."""
        return self._settings

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        self._settings.changed.emit()

    @Slot(str, int, int, result=str)
    def picture(self, message: str, number: int, side: int) -> str:
        """Return where a picture is, `side` pixels at most; empty if `shown` or `refused` will tell, or it is not here.

        Nothing is fetched: a picture that is not on this device is a matter of `fetch`.
        """
        group, file = self._timeline.group_id, self._file(message, number)
        if group is None or file is None or file.state is not FileState.READY:
            return ""
        key, wanted = _key(message, number, side), min(max(side, SMALLEST_SIDE), MAX_SIDE)
        reason = self._pictures.refusal(key)
        if reason is not None:
            self.refused.emit(message, number, side, file_words.refused_line(reason))
        elif not self._pictures.source(key):
            self._pictures.want(Wanted(key, self._reading(group, message, number), wanted))
        return self._pictures.source(key)

    @Slot(str, int, int)
    def forget(self, message: str, number: int, side: int) -> None:
        """A picture is out of sight before it was decoded."""
        self._pictures.forget(_key(message, number, side))

    @Slot(str, int, int)
    def drop(self, message: str, number: int, side: int) -> None:
        """A large picture is out of sight: it takes no memory any more."""
        self.forget(message, number, side)
        self._pictures.cache.drop(_key(message, number, side))

    @Slot(str, result=str)
    def only(self, message: str) -> str:
        """Return how the only file of a message stands, "picture" for one that is ready; empty for none or several."""
        row = self._timeline.row(_id(message))
        files = row.view.attachments if row is not None and not row.view.deleted else ()
        if len(files) != 1:
            return ""
        ready = files[0].state is FileState.READY
        return "picture" if ready and file_words.is_picture(files[0].mime) else str(files[0].state)

    @Slot(str, int)
    def fetch(self, message: str, number: int) -> None:
        """Fetch a file, go on, or try again."""
        self._do(message, number, lambda port: port.fetch)

    @Slot(str, int)
    def pause(self, message: str, number: int) -> None:
        """Stop fetching, and keep what is here."""
        self._do(message, number, lambda port: port.pause)

    @Slot(str, int)
    def cancel(self, message: str, number: int) -> None:
        """Stop fetching, and take what is here off this device."""
        self._do(message, number, lambda port: port.cancel)

    @Slot(str, int, result=str)
    def name(self, message: str, number: int) -> str:
        """Return a file's name."""
        file = self._file(message, number)
        return file.name if file else ""

    @Slot(str, int, result=str)
    def caption(self, message: str, number: int) -> str:
        """Return who sent a file, when, and how large it is."""
        row, file = self._timeline.row(_id(message)), self._file(message, number)
        if row is None or file is None:
            return ""
        return " · ".join((row.view.author.name, words.long_time(row.view.sent_at), file_words.size_text(file.size)))

    @Slot(str, int, result=QUrl)
    def place(self, message: str, number: int) -> QUrl:
        """Return where saving a file is proposed: the folder used last, under the file's own name."""
        folder = self._folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        return QUrl.fromLocalFile(str(Path(folder) / self.name(message, number)))

    @Slot(str, int, QUrl)
    def save(self, message: str, number: int, place: QUrl) -> None:
        """Save a file where the person said, who was asked already about a file that is there."""
        group, path = self._timeline.group_id, place.toLocalFile()
        if group is not None and path:
            self._folder = str(Path(path).parent)
            self.context.spawn(self._save(group, _id(message), number, Path(path)))

    @Slot(str, int)
    def copy(self, message: str, number: int) -> None:
        """Put a picture on the clipboard."""
        group = self._timeline.group_id
        if group is not None:
            self.context.spawn(self._copy(self._reading(group, message, number)))

    async def _save(self, group: GroupId, message: MessageId, number: int, path: Path) -> None:
        saved = await self.bridge.call(
            lambda engine: engine.attachments.save(group, message, number, path, replace=True)
        )
        folder = QUrl.fromLocalFile(str(saved.path.parent))

        def show() -> None:
            QDesktopServices.openUrl(folder)

        self.context.tell(Passing(file_words.saved(saved.path), offer=file_words.show_folder(), act=show))

    async def _copy(self, read: Callable[[], Awaitable[bytes]]) -> None:
        try:
            picture = await self._pictures.decode(read, MAX_SIDE)
        except CannotShow as error:
            self.context.tell(Passing(file_words.refused_line(error.reason), serious=True))
            return
        QGuiApplication.clipboard().setImage(image_of(picture))
        self.context.tell(Passing(file_words.copied(), brief=True))

    def _do(self, message: str, number: int, step: Step) -> None:
        group = self._timeline.group_id
        if group is not None:
            self.context.spawn(self._step(group, _id(message), number, step))

    async def _step(self, group: GroupId, message: MessageId, number: int, step: Step) -> None:
        attachment = await self.bridge.call(lambda engine: step(engine.attachments)(group, message, number))
        self._timeline.attach(AttachmentUpdated(group, message, attachment))

    def _reading(self, group: GroupId, message: str, number: int) -> Callable[[], Awaitable[bytes]]:
        async def read(engine: EnginePort) -> bytes:
            return await engine.attachments.read(group, _id(message), number, limit=MAX_PICTURE_BYTES)

        return lambda: self.bridge.call(read)

    def _file(self, message: str, number: int) -> Attachment | None:
        row = self._timeline.row(_id(message)) if message else None
        files = row.view.attachments if row is not None and not row.view.deleted else ()
        return next((file for file in files if file.index == number), None)

    def _decoded(self, key: str, source: str) -> None:
        parts = key.split("/")
        if len(parts) == 3:
            self.shown.emit(parts[0], int(parts[1]), int(parts[2]), source)

    def _refused(self, key: str, reason: str) -> None:
        parts = key.split("/")
        if len(parts) == 3 and reason:
            self.refused.emit(parts[0], int(parts[1]), int(parts[2]), file_words.refused_line(Refusal(reason)))


def _key(message: str, number: int, side: int) -> str:
    return f"{message}/{number}/{side}"
