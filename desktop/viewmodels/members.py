"""The members of a group as a list model."""

from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtQml import QmlElement

from desktop.viewmodels import people_words
from desktop.viewmodels.card_rows import CardRows
from desktop.viewmodels.people import hue, initial
from sync.views import Member, Role

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES: Final = (
    "name",
    "initial",
    "hue",
    "standing",
    "detail",
    "online",
    "you",
    "verified",
    "blocked",
    "removable",
    "promotable",
    "demotable",
    "spoken",
)


def _order(member: Member) -> tuple[bool, bool, bool, str, bytes]:
    return not member.you, member.role is Role.MEMBER, not member.online, member.name.casefold(), member.account_id


@QmlElement
class Members(CardRows):
    """People of one group: oneself first, then who runs it, then the others; who is here before who is not, by name."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(ROLES, parent)

    def tell(self, members: tuple[Member, ...]) -> None:
        """Show `members`, each by their account id in hex as `key`."""
        self.show([self._row(member) for member in sorted(members, key=_order)])

    @staticmethod
    def _row(member: Member) -> dict[str, object]:
        return {
            "key": member.account_id.hex(),
            "name": people_words.display_name(member),
            "initial": initial(member.name),
            "hue": hue(member.account_id),
            "standing": people_words.standing(member),
            "detail": people_words.detail(member),
            "online": member.online and not member.you,
            "you": member.you,
            "verified": member.verified,
            "blocked": member.blocked,
            "removable": member.removable,
            "promotable": member.promotable,
            "demotable": member.demotable,
            "spoken": people_words.spoken(member),
        }
