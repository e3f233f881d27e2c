"""The safety number shared with somebody: showing it, comparing it, and keeping that it was compared."""

import unicodedata
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.ports import EnginePort
from desktop.viewmodels import safety_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.member_actions import account_id
from sync.changes import Change, ContactUpdated, MemberUpdated, Overflow
from sync.core.ids import AccountId
from sync.core.safety import DIGITS, read_number
from sync.errors import CauserieError
from sync.views import SafetyNumber

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

GROUP: Final = 5
"""Digits that stand together."""
LINE: Final = 3
"""Groups of them on a line."""


@QmlElement
class SafetySheet(ViewModel):
    """The dialog of one person's safety number. What was typed to compare stays whatever happens."""

    changed = Signal()
    typedChanged = Signal()
    asked = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._account: AccountId | None = None
        self._number: SafetyNumber | None = None
        self._typed = ""
        self._busy = False
        self._error = ""
        self._hint = ""
        context.bridge.listen(self._on_changes)

    @Slot(str)
    def show(self, key: str) -> None:
        """Show the number shared with somebody, by their account id in hex."""
        self._account, self._number, self._typed = account_id(key), None, ""
        self.typedChanged.emit()
        self._change(lambda engine, account: engine.contacts.safety_number(account))
        self.asked.emit()

    @Slot()
    def close(self) -> None:
        """The dialog was closed."""
        self._account = None

    @Property(bool, notify=changed)
    def known(self) -> bool:
        """Whether there is a number to show."""
        return self._number is not None

    @Property(str, notify=changed)
    def title(self) -> str:
        """Whose number it is."""
        return safety_words.title(self._number.name) if self._number else ""

    @Property(str, notify=changed)
    def how(self) -> str:
        """How to compare."""
        return safety_words.how(self._number.name) if self._number else ""

    @Property(str, notify=changed)
    def digits(self) -> str:
        """The number, five digits by five."""
        return " ".join(self._groups())

    @Property(str, notify=changed)
    def lines(self) -> str:
        """The same, as many groups a line as one reads out in a breath."""
        groups = self._groups()
        return "\n".join(" ".join(groups[at : at + LINE]) for at in range(0, len(groups), LINE))

    @Property(str, notify=changed)
    def qr(self) -> str:
        """The same for a QR code."""
        return self._number.qr if self._number else ""

    @Property(str, notify=changed)
    def devicesLine(self) -> str:
        """How many devices the number covers."""
        return safety_words.devices(self._number.name, self._number.devices) if self._number else ""

    @Property(bool, notify=changed)
    def verified(self) -> bool:
        """Whether it was compared, and is the same still."""
        return self._number is not None and self._number.verified and not self._number.changed

    @Property(str, notify=changed)
    def verifiedLine(self) -> str:
        """That it was compared; empty if it was not."""
        return safety_words.verified(self._number.name) if self._number and self.verified else ""

    @Property(str, notify=changed)
    def warning(self) -> str:
        """That it is no longer the number that was compared; empty if it is."""
        return safety_words.changed(self._number.name) if self._number and self._number.changed else ""

    @Property(str, notify=changed)
    def warningHint(self) -> str:
        """What that means."""
        return safety_words.changed_hint(self._number.name) if self._number and self._number.changed else ""

    @Property(bool, notify=changed)
    def removable(self) -> bool:
        """Whether something is kept of an earlier comparison."""
        return self._number is not None and (self._number.verified or self._number.changed)

    @Property(str, notify=typedChanged)
    def verdict(self) -> str:
        """What was pasted is nothing, unfinished, the same or different."""
        return self._verdict()

    @Property(str, notify=typedChanged)
    def verdictLine(self) -> str:
        """The same as a sentence."""
        match self._verdict():
            case "same":
                return safety_words.same()
            case "different" if self._number:
                return safety_words.different(self._number.name)
            case "unfinished":
                digits = sum(unicodedata.decimal(character, None) is not None for character in self._typed)
                return safety_words.incomplete(digits) if digits < DIGITS else safety_words.too_many()
            case _:
                return ""

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Whether something is being kept."""
        return self._busy

    @Property(str, notify=changed)
    def error(self) -> str:
        """Why there is no number, or why nothing was kept."""
        return self._error

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to do about that."""
        return self._hint

    @Slot(str)
    def compare(self, text: str) -> None:
        """Compare the number with what the other's device shows."""
        if text != self._typed:
            self._typed = text
            self.typedChanged.emit()

    @Slot()
    def confirm(self) -> None:
        """Keep that the number was compared: the one pasted, else the one that was on the screen meanwhile."""
        if self._number is not None:
            digits = read_number(self._typed) or self._number.digits
            self._change(lambda engine, account: engine.contacts.confirm(account, digits))

    @Slot()
    def unconfirm(self) -> None:
        """Take that back."""
        self._change(lambda engine, account: engine.contacts.unconfirm(account))

    def _groups(self) -> Sequence[str]:
        digits = self._number.digits if self._number else ""
        return [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)]

    def _verdict(self) -> str:
        if not self._typed.strip() or self._number is None:
            return "nothing"
        if not (number := read_number(self._typed)):
            return "unfinished"
        return "same" if number == self._number.digits else "different"

    def _change(self, work: Callable[[EnginePort, AccountId], Coroutine[Any, Any, SafetyNumber]]) -> None:
        account = self._account
        if account is None:
            return
        self._settle(busy=True)

        async def apply() -> None:
            number = await self.bridge.call(lambda engine: work(engine, account))
            if account == self._account:
                self._number = number
                self._settle(busy=False)

        def fail(error: CauserieError) -> None:
            if account == self._account:
                self._settle(busy=False, error=error)

        self.context.spawn(apply(), fail)

    def _settle(self, *, busy: bool, error: CauserieError | None = None) -> None:
        self._busy = busy
        self._error = words.error_sentence(error) if error else ""
        self._hint = words.error_hint(error) if error else ""
        self.changed.emit()
        self.typedChanged.emit()

    def _on_changes(self, changes: Sequence[Change]) -> None:
        """Read the number anew when it may be another one: it must not change unnoticed while it is compared."""
        concerned = any(
            isinstance(change, Overflow)
            or (isinstance(change, ContactUpdated | MemberUpdated) and change.account_id == self._account)
            for change in changes
        )
        if concerned and self._account is not None and not self._busy:
            self._change(lambda engine, account: engine.contacts.safety_number(account))
