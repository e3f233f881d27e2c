"""Carrying a handshake over a link: who is there, and whether they come in (PROTOCOL.md, "Handshake").

The listener decides last. Both sides ask the `Door` as soon as they know who the other is; it settles what happens to
connections that exist already or are being made at the same moment.
"""

import secrets
from collections.abc import Sequence
from typing import Protocol

from sync.core.discovery_tags import DiscoveryKey
from sync.core.frame_fields import MAX_SENTENCE_CHARACTERS
from sync.core.frames import Refuse
from sync.core.handshake import Authenticated, Credentials, Dialler, Listener
from sync.core.ids import DeviceId, GroupId
from sync.core.names import shown_line
from sync.net.links import Link, LinkClosed
from sync.net.peer import PeerConnection

CONNECTED = "connected"
NOT_A_MEMBER = "not_a_member"
TOO_MANY_GUESTS = "too_many_guests"
ENOUGH = "enough"

_SENTENCES = {
    CONNECTED: "These two devices are connected already.",
    NOT_A_MEMBER: "This device shares no conversation with that one.",
    ENOUGH: "This device has connections enough and can be reached through others.",
    TOO_MANY_GUESTS: "Too many devices are waiting to join. Try again in a minute.",
}


class Refused(Exception):
    """One side does not want the connection with `device`: a stable code and a sentence."""

    def __init__(self, device: DeviceId, code: str, message: str = "") -> None:
        self.device = device
        self.code = code
        self.message = shown_line(message, MAX_SENTENCE_CHARACTERS) or _SENTENCES.get(code, _SENTENCES[NOT_A_MEMBER])
        super().__init__(self.message)


class Door(Protocol):
    """Who may come in."""

    def common_groups(self, peer: Authenticated) -> set[GroupId]:
        """Return the groups to share with `peer`, none for a guest; raises Refused for a stranger."""
        ...

    async def make_room(self, peer: Authenticated, link: Link) -> None:
        """Return when there is no other connection to the peer's device; raises Refused if one is kept instead."""
        ...


async def listen(
    link: Link, door: Door, credentials: Credentials, keys: Sequence[DiscoveryKey]
) -> tuple[PeerConnection, bytes]:
    """Find out who dialled; return the connection and the frame that welcomes them, to be sent first.

    Raises HostileInput, LinkClosed, and Refused, of which the dialler has been told.
    """
    listener = Listener(credentials, keys, link.binding, secrets.token_bytes)
    while listener.authenticated is None:
        for frame in listener.receive(await link.receive()):
            await link.send(frame)
    link.authenticated()
    peer = listener.authenticated
    try:
        groups = door.common_groups(peer)
        await door.make_room(peer, link)
    except Refused as refusal:
        await link.send(listener.refuse(refusal.code, refusal.message))
        raise
    return PeerConnection(link, peer, groups), listener.accept(sorted(groups), not groups)


async def dial(link: Link, door: Door, credentials: Credentials, keys: Sequence[DiscoveryKey]) -> PeerConnection:
    """Introduce ourselves on a link we opened; raises HostileInput, LinkClosed, and Refused by either side."""
    dialler = Dialler(credentials, keys, link.binding, secrets.token_bytes)
    for frame in dialler.start():
        await link.send(frame)
    proof = dialler.receive(await link.receive())
    peer = dialler.authenticated
    if peer is None:
        raise LinkClosed("the other end did not say who it is")
    groups = door.common_groups(peer)
    await door.make_room(peer, link)
    # From here on the other end may follow its verdict with frames of a session at once.
    link.authenticated()
    for frame in proof:
        await link.send(frame)
    dialler.receive(await link.receive())
    verdict = dialler.accepted
    if verdict is None:
        raise LinkClosed("the other end gave no answer")
    if isinstance(verdict, Refuse):
        raise Refused(peer.certificate.signing_key, verdict.code, verdict.message)
    return PeerConnection(link, peer, groups & set(verdict.groups))
