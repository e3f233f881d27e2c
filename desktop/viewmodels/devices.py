"""The devices of this account: which there are, ending one, and linking a new one."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import device_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from sync.changes import Change, LinkFinished, LinkRequested, Overflow, PeerConnected, PeerDisconnected
from sync.core.ids import DeviceId
from sync.errors import CauserieError, NoSuchRequest
from sync.views import LinkCode, LinkRequest, OwnDevice

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES = ("name", "line", "here", "connected")


@QmlElement
class Devices(ViewModel):
    """The list is read when somebody looks at it; a device that asks to be linked is told at once."""

    changed = Signal()
    linkChanged = Signal()
    requestChanged = Signal()
    requested = Signal()
    finished = Signal(str, bool)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._rows = CardRows(ROLES, self)
        self._looked = False
        self._error = ""
        self._code: LinkCode | None = None
        self._making = False
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.timeout.connect(self.linkChanged)
        self._request: LinkRequest | None = None
        self._deciding = False
        self._request_error = ""
        context.bridge.listen(self._on_changes)

    @Property(CardRows, constant=True)
    def rows(self) -> CardRows:
        """The devices, this one first."""
        return self._rows

    @Property(str, notify=changed)
    def error(self) -> str:
        """What went wrong last with the list or a code."""
        return self._error

    @Property(str, notify=linkChanged)
    def code(self) -> str:
        """What the new device is given; empty while there is no code."""
        return self._code.code if self._code and self._code.expires_at > words.now_ms() else ""

    @Property(str, notify=linkChanged)
    def codeExpires(self) -> str:
        """Until when the code is good."""
        return words.short_time(self._code.expires_at, words.now_ms()) if self._code else ""

    @Property(bool, notify=linkChanged)
    def making(self) -> bool:
        """Whether a code is being made."""
        return self._making

    @Property(str, notify=requestChanged)
    def digits(self) -> str:
        """What the new device shows too, in two groups of three; empty when none asks."""
        return device_words.grouped(self._request.digits) if self._request else ""

    @Property(bool, notify=requestChanged)
    def deciding(self) -> bool:
        """Whether the answer to the new device is under way."""
        return self._deciding

    @Property(str, notify=requestChanged)
    def requestError(self) -> str:
        """Why the answer did not go through."""
        return self._request_error

    @Slot()
    def look(self) -> None:
        """Read the devices, and whether one asks to be linked."""
        self._looked = True
        self._fail(None)
        self.context.spawn(self._load(), self._fail)

    @Slot()
    def leave(self) -> None:
        """Nobody looks at the list any more; a code that is not used stays good until it expires."""
        self._looked = False

    @Slot(str)
    def revoke(self, key: str) -> None:
        """Take a device out of every group."""
        self._fail(None)
        self.context.spawn(self._revoke(DeviceId(bytes.fromhex(key))), self._fail)

    @Slot()
    def beginLink(self) -> None:
        """Make a code for a new device."""
        if not self._making:
            self._making = True
            self._fail(None)
            self.linkChanged.emit()
            self.context.spawn(self._begin(), self._fail)

    @Slot()
    def confirm(self) -> None:
        """Link the device that asks."""
        self._decide(yes=True)

    @Slot()
    def reject(self) -> None:
        """Do not link it."""
        self._decide(yes=False)

    async def _load(self) -> None:
        devices = await self.bridge.call(lambda engine: engine.devices.list())
        self._rows.show([self._row(device) for device in devices])
        waiting = await self.bridge.call(lambda engine: engine.devices.requests())
        self._ask(waiting[0] if waiting else None)

    async def _revoke(self, device_id: DeviceId) -> None:
        await self.bridge.call(lambda engine: engine.devices.revoke(device_id))
        await self._load()

    async def _begin(self) -> None:
        self._code = await self.bridge.call(lambda engine: engine.devices.begin_link())
        self._making = False
        self._expiry.start(max(0, self._code.expires_at - words.now_ms()))
        self.linkChanged.emit()

    def _decide(self, *, yes: bool) -> None:
        if self._request is not None and not self._deciding:
            self._deciding, self._request_error = True, ""
            self.requestChanged.emit()
            self.context.spawn(self._settle(self._request, yes), self._fail_request)

    async def _settle(self, request: LinkRequest, yes: bool) -> None:
        if yes:
            await self.bridge.call(lambda engine: engine.devices.confirm_link(request.request_id))
        else:
            await self.bridge.call(lambda engine: engine.devices.reject_link(request.request_id))
            self._ask(None)

    def _fail_request(self, error: CauserieError) -> None:
        if isinstance(error, NoSuchRequest):
            self._ask(None)
            self.context.report(error)
            return
        self._deciding, self._request_error = False, words.error_line(error)
        self.requestChanged.emit()

    def _fail(self, error: CauserieError | None) -> None:
        self._error = words.error_line(error) if error else ""
        if error is not None:
            self._making = False
        self.linkChanged.emit()
        self.changed.emit()

    def _ask(self, request: LinkRequest | None) -> None:
        """Show what asks to be linked, or that nothing does any more."""
        known = self._request
        self._request = request
        if request != known:
            self._deciding, self._request_error = False, ""
        self.requestChanged.emit()
        if request is not None and request != known:
            self.requested.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, LinkRequested):
                self._ask(change.request)
            elif isinstance(change, LinkFinished):
                self._finish(change)
        if self._looked and any(isinstance(one, PeerConnected | PeerDisconnected | Overflow) for one in changes):
            self.look()

    def _finish(self, change: LinkFinished) -> None:
        if self._request is not None and self._request.request_id == change.request_id:
            self._ask(None)
        self._code = None
        self.linkChanged.emit()
        self.finished.emit(device_words.link_result(change.error), change.error != "")
        if self._looked:
            self.look()

    @staticmethod
    def _row(device: OwnDevice) -> dict[str, object]:
        return {
            "key": device.device_id.hex(),
            "name": device_words.device_name(device),
            "line": device_words.device_line(device, words.now_ms()),
            "here": device.this,
            "connected": device.connected,
        }
