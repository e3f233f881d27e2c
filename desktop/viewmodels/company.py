"""The people one is with: what can be done with them, and with the conversation one shares."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.blocked import BlockList
from desktop.viewmodels.confirmation import Confirmation
from desktop.viewmodels.group_profile import GroupProfile
from desktop.viewmodels.member_actions import MemberActions
from desktop.viewmodels.network_check import NetworkCheck
from desktop.viewmodels.partings import Partings
from desktop.viewmodels.partner import Partner
from desktop.viewmodels.policies import Policies
from desktop.viewmodels.safety import SafetySheet
from sync.views import Group

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Company(ViewModel):
    """The parts of the window that are about people; all of them look at the open conversation."""

    opened = Signal(object)
    parted = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._confirmation = Confirmation(context, self)
        self._actions = MemberActions(context, self._confirmation, self)
        self._partings = Partings(context, self._confirmation, self)
        self._safety = SafetySheet(context, self)
        self._blocked = BlockList(context, self)
        self._network = NetworkCheck(context, self)
        self._partner = Partner(self)
        self._policies = Policies(context, self)
        self._profile = GroupProfile(context, self)
        self._actions.opened.connect(self.opened)
        self._partings.parted.connect(self.parted)

    def show(self, group: Group | None) -> None:
        """Be about the people of `group`, or of none."""
        for part in (self._actions, self._partings, self._partner, self._policies, self._profile):
            part.show(group)

    @Property(Confirmation, constant=True)
    def confirmation(self) -> Confirmation:
        """What is being asked."""
        return self._confirmation

    @Property(MemberActions, constant=True)
    def actions(self) -> MemberActions:
        """What can be done with a person."""
        return self._actions

    @Property(NetworkCheck, constant=True)
    def network(self) -> NetworkCheck:
        """What keeps people from seeing each other."""
        return self._network

    @Property(Partings, constant=True)
    def partings(self) -> Partings:
        """Ways out of the conversation."""
        return self._partings

    @Property(SafetySheet, constant=True)
    def safety(self) -> SafetySheet:
        """The safety number that is looked at."""
        return self._safety

    @Property(BlockList, constant=True)
    def blocked(self) -> BlockList:
        """Who is blocked."""
        return self._blocked

    @Property(Partner, constant=True)
    def partner(self) -> Partner:
        """The other one in a conversation of two."""
        return self._partner

    @Property(Policies, constant=True)
    def policies(self) -> Policies:
        """Who can do what."""
        return self._policies

    @Property(GroupProfile, constant=True)
    def profile(self) -> GroupProfile:
        """The group's name and description."""
        return self._profile
