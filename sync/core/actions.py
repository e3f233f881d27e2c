"""What a session asks its owner to do, in the order given (see `session`)."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from sync.core.frames import SessionFrame
from sync.core.ids import GroupId, LogId


class Send(NamedTuple):
    """Send a frame to the peer, after everything asked for before."""

    frame: SessionFrame


class Serve(NamedTuple):
    """Send the stored operations `first` to `last` of a log, in Operations frames of which only the final says `last`.

    Frames must leave in the order of the requests: answers are matched to pulls by their order.
    """

    group: GroupId
    log: LogId
    first: int
    last: int


class Ingest(NamedTuple):
    """Give operations to the room, store what it accepts, then call `ingested`, whatever came of it."""

    group: GroupId
    operations: tuple[bytes, ...]
    live: bool


class Glimpse(NamedTuple):
    """Look at the newest operations of a long history; they come again, to be kept, in their turn."""

    group: GroupId
    operations: tuple[bytes, ...]


class PeerHas(NamedTuple):
    """The peer has stored these logs up to these positions."""

    group: GroupId
    heads: Mapping[LogId, int]


class PeerShares(NamedTuple):
    """The peer is ready to synchronise a group that is not shared with it here: `share` it, if it may be."""

    group: GroupId


class Progress(NamedTuple):
    """So many of the operations that the peer is known to have, and this device lacked, have arrived."""

    group: GroupId
    received: int
    total: int


class SyncedControl(NamedTuple):
    """This device has everything the peer had to offer of the control logs."""

    group: GroupId


class Synced(NamedTuple):
    """This device has everything the peer had to offer."""

    group: GroupId


Action: TypeAlias = Send | Serve | Ingest | Glimpse | PeerHas | PeerShares | Progress | SyncedControl | Synced
