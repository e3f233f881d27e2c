"""Opening the engine, and the pages for when it does not open: a passphrase to choose or to type, or a failure."""

import logging
from collections.abc import Awaitable, Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from sync.errors import CauserieError, NoKeyStore, StoreDamaged, WrongPassphrase

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

logger = logging.getLogger(__name__)
SHORTEST_PASSPHRASE = 8


@QmlElement
class Opening(ViewModel):
    """Tries to open; `stopped` names the page to show when that fails: passphrase, unlock or failed."""

    changed = Signal()
    opened = Signal()
    stopped = Signal(str)

    def __init__(
        self,
        context: Context,
        use_passphrase: Callable[[str], None],
        load: Callable[[], Awaitable[None]],
        parent: QObject,
    ) -> None:
        super().__init__(context, parent)
        self._use_passphrase = use_passphrase
        self._load = load
        self._tried = False
        self._failure = ""
        self._hint = ""

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why it could not open, or why the passphrase was not taken."""
        return self._failure

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do about it."""
        return self._hint

    async def attempt(self) -> None:
        """Open the engine and load what the window shows first."""
        try:
            try:
                await self._begin()
            except StoreDamaged:
                # What was met is noted: the next start repairs it. Nobody has to ask for that.
                await self._begin()
        except NoKeyStore:
            self._stop_at("passphrase", "", "")
        except WrongPassphrase as error:
            # The first question is not a reproach: only a passphrase that was typed can be wrong.
            self._stop_at("unlock", words.error_sentence(error) if self._tried else "", "")
        except CauserieError as error:
            self._stop_at("failed", words.error_sentence(error), words.error_hint(error))
        except Exception:
            logger.exception("the window could not start")
            self._stop_at("failed", words.start_failed(), words.start_failed_hint())

    async def _begin(self) -> None:
        await self.bridge.stop()  # an engine that opened, and could not be read from
        await self.bridge.start()
        self.opened.emit()
        await self._load()

    @Slot(str, str)
    def protect(self, passphrase: str, again: str) -> None:
        """Protect a new profile with a passphrase typed twice."""
        problem = words.passphrase_problem(passphrase, again, SHORTEST_PASSPHRASE)
        if problem:
            self._say(problem, "")
        else:
            self.unlock(passphrase)

    @Slot(str)
    def unlock(self, passphrase: str) -> None:
        """Try again with a passphrase."""
        if passphrase:
            self._tried = True
            self._use_passphrase(passphrase)
            self.restart()

    @Slot()
    def restart(self) -> None:
        """Try again."""
        self._say("", "")
        self.context.spawn(self.attempt())

    def _stop_at(self, stage: str, failure: str, hint: str) -> None:
        self._say(failure, hint)
        self.stopped.emit(stage)

    def _say(self, failure: str, hint: str) -> None:
        self._failure, self._hint = failure, hint
        self.changed.emit()
