"""How many may be connected who have keys, but no place in a group as far as is known (PROTOCOL.md, "Strangers").

Whoever holds an invite, or a group's key, can make up as many devices as he likes: each shows that it has the key.
"""

from collections.abc import Callable, Sequence
from typing import Final

from sync.core.ids import DeviceId
from sync.net.greeting import TOO_MANY_GUESTS, Refused
from sync.net.peer import PeerConnection

MOST_GUESTS: Final = 16
MOST_UNKNOWN: Final = 16
"""Devices that show a group's key and are of no member heard of yet: the logs will say, or they come back."""
GRACE_SECONDS: Final = 10.0
"""How long a guest is let stay when all places are taken: joining takes less, and the next one needs the place."""


def make_room_for_guest(device: DeviceId, connections: Sequence[PeerConnection], now: float) -> None:
    """Drop the guest who came first when `device` needs its place at `now` (s); raises Refused if it came just now."""
    guests = [each for each in connections if each.guest]
    if len(guests) < MOST_GUESTS:
        return
    oldest = min(guests, key=lambda each: each.since)
    if now - oldest.since < GRACE_SECONDS:
        raise Refused(device, TOO_MANY_GUESTS)
    oldest.abort()


def check_unknown(
    device: DeviceId, connections: Sequence[PeerConnection], known: Callable[[PeerConnection], bool]
) -> None:
    """Raise Refused when enough devices are connected that are not `known` to be a member's."""
    if sum(not each.guest and not known(each) for each in connections) >= MOST_UNKNOWN:
        raise Refused(device, TOO_MANY_GUESTS)
