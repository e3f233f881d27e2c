"""Newcomers who wait to be let into the open group, for whoever may decide that."""

from collections.abc import Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from desktop.viewmodels import entry_words, words
from desktop.viewmodels.base import Context, ViewModel
from desktop.viewmodels.card_rows import CardRows
from desktop.viewmodels.people import hue, initial
from sync.changes import Change, JoinRequested, JoinSettled
from sync.core.ids import GroupId, InviteId, RequestId
from sync.errors import CauserieError, NoSuchRequest
from sync.views import Group, Invite, JoinRequest

QML_IMPORT_NAME = "Causerie.Views"
QML_IMPORT_MAJOR_VERSION = 1

ROLES = ("name", "initial", "hue", "line", "busy", "error")


@QmlElement
class JoinRequests(ViewModel):
    """Who waits; what went wrong with a decision stands beside the newcomer it was about."""

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(context, parent)
        self._group: Group | None = None
        self._rows = CardRows(ROLES, self)
        self._requests: Sequence[JoinRequest] = ()
        self._invites: dict[InviteId, Invite] = {}
        self._busy: set[RequestId] = set()
        self._errors: dict[RequestId, str] = {}
        context.bridge.listen(self._on_changes)

    @Property(CardRows, constant=True)
    def rows(self) -> CardRows:
        """Who waits, the first to ask first."""
        return self._rows

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many wait."""
        return len(self._requests)

    @Property(str, notify=changed)
    def line(self) -> str:
        """Who wants to join, as a sentence; empty when nobody does."""
        return entry_words.newcomers([request.name for request in self._requests])

    def show(self, group: Group | None) -> None:
        """Be about a group as it is now."""
        if group is None or self._group is None or group.group_id != self._group.group_id:
            self._take((), ())
        self._group = group
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read who waits again."""
        if self._group is not None and self._group.rights.approve:
            self.context.spawn(self._load(self._group.group_id))
        else:
            self._take((), ())

    @Slot(str)
    def approve(self, key: str) -> None:
        """Let somebody in."""
        self._decide(RequestId(bytes.fromhex(key)), let_in=True)

    @Slot(str)
    def reject(self, key: str) -> None:
        """Turn somebody away."""
        self._decide(RequestId(bytes.fromhex(key)), let_in=False)

    def _decide(self, request_id: RequestId, *, let_in: bool) -> None:
        if self._group is None or request_id in self._busy:
            return
        self._busy.add(request_id)
        self._errors.pop(request_id, None)
        self._tell()
        work = self._settle(self._group.group_id, request_id, let_in)
        self.context.spawn(work, lambda error: self._fail(request_id, error))

    async def _settle(self, group_id: GroupId, request_id: RequestId, let_in: bool) -> None:
        try:
            if let_in:
                await self.bridge.call(lambda engine: engine.joins.approve(group_id, request_id))
            else:
                await self.bridge.call(lambda engine: engine.joins.reject(group_id, request_id))
        finally:
            self._busy.discard(request_id)
        await self._load(group_id)

    def _fail(self, request_id: RequestId, error: CauserieError) -> None:
        if not isinstance(error, NoSuchRequest):
            self._errors[request_id] = entry_words.decision_error(error)
        self._tell()
        self.reload()

    async def _load(self, group_id: GroupId) -> None:
        requests = await self.bridge.call(lambda engine: engine.joins.list(group_id))
        invites = await self.bridge.call(lambda engine: engine.invites.list(group_id)) if requests else ()
        if self._group is not None and self._group.group_id == group_id:
            self._take(requests, invites)

    def _take(self, requests: Sequence[JoinRequest], invites: Sequence[Invite]) -> None:
        self._requests = sorted(requests, key=lambda request: (request.asked_at, request.request_id))
        self._invites = {invite.invite_id: invite for invite in invites}
        self._tell()

    def _tell(self) -> None:
        group = self._group
        self._rows.show([self._row(one, group) for one in self._requests] if group is not None else ())
        self.changed.emit()

    def _row(self, request: JoinRequest, group: Group) -> dict[str, object]:
        return {
            "key": request.request_id.hex(),
            "name": request.name,
            "initial": initial(request.name),
            "hue": hue(request.account_id),
            "line": entry_words.request_line(request, self._invites.get(request.invite_id), group, words.now_ms()),
            "busy": request.request_id in self._busy,
            "error": self._errors.get(request.request_id, ""),
        }

    def _on_changes(self, changes: Sequence[Change]) -> None:
        group = self._group.group_id if self._group is not None else None
        for change in changes:
            match change:
                case JoinRequested() if change.request.group_id == group:
                    self.reload()
                    return
                case JoinSettled() if change.group_id == group:
                    self.reload()
                    return
                case _:
                    pass
