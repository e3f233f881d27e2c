"""The invite dialog: one code, as text, link and QR, for the choices made (how long, how often, asking or not)."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.invites_list import is_open
from sync.core.ids import GroupId, InviteId
from sync.errors import CauserieError
from sync.views import Invite

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

HOUR, DAY, WEEK, MONTH = 3_600, 86_400, 604_800, 2_592_000
DEFAULT_USES = 20


@dataclass(frozen=True, slots=True)
class Choices:
    """What an invite is made with; `seconds` is how long it lasts."""

    group_id: GroupId
    seconds: int
    uses: int
    approval: bool


@QmlElement
class InviteSheet(ViewModel):
    """An invite to the open conversation: made on opening, remade when a choice changes."""

    changed = Signal()
    made = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group_id: GroupId | None = None
        self._invite: Invite | None = None
        self._made: dict[Choices, InviteId] = {}
        self._making: set[Choices] = set()
        self._seconds = WEEK
        self._uses = DEFAULT_USES
        self._approval = False
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
    def approval(self) -> bool:
        """Whether an admin is asked before anybody joins."""
        return self._approval

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
        """Have a code for the choices as they are: the one made before if it is still open, else a new one."""
        choices = self._choices()
        if choices is None:
            return
        self._busy, self._error, self._hint = True, "", ""
        self.changed.emit()
        if choices not in self._making:
            self._making.add(choices)
            self.context.spawn(self._make(choices), self._fail)

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

    @Slot(bool)
    def setApproval(self, approval: bool) -> None:
        """Have an admin asked, or not, before anybody joins."""
        self._approval = approval
        self.make()

    def _choices(self) -> Choices | None:
        return Choices(self._group_id, self._seconds, self._uses, self._approval) if self._group_id else None

    async def _make(self, choices: Choices) -> None:
        try:
            invite = await self._known(choices) or await self._create(choices)
        finally:
            self._making.discard(choices)
        if choices == self._choices():
            self._busy = False
            self._invite = invite
        self.changed.emit()

    async def _create(self, choices: Choices) -> Invite:
        invite = await self.bridge.call(
            lambda engine: engine.invites.create(
                choices.group_id, max_uses=choices.uses, expires_in=choices.seconds, approval=choices.approval
            )
        )
        self._made[choices] = invite.invite_id
        self.made.emit()
        return invite

    async def _known(self, choices: Choices) -> Invite | None:
        """Return the invite made before with these choices, unless nobody could use it any more."""
        known = self._made.get(choices)
        if known is None:
            return None
        invites = await self.bridge.call(lambda engine: engine.invites.list(choices.group_id))
        return next((one for one in invites if one.invite_id == known and is_open(one, words.now_ms())), None)

    def _fail(self, error: CauserieError) -> None:
        self._busy = False
        self._error, self._hint = words.error_sentence(error), words.error_hint(error)
        self.changed.emit()
