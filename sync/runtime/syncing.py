"""How complete a group is on this device, in words that a person or a bot can act on."""

from collections.abc import Sequence

from sync.core.exchange import Phase
from sync.runtime.live_room import LiveRoom
from sync.runtime.sessions import PeerSession
from sync.views import GroupState, PeerSync, SyncState, SyncStatus, Waiting

_STATES = {
    Phase.OPENING: SyncState.COMPARING,
    Phase.CONTROL: SyncState.CATCHING_UP,
    Phase.CONTENT: SyncState.CATCHING_UP,
    Phase.DONE: SyncState.COMPLETE,
}
_WORST_FIRST = (SyncState.CATCHING_UP, SyncState.COMPARING, SyncState.COMPLETE)


def status(live: LiveRoom, sessions: Sequence[PeerSession], *, messages: int, reached: int) -> SyncStatus:
    """Return how complete a group is: `sessions` synchronise it.

    `messages` are shown, and `reached` devices can be reached, directly or through others.
    """
    peers = tuple(_peer(session, live) for session in sessions)
    states = {peer.state for peer in peers}
    times = [peer.synced_at for peer in peers if peer.synced_at is not None]
    busiest = max(peers, key=lambda peer: peer.total - peer.received, default=None)
    return SyncStatus(
        digest=live.digest,
        messages=messages,
        missing=max((session.missing(live.group_id) for session in sessions), default=0),
        peers=reached,
        state=next((state for state in _WORST_FIRST if state in states), SyncState.WAITING),
        waiting=_reason(live, peers),
        received=busiest.received if busiest is not None else 0,
        total=busiest.total if busiest is not None else 0,
        synced_at=max(times, default=live.synced_at),
        connected=peers,
    )


def _peer(session: PeerSession, live: LiveRoom) -> PeerSync:
    standing = session.standing(live.group_id)
    return PeerSync(
        device_id=session.device,
        account_id=session.account,
        address=session.peer.address,
        state=_STATES[standing.phase],
        received=standing.received,
        total=standing.total,
        synced_at=session.synced_at.get(live.group_id),
    )


def _reason(live: LiveRoom, peers: Sequence[PeerSync]) -> Waiting | None:
    """Return what has to happen before anything more can come; None where nothing has to."""
    if live.state is GroupState.JOINING:
        return Waiting.APPROVAL if live.row.notice == "approval" else Waiting.ADMISSION
    if not live.at_work:
        return Waiting.NOT_A_MEMBER
    return None if peers else Waiting.PEERS
