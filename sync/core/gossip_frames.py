"""The frames that carry statements of devices further away (PROTOCOL.md, "Topology")."""

from typing import Annotated, Final

from msgspec import Meta

from sync.core.frame_fields import Group
from sync.core.gossip import BEACONS, MAX_HOPS, Signed
from sync.core.ids import ID_SIZE, DeviceId
from sync.core.ops import Wire

MAX_PORT: Final = 65_535

_Device = Annotated[DeviceId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]


class Beacons(Wire, tag=70):
    """Beacons that the receiver may not have."""

    group: Group
    beacons: Annotated[tuple[Signed, ...], Meta(max_length=BEACONS)]


class Relayed(Wire, tag=71):
    """A Passage, and how often it may still be passed on."""

    group: Group
    passage: Signed
    hops: Annotated[int, Meta(ge=0, le=MAX_HOPS)]


class Acknowledged(Wire, tag=72):
    """Stored statements on their way to the device `author`."""

    group: Group
    author: _Device
    stored: Annotated[tuple[Signed, ...], Meta(max_length=BEACONS)]


class Listening(Wire, tag=73):
    """Dialler: the port at which it can be dialled itself, at the address it comes from."""

    port: Annotated[int, Meta(ge=1, le=MAX_PORT)]


GossipFrame = Beacons | Relayed | Acknowledged | Listening
