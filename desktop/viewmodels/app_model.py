"""The root of the window: which stage it is at, what is open, and the viewmodels of its parts."""

import logging
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.bridge import Bridge
from desktop.qt.languages import Languages
from desktop.viewmodels.base import Context, Passing
from desktop.viewmodels.company import Company
from desktop.viewmodels.composer import Composer
from desktop.viewmodels.conversations import Conversations
from desktop.viewmodels.dates import Dates
from desktop.viewmodels.devices import Devices
from desktop.viewmodels.files import Files
from desktop.viewmodels.founding import Founding
from desktop.viewmodels.group_details import GroupDetails
from desktop.viewmodels.hosting import Hosting
from desktop.viewmodels.invites import InviteSheet
from desktop.viewmodels.joining import Joining
from desktop.viewmodels.notices import Notices
from desktop.viewmodels.opening import Opening
from desktop.viewmodels.pictures import Pictures
from desktop.viewmodels.searching import Searching
from desktop.viewmodels.session import Session
from desktop.viewmodels.settings import Settings
from desktop.viewmodels.timeline import Timeline
from desktop.viewmodels.timeline_actions import MessageActions
from desktop.viewmodels.visits import Visits
from sync.core.ids import GroupId
from sync.errors import CauserieError, NoSuchGroup

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

logger = logging.getLogger(__name__)


