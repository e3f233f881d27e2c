"""The root of the window: which stage it is at, what is open, and the viewmodels of its parts."""

import logging
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.bridge import Bridge
from desktop.qt.languages import Languages
from desktop.viewmodels import words
from desktop.viewmodels.base import Context
from desktop.viewmodels.composer import Composer
from desktop.viewmodels.conversations import Conversations
from desktop.viewmodels.founding import Founding
from desktop.viewmodels.group_details import GroupDetails
from desktop.viewmodels.hosting import Hosting
from desktop.viewmodels.invites import InviteSheet
from desktop.viewmodels.joining import Joining
from desktop.viewmodels.searching import Searching
from desktop.viewmodels.session import Session
from desktop.viewmodels.settings import Settings
from desktop.viewmodels.timeline import Timeline
from desktop.viewmodels.timeline_actions import MessageActions
from sync.core.ids import GroupId
from sync.errors import CauserieError, NoKeyStore, NoSuchGroup, WrongPassphrase

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

logger = logging.getLogger(__name__)
OPEN_PREFERENCE = "open"
SHORTEST_PASSPHRASE = 8


@QmlElement
class AppModel(QObject):
    """What the window shows. Stages: starting, passphrase, unlock, failed, name, assistant, main."""

    stageChanged = Signal()
    failureChanged = Signal()
    joinRequested = Signal()
    languageChanged = Signal()
    opened = Signal()
    raised = Signal()
    ready = Signal()

    def __init__(
        self, bridge: Bridge, languages: Languages, use_passphrase: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._languages = languages
        self._use_passphrase = use_passphrase
        self._stage = "starting"
        self._failure = ""
        self._hint = ""
        self._pending_code = ""
        self._tried = False
        self._awaited = ""
        self._context = Context(bridge, self._report)
        context = self._context
        self._session = Session(context, self)
        self._settings = Settings(context, languages, self)
        self._hosting = Hosting(context, self)
        self._conversations = Conversations(context, self)
        self._details = GroupDetails(context, self)
        self._founding = Founding(context, self)
        self._invite = InviteSheet(context, self)
        self._joining = Joining(context, self)
        self._searching = Searching(context, self)
        self._timeline = Timeline(context, self)
        self._actions = MessageActions(context, self._timeline, self)
        self._composer = Composer(context, self._timeline, self)
        self._connect()

    def _connect(self) -> None:
        self._conversations.selectedChanged.connect(self._open_selected)
        self._founding.founded.connect(self._founded)
        self._joining.begun.connect(self._joined)
        self._details.left.connect(self._left)
        self._settings.languageChanged.connect(self._respeak)
        self._timeline.opened.connect(self._arrived)
        self._session.renamed.connect(self._named)

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        """What the window is at."""
        return self._stage

    @Property(str, notify=failureChanged)
    def failure(self) -> str:
        """Why it could not start, or why the passphrase was not taken."""
        return self._failure

    @Property(str, notify=failureChanged)
    def hint(self) -> str:
        """What to do about it."""
        return self._hint

    # The parts, for QML.
    session = Property(Session, lambda self: self._session, constant=True)
    settings = Property(Settings, lambda self: self._settings, constant=True)
    hosting = Property(Hosting, lambda self: self._hosting, constant=True)
    conversations = Property(Conversations, lambda self: self._conversations, constant=True)
    details = Property(GroupDetails, lambda self: self._details, constant=True)
    founding = Property(Founding, lambda self: self._founding, constant=True)
    invite = Property(InviteSheet, lambda self: self._invite, constant=True)
    joining = Property(Joining, lambda self: self._joining, constant=True)
    searching = Property(Searching, lambda self: self._searching, constant=True)
    timeline = Property(Timeline, lambda self: self._timeline, constant=True)
    actions = Property(MessageActions, lambda self: self._actions, constant=True)
    composer = Property(Composer, lambda self: self._composer, constant=True)

    async def start(self) -> None:
        """Open the engine and show what there is; whatever fails becomes a page of its own."""
        self._set_stage("starting")
        try:
            await self._bridge.start()
            self.opened.emit()
            await self._load()
        except NoKeyStore as error:
            self._stop_at("passphrase", "", words.error_sentence(error))
        except WrongPassphrase as error:
            self._stop_at("unlock", words.error_sentence(error) if self._tried else "", "")
        except CauserieError as error:
            self._stop_at("failed", words.error_sentence(error), words.error_hint(error))
        except Exception:
            logger.exception("the window could not start")
            self._stop_at("failed", words.start_failed(), words.start_failed_hint())

    async def stop(self) -> None:
        """Close the engine."""
        await self._composer.keep()
        self._context.tasks.cancel()
        await self._bridge.stop()

    @Slot(str, str)
    def protect(self, passphrase: str, again: str) -> None:
        """Protect a new profile with a passphrase typed twice."""
        problem = words.passphrase_problem(passphrase, again, SHORTEST_PASSPHRASE)
        if problem:
            self._fail(problem, "")
        else:
            self.unlock(passphrase)

    @Slot(str)
    def unlock(self, passphrase: str) -> None:
        """Start again with a passphrase."""
        if passphrase:
            self._tried = True
            self._use_passphrase(passphrase)
            self.restart()

    @Slot()
    def restart(self) -> None:
        """Try to start again."""
        self._fail("", "")
        self._context.spawn(self.start())

    @Slot()
    def finishSetup(self) -> None:
        """Leave the first start behind."""
        self._set_stage("main")
        if self._pending_code:
            self.openLink("")

    @Slot(str)
    def openLink(self, link: str) -> None:
        """Offer to join by an invite link, now or after the first start."""
        self._pending_code = link or self._pending_code
        if self._stage == "main" and self._pending_code:
            self._joining.setCode(self._pending_code)
            self._pending_code = ""
            self.joinRequested.emit()

    @Slot(str, str)
    def showMessage(self, group: str, message: str) -> None:
        """Go to a message, in whichever conversation it is; both by their ids in hex."""
        group_id = GroupId(bytes.fromhex(group))
        if group_id == self._conversations.selected:
            self._timeline.jumpTo(message)
        else:
            self._awaited = message
            self._conversations.choose(group_id)

    def _arrived(self) -> None:
        """The timeline has opened: go on to the message somebody asked for."""
        if self._awaited:
            self._timeline.jumpTo(self._awaited)
            self._awaited = ""

    def look(self, theme: str) -> None:
        """Look light or dark without keeping that."""
        self._settings.apply({"theme": theme})

    def _respeak(self) -> None:
        """Have QML say everything again in another language, then say the rest."""
        self.languageChanged.emit()
        self._conversations.retranslate()
        self._session.retranslate()
        self._details.changed.emit()
        self._details.reload()
        self._timeline.retranslate()
        self._composer.retranslate()

    async def _load(self) -> None:
        await self._settings.load()
        account = await self._session.load()
        if account is None:
            self._set_stage("name")
            self.ready.emit()
            return
        await self._conversations.load()
        kept = await self._bridge.call(lambda engine: engine.preferences.get(OPEN_PREFERENCE, ""))
        self._set_stage("main")
        self._conversations.choose(self._conversations.known(kept))
        self.openLink("")
        await self._hosting.load()
        self.ready.emit()

    def _open_selected(self) -> None:
        group_id = self._conversations.selected
        if group_id == self._details.group_id:
            return
        self._details.show(group_id)
        self._invite.show(group_id)
        self._searching.show(group_id)
        self._timeline.show_group(group_id)
        self._context.spawn(self._keep_open(group_id))

    async def _keep_open(self, group_id: GroupId | None) -> None:
        kept = group_id.hex() if group_id else ""
        await self._bridge.call(lambda engine: engine.preferences.set(OPEN_PREFERENCE, kept))

    def _founded(self) -> None:
        self._context.spawn(self._go_to(self._founding.group_id))

    def _joined(self) -> None:
        self._context.spawn(self._go_to(self._joining.joined))

    def _left(self) -> None:
        self._context.spawn(self._conversations.load())

    def _named(self) -> None:
        if self._stage == "name":
            self._set_stage("assistant")
            self._hosting.look()

    async def _go_to(self, group_id: GroupId | None) -> None:
        self._conversations.setFilter("")
        await self._conversations.load()
        self._conversations.choose(group_id)

    def _set_stage(self, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            self.stageChanged.emit()

    def _stop_at(self, stage: str, failure: str, hint: str) -> None:
        self._set_stage(stage)
        self._fail(failure, hint)
        self.ready.emit()

    def _fail(self, failure: str, hint: str) -> None:
        self._failure, self._hint = failure, hint
        self.failureChanged.emit()

    def _report(self, error: CauserieError) -> None:
        if isinstance(error, NoSuchGroup):
            # Something asked about a conversation that has just been taken off the list: the list is the answer.
            logger.info("a conversation is no longer on this device")
            self._conversations.reload()
        else:
            self._session.report(error)
