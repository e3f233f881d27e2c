"""What can be done with a message: stop, try again, copy, open a link, see what left the room."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtQml import QmlElement

from desktop.text.blocks import plain_text
from desktop.text.links import host_of
from desktop.viewmodels import timeline_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.timeline import Timeline
from sync.core.ids import GroupId, MessageId
from sync.errors import CauserieError
from sync.views import AnswerReceipt

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


def _id(message: str) -> MessageId:
    return MessageId(bytes.fromhex(message))


@QmlElement
class MessageActions(ViewModel):
    """Actions on the messages of the open conversation, named by their ids in hex."""

    receiptChanged = Signal()
    linkAsked = Signal(str, str)
    joinAsked = Signal(str)
    copied = Signal()
    askingChanged = Signal()

    def __init__(self, context: Context, timeline: Timeline, parent: QObject) -> None:
        super().__init__(context, parent)
        self._timeline = timeline
        self._asking: MessageId | None = None
        self._receipt: AnswerReceipt | None = None
        self._receipt_problem = ""

    @Slot(str)
    def stop(self, message: str) -> None:
        """Stop an answer, whoever hosts it."""
        group = self._timeline.group_id
        if group is not None:
            self.context.spawn(self._stop(group, _id(message)))

    @Slot(str)
    def retry(self, message: str) -> None:
        """Ask for an answer again, given a question or an answer; once is enough until that has begun or failed."""
        group = self._timeline.group_id
        wanted = _id(message)
        if group is not None and self._asking != wanted:
            self._ask(wanted)
            self.context.spawn(self._retry(group, wanted))

    @Slot(str, result=bool)
    def asks(self, message: str) -> bool:
        """Return whether a message is put to the assistant, so that it can be asked again."""
        row = self._timeline.row(_id(message))
        return row is not None and self._timeline.asks(row)

    @Property(str, notify=askingChanged)
    def asking(self) -> str:
        """The message for which an answer is being asked for at this moment."""
        return self._asking.hex() if self._asking else ""

    @Slot(str, bool)
    def copy(self, message: str, markdown: bool) -> None:
        """Copy a message: its words, or its markdown as written."""
        row = self._timeline.row(_id(message))
        if row is not None:
            self.copyText(row.view.text if markdown else plain_text(row.blocks))

    @Slot(str)
    def copyText(self, text: str) -> None:
        """Put `text` on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.copied.emit()

    @Slot(str)
    def askLink(self, href: str) -> None:
        """A link was clicked: ask before anything opens, naming its real host. An invite code is joined instead."""
        if href.startswith("causerie:"):
            self.joinAsked.emit(href)
        elif host := host_of(href):
            self.linkAsked.emit(href, host)

    @Slot(str)
    def openLink(self, href: str) -> None:
        """Open a link the person has agreed to."""
        if host_of(href):
            QDesktopServices.openUrl(QUrl(href))

    @Slot(str)
    def loadReceipt(self, message: str) -> None:
        """Fetch what left the room for an answer."""
        self._show(None, "")
        group = self._timeline.group_id
        if group is not None:
            self.context.spawn(self._load_receipt(group, _id(message)), self._fail)

    @Property(list, notify=receiptChanged)
    def receiptEntries(self) -> Sequence[dict[str, str]]:
        """What was sent, in order: each with its `role` and exact `text`."""
        return [{"role": entry.role, "text": entry.text} for entry in self._receipt.entries] if self._receipt else []

    @Property(str, notify=receiptChanged)
    def receiptProvider(self) -> str:
        """Who received it."""
        return self._receipt.provider if self._receipt else ""

    @Property(str, notify=receiptChanged)
    def receiptAddress(self) -> str:
        """The address it was sent to."""
        return self._receipt.base_url if self._receipt else ""

    @Property(str, notify=receiptChanged)
    def receiptModel(self) -> str:
        """The model that read it."""
        return self._receipt.model if self._receipt else ""

    @Property(str, notify=receiptChanged)
    def receiptProblem(self) -> str:
        """Why there is no receipt to show."""
        return self._receipt_problem

    async def _stop(self, group: GroupId, message: MessageId) -> None:
        await self.bridge.assist(lambda assistant: assistant.stop(group, message))

    async def _retry(self, group: GroupId, message: MessageId) -> None:
        try:
            await self.bridge.assist(lambda assistant: assistant.retry(group, message))
        finally:
            self._ask(None)

    def _ask(self, message: MessageId | None) -> None:
        self._asking = message
        self.askingChanged.emit()

    async def _load_receipt(self, group: GroupId, message: MessageId) -> None:
        receipt = await self.bridge.call(lambda engine: engine.turns.receipt(group, message))
        self._show(receipt, "" if receipt else timeline_words.no_receipt())

    def _fail(self, error: CauserieError) -> None:
        self._show(None, words.error_line(error))

    def _show(self, receipt: AnswerReceipt | None, problem: str) -> None:
        self._receipt, self._receipt_problem = receipt, problem
        self.receiptChanged.emit()