@QmlElement
class AppModel(QObject):
    """What the window shows. Stages: starting, passphrase, unlock, failed, name, assistant, main."""

    stageChanged = Signal()
    joinRequested = Signal()
    languageChanged = Signal()
    raised = Signal()

    def __init__(
        self, bridge: Bridge, languages: Languages, use_passphrase: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._languages = languages
        self._stage = "starting"
        self._pending_code = ""
        self._context = Context(bridge, self._report, self._tell)
        context = self._context
        self._opening = Opening(context, use_passphrase, self._load, self)
        self._session = Session(context, self)
        self._settings = Settings(context, languages, self)
        self._hosting = Hosting(context, self)
        self._notices = Notices(context, self)
        self._devices = Devices(context, self)
        self._conversations = Conversations(context, self)
        self._details = GroupDetails(context, self)
        self._company = Company(context, self)
        self._founding = Founding(context, self)
        self._invite = InviteSheet(context, self)
        self._joining = Joining(context, self)
        self._searching = Searching(context, self)
        self._timeline = Timeline(context, self)
        self._dates = Dates(context, self._timeline, self)
        self._actions = MessageActions(context, self._timeline, self)
        self._pictures = Pictures(context, self)
        self._files = Files(context, self._timeline, self._pictures, self)
        self._composer = Composer(context, self._timeline, self._pictures, self)
        # What is looked at first is read first.
        shows = [self._timeline.show_group]
        shows += [one.show for one in (self._details, self._invite, self._notices, self._searching)]
        self._visits = Visits(context, self._conversations, self._timeline, shows, self)
        self._connect()

    def _connect(self) -> None:
        self._opening.stopped.connect(self._set_stage)
        self._founding.founded.connect(self._founded)
        self._joining.begun.connect(self._joined)
        self._details.left.connect(self._left)
        self._details.changed.connect(self._meet)
        self._company.parted.connect(self._left)
        self._company.opened.connect(self._visits.go_to)
        self._settings.languageChanged.connect(self._respeak)
        self._session.renamed.connect(self._named)
        self._devices.finished.connect(self._session.say)
        self._invite.made.connect(self._details.reload)

    @Property(str, notify=stageChanged)
    def stage(self) -> str:
        """What the window is at."""
        return self._stage

    @Property(Opening, constant=True)
    def opening(self) -> Opening:
        """Opening the profile."""
        return self._opening

    @Property(Session, constant=True)
    def session(self) -> Session:
        """The account."""
        return self._session

    @Property(Settings, constant=True)
    def settings(self) -> Settings:
        """How the window looks and speaks."""
        return self._settings

    @Property(Hosting, constant=True)
    def hosting(self) -> Hosting:
        """What this device answers with."""
        return self._hosting

    @Property(Notices, constant=True)
    def notices(self) -> Notices:
        """What should be read."""
        return self._notices

    @Property(Devices, constant=True)
    def devices(self) -> Devices:
        """The devices of this account."""
        return self._devices

    @Property(Conversations, constant=True)
    def conversations(self) -> Conversations:
        """The list."""
        return self._conversations

    @Property(GroupDetails, constant=True)
    def details(self) -> GroupDetails:
        """The open conversation."""
        return self._details

    @Property(Company, constant=True)
    def company(self) -> Company:
        """The people of the open conversation."""
        return self._company

    @Property(Founding, constant=True)
    def founding(self) -> Founding:
        """The new group dialog."""
        return self._founding

    @Property(InviteSheet, constant=True)
    def invite(self) -> InviteSheet:
        """The invite dialog."""
        return self._invite

    @Property(Joining, constant=True)
    def joining(self) -> Joining:
        """The join dialog."""
        return self._joining

    @Property(Searching, constant=True)
    def searching(self) -> Searching:
        """Messages found."""
        return self._searching

    @Property(Timeline, constant=True)
    def timeline(self) -> Timeline:
        """The messages of the open conversation."""
        return self._timeline

    @Property(Dates, constant=True)
    def dates(self) -> Dates:
        """A day to go to in the open conversation."""
        return self._dates

    @Property(MessageActions, constant=True)
    def actions(self) -> MessageActions:
        """What can be done with a message."""
        return self._actions

    @Property(Composer, constant=True)
    def composer(self) -> Composer:
        """What is being written."""
        return self._composer

    @Property(Files, constant=True)
    def files(self) -> Files:
        """The files of the open conversation."""
        return self._files

    @property
    def pictures(self) -> Pictures:
        """What decodes pictures."""
        return self._pictures

    async def start(self) -> None:
        """Open the engine and show what there is; whatever fails becomes a page of its own."""
        await self._opening.attempt()

    async def stop(self) -> None:
        """Close the engine."""
        await self._composer.keep()
        self._context.tasks.cancel()
        self._pictures.close()
        await self._bridge.stop()

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
        self._visits.show_message(GroupId(bytes.fromhex(group)), message)

    def is_open(self) -> bool:
        """Return whether the profile is open and the first start done."""
        return self._stage == "main"

    def on_open(self, call: Callable[[], object]) -> None:
        """Call `call` once the profile is open."""
        self._opening.opened.connect(call)

    def look(self, theme: str) -> None:
        """Look light or dark without keeping that."""
        self._settings.apply({"theme": theme})

    def _respeak(self) -> None:
        """Have QML say everything again in another language, then say the rest."""
        self.languageChanged.emit()
        self._conversations.retranslate()
        self._session.retranslate()
        self._notices.retranslate()
        self._details.changed.emit()
        self._details.reload()
        self._timeline.retranslate()
        self._composer.retranslate()
        self._files.retranslate()

    async def _load(self) -> None:
        await self._settings.load()
        account = await self._session.load()
        if account is None:
            self._set_stage("name")
            return
        await self._conversations.load()
        await self._notices.load()
        self._conversations.choose(await self._visits.last())
        # The page is made with its messages: without, it would be made, laid out and painted, and then once more.
        await self._timeline.settled()
        self._set_stage("main")
        self.openLink("")
        await self._hosting.load()

    def _founded(self) -> None:
        self._visits.go_to(self._founding.group_id)

    def _joined(self) -> None:
        self._visits.go_to(self._joining.joined)

    def _meet(self) -> None:
        self._company.show(self._details.group)

    def _left(self) -> None:
        self._context.spawn(self._conversations.load())

    def _named(self) -> None:
        if self._stage == "name":
            self._set_stage("assistant")
            self._hosting.look()

    def _set_stage(self, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            self.stageChanged.emit()

    def _tell(self, notice: Passing) -> None:
        self._session.tell(notice)

    def _report(self, error: CauserieError) -> None:
        if isinstance(error, NoSuchGroup):
            # Something asked about a conversation that has just been taken off the list: the list is the answer.
            logger.info("a conversation is no longer on this device")
            self._conversations.reload()
        else:
            self._session.report(error)
