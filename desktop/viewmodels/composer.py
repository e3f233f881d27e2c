"""What is being written: text, reply, marks, completion; sent through the assistant's service, never lost."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.text.blocks import plain_text
from desktop.viewmodels import composer_words, file_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.composer_completion import Completion
from desktop.viewmodels.composer_drafts import Drafts
from desktop.viewmodels.composer_sending import Letter, Reply, Sending
from desktop.viewmodels.composer_tray import Tray
from desktop.viewmodels.composer_typing import TypingNotice
from desktop.viewmodels.pictures import Pictures
from desktop.viewmodels.timeline import Timeline
from desktop.viewmodels.timeline_room import names_of
from desktop.viewmodels.utf16 import characters, units
from sync.core.ids import GroupId, MessageId
from sync.errors import CauserieError
from sync.views import AuthorKind, Group

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

REPLY_CHARACTERS = 160


@QmlElement
class Composer(ViewModel):
    """The field under the open conversation. The field owns the text; `replaced` asks it to take another."""

    changed = Signal()
    completionChanged = Signal()
    replaced = Signal(str, int)
    sent = Signal()
    focusAsked = Signal()

    def __init__(self, context: Context, timeline: Timeline, pictures: Pictures, parent: QObject) -> None:
        super().__init__(context, parent)
        self._timeline = timeline
        self._drafts = Drafts(context, self)
        self._typing = TypingNotice(context, self)
        self._group_id: GroupId | None = None
        self._group: Group | None = None
        self._text = ""
        self._replacing = False
        self._reply: Reply | None = None
        self._not_for_ai = False
        self._problem = ""
        self._completion = Completion()
        self._tray = Tray(context, pictures, self)
        self._sending = Sending(context, self._sent, self._restore, self)
        self._tray.changed.connect(self.changed)
        self._tray.problem.connect(self._refuse)
        self._sending.changed.connect(self.changed)
        timeline.changed.connect(self._follow)

    async def keep(self) -> None:
        """Write the draft in hand; the window is closing."""
        await self._drafts.write()

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        self._tray.retranslate()
        self.changed.emit()

    def _follow(self) -> None:
        """The timeline shows another conversation, or learnt something of this one."""
        group_id, group = self._timeline.group_id, self._timeline.group
        if group_id != self._group_id:
            self._typing.stop()
            self._group_id, self._group = group_id, group
            self._problem = ""
            self._reply, self._not_for_ai, self._completion = None, False, Completion()
            self._replace("", 0)
            self._tray.show(group_id)
            if group_id is not None:
                self.context.spawn(self._load_draft(group_id))
            self.completionChanged.emit()
            self.changed.emit()
        elif group is not self._group:
            self._group = group
            self.changed.emit()

    async def _load_draft(self, group_id: GroupId) -> None:
        text = await self._drafts.read(group_id)
        if text and group_id == self._group_id and not self._text:
            self._replace(text, len(text))

    def _replace(self, text: str, cursor: int) -> None:
        self._text = text
        # The field tells of a moved cursor before it knows its new text: what it says meanwhile is old.
        self._replacing = True
        self.replaced.emit(text, units(text[:cursor]))
        self._replacing = False
        self.changed.emit()

    @Slot(str, int)
    def edit(self, text: str, cursor: int) -> None:
        """The field's text or cursor changed."""
        if self._replacing:
            return
        if text != self._text:
            self._text = text
            self._problem = composer_words.too_long(text)
            if self._group_id is not None:
                self._drafts.keep(self._group_id, text)
                self._typing.typed(self._group_id, bool(text.strip()))
            self.changed.emit()
        self._complete(Completion.at(text, characters(text, cursor), self._group))

    @Slot(result=bool)
    def send(self) -> bool:
        """Send what is written; return whether the field was emptied."""
        group_id, text = self._group_id, self._text
        self._problem = composer_words.too_long(text)
        if group_id is None or not self._may_send():
            self.changed.emit()
            return False
        letter = Letter(group_id, text, self._reply, self._not_for_ai, self._tray.take())
        self._reply, self._not_for_ai = None, False
        self._typing.stop()
        self._complete(Completion())
        self._replace("", 0)
        self._sending.send(letter)
        return True

    @Slot()
    def recall(self) -> None:
        """Stop preparing what was sent, and put it back."""
        self._sending.recall(self._group_id)

    def _sent(self, letter: Letter) -> None:
        if letter.group_id == self._group_id:
            self._drafts.keep(letter.group_id, self._text)
            self.sent.emit()
        else:
            self._drafts.keep(letter.group_id, "")
        self._drafts.flush()

    def _restore(self, letter: Letter, error: CauserieError | None) -> None:
        """Sending failed, or was called back: put it all back, before whatever was typed and added since."""
        self._tray.put_back(letter.group_id, letter.chips)
        if letter.group_id != self._group_id:
            self._drafts.keep(letter.group_id, letter.text)
            self._drafts.flush()
            if error is not None:
                self.context.report(error)
            return
        self._reply, self._not_for_ai = self._reply or letter.reply, self._not_for_ai or letter.not_for_ai
        whole = f"{letter.text}\n{self._text}" if self._text else letter.text
        self._problem = f"{words.error_line(error)} {composer_words.nothing_kept()}" if error else ""
        self._drafts.keep(letter.group_id, whole)
        self._replace(whole, len(whole))

    def _may_send(self) -> bool:
        something = bool(self._text.strip()) or self._tray.filled
        return something and not composer_words.too_long(self._text) and not composer_words.closed_reason(self._group)

    def _refuse(self, problem: str) -> None:
        """Say why something was not added; nothing if it was."""
        self._problem = problem
        self.changed.emit()
        self.focusAsked.emit()

    @Slot(str)
    def replyTo(self, message: str) -> None:
        """Reply to a message, by its id in hex."""
        row = self._timeline.row(MessageId(bytes.fromhex(message)))
        if row is None or row.view.deleted or self.closed:
            return
        author, text = row.view.author, " ".join(plain_text(row.blocks).split())[:REPLY_CHARACTERS]
        text = text or file_words.brief(row.view.attachments)
        self._reply = Reply(row.view.message_id, author.name, text, author.kind is AuthorKind.ASSISTANT)
        self.changed.emit()
        self.focusAsked.emit()

    @Slot()
    def cancelReply(self) -> None:
        """Reply to nothing."""
        self._reply = None
        self.changed.emit()

    @Slot(bool)
    def setNotForAi(self, marked: bool) -> None:
        """Keep the next message out of every prompt, or not."""
        self._not_for_ai = marked
        self.changed.emit()

    @Slot(int)
    def moveCompletion(self, step: int) -> None:
        """Choose another of the names offered."""
        self._complete(self._completion.moved(step))

    @Slot(int)
    def accept(self, index: int) -> None:
        """Write the name at `index`, or the chosen one for -1, in place of what was typed of it."""
        text, cursor = self._completion.accepted(self._text, index)
        self._complete(Completion())
        self._replace(text, cursor)

    @Slot()
    def dismissCompletion(self) -> None:
        """Offer no names until more is typed."""
        self._complete(Completion())

    def _complete(self, completion: Completion) -> None:
        if completion != self._completion:
            self._completion = completion
            self.completionChanged.emit()

    @Property(str, notify=changed)
    def placeholder(self) -> str:
        """What stands in the empty field."""
        return composer_words.placeholder(self._group)

    @Property(str, notify=changed)
    def closed(self) -> str:
        """Why nothing can be written here; empty when it can."""
        return composer_words.closed_reason(self._group)

    @Property(str, notify=changed)
    def problem(self) -> str:
        """What is wrong with what is written, or why it could not be sent."""
        return self._problem

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """Whether there is something to send."""
        return self._may_send()

    @Property(Tray, constant=True)
    def tray(self) -> Tray:
        """The files that go with the message."""
        return self._tray

    @Property(str, notify=changed)
    def preparing(self) -> str:
        """What is being read before it is sent, as a sentence; empty if nothing is."""
        return self._sending.preparing(self._group_id)

    @Property(bool, notify=changed)
    def notForAi(self) -> bool:
        """Whether the next message stays out of every prompt."""
        return self._not_for_ai

    @Property(str, notify=changed)
    def assistantHint(self) -> str:
        """When the assistant answers; empty when there is none."""
        return composer_words.assistant_hint(self._group.assistant if self._group else None)

    @Property(str, notify=changed)
    def assistantName(self) -> str:
        """The assistant's name; empty when there is none."""
        return names_of(self._group).assistant if self._group else ""

    @Property(list, notify=changed)
    def memberNames(self) -> list[str]:
        """The members' names, to colour mentions of them."""
        return list(names_of(self._group).members) if self._group else []

    @Property(bool, notify=changed)
    def replying(self) -> bool:
        """Whether this is a reply."""
        return self._reply is not None

    @Property(str, notify=changed)
    def replyAuthor(self) -> str:
        """Who wrote the message replied to."""
        return self._reply.author if self._reply else ""

    @Property(str, notify=changed)
    def replyText(self) -> str:
        """What they wrote, shortened."""
        return self._reply.text if self._reply else ""

    @Property(bool, notify=changed)
    def replyAssistant(self) -> bool:
        """Whether the assistant wrote it."""
        return self._reply is not None and self._reply.assistant

    @Property(list, notify=completionChanged)
    def completions(self) -> list[dict[str, object]]:
        """Names that fit what is typed after "@": `name`, `assistant`, `initial`, `hue`."""
        return [offer.shown() for offer in self._completion.offers]

    @Property(int, notify=completionChanged)
    def completionIndex(self) -> int:
        """Which of them Enter would write."""
        return self._completion.index
