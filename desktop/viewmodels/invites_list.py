"""The open invites of a group, and withdrawing one."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import entry_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from sync.core.ids import InviteId
from sync.errors import CauserieError
from sync.views import Group, GroupState, Invite

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES = ("maker", "until", "used", "approval", "code", "spoken")


def is_open(invite: Invite, now: int) -> bool:
    """Return whether somebody could still join by `invite`."""
    return not invite.revoked and invite.expires_at > now and invite.uses < invite.max_uses


@QmlElement
class InvitesList(ViewModel):
    """What can still be joined by; nothing for those who may not invite."""

    changed = Signal()
    withdrawn = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group: Group | None = None
        self._rows = CardRows(ROLES, self)
        self._error = ""

    @Property(CardRows, constant=True)
    def rows(self) -> CardRows:
        """The open invites, the newest first."""
        return self._rows

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        """Whether this account may invite at all."""
        return self._group is not None and self._group.rights.invite

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why the last invite could not be withdrawn."""
        return self._error

    def show(self, group: Group | None) -> None:
        """Be about a group as it is now."""
        if group is None or self._group is None or group.group_id != self._group.group_id:
            self._rows.show(())
            self._error = ""
        self._group = group
        self.changed.emit()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read the invites again."""
        group = self._group
        if group is not None and group.state is GroupState.JOINED and group.rights.invite:
            self.context.spawn(self._load(group))
        else:
            self._rows.show(())

    @Slot(str)
    def withdraw(self, key: str) -> None:
        """Let nobody join by an invite any more; `withdrawn` follows."""
        if self._group is not None:
            self._fail(None)
            self.context.spawn(self._withdraw(self._group, InviteId(bytes.fromhex(key))), self._fail)

    @Slot()
    def clear(self) -> None:
        """Forget the last error."""
        self._fail(None)

    async def _load(self, group: Group) -> None:
        invites = await self.bridge.call(lambda engine: engine.invites.list(group.group_id))
        if group is not self._group:
            return
        now = words.now_ms()
        self._rows.show([self._row(one, group) for one in reversed(invites) if is_open(one, now)])

    async def _withdraw(self, group: Group, invite_id: InviteId) -> None:
        await self.bridge.call(lambda engine: engine.invites.revoke(group.group_id, invite_id))
        self.withdrawn.emit()
        if self._group is not None and self._group.group_id == group.group_id:
            await self._load(self._group)

    def _fail(self, error: CauserieError | None) -> None:
        self._error = words.error_line(error) if error else ""
        self.changed.emit()

    @staticmethod
    def _row(invite: Invite, group: Group) -> dict[str, object]:
        maker, used = entry_words.invite_maker(invite, group), entry_words.invite_uses(invite)
        until = entry_words.until(invite.expires_at)
        return {
            "key": invite.invite_id.hex(),
            "maker": maker,
            "until": until,
            "used": used,
            "approval": invite.approval,
            "code": invite.code,
            "spoken": f"{maker}, {used}, {until}",
        }
