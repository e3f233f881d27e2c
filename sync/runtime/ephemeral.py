"""What is told but not stored: streaming answers, who is typing, which models are offered."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sync.changes import (
    AnswerDelta,
    Change,
    MessageAdded,
    MessageRemoved,
    OffersChanged,
    StopRequested,
    Typing,
)
from sync.core import turns
from sync.core.frame_fields import MAX_MODEL_CHARACTERS
from sync.core.frames import (
    JoinVerdict,
    Offer,
    TurnClaim,
    TurnDelta,
    TurnGone,
    TurnStop,
    TypingState,
)
from sync.core.gossip_frames import GossipFrame
from sync.core.ids import AccountId, DeviceId, GroupId, LogId, MessageId
from sync.core.names import clean_name, shown_line, shown_stream
from sync.core.signing import MAX_COUNTER
from sync.errors import HostileInput, InvalidInput
from sync.runtime.beyond import Beyond, Connections
from sync.runtime.commits import Commit
from sync.runtime.context import Context
from sync.runtime.live_turns import LiveTurn, LiveTurns
from sync.runtime.present import live_view
from sync.runtime.relays import FarMember, Spread
from sync.runtime.rooms import Rooms
from sync.runtime.speaking import EPHEMERAL_BURST, EPHEMERAL_RATE, Allowance
from sync.runtime.topology import Connected
from sync.views import GroupState, ModelOffer

LEASE_RENEWAL_SECONDS = 7.0
"""How often a host repeats its claim: a third of the lease, so that two may be lost."""

MOST_FINISHED = 512
"""Answers remembered as finished: a claim that arrives after its answer, by another way, begins nothing."""

EphemeralFrame = TurnClaim | TurnDelta | TurnStop | TurnGone | TypingState | Offer | GossipFrame


__all__ = ["EPHEMERAL_BURST", "EPHEMERAL_RATE", "Allowance", "EphemeralFrame", "Ephemerals", "OwnOffer"]

Member = Connected | FarMember


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """What this device would answer with."""

    provider: str
    model: str


def _unheard(_: FarMember, __: JoinVerdict) -> None:
    """Stand in for who believes verdicts until it is there."""


class Ephemerals:
    """Keeps the live turns and offers of members who can be reached and tells the views.

    `acknowledged` takes what a device that is not connected has stored of this device's logs.
    """

    def __init__(
        self,
        context: Context,
        rooms: Rooms,
        registry: Connections,
        acknowledged: Callable[[DeviceId, GroupId, Mapping[LogId, int]], None],
    ) -> None:
        self._context = context
        self._rooms = rooms
        self._hub = context.hub
        self._renewal: asyncio.TimerHandle | None = None
        self._offers: dict[DeviceId, ModelOffer] = {}
        self._finished: dict[MessageId, None] = {}
        self.own_offer: OwnOffer | None = None
        self.verdict: Callable[[FarMember, JoinVerdict], None] = _unheard
        self.turns = LiveTurns(self._expired)
        self.beyond = Beyond(context, rooms, registry, self, acknowledged)

    # --- what peers tell

    def greet(self, peer: Connected) -> None:
        """Tell a peer with whom a group is shared from now on what we offer."""
        self.beyond.greet(peer)
        if self.own_offer is not None:
            peer.send(self.offer_frame())

    def catch_up(self, peer: Connected, group: GroupId) -> None:
        """Tell a peer who has just come into a group what we are streaming there."""
        self.beyond.changed(group)
        me = self._context.who().device
        for turn in self.turns.of_group(group):
            if turn.device == me:
                peer.send(turn.claim_frame())
                peer.send(turn.text_frame())

    def offer_frame(self) -> Offer:
        """Our own offer as a frame; empty when there is none."""
        own = self.own_offer
        return Offer(provider=own.provider, model=own.model) if own is not None else Offer(provider="", model="")

    def received(self, peer: Connected, frame: EphemeralFrame) -> None:
        """Take a frame of a member; one about a group not shared with him is passed over."""
        if isinstance(frame, GossipFrame):
            self.beyond.received(peer, frame)
        elif isinstance(frame, Offer):
            self._offered(peer, frame)
        elif frame.group in peer.shared and self._is_member(peer, frame.group):
            self.take(peer, frame)

    def take(self, member: Member, frame: Spread) -> None:
        """Take a frame of a member, connected or not, about a group that he is in."""
        match frame:
            case TurnClaim():
                self._claimed(member, frame)
            case TurnDelta():
                self._extended(member, frame)
            case TurnGone():
                self._withdrawn(member, frame)
            case TurnStop():
                self._stop(member, frame)
            case TypingState():
                self._tell(member.account, Typing(frame.group, member.account, frame.active))
            case JoinVerdict():
                if isinstance(member, FarMember):
                    self.verdict(member, frame)

    def departed(self, peer: Connected) -> None:
        """Drop what a peer that is gone was streaming and offering, where it is not reached in another way."""
        for turn in self.turns.of_device(peer.device):
            if not self.beyond.reaches(turn.group, peer.device):
                self._expired(turn)
        if self._offers.pop(peer.device, None) is not None:
            self._tell(peer.account, *(OffersChanged(group) for group in peer.shared))

    def end_turns(self, group: GroupId, device: DeviceId | None = None) -> None:
        """Drop what a device that is no longer in the group was streaming there, or what anybody was (None)."""
        for turn in self.turns.of_group(group):
            if device in (None, turn.device):
                self.turns.remove(turn.turn)
                self._hub.publish(MessageRemoved(group, turn.turn))

    # --- what the rest of the engine asks

    def offers(self, group: GroupId) -> tuple[ModelOffer, ...]:
        """Return what connected devices of the group's members would run, none of blocked ones."""
        live = self._rooms.find(group)
        if live is None or live.state is not GroupState.JOINED:
            return ()
        blocked = self._context.blocked
        offers = [offer for offer in self._offers.values() if live.has_device(offer.device_id)]
        offers += self.beyond.offers(group)
        return tuple(offer for offer in offers if offer.account_id not in blocked)

    def own_words(self) -> tuple[str, str]:
        """Return provider and model that this device offers, both empty for none."""
        return ("", "") if self.own_offer is None else (self.own_offer.provider, self.own_offer.model)

    def spread(self, group: GroupId, frame: Spread) -> None:
        """Tell everybody in the group who can be reached."""
        self.beyond.relays.spread(group, frame)

    def passes_on(self, session: Connected, group: GroupId, commit: Commit) -> bool:
        """Return whether to push to a neighbour what somebody else has just written; see `Topology`."""
        return self.beyond.topology.passes_on(session, group, commit)

    def holds_back(self, session: Connected, group: GroupId, commit: Commit) -> bool:
        """Return whether a neighbour is told of a commit in a moment only; see `Topology`."""
        return self.beyond.topology.holds_back(session, group, commit)

    def finished(self, turn: MessageId) -> bool:
        """Note that an answer is stored; returns whether it was streaming until now."""
        self._finished[turn] = None
        if len(self._finished) > MOST_FINISHED:
            del self._finished[next(iter(self._finished))]
        return self.turns.remove(turn) is not None

    def renew_own(self) -> None:
        """Tell members that answers hosted here are still being written, however slow the model."""
        me = self._context.who().device
        for turn in self.turns.of_device(me):
            self.spread(turn.group, turn.claim_frame())
            if self.beyond.webs.far(turn.group):
                self.spread(turn.group, turn.text_frame())  # for whoever came in the middle, or missed something
        self._renewal = None
        self._arm()

    def own_turn_began(self) -> None:
        """Keep the claims of this device alive from now on."""
        self._arm()

    def stop(self) -> None:
        """Disarm every timer."""
        self.turns.clear()
        if self._renewal is not None:
            self._renewal.cancel()
            self._renewal = None

    def _arm(self) -> None:
        if self._renewal is None and self.turns.of_device(self._context.who().device):
            self._renewal = asyncio.get_running_loop().call_later(LEASE_RENEWAL_SECONDS, self.renew_own)

    def _tell(self, account: AccountId, *changes: Change) -> None:
        """Tell views what somebody does, unless he is blocked."""
        if account not in self._context.blocked:
            self._hub.publish(*changes)

    def _is_member(self, peer: Member, group: GroupId) -> bool:
        live = self._rooms.find(group)
        return live is not None and live.has_device(peer.device)

    def _offered(self, peer: Member, frame: Offer) -> None:
        provider = shown_line(frame.provider, MAX_MODEL_CHARACTERS)
        model = shown_line(frame.model, MAX_MODEL_CHARACTERS)
        before = self._offers.pop(peer.device, None)
        if model or provider:
            self._offers[peer.device] = ModelOffer(peer.device, peer.account, provider, model)
        if self._offers.get(peer.device) == before:
            return
        self._tell(peer.account, *(OffersChanged(group) for group in peer.shared))

    def _claimed(self, peer: Member, frame: TurnClaim) -> None:
        known = self.turns.get(frame.turn)
        if known is not None:
            if known.device == peer.device:
                self.turns.renew(known)
            return
        if frame.turn in self._finished:
            return
        if frame.turn != turns.turn_id(frame.trigger, peer.device, frame.attempt):
            raise HostileInput("claim: the turn's id is not its question's, host's and attempt's")
        try:
            name = clean_name(frame.name)
        except InvalidInput as error:
            raise HostileInput("claim: unusable name") from error
        live = self._rooms.get(frame.group)
        turn = LiveTurn(
            group=frame.group,
            turn=frame.turn,
            trigger=frame.trigger,
            attempt=frame.attempt,
            rank=frame.rank,
            name=name,
            provider=shown_line(frame.provider, MAX_MODEL_CHARACTERS),
            model=shown_line(frame.model, MAX_MODEL_CHARACTERS),
            device=peer.device,
            account=peer.account,
            placed=min(frame.placed, live.room.lamport + 1, MAX_COUNTER),
            started=min(frame.started, self._context.clock()),
        )
        if self.turns.add(turn, leased=True):
            # A blocked account's is kept too: its rank counts for who answers, and it shows once it is unblocked.
            self._tell(turn.account, MessageAdded(turn.group, live_view(turn, live.room), live=True))

    def _extended(self, peer: Member, frame: TurnDelta) -> None:
        turn = self._hosted(frame, peer.device)
        if turn is not None:
            fresh = self.turns.extend(turn, frame.offset, shown_stream(frame.text))
            if fresh:
                self._tell(turn.account, AnswerDelta(turn.group, turn.turn, fresh, len(turn.text) - len(fresh)))

    def _withdrawn(self, peer: Member, frame: TurnGone) -> None:
        turn = self._hosted(frame, peer.device)
        if turn is not None:
            self._expired(turn)

    def _stop(self, peer: Member, frame: TurnStop) -> None:
        turn = self._hosted(frame, self._context.who().device)
        if turn is not None:
            self._tell(peer.account, StopRequested(turn.group, turn.turn, peer.account))

    def _hosted(self, frame: TurnDelta | TurnGone | TurnStop, device: DeviceId) -> LiveTurn | None:
        turn = self.turns.get(frame.turn)
        return turn if turn is not None and (turn.group, turn.device) == (frame.group, device) else None

    def _expired(self, turn: LiveTurn) -> None:
        self.turns.remove(turn.turn)
        self._tell(turn.account, MessageRemoved(turn.group, turn.turn))
