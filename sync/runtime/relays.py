"""What happens just now, told to all of a large group: straight to neighbours, through them to everybody else.

A frame for those further away is signed by whoever says it and goes from neighbour to neighbour, to each device by two
ways (PROTOCOL.md, "Topology"). Where everybody is connected, frames go as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from sync.core.codec import encode
from sync.core.frames import (
    JoinVerdict,
    SessionFrame,
    TurnClaim,
    TurnDelta,
    TurnGone,
    TurnStop,
    TypingState,
    decode_session,
)
from sync.core.gossip import MAX_HOPS, Passage, holds, read
from sync.core.gossip_frames import Relayed
from sync.core.ids import AccountId, DeviceId, GroupId
from sync.core.web import TWO_WAYS
from sync.errors import HostileInput
from sync.runtime.context import Context
from sync.runtime.speaking import Allowance, Speaker
from sync.runtime.webs import Webs

Spread: TypeAlias = TurnClaim | TurnDelta | TurnStop | TurnGone | TypingState | JoinVerdict


class Neighbour(Protocol):
    """A connected device, as far as relayed frames go."""

    device: DeviceId

    def send(self, frame: SessionFrame) -> None:
        """Queue a frame."""
        ...


@dataclass(slots=True)
class FarMember:
    """A device that can be reached through others only, as if it were connected."""

    device: DeviceId
    account: AccountId
    shared: set[GroupId] = field(default_factory=set[GroupId])

    def send(self, frame: SessionFrame) -> None:
        """Send nothing: nobody answers a relayed frame."""


class Relays:
    """Sends frames to all of a group and passes on those of others, which `take` gets as if from a neighbour."""

    def __init__(
        self,
        context: Context,
        webs: Webs,
        speaker: Speaker,
        sharing: Callable[[GroupId], Sequence[Neighbour]],
        take: Callable[[FarMember, Spread], None],
    ) -> None:
        self._context = context
        self._webs = webs
        self._speaker = speaker
        self._sharing = sharing
        self._take = take
        self._allowances: dict[DeviceId, Allowance] = {}
        """What is taken of each device, whoever passes it on."""

    def spread(self, group: GroupId, frame: Spread) -> None:
        """Tell everybody in the group who can be reached."""
        told: SessionFrame = frame
        if self._webs.far(group):
            me = self._context.who().device

            def words(session: int, number: int) -> Passage:
                return Passage(group=group, device=me, session=session, number=number, frame=encode(frame))

            told = Relayed(group=group, passage=self._speaker.say(words), hops=MAX_HOPS)
        for neighbour in self._sharing(group):
            neighbour.send(told)

    def received(self, peer: Neighbour, frame: Relayed) -> None:
        """Take a frame that a neighbour passes on, once, and pass it on; raises HostileInput."""
        group = frame.group
        passage = read(frame.passage, Passage, group)
        origin = passage.device
        window = self._webs.window(group, origin)
        member = self._webs.members(group).get(origin)
        if window is None or member is None or passage.session != window.session:
            return
        if not window.is_news(passage.session, passage.number):
            return
        if not holds(frame.passage, passage):
            raise HostileInput("relayed frame: not signed by its device")
        window.note(passage.session, passage.number)
        if not self._allowances.setdefault(origin, Allowance()).spend():
            return
        try:
            said = decode_session(passage.frame)
            if not isinstance(said, Spread) or said.group != group:
                raise HostileInput("relayed frame: not one that is relayed")
            self._take(FarMember(origin, member.account, {group}), said)
        except HostileInput:
            if origin == peer.device:
                raise
            return  # who passes it on may know something of it that this device does not, and not have looked
        self._pass_on(peer, frame, origin)

    def _pass_on(self, peer: Neighbour, frame: Relayed, origin: DeviceId) -> None:
        web = self._webs.web(frame.group)
        if web is None or not frame.hops:
            return
        onward = web.onward(origin, TWO_WAYS) - {peer.device}
        for neighbour in self._sharing(frame.group):
            if neighbour.device in onward:
                neighbour.send(Relayed(group=frame.group, passage=frame.passage, hops=frame.hops - 1))
