"""Notices that last until they are dismissed: those of the open conversation, those of none, and all of them."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import device_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from sync.changes import Change, ContactUpdated, GroupUpdated, Notice, Overflow
from sync.core.ids import GroupId
from sync.views import GroupSummary, StoredNotice

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES = ("text", "time", "group", "serious", "action", "actionText")
CALM = frozenset({"new_device", "device_linked", "device_revoked", "removed", "invite_used_up"})
"""What is worth reading and no cause for alarm; anything else is."""


@QmlElement
class Notices(ViewModel):
    """What should be read. An action asks for a safety number, a member or the devices, whoever shows those."""

    changed = Signal()
    verifyRequested = Signal(str)
    memberRequested = Signal(str)
    devicesRequested = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._kept: Sequence[StoredNotice] = ()
        self._names: dict[GroupId, str] = {}
        self._group_id: GroupId | None = None
        self._all = CardRows(ROLES, self)
        self._here = CardRows(ROLES, self)
        self._general = CardRows(ROLES, self)
        context.bridge.listen(self._on_changes)

    @Property(CardRows, constant=True)
    def all(self) -> CardRows:
        """Everything, the newest first."""
        return self._all

    @Property(CardRows, constant=True)
    def here(self) -> CardRows:
        """What is about the open conversation."""
        return self._here

    @Property(CardRows, constant=True)
    def general(self) -> CardRows:
        """What is about no conversation."""
        return self._general

    def show(self, group_id: GroupId | None) -> None:
        """Be beside a conversation, or none."""
        self._group_id = group_id
        self._tell()

    async def load(self) -> None:
        """Read what is kept."""
        self._kept = await self.bridge.call(lambda engine: engine.notices.list())
        groups: Sequence[GroupSummary] = ()
        if self._kept:
            groups = await self.bridge.call(lambda engine: engine.groups.list())
        self._names = {group.group_id: words.group_title(group.name, group.state) for group in groups}
        self._tell()

    @Slot(str)
    def dismiss(self, key: str) -> None:
        """Forget a notice."""
        number = int(key)
        self._kept = [notice for notice in self._kept if notice.notice_id != number]
        self._tell()
        self.context.spawn(self._dismiss(number))

    @Slot(str)
    def act(self, key: str) -> None:
        """Do what a notice offers."""
        notice = next((one for one in self._kept if one.notice_id == int(key)), None)
        if notice is None:
            return
        account = notice.account_id.hex() if notice.account_id else ""
        match device_words.notice_action(notice.code, bool(account))[0]:
            case "verify":
                self.verifyRequested.emit(account)
            case "member":
                self.memberRequested.emit(account)
            case "devices":
                self.devicesRequested.emit()
            case _:
                pass

    def retranslate(self) -> None:
        """Say everything again, in another language."""
        self._tell()

    async def _dismiss(self, number: int) -> None:
        await self.bridge.call(lambda engine: engine.notices.dismiss(number))

    def _tell(self) -> None:
        now = words.now_ms()
        rows = [(notice.group_id, self._row(notice, now)) for notice in self._kept]
        self._all.show([row for _, row in rows])
        self._here.show([row for group, row in rows if group is not None and group == self._group_id])
        # One of these is shown, where there is little room: the one that matters most.
        general = [row for group, row in rows if group is None]
        self._general.show(sorted(general, key=lambda row: not row["serious"]))
        self.changed.emit()

    def _row(self, notice: StoredNotice, now: int) -> dict[str, object]:
        action, text = device_words.notice_action(notice.code, notice.account_id is not None)
        return {
            "key": str(notice.notice_id),
            "text": words.engine_sentence(notice.message),
            "time": words.short_time(notice.at, now),
            "group": self._names.get(notice.group_id, "") if notice.group_id else "",
            "serious": notice.code not in CALM,
            "action": action,
            "actionText": text,
        }

    def _on_changes(self, changes: Sequence[Change]) -> None:
        told = {notice.group_id for notice in self._kept}
        people = {notice.account_id for notice in self._kept}
        for change in changes:
            match change:
                case Overflow():
                    break
                case Notice() if change.notice_id:
                    break
                case GroupUpdated() if change.group_id in told:
                    break
                case ContactUpdated() if change.account_id in people:
                    # Verified, say: what asked for that is gone.
                    break
                case _:
                    continue
        else:
            return
        self.context.spawn(self.load())
