"""Says aloud what may mean that somebody is not who he seems: devices nobody compared, and names borne twice."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sync.changes import ContactUpdated, Notice
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.safety import look_alike
from sync.errors import CauserieError
from sync.runtime.chores import Chores
from sync.runtime.context import Context
from sync.runtime.live_room import LiveRoom
from sync.runtime.present import UNKNOWN_NAME
from sync.views import GroupState

log = logging.getLogger(__name__)

CHANGED = "safety_number_changed"
NEW_DEVICE = "new_device"
SAME_NAME = "same_name"


@dataclass(frozen=True, slots=True)
class _Face:
    """How a member of a group looked the last time; names that are easily taken for one another have one `key`."""

    name: str
    key: str
    devices: frozenset[DeviceId]


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A member who is new in a group or looks different now. `arriving`: it is we who are new there."""

    live: LiveRoom
    account: AccountId
    face: _Face
    before: _Face | None
    known: frozenset[DeviceId]
    """The devices he had in any common group until now."""
    arriving: bool


class Lookout:
    """Compares the members of every group with what they were, after each change of the group.

    What is there when this device starts is no news; what is there when it comes into a group neither, except where it
    concerns somebody who was verified.
    """

    def __init__(self, context: Context, name_of: Callable[[AccountId], str]) -> None:
        self._context = context
        self._name_of = name_of
        self._faces: dict[GroupId, Mapping[AccountId, _Face]] = {}
        self._chores = Chores()

    def begin(self, rooms: Iterable[LiveRoom]) -> None:
        """Take what the store has as known."""
        for live in rooms:
            if live.state is GroupState.JOINED:
                self._faces[live.group_id] = _faces(live)

    def look(self, live: LiveRoom) -> None:
        """Compare a group whose control log has grown."""
        if live.state is not GroupState.JOINED:
            self._faces.pop(live.group_id, None)
            return
        before = self._faces.get(live.group_id)
        known = before or {}
        after = _faces(live)
        sightings = [
            _Sighting(live, account, face, known.get(account), self._devices(account), before is None)
            for account, face in after.items()
            if known.get(account) != face
        ]
        self._faces[live.group_id] = after
        for sighting in sightings:
            if sighting.account != self._context.who().account and sighting.account not in self._context.blocked:
                self._compare_devices(sighting)
                self._compare_names(sighting, after)

    async def stop(self) -> None:
        """Return when everything is posted."""
        await self._chores.stop()

    def _devices(self, account: AccountId) -> frozenset[DeviceId]:
        return frozenset(
            device for faces in self._faces.values() if account in faces for device in faces[account].devices
        )

    def _compare_devices(self, seen: _Sighting) -> None:
        fresh = seen.face.devices - seen.known
        compared = self._context.compared.get(seen.account)
        name = seen.face.name or UNKNOWN_NAME
        if compared and fresh - compared:
            self._context.hub.publish(ContactUpdated(seen.account))
            text = (
                f"The safety number with {name} has changed: there is a device that you have not compared. Compare the "
                "numbers again, in person, before you trust what is written in that name."
            )
            self._tell(CHANGED, text, None, seen.account)
        elif not compared and fresh and seen.known and not seen.arriving:
            text = (
                f"{name} has a new device. Whoever holds it reads and writes in that name. To be sure who it is, "
                "compare safety numbers in person."
            )
            self._tell(NEW_DEVICE, text, None, seen.account)

    def _compare_names(self, seen: _Sighting, members: Mapping[AccountId, _Face]) -> None:
        new = seen.before is None or seen.before.key != seen.face.key
        if not new or not seen.face.key or seen.account in self._context.compared:
            return
        group, name, place = seen.live.group_id, seen.face.name, seen.live.row.name
        verified = self._verified_namesake(seen)
        if verified:
            if seen.live.room.membership.direct:
                text = f"Another {name} wants to talk with you. It is not the {verified} that you have verified."
            elif seen.before is None:
                text = f"Another {name} joined {place}. It is not the {verified} that you have verified."
            else:
                text = f"Somebody in {place} is now called {name}. It is not the {verified} that you have verified."
            self._tell(SAME_NAME, text, group, seen.account)
        elif not seen.arriving and sum(face.key == seen.face.key for face in members.values()) > 1:
            if seen.before is None:
                text = f"Another {name} joined {place}. Compare safety numbers to know who is who."
            else:
                text = f"There is now another {name} in {place}. Compare safety numbers to know who is who."
            self._tell(SAME_NAME, text, group, seen.account)

    def _verified_namesake(self, seen: _Sighting) -> str:
        """Return the name of somebody who was verified and is easily taken for this one, empty if there is none."""
        names = (self._name_of(account) for account in self._context.compared)
        return next((name for name in names if look_alike(name) == seen.face.key), "")

    def _tell(self, code: str, message: str, group: GroupId | None, account: AccountId) -> None:
        self._chores.spawn(self._post(Notice(code, message, group, account)), "notices about people")

    async def _post(self, notice: Notice) -> None:
        """Keep a notice; what cannot be kept is told all the same."""
        board, at = self._context.notices, self._context.clock()
        try:
            await board.post(notice.code, notice.message, at, group=notice.group_id, account=notice.account_id)
        except CauserieError as error:
            log.warning("a notice could not be kept: %s", error.code)
            self._context.hub.publish(notice)


def _faces(live: LiveRoom) -> dict[AccountId, _Face]:
    return {
        account: _Face(state.name, look_alike(state.name), frozenset(state.devices))
        for account, state in live.room.membership.members.items()
    }
