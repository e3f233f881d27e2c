"""The invite dialog: one code, as text, link and QR, with its expiry and number of uses."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from sync.core.ids import GroupId
from sync.errors import CauserieError
from sync.views import Invite

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

HOUR, DAY, WEEK, MONTH = 3_600, 86_400, 604_800, 2_592_000
DEFAULT_USES = 20


@QmlElement
class InviteSheet(ViewModel):
    """An invite to the open conversation: made on opening, remade when a choice changes."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group_id: GroupId | None = None
        self._invite: Invite | None = None
        self._made: dict[tuple[GroupId, int, int], Invite] = {}
        self._seconds = WEEK
        self._uses = DEFAULT_USES
        self._busy = False
        self._error = ""
        self._hint = ""

    @Property(str, notify=changed)
    def code(self) -> str:
        """The code; empty until it is made."""
        return self._invite.code if self._invite else ""

    @Property(str, notify=changed)
    def link(self) -> str:
        """The code as a link."""
        return self._invite.link if self._invite else ""

    @Property(str, notify=changed)
    def expires(self) -> str:
        """Until when it can be used."""
        return words.long_time(self._invite.expires_at) if self._invite else ""

    @Property(str, notify=changed)
    def lifetime(self) -> str:
        """How long a code lasts, in seconds, as the key of a choice."""
        return str(self._seconds)

    @Property(str, notify=changed)
    def uses(self) -> str:
        """How often it can be used, as the key of a choice."""
        return str(self._uses)

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether a code is being made."""
        return self._busy

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why no code could be made."""
        return self._error

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do about that."""
        return self._hint

    def show(self, group_id: GroupId | None) -> None:
        """Be about a conversation."""
        self._group_id = group_id
        self._invite = None
        self.changed.emit()

    @Slot()
    def make(self) -> None:
        """Have a code for the choices as they are: the one made before if it still holds, else a new one."""
        if self._group_id is None:
            return
        known = self._made.get((self._group_id, self._seconds, self._uses))
        if known is not None and known.expires_at > words.now_ms():
            self._invite = known
            self.changed.emit()
            return
        self._busy, self._error, self._hint = True, "", ""
        self.changed.emit()
        self.context.spawn(self._make(self._group_id, self._seconds, self._uses), self._fail)

    @Slot(str)
    def setLifetime(self, seconds: str) -> None:
        """Make codes last `seconds`."""
        self._seconds = int(seconds)
        self.make()

    @Slot(str)
    def setUses(self, uses: str) -> None:
        """Let codes be used `uses` times."""
        self._uses = int(uses)
        self.make()

    async def _make(self, group_id: GroupId, seconds: int, uses: int) -> None:
        invite = await self.bridge.call(
            lambda engine: engine.invites.create(group_id, max_uses=uses, expires_in=seconds)
        )
        self._made[group_id, seconds, uses] = invite
        self._busy = False
        if (group_id, seconds, uses) == (self._group_id, self._seconds, self._uses):
            self._invite = invite
        self.changed.emit()

    def _fail(self, error: CauserieError) -> None:
        self._busy = False
        self._error, self._hint = words.error_sentence(error), words.error_hint(error)
        self.changed.emit()
