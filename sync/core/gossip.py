"""What devices say to those they are not connected with: signed, passed on by others (PROTOCOL.md, "Topology"). Pure.

A statement names its group, its device, the session (one for each start of that device's program) and a number that
rises within the session. So whoever passes one on can neither change it nor bring back an old one.
"""

from typing import Annotated, Final, TypeAlias, TypeVar

from msgspec import Meta

from sync.core.codec import decode, encode
from sync.core.frame_fields import Counter, Group, Log, Model, Signature
from sync.core.ids import ID_SIZE, DeviceId, GroupId
from sync.core.limits import MAX_MESSAGE_BYTES
from sync.core.ops import Wire
from sync.core.signing import SigningKey, verify
from sync.errors import HostileInput

BEACON: Final = "beacon"
RELAYED: Final = "relayed frame"
STORED: Final = "stored elsewhere"

SHORT_SIZE: Final = 8
"""Bytes of a device's id that stand for it in a Beacon."""
MAX_NEIGHBOURS: Final = 200
"""Neighbours named in a Beacon."""
MAX_STORED: Final = 64
"""Logs named in a Stored."""
MAX_STATEMENT_BYTES: Final = 2 * MAX_MESSAGE_BYTES
"""A statement; the largest holds a TurnDelta with all of a long answer."""
BEACONS: Final = 64
"""Statements in one frame."""
MAX_HOPS: Final = 8
"""How often a frame is passed on: several times the distances there are."""

_Short = Annotated[bytes, Meta(min_length=SHORT_SIZE, max_length=SHORT_SIZE)]
_Device = Annotated[DeviceId, Meta(min_length=ID_SIZE, max_length=ID_SIZE)]


class Beacon(Wire):
    """The device is here, connected with `neighbours` of the group, and offers a model (both empty: none)."""

    group: Group
    device: _Device
    session: Counter
    number: Counter
    neighbours: Annotated[tuple[_Short, ...], Meta(max_length=MAX_NEIGHBOURS)]
    provider: Model
    model: Model


class Passage(Wire):
    """A frame that the device sends to all of the group, or a Stop to whoever it concerns."""

    group: Group
    device: _Device
    session: Counter
    number: Counter
    frame: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]


class LogPlace(Wire):
    """A position in a log."""

    log: Log
    seq: Counter


class Stored(Wire):
    """The device has stored these logs up to there: an acknowledgement for the device that writes them."""

    group: Group
    device: _Device
    session: Counter
    number: Counter
    heads: Annotated[tuple[LogPlace, ...], Meta(max_length=MAX_STORED)]


class Signed(Wire):
    """The exact bytes of a statement, and its device's signature."""

    statement: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]
    signature: Signature


Statement: TypeAlias = Beacon | Passage | Stored
S = TypeVar("S", bound=Statement)
_PURPOSES: Final[dict[type[Statement], str]] = {Beacon: BEACON, Passage: RELAYED, Stored: STORED}


def short(device: DeviceId) -> bytes:
    """Return what stands for a device in a Beacon."""
    return device[:SHORT_SIZE]


def sign(key: SigningKey, statement: Statement) -> Signed:
    """Return a statement as it travels."""
    data = encode(statement)
    return Signed(statement=data, signature=key.sign(_PURPOSES[type(statement)], data))


def read(signed: Signed, kind: type[S], group: GroupId) -> S:
    """Return what a statement says, its signature not looked at; raises HostileInput, also for another group."""
    statement = decode(signed.statement, kind)
    if statement.group != group:
        raise HostileInput("statement: of another group than its frame")
    return statement


def holds(signed: Signed, statement: Statement) -> bool:
    """Return whether the device a statement names has signed it."""
    return verify(statement.device, _PURPOSES[type(statement)], signed.statement, signed.signature)


class Window:
    """Which numbers of one device were seen: each counts once, and none that is far behind or of an earlier session."""

    WIDTH: Final = 256

    def __init__(self) -> None:
        self.session = 0
        self._highest = -1
        self._floor = 0
        self._seen: set[int] = set()

    def is_news(self, session: int, number: int) -> bool:
        """Return whether a statement was not seen yet and is not too old."""
        return session > self.session or (
            session == self.session
            and number >= max(self._floor, self._highest - self.WIDTH)
            and number not in self._seen
        )

    def begin(self, session: int, number: int) -> None:
        """Note a beacon. With the first of a session, what was said before it counts no more."""
        first = session > self.session
        self.note(session, number)
        if first:
            self._floor = number

    def note(self, session: int, number: int) -> None:
        """Note that a statement was taken."""
        if session > self.session:
            self.session, self._highest, self._floor = session, -1, 0
            self._seen.clear()
        self._seen.add(number)
        if number > self._highest:
            self._highest = number
            self._seen = {each for each in self._seen if each >= number - self.WIDTH}
