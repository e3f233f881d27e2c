"""The join dialog: a pasted code is checked while one types, and never thrown away."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.joining_words import preview_line
from sync.core.ids import GroupId
from sync.core.invites import find_code
from sync.errors import CauserieError
from sync.views import InvitePreview

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Joining(ViewModel):
    """What a pasted code says, the joining itself, and typing an address when nobody is found."""

    changed = Signal()
    codeChanged = Signal()
    addressChanged = Signal()
    begun = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._code = ""
        self._offered = ""
        self._preview: InvitePreview | None = None
        self._error = ""
        self._hint = ""
        self._busy = False
        self._joined: GroupId | None = None
        self._address_state = ""
        self._address_error = ""

    @property
    def joined(self) -> GroupId | None:
        """The group of the last code used."""
        return self._joined

    @Property(str, notify=codeChanged)
    def code(self) -> str:
        """What was pasted or typed."""
        return self._code

    @Property(str, notify=changed)
    def offered(self) -> str:
        """A code found on the clipboard; empty if there is none."""
        return self._offered

    @Property(str, notify=changed)
    def error(self) -> str:
        """What is wrong with the code."""
        return self._error

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do about it."""
        return self._hint

    @Property(bool, notify=changed)
    def valid(self) -> bool:
        """Whether the code can be used."""
        return self._preview is not None and not self._preview.already_member

    @Property(str, notify=changed)
    def summary(self) -> str:
        """What the code is for."""
        return words.invite_summary(self._preview) if self._preview else ""

    @Property(str, notify=changed)
    def expiry(self) -> str:
        """How long the code still holds, and whether an admin will be asked, if that is known."""
        if self._preview is None:
            return ""
        return preview_line(self._preview, words.expires_in(self._preview.expires_at, words.now_ms()))

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether joining is under way."""
        return self._busy

    @Property(str, notify=addressChanged)
    def addressState(self) -> str:
        """How connecting to a typed address goes: "", "trying", "failed" or "connected"."""
        return self._address_state

    @Property(str, notify=addressChanged)
    def addressError(self) -> str:
        """Why connecting to a typed address failed."""
        return self._address_error

    @Slot(str)
    def look(self, clipboard: str) -> None:
        """See whether the clipboard's text holds a code to offer."""
        self._offered = find_code(clipboard) or ""
        self.changed.emit()

    @Slot(str)
    def setCode(self, text: str) -> None:
        """Take what was pasted or typed, and check it."""
        if text == self._code:
            return
        self._code = text
        self.codeChanged.emit()
        self._preview, self._error, self._hint = None, "", ""
        self.changed.emit()
        if text.strip():
            self.context.spawn(self._check(text), lambda error: self._refuse(text, error))

    @Slot()
    def join(self) -> None:
        """Use the code."""
        if self._preview is None or self._busy:
            return
        self._busy = True
        self.changed.emit()
        self.context.spawn(self._join(self._code), lambda error: self._refuse(self._code, error))

    @Slot(str)
    def connectTo(self, address: str) -> None:
        """Connect to a typed `host:port`."""
        if address.strip():
            self._set_address("trying", "")
            self.context.spawn(self._connect(address.strip()), self._unreached)

    async def _check(self, text: str) -> None:
        preview = await self.bridge.call(lambda engine: engine.invites.preview(text))
        if text == self._code:
            self._preview = preview
            if preview.already_member:
                self._error = words.already_member(preview)
            self.changed.emit()

    async def _join(self, text: str) -> None:
        self._joined = await self.bridge.call(lambda engine: engine.invites.join(text))
        self._busy = False
        self._offered = ""
        self.setCode("")
        self.begun.emit()

    async def _connect(self, address: str) -> None:
        await self.bridge.call(lambda engine: engine.peers.connect(address))
        self._set_address("connected", "")

    def _refuse(self, text: str, error: CauserieError) -> None:
        self._busy = False
        if text == self._code:
            self._preview = None
            self._error, self._hint = words.error_sentence(error), words.error_hint(error)
        self.changed.emit()

    def _unreached(self, error: CauserieError) -> None:
        self._set_address("failed", words.error_line(error))

    def _set_address(self, state: str, error: str) -> None:
        self._address_state, self._address_error = state, error
        self.addressChanged.emit()
