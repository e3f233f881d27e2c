"""The one dialog that asks before something is done: what was asked, and how doing it went."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.question_words import Wording
from sync.errors import CauserieError

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING = Wording("", "", "", "")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what is done on yes."""

    wording: Wording
    work: Callable[[], Coroutine[Any, Any, None]]


@QmlElement
class Confirmation(ViewModel):
    """A question on the screen. It stays, with the reason, when what it asked for could not be done."""

    changed = Signal()
    asked = Signal()
    settled = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._question: Question | None = None
        self._busy = False
        self._error = ""
        self._hint = ""

    def ask(self, question: Question) -> None:
        """Put a question; the view shows it when `asked` is heard."""
        self._question = question
        self._show(busy=False)
        self.asked.emit()

    @property
    def _wording(self) -> Wording:
        return self._question.wording if self._question else NOTHING

    @Property(str, notify=changed)
    def title(self) -> str:
        """What is asked."""
        return self._wording.title

    @Property(str, notify=changed)
    def text(self) -> str:
        """What happens on yes, and to whom."""
        return self._wording.text

    @Property(str, notify=changed)
    def yes(self) -> str:
        """The word that does it."""
        return self._wording.yes

    @Property(str, notify=changed)
    def no(self) -> str:
        """The word that does not."""
        return self._wording.no

    @Property(bool, notify=changed)
    def dangerous(self) -> bool:
        """Whether something is taken away."""
        return self._wording.dangerous

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether it is being done."""
        return self._busy

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why it could not be done."""
        return self._error

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do about that."""
        return self._hint

    @Slot()
    def accept(self) -> None:
        """Do it; `settled` follows, or an error."""
        question = self._question
        if question is None or self._busy:
            return
        self._show(busy=True)

        def fail(error: CauserieError) -> None:
            # Whoever closed the dialog meanwhile must hear of it all the same.
            if question is not self._question:
                self.context.report(error)
                return
            self._show(busy=False, error=error)

        self.context.spawn(self._run(question), fail)

    @Slot()
    def dismiss(self) -> None:
        """The dialog was closed."""
        self._question = None
        self._busy = False

    async def _run(self, question: Question) -> None:
        await question.work()
        if question is self._question:
            self._busy = False
            self.settled.emit()

    def _show(self, *, busy: bool, error: CauserieError | None = None) -> None:
        self._busy = busy
        self._error = words.error_sentence(error) if error else ""
        self._hint = words.error_hint(error) if error else ""
        self.changed.emit()
