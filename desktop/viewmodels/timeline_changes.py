"""Changes applied to the window one by one, so that a new word costs a word and not a page."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from desktop.viewmodels.timeline_pages import QUICK_CHARACTERS, complete, deliveries
from desktop.viewmodels.timeline_rows import first_words, make_row
from desktop.viewmodels.timeline_window import TimelineWindow
from sync.changes import (
    AnswerDelta,
    AttachmentUpdated,
    Change,
    DeliveryUpdated,
    MessageAdded,
    MessageRemoved,
    MessagesAdded,
    MessageUpdated,
)
from sync.core.ids import MessageId
from sync.views import MessageView


@dataclass(slots=True)
class Arrivals:
    """What came at the new end of the conversation: by others, and by us."""

    others: int = 0
    own: int = 0


class TimelineChanges:
    """Applies changes of the open conversation to its window."""

    def __init__(self, window: TimelineWindow) -> None:
        self._window = window
        self._model = window.model

    def apply(self, changes: Sequence[Change]) -> Arrivals:
        """Take changes, oldest first; each answer's words of one frame are added in one step."""
        arrivals = Arrivals()
        growth: dict[MessageId, AnswerDelta] = {}
        for number, change in enumerate(changes):
            match change:
                case AnswerDelta():
                    begun = growth.get(change.message_id)
                    text = change.text if begun is None else begun.text + change.text
                    growth[change.message_id] = replace(begun or change, text=text)
                case MessageAdded():
                    self._added(change.message, arrivals)
                case MessageUpdated():
                    self._grow(change.message.message_id, growth)
                    self._updated(change.message)
                case MessageRemoved():
                    growth.pop(change.message_id, None)
                    self._removed(change.message_id)
                case DeliveryUpdated():
                    self._window.context.spawn(self._delivered(change.message_ids))
                case AttachmentUpdated():
                    self._model.set_attachment(change.message_id, change.attachment)
                case _:
                    pass
            if self._window.hold(changes[number + 1 :]):
                break
        for message_id in list(growth):
            self._grow(message_id, growth)
        return arrivals

    def gathered(self, change: MessagesAdded, *, following: bool) -> int:
        """Return how many messages may be new to a reader who is not `following` the end."""
        rows = self._model.rows
        return 0 if following or (rows and change.last < rows[0].view.position) else change.count

    def _grow(self, message_id: MessageId, growth: dict[MessageId, AnswerDelta]) -> None:
        delta = growth.pop(message_id, None)
        index = -1 if delta is None else self._model.find(message_id)
        if delta is not None and index >= 0:
            # A page that was read meanwhile has some of the words already.
            known = len(self._model.rows[index].view.text) - delta.offset
            if 0 <= known < len(delta.text):
                self._model.grow(index, delta.text[known:])

    def _removed(self, message_id: MessageId) -> None:
        index = self._model.find(message_id)
        if index >= 0:
            self._model.trim(index, index)

    def _added(self, view: MessageView, arrivals: Arrivals) -> None:
        if self._model.find(view.message_id) >= 0:
            self._updated(view)
            return
        index = self._model.place(view.position)
        if index == 0:
            own = view.own and view.assistant is None
            arrivals.own += own
            arrivals.others += not own
        if (index == 0 and self._window.has_newer) or (index == len(self._model.rows) and self._window.has_older):
            return
        if len(view.text) > QUICK_CHARACTERS:
            self._begin_later(view)
            return
        row = make_row(view, self._window.reader, self._known(view.reply_to), None)
        self._model.insert(index, [row])
        self._window.forget_oldest()
        if (view.own and view.assistant is None) or (view.reply_to is not None and row.quoted is None):
            self._window.context.spawn(self._complete(view))

    def _updated(self, view: MessageView) -> None:
        index = self._model.find(view.message_id)
        if index < 0:
            return
        old = self._model.rows[index]
        if old.view.text == view.text and old.view.deleted == view.deleted:
            self._model.put(index, replace(old, view=view, roles=None))
        elif len(view.text) > QUICK_CHARACTERS:
            self._begin_later(view)
        else:
            self._model.put(index, make_row(view, self._window.reader, old.quoted, old.delivery))

    def _known(self, message_id: MessageId | None) -> MessageView | None:
        index = self._model.find(message_id) if message_id else -1
        return self._model.rows[index].view if index >= 0 else None

    async def _complete(self, view: MessageView) -> None:
        """Fetch what a message quotes and how far it got."""
        page = await self._window.call(lambda engine, group: complete(engine, group, (view,)))
        index = self._model.find(view.message_id)
        if page is not None and index >= 0:
            old = self._model.rows[index]
            quoted = page.quoted.get(view.reply_to) if view.reply_to else None
            delivery = page.delivery.get(view.message_id) or old.delivery
            words = first_words(quoted, self._window.reader)
            self._model.put(index, replace(old, quoted=quoted, quote_text=words, delivery=delivery, roles=None))

    def _begin_later(self, view: MessageView) -> None:
        waiting = ExitStack()
        waiting.enter_context(self._window.holding())
        self._window.context.spawn(self._later(view, waiting))

    async def _later(self, view: MessageView, waiting: ExitStack) -> None:
        """Add or replace a long message once a worker has read it; the changes after it wait."""
        with waiting:
            page = await self._window.call(lambda engine, group: complete(engine, group, (view,)))
            rows = await self._window.read(page) if page is not None else None
            if not rows:
                return
            index = self._model.find(view.message_id)
            if index >= 0:
                self._model.put(index, rows[0])
            else:
                self._model.insert(self._model.place(view.position), rows)
                self._window.forget_oldest()

    async def _delivered(self, message_ids: Sequence[MessageId]) -> None:
        shown = [message_id for message_id in message_ids if self._model.find(message_id) >= 0]
        found = await self._window.call(lambda engine, group: deliveries(engine, group, shown)) if shown else None
        self._model.set_delivery((found or {}).items())
