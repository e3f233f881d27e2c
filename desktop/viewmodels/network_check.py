"""In the settings: what keeps this device and others nearby from seeing each other."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from desktop.viewmodels.engine_words import engine_sentence
from sync.errors import CauserieError
from sync.views import Finding, Grade

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

_WORST_FIRST = (Grade.PROBLEM, Grade.WARNING, Grade.OK)


@QmlElement
class NetworkCheck(ViewModel):
    """Looks when it is asked to; what was found stays until the next time."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._rows = CardRows(("grade", "text", "hint"), self)
        self._busy = False
        self._error = ""

    @Property(CardRows, constant=True)
    def rows(self) -> CardRows:
        """What was found, the worst first: `grade` ("ok", "warning" or "problem"), `text` and `hint`."""
        return self._rows

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether it is looking; that takes some seconds."""
        return self._busy

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why it could not look."""
        return self._error

    @Slot()
    def look(self) -> None:
        """Look at the network."""
        if not self._busy:
            self._stand(busy=True)
            self.context.spawn(self._look(), self._fail)

    async def _look(self) -> None:
        found: Sequence[Finding] = await self.bridge.call(lambda engine: engine.health.examine())
        ranked = sorted(found, key=lambda each: _WORST_FIRST.index(each.grade))
        self._rows.show([_row(number, each) for number, each in enumerate(ranked)])
        self._stand(busy=False)

    def _fail(self, error: CauserieError) -> None:
        self._stand(busy=False, error=words.error_line(error))

    def _stand(self, *, busy: bool, error: str = "") -> None:
        self._busy, self._error = busy, error
        self.changed.emit()


def _row(number: int, finding: Finding) -> dict[str, object]:
    return {
        "key": f"{number} {finding.code}",
        "grade": finding.grade.value,
        "text": engine_sentence(finding.message),
        "hint": engine_sentence(finding.hint),
    }
