"""Who is connected."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sync.core.ids import AccountId, DeviceId, GroupId

if TYPE_CHECKING:
    from sync.runtime.sessions import PeerSession


class SessionRegistry:
    """The connected devices. `beyond` returns the accounts that are reached through others."""

    def __init__(self) -> None:
        self._sessions: dict[DeviceId, PeerSession] = {}
        self.beyond: Callable[[], set[AccountId]] = set

    def __iter__(self) -> Iterator["PeerSession"]:
        return iter(tuple(self._sessions.values()))

    def add(self, session: "PeerSession") -> None:
        """Take up a session; one at a time for each device."""
        self._sessions[session.device] = session

    def remove(self, session: "PeerSession") -> None:
        """Forget a session that ended."""
        if self._sessions.get(session.device) is session:
            del self._sessions[session.device]

    def get(self, device: DeviceId) -> "PeerSession | None":
        """Return the session with `device`."""
        return self._sessions.get(device)

    def sharing(self, group: GroupId) -> "list[PeerSession]":
        """Return the sessions that synchronise `group`."""
        return [session for session in self._sessions.values() if group in session.shared]

    def online(self) -> set[AccountId]:
        """Return the accounts with a device that can be reached."""
        return {session.account for session in self._sessions.values() if not session.peer.guest} | self.beyond()
