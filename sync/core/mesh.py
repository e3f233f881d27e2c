"""Which connections a device wants, takes and lets go of in large groups (PROTOCOL.md, "Topology"). Pure.

In a group of at most FULL_MESH other devices everybody is connected with everybody. In a larger one each device keeps a
few connections, drawn at random by whoever dials: so nobody can choose its place next to another, and graphs of this
kind stay in one piece when many devices vanish at once. What cannot be reached through others is always dialled.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

FULL_MESH: Final = 12
"""Other devices with which everybody is connected with everybody."""
FEW_NEIGHBOURS: Final = 3
"""With fewer in a group a device insists on being let in where it was refused."""
OWN_CHOICE: Final = 4
"""Neighbours in a group that a device has dialled itself: others cannot surround it."""
ENOUGH_NEIGHBOURS: Final = 8
"""Neighbours in a group with which a device looks for no more."""
PLENTY_OF_NEIGHBOURS: Final = 10
"""Neighbours in a group beyond which a device lets go of those it has dialled itself, down to its OWN_CHOICE."""
MANY_NEIGHBOURS: Final = 16
"""Neighbours in a group beyond which a device turns others away, and lets go of those that have enough."""
INSISTING_NEIGHBOURS: Final = 64
"""Neighbours in a group beyond which it turns away also those that insist."""


class Place(NamedTuple):
    """How this device, and another it may connect with, stand in a large group that both are in."""

    neighbours: int
    chosen: int
    """Neighbours that this device dialled."""
    here: int
    """Devices that can be reached, neighbours included, as far as this device knows."""
    reached: bool = False
    """Whether the other can be reached through neighbours."""
    degree: int = 0
    """How many neighbours the other says to have; 0: it is not known."""


def is_large(devices: int) -> bool:
    """Return whether a group with that many other devices gets by with fewer connections."""
    return devices > FULL_MESH


def wants(places: Iterable[Place], *, refused: bool = False) -> bool:
    """Return whether to dial a device, given the large groups shared with it; `refused`: it has turned us away."""
    return any(_lacks(place, refused) for place in places)


def admits(places: Iterable[Place], *, insisting: bool) -> bool:
    """Return whether to take a connection that another device makes; `insisting`: it comes back though refused."""
    return any(
        place.neighbours < MANY_NEIGHBOURS or (insisting and place.neighbours < INSISTING_NEIGHBOURS)
        for place in places
    )


def can_spare(places: Iterable[Place], *, dialled: bool) -> bool:
    """Return whether a neighbour may be let go, as far as all groups shared are concerned.

    One that this device `dialled` where it has plenty, whatever the other says: so those it keeps are as random as
    those it had. Any other only where there are too many, and it says to have enough.
    """
    return all(_spares_own(place) if dialled else _spares_other(place) for place in places)


def _spares_own(place: Place) -> bool:
    return place.neighbours > PLENTY_OF_NEIGHBOURS and place.chosen > OWN_CHOICE and place.here > FULL_MESH


def _spares_other(place: Place) -> bool:
    return place.neighbours > MANY_NEIGHBOURS and place.degree > ENOUGH_NEIGHBOURS


def _lacks(place: Place, refused: bool) -> bool:
    if refused:
        return place.neighbours < FEW_NEIGHBOURS
    if place.neighbours < (FULL_MESH if place.here <= FULL_MESH else ENOUGH_NEIGHBOURS):
        return True
    away = place.here > place.neighbours and not place.reached
    return place.neighbours < MANY_NEIGHBOURS and (place.chosen < OWN_CHOICE or away)
