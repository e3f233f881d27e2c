"""What can be done with a person: write to them, change their role, remove them, block them."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import people_words, question_words, words
from desktop.viewmodels.base import Context, Passing, ViewModel
from desktop.viewmodels.confirmation import Confirmation, Question
from desktop.viewmodels.question_words import Wording
from sync.core.ids import AccountId
from sync.views import Group, Member, Role

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1


def account_id(key: str) -> AccountId:
    """Return the account whose id in hex is `key`."""
    return AccountId(bytes.fromhex(key))


@QmlElement
class MemberActions(ViewModel):
    """Actions on the people of the open conversation, named by their account ids in hex."""

    opened = Signal(object)

    def __init__(self, context: Context, confirmation: Confirmation, parent: QObject) -> None:
        super().__init__(context, parent)
        self._confirmation = confirmation
        self._group: Group | None = None

    def show(self, group: Group | None) -> None:
        """Be about the people of `group`, or of none."""
        self._group = group

    @Slot(str)
    def message(self, key: str) -> None:
        """Open the conversation of two with somebody; `opened` names it."""
        self.context.spawn(self._open_direct(account_id(key)))

    @Slot(str)
    def askRemove(self, key: str) -> None:
        """Remove somebody from the group, if that is meant."""
        self._ask(key, question_words.removal, self._remove)

    @Slot(str)
    def askPromote(self, key: str) -> None:
        """Make somebody an admin, if that is meant."""
        self._ask(key, question_words.promotion, self._promote)

    @Slot(str)
    def askDemote(self, key: str) -> None:
        """Make an admin an ordinary member, if that is meant."""
        self._ask(key, question_words.demotion, self._demote)

    @Slot(str)
    def askBlock(self, key: str) -> None:
        """Block somebody, if that is meant."""
        self._ask(key, lambda name, _: question_words.blocking(name), self._block)

    @Slot(str)
    def unblock(self, key: str) -> None:
        """See somebody again."""
        self.context.spawn(self._unblock(account_id(key)))

    def _ask(
        self,
        key: str,
        wording: Callable[[str, str], Wording],
        work: Callable[[Group, Member], Coroutine[Any, Any, None]],
    ) -> None:
        group = self._group
        member = next((m for m in group.members if m.account_id.hex() == key), None) if group else None
        if group is not None and member is not None:
            title = words.group_title(group.name, group.state)
            self._confirmation.ask(Question(wording(member.name, title), lambda: work(group, member)))

    async def _open_direct(self, account: AccountId) -> None:
        self.opened.emit(await self.bridge.call(lambda engine: engine.groups.open_direct(account)))

    async def _remove(self, group: Group, member: Member) -> None:
        await self.bridge.call(lambda engine: engine.members.remove(group.group_id, member.account_id))
        self._done(people_words.removed_now(member.name, words.group_title(group.name, group.state)))

    async def _promote(self, group: Group, member: Member) -> None:
        await self._set_role(group, member, Role.ADMIN)
        self._done(people_words.admin_now(member.name))

    async def _demote(self, group: Group, member: Member) -> None:
        await self._set_role(group, member, Role.MEMBER)
        self._done(people_words.member_now(member.name))

    async def _set_role(self, group: Group, member: Member, role: Role) -> None:
        await self.bridge.call(lambda engine: engine.members.set_role(group.group_id, member.account_id, role))

    async def _block(self, _: Group, member: Member) -> None:
        contact = await self.bridge.call(lambda engine: engine.contacts.block(member.account_id))
        self.context.tell(
            Passing(
                people_words.blocked_now(contact.name),
                offer=people_words.unblock(),
                act=lambda: self.unblock(contact.account_id.hex()),
            )
        )

    async def _unblock(self, account: AccountId) -> None:
        contact = await self.bridge.call(lambda engine: engine.contacts.unblock(account))
        self._done(people_words.unblocked_now(contact.name))

    def _done(self, sentence: str) -> None:
        self.context.tell(Passing(sentence, brief=True))
