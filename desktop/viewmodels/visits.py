"""Which conversation is open, and every way to one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.viewmodels.base import Context
from desktop.viewmodels.conversations import Conversations
from desktop.viewmodels.timeline import Timeline
from sync.core.ids import GroupId

OPEN_PREFERENCE = "open"
Show = Callable[[GroupId | None], None]


class Visits(QObject):
    """Has everything in `shows` be about the conversation that is selected, and comes back to it at the next start."""

    def __init__(
        self, context: Context, conversations: Conversations, timeline: Timeline, shows: Sequence[Show], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._bridge = context.bridge
        self._conversations = conversations
        self._timeline = timeline
        self._shows = shows
        self._open: GroupId | None = None
        self._awaited = ""
        conversations.selectedChanged.connect(self._follow)
        timeline.opened.connect(self._arrive)

    async def last(self) -> GroupId | None:
        """Return the conversation that was open the last time, else the newest."""
        kept = await self._bridge.call(lambda engine: engine.preferences.get(OPEN_PREFERENCE, ""))
        return self._conversations.known(kept)

    def go_to(self, group_id: GroupId | None) -> None:
        """Open a conversation, which may be a new one."""
        self._context.spawn(self._go_to(group_id))

    def show_message(self, group_id: GroupId, message: str) -> None:
        """Go to a message, by its id in hex, in whichever conversation it is."""
        if group_id == self._conversations.selected:
            self._timeline.jumpTo(message)
        else:
            self._awaited = message
            self._conversations.choose(group_id)

    def _follow(self) -> None:
        group_id = self._conversations.selected
        if group_id == self._open:
            return
        self._open = group_id
        for show in self._shows:
            show(group_id)
        self._context.spawn(self._keep(group_id))

    def _arrive(self) -> None:
        """The timeline has opened: go on to the message somebody asked for."""
        if self._awaited:
            self._timeline.jumpTo(self._awaited)
            self._awaited = ""

    async def _keep(self, group_id: GroupId | None) -> None:
        kept = group_id.hex() if group_id else ""
        await self._bridge.call(lambda engine: engine.preferences.set(OPEN_PREFERENCE, kept))

    async def _go_to(self, group_id: GroupId | None) -> None:
        self._conversations.setFilter("")
        await self._conversations.load()
        self._conversations.choose(group_id)
