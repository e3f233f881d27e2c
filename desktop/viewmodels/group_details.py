"""The open conversation: its header, its assistant, its members."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import joining_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.group_assistant import GroupAssistant
from desktop.viewmodels.invites_list import InvitesList
from desktop.viewmodels.join_requests import JoinRequests
from desktop.viewmodels.members import Members
from desktop.viewmodels.people import hue, initial
from desktop.viewmodels.people_words import direct_line
from sync.changes import (
    Change,
    ContactUpdated,
    GroupUpdated,
    MemberUpdated,
    Overflow,
    PeerConnected,
    PeerDisconnected,
    SyncProgress,
)
from sync.core.ids import GroupId
from sync.views import Group, GroupKind, GroupState

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class GroupDetails(ViewModel):
    """What is known of the open conversation; everything empty while none is open."""

    changed = Signal()
    progressChanged = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group_id: GroupId | None = None
        self._group: Group | None = None
        self._members = Members(self)
        self._assistant = GroupAssistant(context, self)
        self._requests = JoinRequests(context, self)
        self._invites = InvitesList(context, self)
        self._progress = 1.0
        self._notice = ""
        context.bridge.listen(self._on_changes)

    @property
    def group_id(self) -> GroupId | None:
        """The open conversation."""
        return self._group_id

    @property
    def group(self) -> Group | None:
        """The open conversation as last read."""
        return self._group

    @Property(bool, notify=changed)
    def open(self) -> bool:
        """Whether a conversation is open."""
        return self._group is not None

    @Property(str, notify=changed)
    def standing(self) -> str:
        """Where this device stands: joining, joined, left, removed or refused; empty with none open."""
        return self._group.state.value if self._group else ""

    @Property(str, notify=changed)
    def name(self) -> str:
        """The conversation's name."""
        return words.group_title(self._group.name, self._group.state) if self._group else ""

    @Property(str, notify=changed)
    def line(self) -> str:
        """Who is in it."""
        if self._group is None:
            return ""
        return words.group_line(self._group) if self._group.kind is GroupKind.GROUP else direct_line(self._group)

    @Property(bool, notify=changed)
    def mayInvite(self) -> bool:
        """Whether this account may invite others."""
        return self._group is not None and self._group.rights.invite

    @Property(str, notify=changed)
    def initial(self) -> str:
        """The letter of its avatar."""
        return (initial(self._group.name) or "…") if self._group else ""

    @Property(float, notify=changed)
    def hue(self) -> float:
        """The hue of its avatar; a person's own in a conversation of two."""
        return hue(self._group.partner or self._group.group_id) if self._group else 0.0

    @Property(bool, notify=changed)
    def square(self) -> bool:
        """Whether it is a group rather than a conversation of two."""
        return self._group is not None and self._group.kind is GroupKind.GROUP

    @Property(int, notify=changed)
    def memberCount(self) -> int:
        """How many people are in it."""
        return len(self._group.members) if self._group else 0

    @Property(int, notify=changed)
    def onlineCount(self) -> int:
        """How many other people of it are here."""
        return sum(m.online and not m.you for m in self._group.members) if self._group else 0

    @Property(Members, constant=True)
    def members(self) -> Members:
        """The people in it."""
        return self._members

    @Property(GroupAssistant, constant=True)
    def assistant(self) -> GroupAssistant:
        """Its assistant."""
        return self._assistant

    @Property(JoinRequests, constant=True)
    def requests(self) -> JoinRequests:
        """Who waits to be let in."""
        return self._requests

    @Property(bool, notify=changed)
    def decides(self) -> bool:
        """Whether this account may let newcomers in."""
        return self._group is not None and self._group.rights.approve

    @Property(InvitesList, constant=True)
    def invites(self) -> InvitesList:
        """What can be joined by."""
        return self._invites

    @Property(bool, notify=changed)
    def approvalPending(self) -> bool:
        """Whether joining waits for nothing but an admin's yes."""
        return self._is(GroupState.JOINING) and self._notice == joining_words.APPROVAL

    @Property(str, notify=changed)
    def notice(self) -> str:
        """Why a join was refused, or what it waits for."""
        return joining_words.standing_sentence(self._group.state, self._notice) if self._group else ""

    @Property(str, notify=changed)
    def wayOut(self) -> str:
        """What somebody can do whom the group refused."""
        return joining_words.refused_hint(self._notice) if self._is(GroupState.REFUSED) else ""

    @Property(float, notify=progressChanged)
    def progress(self) -> float:
        """How far catching up is, 0 to 1; 1 when there is nothing to catch up with."""
        return self._progress

    def show(self, group_id: GroupId | None) -> None:
        """Open a conversation, or none."""
        self._group_id = group_id
        self._progress = 1.0
        self.progressChanged.emit()
        if group_id is None:
            self._group = None
            self._members.tell(())
            self._assistant.show(None)
            self._requests.show(None)
            self._invites.show(None)
            self.changed.emit()
        else:
            self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the conversation again."""
        if self._group_id is not None:
            self.context.spawn(self._load(self._group_id))

    @Slot()
    def forget(self) -> None:
        """Take the conversation off this device's list."""
        if (group_id := self._group_id) is not None:
            self.context.spawn(self._forget(group_id))

    def _is(self, state: GroupState) -> bool:
        return self._group is not None and self._group.state is state

    async def _load(self, group_id: GroupId) -> None:
        group = await self.bridge.call(lambda engine: engine.groups.get(group_id))
        summaries = () if group.state is GroupState.JOINED else await self.bridge.call(lambda e: e.groups.list())
        if group_id != self._group_id:
            return
        self._notice = next((s.notice for s in summaries if s.group_id == group_id), "")
        self._group = group
        self._members.tell(group.members)
        self._assistant.show(group)
        self._requests.show(group)
        self._invites.show(group)
        self.changed.emit()

    async def _forget(self, group_id: GroupId) -> None:
        await self.bridge.call(lambda engine: engine.groups.forget(group_id))
        self.left.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, SyncProgress) and change.group_id == self._group_id:
                self._progress = min(1.0, change.received / change.total) if change.total else 1.0
                self.progressChanged.emit()
        if any(self._concerns(change) for change in changes):
            self.reload()

    def _concerns(self, change: Change) -> bool:
        if isinstance(change, Overflow | PeerConnected | PeerDisconnected | ContactUpdated):
            return True
        return isinstance(change, GroupUpdated | MemberUpdated) and change.group_id == self._group_id
