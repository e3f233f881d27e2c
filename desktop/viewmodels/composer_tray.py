"""The files that wait to be sent with the next message: chosen, dropped or pasted, kept for each conversation."""

import asyncio
import itertools
import os
import stat
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QBuffer,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQml import QmlElement

from desktop.decoding import MAX_PICTURE_BYTES
from desktop.viewmodels import file_words
from desktop.viewmodels.base import Context
from desktop.viewmodels.pictures import Pictures, Wanted
from sync.core.ids import GroupId
from sync.core.limits import MAX_FILE_BYTES
from sync.core.payloads import MAX_ATTACHMENTS
from sync.views import FileBytes, Upload

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = ("name", "size", "glyph", "source", "spoken")
_FIRST: Final = Qt.ItemDataRole.UserRole + 1
_NO_INDEX: Final = QModelIndex()
SIDE: Final = 160
"""Pixels of a chip's picture."""
PICTURE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
PASTED: Final = (("image/png", "png"), ("image/jpeg", "jpg"), ("image/webp", "webp"), ("image/gif", "gif"))
"""What a clipboard holds of a picture, taken as it is: nothing of it is decoded here."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A file that waits to be sent; `size` in bytes."""

    key: str
    upload: Upload
    name: str
    size: int

    @property
    def pictured(self) -> bool:
        """Whether it looks like a picture that can be shown."""
        return Path(self.name).suffix.lower() in PICTURE_SUFFIXES and self.size <= MAX_PICTURE_BYTES


def look_at(path: Path) -> tuple[int, str]:
    """Return a file's size, and why it cannot be attached; that is empty when it can."""
    name = path.name or str(path)
    try:
        found = path.stat()
    except OSError:
        return 0, file_words.not_there(name)
    if stat.S_ISDIR(found.st_mode):
        return 0, file_words.folder_refused(name)
    if not stat.S_ISREG(found.st_mode) or not os.access(path, os.R_OK):
        return 0, file_words.not_readable(name)
    if found.st_size > MAX_FILE_BYTES:
        return 0, file_words.too_large(name)
    return found.st_size, ""


