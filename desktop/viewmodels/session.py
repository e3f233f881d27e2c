"""Whose profile this is, who is around, and the notices that pass by."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, Passing, ViewModel
from desktop.viewmodels.joining_words import APPROVAL
from desktop.viewmodels.people import hue, initial
from sync.changes import Change, Notice, Overflow, PeerConnected, PeerDisconnected
from sync.errors import CauserieError
from sync.views import Account

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

SERIOUS = frozenset({"clone_detected", "safety_number_changed", "disk_full", "profile_unwritable", "store_damaged"})


@QmlElement
class Session(ViewModel):
    """The account of this profile, its presence, its name, and notices one at a time."""

    changed = Signal()
    presenceChanged = Signal()
    nameErrorChanged = Signal()
    noticeChanged = Signal()
    renamed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._account: Account | None = None
        self._people = 0
        self._name_error = ""
        self._notices: list[Passing] = []
        context.bridge.listen(self._on_changes)

    @property
    def account(self) -> Account | None:
        """The account, None before the first start is done."""
        return self._account

    @Property(str, notify=changed)
    def name(self) -> str:
        """The name people see."""
        return self._account.name if self._account else ""

    @Property(str, notify=changed)
    def initial(self) -> str:
        """The letter of one's avatar."""
        return initial(self._account.name) if self._account else ""

    @Property(float, notify=changed)
    def hue(self) -> float:
        """The hue of one's avatar."""
        return hue(self._account.account_id) if self._account else 0.0

    @Property(int, notify=presenceChanged)
    def people(self) -> int:
        """How many other people are connected."""
        return self._people

    @Property(str, notify=presenceChanged)
    def presence(self) -> str:
        """How many other people are connected, in words."""
        return words.presence_line(self._people)

    @Property(str, notify=nameErrorChanged)
    def nameError(self) -> str:
        """Why the last name was not accepted."""
        return self._name_error

    @Property(str, notify=noticeChanged)
    def notice(self) -> str:
        """The notice to show now; empty if there is none."""
        return self._notices[0].text if self._notices else ""

    @Property(bool, notify=noticeChanged)
    def noticeSerious(self) -> bool:
        """Whether that notice deserves more than a glance."""
        return bool(self._notices) and self._notices[0].serious

    @Property(str, notify=noticeChanged)
    def noticeOffer(self) -> str:
        """What that notice offers to do, as the word on a button; empty if it only tells."""
        return self._notices[0].offer if self._notices else ""

    async def load(self) -> Account | None:
        """Read the account and who is around."""
        self._account = await self.bridge.call(lambda engine: engine.accounts.get())
        self.changed.emit()
        await self._count()
        return self._account

    def say(self, text: str, serious: bool = False) -> None:
        """Show a sentence as a notice."""
        self.tell(Passing(text, serious))

    def tell(self, notice: Passing) -> None:
        """Show a notice after those that wait; the same one does not wait twice."""
        if notice.text and all(notice.text != waiting.text for waiting in self._notices):
            self._notices = [waiting for waiting in self._notices if not waiting.brief] + [notice]
            self.noticeChanged.emit()

    def report(self, error: CauserieError) -> None:
        """Show an error as a notice."""
        self.say(words.error_line(error), serious=True)

    @Slot()
    def dismiss(self) -> None:
        """Show the next notice."""
        if self._notices:
            self._notices.pop(0)
            self.noticeChanged.emit()

    @Slot()
    def acceptOffer(self) -> None:
        """Do what the notice shown offers, and show the next one."""
        act = self._notices[0].act if self._notices else None
        self.dismiss()
        if act is not None:
            act()

    @Slot(str)
    def create(self, name: str) -> None:
        """Make the account; `renamed` follows."""
        self._fail_name("")
        self.context.spawn(self._create(name), lambda error: self._fail_name(words.error_line(error)))

    @Slot(str)
    def rename(self, name: str) -> None:
        """Change the name people see."""
        self._fail_name("")
        if name.strip() != self._name():
            self.context.spawn(self._rename(name), lambda error: self._fail_name(words.error_line(error)))

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        self.presenceChanged.emit()

    def _name(self) -> str:
        return self._account.name if self._account else ""

    async def _create(self, name: str) -> None:
        self._account = await self.bridge.call(lambda engine: engine.accounts.create(name))
        self.changed.emit()
        self.renamed.emit()

    async def _rename(self, name: str) -> None:
        self._account = await self.bridge.call(lambda engine: engine.accounts.rename(name))
        self.changed.emit()
        self.renamed.emit()

    async def _count(self) -> None:
        peers = await self.bridge.call(lambda engine: engine.peers.list())
        me = self._account.account_id if self._account else None
        self._people = len({peer.account_id for peer in peers} - {me})
        self.presenceChanged.emit()

    def _fail_name(self, error: str) -> None:
        self._name_error = error
        self.nameErrorChanged.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            # One that is kept stays in sight by itself (see `notices`), and so does a conversation that waits.
            if isinstance(change, Notice) and not change.notice_id and change.code != APPROVAL:
                self.say(words.engine_sentence(change.message), change.code in SERIOUS)
        if any(isinstance(change, PeerConnected | PeerDisconnected | Overflow) for change in changes):
            self.context.spawn(self._count())
