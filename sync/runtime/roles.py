"""What a session needs of the rest of the engine: who decides, who watches, who answers."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from sync.core.file_frames import ChunkAsk, ChunkData, FileAsk, FileFrame, FileHave
from sync.core.frames import Introduction, JoinAnswer, JoinAsk, JoinForward, JoinVerdict, Knock, KnockAnswer
from sync.core.ids import GroupId, LogId
from sync.core.link_frames import LinkFrame
from sync.errors import CauserieError
from sync.runtime.live_room import LiveRoom

if TYPE_CHECKING:
    from sync.runtime.commits import Commit
    from sync.runtime.sessions import PeerSession


class Doorman(Protocol):
    """Who decides about joining, on both sides of it."""

    async def asked(self, peer: "PeerSession", ask: JoinAsk) -> JoinAnswer:
        """Answer a newcomer."""
        ...

    async def received(
        self, peer: "PeerSession", frame: Knock | KnockAnswer | JoinAnswer | JoinForward | JoinVerdict
    ) -> None:
        """Take another frame about joining."""
        ...

    async def control_synced(self, peer: "PeerSession", live: LiveRoom) -> None:
        """The control logs of both sides are the same."""
        ...

    def patience(self, peer: "PeerSession") -> float:
        """Return for how long a guest whose time is up may stay, in s."""
        ...

    async def arrived(self, peer: "PeerSession") -> None:
        """A peer is connected: ask it for the groups still being joined."""
        ...

    def departed(self, peer: "PeerSession") -> None:
        """A peer is gone."""
        ...


class Files(Protocol):
    """Who fetches files from peers, and gives them files."""

    def arrived(self, session: "PeerSession", group: GroupId, /) -> None:
        """A group is shared with a peer."""
        ...

    def departed(self, session: "PeerSession", /) -> None:
        """A peer is gone."""
        ...

    def received(self, session: "PeerSession", frame: FileFrame, /) -> None:
        """Take a frame about files; raises HostileInput."""
        ...

    def committed(self, live: LiveRoom, commit: "Commit", /) -> None:
        """Messages were stored, which may name files."""
        ...

    def forgotten(self) -> None:
        """A group is no longer on this device."""
        ...

    async def answer(self, session: "PeerSession", ask: FileAsk | ChunkAsk, /) -> FileHave | ChunkData:
        """Return what a peer asked for."""
        ...


class Watcher(Protocol):
    """Who hears what sessions learn about groups."""

    files: Files

    async def peer_has(self, peer: "PeerSession", live: LiveRoom, heads: Mapping[LogId, int]) -> None:
        """The peer has stored logs of a group up to these sequence numbers."""
        ...

    def trouble(self, error: CauserieError) -> None:
        """What a peer sent could not be stored."""
        ...

    def glimpsed(self, live: LiveRoom) -> None:
        """The newest of a long history can be seen."""
        ...

    def caught_up(self, peer: "PeerSession", live: LiveRoom) -> None:
        """This device has all that a peer has of a group."""
        ...

    def progress(self, group: GroupId, received: int, total: int) -> None:
        """Catching up has come this far."""
        ...

    async def control_synced(self, peer: "PeerSession", live: LiveRoom) -> None:
        """The control logs of both sides are the same."""
        ...

    @property
    def synced(self) -> Callable[[GroupId], None]:
        """All logs of a group are the same on both sides."""
        ...


class Outsider(Protocol):
    """Who answers for groups that are not shared with a peer."""

    async def offered(self, peer: "PeerSession", group: GroupId) -> None:
        """The peer takes this device for a member of a group that is not shared with it here."""
        ...

    async def introduced(self, peer: "PeerSession", frame: Introduction) -> None:
        """The peer asks about a conversation of two, or introduces one."""
        ...


class Kin(Protocol):
    """Who looks after the devices of this account, and those that are to become so."""

    async def arrived(self, peer: "PeerSession") -> None:
        """A peer is connected: it may be a device of the account, or of one that is to be linked."""
        ...

    def departed(self, peer: "PeerSession") -> None:
        """A peer is gone."""
        ...

    def patience(self, peer: "PeerSession") -> float:
        """Return for how long a guest whose time is up may stay, in s."""
        ...

    async def received(self, peer: "PeerSession", frame: LinkFrame) -> None:
        """Take a frame about devices."""
        ...
