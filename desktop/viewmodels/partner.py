"""The other one in a conversation of two."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from desktop.viewmodels import people_words
from desktop.viewmodels.people import hue, initial
from sync.views import Group, GroupKind, Member

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Partner(QObject):
    """Who one talks with alone; `present` is false in groups, and `here` once they have left."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._group: Group | None = None
        self._member: Member | None = None

    def show(self, group: Group | None) -> None:
        """Be about the other one in `group`."""
        self._group = group if group is not None and group.kind is GroupKind.DIRECT else None
        others = self._group.members if self._group else ()
        self._member = next((member for member in others if not member.you), None)
        self.changed.emit()

    @Property(bool, notify=changed)
    def present(self) -> bool:
        """Whether a conversation of two is open."""
        return self._group is not None

    @Property(str, notify=changed)
    def key(self) -> str:
        """Their account id in hex; empty once they have left."""
        return self._member.account_id.hex() if self._member else ""

    @Property(str, notify=changed)
    def name(self) -> str:
        """Their name."""
        return self._name()

    @Property(str, notify=changed)
    def initial(self) -> str:
        """The letter of their avatar."""
        return initial(self._name())

    @Property(float, notify=changed)
    def hue(self) -> float:
        """The hue of their avatar: the same wherever they are seen."""
        identity = self._group.partner if self._group and self._group.partner else None
        return hue(self._member.account_id if self._member else identity or b"\0\0")

    @Property(str, notify=changed)
    def line(self) -> str:
        """Whether they are here, and on how many devices."""
        if self._member is None:
            return ""
        parts = (people_words.standing(self._member), people_words.devices(self._member.devices))
        return " · ".join(part for part in parts if part)

    @Property(bool, notify=changed)
    def online(self) -> bool:
        """Whether they are here."""
        return self._member is not None and self._member.online

    @Property(bool, notify=changed)
    def verified(self) -> bool:
        """Whether their safety number was compared."""
        return self._member is not None and self._member.verified

    @Property(bool, notify=changed)
    def blocked(self) -> bool:
        """Whether they are blocked."""
        return self._member is not None and self._member.blocked

    def _name(self) -> str:
        if self._member is not None:
            return self._member.name
        return self._group.name if self._group else ""