def encoded(image: QImage) -> bytes:
    """Return a picture that another program gave as pixels, as a PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
    return bytes(buffer.data().data())


@QmlElement
class Tray(QAbstractListModel):
    """The chips above the field. `problem` says why something was not added."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, context: Context, pictures: Pictures, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures = pictures
        self._group: GroupId | None = None
        self._kept: dict[GroupId, list[Chip]] = {}
        self._numbers = itertools.count()
        pictures.decoded.connect(self._decoded)

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many files wait."""
        return len(self._chips)

    @property
    def filled(self) -> bool:
        """Whether any file waits."""
        return bool(self._chips)

    @property
    def _chips(self) -> list[Chip]:
        return self._kept.get(self._group, []) if self._group is not None else []

    def show(self, group_id: GroupId | None) -> None:
        """Turn to another conversation's files."""
        self.beginResetModel()
        self._group = group_id
        self.endResetModel()
        self._picture(self._chips)
        self.changed.emit()

    def take(self) -> tuple[Chip, ...]:
        """Return the files of the open conversation; they no longer wait."""
        chips = tuple(self._chips)
        if self._group is not None:
            self._replace(self._group, [])
        return chips

    def put_back(self, group_id: GroupId, chips: Sequence[Chip]) -> None:
        """Let files wait again, before those that were added since."""
        self._replace(group_id, [*chips, *self._kept.get(group_id, [])])

    @Slot("QVariantList", result=bool)
    def add(self, urls: Sequence[object]) -> bool:
        """Add files by their addresses on this device; return whether there is one among them."""
        local = [QUrl(url) for url in urls if isinstance(url, QUrl | str)]
        paths = [Path(url.toLocalFile()) for url in local if url.isLocalFile()]
        if paths:
            self._begin(self._look(paths))
        elif urls:
            self.problem.emit(file_words.not_files())
        return bool(paths)

    @Slot(result=bool)
    def paste(self) -> bool:
        """Add files or a picture from the clipboard; return whether there is such a thing and no text is meant."""
        held = QGuiApplication.clipboard().mimeData()
        if held.hasUrls() and all(url.isLocalFile() for url in held.urls()):
            return self.add(held.urls())
        return not held.hasText() and self._paste_picture(held)

    @Slot(int)
    def remove(self, row: int) -> None:
        """Let a file wait no longer."""
        chips = self._chips
        if self._group is not None and 0 <= row < len(chips):
            self._pictures.cache.drop(chips[row].key)
            self.beginRemoveRows(_NO_INDEX, row, row)
            self._kept[self._group] = chips[:row] + chips[row + 1 :]
            self.endRemoveRows()
            self.changed.emit()
            self.problem.emit("")

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        if self._chips:
            self.dataChanged.emit(self.index(0), self.index(len(self._chips) - 1))

    def _paste_picture(self, held: QMimeData) -> bool:
        moment = datetime.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        for mime, suffix in PASTED:
            if held.hasFormat(mime):
                data = bytes(held.data(mime).data())
                self._begin(self._keep(FileBytes(file_words.pasted_name(moment, suffix), data)))
                return True
        image = held.imageData() if held.hasImage() else None
        if not isinstance(image, QImage):
            return False
        self._begin(self._encode(file_words.pasted_name(moment, "png"), image))
        return True

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._context.spawn(work)

    async def _look(self, paths: Sequence[Path]) -> None:
        """Add the files of `paths` that can be attached. Their folders may be far away: a worker looks."""
        group = self._group
        looks = await asyncio.get_running_loop().run_in_executor(None, lambda: [look_at(path) for path in paths])
        problems = [problem for _, problem in looks if problem]
        known = {chip.upload for chip in self._kept.get(group, [])} if group is not None else set[Upload]()
        good = [(path, size) for path, (size, problem) in zip(paths, looks, strict=True) if not problem]
        self._append(
            group, [Chip(self._key(), path, path.name, size) for path, size in good if path not in known], problems
        )

    async def _encode(self, name: str, image: QImage) -> None:
        group = self._group
        data = await asyncio.get_running_loop().run_in_executor(None, encoded, image)
        self._append(group, [Chip(self._key(), FileBytes(name, data), name, len(data))], [])

    async def _keep(self, pasted: FileBytes) -> None:
        self._append(self._group, [Chip(self._key(), pasted, pasted.name, len(pasted.data))], [])

    def _append(self, group: GroupId | None, new: list[Chip], problems: list[str]) -> None:
        if group is None:
            return
        kept = self._kept.get(group, [])
        room = max(0, MAX_ATTACHMENTS - len(kept))
        if len(new) > room:
            problems = [*problems, file_words.too_many()]
        self._replace(group, [*kept, *new[:room]])
        if group == self._group:
            self.problem.emit(" ".join(problems))

    def _replace(self, group: GroupId, chips: list[Chip]) -> None:
        if group != self._group:
            self._kept[group] = chips
            return
        self.beginResetModel()
        self._kept[group] = chips
        self.endResetModel()
        self._picture(chips)
        self.changed.emit()

    def _picture(self, chips: Iterable[Chip]) -> None:
        for chip in chips:
            if chip.pictured:
                self._pictures.want(Wanted(chip.key, _reading(chip.upload), SIDE))

    def _key(self) -> str:
        return f"tray{next(self._numbers)}"

    def _decoded(self, key: str, source: str) -> None:
        for row, chip in enumerate(self._chips):
            if chip.key == key:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        """Return how many files wait."""
        return 0 if parent.isValid() else len(self._chips)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a role of a file."""
        number, name = index.row(), role - _FIRST
        if not (0 <= number < len(self._chips) and 0 <= name < len(ROLES)):
            return None
        chip = self._chips[number]
        return {
            "name": chip.name,
            "size": file_words.size_text(chip.size),
            "glyph": "image" if chip.pictured else "file-text",
            "source": self._pictures.source(chip.key),
            "spoken": file_words.chip(chip.name, chip.size),
        }[ROLES[name]]

    def roleNames(self) -> dict[int, QByteArray]:
        """Return the names delegates declare as required properties."""
        return {_FIRST + number: QByteArray(name.encode()) for number, name in enumerate(ROLES)}


def _reading(upload: Upload) -> Callable[[], Awaitable[bytes]]:
    """Return what reads a file that waits, off Qt's thread; one that is gone reads as nothing."""

    def read() -> bytes:
        if isinstance(upload, FileBytes):
            return upload.data
        try:
            with upload.open("rb") as file:
                return file.read(MAX_PICTURE_BYTES + 1)
        except OSError:
            return b""

    async def fetch() -> bytes:
        return await asyncio.get_running_loop().run_in_executor(None, read)

    return fetch
