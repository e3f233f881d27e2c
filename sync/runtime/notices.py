"""`engine.notices`: what a person should read, told at once and kept until it is dismissed."""

import builtins

from sync.changes import ChangeHub, Notice
from sync.core.ids import AccountId, GroupId
from sync.store import notices as notice_store
from sync.store.database import Store
from sync.views import StoredNotice


class NoticeBoard:
    """The notices of this profile."""

    def __init__(self, store: Store, hub: ChangeHub) -> None:
        self._store = store
        self._hub = hub

    async def post(
        self, code: str, message: str, at: int, *, group: GroupId | None = None, account: AccountId | None = None
    ) -> None:
        """Keep a notice of `at` (ms) and tell it, unless the same one is kept already (see `sync.store.notices`)."""
        number = await self._store.write(lambda db: notice_store.add(db, code, message, at, group, account))
        if number:
            self._hub.publish(Notice(code, message, group, account, number))

    async def list(self) -> builtins.list[StoredNotice]:
        """Return what is kept, the newest first."""
        return await self._store.read(notice_store.list_all)

    async def dismiss(self, notice_id: int) -> None:
        """Forget a notice; one that is gone already is no error."""
        await self._store.write(lambda db: notice_store.remove(db, notice_id))
