"""The fake engine's notices."""

from collections.abc import Sequence

from sync.changes import Notice
from sync.core.ids import AccountId, GroupId
from sync.views import StoredNotice
from tests.support.fake_state import FakeState


class FakeNotices:
    """What should be read."""

    def __init__(self, state: FakeState) -> None:
        self._state = state
        self.kept: list[StoredNotice] = []

    def post(
        self, code: str, message: str, at: int, *, group: GroupId | None = None, account: AccountId | None = None
    ) -> StoredNotice:
        """Keep a notice and tell it; call on the engine's loop, or before there is one."""
        notice = StoredNotice(next(self._state.counter), code, message, group, account, at)
        self.kept.insert(0, notice)
        self._state.hub.publish(Notice(code, message, group, account, notice.notice_id))
        return notice

    async def list(self) -> Sequence[StoredNotice]:
        """Return what is kept."""
        return list(self.kept)

    async def dismiss(self, notice_id: int) -> None:
        """Forget one."""
        self.kept = [notice for notice in self.kept if notice.notice_id != notice_id]
