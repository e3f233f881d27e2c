"""Who is blocked, for the settings."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from desktop.viewmodels.member_actions import account_id
from desktop.viewmodels.people import hue, initial
from sync.changes import Change, ContactUpdated, Overflow
from sync.core.ids import AccountId
from sync.errors import CauserieError
from sync.views import Contact

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class BlockList(ViewModel):
    """The people blocked on this device; read when it is first looked at, and kept true from then on."""

    errorChanged = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._rows = CardRows(("name", "initial", "hue"), self)
        self._looked = False
        self._error = ""
        context.bridge.listen(self._on_changes)

    @Property(CardRows, constant=True)
    def rows(self) -> CardRows:
        """Who is blocked, by name: each with `key`, `name`, `initial` and `hue`."""
        return self._rows

    @Property(str, notify=errorChanged)
    def error(self) -> str:
        """Why somebody could not be unblocked."""
        return self._error

    @Slot()
    def look(self) -> None:
        """Read who is blocked."""
        self._looked = True
        self._fail("")
        self.context.spawn(self._load(), self._refuse)

    @Slot(str)
    def unblock(self, key: str) -> None:
        """See somebody again, by their account id in hex."""
        self._fail("")
        self.context.spawn(self._unblock(account_id(key)), self._refuse)

    async def _load(self) -> None:
        self._rows.show([self._row(contact) for contact in await self.bridge.call(lambda e: e.contacts.blocked())])

    async def _unblock(self, account: AccountId) -> None:
        await self.bridge.call(lambda engine: engine.contacts.unblock(account))
        await self._load()

    @staticmethod
    def _row(contact: Contact) -> dict[str, object]:
        return {
            "key": contact.account_id.hex(),
            "name": contact.name,
            "initial": initial(contact.name),
            "hue": hue(contact.account_id),
        }

    def _refuse(self, error: CauserieError) -> None:
        self._fail(words.error_line(error))

    def _fail(self, error: str) -> None:
        self._error = error
        self.errorChanged.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        if self._looked and any(isinstance(change, ContactUpdated | Overflow) for change in changes):
            self.context.spawn(self._load(), self._refuse)
