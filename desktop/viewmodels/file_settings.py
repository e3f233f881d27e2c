"""In the settings: how much room files take on this device, and whether pictures are fetched by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import file_words, words
from desktop.viewmodels.base import Context, ViewModel
from sync.errors import CauserieError
from sync.views import FileUsage

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

PICTURES_PREFERENCE: Final = "attachments.pictures"
"""The engine's: pictures of up to so many bytes are fetched by themselves, 0 for none."""
PICTURE_BYTES: Final = 5 * 1024**2
QUOTAS: Final = tuple(size * 1_000_000_000 for size in (1, 2, 5, 20, 100))
NEAR: Final = 0.1
"""A quota this close to one of those offered is shown as that one."""


@QmlElement
class FileSettings(ViewModel):
    """Read when the settings are opened."""

    changed = Signal()
    questionAsked = Signal(str, str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._usage: FileUsage | None = None
        self._pictures = True
        self._error = ""

    @Slot()
    def look(self) -> None:
        """Read how things are."""
        self._error = ""
        self.context.spawn(self._load(), self._fail)

    @Property(str, notify=changed)
    def usage(self) -> str:
        """How much room files take, and may take."""
        if self._usage is None:
            return ""
        return file_words.usage_line(replace(self._usage, quota=self._near(self._usage.quota)))

    @Property(float, notify=changed)
    def share(self) -> float:
        """How much of it is taken, from 0 to 1."""
        return min(1.0, self._usage.used / self._usage.quota) if self._usage and self._usage.quota else 0.0

    @Property(list, notify=changed)
    def quotas(self) -> list[str]:
        """The sizes offered, in bytes: text, as QML's numbers are too small for some."""
        return [str(size) for size in self._offered()]

    @Property(list, notify=changed)
    def names(self) -> list[str]:
        """The same in words."""
        return [file_words.size_text(size) for size in self._offered()]

    @Property(str, notify=changed)
    def quota(self) -> str:
        """Which of them holds."""
        return str(self._near(self._usage.quota)) if self._usage else ""

    @Property(bool, notify=changed)
    def pictures(self) -> bool:
        """Whether pictures are fetched by themselves."""
        return self._pictures

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why something could not be changed."""
        return self._error

    @Slot(str)
    def choose(self, quota: str) -> None:
        """Let files take so much; asks first where files would have to go."""
        if self._usage is not None and self._usage.used > int(quota):
            self.questionAsked.emit(quota, file_words.quota_question(int(quota)))
        else:
            self.setQuota(quota)

    @Slot(str)
    def setQuota(self, quota: str) -> None:
        """Let files take so much, and remove what is over it."""
        self.context.spawn(self._set_quota(int(quota)), self._fail)

    @Slot(bool)
    def setPictures(self, wanted: bool) -> None:
        """Fetch pictures by themselves, or not."""
        self._pictures = wanted
        self.changed.emit()
        self.context.spawn(self._keep(PICTURE_BYTES if wanted else 0), self._fail)

    def _offered(self) -> Sequence[int]:
        quota = self._usage.quota if self._usage else QUOTAS[0]
        return sorted({*QUOTAS, self._near(quota)})

    @staticmethod
    def _near(quota: int) -> int:
        return next((size for size in QUOTAS if abs(size - quota) <= NEAR * size), quota)

    async def _load(self) -> None:
        self._usage = await self.bridge.call(lambda engine: engine.attachments.usage())
        limit = await self.bridge.call(lambda engine: engine.preferences.get(PICTURES_PREFERENCE, PICTURE_BYTES))
        self._pictures = limit != 0
        self.changed.emit()

    async def _set_quota(self, quota: int) -> None:
        self._usage = await self.bridge.call(lambda engine: engine.attachments.set_quota(quota))
        self._error = ""
        self.changed.emit()

    async def _keep(self, limit: int) -> None:
        await self.bridge.call(lambda engine: engine.preferences.set(PICTURES_PREFERENCE, limit))

    def _fail(self, error: CauserieError) -> None:
        self._error = words.error_line(error)
        self.changed.emit()
